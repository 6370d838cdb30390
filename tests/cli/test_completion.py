"""The scripts that complete the command line, run in the shells that are there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from converter.cli import main
from converter.cli.arguments import Format
from converter.cli.completion import Shell
from converter.cli.exit_codes import ExitCode
from converter.cli.program import COMMANDS


@pytest.fixture(params=list(Shell))
def script(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Shell, Path]:
    """The script of each shell, in a file."""
    shell = Shell(request.param)
    assert main(["completion", shell]) == ExitCode.CLEAN
    file = tmp_path / f"tf2cfn.{shell}"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    return shell, file


def test_the_shell_reads_its_script(script: tuple[Shell, Path]) -> None:
    shell, file = script
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    check = "--no-execute" if shell is Shell.FISH else "-n"
    finished = subprocess.run([program, check, str(file)], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")


def test_every_command_is_known(script: tuple[Shell, Path]) -> None:
    text = script[1].read_text(encoding="utf-8")
    for command in COMMANDS:
        assert command.__name__.rpartition(".")[2] in text
    assert "write-baseline" in text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("conv", ["convert"]),
        ("", [*(c.__name__.rpartition(".")[2] for c in COMMANDS), "--help", "--version"]),
        ("parity --ba", ["--baseline"]),
        ("parity infra --format ", list(Format)),
        ("resolve t.yaml --format ", ["text", "json"]),
        ("convert --fail-on n", ["never"]),
        ("convert --report ", []),
        ("convert in", []),
        ("completion ", list(Shell)),
    ],
)
def test_bash_completes(line: str, expected: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    main(["completion", "bash"])
    file = tmp_path / "tf2cfn.bash"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    words = " ".join(f"'{word}'" for word in ["tf2cfn", *line.split(" ")])
    probe = (
        f"source '{file}'; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _tf2cfn;"
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    finished = subprocess.run([bash, "--norc", "-c", probe], capture_output=True, text=True, check=True)
    assert finished.stdout.split() == expected
