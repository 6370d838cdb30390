"""S3 buckets: what a lifecycle rule leaves open; notifications that hang on a condition."""

from __future__ import annotations

from collections.abc import Iterable

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.values import Null


@hook("lifecycle_transition_days")
def lifecycle_transition_days(context: HookContext, draft: Draft) -> None:
    """A transition with neither a date nor days happens at once: the provider's days are 0 then.

    Facts: "Resource: aws_s3_bucket_lifecycle_configuration", transition; "Transition", AWS::S3::Bucket.
    """
    _ = context
    for rule in _elements(draft.properties.entries.get("LifecycleConfiguration"), "Rules"):
        for transition in _elements(Guarded(rule), "Transitions"):
            if not {"TransitionDate", "TransitionInDays"} & transition.entries.keys():
                transition.entries["TransitionInDays"] = Guarded(Fixed(0))


@hook("notifications_on_condition")
def notifications_on_condition(context: HookContext, draft: Draft) -> None:
    """Where no notification holds, the bucket has no NotificationConfiguration rather than an empty one."""
    _ = context
    entry = draft.properties.entries.get("NotificationConfiguration")
    if entry is None or not isinstance(entry.tree, Branch):
        return
    there = both(entry.guard, _any_of(entry.tree.entries.values()))
    if there == NEVER:
        del draft.properties.entries["NotificationConfiguration"]
    else:
        draft.properties.entries["NotificationConfiguration"] = Guarded(entry.tree, there)


def _any_of(entries: Iterable[Guarded]) -> Formula:
    """When at least one of the entries is there."""
    found: Formula = NEVER
    for entry in entries:
        found = either(found, both(entry.guard, _is_there(entry.tree)))
    return found


def _is_there(tree: Tree) -> Formula:
    """When a tree is more than null or an empty list."""
    match tree:
        case Conditional(condition, then, otherwise):
            return either(both(condition, _is_there(then)), both(negate(condition), _is_there(otherwise)))
        case Leaf(Null()):
            return NEVER
        case Items(elements):
            return _any_of(elements)
        case _:
            return ALWAYS


def _elements(entry: Guarded | None, name: str) -> list[Branch]:
    """The objects in a list property of an object."""
    found = entry.tree.entries.get(name) if entry is not None and isinstance(entry.tree, Branch) else None
    elements = found.tree.elements if found is not None and isinstance(found.tree, Items) else []
    return [element.tree for element in elements if isinstance(element.tree, Branch)]
