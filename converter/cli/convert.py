"""``tf2cfn convert``: a Terraform configuration becomes nested templates and the ledger ``conversion.json``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

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
from converter.cli.exit_codes import ExitCode
from converter.cli.summary import draw_conversion
from converter.cli.terminal import Terminal, no_source
from converter.conversion import UNKNOWN_TYPE, Conversion, ConvertSettings, convert
from converter.conversion.writing import Changes, changes, diff, write
from converter.findings import Findings, Severity
from converter.project_configuration import load_configuration
from converter.terraform.loading import load

DESCRIPTION = """\
Convert the Terraform configuration in DIR. Writes OUT/templates/*.yaml and OUT/conversion.json, or nothing at all when
something cannot be converted, and prints a summary.

Values of variables never become defaults in a template: they decide what has to be fixed or derived.
"""
EXAMPLES = (
    "tf2cfn convert infra -o build",
    "tf2cfn convert infra -o build --var-file prod.tfvars --var region=eu-west-1",
    "tf2cfn convert infra -o build --check        # in CI: are the templates current?",
    "tf2cfn convert infra -o build --diff         # what would change",
)


@dataclass(frozen=True, slots=True)
class ConvertOptions:
    """What the user asked for."""

    directory: Path
    output: Path
    variables: tuple[VariableSource, ...]
    check: bool
    """Write nothing; exit with 1 when the output on disk is stale."""
    diff: bool
    """Show on stdout how the output on disk would change; implies ``check``."""
    allow_partial: bool
    """Leave out what is not supported, with a warning, instead of stopping."""
    format: Format
    """Form of the summary on stdout."""
    fail_on: Severity
    verbosity: Verbosity


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "convert",
        help="turn a Terraform configuration into nested CloudFormation templates",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    add_configuration(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        default=Path(),
        help="folder for templates/ and conversion.json (default: the current folder)",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the output is stale")
    parser.add_argument("--diff", action="store_true", help="like --check, and show what would change")
    parser.add_argument(
        "--allow-partial",
        action="store_true",
        help="leave out what is not supported, with a warning, instead of stopping",
    )
    add_formats(parser)
    add_reporting(parser)
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> ConvertOptions:
    """The options in parsed arguments."""
    if len(arguments.formats) > 1:
        raise ValueError("convert prints one summary: give one --format (conversion.json is written in any case)")
    return ConvertOptions(
        directory=arguments.directory,
        output=arguments.output,
        variables=tuple(arguments.variables),
        check=arguments.check or arguments.diff,
        diff=arguments.diff,
        allow_partial=arguments.allow_partial,
        format=arguments.formats[0],
        fail_on=arguments.fail_on,
        verbosity=verbosity(arguments),
    )


def run(options: ConvertOptions) -> int:
    """Carry the command out; returns the exit code."""
    findings = Findings()
    project = load(
        options.directory,
        findings,
        var_files=[v.path for v in options.variables if isinstance(v, VariableFile)],
        var_texts=[(v.name, v.value) for v in options.variables if isinstance(v, VariableValue)],
        environment=os.environ,
    )
    terminal = Terminal(project.sources.text_of if project is not None else no_source)
    if project is None:
        terminal.draw(findings, _least(options))
        return ExitCode.CANNOT_RUN
    configuration = load_configuration(options.directory, findings)
    settings = ConvertSettings(
        pins=tuple((pin.address, pin.stack) for pin in configuration.pins),
        title=configuration.title,
        allow_partial=options.allow_partial,
    )
    conversion = convert(project, settings, findings)
    terminal.draw(findings, _least(options))
    if conversion is None:
        unsupported = all(f.id.startswith(("rules-", "stacks-", UNKNOWN_TYPE)) for f in findings.errors)
        return ExitCode.FINDINGS if unsupported else ExitCode.CANNOT_RUN
    change = changes(conversion.files, options.output)
    if options.diff:
        sys.stdout.writelines(diff(conversion.files, options.output, change))
    if options.check:
        _tell_stale(change, options)
    else:
        write(conversion.files, options.output, change)
        if not options.verbosity.quiet:
            _summarise(conversion, change, options)
    if options.check and change:
        return ExitCode.FINDINGS
    return ExitCode.FINDINGS if findings.at_least(options.fail_on) else ExitCode.CLEAN


def _least(options: ConvertOptions) -> Severity:
    if options.verbosity.quiet:
        return Severity.ERROR
    return Severity.INFO if options.verbosity.verbose else Severity.WARNING


def _tell_stale(change: Changes, options: ConvertOptions) -> None:
    if options.verbosity.quiet:
        return
    for word, names in (("missing", change.added), ("stale", change.changed), ("left over", change.removed)):
        for name in names:
            print(f"{word}: {name}", file=sys.stderr)
    if not change:
        print("templates are current", file=sys.stderr)


def _summarise(conversion: Conversion, change: Changes, options: ConvertOptions) -> None:
    """The summary on stdout: the record's figures as JSON, or a table."""
    if options.format is Format.JSON:
        print(json.dumps({"schema_version": conversion.record["schema_version"], **conversion.record["summary"]}))
        return
    draw_conversion(conversion.record, len(change.added) + len(change.changed))
