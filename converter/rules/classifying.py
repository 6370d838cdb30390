"""First step: which rule each instance has, which child is merged into which parent."""

from __future__ import annotations

from converter.findings import Finding, Severity
from converter.rules.decisions import undecided
from converter.rules.ledger import ResourceEntry, Verdict
from converter.rules.model import MergeRule, ResourceRule
from converter.rules.selection import parent_of, select, text_of
from converter.rules.verdicts import load_verdicts
from converter.rules.work import Work
from converter.terraform.addresses import InstanceKey
from converter.terraform.convert import bare
from converter.terraform.instances import ResourceInstance
from converter.terraform.values import Attribute, Null, Unknown, Value
from converter.terraform.walking import is_sensitive


def classify(work: Work) -> None:
    """Choose the rule of every instance and open its entry in the ledger."""
    for instance in work.evaluation.instances:
        work.ledger[instance.key] = ResourceEntry(instance.key, instance.span, instance.guard)
        if instance.elsewhere:
            _elsewhere(work, instance)
            continue
        table = work.tables.resources.get(instance.key.type)
        if table is None:
            work.unsupported(instance, _advice(instance.key.type))
            continue
        rule = select(table, instance, apart=instance.key in work.apart)
        work.rules[instance.key] = rule
        for finding in undecided(table, instance):
            work.findings.add(finding)
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


def _advice(type_name: str) -> str:
    """What CloudFormation has for a type without a table, or what to do instead."""
    verdict = load_verdicts().resources.get(type_name)
    return verdict.advice if verdict is not None else "there is no table for this resource type"


def _elsewhere(work: Work, instance: ResourceInstance) -> None:
    """A resource that no stack of this conversion can hold."""
    reason = (
        f"its provider works in {instance.elsewhere}, and a stack lives in one region and account; convert what lives "
        "there as a configuration of its own and pass what is needed of it in as variables"
    )
    work.unsupported(instance, reason, "rules-provider", f"{instance.address} lives elsewhere")


def _merged(work: Work, instance: ResourceInstance, rule: ResourceRule) -> None:
    assert rule.merge is not None  # the caller looked
    parent = _parent(work, instance, rule.merge)
    if parent is not None:
        work.parents[instance.key] = parent
    elif rule.type is None:
        named = f"the {rule.merge.into} that {rule.merge.by} names is not in this configuration"
        if rule.merge.match:
            named = f"no {rule.merge.into} of this configuration has the same {', '.join(rule.merge.match)}"
        work.unsupported(instance, named)


def _parent(work: Work, instance: ResourceInstance, merge: MergeRule) -> InstanceKey | None:
    """The parent of a child; where the child names it by another child of the same parent, by way of that one."""
    found = parent_of(instance.body.value(merge.by))
    while found in work.instances and found.type != merge.into:
        table = work.tables.resources.get(found.type)
        by = _identified_by(table, merge.into) if table is not None else None
        found = parent_of(work.instances[found].body.value(by)) if by is not None else None
    return found if found in work.instances else _matching(work, instance, merge)


def _identified_by(table: ResourceRule, parent: str) -> str | None:
    """The argument by which a resource names its parent, where its own identifier is the parent's."""
    if table.merge is not None and table.merge.into == parent:
        return table.merge.by
    identifier = table.attributes.get("id")
    return identifier.argument if identifier is not None else None


def _matching(work: Work, instance: ResourceInstance, merge: MergeRule) -> InstanceKey | None:
    """The one instance that has the child's values in the arguments that identify it."""
    if not merge.match:
        return None
    wanted = [_identity(instance.body.value(name)) for name in merge.match]
    found = [
        other.key
        for other in work.evaluation.instances
        if other.key.type == merge.into and [_identity(other.body.value(name)) for name in merge.match] == wanted
    ]
    return found[0] if len(found) == 1 and not any(isinstance(v, Null | Unknown) for v in wanted) else None


def _identity(value: Value) -> Value:
    """What a value stands for: an attribute that repeats an argument stands for that argument's value."""
    value = bare(value)
    while isinstance(value, Attribute) and value.value is not None:
        value = bare(value.value)
    return value


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
