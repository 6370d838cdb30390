"""S3 buckets: notifications by event, redirects and routing rules of websites."""

from __future__ import annotations

import re

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.selection import text_of
from converter.rules.transforms.documents import free_tree, parsed
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.equality import formula_of
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.operators import binary
from converter.terraform.values import Choice, Mapping, Null, ObjectView, Sequence, String, Value

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>[^/?#][^#]*)(#.*)?")
"""A URL with a host (RFC 3986); its fragment is nothing that a server sees."""

_ROUTING_RULE = {"Condition": "RoutingRuleCondition", "Redirect": "RedirectRule"}
"""Members of a routing rule: S3's name → CloudFormation's ("RoutingRule", AWS::S3::Bucket)."""


@transform("bucket_notification")
def bucket_notification(context: TransformContext, value: Value) -> Transformed:
    """Blocks with a list of events as one configuration for each event; the row gives the target's two names.

    Facts: "LambdaConfiguration", "QueueConfiguration", "TopicConfiguration", AWS::S3::Bucket.
    """
    names = context.parameters
    assert isinstance(names, list)  # the loader's checks
    argument, target = (str(name) for name in names)
    found: list[Guarded] = []
    for item in value.items if isinstance(value, Sequence) else ():
        block = item.value.expand() if isinstance(item.value, ObjectView) else item.value
        if not isinstance(block, Mapping):
            raise InexpressibleError("what notifies whom is not known before the deployment")
        for event in context.lists.of(block.get("events") or Null(), context.span):
            branch = Branch({"Event": Guarded(Leaf(event.value))})
            key_filter, there = _key_filter(block)
            if there != NEVER:
                branch.entries["Filter"] = Guarded(key_filter, there)
            branch.entries[target] = Guarded(Leaf(block.get(argument) or Null()))
            found.append(Guarded(branch, both(item.guard, event.guard)))
    return Transformed(Items(found))


def _key_filter(block: Mapping) -> tuple[Branch, Formula]:
    """The filter by an object's key, and when there is one: neither Terraform nor S3 filters by an empty text."""
    rules = Items()
    there: Formula = NEVER
    for argument, name in (("filter_prefix", "prefix"), ("filter_suffix", "suffix")):
        value = block.get(argument) or Null()
        guard = _is_given(value)
        if guard != NEVER:
            branch = Branch({"Name": Guarded(Fixed(name)), "Value": Guarded(Leaf(value))})
            rules.elements.append(Guarded(branch, guard))
            there = either(there, guard)
    return Branch({"S3Key": Guarded(Branch({"Rules": Guarded(rules)}))}), there


def _is_given(value: Value) -> Formula:
    """When a text is neither null nor empty."""
    if isinstance(value, Null):
        return NEVER
    if isinstance(value, Choice):
        return either(
            both(value.condition, _is_given(value.then)),
            both(negate(value.condition), _is_given(value.otherwise)),
        )
    formula = formula_of(binary("==", value, String("")))
    return ALWAYS if formula is None else negate(formula)


@transform("website_redirect")
def website_redirect(context: TransformContext, value: Value) -> Transformed:
    """A host, or a URL, as the host name and protocol that all requests are redirected to."""
    _ = context

    def visit(inner: Value) -> Tree:
        if isinstance(inner, Choice):
            return Conditional(inner.condition, visit(inner.then), visit(inner.otherwise))
        text = text_of(inner)
        if isinstance(inner, Null):
            return Leaf(inner)
        if text is None:
            return Branch({"HostName": Guarded(Leaf(inner))})
        url = _URL.fullmatch(text)
        if url is None:
            return Branch({"HostName": Guarded(Fixed(text))})
        return Branch({"HostName": Guarded(Fixed(url["rest"])), "Protocol": Guarded(Fixed(url["scheme"].lower()))})

    return Transformed(visit(value))


@transform("website_routing_rules")
def website_routing_rules(context: TransformContext, value: Value) -> Transformed:
    """The JSON text of a website's routing rules as objects with CloudFormation's names."""
    _ = context

    def visit(inner: Value) -> Tree:
        if isinstance(inner, Choice):
            return Conditional(inner.condition, visit(inner.then), visit(inner.otherwise))
        if isinstance(inner, Null) or inner == String(""):
            return Leaf(Null())
        content = parsed(inner)
        if not isinstance(content, Sequence):
            raise InexpressibleError("the routing rules are no JSON list that is known before the deployment")
        return Items([Guarded(_routing_rule(item.value), item.guard) for item in content.items])

    return Transformed(visit(value))


def _routing_rule(value: Value) -> Tree:
    if isinstance(value, ObjectView):
        value = value.expand()
    if not isinstance(value, Mapping):
        raise InexpressibleError("a routing rule is no object that is known before the deployment")
    return Branch({_ROUTING_RULE.get(e.key, e.key): Guarded(_without_nulls(e.value), e.guard) for e in value.entries})


def _without_nulls(value: Value) -> Tree:
    tree = free_tree(value)
    if isinstance(tree, Branch):
        kept = {n: e for n, e in tree.entries.items() if not (isinstance(e.tree, Leaf) and e.tree.value == Null())}
        return Branch(kept)
    return tree
