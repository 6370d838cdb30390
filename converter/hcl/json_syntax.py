"""``.tf.json`` files → the same tree as ``.tf`` files (Terraform language, "JSON Configuration Syntax").

JSON does not tell nested blocks from arguments. Blocks that Terraform itself defines are made blocks here; those that
only a provider's schema knows stay attributes, and :func:`blocks_of` reads one as blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from converter.findings import Finding, FindingError, Span
from converter.hcl import cache, grammar, parser, syntax
from converter.hcl.json_scanner import (
    JsonArray,
    JsonObject,
    JsonScalar,
    JsonString,
    JsonValue,
    parse_json,
    parse_json_leniently,
)
from converter.hcl.problems import syntax_error
from converter.hcl.text import SourceText

COMMENT_KEY = "//"


@dataclass(frozen=True)
class _Shape:
    """What Terraform knows of a block type.

    ``labels``: how many. ``blocks``: nested ones by type. Strings in the arguments ``bare`` are expressions or
    references, those in ``literal`` plain text, all others templates; ``all_literal`` makes every argument literal.
    ``one_object`` says that no array may stand for the body, and ``named`` that its arguments declare names.
    """

    labels: int = 0
    blocks: dict[str, _Shape] = field(default_factory=dict)
    bare: frozenset[str] = frozenset()
    literal: frozenset[str] = frozenset()
    all_literal: bool = False
    one_object: bool = False
    named: bool = False


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLAIN = _Shape()
_DYNAMIC = _Shape(labels=1, blocks={"content": _Shape()}, bare=_names("iterator"))
_DYNAMIC.blocks["content"].blocks["dynamic"] = _DYNAMIC
_NESTED = _Shape(blocks={"dynamic": _DYNAMIC})
_LIFECYCLE = _Shape(
    blocks={"precondition": _PLAIN, "postcondition": _PLAIN},
    bare=_names("ignore_changes replace_triggered_by"),
    literal=_names("create_before_destroy prevent_destroy destroy"),
)
_PROVISIONER = _Shape(labels=1, blocks={"connection": _PLAIN}, bare=_names("when on_failure"))
_RESOURCE = _Shape(
    labels=2,
    blocks={"lifecycle": _LIFECYCLE, "provisioner": _PROVISIONER, "connection": _PLAIN, "dynamic": _DYNAMIC},
    bare=_names("provider depends_on"),
)
_TERRAFORM = _Shape(
    blocks={
        "backend": _Shape(labels=1, all_literal=True),
        "cloud": _Shape(blocks={"workspaces": _Shape(all_literal=True)}, all_literal=True),
        "required_providers": _Shape(all_literal=True, one_object=True),
        "provider_meta": _Shape(labels=1),
    },
    all_literal=True,
)
_ROOT = _Shape(
    blocks={
        "terraform": _TERRAFORM,
        "variable": _Shape(
            labels=1,
            blocks={"validation": _PLAIN},
            bare=_names("type"),
            literal=_names("default description sensitive nullable ephemeral"),
        ),
        "output": _Shape(
            labels=1, blocks={"precondition": _PLAIN}, bare=_names("depends_on"), literal=_names("description")
        ),
        "locals": _Shape(one_object=True, named=True),
        "provider": _Shape(labels=1, blocks={"dynamic": _DYNAMIC}, literal=_names("alias version")),
        "module": _Shape(labels=1, bare=_names("depends_on providers"), literal=_names("source version")),
        "resource": _RESOURCE,
        "data": _RESOURCE,
        "ephemeral": _RESOURCE,
        "moved": _Shape(bare=_names("from to")),
        "import": _Shape(bare=_names("to provider")),
        "removed": _Shape(blocks={"lifecycle": _LIFECYCLE, "provisioner": _PROVISIONER}, bare=_names("from")),
        "check": _Shape(labels=1, blocks={"data": _RESOURCE, "assert": _PLAIN}),
    }
)
_LEVELS = {name: shape.labels for name, shape in _ROOT.blocks.items()}
"""For how many levels of objects below a block type each member is a block, or blocks, of its own."""

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")


def parse_json_file(text: bytes | str, path: str) -> syntax.SourceFile:
    """The tree of a ``.tf.json`` file; ``path`` is what its spans will name.

    Raises :class:`FindingError` with every error that was found.
    """
    encoded = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    key = cache.key_of(encoded, path, grammar.version())
    found = cache.load(key)
    if found is not None:
        return found
    tree, findings = parse_json_file_leniently(text, path)
    if tree is None or findings:
        raise FindingError(*findings)
    cache.store(key, tree)
    return tree


def parse_json_file_leniently(text: bytes | str, path: str) -> tuple[syntax.SourceFile | None, tuple[Finding, ...]]:
    """The tree of a ``.tf.json`` file without the top-level blocks that do not parse, and what is wrong.

    There is no tree where nothing can be read.
    """
    decoded, findings = _decode(text, path)
    value, problems = parse_json_leniently(SourceText(decoded, path), _LEVELS)
    findings.extend(problems)
    if value is None:
        return None, tuple(findings)
    body = _Builder(findings).root(value)
    return syntax.SourceFile(path, body), tuple(findings)


def _decode(text: bytes | str, path: str) -> tuple[str, list[Finding]]:
    """As :func:`parser.decode`; a byte order mark, which JSON does not allow, is reported."""
    decoded, findings = parser.decode(text, path)
    if decoded.startswith("\ufeff"):
        span = SourceText(decoded, path).span(0, 0)
        findings.append(syntax_error("byte order mark in JSON", "save the file as UTF-8 without a mark", span))
    return decoded, findings


def parse_json_values(text: bytes | str, path: str) -> tuple[syntax.Attribute, ...]:
    """The members of a ``.tfvars.json`` file; its strings are plain text.

    Raises :class:`FindingError` with every error that was found.
    """
    decoded, findings = _decode(text, path)
    value = parse_json(SourceText(decoded, path))
    builder = _Builder(findings)
    body = builder.body(value, _Shape(all_literal=True, one_object=True))
    if findings:
        raise FindingError(*findings)
    return body.attributes


def blocks_of(attribute: syntax.Attribute, labels: int = 0) -> tuple[syntax.Block, ...]:
    """A nested block of a JSON body, read as blocks with that many labels.

    An object is one block, a list of objects several. Raises :class:`FindingError` for anything else.
    """
    return tuple(_blocks(attribute.name, attribute.name_span, attribute.expression, (), labels))


def _blocks(
    name: str, name_span: Span, value: syntax.Expression, given: tuple[str, ...], labels: int
) -> Iterator[syntax.Block]:
    if isinstance(value, syntax.TupleExpression):
        for item in value.items:
            yield from _blocks(name, name_span, item, given, labels)
    elif isinstance(value, syntax.ObjectExpression) and labels:
        for member in value.items:
            key = _key_text(member)
            if key != COMMENT_KEY:
                yield from _blocks(name, name_span, member.value, (*given, key), labels - 1)
    elif isinstance(value, syntax.ObjectExpression):
        yield syntax.Block(name_span.to(value.span), name, given, name_span, _body_of(value), _comment_of(value))
    elif not (isinstance(value, syntax.Literal) and value.value is None):
        raise FindingError(_not_a_block(name, value.span))


def _body_of(value: syntax.ObjectExpression) -> syntax.Body:
    attributes: list[syntax.Attribute] = []
    blocks: list[syntax.Block] = []
    for member in value.items:
        name = _key_text(member)
        if name == "dynamic":
            blocks.extend(map(_with_content, _blocks(name, member.key.span, member.value, (), 1)))
        elif name != COMMENT_KEY:
            attributes.append(syntax.Attribute(member.span, name, member.key.span, member.value))
    return syntax.Body(value.span, tuple(attributes), tuple(blocks), json=True)


def _with_content(block: syntax.Block) -> syntax.Block:
    """A ``dynamic`` block with its ``content`` as a block."""
    rest = tuple(a for a in block.body.attributes if a.name != "content")
    content = tuple(inner for a in block.body.attributes if a.name == "content" for inner in blocks_of(a))
    body = syntax.Body(block.body.span, rest, (*block.body.blocks, *content), json=True)
    return syntax.Block(block.span, block.type, block.labels, block.header, body, block.comment)


def _key_text(member: syntax.ObjectItem) -> str:
    key = member.key
    if isinstance(key, syntax.Literal) and isinstance(key.value, str):
        return key.value
    raise FindingError(
        syntax_error("template in the name of an argument", "names must be plain text; remove the ${ }", key.span)
    )


def _comment_of(value: syntax.ObjectExpression) -> str:
    for member in value.items:
        if (
            isinstance(member.key, syntax.Literal)
            and member.key.value == COMMENT_KEY
            and isinstance(member.value, syntax.Literal)
            and isinstance(member.value.value, str)
        ):
            return member.value.value
    return ""


def _not_a_block(name: str, span: Span) -> Finding:
    return syntax_error(
        f"{name} is not a block", "a block is written as an object, several as an array of objects", span
    )


class _Builder:
    """JSON values → bodies and expressions, by the shapes that Terraform knows."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings

    def root(self, value: JsonValue) -> syntax.Body:
        if isinstance(value, JsonScalar) and value.value is None:
            self._problem("not an object", "an object is expected here", value.span)
        return self.body(value, _ROOT)

    def body(self, value: JsonValue, shape: _Shape) -> syntax.Body:
        attributes: list[syntax.Attribute] = []
        blocks: list[syntax.Block] = []
        seen: dict[str, Span] = {}
        for name, member in self._body_members(value, shape):
            if name.value == COMMENT_KEY:
                continue
            nested = shape.blocks.get(name.value)
            if nested is not None:
                if shape is _ROOT:
                    blocks.extend(self._sound_blocks(name, member, nested))
                else:
                    blocks.extend(self._blocks(name, member, nested, ()))
                continue
            if shape is _ROOT:
                self._problem(
                    f"unknown block type {name.value}",
                    f"the top level of a configuration holds {', '.join(sorted(_ROOT.blocks))}",
                    name.span,
                )
                continue
            self._check_unique(seen, name, f"argument {name.value} is set twice")
            if shape.named and not _IDENTIFIER.fullmatch(name.value):
                self._problem(
                    f"invalid name {name.value}",
                    "a name starts with a letter or underscore and holds letters, digits, underscores and dashes",
                    name.span,
                )
            expression = self._argument(name.value, member, shape)
            attributes.append(syntax.Attribute(name.span.to(member.span), name.value, name.span, expression))
        return syntax.Body(value.span, tuple(attributes), tuple(blocks), json=True)

    def _body_members(self, value: JsonValue, shape: _Shape) -> list[tuple[JsonString, JsonValue]]:
        """The members of a body; null stands for an empty one."""
        if shape.one_object and not isinstance(value, JsonObject):
            self._problem("not an object", "an object is expected here", value.span)
            return []
        return self._members(value)

    def _members(self, value: JsonValue) -> list[tuple[JsonString, JsonValue]]:
        """The members of an object, which may be split over the objects of an array."""
        members: list[tuple[JsonString, JsonValue]] = []
        for item in value.items if isinstance(value, JsonArray) else (value,):
            if isinstance(item, JsonObject):
                members.extend(item.members)
            elif item is not value or not isinstance(item, JsonScalar) or item.value is not None:
                self._problem("not an object", "an object is expected here", item.span)
        return members

    def _sound_blocks(self, name: JsonString, value: JsonValue, shape: _Shape) -> list[syntax.Block]:
        """The blocks of a type in which nothing is wrong."""
        blocks = []
        before = len(self._findings)
        for block in self._blocks(name, value, shape, ()):
            if len(self._findings) == before:
                blocks.append(block)
            before = len(self._findings)
        return blocks

    def _blocks(
        self, name: JsonString, value: JsonValue, shape: _Shape, labels: tuple[str, ...]
    ) -> Iterator[syntax.Block]:
        if len(labels) < shape.labels:
            if not isinstance(value, JsonObject | JsonArray) and getattr(value, "value", None) is not None:
                self._findings.append(_not_a_block(name.value, value.span))
                return
            members = self._members(value)
            if not members:
                self._problem(
                    f"{name.value} without a label",
                    f"the properties of this object are the labels of {name.value} blocks, and there is none",
                    value.span,
                )
            for label, member in members:
                yield from self._blocks(name, member, shape, (*labels, label.value))
        elif isinstance(value, JsonArray):
            for item in value.items:
                yield self._block(name, item, shape, labels)
        elif isinstance(value, JsonObject):
            yield self._block(name, value, shape, labels)
        elif isinstance(value, JsonString) or value.value is not None:
            self._findings.append(_not_a_block(name.value, value.span))

    def _block(self, name: JsonString, value: JsonValue, shape: _Shape, labels: tuple[str, ...]) -> syntax.Block:
        members = value.members if isinstance(value, JsonObject) else []
        comment = next((m.value for n, m in members if n.value == COMMENT_KEY and isinstance(m, JsonString)), "")
        body = self.body(value, shape)
        return syntax.Block(name.span.to(value.span), name.value, labels, name.span, body, comment)

    def _check_unique(self, seen: dict[str, Span], name: JsonString, summary: str) -> None:
        before = seen.setdefault(name.value, name.span)
        if before is not name.span:
            self._findings.append(
                syntax_error(
                    summary,
                    f"it was already set on line {before.start.line}; keep one of the two",
                    name.span,
                    id_="hcl-duplicate-attribute",
                )
            )

    def _argument(self, name: str, value: JsonValue, shape: _Shape) -> syntax.Expression:
        try:
            if name in shape.bare:
                return self._bare(value)
            return self._expression(value, literal=shape.all_literal or name in shape.literal)
        except FindingError as error:
            self._findings.extend(error.findings)
            return syntax.Literal(value.span, None)

    def _bare(self, value: JsonValue) -> syntax.Expression:
        """A value whose strings are expressions; keys of objects are still names."""
        if isinstance(value, JsonString):
            return parser.parse_expression_in(value.embedded())
        if isinstance(value, JsonArray):
            return syntax.TupleExpression(value.span, tuple(self._bare(item) for item in value.items))
        if isinstance(value, JsonObject):
            items = tuple(
                syntax.ObjectItem(key.span.to(item.span), _bare_key(key), self._bare(item))
                for key, item in value.members
                if key.value != COMMENT_KEY
            )
            return syntax.ObjectExpression(value.span, items)
        return syntax.Literal(value.span, value.value)

    def _expression(self, value: JsonValue, *, literal: bool) -> syntax.Expression:
        if isinstance(value, JsonString):
            return self._string(value, literal=literal)
        if isinstance(value, JsonArray):
            items = tuple(self._expression(item, literal=literal) for item in value.items)
            return syntax.TupleExpression(value.span, items)
        if isinstance(value, JsonObject):
            seen: dict[str, Span] = {}
            for key, _ in value.members:
                self._check_unique(seen, key, f"property {key.value} is set twice")
            members = tuple(
                syntax.ObjectItem(
                    key.span.to(item.span),
                    self._string(key, literal=literal),
                    self._expression(item, literal=literal),
                )
                for key, item in value.members
            )
            return syntax.ObjectExpression(value.span, members)
        return syntax.Literal(value.span, value.value)

    def _string(self, value: JsonString, *, literal: bool) -> syntax.Expression:
        if literal or ("${" not in value.value and "%{" not in value.value):
            return syntax.Literal(value.span, value.value)
        built = parser.parse_template_in(value.embedded())
        if isinstance(built, syntax.Template):
            return syntax.Template(value.span, built.parts)
        if isinstance(built, syntax.TemplateWrap):
            return syntax.TemplateWrap(value.span, built.expression)
        return syntax.Literal(value.span, built.value)

    def _problem(self, summary: str, detail: str, span: Span) -> None:
        self._findings.append(syntax_error(summary, detail, span))


def _bare_key(key: JsonString) -> syntax.Expression:
    """A key such as ``aws`` or ``aws.east`` (``providers`` of a module)."""
    return syntax.Literal(key.span, key.value)
