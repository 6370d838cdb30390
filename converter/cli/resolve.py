"""``tf2cfn resolve``: what a template comes to under given parameter values, nested stacks included."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from converter.cli.arguments import (
    Commands,
    Format,
    VariableValue,
    add_formats,
    new_parser,
    set_command,
    variable_value,
)
from converter.cli.exit_codes import ExitCode
from converter.cli.terminal import Terminal
from converter.cloudformation.model import Template
from converter.cloudformation.resolved import PseudoParameters, Resolution, ResolvedStack
from converter.cloudformation.resolved_json import stack_json
from converter.cloudformation.resolver import resolve
from converter.cloudformation.yaml_reader import read
from converter.findings import Finding, FindingError, Findings, Severity

DESCRIPTION = """\
Evaluate the CloudFormation template T under given parameter values: every function that does not need a deployment is
computed, nested stacks are read from the files that their relative TemplateURL names. The values of NoEcho parameters
are masked wherever they appear.
"""
EXAMPLES = (
    "tf2cfn resolve templates/main-stack.yaml --parameters parameters.json --format json",
    "tf2cfn resolve templates/vpc-stack.yaml --parameter VpcCidr=10.1.0.0/16 --region eu-west-1",
)
MASK = "****"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class ResolveOptions:
    """What the user asked for."""

    template: Path
    parameters: Path | None
    values: tuple[VariableValue, ...]
    pseudo: PseudoParameters
    format: Format


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "resolve",
        help="evaluate a template under given parameter values",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    parser.add_argument("template", metavar="T", type=Path, help="the template, YAML or JSON")
    parser.add_argument(
        "--parameters",
        metavar="FILE",
        type=Path,
        help='JSON file: {"Name": "value"}, or the list that the AWS CLI takes',
    )
    parser.add_argument(
        "--parameter",
        dest="values",
        action="append",
        type=variable_value,
        default=[],
        metavar="NAME=VALUE",
        help="value of one parameter; may be repeated, wins over the file",
    )
    parser.add_argument("--region", default="us-east-1", help="the region (default: us-east-1)")
    parser.add_argument("--account-id", default="123456789012", help="the account (default: 123456789012)")
    add_formats(parser)
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> ResolveOptions:
    """The options in parsed arguments."""
    if len(arguments.formats) > 1:
        raise ValueError("resolve prints one result: give one --format")
    return ResolveOptions(
        arguments.template,
        arguments.parameters,
        tuple(arguments.values),
        PseudoParameters(region=arguments.region, account_id=arguments.account_id),
        arguments.formats[0],
    )


def run(options: ResolveOptions) -> int:
    """Carry the command out; returns the exit code."""
    template = _template(options.template)
    folder = options.template.parent

    def loader(path: str) -> Template | None:
        file = folder / path
        return _template(file) if file.is_file() else None

    given: dict[str, Any] = dict(_parameters(options.parameters))
    given.update({value.name: value.value for value in options.values})
    resolution = resolve(template, given, options.pseudo, loader, file=options.template.name)
    findings = Findings()
    findings.extend(resolution.findings)
    Terminal().draw(findings)
    if options.format is Format.JSON:
        data = {"schema_version": SCHEMA_VERSION, "stack": _masked(stack_json(resolution.stack), _secrets(resolution))}
        print(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        _draw(resolution)
    return ExitCode.CLEAN if resolution.ok else ExitCode.FINDINGS


def _template(path: Path) -> Template:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FindingError(
            Finding("cfn-yaml-syntax", Severity.ERROR, f"{path} is not UTF-8 text", "save the template as UTF-8")
        ) from None
    return read(text, path.name)


def _parameters(path: Path | None) -> Mapping[str, Any]:
    """The values in a parameters file. Raises FindingError where it has neither of the two forms."""
    if path is None:
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FindingError(
            Finding("cli-parameters", Severity.ERROR, f"{path} is not JSON", f"{error}; correct it there")
        ) from None
    if isinstance(data, list) and all(isinstance(e, dict) and "ParameterKey" in e for e in data):
        return {e["ParameterKey"]: e.get("ParameterValue", "") for e in data}
    if isinstance(data, dict) and all(isinstance(v, str | int | bool) for v in data.values()):
        return {k: str(v).lower() if isinstance(v, bool) else v for k, v in data.items()}
    raise FindingError(
        Finding(
            "cli-parameters",
            Severity.ERROR,
            f"{path} holds no parameters",
            'write {"Name": "value"}, or [{"ParameterKey": "Name", "ParameterValue": "value"}]',
        )
    )


def _secrets(resolution: Resolution) -> frozenset[str]:
    """The values of all NoEcho parameters in the tree."""
    return frozenset(
        str(stack.parameters[name])
        for stack in resolution.stack.stacks()
        for name, parameter in stack.template.parameters.items()
        if parameter.no_echo and isinstance(stack.parameters.get(name), str) and stack.parameters[name]
    )


def _masked(data: Any, secrets: frozenset[str]) -> Any:
    match data:
        case str():
            for secret in sorted(secrets, key=len, reverse=True):
                data = data.replace(secret, MASK)
            return data
        case list():
            return [_masked(item, secrets) for item in data]
        case dict():
            return {key: _masked(value, secrets) for key, value in data.items()}
        case _:
            return data


def _draw(resolution: Resolution) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("stack", "template", "resources", "outputs"):
        table.add_column(heading, justify="right" if heading in {"resources", "outputs"} else "left")
    for stack in resolution.stack.stacks():
        table.add_row(_name(stack), stack.file, str(len(stack.resources)), str(len(stack.outputs)))
    console.print(table)


def _name(stack: ResolvedStack) -> str:
    return "/".join(stack.path) or "(root)"
