"""Draws what a command did: tables on stdout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table


def draw_conversion(record: Mapping[str, Any], written: int) -> None:
    """The summary of a conversion: verdicts of resources and variables, and what needs the user's eye."""
    console = Console(highlight=False, soft_wrap=True)
    summary = record["summary"]
    table = Table(title="conversion", title_justify="left", show_edge=False, pad_edge=False)
    for heading in ("verdict", "resources", "variables"):
        table.add_column(heading, justify="left" if heading == "verdict" else "right")
    variables: dict[str, int] = {}
    for variable in record["variables"]:
        variables[variable["verdict"]] = variables.get(variable["verdict"], 0) + 1
    for verdict in sorted({*summary["verdicts"], *variables}):
        table.add_row(verdict, str(summary["verdicts"].get(verdict, "")), str(variables.get(verdict, "")))
    console.print(table)
    console.print(
        f"{summary['resources']} Terraform resources became {summary['cloudformation_resources']} CloudFormation "
        f"resources in {summary['stacks']} stacks; {written} files written"
    )
    for resource in record["resources"]:
        if resource["verdict"] == "unsupported":
            console.print(f"unsupported: {resource['address']}: {resource['reason']}")
