"""One emulated AWS and one AWS CLI for all tests of the scripts, and the bundles that they deploy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.bundle.aws_cli import AwsCli
from tests.deploy.bundle.scripts import HERE, Desk, bundle_of
from tests.emulator.server import EmulatedCloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[EmulatedCloud]:
    with EmulatedCloud(settle=0) as server:
        yield server


@pytest.fixture(scope="session")
def cli() -> Iterator[AwsCli]:
    with AwsCli() as program:
        yield program


@pytest.fixture(scope="session")
def shop_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_of(HERE / "shop", tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def services_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_of(HERE / "services", tmp_path_factory.mktemp("services"))


@pytest.fixture
def account(cloud: EmulatedCloud, cli: AwsCli) -> EmulatedCloud:
    """An account with nothing in it but the network that the shop looks up."""
    cloud.reset()
    cloud.clear_faults()
    cli.forget()
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "main"}]}]
    cloud.client("ec2").create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)
    return cloud


@pytest.fixture
def shop(account: EmulatedCloud, cli: AwsCli, shop_bundle: Path) -> Desk:
    return Desk(shop_bundle, account, cli)


@pytest.fixture
def services(account: EmulatedCloud, cli: AwsCli, services_bundle: Path) -> Desk:
    return Desk(services_bundle, account, cli, stack="web")
