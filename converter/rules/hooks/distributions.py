"""CloudFront distributions: what the provider sends besides what the configuration says."""

from __future__ import annotations

from collections.abc import Iterator

from converter.rules.constants import constant
from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Fixed, Guarded, Items, Leaf
from converter.rules.transforms.blocks import quantity_of
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.values import Choice, Null, String, Value

ORIGIN_KINDS = ("CustomOriginConfig", "S3OriginConfig", "VpcOriginConfig")
TTLS = ("MinTTL", "DefaultTTL", "MaxTTL")


@hook("distribution")
def distribution(context: HookContext, draft: Draft) -> None:
    """Origins without a kind are S3's; behaviours without a cache policy have TTLs; CloudFront counts its lists.

    Facts: "Resource: aws_cloudfront_distribution"; "Origin" and "CacheBehavior", AWS::CloudFront::Distribution. The
    provider sends 0 for a TTL that is not set and none at all beside a cache policy, which excludes them.
    """
    _ = context
    entry = draft.properties.entries.get("DistributionConfig")
    if entry is None or not isinstance(entry.tree, Branch):
        return
    config = entry.tree
    for origin in _branches(config, "Origins"):
        _empty_s3_origin(origin)
    for name in ("DefaultCacheBehavior", "CacheBehaviors"):
        for behaviour in _branches(config, name):
            _ttls(behaviour)
    groups = config.entries.get("OriginGroups")
    if groups is not None and isinstance(groups.tree, Branch):
        _count(groups.tree)
        for group in _branches(groups.tree, "Items"):
            members = group.entries.get("Members")
            if members is not None and isinstance(members.tree, Branch):
                _count(members.tree)


def _branches(parent: Branch, name: str) -> Iterator[Branch]:
    """The objects under a name: one, or those of a list."""
    entry = parent.entries.get(name)
    if entry is None:
        return
    for tree in [e.tree for e in entry.tree.elements] if isinstance(entry.tree, Items) else [entry.tree]:
        if isinstance(tree, Branch):
            yield tree


def _empty_s3_origin(origin: Branch) -> None:
    missing = both(*(negate(origin.entries[kind].guard) for kind in ORIGIN_KINDS if kind in origin.entries))
    if missing != NEVER:
        nothing = Branch({"OriginAccessIdentity": Guarded(Fixed(""))})
        origin.entries.setdefault("S3OriginConfig", Guarded(nothing, missing))


def _ttls(behaviour: Branch) -> None:
    without_policy = negate(_is_given(behaviour.entries.get("CachePolicyId")))
    for name in TTLS:
        before = behaviour.entries.pop(name, Guarded(Fixed(constant(0, "number"))))
        if without_policy != NEVER:
            behaviour.entries[name] = Guarded(before.tree, both(without_policy, before.guard))


def _is_given(entry: Guarded | None) -> Formula:
    """When a text property is neither absent nor empty."""
    if entry is None:
        return NEVER
    return both(entry.guard, _is_text(entry.tree.value)) if isinstance(entry.tree, Leaf) else entry.guard


def _is_text(value: Value) -> Formula:
    match value:
        case Null() | String(""):
            return NEVER
        case Choice(condition, then, otherwise):
            return either(both(condition, _is_text(then)), both(negate(condition), _is_text(otherwise)))
        case _:
            return ALWAYS


def _count(list_object: Branch) -> None:
    """Write the Quantity of a list object."""
    items = list_object.entries.get("Items")
    if items is not None and isinstance(items.tree, Items):
        list_object.entries["Quantity"] = Guarded(quantity_of(items.tree.elements), items.guard)
