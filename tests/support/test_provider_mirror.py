"""Finding and completing a provider mirror."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.provider_mirror import (
    ENVIRONMENT_VARIABLE,
    NAMESPACE,
    complete_mirror,
    find_provider_mirror,
    provider_binaries,
)

PLATFORM = "linux_amd64"


def provider(mirror: Path, name: str = "aws", version: str = "5.0.0") -> Path:
    program = mirror / NAMESPACE / name / version / PLATFORM / f"terraform-provider-{name}_v{version}_x5"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (program.parent / "LICENSE.txt").write_text("")
    return program


def test_the_environment_variable_names_the_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider(tmp_path / "mirror")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "mirror"))
    assert find_provider_mirror() == tmp_path / "mirror"


def test_a_mirror_without_the_aws_provider_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider(tmp_path, "random")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    assert find_provider_mirror() is None


def test_only_programs_count_as_providers(tmp_path: Path) -> None:
    program = provider(tmp_path)
    assert list(provider_binaries(tmp_path)) == [program]


def test_the_stand_ins_lie_beside_the_real_providers(tmp_path: Path) -> None:
    real = provider(tmp_path / "real")
    made = complete_mirror(tmp_path / "real", tmp_path / "made")
    found = {program.parents[2].name: program for program in provider_binaries(made)}
    assert found["aws"].resolve() == real
    assert {"random", "null", "time", "tls"} <= found.keys()
    assert all(program.parent.name == PLATFORM for program in found.values())


def test_a_real_provider_is_not_replaced_by_a_stand_in(tmp_path: Path) -> None:
    provider(tmp_path / "real")
    provider(tmp_path / "real", "random", "3.0.0")
    made = complete_mirror(tmp_path / "real", tmp_path / "made")
    assert [program.parents[1].name for program in provider_binaries(made, "random")] == ["3.0.0"]
