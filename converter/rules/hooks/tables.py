"""DynamoDB tables."""

from __future__ import annotations

from collections.abc import Iterator

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Fixed, Guarded, Items, Leaf
from converter.rules.transforms.tables import on_demand
from converter.terraform.choosing import map_leaves
from converter.terraform.formulas import ALWAYS, NEVER, both, negate
from converter.terraform.values import Bool, Null, String

_THROUGHPUT = "ProvisionedThroughput"


@hook("table")
def table(context: HookContext, draft: Draft) -> None:
    """Key schemas begin with the hash key, local indexes have the table's, and on-demand tables no capacity.

    Facts: "AWS::DynamoDB::Table", KeySchema, LocalSecondaryIndexes, BillingMode and SSESpecification.
    """
    _ = context
    keys = _list(draft.properties, "KeySchema")
    for index in _objects(draft.properties, "LocalSecondaryIndexes"):
        _list(index, "KeySchema")[:0] = [key for key in keys if _is_hash(key)]
    provisioned = negate(on_demand(draft.instance))
    for owner in (
        draft.properties,
        *_objects(draft.properties, "GlobalSecondaryIndexes"),
        *_objects(draft.properties, "LocalSecondaryIndexes"),
    ):
        _list(owner, "KeySchema").sort(key=lambda key: not _is_hash(key))
        capacity = owner.entries.get(_THROUGHPUT)
        if capacity is not None and provisioned not in {ALWAYS, NEVER}:
            owner.entries[_THROUGHPUT] = Guarded(capacity.tree, both(capacity.guard, provisioned))
    _encryption(draft.properties)


def _encryption(properties: Branch) -> None:
    """A key wants its type beside it, and has no place where encryption with it is not enabled."""
    entry = properties.entries.get("SSESpecification")
    if entry is None or not isinstance(entry.tree, Branch):
        return
    found = entry.tree.entries
    enabled, key = found.get("SSEEnabled"), found.get("KMSMasterKeyId")
    if key is None or not isinstance(key.tree, Leaf):
        return
    if enabled is not None and enabled.tree == Leaf(Bool(False)):
        del found["KMSMasterKeyId"]
        return
    kind = map_leaves(key.tree.value, lambda value: value if isinstance(value, Null) else String("KMS"))
    found["SSEType"] = Guarded(Leaf(kind), key.guard)


def _list(owner: Branch, name: str) -> list[Guarded]:
    """The elements of a list property; none where it is not there."""
    entry = owner.entries.get(name)
    return entry.tree.elements if entry is not None and isinstance(entry.tree, Items) else []


def _objects(owner: Branch, name: str) -> Iterator[Branch]:
    return (element.tree for element in _list(owner, name) if isinstance(element.tree, Branch))


def _is_hash(key: Guarded) -> bool:
    role = key.tree.entries.get("KeyType") if isinstance(key.tree, Branch) else None
    return role is not None and role.tree == Fixed("HASH")
