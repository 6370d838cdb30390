"""Whole configurations are accepted and refused as Terraform does it."""

from pathlib import Path

import pytest

from tests.hcl import probes
from tests.hcl.terraform_fmt import MISSING

CASES = [(name, number, probe) for name in probes.names() for number, probe in enumerate(probes.read(name))]


@pytest.mark.parametrize("probe", [case[2] for case in CASES], ids=[f"{name}-{number}" for name, number, _ in CASES])
def test_verdict(probe: probes.Probe, tmp_path: Path) -> None:
    assert probe.verdict
    assert probes.difference(probe, tmp_path) == probe.ours


def test_there_are_enough() -> None:
    verdicts = [probe.verdict for _, _, probe in CASES]
    assert verdicts.count(probes.VALID) > 400
    assert len(verdicts) - verdicts.count(probes.VALID) > 800


@pytest.mark.skipif(MISSING is not None, reason=MISSING or "")
def test_terraform_still_says_so(tmp_path: Path) -> None:
    """A few of each file; all of them with ``python scripts/refresh_probes.py``."""
    for name in probes.names():
        for number, probe in enumerate(probes.read(name)[::60]):
            assert probes.judged(probe, tmp_path / f"{name}-{number}") == probe.verdict


def test_what_is_written_is_what_was_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cases = probes.read("modules")
    monkeypatch.setattr(probes, "FOLDER", tmp_path)
    probes.write("modules", cases)
    assert probes.read("modules") == cases
