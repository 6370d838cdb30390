"""Where each resource goes: homes by layout, cycles between stacks broken.

In this order, each step only where the one before left a cycle: references take their fixed form (an ARN composed from
a known name); a stack that may be split is instantiated in parts; a single resource moves beside what it depends on or
what depends on it. What was done is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.mentions import beyond_mentions
from converter.cloudformation.model import Node, Resource
from converter.findings import Finding, FindingError, Severity
from converter.stacks.graph import components, references, resource_references
from converter.stacks.layout import Layout
from converter.stacks.model import Reference


@dataclass(slots=True)
class Placement:
    """The result: homes (stack or ``stack/part``), references to compose, moves in words."""

    homes: dict[str, str]
    composed: set[tuple[str, Reference]] = field(default_factory=set)
    moves: list[str] = field(default_factory=list)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def stack_of(self, logical_id: str) -> str:
        """The stack (template) of a resource, without its part."""
        return self.homes[logical_id].split("/")[0]


@dataclass(slots=True)
class Placer:
    """Places the resources of a flat template."""

    resources: Mapping[str, Resource]
    layout: Layout
    pinned: frozenset[str]
    alternatives: Mapping[Reference, Node]
    placement: Placement

    def edges(self) -> dict[str, dict[str, list[tuple[str, Reference | None]]]]:
        """From stack to stack, the references (resource, what) behind the edge; None for mere ordering."""
        graph: dict[str, dict[str, list[tuple[str, Reference | None]]]] = {}
        homes = self.placement.homes
        for name, resource in self.resources.items():
            graph.setdefault(homes[name], {})
            for reference in self.needed(name, resource_references(resource, self.resources)):
                if homes[reference[0]] != homes[name]:
                    graph[homes[name]].setdefault(homes[reference[0]], []).append((name, reference))
        return graph

    def needed(self, user: str, wanted: Iterable[Reference]) -> dict[Reference, None]:
        """The references of a resource: in the place of one that is composed, those that its composed form has."""
        found: dict[Reference, None] = {}
        queue, seen = list(wanted), set[Reference]()
        while queue:
            reference = queue.pop(0)
            if reference in seen:
                continue
            seen.add(reference)
            if (user, reference) in self.placement.composed:
                queue.extend(r for r in references(self.alternatives[reference]) if r[0] in self.resources)
            else:
                found.setdefault(reference)
        return found

    def run(self) -> Placement:
        """Break every cycle. Raises FindingError where one cannot be broken."""
        while cycles := components({k: list(v) for k, v in self.edges().items()}):
            cycle = cycles[0]
            if not (
                self.compose(cycle, names_only=True)
                or self.split(cycle)
                or self.move(cycle)
                or self.compose(cycle, names_only=False)
            ):
                raise FindingError(
                    Finding(
                        "stacks-cycle",
                        Severity.ERROR,
                        f"stacks that depend on each other: {' -> '.join((*cycle, cycle[0]))}",
                        "no single resource can be moved to break the cycle; pin resources to other stacks in "
                        "tf2cfn.toml",
                    )
                )
        return self.placement

    def compose(self, cycle: tuple[str, ...], *, names_only: bool) -> bool:
        """Give an edge's references their fixed forms, where all of them have one and that breaks the cycle a bit.

        ``names_only``: only where policies merely name the resource, so that nothing has to exist before its user.
        """
        edges = self.edges()
        candidates = []
        for source in cycle:
            for target, uses in edges[source].items():
                fixed = all(u[1] in self.alternatives for u in uses)
                if target in cycle and fixed and (not names_only or all(self.is_named(*u) for u in uses)):
                    candidates.append((len(uses), source, target, uses))
        for _, source, target, uses in sorted(candidates, key=lambda c: c[:3]):
            added = {(name, reference) for name, reference in uses if reference is not None}
            before = components({k: list(v) for k, v in edges.items()})
            self.placement.composed |= added
            if components({k: list(v) for k, v in self.edges().items()}) != before:
                return True
            self.placement.composed -= added
            _ = source, target
        return False

    def is_named(self, user: str, reference: Reference | None) -> bool:
        """Whether a resource refers to another one in policy documents only."""
        return reference is not None and reference not in {
            r for node in beyond_mentions(self.resources[user].properties) for r in references(node)
        }

    def split(self, cycle: tuple[str, ...]) -> bool:
        """Instantiate a stack of the cycle in parts: what depends on nothing in the cycle comes first."""
        edges = self.edges()
        for stack in cycle:
            names = self.layout.stack(stack).split
            if len(names) < 2 or "/" in stack:
                continue
            others = {s for s in cycle if s != stack}
            late = {
                user for target, uses in edges[stack].items() if target in others for user, _ in uses
            }  # fmt: skip
            own = [n for n, home in self.placement.homes.items() if home == stack]
            changed = True
            while changed:
                changed = False
                for name in own:
                    referred = {r[0] for r in resource_references(self.resources[name], self.resources)}
                    if name not in late and referred & late:
                        late.add(name)
                        changed = True
            if not late or len(late) == len(own):
                continue
            for name in own:
                self.placement.homes[name] = f"{stack}/{names[1] if name in late else names[0]}"
            self.placement.parts[stack] = names[:2]
            return True
        return False

    def move(self, cycle: tuple[str, ...]) -> bool:
        """Move the single resource whose move leaves the fewest cycles; of several the one with the fewest ties."""
        best: tuple[int, int, int, str, str] | None = None
        edges = self.edges()
        involved = {
            name
            for source in cycle
            for target, uses in edges[source].items()
            if target in cycle
            for user, reference in uses
            for name in (user, reference[0] if reference else user)
        }
        before = self.badness()[0]
        for name in sorted(involved - self.pinned):
            home = self.placement.homes[name]
            for target in cycle:
                if target == home:
                    continue
                self.placement.homes[name] = target
                cyclic, crossing = self.badness()
                if cyclic < before and (best is None or (cyclic, self.ties(name), crossing, name, target) < best):
                    best = (cyclic, self.ties(name), crossing, name, target)
            self.placement.homes[name] = home
        if best is None:
            return False
        name, target = best[3:]
        self.placement.moves.append(f"{name} from {self.placement.homes[name]} to {target}")
        self.placement.homes[name] = target
        return True

    def ties(self, name: str) -> int:
        """How many resources a resource refers to or is referred to by."""
        own = {r[0] for r in resource_references(self.resources[name], self.resources)}
        users = {
            n for n, r in self.resources.items() if any(x[0] == name for x in resource_references(r, self.resources))
        }
        return len(own | users)

    def badness(self) -> tuple[int, int]:
        """How bad the placement is: stacks on cycles, then references between stacks."""
        edges = self.edges()
        cyclic = sum(len(c) for c in components({k: list(v) for k, v in edges.items()}))
        crossing = sum(len(uses) for targets in edges.values() for uses in targets.values())
        return cyclic, crossing


def place(
    resources: Mapping[str, Resource],
    labels: Mapping[str, tuple[str, str]],
    layout: Layout,
    alternatives: Mapping[Reference, Node],
) -> Placement:
    """Place all resources. ``labels`` gives each one's kind and address for the layout's patterns."""
    homes: dict[str, str] = {}
    pinned: set[str] = set()
    for name, resource in resources.items():
        kind, address = labels[name]
        homes[name], is_pinned = layout.home(kind, address, resource.type)
        if is_pinned:
            pinned.add(name)
    placer = Placer(resources, layout, frozenset(pinned), alternatives, Placement(homes))
    return placer.run()
