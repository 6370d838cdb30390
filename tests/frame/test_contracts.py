"""The architecture holds: import contracts, and every room stands in the primer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.frame.checkout import ROOT, project

ROOMS = sorted(path.parent.name for path in (ROOT / "converter").glob("*/*.py"))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    probe = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, '.'); {probe}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_import_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_contracts_name_every_room() -> None:
    layers = project()["tool"]["importlinter"]["contracts"][0]
    assert layers["exhaustive"] is True
    assert layers["containers"] == ["converter"]


@pytest.mark.parametrize("room", sorted(set(ROOMS)))
def test_every_room_stands_in_the_primer(room: str) -> None:
    assert f"`converter/{room}/`" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def contracts() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return text[text.index("[tool.importlinter]") :]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("findings/model.py", "import converter.hcl"),
        ("hcl/__init__.py", "import converter.terraform"),
        ("terraform/__init__.py", "import converter.cloudformation"),
        ("cloudformation/__init__.py", "import converter.terraform"),
        ("cloudformation/__init__.py", "import converter.hcl"),
        ("rules/__init__.py", "import converter.hcl"),
        ("rules/__init__.py", "import converter.cli"),
        ("rules/__init__.py", "import rich"),
        ("rules/__init__.py", "import converter.stacks"),
        ("conversion/__init__.py", "import converter.deploy"),
        ("deploy/__init__.py", "import converter.parity"),
        ("deploy/__init__.py", "import rich"),
        ("stacks/__init__.py", "import converter.parity"),
        ("stacks/__init__.py", "import converter.hcl"),
        ("parity/__init__.py", "import rich"),
        ("terraform/__init__.py", "import lark"),
        ("cloudformation/__init__.py", "import subprocess"),
        ("reports/__init__.py", "import converter.hcl"),
        ("reports/__init__.py", "import converter.parity"),
        ("reports/__init__.py", "import rich"),
        ("parity/properties/__init__.py", "import converter.parity.comparison"),
        ("parity/comparison/__init__.py", "import converter.parity.against_plan"),
        ("new_room.py", ""),
    ],
)
def test_a_breach_of_the_contracts_is_seen(file: str, source: str, tmp_path: Path) -> None:
    upper = ("cli", "parity", "deploy", "conversion", "stacks", "rules", "terraform", "cloudformation")
    within_parity = ("parity/against_plan", "parity/comparison", "parity/properties")
    rooms = (*upper, *within_parity, "hcl", "reports", "findings")
    (tmp_path / "converter").mkdir()
    files = ("__init__.py", "mappings_folder.py", "project_configuration.py")
    for name in (*files, *(f"{room}/__init__.py" for room in rooms)):
        path = tmp_path / "converter" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(contracts(), encoding="utf-8")
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / "converter" / file).write_text(f"{source}\n", encoding="utf-8")
    assert lint_imports(tmp_path).returncode == 1
