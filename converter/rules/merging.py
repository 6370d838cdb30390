"""Third step: children into their parents, and the hooks that see a whole resource with its children."""

from __future__ import annotations

from collections.abc import Mapping

from converter.rules import hooks_loaded, transforms_loaded
from converter.rules.drafting import add_literals
from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HOOKS, HookContext
from converter.rules.ledger import Target, Verdict
from converter.rules.model import ResourceRule
from converter.rules.placing import Places, merge_branches
from converter.rules.properties import Branch
from converter.rules.work import Work
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import ALWAYS, under
from converter.terraform.instances import ResourceInstance

_ = (hooks_loaded, transforms_loaded)  # importing them registers what the tables name

Children = Mapping[InstanceKey, tuple[tuple[ResourceInstance, ResourceRule], ...]]


def merge_all(work: Work) -> None:
    """Write every child into its parent's draft, then run the hooks."""
    for instance in work.evaluation.instances:
        parent = work.parents.get(instance.key)
        if parent is not None:
            _merge(work, instance, parent)
    children = _children(work)
    for draft in list(work.drafts.values()):
        _finish(work, draft, children)


def _merge(work: Work, instance: ResourceInstance, parent: InstanceKey) -> None:
    rule, entry = work.rules[instance.key], work.ledger[instance.key]
    merge = rule.merge
    assert merge is not None  # parents holds merged instances only
    draft = work.drafts.get((parent, ""))
    if draft is None:
        work.unsupported(instance, f"its parent {parent} makes no resource")
        return
    mapper = work.mapper(draft, instance, merge.self_reference)
    base = Branch() if merge.element is not None else draft.properties
    here = tuple(s.name for s in merge.element.steps) if merge.element is not None else ()
    mapper.skip = frozenset({merge.by, *merge.match})
    for name, argument in instance.body.arguments.items():
        if name in mapper.skip:
            mapper.note((name,), argument.span, Verdict.SAME, f"part of {parent}")
    guard = under(instance.guard, draft.guard)
    if merge.element is None and guard != ALWAYS:
        base = Branch()
        mapper.places = Places(base, draft.shapes)
    mapper.body(rule.arguments, instance.body, base, here)
    add_literals(rule.properties, draft, base)
    if merge.element is not None:
        mapper.places.place(merge.element, base, draft.properties, (), guard)
    elif base is not draft.properties:
        merge_branches(draft.properties, base, guard)
    draft.sources.append(instance)
    entry.verdict = Verdict.EQUIVALENT if entry.verdict is Verdict.SAME else entry.verdict
    entry.reason = entry.reason or f"part of {parent}"
    entry.targets.append(Target(parent))


def _children(work: Work) -> Children:
    """The merged children of every parent."""
    found: dict[InstanceKey, list[tuple[ResourceInstance, ResourceRule]]] = {}
    for child, parent in work.parents.items():
        if child in work.rules:
            found.setdefault(parent, []).append((work.instances[child], work.rules[child]))
    return {k: tuple(v) for k, v in found.items()}


def _finish(work: Work, draft: Draft, children: Children) -> None:
    """Run the hooks of a draft's rule and of its merged children's rules."""
    if draft.part and not draft.part.isdigit():
        return
    own = children.get(draft.key, ())
    names = dict.fromkeys([*draft.rule.finish, *(n for _, rule in own for n in rule.finish)])
    parts = tuple(other for (key, part), other in work.drafts.items() if key == draft.key and part) if names else ()
    context = HookContext(own, work.instances, work.findings, work.add_draft, parts)
    for name in names:
        HOOKS[name](context, draft)
