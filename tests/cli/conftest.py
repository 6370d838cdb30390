"""Fixtures of the command line's tests."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode
from tests.cli.converting import GOOD, Convert, Run, content, write


@pytest.fixture
def convert(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Convert:
    """Converts the files given by name, in a folder with the output of an earlier conversion."""
    for name in ("TF_VAR_password", "TF_VAR_size"):
        monkeypatch.delenv(name, raising=False)

    def run(files: Mapping[str, str], *arguments: str) -> Run:
        root, output = tmp_path / "root", tmp_path / "output"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        write(root, {"main.tf": GOOD})
        assert main(["convert", str(root), "-o", str(output), "-q"]) == ExitCode.CLEAN
        (root / "main.tf").unlink()
        before = content(output)
        write(root, files)
        capsys.readouterr()
        code = main(["convert", str(root), "-o", str(output), *arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert "defect of tf2cfn" not in captured.err
        if code != ExitCode.CLEAN:
            assert content(output) == before, "a conversion that fails leaves the earlier output as it is"
        return Run(code, captured.out, captured.err)

    return run
