"""The static side of a module: its declarations, read off the syntax tree, nothing evaluated.

Facts: "Configuration Language" reference pages of the Terraform documentation (one per block type).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal as Literal_

from converter.findings import Finding, Findings, Severity, Span
from converter.hcl.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    GetAttr,
    Index,
    Literal,
    Parentheses,
    TupleExpression,
    Variable,
)

META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})
CALL_META_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "depends_on", "providers"})


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold and what to say where it does not; ``kind`` is validation, precondition or postcondition."""

    condition: Expression
    message: Expression | None
    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class VariableConfig:
    """A ``variable`` block. ``type_expression`` None is ``any``; ``default`` None means required."""

    name: str
    type_expression: Expression | None
    default: Expression | None
    description: str
    sensitive: bool
    nullable: bool
    validations: tuple[Check, ...]
    block: Block


@dataclass(frozen=True, slots=True)
class OutputConfig:
    """An ``output`` block."""

    name: str
    value: Expression
    description: str
    sensitive: bool
    depends_on: tuple[Expression, ...]
    block: Block


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A resource's ``lifecycle`` block. ``ignore_changes`` lists argument paths as text; ``("all",)`` means all."""

    create_before_destroy: bool = False
    prevent_destroy: bool = False
    ignore_changes: tuple[str, ...] = ()
    replace_triggered_by: tuple[Expression, ...] = ()
    checks: tuple[Check, ...] = ()
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class ResourceConfig:
    """A ``resource`` or ``data`` block."""

    mode: Literal_["managed", "data"]
    type: str
    name: str
    count: Expression | None
    for_each: Expression | None
    provider: Expression | None
    depends_on: tuple[Expression, ...]
    lifecycle: Lifecycle
    block: Block


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """A ``module`` block; ``arguments`` are its input variables' values, ``problems`` say why it has no source."""

    name: str
    source: str
    arguments: Mapping[str, Attribute]
    count: Expression | None
    for_each: Expression | None
    depends_on: tuple[Expression, ...]
    providers: Expression | None
    block: Block
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleConfig:
    """All declarations of one module folder.

    ``broken`` are the syntax errors in it: the items concerned are missing here, and ``broken_text`` holds the texts of
    the files that they stand in.
    """

    directory: str
    variables: Mapping[str, VariableConfig] = field(default_factory=dict)
    locals: Mapping[str, Attribute] = field(default_factory=dict)
    outputs: Mapping[str, OutputConfig] = field(default_factory=dict)
    resources: Mapping[tuple[str, str, str], ResourceConfig] = field(default_factory=dict)
    calls: Mapping[str, ModuleCall] = field(default_factory=dict)
    providers: tuple[Block, ...] = ()
    others: tuple[Block, ...] = ()
    broken: tuple[Finding, ...] = ()
    broken_text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleContent:
    """What was read of a module's folder: the (merged) blocks, the syntax errors, the texts of files with errors."""

    blocks: tuple[Block, ...]
    broken: tuple[Finding, ...] = ()
    broken_text: tuple[str, ...] = ()


def read_module_config(directory: str, content: ModuleContent, findings: Findings) -> ModuleConfig:
    """The declarations of a module; what is wrong with them goes to ``findings``."""
    findings.extend(content.broken)
    reader = _Reader(findings)
    for block in content.blocks:
        reader.read(block)
    return ModuleConfig(
        directory,
        reader.variables,
        reader.locals,
        reader.outputs,
        reader.resources,
        reader.calls,
        tuple(reader.providers),
        tuple(reader.others),
        content.broken,
        content.broken_text,
    )


_EXPECTED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "variable": (
        frozenset({"type", "default", "description", "sensitive", "nullable", "ephemeral"}),
        frozenset({"validation"}),
    ),
    "output": (
        frozenset({"value", "description", "sensitive", "depends_on", "ephemeral"}),
        frozenset({"precondition"}),
    ),
    "validation": (frozenset({"condition", "error_message"}), frozenset()),
    "precondition": (frozenset({"condition", "error_message"}), frozenset()),
    "postcondition": (frozenset({"condition", "error_message"}), frozenset()),
    "lifecycle": (
        frozenset({"create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"}),
        frozenset({"precondition", "postcondition"}),
    ),
}
"""The arguments and nested blocks of the blocks that the language itself defines."""

_LABELS = {
    "variable": 1, "output": 1, "resource": 2, "data": 2, "module": 1, "provider": 1, "locals": 0, "terraform": 0,
    "moved": 0, "import": 0, "removed": 0, "check": 1, "ephemeral": 2,
}  # fmt: skip


class _Reader:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.variables: dict[str, VariableConfig] = {}
        self.locals: dict[str, Attribute] = {}
        self.outputs: dict[str, OutputConfig] = {}
        self.resources: dict[tuple[str, str, str], ResourceConfig] = {}
        self.calls: dict[str, ModuleCall] = {}
        self.providers: list[Block] = []
        self.others: list[Block] = []

    def read(self, block: Block) -> None:
        wanted = _LABELS.get(block.type)
        if wanted is None:
            hint = did_you_mean(block.type, _LABELS)
            self.error(
                f"unsupported block type {block.type!r}",
                f"a block of this type is not expected here{hint}",
                block.header,
            )
            return
        if len(block.labels) != wanted:
            labels = ("no labels", "one label, its name", "two labels, its type and its name")[wanted]
            self.error(
                f"wrong number of labels for {block.type}",
                f"a {block.type} block has {labels}; this one has {len(block.labels)}",
                block.header,
            )
            return
        self.check_parts(block)
        match block.type:
            case "variable":
                self.declare(self.variables, block.labels[0], self.variable(block), block)
            case "output":
                self.declare(self.outputs, block.labels[0], self.output(block), block)
            case "locals":
                for inner in block.body.blocks:
                    self.error(
                        f"unsupported block type {inner.type!r}",
                        f"a locals block holds only values: write {inner.type} = {{ … }}",
                        inner.header,
                    )
                for attribute in block.body.attributes:
                    if attribute.name in self.locals:
                        self.duplicate("local value", attribute.name, attribute.name_span)
                    else:
                        self.locals[attribute.name] = attribute
            case "resource" | "data":
                resource = self.resource(block)
                key = (resource.mode, resource.type, resource.name)
                self.declare(self.resources, key, resource, block)
            case "module":
                self.declare(self.calls, block.labels[0], self.call(block), block)
            case "provider":
                self.providers.append(block)
            case _:
                self.others.append(block)

    def declare(self, into: dict[Any, Any], name: str | tuple[str, str, str], entry: object, block: Block) -> None:
        if name in into:
            shown = ".".join(str(part) for part in name[1:]) if isinstance(name, tuple) else str(name)
            self.duplicate(block.type, shown, block.header)
        else:
            into[name] = entry

    def duplicate(self, kind: str, name: str, span: Span) -> None:
        self.error(
            f"duplicate {kind} {name!r}",
            f"{name} is declared more than once in this module; remove or rename one",
            span,
        )

    def error(self, summary: str, detail: str, span: Span) -> Finding:
        finding = Finding("terraform-declaration", Severity.ERROR, summary, detail, span)
        self.findings.add(finding)
        return finding

    def variable(self, block: Block) -> VariableConfig:
        body = block.body
        type_attribute, default = body.attribute("type"), body.attribute("default")
        return VariableConfig(
            block.labels[0],
            type_attribute.expression if type_attribute else None,
            default.expression if default else None,
            self.text(body, "description"),
            self.flag(body, "sensitive", default=False),
            self.flag(body, "nullable", default=True),
            tuple(self.checks(body, "validation")),
            block,
        )

    def output(self, block: Block) -> OutputConfig:
        value = block.body.attribute("value")
        if value is None:
            self.error(
                f"output {block.labels[0]!r} has no value", "an output block needs a value argument", block.header
            )
        return OutputConfig(
            block.labels[0],
            value.expression if value is not None else Literal(block.header, None),
            self.text(block.body, "description"),
            self.flag(block.body, "sensitive", default=False),
            self.expressions(block.body, "depends_on"),
            block,
        )

    def resource(self, block: Block) -> ResourceConfig:
        body = block.body
        return ResourceConfig(
            "managed" if block.type == "resource" else "data",
            block.labels[0],
            block.labels[1],
            self.expression(body, "count"),
            self.expression(body, "for_each"),
            self.expression(body, "provider"),
            self.expressions(body, "depends_on"),
            self.lifecycle(body),
            block,
        )

    def lifecycle(self, body: Body) -> Lifecycle:
        for block in body.blocks_of_type("lifecycle"):
            self.check_parts(block)
            inner = block.body
            checks = [*self.checks(inner, "precondition"), *self.checks(inner, "postcondition")]
            return Lifecycle(
                self.flag(inner, "create_before_destroy", default=False),
                self.flag(inner, "prevent_destroy", default=False),
                self.ignored(inner),
                self.expressions(inner, "replace_triggered_by"),
                tuple(checks),
                block,
            )
        return Lifecycle()

    def ignored(self, body: Body) -> tuple[str, ...]:
        attribute = body.attribute("ignore_changes")
        if attribute is None:
            return ()
        if isinstance(attribute.expression, Variable) and attribute.expression.name == "all":
            return ("all",)
        return tuple(traversal_text(e) for e in self.expressions(body, "ignore_changes"))

    def call(self, block: Block) -> ModuleCall:
        source = block.body.attribute("source")
        problems: tuple[Finding, ...] = ()
        text = source.expression.value if source is not None and isinstance(source.expression, Literal) else None
        if not isinstance(text, str) or not text:
            problem = self.error(
                f"module {block.labels[0]!r} has no literal source",
                "a module block needs a source argument that is a plain string, the folder of the module",
                source.span if source else block.header,
            )
            problems = (problem,)
        return ModuleCall(
            block.labels[0],
            text if isinstance(text, str) else "",
            {a.name: a for a in block.body.attributes if a.name not in CALL_META_ARGUMENTS},
            self.expression(block.body, "count"),
            self.expression(block.body, "for_each"),
            self.expressions(block.body, "depends_on"),
            self.expression(block.body, "providers"),
            block,
            problems,
        )

    def checks(self, body: Body, kind: str) -> Iterator[Check]:
        for block in body.blocks_of_type(kind):
            condition = block.body.attribute("condition")
            message = block.body.attribute("error_message")
            if condition is None:
                self.error(f"{kind} without a condition", f"a {kind} block needs a condition argument", block.header)
            else:
                yield Check(condition.expression, message.expression if message else None, block.span, kind)

    def expression(self, body: Body, name: str) -> Expression | None:
        attribute = body.attribute(name)
        return attribute.expression if attribute else None

    def expressions(self, body: Body, name: str) -> tuple[Expression, ...]:
        expression = self.expression(body, name)
        while isinstance(expression, Parentheses):
            expression = expression.expression
        if expression is None:
            return ()
        if isinstance(expression, TupleExpression):
            return expression.items
        self.error(f"{name} is not a list", f"{name} needs a list of references in brackets", expression.span)
        return ()

    def text(self, body: Body, name: str) -> str:
        expression = self.expression(body, name)
        if expression is None:
            return ""
        if isinstance(expression, Literal) and isinstance(expression.value, str):
            return expression.value
        self.error(f"{name} is not a plain string", "write it as a literal string", expression.span)
        return ""

    def flag(self, body: Body, name: str, *, default: bool) -> bool:
        expression = self.expression(body, name)
        if expression is None:
            return default
        if isinstance(expression, Literal) and isinstance(expression.value, bool):
            return expression.value
        self.error(f"{name} is not true or false", "write a literal true or false", expression.span)
        return default

    def check_parts(self, block: Block) -> None:
        """Report arguments and nested blocks that a block of the language does not have."""
        expected = _EXPECTED.get(block.type)
        if expected is None:
            return
        arguments, blocks = expected
        for attribute in block.body.attributes:
            if attribute.name not in arguments:
                self.error(
                    f"unsupported argument {attribute.name!r}",
                    f"a {block.type} block has no such argument{did_you_mean(attribute.name, arguments)}",
                    attribute.name_span,
                )
        for inner in block.body.blocks:
            if inner.type not in blocks:
                self.error(
                    f"unsupported block type {inner.type!r}",
                    f"a {block.type} block has no such block{did_you_mean(inner.type, blocks)}",
                    inner.header,
                )
        for kind in blocks:
            for inner in block.body.blocks_of_type(kind):
                self.check_parts(inner)


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """The end of a message: the likeliest of ``names``, where one is like ``name``."""
    close = difflib.get_close_matches(name, list(names), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def traversal_text(expression: Expression) -> str:
    """A reference as text: ``tags["Name"]``, ``setting[0].value``; empty for anything that is not a reference."""
    match expression:
        case Variable(name=name):
            return name
        case Literal(value=str() as name):
            return name
        case GetAttr(source=source, name=name):
            return f"{traversal_text(source)}.{name}"
        case Index(source=source, key=Literal(value=key)):
            shown = f'"{key}"' if isinstance(key, str) else str(key)
            return f"{traversal_text(source)}[{shown}]"
        case Parentheses(expression=inner):
            return traversal_text(inner)
        case _:
            return ""
