"""Resources that refer to themselves: a bucket whose lists or logs go to the bucket itself.

Terraform makes such a thing in several steps, CloudFormation in one, in which a resource cannot refer to itself. So it
names itself in its fixed form. Where its name would be generated, it gets one that is composed of the stack's ID, which
differs from stack to stack as generated names do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from converter.cloudformation.model import Node, Object, Ref, Select, Split
from converter.rules.constants import split_references
from converter.rules.drafts import Draft
from converter.rules.emitting import FlatTemplate
from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import Target, Verdict
from converter.rules.loops import references_in, with_forms
from converter.rules.selection import attributes_in
from converter.rules.substitution import sub
from converter.terraform.convert import bare
from converter.terraform.facts import known_prefix
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.values import Choice, Concat, Null, Value

_MAX_BASE = 36
"""Characters of a resource's name in Terraform that a name begins with where nothing else is asked for."""
_REASON = "composed of the stack's ID: the resource refers to itself, and a generated name is known only afterwards"


def name_itself(flat: FlatTemplate, logical_id: str) -> bool:
    """Let a resource that refers to itself do so in its fixed form; whether all of these references have one."""
    draft, resource = flat.drafts[logical_id], flat.resources[logical_id]
    wanted = dict.fromkeys(r for r in references_in(resource.properties) if r[0] == logical_id)
    forms = {reference: _fixed_form(draft, reference[1]) for reference in wanted}
    try:
        names = {name: _OwnName(flat, draft, name) for form in forms.values() for name in _name_arguments(form, draft)}
        given = {name: own.node() for name, own in names.items()}
        nodes = {
            reference: flat.references.text(form, draft.key, None, given=given)
            for reference, form in forms.items()
            if form is not None and not draft.part
        }
    except InexpressibleError:
        return False
    if nodes.keys() != forms.keys() or any(r[0] == logical_id for n in nodes.values() for r in references_in(n)):
        return False
    properties = with_forms(resource.properties, nodes)
    for name, own in names.items():
        if own.is_composed:
            properties = _with_property(properties, _property(draft, name), given[name])
            own.note()
    flat.resources[logical_id] = replace(resource, properties=properties)
    return True


@dataclass(slots=True)
class _OwnName:
    """The name that a resource has by an argument (or by the beginning of one, ``bucket_prefix``), whatever it is."""

    flat: FlatTemplate
    draft: Draft
    argument: str
    is_composed: bool = False
    """Whether a part of it takes the place of what would be generated."""

    def node(self) -> Node:
        """The name. Raises InexpressibleError where what is told of it has no form."""
        return self.of(self.draft.instance.body.value(self.argument), ALWAYS)

    def of(self, value: Value, assumption: Formula) -> Node:
        """The name where the argument has a value."""
        value = bare(value)
        if isinstance(value, Choice):
            return self.flat.lowering.choose(
                value.condition, assumption, lambda a: self.of(value.then, a), lambda a: self.of(value.otherwise, a)
            )
        if isinstance(value, Null):
            return self.beginning(self.draft.instance.body.value(f"{self.argument}_prefix"), assumption)
        if not any(attributes_in(value)):
            return self.flat.lowering.value(value, "string", assumption)
        parts = value.parts if isinstance(value, Concat) else (value,)
        return sub([self.part(part, assumption) for part in parts])

    def part(self, value: Value, assumption: Formula) -> Node:
        """A part of the name; what only a generator tells is replaced."""
        if not any(attributes_in(value)):
            return self.flat.lowering.value(value, "string", assumption)
        return sub([known_prefix(value), self.unique()])

    def beginning(self, prefix: Value, assumption: Formula) -> Node:
        """The name that begins with a prefix; with the one of the resource in Terraform where there is none."""
        prefix = bare(prefix)
        if isinstance(prefix, Choice):
            return self.flat.lowering.choose(
                prefix.condition,
                assumption,
                lambda a: self.beginning(prefix.then, a),
                lambda a: self.beginning(prefix.otherwise, a),
            )
        if isinstance(prefix, Null):
            return sub([self.draft.key.name.lower().replace("_", "-")[:_MAX_BASE] + "-", self.unique()])
        return sub([self.flat.lowering.value(prefix, "string", assumption), self.unique()])

    def unique(self) -> Node:
        """What no other stack and no other resource of the stack has: of the stack's ID, and of the address."""
        self.is_composed = True
        identifier = Select(2, Split("/", Ref("AWS::StackId")))
        digest = hashlib.sha256(str(self.draft.key).encode()).hexdigest()
        return sub([Select(0, Split("-", identifier)), digest[:4]])

    def note(self) -> None:
        """Say in the ledger what became of the argument."""
        key = self.draft.key
        entry = self.flat.ledger[key]
        target = Target(key, self.draft.part, _property(self.draft, self.argument))
        for name in (self.argument, f"{self.argument}_prefix"):
            if name in entry.arguments:
                entry.arguments[name] = replace(
                    entry.arguments[name], verdict=Verdict.EQUIVALENT, reason=_REASON, targets=(target,)
                )


def _fixed_form(draft: Draft, attribute: str | None) -> str | None:
    """The fixed form of a resource's Ref (None), or of one of its attributes."""
    rows = [row for row in draft.rule.attributes.values() if row.part is None and row.fixed_form is not None]
    found = (row.fixed_form for row in rows if (row.ref if attribute is None else row.get_att == attribute))
    return next(found, None)


def _name_arguments(form: str | None, draft: Draft) -> Iterator[str]:
    """The arguments in a composition that name the resource, and without which its name is generated."""
    for piece, is_reference in split_references(form or ""):
        name = piece.removeprefix("argument.")
        if is_reference and name != piece and _property(draft, name):
            yield name


def _property(draft: Draft, argument: str) -> str:
    """The property that an argument gives the name to; empty where it is no name."""
    row = draft.rule.arguments.get(argument)
    if row is None or row.to is None or len(row.to.steps) != 1 or row.transform is None:
        return ""
    return row.to.steps[0].name if row.transform.name == "name" else ""


def _with_property(properties: Object, name: str, node: Node) -> Object:
    """An object with a property in the place of one that it has, or ahead of the others."""
    if any(key == name for key, _ in properties.entries):
        return Object(tuple((key, node if key == name else value) for key, value in properties.entries))
    return Object(((name, node), *properties.entries))
