"""``tf2cfn parity``: checks whether the templates keep what the Terraform configuration promises."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.cli.arguments import (
    Commands,
    Format,
    VariableSource,
    Verbosity,
    add_configuration,
    add_formats,
    add_reporting,
    new_parser,
    set_command,
    verbosity,
)
from converter.findings import Severity

DESCRIPTION = """\
Check the templates in T against the Terraform configuration in DIR and print a report. What is expected of this
particular system stands in DIR/tf2cfn.toml.
"""
EXAMPLES = (
    "tf2cfn parity infra --templates build/templates",
    "tf2cfn parity infra --templates build/templates --format json -o parity.json",
    "tf2cfn parity infra --templates build/templates --format text,json -o parity   # parity.txt and parity.json",
)
SUFFIXES = {Format.TEXT: ".txt", Format.JSON: ".json"}


@dataclass(frozen=True, slots=True)
class ParityOptions:
    """What the user asked for."""

    directory: Path
    templates: Path
    variables: tuple[VariableSource, ...]
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
    raise NotImplementedError(f"parity of {options.templates}")
