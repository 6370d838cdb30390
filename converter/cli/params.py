"""``tf2cfn params``: the user's Terraform variables as parameters of the main stack."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.cli.arguments import (
    Commands,
    RunOptions,
    VariableValue,
    add_reporting,
    add_source,
    add_templates,
    new_parser,
    set_command,
    source_options,
)
from converter.cli.deployed import add_lookup_values, deployed
from converter.cli.exit_codes import ExitCode, exit_code
from converter.cli.files import put_private
from converter.conversion import Conversion
from converter.deploy.parameters import DeploymentParameters, deployment_parameters
from converter.findings import Findings

DESCRIPTION = """\
Turn the values of the Terraform variables in DIR (defaults, *.tfvars, --var-file, --var, TF_VAR_…) into parameters of
the main stack, as JSON in the form that the AWS CLI takes. Derived parameters are computed, constraints and rules are
checked, and values that differ from those that the templates in T were made with are errors: convert again.

Sensitive values are never printed. With -o they go into FILE, which only its owner can read.

With --lookup, what data sources read is looked up in the account, with credentials and Region as the AWS CLI finds
them. Without it nothing touches the network.
"""
EXAMPLES = (
    "tf2cfn params infra --var-file prod.tfvars -o prod-parameters.json",
    "tf2cfn params infra --var-file prod.tfvars --lookup --region eu-west-1 -o prod-parameters.json",
    "tf2cfn params infra --lookup-value HostedZoneId=Z0123456789ABCDEFGHIJ",
    "aws cloudformation create-stack … --parameters file://prod-parameters.json",
)


@dataclass(frozen=True, slots=True)
class ParamsOptions:
    """What the user asked for."""

    run: RunOptions
    templates: Path
    """Folder of the templates that the parameters are for."""
    output: Path | None
    lookup: bool
    given: tuple[VariableValue, ...]
    """Values of parameters that would be looked up."""
    region: str | None
    profile: str | None


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "params",
        help="turn Terraform variables into parameters of the main stack",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    add_source(parser)
    add_templates(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write to FILE (mode 0600), sensitive values among the others"
    )
    parser.add_argument("--lookup", action="store_true", help="look up in the account what data sources read")
    add_lookup_values(parser, "would be looked up")
    parser.add_argument("--region", help="Region of the look-ups (default: as the AWS CLI finds it)")
    parser.add_argument("--profile", help="profile of the look-ups' credentials (default: as the AWS CLI finds it)")
    add_reporting(parser)
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> ParamsOptions:
    """The options in parsed arguments. Raises ValueError where an option is of no use."""
    if not arguments.lookup and (arguments.region or arguments.profile):
        raise ValueError("--region and --profile are for --lookup")
    return ParamsOptions(
        run=source_options(arguments),
        templates=arguments.templates,
        output=arguments.output,
        lookup=arguments.lookup,
        given=tuple(arguments.given),
        region=arguments.region,
        profile=arguments.profile,
    )


def run(options: ParamsOptions) -> int:
    """Carry the command out; returns the exit code."""
    findings = Findings()
    again = deployed(options.run, options.templates, findings)
    if again is None:
        return ExitCode.CANNOT_RUN
    made = deployment_parameters(
        again.conversion,
        {value.name: value.value for value in options.given},
        lambda values: _looked_up(again.conversion, values, options, findings),
        findings,
    )
    again.terminal.draw(findings, options.run.verbosity.least)
    if not findings.errors:
        _write(made, options)
    return exit_code(findings, options.run.fail_on)


def _looked_up(
    conversion: Conversion, values: Mapping[str, str], options: ParamsOptions, findings: Findings
) -> Mapping[str, str]:
    if not options.lookup or not conversion.lookups:
        return {}
    # The AWS SDK takes half a second to import, and nothing else needs it.
    from converter.deploy.looking_up import clients, look_up_all, new_session, pseudo_values  # noqa: PLC0415

    session = new_session(options.region, options.profile)
    return look_up_all(conversion.lookups, {**pseudo_values(session), **values}, clients(session), findings)


def _write(made: DeploymentParameters, options: ParamsOptions) -> None:
    values = made.values if options.output is not None else made.shown
    rows = [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]
    text = json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    if options.output is not None:
        put_private(options.output, text)
        return
    sys.stdout.write(text)
    if made.secret and not options.run.verbosity.quiet:
        names = ", ".join(sorted(made.secret))
        print(f"left out, as sensitive: {names} (-o FILE writes them, for its owner only)", file=sys.stderr)
