"""S3 buckets: what a lifecycle rule leaves open."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Fixed, Guarded, Items


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


def _elements(entry: Guarded | None, name: str) -> list[Branch]:
    """The objects in a list property of an object."""
    found = entry.tree.entries.get(name) if entry is not None and isinstance(entry.tree, Branch) else None
    elements = found.tree.elements if found is not None and isinstance(found.tree, Items) else []
    return [element.tree for element in elements if isinstance(element.tree, Branch)]
