"""Clusters of Amazon Redshift: how many nodes they have, and whether they write logs."""

from __future__ import annotations

from decimal import Decimal

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Conditional, Fixed, Guarded, Leaf, Tree
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, negate
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import Number

_NODES, _TYPE, _LOGGING = "NumberOfNodes", "ClusterType", "LoggingProperties"


@hook("redshift_cluster")
def redshift_cluster(context: HookContext, draft: Draft) -> None:
    """A cluster with one node is of another type and has no number; logging that is not enabled has no properties.

    Facts: "ClusterType" and "NumberOfNodes" of AWS::Redshift::Cluster; the provider makes a cluster with more than one
    node a ``multi-node`` one.
    """
    _ = context
    properties = draft.properties.entries
    nodes = properties.pop(_NODES, None)
    if nodes is not None:
        single = _is_one(nodes.tree)
        properties[_TYPE] = Guarded(Conditional(single, Fixed("single-node"), Fixed("multi-node")))
        if single != ALWAYS:
            properties[_NODES] = Guarded(nodes.tree, both(nodes.guard, negate(single)))
    logging = properties.pop(_LOGGING, None)
    for block in draft.instance.body.blocks.get("logging", ()):
        enabled = formula_of(block.body.value("enable"))
        if logging is not None and enabled != NEVER:
            properties[_LOGGING] = Guarded(logging.tree, both(logging.guard, ALWAYS if enabled is None else enabled))


def _is_one(tree: Tree) -> Formula:
    match tree:
        case Fixed(node):
            return ALWAYS if node == 1 else NEVER
        case Leaf(value):
            return formula_of(binary("==", value, Number(Decimal(1)))) or NEVER
        case _:
            return NEVER
