"""Both clouds for the minimal cases, and what became of each type.

Terraform's provider asks some types of operations that the emulator does not have. Those fail, the others are made all
the same; ``minimal/unsupported.yaml`` says which and why, so that one that works by now is told as is one that does not
any more.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.deploy.bundle.aws_cli import AwsCli
from tests.deploy.bundle.scripts import bundle_of
from tests.emulator.server import EmulatedCloud
from tests.support.terraform_cli import find_provider_mirror

from .accounting import account
from .clouds import Applied, Root, apply, deploy, prepare
from .comparing import Compared, compare
from .inventory import take
from .minimal_cases import MINIMAL, Cases, laid_out, minimal_cases
from .running import AT_ONCE, Result, clients_of

CASE = "this"
"""What the resource is called that is its type's minimal case."""
_ERROR = re.compile(r"^Error: (.*?)(?=^Error: |\Z)", re.DOTALL | re.MULTILINE)
_SUBJECT = re.compile(r"^ +with (\S+),$", re.MULTILINE)


class Unsupported(NamedTuple):
    """A row of ``unsupported.yaml``: a type that the emulator does not support."""

    reason: str
    says: str = ""
    """A regular expression for a part of Terraform's error; empty where the case is not applied."""


@dataclass(frozen=True)
class MinimalResult(Result):
    """What came of the minimal cases: an entry for each type that both accounts have."""

    unsupported: Sequence[str] = ()
    """The types that failed in the way that is stated."""


@cache
def unsupported() -> Mapping[str, Unsupported]:
    """Return the types that the emulator does not support."""
    rows = yaml.safe_load((MINIMAL / "unsupported.yaml").read_text(encoding="utf-8"))
    return {name: Unsupported(**row) for name, row in rows.items()}


def run_minimal(names: Collection[str] = (), services: set[str] | None = None) -> MinimalResult:
    """Apply and deploy the minimal cases of some folders, of all by default, and compare the accounts."""
    mirror = find_provider_mirror()
    if mirror is None:
        raise RuntimeError("no mirror with the AWS provider was found")
    with (
        tempfile.TemporaryDirectory(prefix="tf2cfn-minimal-") as folder,
        EmulatedCloud(start_limit=120) as cloud_a,
        EmulatedCloud(settle=0, start_limit=120) as cloud_b,
        AwsCli(120) as cli,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        scratch = Path(folder)
        chosen = [laid_out(minimal_cases()[name], scratch / "cases") for name in names or minimal_cases()]
        common = [cases for cases in chosen if cases.applied]
        applying = threads.submit(apply, _in_account(common, cloud_a), cloud_a, mirror, scratch)
        deployment = _Deployment(cloud_b, cli, scratch)
        failures = dict(threads.map(deployment, _in_account(common, cloud_b)))
        applied = applying.result()
        compared = compare(take(clients_of(cloud_a), services), take(clients_of(cloud_b), services))
        failures |= dict(map(deployment, _in_account([cases for cases in chosen if not cases.applied], cloud_b)))
    return result_of(applied, failures, compared)


@dataclass(frozen=True)
class _Deployment:
    """Deploys roots into an account, with the bundles in a folder."""

    account: EmulatedCloud
    cli: AwsCli
    scratch: Path

    def __call__(self, root: Root) -> tuple[str, str]:
        """Return the root's name with what went wrong, nothing if all is well."""
        return root.name, deploy(root, bundle_of(root.folder, self.scratch / root.name), self.account, self.cli)


def _in_account(chosen: Sequence[Cases], account: EmulatedCloud) -> list[Root]:
    prepare([cases.root for cases in chosen], account)
    return [cases.in_account(account) for cases in chosen]


def result_of(applied: Applied, failures: Mapping[str, str], compared: Sequence[Compared]) -> MinimalResult:
    """Say what became of each type; a failure that is stated is none, and a stated one that did not come is one."""
    failed = dict(_failed(applied.failures))
    expected = {name for name, text in failed.items() if _is_expected(name, text)}
    told = {name: text for name, text in failures.items() if text}
    told |= {name: text for name, text in failed.items() if name not in expected}
    cases = {name: [each for each in resources if _is_case(each)] for name, resources in applied.resources.items()}
    made = {each["type"] for several in cases.values() for each in several} - failed.keys()
    told |= dict.fromkeys(made & unsupported().keys(), "is supported by now: take its row away")
    if applied.failures and not failed:
        told["terraform"] = applied.failures
    entries = [
        entry
        for name, several in cases.items()
        for entry in account(name, [each for each in several if each["type"] in made], compared)
    ]
    return MinimalResult(entries, compared, told, sorted(expected))


def _is_case(resource: Mapping[str, Any]) -> bool:
    return bool(resource["name"] == CASE)


def _is_expected(name: str, text: str) -> bool:
    says = unsupported()[name].says if name in unsupported() else ""
    return bool(says) and re.search(says, text) is not None


def _failed(output: str) -> Iterator[tuple[str, str]]:
    """Return the types of what Terraform could not make, with what it says of each."""
    for (message,) in map(re.Match.groups, _ERROR.finditer(output)):
        for address in _SUBJECT.findall(message):
            yield address.split(".")[-2], " ".join(message.split())
