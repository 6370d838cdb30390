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

    ``of`` beside ``argument``: that attribute of the resources that the argument or block refers to, which is the same.
    ``after``: of each ``GetAtt`` only the text behind the ``occurrence`` of it that counts from 1, up to the next one;
    ``before``: only the text ahead of it.
    ``part``: of the ``also`` entry of that name instead of the resource itself.
    ``number``: a ``GetAtt`` that is no text, which a property of the same stack takes.
    """

    name: str
    ref: bool = False
    get_att: str | None = None
    sub: str | None = None
    argument: str | None = None
    of: str | None = None
    none: str | None = None
    fixed_form: str | None = None
    after: str | None = None
    occurrence: int = 1
    before: str | None = None
    part: str | None = None
    number: bool = False
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

    ``apart`` is the rule of a merged child that stands alone after all, since merging would close a loop. ``together``
    are Terraform types that it does not wait for: CloudFormation makes both at once.
    """

    terraform_type: str
    type: str | TypeChoice | None = None
    arguments: Mapping[str, ArgumentRow] = field(default_factory=dict)
    attributes: Mapping[str, AttributeRow] = field(default_factory=dict)
    properties: Mapping[str, Json] = field(default_factory=dict)
    also: Mapping[str, AlsoRule] = field(default_factory=dict)
    ready: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
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
    """What an attribute of a data source becomes.

    ``parameter`` is filled by the data source's look-up: ``find`` is JMESPath below one match, ``where`` about one, and
    ``cut`` a text that is taken off the front of what is found. With ``${member}`` in them every member of the
    attribute has a parameter of its own. ``dynamic`` is a dynamic reference, which only properties may hold, and
    ``member`` beside it the one to a member of the JSON text that the attribute is. ``stored`` tells for which names of
    SSM parameters (patterns) a template parameter of SSM's types reads the value instead, and the type inside.
    ``import_value`` is the argument that names an export.
    """

    name: str
    pseudo: str | None = None
    values: Mapping[str, Json] = field(default_factory=dict)
    zones: str | None = None
    parameter: str | None = None
    type: str = "String"
    description: str = ""
    find: str = ""
    where: str = ""
    cut: str = ""
    argument: str | None = None
    import_value: str | None = None
    sub: str | None = None
    dynamic: str | None = None
    member: str = ""
    stored: Mapping[str, Json] = field(default_factory=dict)
    none: str | None = None

    @property
    def by_member(self) -> bool:
        """Whether each member of the attribute is told on its own."""
        return any("${member}" in text for text in (self.find, self.where, self.member))


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpArgument:
    """How an argument of a data source enters the request, or which matches in the response it leaves.

    ``to`` is a member of the request (``Names[]``: an element of a list); ``filter`` names a filter of the request's
    ``Filters``; ``where`` is JMESPath about one match with ``${value}`` in a raw string. ``blocks`` are filters that
    the user writes, ``tags`` tags to filter by, ``tags_where`` the member of a match with its tags. ``latest`` is a
    flag that takes the match with the greatest value of that member. ``only``: the request knows no other value;
    ``unknown`` says why it cannot take the argument. ``prefix`` stands ahead of the value. The name may lead into an
    object (``config.bucket``).
    """

    name: str
    to: str = ""
    filter: str = ""
    where: str = ""
    blocks: bool = False
    tags: bool = False
    tags_where: str = ""
    latest: str = ""
    only: str = ""
    unknown: str = ""
    prefix: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpRule:
    """How a data source is looked up: an operation of the AWS API, and where in its response the matches are.

    ``filters`` is what the request calls its filters, ``document`` the member of the response that is a JSON text, in
    which the matches are. An empty ``operation``: only the arguments that decide are known, and the user gives the
    value.
    """

    service: str = ""
    operation: str = ""
    request: Mapping[str, Json] = field(default_factory=dict)
    filters: str = "Filters"
    items: str = ""
    document: str = ""
    arguments: Mapping[str, LookUpArgument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRule:
    """The rule of one data source type."""

    terraform_type: str
    computed: bool = False
    look_up: LookUpRule = LookUpRule()
    attributes: Mapping[str, DataAttributeRow] = field(default_factory=dict)
    without_effect: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    """Arguments that CloudFormation's answer does not depend on: the values that change nothing."""
    file: str = ""

    @property
    def look_up_by(self) -> tuple[str, ...]:
        """The arguments that decide what is looked up."""
        return tuple(self.look_up.arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTables:
    """All tables: resource rules and data-source rules by Terraform type."""

    resources: Mapping[str, ResourceRule]
    data: Mapping[str, DataRule]

    @property
    def never_empty(self) -> frozenset[tuple[str, str]]:
        """The types and attributes of resources that are never null or empty once there."""
        return frozenset(
            (kind, row.name)
            for kind, rule in self.resources.items()
            for row in rule.attributes.values()
            if row.non_empty
        )
