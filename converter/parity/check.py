"""From a project and a folder of templates to the report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from converter.parity.ledger import load_ledger
from converter.parity.model import ParityReport
from converter.parity.plan_proof import plan_findings
from converter.parity.proof import square_findings
from converter.parity.runner import check_properties
from converter.parity.system import System
from converter.parity.table import load_table
from converter.parity.templates import TemplateFolder
from converter.project_configuration import ProjectConfiguration
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
    folder = TemplateFolder(templates)
    report = check_properties(System.load(project, folder, load_table()), configuration, load_ledger(templates))
    if properties_only:
        return report
    others = (*report.others, *square_findings(project, folder))
    if plan is not None:
        others = (*others, *plan_findings(project, folder, plan))
    return replace(report, others=others, compared=True)
