"""Reads ``mappings/properties.yaml``; everything wrong in it is reported with its place, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from converter.findings import FindingError, Findings, Place, Severity
from converter.mappings_folder import mappings_folder
from converter.parity import predicates
from converter.parity.model import FINDING_IDS, Check, Predicate, PropertyRow, PropertyTable, Selection
from converter.parity.predicates.registry import ELEMENT, NAMERS, SYSTEM, Registered
from converter.parity.shapes import Shape, is_shape, mismatches
from converter.rules.entries import Entry, read_yaml

FILE = "properties.yaml"
REGISTERED = predicates.__all__
"""Importing the predicates is what registers them."""


@cache
def load_table() -> PropertyTable:
    """The properties that come with the package; raises FindingError with all faults of the file."""
    return read_table(mappings_folder() / FILE)


def read_table(path: Path) -> PropertyTable:
    """The properties in a file."""
    return parse_table(path.read_text(encoding="utf-8"), path.name)


def parse_table(text: str, file: str = FILE) -> PropertyTable:
    """The properties in a text; raises FindingError with all its faults."""
    findings = Findings()
    root = Entry(None, Place(file), findings)
    try:
        root = Entry(read_yaml(text), Place(file), findings)
    except yaml.YAMLError as error:
        root.report(f"not readable as YAML: {' '.join(str(error).split())}")
    fields = root.fields(("names", "properties"))
    rows = tuple(_row(name, entry) for name, entry in _items(fields, "properties"))
    names = {kind: {key: e.text() for key, e in entry.items()} for kind, entry in _items(fields, "names")}
    if findings.errors:
        raise FindingError(*findings)
    return PropertyTable(rows, names)


def _items(fields: Mapping[str, Entry], key: str) -> list[tuple[str, Entry]]:
    return list(fields[key].items()) if key in fields else []


def _row(name: str, entry: Entry) -> PropertyRow:
    fields = entry.fields(("title", "requirement", "severity", "expects", "checks"))
    if name not in FINDING_IDS:
        entry.report(f"there is no such property (known: {', '.join(FINDING_IDS)})")
    for key in ("title", "requirement", "checks"):
        if key not in fields:
            entry.report(f"needs `{key}`")
    return PropertyRow(
        id=name,
        title=_text(fields, "title"),
        requirement=_text(fields, "requirement"),
        severity=Severity(fields["severity"].text(list(Severity))) if "severity" in fields else Severity.ERROR,
        checks=tuple(_check(e) for e in fields["checks"].elements()) if "checks" in fields else (),
        expects={key: _shape(e) for key, e in _items(fields, "expects")},
    )


def _text(fields: Mapping[str, Entry], key: str) -> str:
    return fields[key].text() if key in fields else ""


def _shape(entry: Entry) -> Shape:
    shape: Any = entry.value
    if not is_shape(shape):
        entry.report("is no shape: text, integer, number, flag, [shape] or a table of shapes")
        return "text"
    checked: Shape = shape
    return checked


def _check(entry: Entry) -> Check:
    fields = entry.fields(("select", "where", "name", "named_by", "hold", "system"))
    if ("system" in fields) == ("select" in fields and "hold" in fields):
        entry.report("needs either `select` and `hold`, or `system`")
    if "system" in fields:
        return Check(system=_predicate(fields["system"], SYSTEM))
    hold = tuple(_predicate(e, ELEMENT) for e in fields["hold"].elements()) if "hold" in fields else ()
    return Check(select=_selection(fields), hold=hold)


def _selection(fields: Mapping[str, Entry]) -> Selection:
    return Selection(
        paths={kind: e.texts() for kind, e in _items(fields, "select")},
        where={path: e.text() for path, e in _items(fields, "where")},
        name=_text(fields, "name"),
        named_by=fields["named_by"].text(sorted(NAMERS)) if "named_by" in fields else "",
    )


def _predicate(entry: Entry, known: Mapping[str, Registered]) -> Predicate:
    """``name: {arguments}``, or the name alone."""
    if isinstance(entry.value, str):
        name, given = entry.value, Entry({}, entry.place, entry.findings)
    else:
        items = list(entry.items())
        if len(items) != 1:
            entry.report("needs one predicate: its name, and its arguments below")
            return Predicate("")
        name, given = items[0]
    if name not in known:
        given.report(f"{name!r} is no predicate (known: {', '.join(sorted(known))})")
        return Predicate(name)
    arguments: Any = given.value
    for steps, problem in mismatches(arguments, known[name].arguments):
        Entry(None, Place(given.place.file, (*given.place.path, *steps)), given.findings).report(problem)
    return Predicate(name, arguments if isinstance(arguments, Mapping) else {})
