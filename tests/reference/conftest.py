"""One emulated AWS and one initialised copy of the reference for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.emulated_aws import EmulatedAws
from tests.support.terraform_cli import Workspace, find_provider_mirror, terraform_missing_reason

ROOT = Path(__file__).resolve().parents[2] / "terraform_ref"


@pytest.fixture(scope="session")
def workspace() -> Iterator[Workspace]:
    """Return a working copy of ``terraform_ref``, with the hosted zones that its plans look up."""
    mirror = find_provider_mirror()
    reason = terraform_missing_reason()
    if reason or mirror is None:
        pytest.skip(str(reason))
    with EmulatedAws() as aws, Workspace(ROOT, aws=aws, mirror=mirror) as copy:
        aws.seed_hosted_zones(["mycorp.click", "example.org", "example.net", "other.example.org"])
        yield copy
