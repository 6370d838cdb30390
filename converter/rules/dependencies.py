"""What resources wait for: DependsOn where Terraform orders and CloudFormation would not know.

Facts: "DependsOn attribute", AWS CloudFormation User Guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.cloudformation.model import GetAtt, Ref, Resource, walk
from converter.rules.drafts import Draft
from converter.rules.properties import Leaf, leaves
from converter.rules.selection import attributes_in
from converter.rules.work import Identity, Work
from converter.terraform.addresses import InstanceKey


class Waits:
    """Finds the DependsOn of every resource. One that would close a loop is left out."""

    def __init__(self, work: Work, ids: Mapping[Identity, str], resources: Mapping[str, Resource]) -> None:
        self.work = work
        self.ids = ids
        self.made: dict[InstanceKey, list[str]] = {}
        for key, part in work.drafts:
            if part == "" or part.isdigit() or self._is_ready_part(key, part):
                self.made.setdefault(key, []).append(ids[key, part])
        self.graph: dict[str, dict[str, None]] = {
            name: {n: None for n in _named(resource) if n in resources and n != name}
            for name, resource in resources.items()
        }
        for draft in work.drafts.values():
            name = ids[draft.identity]
            own = dict.fromkeys(n for n in self._wanted(draft) if n != name)
            for other in own:
                if not self._leads_to(other, name):
                    self.graph[name].setdefault(other)
        self.written = tuple(
            dict.fromkeys((ids[d.identity], other) for d in work.drafts.values() for other in self._written(d))
        )
        """What ``depends_on`` asks for: the logical IDs of who should wait, and for what. A loop can forbid it."""

    def of(self, draft: Draft) -> tuple[str, ...]:
        """The logical IDs that a draft waits for by Terraform's order."""
        name = self.ids[draft.identity]
        return tuple(n for n in dict.fromkeys(self._wanted(draft)) if n != name and n in self.graph[name])

    def _is_ready_part(self, key: InstanceKey, part: str) -> bool:
        return part.rstrip("0123456789") in self.work.rules[key].ready or part in self.work.rules[key].ready

    def _wanted(self, draft: Draft) -> Iterator[str]:
        """What the draft waits for: depends_on, what its arguments refer to, what those need ready.

        A child in its parent orders by its depends_on alone: what it refers to is referred to in the parent too, or
        merely named in a policy.
        """
        keys: dict[InstanceKey, None] = {}
        if draft.part and not draft.part.isdigit():
            for leaf in leaves(draft.properties):
                if isinstance(leaf, Leaf):
                    keys.update((a.resource, None) for a in attributes_in(leaf.value))
        else:
            for source in draft.sources:
                keys.update(dict.fromkeys(source.depends_on))
            apart = {also.each for also in draft.rule.also.values()}
            for path, argument in draft.instance.body.walk():
                if path[0] not in apart:
                    keys.update((a.resource, None) for a in attributes_in(argument.value))
        for key in keys:
            for top in self._tops(key, set()):
                if top != draft.key and top.type not in draft.rule.together:
                    yield from self.made[top]

    def _written(self, draft: Draft) -> Iterator[str]:
        """What the draft waits for by ``depends_on``, its own or a merged child's."""
        for source in draft.sources if not draft.part or draft.part.isdigit() else ():
            for key in source.depends_on:
                for top in self._tops(key, set()):
                    if top != draft.key and top.type not in draft.rule.together:
                        yield from self.made[top]

    def _tops(self, key: InstanceKey, seen: set[InstanceKey]) -> Iterator[InstanceKey]:
        """The instances whose resources stand for one: itself, its parent, or what it waits for where it makes none."""
        if key in seen:
            return
        seen.add(key)
        top = self.work.parents.get(key, key)
        if top in self.made:
            yield top
        elif key in self.work.instances:
            for other in self.work.instances[key].depends_on:
                yield from self._tops(other, seen)

    def _leads_to(self, start: str, end: str) -> bool:
        seen: set[str] = set()
        queue = [start]
        while queue:
            name = queue.pop()
            if name == end:
                return True
            if name not in seen:
                seen.add(name)
                queue.extend(self.graph.get(name, ()))
        return False


def _named(resource: Resource) -> Iterator[str]:
    for node in walk(resource.properties):
        if isinstance(node, Ref):
            yield node.name
        elif isinstance(node, GetAtt):
            yield node.resource
