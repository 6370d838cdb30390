"""First step: which rule each instance has, which child is merged into which parent."""

from __future__ import annotations

from converter.findings import Finding, Severity
from converter.rules.ledger import ResourceEntry, Verdict
from converter.rules.model import ResourceRule
from converter.rules.selection import parent_of, select, text_of
from converter.rules.work import Work
from converter.terraform.instances import ResourceInstance
from converter.terraform.values import is_sensitive


def classify(work: Work) -> None:
    """Choose the rule of every instance and open its entry in the ledger."""
    for instance in work.evaluation.instances:
        work.ledger[instance.key] = ResourceEntry(instance.key, instance.span, instance.guard)
        table = work.tables.resources.get(instance.key.type)
        if table is None:
            work.unsupported(instance, "there is no table for this resource type yet")
            continue
        rule = select(table, instance, apart=instance.key in work.apart)
        work.rules[instance.key] = rule
        if _is_plain_secret(rule, instance):
            reason = (
                "CloudFormation would store a sensitive value that is known only during the deployment as plain text; "
                "keep it in Secrets Manager instead"
            )
            work.unsupported(instance, reason, "rules-secret")
        elif rule.merge is not None:
            _merged(work, instance, rule)
        elif rule.verdict is not None:
            _without_resource(work, instance, rule, Verdict(rule.verdict))


def _merged(work: Work, instance: ResourceInstance, rule: ResourceRule) -> None:
    assert rule.merge is not None  # the caller looked
    parent = parent_of(instance.body.value(rule.merge.by))
    if parent is not None and parent.type == rule.merge.into and parent in work.instances:
        work.parents[instance.key] = parent
    elif rule.type is None:
        work.unsupported(instance, f"the {rule.merge.into} that {rule.merge.by} names is not in this configuration")


def _without_resource(work: Work, instance: ResourceInstance, rule: ResourceRule, verdict: Verdict) -> None:
    entry = work.ledger[instance.key]
    if verdict is Verdict.UNSUPPORTED:
        work.unsupported(instance, rule.reason)
        return
    entry.verdict, entry.reason = verdict, rule.reason
    if verdict is Verdict.DROPPED:
        severity = Severity.INFO if rule.severity == "info" else Severity.WARNING
        summary = f"{instance.key.type} has no counterpart"
        work.findings.add(
            Finding("rules-dropped", severity, summary, rule.reason, instance.span, address=instance.address)
        )


def _is_plain_secret(rule: ResourceRule, instance: ResourceInstance) -> bool:
    """Whether a sensitive value would become the plain text of a parameter in the store."""
    return (
        rule.type == "AWS::SSM::Parameter"
        and text_of(instance.body.value("type")) == "SecureString"
        and any(is_sensitive(instance.body.value(name)) for name in ("value", "value_wo"))
    )
