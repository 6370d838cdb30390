"""Graphs of resources and stacks: loops and orders, however long a chain is."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from hypothesis import given, strategies as st

from converter.stacks.graph import components, ordered, reachable

NODES = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(NODES, st.frozensets(NODES, max_size=4), max_size=8)


@given(GRAPHS)
def test_components_are_what_reaches_each_other(graph: Mapping[str, frozenset[str]]) -> None:
    nodes = {*graph, *(other for others in graph.values() for other in others)}
    beyond = {node: reachable(graph, node) for node in nodes}
    expected = {
        tuple(sorted({other for other in beyond[node] if node in beyond[other]}))
        for node in nodes
        if node in beyond[node]
    }
    assert components(graph) == sorted(expected)


@given(GRAPHS)
def test_what_is_depended_on_comes_first(graph: Mapping[str, frozenset[str]]) -> None:
    acyclic = {node: frozenset(o for o in others if o < node) for node, others in graph.items()}
    order = ordered(acyclic)
    assert sorted(order) == sorted(TopologicalSorter(acyclic).static_order())
    assert all(order.index(other) < order.index(node) for node, others in acyclic.items() for other in others)


def test_a_long_chain() -> None:
    size = 20_000
    chain = {f"n{i:05}": (f"n{i + 1:05}",) for i in range(size)}
    assert ordered(chain)[0] == f"n{size:05}"
    assert components(chain) == []
    assert components({**chain, f"n{size:05}": ("n00000",)}) == [tuple(sorted({*chain, f"n{size:05}"}))]
