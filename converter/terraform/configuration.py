"""The static side of a module: its declarations, read off the syntax tree, nothing evaluated.

Facts: "Configuration Language" reference pages of the Terraform documentation (one per block type).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from converter.findings import Finding, Span
from converter.hcl.syntax import Attribute, Block, Expression

META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})
CALL_META_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "depends_on", "providers"})


def is_local(source: str) -> bool:
    """Whether the source of a module is a folder beside it."""
    return source.startswith(("./", "../", ".\\", "..\\")) or source in {".", ".."}


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold and what to say where it does not.

    ``kind`` is the type of the block: validation, precondition, postcondition or assert.
    """

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
    ephemeral: bool = False


@dataclass(frozen=True, slots=True)
class OutputConfig:
    """An ``output`` block."""

    name: str
    value: Expression
    description: str
    sensitive: bool
    depends_on: tuple[Expression, ...]
    block: Block
    ephemeral: bool = False
    preconditions: tuple[Check, ...] = ()


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
class Provisioner:
    """A ``provisioner`` block of a resource; ``when`` is create or destroy."""

    type: str
    when: Literal["create", "destroy"]
    block: Block


@dataclass(frozen=True, slots=True)
class ResourceConfig:
    """A ``resource``, ``data`` or ``ephemeral`` block."""

    mode: Literal["managed", "data", "ephemeral"]
    type: str
    name: str
    count: Expression | None
    for_each: Expression | None
    provider: Expression | None
    depends_on: tuple[Expression, ...]
    lifecycle: Lifecycle
    block: Block
    provisioners: tuple[Provisioner, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckBlock:
    """A ``check`` block: its assertions, and the data source that only they see."""

    name: str
    assertions: tuple[Check, ...]
    data: ResourceConfig | None
    block: Block


@dataclass(frozen=True, slots=True)
class MovedBlock:
    """A ``moved`` block: both addresses as text."""

    source: str
    target: str
    block: Block


@dataclass(frozen=True, slots=True)
class RemovedBlock:
    """A ``removed`` block: the address as text, and whether the object is destroyed."""

    address: str
    destroy: bool
    block: Block


@dataclass(frozen=True, slots=True)
class ImportBlock:
    """An ``import`` block: the address that an existing object is adopted under."""

    target: str
    block: Block


@dataclass(frozen=True, slots=True)
class ProviderRequirement:
    """An entry of ``required_providers``; ``aliases`` are its ``configuration_aliases``, as ``aws.west``."""

    name: str
    source: str
    version: str
    aliases: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class VersionRequirement:
    """A ``required_version``."""

    constraint: str
    span: Span


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """A ``module`` block; ``problems`` say why it has no source.

    ``version`` is the constraint on a registry's module, ``arguments`` are the values of its input variables.
    """

    name: str
    source: str
    version: str
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
    checks: Mapping[str, CheckBlock] = field(default_factory=dict)
    moved: tuple[MovedBlock, ...] = ()
    removed: tuple[RemovedBlock, ...] = ()
    imports: tuple[ImportBlock, ...] = ()
    required_versions: tuple[VersionRequirement, ...] = ()
    required_providers: Mapping[str, ProviderRequirement] = field(default_factory=dict)
    broken: tuple[Finding, ...] = ()
    broken_text: tuple[str, ...] = ()
