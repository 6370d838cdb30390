"""What becomes of variables and look-ups means the same as the configuration, for several values of the variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode

CASES = Path(__file__).parents[2] / "conversion" / "cases"


@pytest.mark.parametrize("name", ["counted_lists", "looked_up", "object_variables", "stored_values"])
def test_the_square_commutes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (CASES / f"{name}.tf").read_text(encoding="utf-8")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    given = ("--var", "env=test") if 'variable "env"' in text else ()
    monkeypatch.chdir(tmp_path)
    assert main(["convert", "-q", *given]) == ExitCode.CLEAN
    assert main(["parity", *given]) == ExitCode.CLEAN, capsys.readouterr().err
