"""What outlives its stack with a resource that does.

A resource that a project keeps (a ``[[deletion]]`` entry, or ``prevent_destroy``) is of no use without the key that its
data is encrypted with, and a stack whose deletion AWS refuses because of it ends in DELETE_FAILED. Policies of the rule
tables are not followed: they do what Terraform does, which destroys such a key as well. The types stand in
``mappings/outliving.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import yaml

from converter.cloudformation.model import GetAtt, Ref, Resource, walk
from converter.findings import Finding, Severity
from converter.mappings_folder import mappings_folder
from converter.rules.drafts import Draft
from converter.rules.emitting import FlatTemplate
from converter.rules.work import Work

OUTLIVING = "outliving.yaml"
"""The file of the table."""
_KEPT = "rules-kept"
_STRENGTH = {"Retain": 2, "RetainExceptOnCreate": 1}
"""Of the policies that let a resource outlive its stack."""


@dataclass(frozen=True, slots=True)
class OutlivingTable:
    """Types that stay with what refers to them, and with what has network interfaces only."""

    needed: frozenset[str]
    with_interfaces: frozenset[str]
    network: frozenset[str]


@cache
def outliving_table() -> OutlivingTable:
    """The table of types."""
    data = yaml.safe_load((mappings_folder() / OUTLIVING).read_text("utf-8"))
    return OutlivingTable(*(frozenset(data[name]) for name in ("needed", "with_interfaces", "network")))


def keep_what_is_needed(work: Work, flat: FlatTemplate) -> None:
    """Give what a kept resource needs the policies of that resource, unless the project says otherwise."""
    for name, draft in flat.drafts.items():
        if not _is_kept(work, draft):
            continue
        user = flat.resources[name]
        for needed in _needed(flat.resources, name):
            other = flat.drafts[needed]
            if work.wishes.deletion(str(other.key)) is None:
                _keep(flat, needed, user)
                summary = f"{other.key} stays when its stack is deleted, as {draft.key} does, which needs it"
                detail = "a [[deletion]] entry of its own in tf2cfn.toml says otherwise"
                severity = Severity.INFO
            elif not _is_kept(work, other):
                summary = f"{other.key} is deleted with its stack, and {draft.key}, which stays, needs it"
                detail = "without it what stays cannot be used, or the stack's deletion fails: keep both, or neither"
                severity = Severity.WARNING
            else:
                continue
            work.findings.add(
                Finding(_KEPT, severity, summary, detail, other.instance.span, address=other.instance.address)
            )


def _is_kept(work: Work, draft: Draft) -> bool:
    """Whether the project says that a resource outlives its stack."""
    wish = work.wishes.deletion(str(draft.key))
    return draft.instance.config.lifecycle.prevent_destroy or (wish is not None and wish.policy in _STRENGTH)


def _needed(resources: Mapping[str, Resource], name: str) -> Iterator[str]:
    """What has to stay with a resource, and with that, and so on."""
    table = outliving_table()
    types = table.needed | (table.network if resources[name].type in table.with_interfaces else frozenset())
    left, seen = [name], {name}
    while left:
        for other in _used(resources[left.pop()]):
            if other in resources and other not in seen and resources[other].type in types:
                seen.add(other)
                left.append(other)
                yield other


def _used(resource: Resource) -> Iterator[str]:
    """The logical IDs that a resource refers to or waits for."""
    for node in walk(resource.properties):
        if isinstance(node, Ref):
            yield node.name
        elif isinstance(node, GetAtt):
            yield node.resource
    yield from resource.depends_on


def _keep(flat: FlatTemplate, needed: str, user: Resource) -> None:
    """Both policies of a resource, where those of its user are stronger."""
    own = flat.resources[needed]
    flat.resources[needed] = replace(
        own,
        deletion_policy=_stronger(own.deletion_policy, user.deletion_policy),
        update_replace_policy=_stronger(own.update_replace_policy, user.update_replace_policy),
    )


def _stronger(one: str | None, other: str | None) -> str | None:
    return max(one, other, key=lambda policy: _STRENGTH.get(policy or "", 0))
