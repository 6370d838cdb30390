"""Reads the rule tables ``mappings/*.yaml`` into the frozen model. ``docs/rule-tables.md`` explains the format.

Only the form is judged here; ``converter/rules/checks.py`` judges tables against the schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from converter.findings import FindingError, Findings, Place
from converter.mappings_folder import mappings_folder
from converter.rules.entries import Entry, read_yaml
from converter.rules.model import (
    AlsoRule,
    ArgumentRow,
    Case,
    DataRule,
    DeletionRule,
    MergeRule,
    ResourceRule,
    RuleTables,
    TypeChoice,
)
from converter.rules.row_reader import (
    argument_rows,
    attribute_rows,
    data_attribute_rows,
    property_path,
    severity,
    text_of,
    verdict,
)

NOT_TABLES = frozenset({"layout.yaml", "properties.yaml"})
"""Files of the tables' folder that say other things."""

IMPLIED_ROWS: Mapping[str, ArgumentRow] = {
    "timeouts": ArgumentRow(
        name="timeouts", verdict="dropped", severity="info", reason="CloudFormation has no client-side time limits"
    ),
    "tags_all": ArgumentRow(
        name="tags_all", verdict="equivalent", reason="computed from tags and the provider's default tags"
    ),
}
"""Rows that every resource type has where its table does not give them."""

_RULE_KEYS = (
    "type", "arguments", "attributes", "properties", "also", "ready", "fan_out", "finish", "deletion", "merge",
    "absorbed", "verdict", "reason", "severity",
)  # fmt: skip
_LAID_OVER_BY_NAME = ("arguments", "attributes", "properties", "also")
_CLOUDFORMATION_TYPE = re.compile(r"[A-Za-z0-9]+(::[A-Za-z0-9]+){2,3}")
_DELETION_POLICIES = ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot")


@cache
def load_tables() -> RuleTables:
    """The tables that come with the package; raises :class:`FindingError` with all their faults."""
    return read_tables(mappings_folder())


def read_tables(folder: Path) -> RuleTables:
    """The tables in ``folder``."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name not in NOT_TABLES)
    return parse_tables((path.name, path.read_text("utf-8")) for path in files)


def parse_tables(files: Iterable[tuple[str, str]]) -> RuleTables:
    """The tables in the given (file name, text) pairs; raises :class:`FindingError` with all their faults."""
    findings = Findings()
    sections: dict[str, dict[str, Entry]] = {"resources": {}, "data": {}, "aliases": {}}
    for name, text in files:
        for section, entry in _sections(name, text, findings).items():
            for type_name, body in entry.items():
                if type_name in sections[section]:
                    body.report(f"also in {sections[section][type_name].place.file}")
                sections[section].setdefault(type_name, body)
    resources = {name: _resource_rule(name, body) for name, body in sections["resources"].items()}
    data = {name: _data_rule(name, body) for name, body in sections["data"].items()}
    for name, entry in sections["aliases"].items():
        _add_alias(name, entry, resources, data)
    if findings.errors:
        raise FindingError(*findings)
    return RuleTables(resources=resources, data=data)


def _sections(name: str, text: str, findings: Findings) -> Mapping[str, Entry]:
    root = Entry(None, Place(name), findings)
    try:
        root = Entry(read_yaml(text), Place(name), findings)
    except yaml.YAMLError as error:
        root.report(f"not readable as YAML: {' '.join(str(error).split())}")
    return root.fields(("resources", "data", "aliases"))


def _add_alias(name: str, entry: Entry, resources: dict[str, ResourceRule], data: dict[str, DataRule]) -> None:
    """``name`` is another name of a type: the same rule, which keeps its own ``terraform_type``."""
    target = entry.text()
    if name in resources or name in data:
        entry.report("has a table of its own")
    elif target not in resources and target not in data:
        entry.report(f"{target!r} has no table")
    if target in resources:
        resources.setdefault(name, resources[target])
    if target in data:
        data.setdefault(name, data[target])


def _resource_rule(type_name: str, body: Entry) -> ResourceRule:
    fields = body.fields((*_RULE_KEYS, "cases", "apart"))
    cases, apart = fields.pop("cases", None), fields.pop("apart", None)
    rule = _plain_rule(type_name, fields, body.place.file)
    return replace(
        rule,
        cases=tuple(_case(type_name, fields, apart, entry) for entry in cases.elements()) if cases else (),
        apart=_apart(type_name, fields, apart),
    )


def _apart(type_name: str, base: Mapping[str, Entry], apart: Entry | None) -> ResourceRule | None:
    """The rule of a merged child that stands alone."""
    if apart is None:
        return None
    if "merge" not in base:
        return None
    return _plain_rule(type_name, _laid_over(base, apart.fields(_RULE_KEYS)), apart.place.file)


def _case(type_name: str, base: Mapping[str, Entry], apart: Entry | None, entry: Entry) -> Case:
    given = entry.fields((*_RULE_KEYS, "when"))
    when = given.pop("when", None)
    if when is None:
        entry.report("a case needs `when` (`when: {}` matches always)")
    fields = _laid_over(base, given)
    rule = replace(_plain_rule(type_name, fields, entry.place.file), apart=_apart(type_name, fields, apart))
    return Case(when=when.json_map() if when else {}, rule=rule)


def _laid_over(base: Mapping[str, Entry], case: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """The rule's keys with a case's on top: mappings name by name, everything else whole. Null takes away."""
    fields = dict(base)
    for key, entry in case.items():
        if entry.value is None:
            fields.pop(key, None)
        elif key in _LAID_OVER_BY_NAME and key in base:
            merged = {name: row.value for name, row in (*base[key].items(), *entry.items())}
            rows = {name: value for name, value in merged.items() if value is not None}
            fields[key] = Entry(rows, entry.place, entry.findings)
        else:
            fields[key] = entry
    return fields


def _plain_rule(type_name: str, fields: Mapping[str, Entry], file: str) -> ResourceRule:
    rows = argument_rows(fields["arguments"]) if "arguments" in fields else {}
    return ResourceRule(
        terraform_type=type_name,
        type=_type(fields["type"]) if "type" in fields else None,
        arguments={**IMPLIED_ROWS, **rows},
        attributes=attribute_rows(fields["attributes"]) if "attributes" in fields else {},
        properties=fields["properties"].json_map() if "properties" in fields else {},
        also={name: _also(name, e) for name, e in fields["also"].items()} if "also" in fields else {},
        ready=_names(fields, "ready"),
        fan_out=_names(fields, "fan_out"),
        finish=_names(fields, "finish"),
        deletion=_deletion(fields["deletion"]) if "deletion" in fields else None,
        merge=_merge(fields["merge"]) if "merge" in fields else None,
        absorbed=text_of(fields, "absorbed") or None,
        verdict=verdict(fields),
        reason=text_of(fields, "reason"),
        severity=severity(fields),
        file=file,
    )


def _names(fields: Mapping[str, Entry], key: str) -> tuple[str, ...]:
    return fields[key].texts() if key in fields else ()


def _type(entry: Entry) -> str | TypeChoice | None:
    if not isinstance(entry.value, dict):
        return _cloudformation_type(entry)
    fields = entry.fields(("argument", "values"))
    if len(fields) != 2:
        entry.report("needs `argument` and `values`")
        return None
    values = {value: _cloudformation_type(e) for value, e in fields["values"].items()}
    return TypeChoice(argument=fields["argument"].text(), values=values)


def _cloudformation_type(entry: Entry) -> str:
    text = entry.text()
    if text and not _CLOUDFORMATION_TYPE.fullmatch(text):
        entry.report(f"{text!r} is no CloudFormation type")
    return text


def _also(name: str, entry: Entry) -> AlsoRule:
    fields = entry.fields(("type", "when", "each", "rows", "properties"))
    if "type" not in fields:
        entry.report("needs `type`")
    if ("each" in fields) != ("rows" in fields):
        entry.report("`each` and `rows` go together")
    return AlsoRule(
        name=name,
        type=_cloudformation_type(fields["type"]) if "type" in fields else "",
        when=fields["when"].text() if "when" in fields else None,
        each=fields["each"].text() if "each" in fields else None,
        rows=argument_rows(fields["rows"]) if "rows" in fields else {},
        properties=fields["properties"].json_map() if "properties" in fields else {},
    )


def _merge(entry: Entry) -> MergeRule:
    fields = entry.fields(("into", "by", "element", "self_reference"))
    if not {"into", "by"} <= fields.keys():
        entry.report("needs `into` and `by`")
    return MergeRule(
        into=text_of(fields, "into"),
        by=text_of(fields, "by"),
        element=property_path(fields["element"]) if "element" in fields else None,
        self_reference=fields["self_reference"].text() if "self_reference" in fields else None,
    )


def _deletion(entry: Entry) -> DeletionRule:
    fields = entry.fields(("policy", "replace", "argument", "values", "default"))
    if ("policy" in fields) == ("argument" in fields):
        entry.report("needs either `policy` or `argument`")

    def policy(key: str) -> str | None:
        return fields[key].text(_DELETION_POLICIES) if key in fields else None

    return DeletionRule(
        policy=policy("policy"),
        replace=policy("replace"),
        argument=fields["argument"].text() if "argument" in fields else None,
        values={v: e.text(_DELETION_POLICIES) for v, e in fields["values"].items()} if "values" in fields else {},
        default=fields["default"].text() if "default" in fields else None,
    )


def _data_rule(type_name: str, body: Entry) -> DataRule:
    fields = body.fields(("computed", "look_up", "attributes"))
    look_up = fields["look_up"].fields(("by",)) if "look_up" in fields else {}
    return DataRule(
        terraform_type=type_name,
        computed="computed" in fields and fields["computed"].flag(),
        look_up_by=_names(look_up, "by"),
        attributes=data_attribute_rows(fields["attributes"]) if "attributes" in fields else {},
        file=body.place.file,
    )
