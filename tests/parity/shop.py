"""A small system that has all eleven properties, and copies of it with one thing changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from converter.findings import Findings
from converter.parity.check import check_parity
from converter.parity.model import ParityReport
from converter.project_configuration import load_configuration
from converter.terraform.loading import load

SHOP = Path(__file__).parent / "data" / "shop"


def copy_of_shop(folder: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copytree(SHOP, folder / "shop"))


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that stands in the file exactly once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def report_of(shop: Path, var_texts: tuple[tuple[str, str], ...] = ()) -> ParityReport:
    """What parity says of a copy."""
    findings = Findings()
    configuration = load_configuration(shop, findings)
    project = load(shop, findings, var_texts=var_texts)
    assert project is not None
    assert not findings.errors, [finding.summary for finding in findings.errors]
    return check_parity(project, shop / "templates", configuration, properties_only=True)
