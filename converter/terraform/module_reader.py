"""Reads the declarations of a module off its blocks; what is wrong with them becomes findings.

Facts: "Configuration Language" reference pages of the Terraform documentation (one per block type).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal as Literal_

from converter.findings import Finding, Findings, Span
from converter.hcl.syntax import Attribute, Block, Body, Expression, Literal, Variable
from converter.terraform.block_reader import BlockReader
from converter.terraform.configuration import (
    CALL_META_ARGUMENTS,
    CheckBlock,
    ImportBlock,
    Lifecycle,
    ModuleCall,
    ModuleConfig,
    MovedBlock,
    OutputConfig,
    RemovedBlock,
    ResourceConfig,
    VariableConfig,
)
from converter.terraform.settings_blocks import SettingsReader
from converter.terraform.state_blocks import import_block, moved_block, provisioners, removed_block
from converter.terraform.suggestions import did_you_mean
from converter.terraform.traversals import traversal_text


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
        reader.checked,
        tuple(reader.moved),
        tuple(reader.removed),
        tuple(reader.imports),
        tuple(reader.settings.versions),
        reader.settings.providers,
        content.broken,
        content.broken_text,
    )


_LABELS = {
    "variable": 1, "output": 1, "resource": 2, "data": 2, "module": 1, "provider": 1, "locals": 0, "terraform": 0,
    "moved": 0, "import": 0, "removed": 0, "check": 1, "ephemeral": 2,
}  # fmt: skip

_DATA_LABELS = 2
_MODES: Mapping[str, Literal_["managed", "data", "ephemeral"]] = {
    "resource": "managed", "data": "data", "ephemeral": "ephemeral",
}  # fmt: skip
_KINDS = {
    "variable": "variable", "output": "output", "module": "module instance", "resource": "resource", "data": "resource",
    "ephemeral": "resource", "check": "check block",
}  # fmt: skip
"""What the labels of each block name, in messages."""

_DUPLICATES = {
    "variable": "Duplicate variable declaration",
    "output": "Duplicate output definition",
    "local value": "Duplicate local value definition",
    "module": "Duplicate module call",
    "resource": 'Duplicate resource "{type}" configuration',
    "data": 'Duplicate data "{type}" configuration',
    "ephemeral": 'Duplicate ephemeral "{type}" configuration',
    "check": 'Duplicate check "{name}" configuration',
}
"""Terraform's summaries of declarations that stand twice."""

_RESERVED_VARIABLES = CALL_META_ARGUMENTS | {"lifecycle", "locals"}
_NO_TRIGGERS = frozenset({"var", "local", "module", "data", "ephemeral", "path", "terraform"})


class _Reader(BlockReader):
    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.variables: dict[str, VariableConfig] = {}
        self.locals: dict[str, Attribute] = {}
        self.outputs: dict[str, OutputConfig] = {}
        self.resources: dict[tuple[str, str, str], ResourceConfig] = {}
        self.calls: dict[str, ModuleCall] = {}
        self.providers: list[Block] = []
        self.checked: dict[str, CheckBlock] = {}
        self.moved: list[MovedBlock] = []
        self.removed: list[RemovedBlock] = []
        self.imports: list[ImportBlock] = []
        self.settings = SettingsReader(self)

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
            case "resource" | "data" | "ephemeral":
                resource = self.resource(block)
                key = (resource.mode, resource.type, resource.name)
                self.declare(self.resources, key, resource, block)
            case "module":
                self.declare(self.calls, block.labels[0], self.call(block), block)
            case "provider":
                self.providers.append(block)
            case "check":
                check = self.check(block)
                self.declare(self.checked, check.name, check, block)
                if check.data is not None:
                    self.declare(
                        self.resources, ("data", check.data.type, check.data.name), check.data, check.data.block
                    )
            case _:
                self.read_setting(block)

    def read_setting(self, block: Block) -> None:
        """A block that declares nothing which expressions could refer to."""
        match block.type:
            case "moved":
                self.moved.extend(moved_block(self, block))
            case "removed":
                self.removed.extend(removed_block(self, block))
            case "import":
                self.imports.extend(import_block(self, block))
            case "terraform":
                self.settings.read(block)

    def declare(self, into: dict[Any, Any], name: str | tuple[str, str, str], entry: object, block: Block) -> None:
        self.check_name(_KINDS[block.type], block.labels[-1], block.header)
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
            _DUPLICATES.get(kind, "").format(name=name, type=name.partition(".")[0]),
        )

    def variable(self, block: Block) -> VariableConfig:
        body = block.body
        if block.labels[0] in _RESERVED_VARIABLES:
            detail = f"{block.labels[0]} is the name of an argument that every module block has"
            self.error("invalid variable name", detail, block.header)
        type_attribute, default = body.attribute("type"), body.attribute("default")
        return VariableConfig(
            block.labels[0],
            type_attribute.expression if type_attribute else None,
            default.expression if default else None,
            self.text(body, "description"),
            self.flag(body, "sensitive", default=False),
            self.flag(body, "nullable", default=True),
            tuple(self.checks(body, "validation", block.labels[0])),
            block,
            self.flag(body, "ephemeral", default=False),
        )

    def output(self, block: Block) -> OutputConfig:
        value = block.body.attribute("value")
        self.require(block, "value")
        return OutputConfig(
            block.labels[0],
            value.expression if value is not None else Literal(block.header, None),
            self.text(block.body, "description"),
            self.flag(block.body, "sensitive", default=False),
            self.depends_on(block.body),
            block,
            self.flag(block.body, "ephemeral", default=False),
            tuple(self.checks(block.body, "precondition")),
        )

    def resource(self, block: Block) -> ResourceConfig:
        body = block.body
        return ResourceConfig(
            _MODES[block.type],
            block.labels[0],
            block.labels[1],
            self.expression(body, "count"),
            self.expression(body, "for_each"),
            self.expression(body, "provider"),
            self.depends_on(body),
            self.lifecycle(body),
            block,
            tuple(provisioners(self, body)),
        )

    def check(self, block: Block) -> CheckBlock:
        data = [
            self.resource(inner) for inner in block.body.blocks_of_type("data") if len(inner.labels) == _DATA_LABELS
        ]
        assertions = tuple(self.checks(block.body, "assert"))
        if not block.body.blocks_of_type("assert"):
            self.error("zero assert blocks", "a check block needs at least one assert block", block.header)
        for further in data[1:]:
            self.error("multiple data resource blocks", "a check block has at most one", further.block.header)
        return CheckBlock(block.labels[0], assertions, data[0] if data else None, block)

    def depends_on(self, body: Body) -> tuple[Expression, ...]:
        found = self.expressions(body, "depends_on")
        for expression in found:
            if not traversal_text(expression):
                detail = "depends_on lists references to resources, data sources and modules"
                self.error("invalid expression", detail, expression.span)
        return found

    def lifecycle(self, body: Body) -> Lifecycle:
        found = body.blocks_of_type("lifecycle")
        for further in found[1:]:
            self.error("duplicate lifecycle block", "a resource has one lifecycle block; merge them", further.header)
        for block in found:
            self.check_parts(block)
            inner = block.body
            checks = [*self.checks(inner, "precondition"), *self.checks(inner, "postcondition")]
            return Lifecycle(
                self.flag(inner, "create_before_destroy", default=False),
                self.flag(inner, "prevent_destroy", default=False),
                self.ignored(inner),
                self.triggers(inner),
                tuple(checks),
                block,
            )
        return Lifecycle()

    def triggers(self, body: Body) -> tuple[Expression, ...]:
        found = self.expressions(body, "replace_triggered_by")
        for expression in found:
            root = traversal_text(expression).partition(".")[0]
            if not root or root in _NO_TRIGGERS:
                detail = "replace_triggered_by lists references to managed resources of the same module"
                self.error("invalid replace_triggered_by expression", detail, expression.span)
        return found

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
            self.depends_on(block.body),
            self.expression(block.body, "providers"),
            block,
            problems,
        )
