"""Circles in a directed graph."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)

Graph = dict[Node, dict[Node, None]]
"""Each node with the nodes that it leads to."""


def loops(graph: Graph[Node]) -> Iterator[list[Node]]:
    """One shortest loop in each group of nodes that all lead to each other, in the order of the graph."""
    place = {node: number for number, node in enumerate(graph)}
    for group in _groups(graph):
        start = min(group, key=place.__getitem__)
        if len(group) > 1 or start in graph[start]:
            yield _shortest(graph, start, group)


def _shortest(graph: Graph[Node], start: Node, group: set[Node]) -> list[Node]:
    """The shortest way from a node back to itself."""
    came_from: dict[Node, Node] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in graph[here]:
            if there == start:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if there in group and there not in came_from:
                came_from[there] = here
                waiting.append(there)
    raise ValueError("the node is in no loop")


def _groups(graph: Graph[Node]) -> Iterator[set[Node]]:
    """The strongly connected components (Tarjan's algorithm, without recursion)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    for root in graph:
        if root in index:
            continue
        work: list[tuple[Node, Iterator[Node]]] = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            here, children = work[-1]
            there = next((c for c in children if c in graph and (c not in index or c in on_stack)), None)
            if there is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[here])
                if low[here] == index[here]:
                    group: set[Node] = set()
                    while here not in group:
                        group.add(stack[-1])
                        on_stack.discard(stack.pop())
                    yield group
            elif there in index:
                low[here] = min(low[here], index[there])
            else:
                index[there] = low[there] = len(index)
                stack.append(there)
                on_stack.add(there)
                work.append((there, iter(graph[there])))
