"""Cognito identity pools: which roles their users get."""

from __future__ import annotations

from collections.abc import Mapping

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Guarded, Items, Leaf
from converter.terraform.formulas import either
from converter.terraform.instances import BodyValue
from converter.terraform.values import Null

_MAPPING = {
    "ambiguous_role_resolution": "AmbiguousRoleResolution",
    "identity_provider": "IdentityProvider",
    "type": "Type",
}
_RULE = {"claim": "Claim", "match_type": "MatchType", "role_arn": "RoleARN", "value": "Value"}


@hook("role_mappings")
def role_mappings(context: HookContext, draft: Draft) -> None:
    """A map of the mappings, by keys that mean nothing where each names its identity provider.

    A provider is often made in the same stack, and a key of a map cannot be a reference. Facts: "RoleMappings" and
    "RoleMapping" of AWS::Cognito::IdentityPoolRoleAttachment.
    """
    _ = context
    blocks = draft.instance.body.blocks.get("role_mapping", ())
    if not blocks:
        return
    found: dict[str, Guarded] = {}
    for number, block in enumerate(blocks, 1):
        mapping = _object(block.body, _MAPPING)
        rules = block.body.blocks.get("mapping_rule", ())
        if rules:
            items = Items([Guarded(_object(rule.body, _RULE), rule.guard) for rule in rules])
            there = either(*(rule.guard for rule in rules))
            mapping.entries["RulesConfiguration"] = Guarded(Branch({"Rules": Guarded(items)}), there)
        found[f"Mapping{number}"] = Guarded(mapping, block.guard)
    draft.properties.entries["RoleMappings"] = Guarded(Branch(found, free=True), either(*(b.guard for b in blocks)))


def _object(body: BodyValue, names: Mapping[str, str]) -> Branch:
    values = {name: body.value(argument) for argument, name in names.items()}
    return Branch({name: Guarded(Leaf(value)) for name, value in values.items() if not isinstance(value, Null)})
