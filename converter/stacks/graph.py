"""References between the resources of a flat template, and between the stacks that they live in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from converter.cloudformation.model import GetAtt, Node, Ref, Resource, walk
from converter.stacks.model import Reference


def references(node: Node) -> Iterator[Reference]:
    """Every Ref and GetAtt inside a node (parameters and pseudo parameters included)."""
    for inner in walk(node):
        if isinstance(inner, Ref):
            yield inner.name, None
        elif isinstance(inner, GetAtt):
            yield inner.resource, inner.attribute


def resource_references(resource: Resource, known: Mapping[str, Resource]) -> dict[Reference, None]:
    """The references of a resource to other resources, in order."""
    return {r: None for r in references(resource.properties) if r[0] in known}


def components(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The strongly connected components of more than one node (or with a loop), each sorted, in a stable order."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: dict[str, None] = {}
    found: list[tuple[str, ...]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        on_stack[node] = None
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in on_stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            members = []
            while True:
                member = next(reversed(on_stack))
                del on_stack[member]
                members.append(member)
                if member == node:
                    break
            if len(members) > 1 or node in graph.get(node, ()):
                found.append(tuple(sorted(members)))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return sorted(found)


def ordered(graph: Mapping[str, Iterable[str]], rank: Callable[[str], Any] = str) -> list[str]:
    """The nodes of an acyclic graph, what is depended on first; by ``rank`` where the graph leaves it open."""
    done: dict[str, None] = {}

    def visit(node: str) -> None:
        if node in done:
            return
        for other in sorted(graph.get(node, ()), key=rank):
            if other != node:
                visit(other)
        done[node] = None

    for node in sorted(graph, key=rank):
        visit(node)
    return list(done)


def reachable(graph: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """Everything that can be reached from a node (not the node itself, unless on a loop)."""
    seen: set[str] = set()
    queue = list(graph.get(start, ()))
    while queue:
        node = queue.pop()
        if node not in seen:
            seen.add(node)
            queue.extend(graph.get(node, ()))
    return seen
