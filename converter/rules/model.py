"""The rule-table model: what a row of ``mappings/*.yaml`` can say. ``docs/rule-tables.md`` explains each key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

RowVerdict = Literal["dropped", "equivalent", "unsupported", "deploy-step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a property path: a name, or (``index``) a fixed element of the list under that name."""

    name: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class PropertyPath:
    """A property path; ``absolute`` starts at the resource rather than at the enclosing block's target."""

    steps: tuple[Step, ...]
    absolute: bool = False

    def __str__(self) -> str:
        text = ".".join(s.name if s.index is None else f"{s.name}[{s.index}]" for s in self.steps)
        return f"/{text}" if self.absolute else text


@dataclass(frozen=True, slots=True)
class Transform:
    """A named transform with its parameters as the table gives them (None, a scalar, a list or a mapping)."""

    name: str
    parameters: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentRow:
    """What becomes of one argument or nested block."""

    name: str
    to: PropertyPath | None = None
    transform: Transform | None = None
    has_default: bool = False
    default: Json = None
    values: Mapping[str, Json] = field(default_factory=dict)
    key: str | None = None
    rows: Mapping[str, ArgumentRow] = field(default_factory=dict)
    omit_when_ignored: bool = False
    note: str = ""
    verdict: RowVerdict | None = None
    reason: str = ""
    severity: Literal["warning", "info"] = "warning"
    harmless: tuple[Json, ...] = ()
    beside: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRow:
    """What ``TYPE.NAME.attribute`` becomes. Exactly one of the forms is given; ``fixed_form`` may stand beside it.

    ``after``: of each ``GetAtt`` only the text behind its first occurrence; ``before``: only the text ahead of it.
    ``part``: of the ``also`` entry of that name instead of the resource itself.
    """

    name: str
    ref: bool = False
    get_att: str | None = None
    sub: str | None = None
    argument: str | None = None
    none: str | None = None
    fixed_form: str | None = None
    after: str | None = None
    before: str | None = None
    part: str | None = None
    non_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeChoice:
    """The CloudFormation type depends on an argument's value."""

    argument: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoRule:
    """A further resource that the Terraform resource splits into; with ``each`` one for every block of an argument."""

    name: str
    type: str
    when: str | None = None
    each: str | None = None
    rows: Mapping[str, ArgumentRow] = field(default_factory=dict)
    properties: Mapping[str, Json] = field(default_factory=dict)
    deletion: DeletionRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRule:
    """The resource becomes part of the resource of type ``into`` that argument ``by`` refers to.

    Where ``by`` does not refer to one, it is the one with the same values in all arguments that ``match`` names.
    """

    into: str
    by: str
    match: tuple[str, ...] = ()
    element: PropertyPath | None = None
    self_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRule:
    """Deletion policies: fixed ones, or the ones that an argument's value chooses (``*``: any other one)."""

    policy: str | None = None
    replace: str | None = None
    argument: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRule:
    """The rule of one Terraform resource type (or of one case of it).

    ``apart`` is the rule of a merged child that stands alone after all, since merging would close a loop.
    """

    terraform_type: str
    type: str | TypeChoice | None = None
    arguments: Mapping[str, ArgumentRow] = field(default_factory=dict)
    attributes: Mapping[str, AttributeRow] = field(default_factory=dict)
    properties: Mapping[str, Json] = field(default_factory=dict)
    also: Mapping[str, AlsoRule] = field(default_factory=dict)
    ready: tuple[str, ...] = ()
    fan_out: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()
    deletion: DeletionRule | None = None
    update_policy: Mapping[str, Json] = field(default_factory=dict)
    merge: MergeRule | None = None
    absorbed: str | None = None
    verdict: RowVerdict | None = None
    reason: str = ""
    severity: Literal["warning", "info"] = "warning"
    cases: tuple[Case, ...] = ()
    apart: ResourceRule | None = None
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A variant of a rule: ``rule`` is the whole rule with the case laid over it, used when all of ``when`` match."""

    when: Mapping[str, Json]
    rule: ResourceRule


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAttributeRow:
    """What an attribute of a data source becomes."""

    name: str
    pseudo: str | None = None
    values: Mapping[str, Json] = field(default_factory=dict)
    zones: str | None = None
    parameter: str | None = None
    description: str = ""
    argument: str | None = None
    sub: str | None = None
    none: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRule:
    """The rule of one data source type. ``look_up_by`` lists the arguments that decide what is looked up."""

    terraform_type: str
    computed: bool = False
    look_up_by: tuple[str, ...] = ()
    attributes: Mapping[str, DataAttributeRow] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTables:
    """All tables: resource rules and data-source rules by Terraform type."""

    resources: Mapping[str, ResourceRule]
    data: Mapping[str, DataRule]
