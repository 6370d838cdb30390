"""Checks rule tables against the provider's schema and the CloudFormation registry schemas.

A table with a typo, a forgotten argument or a property that does not exist gives a finding; the tests allow none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.parameters import is_known_type
from converter.cloudformation.schemas import Kind
from converter.findings import Finding, Findings, Severity
from converter.rules.loader import IMPLIED_ROWS
from converter.rules.model import AlsoRule, AttributeRow, Case, DataRule, Json, ResourceRule, RuleTables, TypeChoice
from converter.rules.paths import PathError, RegistryType, parse_path, registry_type
from converter.rules.row_checks import Argument, RowChecker, arguments_of, element_of
from converter.terraform.provider_schema import ProviderSchema

__all__ = ["PSEUDO_PARAMETERS", "STANDARD_TRANSFORMS", "Surroundings", "check_tables", "registry_type"]

STANDARD_TRANSFORMS = frozenset(
    {"tags", "key_values", "document", "json", "json_text", "json_by_schema", "parent_ref", "name", "split", "join",
     "scale"}
)  # fmt: skip
"""The transforms that docs/rule-tables.md lists."""

PSEUDO_PARAMETERS = frozenset(
    {"AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"}
)
ZONES = frozenset({"names"})
NEWER_ATTRIBUTES = frozenset({("aws_region", "region")})
"""Attributes that releases after the shipped provider schema have."""

_NOT_TEXTS = frozenset({Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER})
_EXEMPT = frozenset({"id", *IMPLIED_ROWS})
_HOLE = re.compile(r"\$\{([^}!]+)\}")
_GET_ATT = re.compile(r"([A-Za-z0-9.]+)(?:\[\d+\])?")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tables are checked against. ``transforms`` and ``hooks`` None: any name will do."""

    provider: ProviderSchema = field(default_factory=ProviderSchema.load)
    registry: Callable[[str], RegistryType | None] = registry_type
    transforms: Collection[str] | None = None
    hooks: Collection[str] | None = None


def check_tables(
    tables: RuleTables, surroundings: Surroundings | None = None, files: Collection[str] | None = None
) -> Findings:
    """Everything that is wrong with ``tables``, or with those of them that come from (or depend on) ``files``."""
    around = surroundings or Surroundings()
    findings = Findings()
    every: tuple[tuple[str, ResourceRule | DataRule], ...] = (*tables.data.items(), *tables.resources.items())
    given = {name for name, rule in every if files is None or rule.file in files}
    for name, rule in tables.resources.items():
        if name not in given and not (rule.merge and rule.merge.into in given):
            continue
        if name == rule.terraform_type:
            _RuleChecker(tables, around, findings, rule.file, name).check(rule)
        elif around.provider.resource(name) is None:
            _RuleChecker(tables, around, findings, rule.file, name).no_such_type("resource type")
    for name, data in tables.data.items():
        if name == data.terraform_type and name in given:
            _check_data(data, around, findings)
    return findings


def _report_to(findings: Findings, file: str, name: str) -> Callable[[str, str, str], None]:
    def report(identifier: str, where: str, problem: str) -> None:
        place = ".".join(part for part in (name, where) if part)
        findings.add(Finding(identifier, Severity.ERROR, f"{file}: {place}: {problem}"))

    return report


class _RuleChecker:
    """Checks one resource rule and its cases."""

    def __init__(self, tables: RuleTables, around: Surroundings, findings: Findings, file: str, name: str) -> None:
        self._tables = tables
        self._around = around
        self._report = _report_to(findings, file, name)
        self._name = name
        self._arguments: Mapping[str, Argument] = {}

    def no_such_type(self, kind: str) -> None:
        close = self._around.provider.close_matches(self._name)
        hint = f"; did you mean {', '.join(close)}" if close else ""
        self._report("rules-type", "", f"no provider has this {kind}{hint}")

    def check(self, rule: ResourceRule) -> None:
        schema = self._around.provider.resource(rule.terraform_type)
        if schema is None:
            self.no_such_type("resource type")
            return
        self._arguments = arguments_of(schema)
        self._hooks(rule)
        for number, case in enumerate(rule.cases):
            where = f"cases.{number}"
            for argument in case.when:
                self._known_argument(argument, f"{where}.when")
            self._one(case.rule, where, _chosen_types(case))
            self._apart(case.rule, where)
        if not _cases_cover_all(rule):
            self._one(rule, "", None)
            self._apart(rule, "")

    def _apart(self, rule: ResourceRule, where: str) -> None:
        if rule.apart is not None:
            self._one(rule.apart, f"{_prefix(where)}apart", None)

    def _one(self, rule: ResourceRule, where: str, chosen: tuple[str, ...] | None) -> None:
        if rule.verdict is not None or rule.absorbed is not None:
            self._attributes(rule, (), where)
            return
        if rule.merge is not None:
            self._merge(rule, where)
            return
        names = chosen if chosen is not None else _type_names(rule)
        if not names:
            self._report("rules-type", where, "needs a type, a merge, a verdict or `absorbed`")
        if isinstance(rule.type, TypeChoice):
            self._known_argument(rule.type.argument, f"{_prefix(where)}type.argument")
        types = tuple(self._types(names, where))
        for target in types:
            self._arguments_and_properties(rule, target, where)
        for also in rule.also.values():
            self._also(rule, also, types, f"{_prefix(where)}also.{also.name}")
        for name in rule.ready:
            if name not in rule.also:
                self._report("rules-also", f"{_prefix(where)}ready", f"{name!r} is no entry of `also`")
        for name in rule.together:
            if name not in self._tables.resources:
                self._report("rules-merge", f"{_prefix(where)}together", f"{name} has no table")
        for name in rule.fan_out:
            self._known_argument(name, f"{_prefix(where)}fan_out")
        if rule.deletion and rule.deletion.argument:
            self._known_argument(rule.deletion.argument, f"{_prefix(where)}deletion.argument")
        self._attributes(rule, types, where)

    def _arguments_and_properties(self, rule: ResourceRule, target: RegistryType, where: str) -> None:
        rows = RowChecker(self._report, target, rule.fan_out, self._around.transforms)
        exempt = {*_EXEMPT, *([rule.deletion.argument] if rule.deletion and rule.deletion.argument else ())}
        for path, value in rule.properties.items():
            self._property(rows, target, path, f"{_prefix(where)}properties.{path}")
            self._value(value, rule, (target,), f"{_prefix(where)}properties.{path}")
        rows.check(rule.arguments, self._arguments, target.properties, exempt, f"{_prefix(where)}arguments")
        rows.required(target.properties, where)

    def _property(self, rows: RowChecker, target: RegistryType, path: str, where: str) -> None:
        try:
            node = target.properties.walk(parse_path(path))
        except PathError as error:
            self._report("rules-property-path", where, f"{target.name}: {error}")
            return
        if target.is_read_only(node):
            self._report("rules-read-only", where, f"{target.name} computes {path}; it cannot be set")
        rows.wrote(node)

    def _also(self, rule: ResourceRule, also: AlsoRule, types: tuple[RegistryType, ...], where: str) -> None:
        if also.when is not None:
            self._known_argument(also.when, f"{where}.when")
        inner: Mapping[str, Argument] = {}
        if also.each is not None:
            self._known_argument(also.each, f"{where}.each")
            each = self._arguments.get(also.each)
            inner = {} if each is None else {also.each: element_of(each)} if each.inner is None else each.inner
        for target in self._types((also.type,), where):
            rows = RowChecker(self._report, target)
            rows.check(also.rows, inner, target.properties, where=f"{where}.rows")
            for path, value in also.properties.items():
                self._property(rows, target, path, f"{where}.properties.{path}")
                self._value(value, rule, types, f"{where}.properties.{path}")
            rows.required(target.properties, where)

    def _value(self, value: Json, rule: ResourceRule, types: tuple[RegistryType, ...], where: str) -> None:
        """Check a property value: a literal, or one of ``{ref}``, ``{get_att}``, ``{sub}``, ``{argument}``."""
        if isinstance(value, list):
            for element in value:
                self._value(element, rule, types, where)
        if not isinstance(value, dict):
            return
        if isinstance(value.get("argument"), str):
            self._known_argument(str(value["argument"]), where)
            return
        (form, text), *rest = value.items() or (("", None),)
        if rest or not isinstance(text, str):
            for element in value.values():
                self._value(element, rule, types, where)
        elif form == "ref" and text != "self" and text not in rule.also:
            self._report("rules-also", where, f"{text!r} is neither self nor an entry of `also`")
        elif form == "upload" and text not in {"bucket", "key"}:
            self._report("rules-also", where, f"{text!r} is neither bucket nor key")
        elif form == "get_att":
            self._get_att(text, types, where)
        elif form == "sub":
            self._sub(text, types, where)

    def _merge(self, rule: ResourceRule, where: str) -> None:
        merge = rule.merge
        if merge is None:
            return
        for name in (merge.by, *merge.match):
            self._known_argument(name, f"{_prefix(where)}merge.by")
        parent = self._tables.resources.get(merge.into)
        if parent is None:
            self._report("rules-merge", f"{_prefix(where)}merge.into", f"{merge.into!r} has no table")
            return
        types = tuple(self._types(_all_type_names(parent), where))
        if not types:
            self._report("rules-merge", f"{_prefix(where)}merge.into", f"{merge.into!r} has no CloudFormation type")
        for target in types:
            rows = RowChecker(self._report, target, rule.fan_out, self._around.transforms)
            start = target.properties
            try:
                start = start.walk(merge.element).inside() if merge.element else start
            except PathError as error:
                self._report("rules-property-path", f"{_prefix(where)}merge.element", f"{target.name}: {error}")
                continue
            for path, value in rule.properties.items():
                self._value(value, rule, types, f"{_prefix(where)}properties.{path}")
                try:
                    rows.wrote(start.walk(parse_path(path)))
                except PathError as error:
                    self._report("rules-property-path", f"{_prefix(where)}properties.{path}", str(error))
            exempt = {*_EXEMPT, merge.by, *merge.match}
            rows.check(rule.arguments, self._arguments, start, exempt, f"{_prefix(where)}arguments")
            if merge.element:
                rows.required(start, where)
        self._attributes(rule, types, where)

    def _attributes(self, rule: ResourceRule, types: tuple[RegistryType, ...], where: str) -> None:
        for name, row in rule.attributes.items():
            place = f"{_prefix(where)}attributes.{name}"
            self._known_argument(name, place)
            if row.part is not None and row.part not in rule.also:
                self._report("rules-also", f"{place}.part", f"{row.part!r} is no entry of `also`")
            elif row.part is not None:
                self._attribute(row, tuple(self._types((rule.also[row.part].type,), place)), place)
            elif types or not where:  # a case without a resource keeps the attribute rows of the other cases
                self._attribute(row, types, place)

    def _attribute(self, row: AttributeRow, types: tuple[RegistryType, ...], place: str) -> None:
        if row.ref and not types:
            self._report("rules-attribute", place, "there is no resource to refer to")
        if row.argument is not None:
            self._known_argument(row.argument, place)
        if row.get_att is not None:
            self._get_att(row.get_att, types, place, as_text=not row.number)
        if row.sub is not None:
            self._sub(row.sub, types, place)
        if row.fixed_form is not None:
            self._sub(row.fixed_form, types, f"{place}.fixed_form", fixed=True)

    def _get_att(self, text: str, types: tuple[RegistryType, ...], where: str, *, as_text: bool = False) -> None:
        """Check what a ``GetAtt`` names; ``as_text``: and that it is no number, which no output or ``Sub`` takes."""
        match = _GET_ATT.fullmatch(text)
        if not types:
            self._report("rules-get-att", where, "there is no resource to refer to")
        for target in types:
            if match is None or match[1] not in target.get_atts:
                self._report("rules-get-att", where, f"{target.name} has no attribute {text}")
            elif as_text and target.attribute_kind(match[1]) in _NOT_TEXTS:
                kind = target.attribute_kind(match[1])
                self._report(
                    "rules-get-att", where, f"{target.name} tells {text} as {kind}, and nothing makes a text of it"
                )

    def _sub(self, text: str, types: tuple[RegistryType, ...], where: str, *, fixed: bool = False) -> None:
        for hole in _HOLE.findall(text):
            kind, _, rest = hole.partition(".")
            if kind == "argument" and rest:
                self._known_argument(rest, where)
            elif fixed and hole not in PSEUDO_PARAMETERS:
                self._report("rules-sub", where, f"${{{hole}}} is neither an argument nor a pseudo parameter")
            elif kind == "att" and rest:
                self._get_att(rest, types, where, as_text=True)
            elif hole == "ref" and not types:
                self._report("rules-sub", where, "there is no resource to refer to")
            elif hole != "ref" and hole not in PSEUDO_PARAMETERS:
                self._report("rules-sub", where, f"${{{hole}}} is no ref, att, argument or pseudo parameter")

    def _types(self, names: Collection[str], where: str) -> Iterator[RegistryType]:
        for name in names:
            found = self._around.registry(name)
            if found is None:
                self._report("rules-type", f"{_prefix(where)}type", f"CloudFormation has no type {name}")
            else:
                yield found

    def _known_argument(self, name: str, where: str) -> None:
        """Check the first step of an argument or attribute (``block[0].name`` counts as ``block``)."""
        if re.split(r"[.\[]", name, maxsplit=1)[0] not in self._arguments:
            self._report("rules-unknown-argument", where, f"the provider's type has no argument or attribute {name}")

    def _hooks(self, rule: ResourceRule) -> None:
        for name in {*rule.finish, *(hook for case in rule.cases for hook in case.rule.finish)}:
            if self._around.hooks is not None and name not in self._around.hooks:
                self._report("rules-hook", "finish", f"there is no hook {name!r}")


def _prefix(where: str) -> str:
    return f"{where}." if where else ""


def _type_names(rule: ResourceRule) -> tuple[str, ...]:
    if isinstance(rule.type, TypeChoice):
        return tuple(dict.fromkeys(rule.type.values.values()))
    return (rule.type,) if rule.type else ()


def _all_type_names(rule: ResourceRule) -> tuple[str, ...]:
    """The types that a rule can give, those of its cases included."""
    rules = (rule, *(case.rule for case in rule.cases))
    return tuple(dict.fromkeys(name for r in rules if not r.merge and not r.verdict for name in _type_names(r)))


def _chosen_types(case: Case) -> tuple[str, ...] | None:
    """The types that are left where the case fixes the argument that chooses the type."""
    choice = case.rule.type
    if not isinstance(choice, TypeChoice):
        return None
    value = case.when.get(choice.argument)
    return (choice.values[value],) if isinstance(value, str) and value in choice.values else None


def _cases_cover_all(rule: ResourceRule) -> bool:
    """Whether some case always applies, so that the plain rule never does."""
    if any(not case.when for case in rule.cases):
        return True
    if not isinstance(rule.type, TypeChoice):
        return False
    chosen = {case.when.get(rule.type.argument) for case in rule.cases if set(case.when) == {rule.type.argument}}
    return set(rule.type.values) <= chosen


def _check_data(rule: DataRule, around: Surroundings, findings: Findings) -> None:
    report = _report_to(findings, rule.file, f"data.{rule.terraform_type}")
    schema = around.provider.data_source(rule.terraform_type)
    if schema is None:
        report("rules-type", "", "no provider has this data source")
        return
    names = {*schema.attributes, *schema.blocks}
    for name in rule.look_up_by:
        if name.partition(".")[0] not in names:
            report("rules-unknown-argument", "look_up.by", f"the provider has no argument {name}")
    for name in rule.without_effect:
        if name not in names:
            report("rules-unknown-argument", "without_effect", f"the provider has no argument {name}")
    for name, row in rule.attributes.items():
        where = f"attributes.{name}"
        if name not in names and (rule.terraform_type, name) not in NEWER_ATTRIBUTES:
            report("rules-attribute", where, "the provider's data source has no such attribute")
        if row.pseudo is not None and row.pseudo not in PSEUDO_PARAMETERS:
            report("rules-data", where, f"{row.pseudo} is no pseudo parameter")
        if row.zones is not None and row.zones not in ZONES:
            report("rules-data", where, f"{row.zones!r} is none of {', '.join(ZONES)}")
        for argument in (row.argument, row.import_value):
            if argument is not None and argument not in names:
                report("rules-unknown-argument", where, f"the provider has no argument {argument}")
        if row.parameter is not None and not re.fullmatch(r"[A-Z][A-Za-z0-9]*", row.parameter):
            report("rules-data", where, f"{row.parameter!r} is no parameter name")
        if not is_known_type(row.type):
            report("rules-data", where, f"{row.type} is no type of a parameter")
        for hole in _HOLE.findall((row.sub or row.dynamic or "") + row.member.replace("${member}", "")):
            kind, _, rest = hole.partition(".")
            known = rest in names if kind == "argument" else kind == "att" and rest in rule.attributes
            if hole not in PSEUDO_PARAMETERS and not known:
                report("rules-sub", where, f"${{{hole}}} is no pseudo parameter, argument or att of this data source")
