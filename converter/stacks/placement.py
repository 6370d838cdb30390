"""Where each resource goes: homes by layout, cycles between stacks broken.

In this order, each step only where the one before left a cycle: references take their fixed form (an ARN composed from
a known name) in policies; a stack that may be split is instantiated in parts; a single resource moves beside what it
depends on or what depends on it; any other reference takes its fixed form; what depends on the rest of the cycle
leaves its stack for a new one. What was done is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.mentions import beyond_mentions
from converter.cloudformation.model import Node, Resource
from converter.cloudformation.schemas import Kind
from converter.findings import Finding, FindingError, Severity
from converter.stacks.graph import attribute_kind, components, references, resource_references
from converter.stacks.layout import Layout
from converter.stacks.model import Reference

Use = tuple[str, Reference]
"""A resource and what it refers to."""
Edges = dict[str, dict[str, list[Use]]]
"""From stack to stack, the references behind the edge."""


@dataclass(slots=True)
class Placement:
    """The result: homes (stack or ``stack/part``), references to compose, moves in words.

    ``parts`` are the instances of a stack that is instantiated more than once; ``taken_from`` gives, for a stack that
    no layout has, the one that its resources were taken from; ``portions`` the same for what was too large.
    """

    homes: dict[str, str]
    composed: set[Use] = field(default_factory=set)
    moves: list[str] = field(default_factory=list)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    taken_from: dict[str, str] = field(default_factory=dict)
    portions: dict[str, str] = field(default_factory=dict)

    def stack_of(self, logical_id: str) -> str:
        """The stack (template) of a resource, without its part."""
        return self.homes[logical_id].split("/")[0]

    def new_stack(self, base: str) -> str:
        """A name for a stack that resources of another one go to: ``iam-2``."""
        base = self.taken_from.get(base, base)
        taken = {home.split("/")[0] for home in self.homes.values()} | self.taken_from.keys()
        number = 2
        while f"{base}-{number}" in taken:
            number += 1
        name = f"{base}-{number}"
        self.taken_from[name] = base
        return name


class Uses:
    """What each resource refers to, given which references are composed."""

    def __init__(self, resources: Mapping[str, Resource], alternatives: Mapping[Reference, Node]) -> None:
        self.resources = resources
        self.alternatives = alternatives
        self.written = {name: resource_references(resource, resources) for name, resource in resources.items()}
        self.users: dict[str, set[str]] = {name: set() for name in resources}
        for name, wanted in self.written.items():
            for other, _ in wanted:
                self.users[other].add(name)

    def needed(self, user: str, composed: set[Use]) -> dict[Reference, None]:
        """The references of a resource: in the place of one that is composed, those that its composed form has."""
        if not composed:
            return self.written[user]
        found: dict[Reference, None] = {}
        queue, seen = list(self.written[user]), set[Reference]()
        while queue:
            reference = queue.pop(0)
            if reference in seen:
                continue
            seen.add(reference)
            if (user, reference) in composed:
                queue.extend(r for r in references(self.alternatives[reference]) if r[0] in self.resources)
            else:
                found.setdefault(reference)
        return found

    def ties(self, name: str) -> int:
        """How many resources a resource refers to or is referred to by."""
        return len({other for other, _ in self.written[name]} | self.users[name])


@dataclass(slots=True)
class Placer:
    """Places the resources of a flat template."""

    resources: Mapping[str, Resource]
    kinds: Mapping[str, str]
    layout: Layout
    pinned: frozenset[str]
    uses: Uses
    placement: Placement

    def edges(self) -> Edges:
        """From stack to stack, the references behind the edge."""
        graph: Edges = {}
        homes = self.placement.homes
        for name in self.resources:
            home = homes[name]
            targets = graph.setdefault(home, {})
            for reference in self.uses.needed(name, self.placement.composed):
                other = homes[reference[0]]
                if other != home:
                    targets.setdefault(other, []).append((name, reference))
        return graph

    def run(self) -> Placement:
        """Break every cycle. Raises FindingError where one cannot be broken."""
        while cycles := components(self.edges()):
            cycle = cycles[0]
            if not (
                self.compose(cycle, names_only=True)
                or self.split(cycle)
                or self.move(cycle)
                or self.compose(cycle, names_only=False)
                or self.separate(cycle)
            ):
                raise FindingError(
                    Finding(
                        "stacks-cycle",
                        Severity.ERROR,
                        f"stacks that depend on each other: {' -> '.join((*cycle, cycle[0]))}",
                        "no resource that is not pinned can leave its stack to break the cycle; pin resources to "
                        "other stacks in tf2cfn.toml",
                    )
                )
        return self.placement

    # ------------------------------------------------------------------------------------------ fixed forms

    def compose(self, cycle: tuple[str, ...], *, names_only: bool) -> bool:
        """Give an edge's references their fixed forms, where all of them have one and that breaks the cycle a bit.

        ``names_only``: only where policies merely name the resource, so that nothing has to exist before its user.
        """
        edges = self.edges()
        candidates = []
        for source in cycle:
            for target, uses in edges[source].items():
                fixed = all(reference in self.uses.alternatives for _, reference in uses)
                if target in cycle and fixed and (not names_only or all(self.is_named(*u) for u in uses)):
                    candidates.append((len(uses), source, target, uses))
        before = components(edges)
        for _, _, _, uses in sorted(candidates, key=lambda c: c[:3]):
            self.placement.composed |= set(uses)
            if components(self.edges()) != before:
                return True
            self.placement.composed -= set(uses)
        return False

    def is_named(self, user: str, reference: Reference) -> bool:
        """Whether a resource refers to another one in policy documents only."""
        return reference not in {
            r for node in beyond_mentions(self.resources[user].properties) for r in references(node)
        }

    # ------------------------------------------------------------------------------------------ parts

    def split(self, cycle: tuple[str, ...]) -> bool:
        """Instantiate a stack of the cycle in parts: what depends on nothing in the cycle comes first."""
        edges = self.edges()
        for stack in cycle:
            names = self.layout.stack(stack).split
            if len(names) < 2 or "/" in stack:
                continue
            own, late = self.early_and_late(stack, cycle, edges)
            if not late or len(late) == len(own):
                continue
            for name in own:
                self.placement.homes[name] = f"{stack}/{names[1] if name in late else names[0]}"
            self.placement.parts[stack] = names[:2]
            return True
        return False

    def early_and_late(self, stack: str, cycle: tuple[str, ...], edges: Edges) -> tuple[list[str], set[str]]:
        """The resources of a stack, and those of them that depend on another stack of the cycle."""
        own = [n for n, home in self.placement.homes.items() if home == stack]
        late = {user for target, uses in edges[stack].items() if target in cycle for user, _ in uses}
        queue = list(late)
        inside = set(own)
        while queue:
            more = (self.uses.users[queue.pop()] & inside) - late
            late |= more
            queue.extend(more)
        return own, late

    # ------------------------------------------------------------------------------------------ moves

    def move(self, cycle: tuple[str, ...]) -> bool:
        """Move the single resource whose move leaves the fewest cycles; of several the one with the fewest ties.

        A move that changes when a resource is deployed comes only where no other one helps.
        """
        best: tuple[int, int, int, int, str, str] | None = None
        edges = self.edges()
        involved = {
            name
            for source in cycle
            for target, uses in edges[source].items()
            if target in cycle
            for user, (used, _) in uses
            for name in (user, used)
        }
        before = self.badness(edges)[0]
        for name in sorted(involved - self.pinned):
            home = self.placement.homes[name]
            for target in cycle:
                shift = self.shift(name, home, target)
                if target == home or shift is None:
                    continue
                self.placement.homes[name] = target
                cyclic, crossing = self.badness(self.edges())
                rank = (shift, cyclic, self.uses.ties(name), crossing, name, target)
                if cyclic < before and (best is None or rank < best):
                    best = rank
            self.placement.homes[name] = home
        if best is None:
            return False
        name, target = best[4:]
        self.placement.moves.append(f"{name} from {self.placement.homes[name]} to {target}")
        self.placement.homes[name] = target
        return True

    def shift(self, name: str, home: str, target: str) -> int | None:
        """How a move changes when a resource is deployed: 0 not, 1 sooner, 2 later; None: it must not.

        What needs the first stage to be done cannot come with it, what fills it cannot come after it, and nothing that
        another resource of the first stage needs can.
        """
        stages = self.layout.stages
        before, after = self.stage(home), self.stage(target)
        if stages is None or before == after:
            return 0
        kind = self.kinds[name]
        if after is None:
            return None if kind in stages.later else 1
        needed = any(self.stage(self.placement.homes[user]) is None for user in self.uses.users[name])
        return None if kind in stages.first or needed else 2

    def stage(self, home: str) -> str | None:
        """The stage of a stack or its part."""
        name = home.split("/", maxsplit=1)[0]
        return self.layout.stage(self.placement.taken_from.get(name, name))

    def badness(self, edges: Edges) -> tuple[int, int]:
        """How bad a placement is: stacks on cycles, then references between stacks."""
        cyclic = sum(len(c) for c in components(edges))
        crossing = sum(len(uses) for targets in edges.values() for uses in targets.values())
        return cyclic, crossing

    # ------------------------------------------------------------------------------------------ new stacks

    def separate(self, cycle: tuple[str, ...]) -> bool:
        """Take what depends on the rest of the cycle out of a stack, into a new one: the fewest resources that help.

        Resources do not depend on each other in a circle, so some stack of the cycle has ones that depend on nothing in
        it, and each step leaves fewer resources together: the cycle is broken in the end.
        """
        edges = self.edges()
        best: tuple[int, int, str, set[str]] | None = None
        for stack in cycle:
            own, late = self.early_and_late(stack, cycle, edges)
            if not late or len(late) == len(own) or late & self.pinned:
                continue
            homes = dict(self.placement.homes)
            self.placement.homes.update(dict.fromkeys(late, f"{stack}/late"))
            rank = (self.badness(self.edges())[0], len(late), stack, late)
            self.placement.homes = homes
            if best is None or rank[:3] < best[:3]:
                best = rank
        if best is None:
            return False
        _, count, stack, late = best
        name = self.placement.new_stack(stack.split("/", maxsplit=1)[0])
        self.placement.homes.update(dict.fromkeys(late, name))
        shown = ", ".join(sorted(late)[:_SHOWN]) + (f" and {count - _SHOWN} more" if count > _SHOWN else "")
        self.placement.moves.append(f"{shown} from {stack} to {name}")
        return True


_SHOWN = 3
_NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER})


def place(
    resources: Mapping[str, Resource],
    labels: Mapping[str, tuple[str, str]],
    layout: Layout,
    alternatives: Mapping[Reference, Node],
) -> Placement:
    """Place all resources. ``labels`` gives each one's kind and address for the layout's patterns."""
    homes: dict[str, str] = {}
    pinned: set[str] = set()
    for name, (kind, address, type_name) in _labelled(resources, labels):
        homes[name], is_pinned = layout.home(kind, address, type_name)
        if is_pinned:
            pinned.add(name)
    kinds = {name: labels[name][0] for name in resources}
    uses = Uses(resources, alternatives)
    placement = Placement(homes)
    keep_together(placement, pinned, uses)
    return Placer(resources, kinds, layout, frozenset(pinned), uses, placement).run()


def keep_together(placement: Placement, pinned: set[str], uses: Uses) -> None:
    """Put what tells a number into the stack of what takes it, to stay: only texts go from stack to stack.

    Raises FindingError where both are pinned to stacks of their own.
    """
    homes = placement.homes
    for user, wanted in uses.written.items():
        for told, attribute in wanted:
            if user == told or attribute_kind(uses.resources[told].type, attribute) not in _NUMBERS:
                continue
            if homes[told] != homes[user]:
                moved, other = (told, user) if told not in pinned else (user, told)
                if moved in pinned:
                    raise FindingError(
                        Finding(
                            "stacks-number",
                            Severity.ERROR,
                            f"{user} in {homes[user]} takes {attribute} of {told} in {homes[told]}, which is a number",
                            "only texts go from stack to stack; pin both to the same one",
                        )
                    )
                placement.moves.append(f"{moved} from {homes[moved]} to {homes[other]}")
                homes[moved] = homes[other]
            pinned |= {user, told}


def homes_of(
    resources: Mapping[str, Resource], labels: Mapping[str, tuple[str, str]], layout: Layout
) -> Iterator[tuple[str, str]]:
    """Kind and stack of every resource, before any cycle is broken."""
    for _, (kind, address, type_name) in _labelled(resources, labels):
        yield kind, layout.home(kind, address, type_name)[0]


def _labelled(
    resources: Mapping[str, Resource], labels: Mapping[str, tuple[str, str]]
) -> Iterable[tuple[str, tuple[str, str, str]]]:
    return ((name, (*labels[name], resource.type)) for name, resource in resources.items())
