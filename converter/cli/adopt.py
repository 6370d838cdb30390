"""``tf2cfn adopt``: what Terraform made becomes the stacks' own, step by step, with nothing made again."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from converter.cli.files import put
from converter.conversion import Conversion
from converter.conversion.writing import changes
from converter.deploy.adoption.adoption import FOLDERS, RECORD, Adoption, adopt, looked_up, place_of
from converter.deploy.adoption.state import NotAStateError, State, read_state
from converter.deploy.parameters import deployment_parameters
from converter.findings import Finding, FindingError, Findings, Severity

DESCRIPTION = """\
Read a Terraform state (the file, or terraform show -json of it) and write, for the stacks that convert has made of the
configuration in DIR, what brings its resources into them without making anything again: lists of what to import with
the identifiers of each type, templates for the import, what Terraform is to forget afterwards, and README.md with the
steps.

Everything in the state is accounted for; what cannot be imported is told with the reason, and so is what the first
update after the import does. Nothing that the state marks as sensitive is written, and nothing touches the network.
"""
EXAMPLES = (
    "terraform state pull > infra.tfstate",
    "tf2cfn adopt infra.tfstate infra --templates build/templates --var-file prod.tfvars -o adoption",
    "tf2cfn adopt infra.tfstate infra --templates build/templates --removed-blocks -o adoption",
)


@dataclass(frozen=True, slots=True)
class AdoptOptions:
    """What the user asked for."""

    run: RunOptions
    state: Path
    templates: Path
    output: Path
    removed_blocks: bool
    given: tuple[VariableValue, ...]
    """Values of parameters that would be looked up."""
    region: str | None
    account_id: str | None


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "adopt",
        help="bring what Terraform has made into the stacks",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    parser.add_argument("state", metavar="STATE", type=Path, help="the state file, or terraform show -json of it")
    add_source(parser)
    add_templates(parser)
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="folder to write to")
    parser.add_argument(
        "--removed-blocks", action="store_true", help="write removed blocks instead of terraform state rm"
    )
    add_lookup_values(parser, "is looked up and not in the state")
    parser.add_argument("--region", help="the Region (default: that of most ARNs in the state)")
    parser.add_argument("--account-id", help="the account (default: that of most ARNs in the state)")
    add_reporting(parser)
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> AdoptOptions:
    """The options in parsed arguments."""
    return AdoptOptions(
        run=source_options(arguments),
        state=arguments.state,
        templates=arguments.templates,
        output=arguments.output,
        removed_blocks=arguments.removed_blocks,
        given=tuple(arguments.given),
        region=arguments.region,
        account_id=arguments.account_id,
    )


def run(options: AdoptOptions) -> int:
    """Carry the command out; returns the exit code."""
    state = _state(options.state)
    findings = Findings()
    again = deployed(options.run, options.templates, findings)
    if again is None:
        return ExitCode.CANNOT_RUN
    _check_current(again.conversion, options.templates, findings)
    adoption = _adoption(again.conversion, state, options, findings) if not findings.errors else None
    again.terminal.draw(findings, options.run.verbosity.least)
    if adoption is None:
        return ExitCode.CANNOT_RUN
    _write(adoption.files, options.output)
    if not options.run.verbosity.quiet:
        _summary(adoption, options.output)
    return exit_code(findings, options.run.fail_on)


def _state(path: Path) -> State:
    """The state. Raises FindingError where it is none."""
    try:
        return read_state(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        problem, remedy = "it is not a text in UTF-8", "get it with terraform state pull, or terraform show -json"
    except NotAStateError as error:
        problem, remedy = str(error), error.remedy
    summary = f"{path.name} is no state to adopt from: {problem}"
    raise FindingError(Finding("deploy-adopt-state", Severity.ERROR, summary, remedy))


def _check_current(conversion: Conversion, templates: Path, findings: Findings) -> None:
    """Report templates that are not those of the configuration: logical IDs would not be theirs."""
    files = {n.removeprefix("templates/"): t for n, t in conversion.files.items() if n.startswith("templates/")}
    change = changes(files, templates)
    stale = sorted((*change.added, *change.changed))
    if stale:
        more = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        summary = f"{stale[0]}{more} in {templates} would change with another conversion"
        detail = "convert again with the same values of the variables, and adopt into what is deployed"
        findings.add(Finding("deploy-adopt-stale", Severity.ERROR, summary, detail))


def _adoption(conversion: Conversion, state: State, options: AdoptOptions, findings: Findings) -> Adoption | None:
    given = {value.name: value.value for value in options.given}
    found = looked_up(conversion, state)
    parameters = deployment_parameters(conversion, given, lambda _: found | given, findings)
    if findings.errors:
        return None
    place = place_of(state)
    if options.region:
        place = replace(place, region=options.region)
    if options.account_id:
        place = replace(place, account_id=options.account_id)
    return adopt(conversion, state, parameters.values, place, findings, blocks=options.removed_blocks)


def _write(files: Mapping[str, str], output: Path) -> None:
    """Write the files; those of an adoption before this one that are none of this one's go."""
    if (output / RECORD).is_file():
        there = (path for folder in FOLDERS for path in (output / folder).glob("*") if path.is_file())
        for path in [path for path in there if path.relative_to(output).as_posix() not in files]:
            path.unlink()
    for name, text in files.items():
        put(output / name, text)


def _summary(adoption: Adoption, output: Path) -> None:
    for fate, number in adoption.accounting.sums.items():
        print(f"{number:>6}  {fate}")
    print(f"{len(adoption.accounting.accounts):>6}  in the state")
    made = sum(not m.exists for m in adoption.accounting.made)
    print(f"{made} resources that the state lacks are made by the first update")
    print(f"{len(adoption.stacks)} stacks to import; the steps stand in {output / 'README.md'}")
