"""What waits for what: every order that Terraform needs must result from the templates, in whatever way they say it.

Facts: "DependsOn attribute", AWS CloudFormation User Guide: a resource waits for what it refers to and for its
DependsOn; a nested stack waits as one resource, and is complete when all of its own resources are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from converter.cloudformation.resolved import ResolvedStack
from converter.findings import Place
from converter.parity.comparison.matching import ActualKey, Matches
from converter.parity.comparison.square import Square

Path = tuple[str, ...]
T = TypeVar("T")
Graph = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LostOrder:
    """A resource that Terraform makes after another one, and that the templates do not make wait for it."""

    logical_id: str
    needs: str
    place: Place


def lost_orders(square: Square, matches: Matches) -> Iterator[LostOrder]:
    """Every order of Terraform's that the templates do not keep.

    An order that contradicts another one between the same two stacks is not asked for: stacks wait as wholes, and one
    of the two ways had to be given up. An order that follows from others is told where it breaks, once.
    """
    wanted = square.wanted
    needed = [
        (name, other)
        for name in sorted(wanted)
        for other in square.flat.resources[name].depends_on
        if other in wanted and name in matches.pairs and other in matches.pairs
    ]
    orders = _Orders(square.stacks)
    between = _between_stacks(square, matches)
    lost: list[tuple[str, str]] = []
    for name, other in needed:
        user, used = matches.pairs[name], matches.pairs[other]
        if user not in square.there or used not in square.there or orders.after(user, used):
            continue
        top_user, top_used = _fork(user, used)
        if user[0] != used[0] and orders.after(used, user) and top_user in _reach(between, top_used):
            continue
        lost.append((name, other))
    direct = {name: frozenset(square.flat.resources[name].depends_on) for name in wanted}
    for name, other in lost:
        if not any(end == other and start in _reach(direct, name) for start, end in lost if start != name):
            key = matches.pairs[name]
            yield LostOrder(name, other, Place(square.files[key[0]], ("Resources", key[1], "DependsOn")))


Top = tuple[Path, str]
"""A stack instance and one of its resources (a nested stack, or a resource of its own)."""


def _fork(one: ActualKey, other: ActualKey) -> tuple[Top, Top]:
    """Where the ways to two resources part: both as resources of the innermost stack that has both in it."""
    ways = ((*one[0], one[1]), (*other[0], other[1]))
    depth = 0
    while depth < min(len(ways[0]), len(ways[1])) - 1 and ways[0][depth] == ways[1][depth]:
        depth += 1
    path = ways[0][:depth]
    return (path, ways[0][depth]), (path, ways[1][depth])


class _Orders:
    """The order that the templates give."""

    def __init__(self, stacks: Mapping[Path, ResolvedStack]) -> None:
        self._stacks = stacks
        self._before: dict[Path, Graph] = {}

    def after(self, one: ActualKey, other: ActualKey) -> bool:
        """Whether a resource is made after another one is complete."""
        (path, user), (_, used) = _fork(one, other)
        return used in self._graph(path).get(user, frozenset())

    def _graph(self, path: Path) -> Graph:
        """For each resource of a stack, all that it waits for."""
        if path not in self._before:
            resources = self._stacks[path].resources
            direct = {name: frozenset((*r.references, *r.depends_on)) for name, r in resources.items()}
            self._before[path] = {name: _reach(direct, name) for name in direct}
        return self._before[path]


def _between_stacks(square: Square, matches: Matches) -> Mapping[Top, frozenset[Top]]:
    """What would wait for what, as wholes, if every order and every reference of the configuration were kept."""
    found: dict[Top, set[Top]] = {}
    for name, resource in square.wanted.items():
        for other in {*resource.references, *square.flat.resources[name].depends_on}:
            if name in matches.pairs and other in matches.pairs:
                user, used = _fork(matches.pairs[name], matches.pairs[other])
                if user != used:
                    found.setdefault(user, set()).add(used)
    return {user: frozenset(used) for user, used in found.items()}


def _reach(graph: Mapping[T, frozenset[T]], start: T) -> frozenset[T]:
    """Everything that follows from a start."""
    found: set[T] = set()
    queue = [start]
    while queue:
        for name in graph.get(queue.pop(), frozenset()):
            if name not in found:
                found.add(name)
                queue.append(name)
    return frozenset(found)
