"""``tf2cfn parity``: checks whether the templates keep what the Terraform configuration promises."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from converter.cli.arguments import Commands, RunOptions, add_run, add_templates, new_parser, run_options, set_command
from converter.cli.exit_codes import ExitCode
from converter.cli.judging import judged
from converter.cli.loading import Loaded, load_run, shown_folder
from converter.cli.reporting import write_reports
from converter.cli.summary import draw_properties
from converter.cli.terminal import Terminal
from converter.cloudformation.locating import Locator
from converter.cloudformation.suppressions import suppressions_in
from converter.findings import FindingError, Findings
from converter.findings.suppression import Suppression
from converter.findings.triage import CanRaise
from converter.parity.against_plan.plan_file import load_plan
from converter.parity.check import check_parity
from converter.parity.report import DIFFERENCES, parity_report
from converter.project_configuration import CONFIGURATION_FAULT
from converter.reports.model import Report, Sources

DESCRIPTION = """\
Check the templates in T against the Terraform configuration in DIR and print a report: Properties 1 to 11, and whether
the resolved templates equal the evaluated configuration, for several values of the variables. What is expected of this
particular system stands in DIR/tf2cfn.toml.

A finding is accepted by a comment beside the line that it names, in Terraform or in a template:
tf2cfn:ignore=ID reason. Findings that are known and wait to be dealt with go into a baseline.
"""
EXAMPLES = (
    "tf2cfn parity infra --templates build/templates",
    "tf2cfn parity infra --templates build/templates --format json -o parity.json",
    "tf2cfn parity infra --templates build/templates --plan plan.json   # terraform show -json plan.bin > plan.json",
    "tf2cfn parity infra --templates build/templates --format text,sarif,junit -o parity   # parity.txt, …",
    "tf2cfn parity infra --templates build/templates --write-baseline known.json   # and from then on:",
    "tf2cfn parity infra --templates build/templates --baseline known.json",
)


MOST_DRAWN = 50
"""More findings of one kind are counted, not drawn: templates that are stale differ everywhere."""


@dataclass(frozen=True, slots=True)
class ParityOptions:
    """What the user asked for."""

    run: RunOptions
    templates: Path
    plan: Path | None
    """JSON of a real plan (terraform show -json)."""
    properties_only: bool
    """Check the properties alone: for templates that no conversion made."""


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "parity",
        help="check templates against the Terraform configuration they stand for",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    add_templates(parser)
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
    add_run(parser, "-o", "--output")
    set_command(parser, read_options, run)


def read_options(arguments: argparse.Namespace) -> ParityOptions:
    """The options in parsed arguments."""
    return ParityOptions(run_options(arguments), arguments.templates, arguments.plan, arguments.properties_only)


def run(options: ParityOptions) -> int:
    """Carry the command out; returns the exit code."""
    findings = Findings()
    loaded = load_run(options.run, findings)
    if loaded is None:
        return ExitCode.CANNOT_RUN
    terminal = Terminal(loaded.read_source)
    least = options.run.verbosity.least
    if findings.errors:
        terminal.draw(findings, least)
        return ExitCode.CANNOT_RUN
    plan = load_plan(options.plan) if options.plan is not None else None
    templates = _Templates(options.templates)
    try:
        outcome = check_parity(
            loaded.project, options.templates, loaded.configuration, plan, properties_only=options.properties_only
        )
    except FindingError as problem:
        Terminal(lambda file: loaded.read_source(file) or templates.text_of(file)).draw(problem.findings)
        return ExitCode.CANNOT_RUN
    if any(finding.id == CONFIGURATION_FAULT for finding in outcome.others):
        findings.extend(outcome.others)
        terminal.draw(findings, least)
        return ExitCode.CANNOT_RUN
    suppressions = (*loaded.suppressions(), *templates.suppressions())
    triage = judged((*findings, *outcome.findings), suppressions, options.run, _can_raise(options))
    report = parity_report(
        outcome,
        triage,
        directory=shown_folder(options.run.directory),
        templates=shown_folder(options.templates),
        fail_on=options.run.fail_on,
        sources=Sources(loaded.read_source, Locator(templates.text_of).line_of),
    )
    write_reports(report, options.run, lambda stream, environment: _draw(report, loaded, options, stream, environment))
    return ExitCode.FINDINGS if report.fails else ExitCode.CLEAN


def _can_raise(options: ParityOptions) -> CanRaise:
    """Which findings such a run looks for; a template may have any of the problems of templates."""

    def can_raise(finding_id: str) -> bool:
        if finding_id.startswith("parity-plan"):
            return options.plan is not None
        if finding_id in DIFFERENCES:
            return not options.properties_only
        return finding_id.startswith(("parity-", "cfn-"))

    return can_raise


def _draw(
    report: Report, loaded: Loaded, options: ParityOptions, stream: TextIO, environment: Mapping[str, str]
) -> None:
    """The table of the properties, then the findings."""
    verbosity = options.run.verbosity
    if not verbosity.quiet:
        draw_properties(report, stream, environment)
    terminal = Terminal(loaded.read_source, stream, environment, report.sources.line_of)
    most = None if verbosity.verbose else MOST_DRAWN
    terminal.draw_triage(report.triage, verbosity.least, accepted=verbosity.verbose, most=most)


class _Templates:
    """The texts of the templates in a folder, for what reports and comments say of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(os.path.realpath(folder))  # links may lead in circles

    def text_of(self, file: str) -> str | None:
        """The text of a template; None for what is not there, not text, or outside."""
        path = Path(os.path.realpath(self._folder / file))
        if not path.is_relative_to(self._folder) or not path.is_file():
            return None
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def suppressions(self) -> Iterator[Suppression]:
        """The findings that comments in the templates accept."""
        for file in self._files():
            yield from suppressions_in(self.text_of(file) or "", file)

    def _files(self) -> Iterable[str]:
        return sorted(p.relative_to(self._folder).as_posix() for p in self._folder.rglob("*.y*ml"))
