"""Resources that wait for each other: merging a child into its parent can close a loop that Terraform does not have.

A child whose table says how it stands alone (``apart``) is taken out of its parent again. Where that does not help,
policies name what they speak of in its fixed form, which also makes way for a ``depends_on``, and what refers to itself
does so by its own name (``own_names.py``); then come children that the deploy script can make when the stacks are
there. What is left is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from converter.cloudformation.mentions import beyond_mentions
from converter.cloudformation.model import GetAtt, Node, Object, Ref, Resource, walk
from converter.cloudformation.order import Cycle, topological
from converter.cloudformation.rewriting import rewrite
from converter.findings import Finding, Severity
from converter.rules.emitting import FlatTemplate
from converter.rules.selection import attributes_in
from converter.rules.work import Work
from converter.terraform.addresses import InstanceKey

Reference = tuple[str, str | None]


def first_loop(resources: Mapping[str, Resource]) -> tuple[str, ...] | None:
    """The logical IDs of resources that wait for each other, the first again at the end; None where none do."""
    edges = {
        name: [
            *dict.fromkeys(r[0] for r in references_in(resource.properties) if r[0] in resources),
            *resource.depends_on,
        ]
        for name, resource in resources.items()
    }
    found = topological(edges)
    return found.loop if isinstance(found, Cycle) else None


def to_take_apart(
    work: Work, flat: FlatTemplate, loop: tuple[str, ...], *, out_of_the_stacks: bool = False
) -> frozenset[InstanceKey]:
    """The merged children that close a loop and can stand alone: in the stacks, or beside them as a deploy step."""
    found: set[InstanceKey] = set()
    for user, used in pairwise(loop):
        for child in flat.drafts[user].sources[1:]:
            rule = work.rules.get(child.key)
            if rule is None or rule.apart is None or child.key in work.apart:
                continue
            if (rule.apart.verdict is not None) != out_of_the_stacks:
                continue
            referred = {a.resource for _, argument in child.body.walk() for a in attributes_in(argument.value)}
            if used in {flat.references.targets.get(key) for key in referred}:
                found.add(child.key)
    return frozenset(found)


def name_instead(flat: FlatTemplate, loop: tuple[str, ...]) -> bool:
    """Let the policies of one resource of a loop name the next one in its fixed form; whether that was possible."""
    written = set(flat.written_waits)
    for user, used in pairwise(loop):
        resource = flat.resources[user]
        wanted = {r for r in references_in(resource.properties) if r[0] == used}
        real = {r for node in beyond_mentions(resource.properties) for r in references_in(node)}
        if wanted and not wanted & real and wanted <= flat.alternatives.keys() and (user, used) not in written:
            properties = with_forms(resource.properties, {r: flat.alternatives[r] for r in wanted})
            others = tuple(name for name in resource.depends_on if name != used)
            flat.resources[user] = replace(resource, properties=properties, depends_on=others)
            return True
    return False


def wait_after_all(flat: FlatTemplate) -> None:
    """Let resources wait as ``depends_on`` says where only what policies speak of forbids it.

    A bucket that notifies a queue must wait for the queue's policy, and the policy speaks of the bucket.
    """
    for user, used in flat.written_waits:
        before = dict(flat.resources)
        resource = flat.resources[user]
        if used in (user, *resource.depends_on) or used not in flat.resources:
            continue
        flat.resources[user] = replace(resource, depends_on=(*resource.depends_on, used))
        while (loop := first_loop(flat.resources)) is not None:
            if not name_instead(flat, loop):
                flat.resources.clear()
                flat.resources.update(before)
                break


def loop_finding(flat: FlatTemplate, loop: tuple[str, ...]) -> Finding:
    """The finding for a loop that could not be broken."""
    addresses = [flat.drafts[name].instance.address for name in loop]
    draft = flat.drafts[loop[0]]
    return Finding(
        "rules-cycle",
        Severity.ERROR,
        f"resources that wait for each other in CloudFormation: {' -> '.join(addresses)}",
        "what Terraform makes in several steps is one resource in CloudFormation; give one of them a fixed name, or "
        "leave out one of the references",
        draft.instance.span,
        address=draft.instance.address,
    )


def references_in(node: Node) -> Iterator[Reference]:
    """Every Ref (without attribute) and GetAtt inside a node, parameters included."""
    for inner in walk(node):
        if isinstance(inner, Ref):
            yield inner.name, None
        elif isinstance(inner, GetAtt):
            yield inner.resource, inner.attribute


def with_forms(properties: Object, forms: Mapping[Reference, Node]) -> Object:
    """Properties with references replaced by the forms that are given for them."""

    def form(node: Node) -> Node | None:
        found = next(references_in(node), None) if isinstance(node, Ref | GetAtt) else None
        return forms.get(found) if found is not None else None

    result = rewrite(properties, form)
    assert isinstance(result, Object)  # an object stays one
    return result
