"""``tf2cfn convert``: a Terraform configuration becomes nested templates and the ledger ``conversion.json``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from converter.cli.arguments import Commands, Format, RunOptions, add_run, new_parser, run_options, set_command
from converter.cli.exit_codes import ExitCode
from converter.cli.judging import judged
from converter.cli.loading import Loaded, load_run, shown_folder
from converter.cli.reporting import write_reports
from converter.cli.summary import draw_conversion
from converter.cli.terminal import Terminal
from converter.cloudformation.locating import Locator
from converter.conversion import UNKNOWN_TYPE, Conversion, ConvertSettings, convert
from converter.conversion.report import record_items
from converter.conversion.writing import Changes, changes, diff, write
from converter.deploy.bundle import with_bundle
from converter.findings import Findings
from converter.findings.triage import Triage
from converter.reports.model import Report, Sources
from converter.stacks.layout import Style

DESCRIPTION = """\
Convert the Terraform configuration in DIR. Writes OUT/templates/*.yaml, OUT/conversion.json and what deploys them
(scripts/, parameters.json.example, .cfnlintrc, docs/deployment.md), or nothing at all when something cannot be
converted, and prints a summary.

Scripts and guide say in their first lines that they are generated. One without that line is yours and is left alone.

Values of variables never become defaults in a template: they decide what has to be fixed or derived.

A warning is accepted by a comment beside the line that it names: # tf2cfn:ignore=ID reason. What stops a conversion
cannot be accepted.
"""
EXAMPLES = (
    "tf2cfn convert infra -o build",
    "tf2cfn convert infra -o build --var-file prod.tfvars --var region=eu-west-1",
    "tf2cfn convert infra -o build --layout module",
    "tf2cfn convert infra -o build --check        # in CI: are the templates current?",
    "tf2cfn convert infra -o build --diff         # what would change",
    "tf2cfn convert infra -o build --format sarif --report convert.sarif --fail-on warning",
)


@dataclass(frozen=True, slots=True)
class ConvertOptions:
    """What the user asked for."""

    run: RunOptions
    output: Path
    check: bool
    """Write nothing; exit with 1 when the output on disk is stale."""
    diff: bool
    """Show on stdout how the output on disk would change; implies ``check``."""
    allow_partial: bool
    """Leave out what is not supported, with a warning, instead of stopping."""
    layout: Style | None = None
    """How resources are spread over stacks; none is what the project's configuration says."""


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "convert",
        help="turn a Terraform configuration into nested CloudFormation templates",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        default=Path(),
        help="folder for templates/, scripts/ and conversion.json (default: the current folder)",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the output is stale")
    parser.add_argument("--diff", action="store_true", help="like --check, and show what would change")
    parser.add_argument(
        "--allow-partial",
        action="store_true",
        help="leave out what is not supported, with a warning, instead of stopping",
    )
    parser.add_argument(
        "--layout",
        type=Style,
        choices=tuple(Style),
        metavar="LAYOUT",
        help="service: stacks by what resources are (default); module: one for each module that the root module calls; "
        "single: one template; tf2cfn.toml can say it too, and put single resources elsewhere",
    )
    add_run(parser, "--report")
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> ConvertOptions:
    """The options in parsed arguments. Raises ValueError where a report and a diff would be mixed on stdout."""
    if arguments.diff and arguments.report is None and arguments.formats != (Format.TEXT,):
        raise ValueError("--diff writes to stdout: give the report a file with --report")
    return ConvertOptions(
        run=run_options(arguments),
        output=arguments.output,
        check=arguments.check or arguments.diff,
        diff=arguments.diff,
        allow_partial=arguments.allow_partial,
        layout=arguments.layout,
    )


def run(options: ConvertOptions) -> int:
    """Carry the command out; returns the exit code."""
    findings = Findings()
    loaded = load_run(options.run, findings)
    if loaded is None:
        return ExitCode.CANNOT_RUN
    settings = ConvertSettings.of(loaded.configuration, options.layout, allow_partial=options.allow_partial)
    conversion = convert(loaded.project, settings, findings)
    terminal = Terminal(loaded.read_source)
    verbosity = options.run.verbosity
    if conversion is None:
        terminal.draw(findings, verbosity.least)
        unsupported = all(f.id.startswith(("rules-", "stacks-", UNKNOWN_TYPE)) for f in findings.errors)
        return ExitCode.FINDINGS if unsupported else ExitCode.CANNOT_RUN
    conversion = with_bundle(conversion)
    triage = judged(findings, tuple(loaded.suppressions()), options.run, _can_raise)
    terminal.draw_triage(triage, verbosity.least, accepted=verbosity.verbose)
    change = changes(conversion.files, options.output)
    if options.diff:
        sys.stdout.writelines(diff(conversion.files, options.output, change))
    if options.check:
        _tell_stale(change, options)
    else:
        write(conversion.files, options.output, change)
    _tell_kept(change, options)
    report = _report(conversion, triage, change, loaded, options)
    _write_reports(report, options)
    stale = options.check and change
    return ExitCode.FINDINGS if stale or report.fails else ExitCode.CLEAN


def _can_raise(id: str) -> bool:
    """Which findings a conversion looks for."""
    return id.startswith(("terraform-", "rules-", "stacks-"))


def _tell_stale(change: Changes, options: ConvertOptions) -> None:
    if options.run.verbosity.quiet:
        return
    for word, names in (("missing", change.added), ("stale", change.changed), ("left over", change.removed)):
        for name in names:
            print(f"{word}: {name}", file=sys.stderr)
    if not change:
        print("templates are current", file=sys.stderr)


def _tell_kept(change: Changes, options: ConvertOptions) -> None:
    """A file that is the user's own is left alone, which they should know."""
    if not options.run.verbosity.quiet:
        for name in change.kept:
            print(f"left alone: {name} (not made by tf2cfn, or made yours; remove it to get ours)", file=sys.stderr)


def _report(conversion: Conversion, triage: Triage, change: Changes, loaded: Loaded, options: ConvertOptions) -> Report:
    """The run as a report."""
    summary = conversion.record["summary"]
    figures = {name: summary[name] for name in ("resources", "cloudformation_resources", "stacks")}
    figures["files_written"] = 0 if options.check else len(change.added) + len(change.changed)
    locator = Locator(lambda file: conversion.files.get(f"templates/{file}"))
    return Report(
        command="convert",
        triage=triage,
        items=tuple(record_items(conversion.record)),
        verdicts=summary["verdicts"],
        figures=figures,
        directory=shown_folder(options.run.directory),
        templates=shown_folder(options.output / "templates"),
        fail_on=options.run.fail_on,
        sources=Sources(loaded.read_source, locator.line_of),
    )


def _write_reports(report: Report, options: ConvertOptions) -> None:
    """The reports; text is the summary, which says nothing new of a check and is left out where quiet is asked for."""

    def draw(stream: TextIO, environment: Mapping[str, str]) -> None:
        if not (options.check or options.run.verbosity.quiet):
            draw_conversion(report, stream, environment)

    write_reports(report, options.run, draw)
