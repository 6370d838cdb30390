"""``tf2cfn convert``: a Terraform configuration becomes nested templates and the ledger ``conversion.json``."""

from __future__ import annotations

import argparse
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
    raise NotImplementedError(f"conversion of {options.directory}")
