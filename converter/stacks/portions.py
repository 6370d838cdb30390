"""A stack that is too large, cut into several: what belongs together stays together, and what is added moves nothing.

The resources of a stack that refer to each other stay together where they are few enough. Where they are not, what
many of them refer to (with all that it refers to) goes into the first portions, in the order of the references, and no
longer ties the others. Each group goes to a portion by a hash of its name (rendezvous hashing), so that it stays where
it is when others come or go. No portion depends on one that depends on it: between groups there are no references,
and those to the first portions all point the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

from converter.stacks.graph import ordered

Needs = Mapping[str, Collection[str]]
"""For each resource of a stack, those of the same stack that it needs."""


def portions(names: Iterable[str], needs: Needs, count: int) -> list[list[str]]:
    """The resources of a stack in ``count`` portions, fewer where there is less to be told apart; none is empty."""
    graph = {name: sorted(set(needs.get(name, ())) - {name}) for name in sorted(names)}
    most = _power_of_two(len(graph) / count)
    hubs = _hubs(graph, most)
    heads = _heads(graph, hubs, most)
    first_free = 0 if len(heads) < 2 else len(heads)
    made: list[list[str]] = [*heads, *([] for _ in range(max(count, first_free + 1) - len(heads)))]
    for group in _groups(graph, hubs):
        made[_place(group, first_free, len(made))] += group
    return [sorted(portion) for portion in made if portion]


def _power_of_two(number: float) -> int:
    """The least power of two that is no less: it stays the same while a stack grows a little."""
    power = 1
    while power < number:
        power *= 2
    return power


def _hubs(graph: Mapping[str, list[str]], most: int) -> set[str]:
    """What is taken out so that no group is larger than ``most``; closed under what it needs."""
    users: dict[str, set[str]] = {name: set() for name in graph}
    for name, others in graph.items():
        for other in others:
            users[other].add(name)
    hubs: set[str] = set()
    while large := next((g for g in _groups(graph, hubs) if len(g) > most), None):
        members = set(large)
        hub = max(large, key=lambda name: (len(users[name] & members), name))
        queue = [hub]
        while queue:
            name = queue.pop()
            if name not in hubs:
                hubs.add(name)
                queue.extend(graph[name])
    return hubs


def _groups(graph: Mapping[str, list[str]], hubs: Collection[str]) -> list[list[str]]:
    """The resources that hang together when the hubs are taken out; each group sorted, in the order of its first."""
    ties: dict[str, set[str]] = {name: set() for name in graph if name not in hubs}
    for name, tied in ties.items():
        for other in graph[name]:
            if other in ties:
                tied.add(other)
                ties[other].add(name)
    found: list[list[str]] = []
    seen: set[str] = set()
    for name in ties:
        if name in seen:
            continue
        group, queue = [], [name]
        seen.add(name)
        while queue:
            member = queue.pop()
            group.append(member)
            fresh = ties[member] - seen
            seen |= fresh
            queue.extend(fresh)
        found.append(sorted(group))
    return found


def _heads(graph: Mapping[str, list[str]], hubs: Collection[str], most: int) -> list[list[str]]:
    """The hubs in portions, what is needed first."""
    line = [name for name in ordered({name: graph[name] for name in sorted(hubs)}) if name in hubs]
    return [line[at : at + most] for at in range(0, len(line), most)]


def _place(group: list[str], first: int, count: int) -> int:
    """The portion of a group, among those from ``first`` on."""
    anchor = min(group, key=_digest)
    return max(range(first, count), key=lambda portion: _digest(f"{anchor}/{portion}"))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
