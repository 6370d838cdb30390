"""A stack that is cut into portions: laws for any stack."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from converter.stacks.graph import components
from converter.stacks.portions import portions

Graph = dict[str, list[str]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Resources that refer to earlier ones only."""
    count = draw(st.integers(1, 40))
    names = [f"R{n:02}" for n in range(count)]
    return {
        name: draw(st.lists(st.sampled_from(names[:place]), max_size=2, unique=True)) if place else []
        for place, name in enumerate(names)
    }


def home_of(made: list[list[str]]) -> dict[str, int]:
    return {name: place for place, portion in enumerate(made) for name in portion}


@settings(max_examples=60)
@given(graphs(), st.integers(2, 6))
def test_everything_has_one_place_and_no_portion_depends_on_itself_through_others(graph: Graph, count: int) -> None:
    made = portions(graph, graph, count)
    assert sorted(name for portion in made for name in portion) == sorted(graph)
    assert all(made)
    homes = home_of(made)
    between: dict[str, set[str]] = {str(place): set() for place in homes.values()}
    for name, others in graph.items():
        between[str(homes[name])] |= {str(homes[other]) for other in others} - {str(homes[name])}
    assert components(between) == []
    assert made == portions(reversed(list(graph)), graph, count)


def test_a_large_stack_of_small_groups_is_cut_evenly_enough_and_stays() -> None:
    graph: Graph = {}
    for n in range(300):
        graph |= {f"Role{n}": [], f"Policy{n}": [f"Role{n}"]}
    made = portions(graph, graph, 2)
    assert len(made) == 2
    assert all(220 < len(portion) < 380 for portion in made)
    homes = home_of(made)
    assert all(homes[f"Role{n}"] == homes[f"Policy{n}"] for n in range(300))
    more = home_of(portions([*graph, "Another"], graph, 2))
    assert {name: more[name] for name in homes} == homes


def test_what_everything_hangs_on_comes_first_and_no_longer_ties_the_rest() -> None:
    star: Graph = {"Vpc": [], "Table": ["Vpc"], **{f"Route{n}": ["Table"] for n in range(100)}}
    first, *rest = portions(star, star, 2)
    assert {"Vpc", "Table"} <= set(first)
    assert len(rest) == 1
    assert 20 < len(rest[0]) < 80


def test_a_chain_is_cut_in_the_order_of_its_references() -> None:
    chain: Graph = {f"R{n:03}": [f"R{n - 1:03}"] if n else [] for n in range(64)}
    homes = home_of(portions(chain, chain, 4))
    assert [homes[name] for name in sorted(chain)] == sorted(homes.values())
    assert len(set(homes.values())) >= 2
