"""Reads the declarations of a module off its blocks; what is wrong with them becomes findings.

Facts: "Configuration Language" reference pages of the Terraform documentation (one per block type).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal as Literal_

from converter.findings import Finding, Findings, Span
from converter.hcl.syntax import Attribute, Block, Body, Expression, Literal, Parentheses, Variable
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
    is_local,
)
from converter.terraform.provider_declarations import check_provider_reference, passed_providers, provider_blocks
from converter.terraform.provisioner_blocks import provisioners
from converter.terraform.settings_blocks import SettingsReader
from converter.terraform.state_blocks import import_block, moved_block, removed_block
from converter.terraform.suggestions import did_you_mean
from converter.terraform.traversals import quoted_reference, traversal_text
from converter.terraform.values import String


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
    provider_blocks(reader, reader.providers)
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
_MANAGED_ONLY = frozenset({"create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"})
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
        block = self.unescaped(block)
        body = block.body
        if block.type == "resource":
            provisioned = tuple(provisioners(self, body))
        else:
            provisioned = ()
            self.check_not_managed(block)
        self.check_repetition(block)
        provider = self.expression(body, "provider")
        if provider is not None:
            check_provider_reference(self, provider)
        return ResourceConfig(
            _MODES[block.type],
            block.labels[0],
            block.labels[1],
            self.expression(body, "count"),
            self.expression(body, "for_each"),
            provider,
            self.depends_on(body),
            self.lifecycle(body),
            block,
            provisioned,
        )

    def unescaped(self, block: Block) -> Block:
        """The block with the contents of a nested block ``_``, which holds arguments named like those of the language.

        Facts: "Escaping Meta-Argument Names", in the description of resource blocks in Terraform's source.
        """
        body = block.body
        escapes = body.blocks_of_type("_")
        for further in escapes[1:]:
            self.error("duplicate escaping block", "there is one block named _; merge them", further.header)
        if not escapes:
            return block
        inner = escapes[0].body
        rest = tuple(nested for nested in body.blocks if nested.type != "_")
        merged = replace(body, attributes=body.attributes + inner.attributes, blocks=rest + inner.blocks)
        return replace(block, body=merged)

    def check_not_managed(self, block: Block) -> None:
        """Report what only managed resources have."""
        for inner in block.body.blocks:
            if inner.type in {"provisioner", "connection"}:
                detail = f"only managed resources have {inner.type} blocks"
                self.error(f"unsupported block type {inner.type!r}", detail, inner.header, "Unsupported block type")
            elif inner.type == "lifecycle":
                for attribute in inner.body.attributes:
                    if attribute.name in _MANAGED_ONLY:
                        detail = f"{attribute.name} is for managed resources: nothing is changed or destroyed here"
                        self.error(f"invalid {block.type} resource lifecycle argument", detail, attribute.name_span)

    def check_repetition(self, block: Block) -> None:
        """Report a block that has both count and for_each."""
        for_each = block.body.attribute("for_each")
        if for_each is not None and block.body.attribute("count") is not None:
            self.error(
                'invalid combination of "count" and "for_each"',
                "a block is repeated by one of the two; remove the other",
                for_each.name_span,
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
        found = map(quoted_reference, self.expressions(body, "depends_on"))
        return tuple(expression for expression in found if self.plain_reference(expression, "depends_on"))

    def plain_reference(self, expression: Expression, name: str) -> bool:
        """Whether an element of a list is a plain reference; one that is not is reported."""
        if traversal_text(expression) and not isinstance(expression, Parentheses):
            return True
        self.error("invalid expression", f"{name} lists references, written without quotes", expression.span)
        return False

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
            if not root or root in _NO_TRIGGERS or isinstance(expression, Literal):
                detail = "replace_triggered_by lists references to managed resources of the same module"
                self.error("invalid replace_triggered_by expression", detail, expression.span)
        return found

    def ignored(self, body: Body) -> tuple[str, ...]:
        attribute = body.attribute("ignore_changes")
        if attribute is None:
            return ()
        if isinstance(attribute.expression, Variable) and attribute.expression.name == "all":
            return ("all",)
        found = [quoted_reference(e) for e in self.expressions(body, "ignore_changes")]
        if any(isinstance(e, Literal) and e.value == "*" for e in found):
            detail = "write ignore_changes = all to ignore every change"
            self.error("invalid ignore_changes wildcard", detail, attribute.expression.span)
            return ()
        return tuple(traversal_text(e) for e in found if self.plain_reference(e, "ignore_changes"))

    def call(self, block: Block) -> ModuleCall:
        source = block.body.attribute("source")
        problems: tuple[Finding, ...] = ()
        value = self.literal(source.expression) if source is not None else None
        text = value.text if isinstance(value, String) else None
        version = block.body.attribute("version")
        if source is not None and version is not None and isinstance(text, str) and is_local(text):
            self.error(
                "version of a local module",
                "only modules of a registry have versions; remove the argument version",
                source.expression.span,
                "Invalid registry module source address",
            )
        self.check_repetition(block)
        providers = self.expression(block.body, "providers")
        if providers is not None:
            passed_providers(self, providers)
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
            _literal_text(block.body.attribute("version")),
            {a.name: a for a in block.body.attributes if a.name not in CALL_META_ARGUMENTS},
            self.expression(block.body, "count"),
            self.expression(block.body, "for_each"),
            self.depends_on(block.body),
            providers,
            block,
            problems,
        )


def _literal_text(attribute: Attribute | None) -> str:
    """An argument's value where it is a plain string; empty where it is anything else, or not there."""
    value = attribute.expression.value if attribute is not None and isinstance(attribute.expression, Literal) else None
    return value if isinstance(value, str) else ""
