"""``tf2cfn parity``: checks whether the templates keep what the Terraform configuration promises."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from converter.cli.arguments import (
    Commands,
    Format,
    VariableFile,
    VariableSource,
    VariableValue,
    Verbosity,
    add_configuration,
    add_formats,
    add_reporting,
    new_parser,
    set_command,
    verbosity,
)
from converter.cli.exit_codes import ExitCode, exit_code
from converter.cli.terminal import ReadSource, Terminal, wants_colour
from converter.findings import Finding, FindingError, Findings, Severity
from converter.parity.check import check_parity
from converter.parity.model import ParityReport, Status
from converter.parity.report import report_json
from converter.project_configuration import CONFIGURATION_FAULT, ProjectConfiguration, load_configuration
from converter.terraform.loading import Project, load
from converter.terraform.plan import Plan, read_plan

DESCRIPTION = """\
Check the templates in T against the Terraform configuration in DIR and print a report: Properties 1 to 11, and whether
the resolved templates equal the evaluated configuration, for several values of the variables. What is expected of this
particular system stands in DIR/tf2cfn.toml.
"""
EXAMPLES = (
    "tf2cfn parity infra --templates build/templates",
    "tf2cfn parity infra --templates build/templates --format json -o parity.json",
    "tf2cfn parity infra --templates build/templates --plan plan.json   # terraform show -json plan.bin > plan.json",
    "tf2cfn parity infra --templates build/templates --format text,json -o parity   # parity.txt and parity.json",
)
SUFFIXES = {Format.TEXT: ".txt", Format.JSON: ".json"}
STATUS_STYLES = {Status.PASS: "green", Status.FAIL: "bold red", Status.NOT_APPLICABLE: "dim"}
TABLE_WIDTH = 120


@dataclass(frozen=True, slots=True)
class ParityOptions:
    """What the user asked for."""

    directory: Path
    templates: Path
    variables: tuple[VariableSource, ...]
    plan: Path | None
    """JSON of a real plan (terraform show -json)."""
    properties_only: bool
    """Check the properties alone: for templates that no conversion made."""
    reports: Mapping[Format, Path | None]
    """Each form of the report and its file; none is stdout."""
    fail_on: Severity
    verbosity: Verbosity


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "parity",
        help="check templates against the Terraform configuration they stand for",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    add_configuration(parser)
    parser.add_argument(
        "--templates",
        metavar="T",
        type=Path,
        default=Path("templates"),
        help="folder of the templates (default: templates)",
    )
    parser.add_argument(
        "--plan",
        metavar="FILE",
        type=Path,
        help="also compare with a real plan: the output of terraform show -json",
    )
    parser.add_argument(
        "--properties-only",
        action="store_true",
        help="only the properties, no comparison with the configuration: for templates that convert did not write",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        help="write the report to FILE instead of stdout; with several formats each gets its own ending",
    )
    add_formats(parser)
    add_reporting(parser)
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> ParityOptions:
    """The options in parsed arguments."""
    return ParityOptions(
        directory=arguments.directory,
        templates=arguments.templates,
        variables=tuple(arguments.variables),
        plan=arguments.plan,
        properties_only=arguments.properties_only,
        reports=report_files(arguments.formats, arguments.output),
        fail_on=arguments.fail_on,
        verbosity=verbosity(arguments),
    )


def report_files(formats: tuple[Format, ...], output: Path | None) -> Mapping[Format, Path | None]:
    """Where each report goes; raises ValueError where two would be mixed on stdout."""
    if len(formats) == 1:
        return {formats[0]: output}
    if output is None:
        raise ValueError("several formats need -o FILE: on stdout they would be mixed")
    return {form: output.with_suffix(SUFFIXES[form]) for form in formats}


def run(options: ParityOptions) -> int:
    """Carry the command out; returns the exit code."""
    findings = Findings()
    project = load(
        options.directory,
        findings,
        var_files=[v.path for v in options.variables if isinstance(v, VariableFile)],
        var_texts=[(v.name, v.value) for v in options.variables if isinstance(v, VariableValue)],
        environment=os.environ,
    )
    configuration = load_configuration(options.directory, findings)
    read_source = _sources(project, configuration)
    if project is None or findings.errors:
        Terminal(read_source).draw(findings, _least(options))
        return ExitCode.CANNOT_RUN
    plan = _plan(options.plan) if options.plan is not None else None
    report = check_parity(project, options.templates, configuration, plan, properties_only=options.properties_only)
    if any(finding.id == CONFIGURATION_FAULT for finding in report.others):
        findings.extend(report.others)
        Terminal(read_source).draw(findings, _least(options))
        return ExitCode.CANNOT_RUN
    Terminal(read_source).draw(findings, _least(options))
    for form, file in options.reports.items():
        text = _text_report(report, read_source, options, file) if form is Format.TEXT else _json_report(report)
        _put_out(text, file)
    findings.extend(report.findings)
    return exit_code(findings, options.fail_on)


def _plan(path: Path) -> Plan:
    """The plan in a file. Raises FindingError where it holds none."""
    try:
        return read_plan(json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))
    except ValueError as error:
        raise FindingError(
            Finding("parity-plan", Severity.ERROR, f"{path} holds no plan", f"{error}".replace("\n", " "))
        ) from None


def _sources(project: Project | None, configuration: ProjectConfiguration) -> ReadSource:
    """The lines of the Terraform files and of the project's configuration."""

    def read(file: str) -> str | None:
        if file == configuration.file:
            return configuration.text
        return project.sources.text_of(file) if project is not None else None

    return read


def _least(options: ParityOptions) -> Severity:
    if options.verbosity.quiet:
        return Severity.ERROR
    return Severity.INFO if options.verbosity.verbose else Severity.WARNING


def _json_report(report: ParityReport) -> str:
    return json.dumps(report_json(report), indent=2, ensure_ascii=False) + "\n"


def _text_report(report: ParityReport, read_source: ReadSource, options: ParityOptions, file: Path | None) -> str:
    """The table of the properties, then the findings; coloured only on a terminal."""
    buffer = io.StringIO()
    environment = dict(os.environ)
    if file is None and wants_colour(sys.stdout, environment):
        environment["FORCE_COLOR"] = "1"
    elif file is not None:
        environment["NO_COLOR"] = "1"
    if not options.verbosity.quiet:
        draw_properties(report, buffer, environment)
    Terminal(read_source, buffer, environment).draw(report.findings, _least(options))
    return buffer.getvalue()


def draw_properties(report: ParityReport, stream: TextIO, environment: Mapping[str, str]) -> None:
    """One line per property: how it stands and how much was looked at; then the verdicts of the conversion."""
    colour = wants_colour(stream, environment)
    console = Console(
        file=stream,
        color_system="standard" if colour else None,
        force_terminal=colour,
        highlight=False,
        markup=False,
        soft_wrap=True,
        width=TABLE_WIDTH,
    )
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("", "property", "status", "checked", "findings"):
        table.add_column(heading, justify="right" if heading in ("checked", "findings") else "left")
    for outcome in report.outcomes:
        status = Text(outcome.status, style=STATUS_STYLES[outcome.status])
        counts = [len(outcome.checked), len(outcome.findings)]
        table.add_row(outcome.row.id, outcome.row.title, status, *(str(count or "") for count in counts))
    console.print(table)
    passed = sum(outcome.status is Status.PASS for outcome in report.outcomes)
    console.print(f"{passed} of {len(report.outcomes)} properties hold")
    if report.compared:
        differences = sum(finding.id in {"parity-square", "parity-plan"} for finding in report.others)
        equal = f"{differences} differences from" if differences else "the resolved templates equal"
        console.print(f"{equal} the evaluated configuration")
    if report.verdicts:
        told = ", ".join(f"{count} {verdict}" for verdict, count in report.verdicts.items())
        console.print(f"resources: {told}")
    console.print()


def _put_out(text: str, file: Path | None) -> None:
    if file is None:
        sys.stdout.write(text)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)
