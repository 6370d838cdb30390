"""From a project and a folder of templates to the report."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from converter.cloudformation.quotas import MAX_PARAMETERS
from converter.findings import Findings
from converter.parity.against_plan.proof import plan_findings
from converter.parity.comparison.look_ups import check_look_ups
from converter.parity.comparison.proof import prove, renamed_parameters
from converter.parity.ledger import load_ledger
from converter.parity.model import ParityReport
from converter.parity.properties.inherited import weighed
from converter.parity.properties.runner import check_properties
from converter.parity.properties.system import System
from converter.parity.properties.table import load_table
from converter.parity.templates import TemplateFolder
from converter.parity.today import convert_today
from converter.project_configuration import ProjectConfiguration
from converter.rules.data_arguments import UNHEEDED
from converter.rules.names import parameter_name
from converter.terraform.evaluator import deep_stack
from converter.terraform.loading import Project
from converter.terraform.plan import Plan


def check_parity(
    project: Project,
    templates: Path,
    configuration: ProjectConfiguration,
    plan: Plan | None = None,
    *,
    properties_only: bool = False,
) -> ParityReport:
    """Check all properties of the templates in a folder, and that they say what the configuration says.

    With a plan also that the plan says so; ``properties_only`` leaves these comparisons out. Raises FindingError where
    the templates cannot be looked at (some are missing or broken), and where the plan is of another configuration.
    """
    with deep_stack(), _without_collection():
        return _check(project, templates, configuration, plan, properties_only=properties_only)


def _may_be_folded(project: Project, folder: TemplateFolder) -> bool:
    """Whether variables may be pieces of parameters: only a conversion can tell which."""
    there = folder.load_all().parameters
    missing = [name for name in project.variables if parameter_name(name) not in there]
    return len(there) + len(missing) >= MAX_PARAMETERS


@contextmanager
def _without_collection() -> Iterator[None]:
    """Leave the garbage where it is: nothing here makes much of it, and looking for it takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(
    project: Project,
    templates: Path,
    configuration: ProjectConfiguration,
    plan: Plan | None,
    *,
    properties_only: bool,
) -> ParityReport:
    folder = TemplateFolder(templates)
    problems = Findings()
    ledger = load_ledger(templates)
    today = None
    if not properties_only or _may_be_folded(project, folder):
        today = convert_today(project, configuration, problems, ledger.style)
    names = renamed_parameters(project, configuration)
    reasons, folding = (today.reasons, today.folding) if today is not None else (None, None)
    system = System.load(project, folder, load_table(), reasons, names, folding)
    checked = check_properties(system, configuration, ledger)
    report = ParityReport(checked.outcomes, others=checked.others, verdicts=ledger.verdicts)
    if properties_only:
        return report
    if today is None:
        return replace(report, others=(*report.others, *problems))
    outcomes = weighed(report.outcomes, project, configuration, today, ledger, names)
    told = [f for outcome in outcomes for f in outcome.findings]
    proof = prove(project, folder, configuration, today, told)
    asked = check_look_ups(today.conversion.lookups, ledger.look_ups, folder.root_file)
    unheeded = [f for f in today.findings if f.id == UNHEEDED]
    others = (*report.others, *proof.findings, *asked, *unheeded)
    if plan is not None:
        others = (*others, *plan_findings(project, folder, plan, configuration, today))
    return replace(report, outcomes=outcomes, items=proof.items, others=others, compared=True)
