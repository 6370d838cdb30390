"""The tables in force: those of the package, with the checked tables of a user's own folders on top."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from converter.findings import FindingError, Findings
from converter.rules import hooks_loaded, transforms_loaded
from converter.rules.checks import Surroundings, check_tables
from converter.rules.hooks.registry import HOOKS
from converter.rules.loader import File, laid_tables, overlay_files
from converter.rules.model import RuleTables
from converter.rules.transforms.registry import TRANSFORMS

_ = (hooks_loaded, transforms_loaded)  # importing them registers what the tables name


def known_surroundings() -> Surroundings:
    """What tables are checked against: both schemas, and the transforms and hooks that there are."""
    return Surroundings(transforms=TRANSFORMS.keys(), hooks=HOOKS.keys())


def tables_in_force(overlays: tuple[Path, ...]) -> RuleTables:
    """The tables with overlays on top; raises FindingError with everything that is wrong in the overlays."""
    return _checked(overlay_files(overlays))


@cache
def _checked(overlays: tuple[tuple[File, ...], ...]) -> RuleTables:
    tables = laid_tables(overlays)
    names = {name for files in overlays for name, _ in files}
    findings = check_tables(tables, known_surroundings(), names) if names else Findings()
    if findings.errors:
        raise FindingError(*findings)
    return tables
