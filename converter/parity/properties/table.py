"""Reads ``mappings/properties.yaml``; everything wrong in it is reported with its place, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from converter.findings import FindingError, Findings, Place, Severity
from converter.mappings_folder import mappings_folder
from converter.parity.properties import predicates
from converter.parity.properties.expectations import RESERVED
from converter.parity.properties.model import FINDING_IDS, Check, Predicate, PropertyRow, PropertyTable, Selection
from converter.parity.properties.predicates.registry import ELEMENT, NAMERS, SYSTEM, Registered
from converter.parity.properties.shapes import KINDS, Shape, is_shape, mismatches
from converter.rules.entries import Entry, read_yaml
from converter.terraform.suggestions import did_you_mean

FILE = "properties.yaml"
ROW_KEYS = ("title", "requirement", "severity", "expects", "checks")
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
    if name not in FINDING_IDS:
        entry.report(f"there is no such property (known: {', '.join(FINDING_IDS)})")
    return read_row(name, entry, ROW_KEYS, ("title", "requirement", "checks"))


def read_row(name: str, entry: Entry, known: Sequence[str], needed: Sequence[str]) -> PropertyRow:
    """A row with these keys; what is wrong with it is reported by ``entry``."""
    fields = entry.fields(known)
    for key in needed:
        if key not in fields:
            entry.report(f"needs `{key}`")
    for key, shape in _items(fields, "expects"):
        if key in RESERVED:
            shape.report("this key is taken: it stands for the property as a whole")
    row = PropertyRow(
        id=name,
        title=_text(fields, "title"),
        requirement=_text(fields, "requirement"),
        severity=Severity(fields["severity"].text(list(Severity))) if "severity" in fields else Severity.ERROR,
        checks=tuple(_check(e) for e in fields["checks"].elements()) if "checks" in fields else (),
        expects={key: _shape(e) for key, e in _items(fields, "expects")},
    )
    for check in row.checks:
        for predicate in check.hold:
            for problem in _key_problems(predicate, row):
                fields["checks"].report(problem)
    return row


def _key_problems(predicate: Predicate, row: PropertyRow) -> Iterator[str]:
    """Keys of expectations that a predicate reads and the row does not expect, or in another form."""
    registered = ELEMENT.get(predicate.name)
    for name, shape in registered.arguments.items() if registered is not None else ():
        key = predicate.arguments.get(name)
        if shape != "key" or not isinstance(key, str):
            continue
        wanted = registered.expects.get(name) if registered is not None else None
        if key not in row.expects:
            yield f"{predicate.name} reads {key!r}, which is not in `expects`{did_you_mean(key, row.expects)}"
        elif wanted is not None and row.expects[key] != wanted:
            yield f"{predicate.name} needs `expects` of the form {key} = {wanted!r}"


def _text(fields: Mapping[str, Entry], key: str) -> str:
    return fields[key].text() if key in fields else ""


def _shape(entry: Entry) -> Shape:
    shape: Any = entry.value
    if not is_shape(shape):
        entry.report(f"is no shape: {', '.join(KINDS)}, [shape] or a table of shapes")
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
        hint = did_you_mean(name, known)
        given.report(f"{name!r} is no predicate (known: {', '.join(sorted(known))}){hint}")
        return Predicate(name)
    arguments: Any = given.value
    for steps, problem in mismatches(arguments, known[name].arguments):
        Entry(None, Place(given.place.file, (*given.place.path, *steps)), given.findings).report(problem)
    return Predicate(name, arguments if isinstance(arguments, Mapping) else {})
