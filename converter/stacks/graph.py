"""References between the resources of a flat template, and between the stacks that they live in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from converter.cloudformation.model import GetAtt, Node, Ref, Resource, walk
from converter.cloudformation.schemas import Kind, UnknownTypeError, resource_schema
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


def attribute_kind(type_name: str, attribute: str | None) -> Kind | None:
    """What a reference to a resource gives; None for its Ref, and where no schema says it."""
    if attribute is None:
        return None
    try:
        return resource_schema(type_name).attribute_kind(attribute)
    except UnknownTypeError:
        return None


def components(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The strongly connected components of more than one node (or with a loop), each sorted, in a stable order.

    Tarjan's algorithm, without recursion: a chain may be as long as the configuration.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: dict[str, None] = {}
    found: list[tuple[str, ...]] = []
    for start in sorted(graph):
        if start in index:
            continue
        index[start] = low[start] = len(index)
        on_stack[start] = None
        path = [(start, iter(sorted(graph.get(start, ()))))]
        while path:
            node, others = path[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = len(index)
                    on_stack[other] = None
                    path.append((other, iter(sorted(graph.get(other, ())))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    members = _popped(on_stack, node)
                    if len(members) > 1 or node in graph.get(node, ()):
                        found.append(tuple(sorted(members)))
    return sorted(found)


def _popped(stack: dict[str, None], last: str) -> list[str]:
    """What is on a stack down to a node, taken off."""
    members = [stack.popitem()[0]]
    while members[-1] != last:
        members.append(stack.popitem()[0])
    return members


def ordered(graph: Mapping[str, Iterable[str]], rank: Callable[[str], Any] = str) -> list[str]:
    """The nodes of an acyclic graph, what is depended on first; by ``rank`` where the graph leaves it open."""
    done: dict[str, None] = {}
    for start in sorted(graph, key=rank):
        path = [(start, iter(sorted(graph.get(start, ()), key=rank)))]
        while path:
            node, others = path[-1]
            other = next((o for o in others if o != node and o not in done), None)
            if other is None:
                done[node] = None
                path.pop()
            else:
                path.append((other, iter(sorted(graph.get(other, ()), key=rank))))
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
