"""Both clouds for some roots, and everything that is to be said of them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import boto3

from tests.deploy.bundle.aws_cli import AwsCli
from tests.deploy.bundle.scripts import bundle_of
from tests.emulator.server import EmulatedCloud
from tests.support.terraform_cli import find_provider_mirror

from .accounting import Entry, Outcome, account
from .clouds import REGION, Root, apply, deploy, prepare
from .comparing import Compared, compare, used
from .inventory import Clients, take
from .made_up import by_cloudformation, by_terraform

AT_ONCE = 4
"""How many deployments run beside each other: they wait more than they work."""


@dataclass(frozen=True)
class Result:
    """What came of a run."""

    entries: Sequence[Entry]
    compared: Sequence[Compared]
    failures: Mapping[str, str]
    """What Terraform (under ``terraform``) or a root's deployment said that it could not do."""

    @property
    def unstated(self) -> list[str]:
        """Differences that nothing explains, one line each."""
        return [f"{each.a or each.b}: {difference}" for each in self.compared for difference in each.unstated]

    @property
    def deviations(self) -> Mapping[str, int]:
        """How many differences each stated deviation explains."""
        return used(self.compared)

    def with_outcome(self, *outcomes: Outcome) -> list[Entry]:
        """The resources that came out in one of some ways."""
        return [each for each in self.entries if each.outcome in outcomes]


def run(chosen: Sequence[Root], services: set[str] | None = None, start_limit: float = 120) -> Result:
    """Apply and deploy roots, and compare the accounts; only some of their services where they are named."""
    mirror = find_provider_mirror()
    if mirror is None:
        raise RuntimeError("no mirror with the AWS provider was found")
    with (
        tempfile.TemporaryDirectory(prefix="tf2cfn-two-clouds-") as folder,
        EmulatedCloud(start_limit=start_limit) as cloud_a,
        EmulatedCloud(settle=0, start_limit=start_limit) as cloud_b,
        AwsCli(start_limit) as cli,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        for cloud in (cloud_a, cloud_b):
            prepare(chosen, cloud)
        applying = threads.submit(apply, chosen, cloud_a, mirror, Path(folder))
        deploying = {
            root.name: threads.submit(deploy, root, bundle_of(root.folder, Path(folder, root.name)), cloud_b, cli)
            for root in chosen
        }
        failures = {name: each.result() for name, each in deploying.items()}
        applied = applying.result()
        compared = compare(
            take(clients_of(cloud_a), services),
            take(clients_of(cloud_b), services),
            by_terraform([each for several in applied.resources.values() for each in several]),
            by_cloudformation(clients_of(cloud_b)),
        )
    entries = [entry for root in chosen for entry in account(root.name, applied.resources[root.name], compared)]
    failures["terraform"] = applied.failures
    return Result(entries, compared, {name: text for name, text in failures.items() if text})


def clients_of(cloud: EmulatedCloud) -> Clients:
    """Return what makes an account's clients, all from one session: it takes longer to make than they do."""
    session = boto3.Session("test", "test", region_name=REGION)
    return lambda service: session.client(service, endpoint_url=cloud.endpoint)  # type: ignore[call-overload]
