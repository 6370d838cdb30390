"""Fourth step: the ledger is closed, and what no row accounted for is reported."""

from __future__ import annotations

from converter.findings import Finding, Severity
from converter.rules.ledger import ResourceEntry, Verdict, path_text
from converter.rules.selection import attributes_in
from converter.rules.work import Work
from converter.terraform.instances import ResourceInstance


def settle(work: Work) -> None:
    """Close the ledger."""
    for instance in work.evaluation.instances:
        entry, rule = work.ledger[instance.key], work.rules.get(instance.key)
        if rule is not None and rule.absorbed is not None:
            if instance.key in work.absorbed or _is_unused(work, instance):
                entry.verdict, entry.reason = Verdict.EQUIVALENT, rule.absorbed
                work.cover(instance, Verdict.EQUIVALENT, rule.absorbed)
            else:
                work.unsupported(instance, "nothing that takes its value in is converted")
        elif rule is not None and rule.verdict is not None and rule.type is None:
            entry.verdict, entry.reason = Verdict(rule.verdict), rule.reason
            work.cover(instance, entry.verdict, entry.reason)
        _report_unaccounted(work, instance, entry)
        entry.settle()


def _is_unused(work: Work, instance: ResourceInstance) -> bool:
    """Whether nothing in the configuration refers to an instance."""
    return not any(
        attribute.resource == instance.key
        for other in work.evaluation.instances
        for _, argument in other.body.walk()
        for attribute in attributes_in(argument.value)
    )


def _report_unaccounted(work: Work, instance: ResourceInstance, entry: ResourceEntry) -> None:
    """Report arguments that no row consumed: a fault of the tables, never of the user."""
    for path, argument in instance.body.walk():
        if path_text(path) not in entry.arguments:
            work.findings.add(
                Finding(
                    "rules-unaccounted",
                    Severity.ERROR,
                    f"{path_text(path)} is unaccounted for",
                    f"the table of {instance.key.type} has no row for it; please report this",
                    argument.span,
                    address=instance.address,
                )
            )
