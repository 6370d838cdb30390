"""Schedules of Data Lifecycle Manager: the unit of an interval."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.terraform.values import Null

_UNIT = Fixed("HOURS")


@hook("creation_interval_unit")
def creation_interval_unit(context: HookContext, draft: Draft) -> None:
    """An interval without a unit is one of hours; a schedule with a cron expression has neither.

    Facts: "Resource: aws_dlm_lifecycle_policy", create_rule; AWS::DLM::LifecyclePolicy CreateRule.
    """
    _ = context
    details = draft.properties.entries.get("PolicyDetails")
    schedules = (
        details.tree.entries.get("Schedules") if details is not None and isinstance(details.tree, Branch) else None
    )
    for schedule in schedules.tree.elements if schedules is not None and isinstance(schedules.tree, Items) else ():
        rule = schedule.tree.entries.get("CreateRule") if isinstance(schedule.tree, Branch) else None
        if rule is None or not isinstance(rule.tree, Branch):
            continue
        interval = rule.tree.entries.get("Interval")
        if interval is not None:
            rule.tree.entries.setdefault("IntervalUnit", Guarded(_unit_of(interval.tree), interval.guard))


def _unit_of(interval: Tree) -> Tree:
    """The unit, where there is an interval."""
    match interval:
        case Conditional(condition, then, otherwise):
            return Conditional(condition, _unit_of(then), _unit_of(otherwise))
        case Leaf(Null()):
            return interval
        case _:
            return _UNIT
