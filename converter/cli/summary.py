"""Draws what a command did as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from converter.cli.terminal import wants_colour
from converter.reports.model import ItemKind, Report, Status

STATUS_STYLES = {Status.PASS: "green", Status.FAIL: "bold red", Status.NOT_APPLICABLE: "dim"}
WIDTH = 120


def draw_conversion(report: Report, stream: TextIO, environment: Mapping[str, str]) -> None:
    """The summary of a conversion: verdicts of resources and variables, and what needs the user's eye."""
    console = _console(stream, environment)
    resources = Counter(report.verdicts)
    variables = Counter(item.verdict for item in report.items if item.kind is ItemKind.VARIABLE)
    table = Table(title="conversion", title_justify="left", show_edge=False, pad_edge=False)
    for heading in ("verdict", "resources", "variables"):
        table.add_column(heading, justify="left" if heading == "verdict" else "right")
    for verdict in sorted({*resources, *variables}):
        table.add_row(verdict, str(resources[verdict] or ""), str(variables[verdict] or ""))
    console.print(table)
    figures = report.figures
    console.print(
        f"{figures['resources']} Terraform resources became {figures['cloudformation_resources']} CloudFormation "
        f"resources in {figures['stacks']} stacks; {figures['files_written']} files written"
    )
    for item in report.items:
        if item.kind is ItemKind.RESOURCE and item.verdict == "unsupported":
            console.print(f"unsupported: {item.address}: {item.reason}")


def draw_properties(report: Report, stream: TextIO, environment: Mapping[str, str]) -> None:
    """One line per property: how it stands and how much was looked at; then the verdicts of the conversion."""
    console = _console(stream, environment)
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("", "property", "status", "checked", "findings"):
        table.add_column(heading, justify="right" if heading in ("checked", "findings") else "left")
    for each in report.properties:
        status = Text(each.status, style=STATUS_STYLES[each.status])
        table.add_row(each.id, each.title, status, *(str(n or "") for n in (each.checked, len(each.findings))))
    console.print(table)
    applicable = [one for one in report.properties if one.status is not Status.NOT_APPLICABLE]
    passed = sum(one.status is Status.PASS for one in applicable)
    console.print(f"{passed} of {len(applicable)} properties hold")
    if "differences" in report.figures:
        differences = report.figures["differences"]
        equal = f"{differences} differences from" if differences else "the resolved templates equal"
        console.print(f"{equal} the evaluated configuration")
    if report.verdicts:
        told = ", ".join(f"{count} {verdict}" for verdict, count in report.verdicts.items())
        console.print(f"resources: {told}")
    console.print()


def _console(stream: TextIO, environment: Mapping[str, str]) -> Console:
    colour = wants_colour(stream, environment)
    return Console(
        file=stream,
        color_system="standard" if colour else None,
        force_terminal=colour,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        width=WIDTH,
    )
