"""What there is to know about one resource type, gathered from its table, its verdict and the registry schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.schemas import UnknownTypeError, regions_by_type, resource_schema
from converter.rules.inventory import TypeEntry, entry_of, own_types
from converter.rules.loader import IMPLIED_ROWS
from converter.rules.model import ArgumentRow, AttributeRow, DeletionRule, Json, ResourceRule, RuleTables, TypeChoice
from converter.rules.row_checks import Argument, arguments_of
from converter.rules.verdicts import Verdicts
from converter.terraform.provider_schema import ProviderSchema

DEFAULT_DELETION = "Delete"
"""What CloudFormation does with most resources where no policy is written."""

_FEW_REGIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentLine:
    """One argument: the property it becomes (``target``), or why it becomes none."""

    argument: str
    required: bool
    verdict: str
    """``same``, ``equivalent``, ``dropped``, ``unsupported`` or ``deploy-step``."""
    target: str = ""
    default: str = ""
    """The provider's default as JSON, where it is written out; empty where none is."""
    replaces: bool = False
    """Whether a change of the property makes CloudFormation replace the resource."""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeLine:
    """One exported attribute and what a reference to it becomes; ``gap`` where CloudFormation does not tell it."""

    attribute: str
    becomes: str
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLines:
    """What is different where a case applies."""

    when: str
    cfn_types: tuple[str, ...]
    arguments: tuple[ArgumentLine, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePage:
    """The page of a type. ``also`` are the further resources of a split, each with the condition it is made under."""

    type: str
    kind: str
    has_table: bool
    cfn_types: tuple[str, ...]
    file: str = ""
    remark: str = ""
    merged_into: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[ArgumentLine, ...] = ()
    attributes: tuple[AttributeLine, ...] = ()
    cases: tuple[CaseLines, ...] = ()
    deletion: str = ""
    update_policy: tuple[str, ...] = ()
    identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By CloudFormation type: the properties that identify a resource, which an import asks for."""
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By CloudFormation type: its Regions, where only a few have it."""

    @property
    def gaps(self) -> tuple[str, ...]:
        """Everything that CloudFormation does not do or tell, as ``name: reason``."""
        arguments = (f"{a.argument}: {a.remark}" for a in self.arguments if a.verdict in {"dropped", "unsupported"})
        return (*arguments, *(f"{a.attribute}: {a.becomes}" for a in self.attributes if a.gap))


def page_of(
    name: str, tables: RuleTables, provider: ProviderSchema, verdicts: Verdicts | None = None
) -> TypePage | None:
    """The page of a type; None for one that nobody knows."""
    entry = entry_of(name, tables, verdicts)
    if entry is None:
        return None
    if entry.rule is None:
        return TypePage(
            type=name,
            kind=entry.kind,
            has_table=False,
            cfn_types=entry.cfn_types,
            remark=entry.remark,
            merged_into=entry.verdict.into if entry.verdict is not None else "",
            identifiers=_identifiers(entry.cfn_types),
            regions=_regions(entry.cfn_types),
        )
    return _with_table(entry, entry.rule, tables, provider)


def _with_table(entry: TypeEntry, rule: ResourceRule, tables: RuleTables, provider: ProviderSchema) -> TypePage:
    schema = provider.resource(rule.terraform_type)
    arguments = arguments_of(schema) if schema is not None else {}
    lines = _Lines(tables, arguments)
    base = tuple(lines.of(rule))
    return TypePage(
        type=entry.type,
        kind=entry.kind,
        has_table=True,
        cfn_types=entry.cfn_types,
        file=rule.file,
        remark=entry.remark,
        merged_into=rule.merge.into if rule.merge is not None else "",
        also={f"{also.name} ({also.type})": _made_where(also.when, also.each) for also in rule.also.values()},
        arguments=base,
        attributes=tuple(_attribute_line(row) for row in rule.attributes.values()),
        cases=tuple(
            CaseLines(
                when=_when(case.when),
                cfn_types=own_types(case.rule),
                arguments=tuple(line for line in lines.of(case.rule) if line not in base),
                remark=case.rule.reason if case.rule.verdict is not None else "",
            )
            for case in rule.cases
        ),
        deletion=_deletion(rule.deletion) if entry.cfn_types and rule.merge is None else "",
        update_policy=tuple(rule.update_policy),
        identifiers=_identifiers(entry.cfn_types),
        regions=_regions(entry.cfn_types),
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """Makes the argument lines of a rule and its cases."""

    tables: RuleTables
    arguments: Mapping[str, Argument]

    def of(self, rule: ResourceRule) -> Iterator[ArgumentLine]:
        if rule.verdict is not None or rule.absorbed is not None:
            return
        types, start = own_types(rule), ""
        if rule.merge is not None:
            parent = self.tables.resources.get(rule.merge.into)
            types = own_types(parent) if parent is not None else ()
            start = f"{rule.merge.element}[]" if rule.merge.element is not None else ""
            remark = f"names the {rule.merge.into}"
            for name in dict.fromkeys((rule.merge.by, *rule.merge.match)):
                yield ArgumentLine(argument=name, required=True, verdict="same", remark=remark)
        for argument, what in _deciding(rule):
            if argument not in rule.arguments:
                needed = argument in self.arguments and self.arguments[argument].is_required
                yield ArgumentLine(argument=argument, required=needed, verdict="same", remark=what)
        for row in sorted(rule.arguments.values(), key=lambda row: (row.name in IMPLIED_ROWS, row.name)):
            yield from self.row(row, self.arguments, "", start, types)

    def row(
        self, row: ArgumentRow, arguments: Mapping[str, Argument], above: str, start: str, types: tuple[str, ...]
    ) -> Iterator[ArgumentLine]:
        found = arguments.get(row.name)
        if found is None and not above:
            return  # an implied row of a type that has no such argument
        target = start
        if row.to is not None:
            path = str(row.to).removeprefix("/")
            target = path if row.to.absolute or not start else f"{start}.{path}"
        shown = "" if row.verdict is not None or row.to is None else target + (f"[Key={row.key}]" if row.key else "")
        name = f"{above}{row.name}"
        yield ArgumentLine(
            argument=name,
            required=found is not None and found.is_required,
            verdict=row.verdict or ("equivalent" if row.note else "same"),
            target=shown,
            default=json.dumps(row.default) if row.has_default else "",
            replaces=bool(shown) and _replaces(types, target),
            remark=row.reason or row.note,
        )
        inner = found.inner if found is not None and found.inner is not None else {}
        for nested in row.rows.values():
            yield from self.row(nested, inner, f"{name}.", target, types)


def _deciding(rule: ResourceRule) -> Iterator[tuple[str, str]]:
    """Arguments that have no property of their own, and what they decide."""
    if isinstance(rule.type, TypeChoice):
        yield rule.type.argument, "chooses the CloudFormation type"
    if rule.deletion is not None and rule.deletion.argument is not None:
        yield rule.deletion.argument, "chooses the deletion policy"


def _replaces(types: tuple[str, ...], target: str) -> bool:
    plain = target.replace("[]", "").split("[", maxsplit=1)[0]
    for name in types:
        try:
            paths = resource_schema(name).create_only
        except UnknownTypeError:
            continue
        if any(plain == path or plain.startswith(f"{path}.") for path in paths):
            return True
    return False


def _attribute_line(row: AttributeRow) -> AttributeLine:
    if row.none is not None:
        return AttributeLine(attribute=row.name, becomes=row.none, gap=True)
    if row.ref:
        return AttributeLine(attribute=row.name, becomes=f"Ref of {row.part}" if row.part else "Ref")
    of_part = f" of {row.part}" if row.part else ""
    if row.get_att is not None:
        return AttributeLine(attribute=row.name, becomes=f"GetAtt {row.get_att}{of_part}")
    if row.argument is not None:
        whose = f"{row.of} of what {row.argument} refers to" if row.of else f"the argument {row.argument}"
        return AttributeLine(attribute=row.name, becomes=whose)
    return AttributeLine(attribute=row.name, becomes=f"Sub {row.sub}")


def _made_where(when: str | None, each: str | None) -> str:
    if each is not None:
        return f"one for each {each}"
    return f"where {when} is set" if when is not None else "always"


def _when(when: Mapping[str, Json]) -> str:
    return " and ".join(f"{name} {_asked(value)}" for name, value in when.items()) or "otherwise"


def _asked(value: Json) -> str:
    if value is None:
        return "is not set"
    if value == "*":
        return "is set"
    if isinstance(value, dict):
        return f"refers to {value.get('refers_to')}"
    special = {
        "known_before_deployment": "is known before the deployment",
        "from_resources": "comes from resources",
        "certificate_validation": "comes from a certificate's validation options",
    }
    return special.get(value, f"= {value}") if isinstance(value, str) else f"= {json.dumps(value)}"


def _deletion(rule: DeletionRule | None) -> str:
    if rule is None:
        return f"{DEFAULT_DELETION}, CloudFormation's own"
    if rule.argument is None:
        return f"{rule.policy}; when replaced {rule.replace}" if rule.replace else str(rule.policy)
    chosen = ", ".join(f"{policy} where {'set' if value == '*' else value}" for value, policy in rule.values.items())
    return f"by {rule.argument}: {chosen}"


def _identifiers(types: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in types:
        try:
            found[name] = resource_schema(name).primary_identifier
        except UnknownTypeError:
            continue
    return found


def _regions(types: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    known = regions_by_type()
    return {name: known[name] for name in types if name in known and len(known[name]) <= _FEW_REGIONS}
