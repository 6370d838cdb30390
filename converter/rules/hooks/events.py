"""Targets of EventBridge rules."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.names import logical_id
from converter.rules.properties import Branch, Fixed, Guarded, Items, Leaf
from converter.terraform.choosing import map_leaves
from converter.terraform.values import Null, String, Value

_MAX_LENGTH = 64
"""Of a target's id ("Target", EventBridge API Reference)."""


@hook("event_target_ids")
def event_target_ids(context: HookContext, draft: Draft) -> None:
    """Where Terraform generates a target's id, its address names it: CloudFormation wants one.

    Facts: "AWS::Events::Rule", Target, Id.
    """
    entry = draft.properties.entries.get("Targets")
    if entry is None or not isinstance(entry.tree, Items):
        return
    keys = {child.key for child, _ in context.children if child.key.type == "aws_cloudwatch_event_target"}
    merged = [key for key in context.instances if key in keys]  # in the order in which they were merged
    taken: set[str] = set()
    for key, element in zip(merged, entry.tree.elements, strict=False):
        if not isinstance(element.tree, Branch):
            continue
        name = logical_id(key)[-_MAX_LENGTH:]
        while name in taken:
            name = f"{name[: _MAX_LENGTH - 1]}{len(taken)}"
        taken.add(name)
        given = element.tree.entries.get("Id")
        if given is None:
            element.tree.entries["Id"] = Guarded(Fixed(name))
        elif isinstance(given.tree, Leaf):
            element.tree.entries["Id"] = Guarded(Leaf(_filled(given.tree.value, String(name))))


def _filled(value: Value, default: Value) -> Value:
    """A value with a default in the place of each null that a condition leaves."""
    return map_leaves(value, lambda inner: default if isinstance(inner, Null) else inner)
