"""What becomes of lifecycle rules and provisioners: deletion policies, and verdicts in the ledger.

Facts: "The lifecycle Meta-Argument", Terraform language documentation; "DeletionPolicy", "UpdateReplacePolicy" and
"Update behaviors of stack resources", AWS CloudFormation User Guide.
"""

from __future__ import annotations

from converter.findings import Finding, Severity, Span
from converter.rules.ledger import ArgumentEntry, Target, Verdict
from converter.rules.work import Work
from converter.terraform.instances import ResourceInstance
from converter.terraform.traversals import traversal_text

_UNMADE = frozenset({Verdict.UNSUPPORTED, Verdict.DROPPED, Verdict.DEPLOY_STEP})


def apply_lifecycles(work: Work) -> None:
    """Give every rule of every instance its effect and its verdict."""
    for instance in work.evaluation.instances:
        made = work.ledger[instance.key].verdict not in _UNMADE
        if made:
            _wished(work, instance)
            _prevent_destroy(work, instance)
            _order(work, instance)
            _ignore(work, instance)
            _triggers(work, instance)
        _provisioners(work, instance)


def _wished(work: Work, instance: ResourceInstance) -> None:
    """The deletion policies that the project asks for."""
    wish = work.wishes.deletion(str(instance.key))
    if wish is None:
        return
    for draft in work.drafts.values():
        if draft.key == instance.key:
            draft.deletion_policy, draft.update_replace_policy = wish.policy, wish.replace


def _prevent_destroy(work: Work, instance: ResourceInstance) -> None:
    """``prevent_destroy``: the resource outlives its stack and its replacement."""
    if not instance.config.lifecycle.prevent_destroy:
        return
    drafts = [d for d in work.drafts.values() if d.key == instance.key]
    for draft in drafts:
        draft.deletion_policy = draft.update_replace_policy = "Retain"
    targets = tuple(Target(draft.key, draft.part) for draft in drafts)
    if not drafts:
        _note(work, instance, "prevent_destroy", Verdict.EQUIVALENT, "it stands in its parent's resource")
        return
    reason = (
        "DeletionPolicy and UpdateReplacePolicy are Retain: CloudFormation does not refuse the change, and the "
        "resource stays"
    )
    _note(work, instance, "prevent_destroy", Verdict.EQUIVALENT, reason, targets)


def _order(work: Work, instance: ResourceInstance) -> None:
    """``create_before_destroy``: CloudFormation always does."""
    if instance.config.lifecycle.create_before_destroy:
        reason = "CloudFormation makes a replacement before it deletes what it replaces"
        _note(work, instance, "create_before_destroy", Verdict.SAME, reason)


def _ignore(work: Work, instance: ResourceInstance) -> None:
    """``ignore_changes``: CloudFormation never looks at what was changed outside of it."""
    if instance.config.lifecycle.ignore_changes:
        reason = (
            "CloudFormation leaves changes from outside alone; it writes a property again only when the template's own "
            "value of it changes"
        )
        _note(work, instance, "ignore_changes", Verdict.EQUIVALENT, reason)


def _triggers(work: Work, instance: ResourceInstance) -> None:
    """``replace_triggered_by``: nothing in CloudFormation does that."""
    triggers = instance.config.lifecycle.replace_triggered_by
    if not triggers:
        return
    named = ", ".join(filter(None, map(traversal_text, triggers)))
    reason = f"CloudFormation does not replace a resource because {named or 'another one'} changes"
    _note(work, instance, "replace_triggered_by", Verdict.DROPPED, reason)
    block = instance.config.lifecycle.block
    _warn(work, instance, "rules-lifecycle", "replace_triggered_by has no counterpart", reason,
          block.header if block is not None else instance.span)  # fmt: skip


def _provisioners(work: Work, instance: ResourceInstance) -> None:
    for position, provisioner in enumerate(instance.config.provisioners):
        reason = f"CloudFormation runs no commands; run the {provisioner.type} provisioner's by other means"
        entry = ArgumentEntry(f"provisioner[{position}]", Verdict.DROPPED, reason, provisioner.block.header)
        work.ledger[instance.key].note(entry)
        summary = f"the provisioner {provisioner.type} is not run"
        if provisioner.when == "destroy":
            summary += " before the resource is destroyed"
        _warn(work, instance, "rules-provisioner", summary, reason, provisioner.block.header)


def _note(
    work: Work,
    instance: ResourceInstance,
    name: str,
    verdict: Verdict,
    reason: str,
    targets: tuple[Target, ...] = (),
) -> None:
    block = instance.config.lifecycle.block
    attribute = block.body.attribute(name) if block is not None else None
    span = attribute.span if attribute is not None else instance.span
    work.ledger[instance.key].note(ArgumentEntry(f"lifecycle.{name}", verdict, reason, span, targets))


def _warn(work: Work, instance: ResourceInstance, id_: str, summary: str, detail: str, span: Span) -> None:
    work.findings.add(Finding(id_, Severity.WARNING, summary, detail, span, address=instance.address))
