"""``validate.sh``: every check that can run does, and one that cannot is said."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.bundle.aws_cli import Interference
from tests.deploy.bundle.scripts import Desk


def validate(desk: Desk, programs: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run it where only the given programs, the AWS CLI and those of every system are there."""
    environment = {**desk.environment(), "PATH": f"{programs}:{desk.cli.path}:/usr/bin:/bin"}
    command = desk.command("validate.sh", *options)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def program(folder: Path, name: str, status: int) -> None:
    (folder / name).write_text(f'#!/bin/sh\necho "{name} $* in $(pwd)" >&2\nexit {status}\n')
    (folder / name).chmod(0o755)


def test_without_any_program_only_sizes_are_checked(shop: Desk, tmp_path: Path) -> None:
    done = validate(shop, tmp_path, "--offline")
    assert done.returncode == 0, done.stderr
    assert "sizes: passed" in done.stderr
    assert "cfn-lint: left out" in done.stderr
    assert "parity: left out" in done.stderr
    assert "validate-template: left out" in done.stderr
    assert not shop.cli.calls


@pytest.mark.parametrize(("status", "code", "word"), [(0, 0, "passed"), (2, 1, "FAILED")])
def test_the_linter_and_parity_count(shop: Desk, tmp_path: Path, status: int, code: int, word: str) -> None:
    program(tmp_path, "cfn-lint", status)
    program(tmp_path, "tf2cfn", status)
    done = validate(shop, tmp_path, "--offline", "--terraform", "somewhere")
    assert done.returncode == code, done.stderr
    assert f"cfn-lint: {word}" in done.stderr
    assert f"cfn-lint  in {shop.bundle}" in done.stderr
    assert f"parity: {word}" in done.stderr
    assert f"tf2cfn parity somewhere --templates {shop.bundle}/templates" in done.stderr


def test_cloudformation_is_asked_where_there_are_credentials(shop: Desk, tmp_path: Path) -> None:
    done = validate(shop, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "validate-template: passed" in done.stderr
    shop.cli.interfere(Interference("get-caller-identity", message="Unable to locate credentials", status=253))
    assert "validate-template: left out, there are no credentials" in validate(shop, tmp_path).stderr


def test_a_template_that_cloudformation_refuses(shop: Desk, tmp_path: Path) -> None:
    shutil.copytree(shop.bundle, tmp_path / "bundle")
    (tmp_path / "bundle" / "templates" / "ecr-stack.yaml").write_text("Resources: 1\n")
    (tmp_path / "bin").mkdir()
    done = validate(dataclasses.replace(shop, bundle=tmp_path / "bundle"), tmp_path / "bin")
    assert done.returncode == 1, done.stderr
    assert "ecr-stack.yaml: " in done.stderr
