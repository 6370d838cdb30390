"""Fixtures for all tests: no test reaches a real AWS account, and the reference system's templates, loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from converter.findings import Findings
from converter.parity.properties.system import System
from converter.parity.properties.table import load_table
from converter.parity.templates import TemplateFolder
from converter.project_configuration import ProjectConfiguration, load_configuration
from converter.terraform.loading import load

settings.register_profile("untimed", deadline=None)  # a machine that is busy makes no law fail
settings.load_profile("untimed")
ROOT = Path(__file__).resolve().parents[1]
TERRAFORM = ROOT / "terraform_ref"
TEMPLATES = ROOT / "templates"
AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class Reference:
    """The reference system: configuration and templates, and what is expected of it."""

    system: System
    configuration: ProjectConfiguration


@pytest.fixture(scope="session", autouse=True)
def aws_environment() -> Iterator[None]:
    """Credentials that open nothing, whatever those of the user are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_PROFILE", raising=False)
        for name, value in AWS_ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The reference system, with the templates that are committed."""
    if not (TEMPLATES / "main-stack.yaml").is_file():
        pytest.skip("templates/main-stack.yaml is not there yet: run make convert")
    findings = Findings()
    configuration = load_configuration(TERRAFORM, findings)
    project = load(TERRAFORM, findings)
    assert project is not None
    assert findings.errors == ()
    return Reference(System.load(project, TemplateFolder(TEMPLATES), load_table()), configuration)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-goldens``."""
    parser.addoption("--update-goldens", action="store_true", help="write the expected files of the cases anew")


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether to write expected files anew."""
    return bool(request.config.getoption("--update-goldens"))
