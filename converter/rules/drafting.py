"""Second step: drafts of the resources that instances become, their arguments mapped by rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from converter.rules.constants import constant
from converter.rules.drafts import Draft
from converter.rules.fanning import fan_out
from converter.rules.inexpressible import InexpressibleError
from converter.rules.mapping import as_blocks
from converter.rules.model import AlsoRule, DeletionRule, Json
from converter.rules.properties import Branch, Fixed, Guarded, Items, Leaf, ResourceRef, Tree, Upload
from converter.rules.selection import cloudformation_type, text_of
from converter.rules.table_values import with_values
from converter.rules.transforms.documents import parsed, policy_tree
from converter.rules.work import Work
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both
from converter.terraform.instances import BodyValue, NestedBlockValue, ResourceInstance
from converter.terraform.operators import formula_of
from converter.terraform.types import BOOL
from converter.terraform.values import Null, type_of


def draft_all(work: Work) -> None:
    """Make the drafts of every instance that becomes a resource of its own."""
    for instance in work.evaluation.instances:
        rule = work.rules.get(instance.key)
        if rule is None or instance.key in work.parents or (rule.verdict is not None and rule.type is None):
            continue
        type_name = cloudformation_type(rule, instance)
        if type_name is None:
            continue
        try:
            parts = list(fan_out(rule, instance, work.lists))
        except InexpressibleError as problem:
            work.unsupported(instance, str(problem))
            continue
        for part, body, guard in parts:
            draft = work.add_draft(instance, part, type_name, both(instance.guard, guard))
            work.mapper(draft, instance).body(rule.arguments, body, draft.properties)
            add_literals(rule.properties, draft, draft.properties)
            _set_deletion(draft, rule.deletion)
            draft.update_policy = rule.update_policy
        for also in rule.also.values():
            _also(work, instance, also)


def _also(work: Work, instance: ResourceInstance, also: AlsoRule) -> None:
    """Make the further resources of a split: one, or one for each block of an argument."""
    if also.each is None:
        guard = _switched_on(instance, also.when) if also.when is not None else ALWAYS
        if guard != NEVER:
            draft = work.add_draft(instance, also.name, also.type, both(instance.guard, guard))
            add_literals(also.properties, draft)
            _set_deletion(draft, also.deletion)
        return
    try:
        blocks = _blocks(work, instance, also.each, scalars=also.each in also.rows)
    except InexpressibleError as problem:
        work.unsupported(instance, str(problem))
        return
    for position, block in enumerate(blocks):
        guard = both(instance.guard, block.guard)
        draft = work.add_draft(instance, f"{also.name}{position + 1}", also.type, guard)
        path = () if also.each in block.body.arguments else (also.each, position)
        work.mapper(draft, instance).body(also.rows, block.body, draft.properties, (), path)
        add_literals(also.properties, draft)


def _blocks(work: Work, instance: ResourceInstance, name: str, *, scalars: bool) -> tuple[NestedBlockValue, ...]:
    """The nested blocks of a type, written as blocks or as a list of objects.

    ``scalars``: each element of a list counts as a block that holds it under the list's own name.
    """
    if name in instance.body.blocks:
        return instance.body.blocks[name]
    argument = instance.body.arguments.get(name)
    if argument is None:
        return ()
    if not scalars:
        return as_blocks(name, argument)
    return tuple(
        NestedBlockValue(name, BodyValue({name: replace(argument, value=item.value)}), argument.span, item.guard)
        for item in work.lists.of(argument.value, argument.span)
    )


def _switched_on(instance: ResourceInstance, argument: str) -> Formula:
    """When an argument is set to something that asks for more than nothing: a flag where it is true."""
    value = instance.body.value(argument)
    if not instance.body.is_set(argument) or text_of(value) == "false":
        return NEVER
    found = formula_of(value) if type_of(value) == BOOL else None
    return ALWAYS if found is None else found


def add_literals(literals: Mapping[str, Json], draft: Draft, base: Branch | None = None) -> None:
    """Write the properties that a table states, where no row wrote them."""
    for name, tree in _trees(literals, draft):
        (draft.properties if base is None else base).entries.setdefault(name, Guarded(tree))


def _trees(literals: Mapping[str, Json], draft: Draft) -> Iterator[tuple[str, Tree]]:
    for name, literal in literals.items():
        tree = table_tree(literal, draft)
        if not (isinstance(tree, Leaf) and isinstance(tree.value, Null)):
            yield name, tree


def table_tree(literal: Json, draft: Draft) -> Tree:
    """A property that a table states: a literal, or one of the forms of docs/rule-tables.md, ``properties``."""
    if isinstance(literal, list):
        return Items([Guarded(table_tree(item, draft)) for item in literal])
    if not isinstance(literal, dict):
        return Fixed(constant(literal, None))
    if "argument" in literal:
        value = draft.instance.body.value(str(literal["argument"]))
        if isinstance(values := literal.get("values"), dict):
            return Leaf(with_values(values, value))
        content = parsed(value) if "as" in literal and not isinstance(value, Null) else None
        return Leaf(value) if content is None else policy_tree(content, None, draft.key)
    if set(literal) == {"get_att"}:
        return ResourceRef(draft.key, str(literal["get_att"]))
    if set(literal) == {"ref"}:
        return ResourceRef(draft.key, None, "" if literal["ref"] == "self" else str(literal["ref"]))
    if set(literal) == {"upload"}:
        return Upload(draft.key, "bucket" if literal["upload"] == "bucket" else "key")
    if set(literal) == {"sub"}:
        return Fixed(constant(literal, None))
    return Branch({name: Guarded(tree) for name, tree in _trees(literal, draft)})


def _set_deletion(draft: Draft, rule: DeletionRule | None) -> None:
    """Set the deletion policies that the rule gives."""
    if rule is None:
        return
    if rule.argument is not None:
        body = draft.instance.body
        text = text_of(body.value(rule.argument)) or rule.default
        policy = rule.values.get(text or "") or (rule.values.get("*") if body.is_set(rule.argument) else None)
        draft.deletion_policy = policy
        draft.update_replace_policy = "Retain" if policy == "RetainExceptOnCreate" else policy
        return
    draft.deletion_policy, draft.update_replace_policy = rule.policy, rule.replace
