"""From a project and a folder of templates to the report."""

from __future__ import annotations

from pathlib import Path

from converter.parity.ledger import load_ledger
from converter.parity.model import ParityReport
from converter.parity.runner import check_properties
from converter.parity.system import System
from converter.parity.table import load_table
from converter.parity.templates import TemplateFolder
from converter.project_configuration import ProjectConfiguration
from converter.terraform.loading import Project


def check_parity(project: Project, templates: Path, configuration: ProjectConfiguration) -> ParityReport:
    """Check all properties of the templates in a folder.

    Raises FindingError where the templates cannot be looked at: some are missing or broken.
    """
    system = System.load(project, TemplateFolder(templates), load_table())
    return check_properties(system, configuration, load_ledger(templates))
