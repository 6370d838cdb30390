"""What a project says of the properties as a whole: rows of its own, and which property weighs less, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from converter.findings import Findings, Place, Severity
from converter.parity.properties.expectations import RESERVED
from converter.parity.properties.model import FINDING_IDS, PropertyRow
from converter.parity.properties.row_paths import check_paths
from converter.parity.properties.table import ROW_KEYS, read_row
from converter.project_configuration import ProjectConfiguration
from converter.rules.entries import Entry
from converter.terraform.suggestions import did_you_mean

SECTION = "property"
OFF = "off"
"""Instead of a severity: the property is not checked."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def own_rows(configuration: ProjectConfiguration, findings: Findings) -> Iterator[PropertyRow]:
    """The rows in the project's configuration; what is wrong with one is a finding at its line."""
    taken = set(FINDING_IDS)
    for index, table in enumerate(configuration.own_properties):
        problems = Findings()
        entry = Entry(dict(table), Place(configuration.file, (SECTION, index)), problems)
        name = table.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            entry.report("needs `id`: a letter, then letters, digits, - and _")
            name = f"{SECTION}-{index}"
        elif name in taken:
            entry.report(f"id {name!r} is taken")
        taken.add(name)
        row = read_row(name, entry, ("id", *ROW_KEYS), ("title", "checks"))
        if not problems.errors:
            check_paths(row, entry)
        _hand_on(problems, configuration, findings)
        if not problems.errors:
            yield row


def _hand_on(problems: Findings, configuration: ProjectConfiguration, findings: Findings) -> None:
    """Problems of a row as problems of the project's configuration, each with its line."""
    for problem in problems:
        place = problem.place
        path = place.path if place is not None else (SECTION,)
        said = problem.summary.removeprefix(f"{configuration.file}: {'.'.join(map(str, path))}: ")
        findings.add(configuration.error(path, said, "docs/properties.md says what a row may say"))


def weighted(
    rows: Iterable[PropertyRow], configuration: ProjectConfiguration, findings: Findings
) -> Iterator[tuple[PropertyRow, str]]:
    """Each row with the severity that the project gives it, and the reason why it is off; empty where it is not."""
    for row in rows:
        said = configuration.properties.get(row.id, {})
        severity = said.get("severity")
        if severity is None:
            if "reason" in said:
                path = ("properties", row.id, "reason")
                findings.add(configuration.error(path, "a reason without a severity", "add `severity`, or remove it"))
            yield row, ""
            continue
        reason = _reason(row, said, configuration, findings)
        known = (*Severity, OFF)
        if severity not in known:
            hint = did_you_mean(str(severity), known)
            path = ("properties", row.id, "severity")
            findings.add(configuration.error(path, f"expected one of {', '.join(known)}{hint}"))
            yield row, ""
        elif severity == OFF:
            yield row, reason
        else:
            yield replace(row, severity=Severity(severity)), ""


def _reason(row: PropertyRow, said: Mapping[str, Any], configuration: ProjectConfiguration, findings: Findings) -> str:
    reason = said.get(RESERVED[1])
    if isinstance(reason, str) and reason.strip():
        return reason
    path = ("properties", row.id, "severity")
    findings.add(configuration.error(path, "a severity of the project's own needs a `reason`"))
    return "none given"
