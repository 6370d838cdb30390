"""The Makefile keeps its promises without being run for real."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.frame.checkout import ROOT

OLD_PYTHON = "#!/bin/sh\nexit 1\n"


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", ["convert", "test", "check", "bench", "lock", "clean"])
def test_help_names_the_target(target: str) -> None:
    assert f"make {target} " in make().stdout


def test_the_environment_is_made_first() -> None:
    plan = make("--dry-run", "--always-make", "convert").stdout
    steps = ["--require-hashes -r requirements/dev.txt", "--no-build-isolation -e .", "tf2cfn convert", "tf2cfn parity"]
    assert [plan.count(step) for step in steps] == [1, 1, 1, 1]
    assert sorted(steps, key=plan.index) == steps


def test_an_old_python_is_refused_in_words(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").touch()
    old = tmp_path / "python-old"
    old.write_text(OLD_PYTHON, encoding="utf-8")
    old.chmod(0o755)
    result = make(f"PYTHON={old}", "setup", folder=tmp_path)
    assert result.returncode != 0
    assert "tf2cfn needs Python 3.11 or newer" in result.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_ci_script_is_executable_and_strict() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert text.rstrip().endswith("make test")
