"""IAM policies that are elements of their parent."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.names import pascal
from converter.rules.properties import Branch, Fixed, Guarded, Items


@hook("generated_policy_name")
def generated_policy_name(context: HookContext, draft: Draft) -> None:
    """Where Terraform generates an inline policy's name, its label names it: CloudFormation wants one."""
    _ = context
    entry = draft.properties.entries.get("Policies")
    if entry is None or not isinstance(entry.tree, Items):
        if draft.type.endswith("Policy") and "PolicyName" not in draft.properties.entries:
            draft.properties.entries["PolicyName"] = Guarded(Fixed(pascal(draft.key.name)))
        return
    for number, element in enumerate(entry.tree.elements, 1):
        if isinstance(element.tree, Branch) and "PolicyName" not in element.tree.entries:
            element.tree.entries["PolicyName"] = Guarded(Fixed(f"{pascal(draft.key.name)}{number}"))
