"""What moto lacks of patch baselines: what one says, which is an operating system's default, and the groups of each.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.ssm.exceptions import BaselineDoesNotExistException
from moto.ssm.models import FakePatchBaseline, FakePatchGroup, SimpleSystemManagerBackend
from moto.ssm.responses import SimpleSystemManagerResponse

from .patch import Patch

_DEFAULT_SYSTEM = "WINDOWS"
_CHANGED = {
    "Name": "name",
    "GlobalFilters": "global_filters",
    "ApprovalRules": "approval_rules",
    "ApprovedPatches": "approved_patches",
    "ApprovedPatchesComplianceLevel": "approved_patches_compliance_level",
    "ApprovedPatchesEnableNonSecurity": "approved_patches_enable_non_security",
    "RejectedPatches": "rejected_patches",
    "RejectedPatchesAction": "rejected_patches_action",
    "Description": "description",
    "Sources": "sources",
}


def initialise(original: Callable[..., None]) -> Callable[..., None]:
    """A baseline that names no operating system is for Windows."""

    def made(baseline: FakePatchBaseline, name: str, operating_system: str | None, *arguments: Any) -> None:
        original(baseline, name, operating_system or _DEFAULT_SYSTEM, *arguments)

    return made


def get_baseline(_original: Any) -> Any:
    """Tell what a baseline says."""

    def get_patch_baseline(response: SimpleSystemManagerResponse) -> ActionResult:
        baseline = _baseline(response)
        shown = baseline.to_json()
        shown |= {"Name": shown.pop("BaselineName"), "Description": shown.pop("BaselineDescription")}
        groups = [name for name, each in _groups(response.ssm_backend) if each is baseline]
        return ActionResult({**shown, "PatchGroups": groups})

    return get_patch_baseline


def update_baseline(_original: Any) -> Any:
    """Change what the request names; the rest stays."""

    def update_patch_baseline(response: SimpleSystemManagerResponse) -> ActionResult:
        baseline = _baseline(response)
        for member, attribute in _CHANGED.items():
            value = response._get_param(member)
            if value is not None:
                setattr(baseline, attribute, value)
        return EmptyResult()

    return update_patch_baseline


def register_default(_original: Any) -> Any:
    """Make a baseline the default one of its operating system."""

    def register_default_patch_baseline(response: SimpleSystemManagerResponse) -> ActionResult:
        chosen = _baseline(response)
        for each in response.ssm_backend.baselines.values():
            if each.operating_system == chosen.operating_system:
                each.default_baseline = each is chosen
        return ActionResult({"BaselineId": chosen.id})

    return register_default_patch_baseline


def get_default(_original: Any) -> Any:
    """Tell an operating system's default baseline: AWS's own until another is registered."""

    def get_default_patch_baseline(response: SimpleSystemManagerResponse) -> ActionResult:
        system = response._get_param("OperatingSystem") or _DEFAULT_SYSTEM
        own = (
            each.id
            for each in response.ssm_backend.baselines.values()
            if each.default_baseline and each.operating_system == system
        )
        of_aws = FakePatchGroup("", response.ssm_backend.region_name).associations.get(system)
        return ActionResult({"BaselineId": next(own, of_aws), "OperatingSystem": system})

    return get_default_patch_baseline


def describe_groups(_original: Any) -> Any:
    """List the groups that are registered, each with its baseline."""

    def describe_patch_groups(response: SimpleSystemManagerResponse) -> ActionResult:
        found = [
            {"PatchGroup": name, "BaselineIdentity": baseline.to_json()}
            for name, baseline in _groups(response.ssm_backend)
        ]
        return ActionResult({"Mappings": found})

    return describe_patch_groups


def deregister_group(_original: Any) -> Any:
    """Take a group from a baseline; moto leaves it there."""

    def deregister(backend: SimpleSystemManagerBackend, baseline_id: str, patch_group: str) -> tuple[str, str]:
        if baseline_id not in backend.baselines:
            raise BaselineDoesNotExistException
        system = backend.baselines[baseline_id].operating_system
        group = backend.patch_groups.get(patch_group)
        if group is not None and group.associations.get(system) == baseline_id:
            group.associations |= {system: FakePatchGroup("", backend.region_name).associations.get(system)}
        return baseline_id, patch_group

    return deregister


def find_tagged(original: Callable[[SimpleSystemManagerBackend, str, str], str]) -> Any:
    """Find a baseline whose tags are asked for."""

    def validate(backend: SimpleSystemManagerBackend, resource_type: str, resource_id: str) -> str:
        if resource_type == "PatchBaseline" and resource_id in backend.baselines:
            return resource_id
        return original(backend, resource_type, resource_id)

    return validate


def _baseline(response: SimpleSystemManagerResponse) -> FakePatchBaseline:
    try:
        return response.ssm_backend.baselines[response._get_param("BaselineId")]
    except KeyError:
        raise BaselineDoesNotExistException from None


def _groups(backend: SimpleSystemManagerBackend) -> Iterator[tuple[str, FakePatchBaseline]]:
    """The groups with a baseline of the account's own; all others have AWS's."""
    for name, group in backend.patch_groups.items():
        for baseline_id in group.associations.values():
            if baseline_id in backend.baselines:
                yield name, backend.baselines[baseline_id]


_RESPONSE = SimpleSystemManagerResponse

PATCHES = (
    Patch("a baseline may be for no operating system", FakePatchBaseline, "__init__", initialise),
    Patch("no GetPatchBaseline", _RESPONSE, "get_patch_baseline", get_baseline),
    Patch("no UpdatePatchBaseline", _RESPONSE, "update_patch_baseline", update_baseline),
    Patch("no RegisterDefaultPatchBaseline", _RESPONSE, "register_default_patch_baseline", register_default),
    Patch("no GetDefaultPatchBaseline", _RESPONSE, "get_default_patch_baseline", get_default),
    Patch("no DescribePatchGroups", _RESPONSE, "describe_patch_groups", describe_groups),
    Patch("a baseline has no tags", SimpleSystemManagerBackend, "_validate_resource_type_and_id", find_tagged),
    Patch(
        "a patch group stays with its baseline",
        SimpleSystemManagerBackend,
        "deregister_patch_baseline_for_patch_group",
        deregister_group,
    ),
)
