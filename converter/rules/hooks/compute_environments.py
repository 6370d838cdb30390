"""Compute environments of AWS Batch: what depends on the kind of capacity."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Fixed, Guarded, Leaf
from converter.rules.selection import text_of
from converter.terraform.formulas import NEVER, Formula, either
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import Null, String, Value

_OF_INSTANCES = ("EC2", "SPOT", "ec2", "spot")
_UPDATED_IN_PLACE = {"BEST_FIT_PROGRESSIVE", "SPOT_CAPACITY_OPTIMIZED", "SPOT_PRICE_CAPACITY_OPTIMIZED"}


@hook("compute_environment")
def compute_environment(context: HookContext, draft: Draft) -> None:
    """Instances may shrink to none, and what Batch can update in place is not replaced.

    Facts: "Resource: aws_batch_compute_environment", min_vcpus; "ReplaceComputeEnvironment" of
    AWS::Batch::ComputeEnvironment and "Update a compute environment" of the AWS Batch User Guide: infrastructure
    updates need these allocation strategies and the service-linked role, which Batch takes where no other is given.
    """
    _ = context
    entry = draft.properties.entries.get("ComputeResources")
    if entry is None or not isinstance(entry.tree, Branch):
        return
    resources = entry.tree.entries
    for block in draft.instance.body.blocks.get("compute_resources", ()):
        instances = _is_one_of(block.body.value("type"), _OF_INSTANCES)
        if "MinvCpus" not in resources and instances != NEVER:
            resources["MinvCpus"] = Guarded(Fixed(0), instances)
    strategy = resources.get("AllocationStrategy")
    value = strategy.tree.value if strategy is not None and isinstance(strategy.tree, Leaf) else Null()
    if text_of(value) in _UPDATED_IN_PLACE and "ServiceRole" not in draft.properties.entries:
        draft.properties.entries["ReplaceComputeEnvironment"] = Guarded(Fixed(False))


def _is_one_of(value: Value, texts: tuple[str, ...]) -> Formula:
    found = (formula_of(binary("==", value, String(text))) for text in texts)
    return either(*(formula for formula in found if formula is not None))
