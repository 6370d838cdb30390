"""Reads the rule tables ``mappings/*.yaml`` into the frozen model. ``docs/rule-tables.md`` explains the format.

Only the form is judged here; ``converter/rules/checks.py`` judges tables against the schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from converter.cloudformation.model import DELETION_POLICIES
from converter.findings import Finding, FindingError, Findings, Place, Severity
from converter.mappings_folder import mappings_folder
from converter.rules.data_rows import data_attribute_rows, look_up_rule
from converter.rules.entries import FORMAT_FINDING, Entry, read_yaml
from converter.rules.model import (
    AlsoRule,
    ArgumentRow,
    Case,
    DataRule,
    DeletionRule,
    Json,
    LookUpRule,
    MergeRule,
    ResourceRule,
    RuleTables,
    TypeChoice,
)
from converter.rules.row_reader import (
    argument_rows,
    attribute_rows,
    property_path,
    severity,
    text_of,
    verdict,
)

NOT_TABLES = frozenset({"layout.yaml", "outliving.yaml", "properties.yaml"})
"""Files of the tables' folder that say other things."""

File = tuple[str, str]
"""A table file: its name, and its text."""

Sections = dict[str, dict[str, Entry]]
"""The bodies by section (``resources``, ``data``, ``aliases``) and type."""

IMPLIED_ROWS: Mapping[str, ArgumentRow] = {
    "timeouts": ArgumentRow(
        name="timeouts", verdict="dropped", severity="info", reason="CloudFormation has no client-side time limits"
    ),
    "tags_all": ArgumentRow(
        name="tags_all", verdict="equivalent", reason="computed from tags and the provider's default tags"
    ),
    "region": ArgumentRow(
        name="region", verdict="equivalent", reason="the region of the provider, and so of the stack"
    ),
}
"""Rows that every resource type has where its table does not give them."""

_RULE_KEYS = (
    "type", "arguments", "attributes", "properties", "also", "ready", "together", "fan_out", "finish", "deletion",
    "update_policy", "merge", "absorbed", "verdict", "reason", "severity",
)  # fmt: skip
_LAID_OVER_BY_NAME = ("arguments", "attributes", "properties", "also")
_CLOUDFORMATION_TYPE = re.compile(r"[A-Za-z0-9]+(::[A-Za-z0-9]+){2,3}")


def load_tables(overlays: tuple[Path, ...] = ()) -> RuleTables:
    """The tables that come with the package, with the user's own folders on top; a later folder wins.

    Raises :class:`FindingError` with all faults of their form.
    """
    return laid_tables(overlay_files(overlays))


@cache
def laid_tables(overlays: tuple[tuple[File, ...], ...]) -> RuleTables:
    """The tables that come with the package, with these files on top; read once for the same content."""
    return parse_tables(_files(mappings_folder()), overlays)


def overlay_files(overlays: Iterable[Path]) -> tuple[tuple[File, ...], ...]:
    """The files of a user's folders; FindingError where a folder has none, or one is not text."""
    return tuple(tuple(_overlay_files(folder)) for folder in overlays)


def overlay_paths(folder: Path) -> list[Path]:
    """The files of a user's folder, by name; all of them hold tables."""
    return sorted(path for path in folder.glob("*") if path.suffix in {".yaml", ".yml"})


def _files(folder: Path) -> list[File]:
    paths = sorted(path for path in folder.glob("*.yaml") if path.name not in NOT_TABLES)
    return [(path.name, path.read_text("utf-8")) for path in paths]


def _overlay_files(folder: Path) -> list[File]:
    try:
        files = [(str(path), path.read_text("utf-8")) for path in overlay_paths(folder)]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _no_tables(f"cannot read the rule tables in {folder}", reason.lower()) from None
    if not files:
        raise _no_tables(f"no rule tables in {folder}", "an overlay is a folder with one or more files *.yaml")
    return files


def _no_tables(summary: str, detail: str) -> FindingError:
    return FindingError(Finding(FORMAT_FINDING, Severity.ERROR, summary, detail))


def parse_tables(files: Iterable[File], overlays: Sequence[Iterable[File]] = ()) -> RuleTables:
    """The tables in the given (file name, text) pairs, with overlays on top; raises FindingError with all faults."""
    findings = Findings()
    sections = _layer(files, findings)
    for overlay in overlays:
        _lay_over(sections, _layer(overlay, findings))
    resources = {name: _resource_rule(name, body) for name, body in sections["resources"].items()}
    data = {name: _data_rule(name, body) for name, body in sections["data"].items()}
    for name, entry in sections["aliases"].items():
        _add_alias(name, entry, resources, data)
    if findings.errors:
        raise FindingError(*findings)
    return RuleTables(resources=resources, data=data)


def _layer(files: Iterable[File], findings: Findings) -> Sections:
    """The sections of the files of one folder, in which a type may stand only once."""
    sections: Sections = {"resources": {}, "data": {}, "aliases": {}}
    for name, text in files:
        for section, entry in _sections(name, text, findings).items():
            for type_name, body in entry.items():
                if type_name in sections[section]:
                    body.report(f"also in {sections[section][type_name].place.file}")
                sections[section].setdefault(type_name, body)
    return sections


def _lay_over(below: Sections, overlay: Sections) -> None:
    """Put an overlay's tables in the place of those below, or (``extends: true``) on top of them."""
    for section, bodies in overlay.items():
        for name, body in bodies.items():
            if section != "aliases":
                below["aliases"].pop(name, None)
            under = below[section].get(name)
            extends = section == "resources" and isinstance(body.value, dict) and body.value.get("extends") is True
            below[section][name] = _extended(under, body) if under is not None and extends else body


def _extended(under: Entry, over: Entry) -> Entry:
    """A resource type's table with the rows of an overlay on top, as a case is laid over a rule."""
    keys = (*_RULE_KEYS, "cases", "apart")
    given = {key: entry for key, entry in over.fields((*keys, "extends")).items() if key != "extends"}
    fields = _laid_over(under.fields(keys), given)
    return Entry({key: entry.value for key, entry in fields.items()}, over.place, over.findings)


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
    fields = body.fields((*_RULE_KEYS, "cases", "apart", "extends"))
    if "extends" in fields:
        fields.pop("extends").report("there is no table below to extend (`extends: true` is for overlays)")
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
        together=_names(fields, "together"),
        fan_out=_names(fields, "fan_out"),
        finish=_names(fields, "finish"),
        deletion=_deletion(fields["deletion"]) if "deletion" in fields else None,
        update_policy=fields["update_policy"].json_map() if "update_policy" in fields else {},
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
    fields = entry.fields(("type", "when", "each", "rows", "properties", "deletion"))
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
        deletion=_deletion(fields["deletion"]) if "deletion" in fields else None,
    )


def _merge(entry: Entry) -> MergeRule:
    fields = entry.fields(("into", "by", "match", "element", "self_reference"))
    if not {"into", "by"} <= fields.keys():
        entry.report("needs `into` and `by`")
    return MergeRule(
        into=text_of(fields, "into"),
        by=text_of(fields, "by"),
        match=_names(fields, "match"),
        element=property_path(fields["element"]) if "element" in fields else None,
        self_reference=fields["self_reference"].text() if "self_reference" in fields else None,
    )


def _deletion(entry: Entry) -> DeletionRule:
    fields = entry.fields(("policy", "replace", "argument", "values", "default"))
    if ("policy" in fields) == ("argument" in fields):
        entry.report("needs either `policy` or `argument`")

    def policy(key: str) -> str | None:
        return fields[key].text(DELETION_POLICIES) if key in fields else None

    return DeletionRule(
        policy=policy("policy"),
        replace=policy("replace"),
        argument=fields["argument"].text() if "argument" in fields else None,
        values={v: e.text(DELETION_POLICIES) for v, e in fields["values"].items()} if "values" in fields else {},
        default=fields["default"].text() if "default" in fields else None,
    )


def _values_by_argument(entry: Entry) -> Mapping[str, tuple[Json, ...]]:
    return {name: tuple(element.json() for element in row.elements()) for name, row in entry.items()}


def _data_rule(type_name: str, body: Entry) -> DataRule:
    fields = body.fields(("computed", "look_up", "attributes", "without_effect"))
    return DataRule(
        terraform_type=type_name,
        computed="computed" in fields and fields["computed"].flag(),
        look_up=look_up_rule(fields["look_up"]) if "look_up" in fields else LookUpRule(),
        attributes=data_attribute_rows(fields["attributes"]) if "attributes" in fields else {},
        without_effect=_values_by_argument(fields["without_effect"]) if "without_effect" in fields else {},
        file=body.place.file,
    )
