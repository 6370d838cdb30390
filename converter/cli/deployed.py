"""What ``params`` and ``adopt`` begin with: the conversion that the templates in a folder came from, made again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from converter.cli.arguments import RunOptions, variable_value
from converter.cli.loading import load_run
from converter.cli.terminal import Terminal
from converter.conversion import Conversion, ConvertSettings, convert
from converter.conversion.writing import RECORD
from converter.deploy.parameters import check_failing, check_fixed
from converter.findings import Finding, FindingError, Findings, Severity
from converter.stacks.layout import Style


@dataclass(frozen=True, slots=True)
class Deployed:
    """A configuration converted anew, and what draws findings about it."""

    conversion: Conversion
    terminal: Terminal


def add_lookup_values(parser: argparse.ArgumentParser, which: str) -> None:
    """``--lookup-value``; ``which`` says of which parameters."""
    parser.add_argument(
        "--lookup-value",
        dest="given",
        action="append",
        type=variable_value,
        default=[],
        metavar="NAME=VALUE",
        help=f"value of a parameter that {which}; may be repeated",
    )


def deployed(run: RunOptions, templates: Path, findings: Findings) -> Deployed | None:
    """Convert again, with the layout that the templates were made with, whatever cannot be converted.

    None where that cannot be done, which is drawn already. What the templates hold fixed at other values is a finding.
    Raises FindingError where there is no record of a conversion beside the templates.
    """
    loaded = load_run(run, findings)
    if loaded is None:
        return None
    terminal = Terminal(loaded.read_source)
    record = recorded(templates)
    converting = Findings()
    settings = ConvertSettings.of(loaded.configuration, _style(record), allow_partial=True)
    conversion = convert(loaded.project, settings, converting)
    if conversion is None:
        findings.extend(converting.errors)
        terminal.draw(findings, run.verbosity.least)
        return None
    check_fixed(conversion, record, findings)
    check_failing(loaded.project, conversion, findings)
    return Deployed(conversion, terminal)


def recorded(templates: Path) -> Mapping[str, Any]:
    """The record beside the templates. Raises FindingError where there is none."""
    file = templates.parent / RECORD
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FindingError(
            Finding(
                "cli-parameters",
                Severity.ERROR,
                f"no {RECORD} beside {templates}",
                "run tf2cfn convert first, or say with --templates where it wrote to",
            )
        ) from None
    except ValueError:
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("variables"), list):
        raise FindingError(
            Finding("cli-parameters", Severity.ERROR, f"{file} is no record of a conversion", "convert again")
        )
    return data


def _style(record: Mapping[str, Any]) -> Style | None:
    """The layout that the templates were made with; none where the record does not say one that is known."""
    placement = record.get("placement")
    name = placement.get("layout") if isinstance(placement, dict) else None
    return Style(name) if name in set(Style) else None
