"""``tf2cfn inspect``: the resource instances that a configuration evaluates to."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from converter.cli.arguments import (
    Commands,
    Format,
    VariableFile,
    VariableSource,
    VariableValue,
    add_configuration,
    add_formats,
    add_reporting,
    new_parser,
    set_command,
)
from converter.cli.exit_codes import ExitCode
from converter.cli.terminal import Terminal, no_source
from converter.findings import Finding, Findings, Severity
from converter.terraform import json_text
from converter.terraform.loading import Project, load
from converter.terraform.planning import (
    PlannedInstance,
    evaluator_in_force,
    known_part,
    planned_instances,
    sensitive_flags,
    unknown_flags,
)
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.static_checks import check_statically

DESCRIPTION = """\
Evaluate the Terraform configuration in DIR under the values in force and show every resource and data source instance,
as a plan would before anything is deployed. With --format json, "values" holds what is known (attributes that are not
set are null), and "unknown" and "sensitive" have the structure of the value with true where a part is known only after
an apply, or sensitive; such parts are left out of "values".
"""
EXAMPLES = (
    "tf2cfn inspect infra",
    "tf2cfn inspect infra --format json --var-file prod.tfvars --var region=eu-west-1",
)


@dataclass(frozen=True, slots=True)
class InspectOptions:
    """What the user asked for."""

    directory: Path
    variables: tuple[VariableSource, ...]
    format: Format
    fail_on: Severity
    least: Severity
    """Findings less severe than this are not shown."""


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "inspect",
        help="show the resource instances that a configuration evaluates to",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    add_configuration(parser)
    add_formats(parser)
    add_reporting(parser)
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> InspectOptions:
    """The options in parsed arguments."""
    if len(arguments.formats) > 1:
        raise ValueError("inspect prints one result: give one --format")
    least = Severity.ERROR if arguments.quiet else Severity.INFO if arguments.verbose else Severity.WARNING
    return InspectOptions(
        arguments.directory, tuple(arguments.variables), arguments.formats[0], arguments.fail_on, least
    )


def run(options: InspectOptions) -> int:
    """Carry the command out; returns the exit code. Nothing is shown of a configuration with errors."""
    findings = Findings()
    project = load(
        options.directory,
        findings,
        var_files=[v.path for v in options.variables if isinstance(v, VariableFile)],
        var_texts=[(v.name, v.value) for v in options.variables if isinstance(v, VariableValue)],
        environment=os.environ,
    )
    instances = _evaluated(project, findings) if project is not None else []
    Terminal(project.sources.text_of if project is not None else no_source).draw(findings, options.least)
    if findings.errors:
        return ExitCode.CANNOT_RUN
    if options.format is Format.JSON:
        print(as_json(instances))
    else:
        _draw(instances)
    return ExitCode.FINDINGS if findings.at_least(options.fail_on) else ExitCode.CLEAN


def _evaluated(project: Project, findings: Findings) -> list[PlannedInstance]:
    schema = ProviderSchema.load()
    check_statically(project.root, schema, findings, allow_unknown_types=True)
    for name, variable in project.variables.items():
        if variable.in_force is None and not variable.problems:
            findings.add(
                Finding(
                    "terraform-variable",
                    Severity.ERROR,
                    f"no value for required variable {name!r}",
                    f"give one with --var {name}=… or a variables file",
                    variable.config.block.header,
                )
            )
    if findings.errors:
        return []
    evaluator = evaluator_in_force(project, schema, findings)
    evaluator.run()
    return planned_instances(evaluator)


def as_json(instances: Sequence[PlannedInstance]) -> str:
    """The instances as a JSON document, one a line, numbers exact."""
    lines = ",\n".join(map(_one, instances))
    return f'{{"resources": [\n{lines}\n]}}'


def _one(instance: PlannedInstance) -> str:
    key, value = instance.key, instance.value
    head = {"address": str(key), "mode": key.mode, "type": key.type, "name": key.name, "index": key.key}
    tail = {"unknown": unknown_flags(value), "sensitive": sensitive_flags(value)}
    values = json_text.encode(known_part(value))
    return f'{json.dumps(head)[:-1]}, "values": {values}, {json.dumps(tail)[1:]}'


def _draw(instances: Sequence[PlannedInstance]) -> None:
    """A table: what is set to something, and how much is known only after an apply."""
    console = Console(highlight=False, soft_wrap=True)
    table = Table(show_edge=False, pad_edge=False)
    for heading, justify in (("address", "left"), ("set", "right"), ("unknown", "right"), ("sensitive", "right")):
        table.add_column(heading, justify="right" if justify == "right" else "left")
    for instance in instances:
        known = json.loads(json_text.encode(known_part(instance.value)))
        unknown, sensitive = unknown_flags(instance.value), sensitive_flags(instance.value)
        table.add_row(
            str(instance.key),
            str(sum(1 for name, value in known.items() if value not in (None, [], {}))),
            str(sum(1 for flag in unknown.values() if _any(flag)) if isinstance(unknown, dict) else 0),
            str(sum(1 for flag in sensitive.values() if _any(flag)) if isinstance(sensitive, dict) else 0),
        )
    console.print(table)
    console.print(f"{len(instances)} instances; --format json shows their values")


def _any(flags: object) -> bool:
    match flags:
        case dict():
            return any(map(_any, flags.values()))
        case list():
            return any(map(_any, flags))
        case _:
            return flags is True
