"""``tf2cfn console``: expressions on stdin, their values on stdout, one line each."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from converter.cli.arguments import (
    Commands,
    VariableFile,
    VariableSource,
    VariableValue,
    add_configuration,
    new_parser,
    set_command,
)
from converter.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from converter.terraform.console import Console
    from converter.terraform.values import Value

DESCRIPTION = """\
Evaluate Terraform expressions: each line of stdin is one, and for each there is one line of JSON on stdout, in order
and at once:

  {"type": T, "json": TEXT}        a value: its type as Terraform writes types in JSON, and itself as JSON text
  {"type": T, "unknown": true}     a value that is not known, wholly or in part, before an apply
  {"type": T, "sensitive": true}   a value that is sensitive, wholly or in part, and therefore not shown
  {"error": SUMMARY, "detail": …}  no value, and why; SUMMARY is that of Terraform's own message

What the configuration in DIR declares can be referred to, and files are read relative to it. It need not hold any .tf
file.
"""
EXAMPLES = (
    "echo 'cidrsubnet(var.vpc_cidr, 8, 3)' | tf2cfn console infra",
    "tf2cfn console infra --json < expressions.jsonl",
)


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """What the user asked for."""

    directory: Path
    variables: tuple[VariableSource, ...]
    json: bool
    """Each line holds the expression as a JSON string, so that it may span lines."""


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "console",
        help="evaluate Terraform expressions, one a line",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    add_configuration(parser)
    parser.add_argument(
        "--json", action="store_true", help="each line of stdin is a JSON string that holds the expression"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="show where a defect of tf2cfn happened")
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> ConsoleOptions:
    """The options in parsed arguments."""
    return ConsoleOptions(arguments.directory, tuple(arguments.variables), arguments.json)


def run(options: ConsoleOptions) -> int:
    """Carry the command out; returns the exit code. An expression without a value is an answer, not a failure."""
    console = _console(options)
    if console is None:
        return ExitCode.CANNOT_RUN
    read = _from_json if options.json else _from_text
    for line in sys.stdin.buffer:
        print(json.dumps(answer(console, line, read)), flush=True)
    return ExitCode.CLEAN


def answer(console: Console, line: bytes, read: Callable[[str], str]) -> dict[str, object]:
    """The answer to one line of input."""
    from converter.findings import FindingError  # noqa: PLC0415 - so that --help starts fast

    try:
        text = read(line.decode("utf-8").removesuffix("\n").removesuffix("\r"))
    except ValueError as problem:
        return {"error": "Invalid input", "detail": f"the line cannot be read: {problem}"}
    try:
        return shown(console.evaluate(text))
    except FindingError as problem:
        finding = problem.findings[0]
        return {"error": finding.in_terraform_words, "detail": finding.detail}


def shown(value: Value) -> dict[str, object]:
    """A value as an answer."""
    from converter.terraform import json_text  # noqa: PLC0415
    from converter.terraform.types import to_json  # noqa: PLC0415
    from converter.terraform.values import type_of  # noqa: PLC0415
    from converter.terraform.walking import is_known, is_sensitive  # noqa: PLC0415

    kind: dict[str, object] = {"type": to_json(type_of(value))}
    if is_sensitive(value):
        return {**kind, "sensitive": True}
    if not is_known(value):
        return {**kind, "unknown": True}
    try:
        return {**kind, "json": json_text.encode(value)}
    except ValueError as problem:
        return {"error": "Value without JSON", "detail": str(problem)}


def _from_text(line: str) -> str:
    return line


def _from_json(line: str) -> str:
    text = json.loads(line)
    if not isinstance(text, str):
        raise ValueError("it holds no JSON string")  # noqa: TRY004 - the input is wrong, not a type in this program
    text.encode("utf-8")  # half a surrogate pair is no text
    return text


def _console(options: ConsoleOptions) -> Console | None:
    """The evaluator of the configuration; None, its errors drawn, where it cannot be loaded."""
    from converter.cli.terminal import Terminal, no_source  # noqa: PLC0415
    from converter.findings import Findings, Severity  # noqa: PLC0415
    from converter.terraform.console import Console  # noqa: PLC0415
    from converter.terraform.loading import load  # noqa: PLC0415
    from converter.terraform.provider_schema import ProviderSchema  # noqa: PLC0415

    findings = Findings()
    project = load(
        options.directory,
        findings,
        var_files=[v.path for v in options.variables if isinstance(v, VariableFile)],
        var_texts=[(v.name, v.value) for v in options.variables if isinstance(v, VariableValue)],
        environment=os.environ,
        may_be_empty=True,
    )
    Terminal(project.sources.text_of if project is not None else no_source).draw(findings, Severity.WARNING)
    return None if project is None or findings.errors else Console(project, ProviderSchema.load())
