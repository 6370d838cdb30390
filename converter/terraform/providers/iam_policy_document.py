"""The ``aws_iam_policy_document`` data source, computed as the provider does, over residual values too.

Facts: "Data Source: aws_iam_policy_document" of the AWS provider's documentation. Where the provider sorts lists, the
source's order is kept: the elements of these lists have no order for IAM.
"""

from __future__ import annotations

from collections.abc import Iterable

from converter.terraform.formulas import ALWAYS, Formula, both
from converter.terraform.functions import CallContext, call
from converter.terraform.instances import BodyValue, NestedBlockValue
from converter.terraform.values import (
    Concat,
    Entry,
    Item,
    Json,
    Mapping,
    Null,
    Sequence,
    String,
    Unknown,
    Value,
    concat,
)

_LATEST = "2012-10-17"


def document(body: BodyValue, context: CallContext) -> Value:
    """The document as an object value, keys in IAM's usual order; Unknown where a part cannot be read."""
    statements: list[Item] = []
    for source in _elements(body.value("source_policy_documents")):
        parsed = _parsed(source.value, context)
        if parsed is None:
            return Unknown(reason="a source policy document is known only after the deployment")
        statements.extend(Item(i.value, both(source.guard, i.guard)) for i in _statements_of(parsed))
    statements.extend(_own_statement(block) for block in body.blocks.get("statement", ()))
    for override in _elements(body.value("override_policy_documents")):
        parsed = _parsed(override.value, context)
        if parsed is None:
            return Unknown(reason="an override policy document is known only after the deployment")
        statements = _overridden(statements, _statements_of(parsed), override.guard)
    version = body.value("version")
    entries = [Entry("Version", String(_LATEST) if isinstance(version, Null) else version)]
    if not isinstance(body.value("policy_id"), Null):
        entries.append(Entry("Id", body.value("policy_id")))
    entries.append(Entry("Statement", Sequence("tuple", tuple(statements))))
    return Mapping("object", tuple(entries))


def json_text(body: BodyValue, context: CallContext) -> Value:
    """The ``json`` attribute: the document as JSON text."""
    value = document(body, context)
    return value if isinstance(value, Unknown) else call("jsonencode", [value], context)


def _elements(value: Value) -> tuple[Item, ...]:
    return value.items if isinstance(value, Sequence) else ()


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


def _own_statement(block: NestedBlockValue) -> Item:
    body = block.body
    entries: list[Entry] = []
    sid = body.value("sid")
    if not isinstance(sid, Null) and sid != String(""):
        entries.append(Entry("Sid", sid))
    effect = body.value("effect")
    entries.append(Entry("Effect", String("Allow") if isinstance(effect, Null) else effect))
    for kind, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if body.blocks.get(kind):
            entries.append(Entry(key, _principals(body.blocks[kind])))
    for name, key in (
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ):
        value = body.value(name)
        if isinstance(value, Sequence) and value.items:
            entries.append(Entry(key, _collapsed(value)))
        elif not isinstance(value, Null | Sequence):
            entries.append(Entry(key, _variables(value)))
    if body.blocks.get("condition"):
        entries.append(Entry("Condition", _conditions(body.blocks["condition"])))
    return Item(Mapping("object", tuple(entries)), block.guard)


def _principals(blocks: tuple[NestedBlockValue, ...]) -> Value:
    by_type: dict[str, list[Item]] = {}
    for block in blocks:
        kind = block.body.value("type")
        name = kind.text if isinstance(kind, String) else "AWS"
        for item in _elements(block.body.value("identifiers")):
            by_type.setdefault(name, []).append(Item(item.value, both(block.guard, item.guard)))
    star = by_type.get("*")
    if star and len(by_type) == 1 and [i.value for i in star] == [String("*")]:
        return String("*")
    return Mapping("object", tuple(Entry(k, _collapsed(Sequence("tuple", tuple(v)))) for k, v in by_type.items()))


def _conditions(blocks: tuple[NestedBlockValue, ...]) -> Value:
    tests: dict[str, dict[str, list[Item]]] = {}
    for block in blocks:
        test, variable = block.body.value("test"), block.body.value("variable")
        if not isinstance(test, String) or not isinstance(variable, String):
            continue
        items = tests.setdefault(test.text, {}).setdefault(variable.text, [])
        items.extend(Item(i.value, both(block.guard, i.guard)) for i in _elements(block.body.value("values")))
    return Mapping(
        "object",
        tuple(
            Entry(
                test,
                Mapping(
                    "object",
                    tuple(Entry(name, _collapsed(Sequence("tuple", tuple(items)))) for name, items in by_name.items()),
                ),
            )
            for test, by_name in tests.items()
        ),
    )


def _collapsed(value: Sequence) -> Value:
    """A list of one element that always exists is that element."""
    items = tuple(Item(_variables(i.value), i.guard) for i in value.items)
    if len(items) == 1 and items[0].guard == ALWAYS:
        return items[0].value
    return Sequence("tuple", items)


def _variables(value: Value) -> Value:
    """Policy variables are written ``&{…}`` in Terraform and ``${…}`` in IAM."""
    if isinstance(value, String):
        return String(value.text.replace("&{", "${"), sensitive=value.sensitive)
    if isinstance(value, Concat):
        return concat((_variables(p) for p in value.parts), sensitive=value.sensitive)
    return value
