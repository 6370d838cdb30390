"""What ``terraform fmt`` says about the syntax of snippets."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.terraform_cli import find_terraform, terraform_environment

MISSING = None if find_terraform() else "terraform is not on PATH"


def accepted(texts: Sequence[str], folder: Path) -> list[bool]:
    """Whether Terraform takes each text as a well-formed file."""
    files = folder / "snippets"
    files.mkdir()
    for number, text in enumerate(texts):
        (files / f"case{number:05}.tf").write_bytes(text.encode())
    done = subprocess.run(
        [str(find_terraform()), "fmt", "-list=false", "-write=false", "-no-color", str(files)],
        env=terraform_environment(folder),
        capture_output=True,
        check=False,
        timeout=120,
    )
    refused = {int(number) for number in re.findall(rb"case(\d{5})\.tf", done.stderr)}
    assert bool(refused) == bool(done.returncode), done.stderr.decode()
    return [number not in refused for number in range(len(texts))]
