"""The ``aws_iam_policy_document`` data source, computed as the provider does, over residual values too.

Facts: "Data Source: aws_iam_policy_document" of the AWS provider's documentation. Where the provider sorts lists, the
source's order is kept: the elements of these lists have no order for IAM.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from converter.terraform.concatenation import concat
from converter.terraform.formulas import ALWAYS, Formula, both, either, negate
from converter.terraform.functions import CallContext, call
from converter.terraform.instances import BodyValue, NestedBlockValue
from converter.terraform.types import STRING
from converter.terraform.values import (
    Attribute,
    Choice,
    Concat,
    Entry,
    Item,
    Json,
    Mapping,
    Null,
    Parameter,
    Sequence,
    String,
    Unknown,
    Value,
)

_LATEST = "2012-10-17"


def document(body: BodyValue, context: CallContext) -> Value:
    """The document as an object value, keys in IAM's usual order; Unknown where a part cannot be read."""
    reader = _Reader(context)
    statements: list[Item] = []
    for source in _documents(reader.elements(body.value("source_policy_documents"))):
        parsed = _parsed(source.value, context)
        if parsed is None:
            return Unknown(reason="a source policy document is known only after the deployment")
        statements.extend(Item(i.value, both(source.guard, i.guard)) for i in _statements_of(parsed))
    statements.extend(reader.statement(block) for block in body.blocks.get("statement", ()))
    for override in _documents(reader.elements(body.value("override_policy_documents"))):
        parsed = _parsed(override.value, context)
        if parsed is None:
            return Unknown(reason="an override policy document is known only after the deployment")
        statements = _overridden(statements, _statements_of(parsed), override.guard)
    version = body.value("version")
    entries = [Entry("Version", String(_LATEST) if isinstance(version, Null) else version)]
    if not isinstance(body.value("policy_id"), Null):
        entries.append(Entry("Id", body.value("policy_id")))
    entries.append(Entry("Statement", Sequence("tuple", tuple(statements))))
    return reader.unknown or Mapping("object", tuple(entries))


def json_text(body: BodyValue, context: CallContext) -> Value:
    """The ``json`` attribute: the document as JSON text."""
    value = document(body, context)
    return replace(value, type=STRING) if isinstance(value, Unknown) else call("jsonencode", [value], context)


def _documents(items: Iterable[Item]) -> Iterator[Item]:
    """Documents, the branches of conditional ones apart; null is none."""
    for item in items:
        match item.value:
            case Choice(condition, then, otherwise):
                branches = Item(then, both(item.guard, condition)), Item(otherwise, both(item.guard, negate(condition)))
                yield from _documents(branches)
            case Null():
                continue
            case _:
                yield item


def _parsed(text: Value, context: CallContext) -> Value | None:
    if isinstance(text, Json):
        return text.value
    if isinstance(text, String):
        return call("jsondecode", [text], context) if text.text.strip() else Mapping("object")
    return None


def _statements_of(document: Value) -> tuple[Item, ...]:
    statement = document.get("Statement") if isinstance(document, Mapping) else None
    if isinstance(statement, Sequence):
        return statement.items
    return (Item(statement),) if statement is not None else ()


def _overridden(statements: list[Item], overriding: Iterable[Item], guard: Formula) -> list[Item]:
    result = list(statements)
    for item in overriding:
        sid = _sid(item.value)
        place = next((n for n, other in enumerate(result) if sid and _sid(other.value) == sid), None)
        replacement = Item(item.value, both(guard, item.guard))
        if place is None or replacement.guard != ALWAYS:
            result.append(replacement)
        else:
            result[place] = replacement
    return result


def _sid(statement: Value) -> str:
    sid = statement.get("Sid") if isinstance(statement, Mapping) else None
    return sid.text if isinstance(sid, String) else ""


@dataclass(slots=True)
class _Reader:
    """Reads statements; ``unknown`` is set where a part of one is known only after the deployment."""

    context: CallContext
    unknown: Unknown | None = None

    def elements(self, value: Value) -> tuple[Item, ...]:
        """The elements of a list, conditional and residual ones too."""
        match value:
            case Null():
                return ()
            case Sequence(items=items):
                return items
            case Choice(condition, then, otherwise):
                first = (Item(i.value, both(condition, i.guard)) for i in self.elements(then))
                second = (Item(i.value, both(negate(condition), i.guard)) for i in self.elements(otherwise))
                return (*first, *second)
            case Unknown():
                self.unknown = value
                return ()
            case _:
                return self.elements(self.context.expand(value))

    def statement(self, block: NestedBlockValue) -> Item:
        """A ``statement`` block."""
        body = block.body
        entries: list[Entry] = []
        sid = body.value("sid")
        if not isinstance(sid, Null) and sid != String(""):
            entries.append(Entry("Sid", sid))
        effect = body.value("effect")
        entries.append(Entry("Effect", String("Allow") if isinstance(effect, Null) else effect))
        for kind, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
            if body.blocks.get(kind):
                entries.append(Entry(key, self.principals(body.blocks[kind])))
        for name, key in _LISTS:
            items = self.elements(body.value(name))
            if items:
                entries.append(Entry(key, _collapsed(items), either(*(i.guard for i in items))))
        if body.blocks.get("condition"):
            entries.append(Entry("Condition", self.conditions(body.blocks["condition"])))
        return Item(Mapping("object", tuple(entries)), block.guard)

    def principals(self, blocks: tuple[NestedBlockValue, ...]) -> Value:
        by_type = _Groups()
        for block in blocks:
            for item in self.elements(block.body.value("identifiers")):
                by_type.add(block.body.value("type"), Item(item.value, both(block.guard, item.guard)))
        if [(k, i.value, i.guard) for k, items in by_type.items() for i in items] == [("*", String("*"), ALWAYS)]:
            return String("*")
        return by_type.mapping()

    def conditions(self, blocks: tuple[NestedBlockValue, ...]) -> Value:
        tests: dict[str, tuple[Value, _Groups]] = {}
        for block in blocks:
            test = block.body.value("test")
            _, by_variable = tests.setdefault(_key_text(test), (test, _Groups()))
            for item in self.elements(block.body.value("values")):
                by_variable.add(block.body.value("variable"), Item(item.value, both(block.guard, item.guard)))
        return Mapping("object", tuple(_entry(test, groups.mapping()) for test, groups in tests.values()))


_LISTS = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)


class _Groups:
    """Elements under keys, which may be residual."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Value, list[Item]]] = {}

    def add(self, key: Value, item: Item) -> None:
        self._found.setdefault(_key_text(key), (key, []))[1].append(item)

    def items(self) -> Iterator[tuple[str, list[Item]]]:
        return ((text, items) for text, (_, items) in self._found.items())

    def mapping(self) -> Mapping:
        entries = [
            replace(_entry(key, _collapsed(items)), guard=either(*(i.guard for i in items)))
            for key, items in self._found.values()
        ]
        return Mapping("object", tuple(entries))


def _entry(key: Value, value: Value) -> Entry:
    return Entry(_key_text(key), value, key_value=None if isinstance(key, String) else key)


def _key_text(key: Value) -> str:
    """A key's text; for a residual key one that tells it from others."""
    match key:
        case String(text):
            return text.replace("&{", "${")
        case Concat(parts):
            return "".join(_key_text(part) for part in parts)
        case Parameter(name):
            return f"${{{name}}}"
        case Attribute():
            return f"${{{key.resource}.{'.'.join(map(str, key.path))}}}"
        case _:
            return repr(key)


def _collapsed(items: Iterable[Item]) -> Value:
    """A list of one element that always exists is that element."""
    found = tuple(Item(_variables(i.value), i.guard) for i in items)
    if len(found) == 1 and found[0].guard == ALWAYS:
        return found[0].value
    return Sequence("tuple", found)


def _variables(value: Value) -> Value:
    """Policy variables are written ``&{…}`` in Terraform and ``${…}`` in IAM."""
    if isinstance(value, String):
        return String(value.text.replace("&{", "${"), sensitive=value.sensitive)
    if isinstance(value, Concat):
        return concat((_variables(p) for p in value.parts), sensitive=value.sensitive)
    return value
