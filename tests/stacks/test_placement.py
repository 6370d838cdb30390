"""Where resources go, and how cycles between stacks are broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from converter.cloudformation.model import GetAtt, Node, Object, Ref, Resource, Sub
from converter.findings import FindingError, Severity
from converter.stacks.graph import components, ordered, reachable, resource_references
from converter.stacks.layout import Layout, StackLayout, Stages, read_layout
from converter.stacks.placement import Placement, place
from tests.conversion.converting import converted

LAYOUT = Layout(
    {
        "one": StackLayout("one", kinds=("one",)),
        "two": StackLayout("two", kinds=("two",)),
        "parts": StackLayout("parts", kinds=("parts",), split=("early", "late")),
    }
)


def resource(*references: Node) -> Resource:
    return Resource(type="AWS::X::Y", properties=Object((("Uses", references),)))


def policy(where: str, reference: Node) -> Resource:
    statement = Object.of({"Effect": "Allow", where: reference})
    return Resource(type="AWS::X::Y", properties=Object.of({"PolicyDocument": Object.of({"Statement": (statement,)})}))


def placed(resources: dict[str, Resource], alternatives: dict[tuple[str, str | None], Node] | None = None,
           layout: Layout = LAYOUT) -> Placement:  # fmt: skip
    """The placement of resources whose names begin with the word of their kind."""
    labels = {name: (name.rstrip("0123456789").lower(), f"addr.{name}") for name in resources}
    return place(resources, labels, layout, alternatives or {})


def test_without_cycles_everything_stays_at_home() -> None:
    result = placed({"One1": resource(), "Two1": resource(Ref("One1"))})
    assert result.homes == {"One1": "one", "Two1": "two"}
    assert (result.moves, result.composed) == ([], set())


def test_what_no_stack_claims_goes_to_its_service() -> None:
    assert placed({"Else1": resource()}).homes == {"Else1": "x"}


def test_a_policy_that_merely_speaks_of_something_names_it() -> None:
    resources = {"One1": policy("Resource", GetAtt("Two1", "Arn")), "Two1": resource(Ref("One1"))}
    result = placed(resources, {("Two1", "Arn"): Sub(("arn:", Ref("AWS::Partition")))})
    assert result.composed == {("One1", ("Two1", "Arn"))}
    assert result.homes == {"One1": "one", "Two1": "two"}


def test_a_principal_must_exist_so_something_moves_instead() -> None:
    resources = {
        "One1": policy("Principal", GetAtt("Two1", "Arn")),
        "One2": resource(),
        "Two1": resource(),
        "Two2": resource(Ref("One2")),
    }
    result = placed(resources, {("Two1", "Arn"): "arn"})
    assert result.composed == set()
    assert len(result.moves) == 1


def test_a_stack_that_may_be_split_is() -> None:
    resources = {"Parts1": resource(), "One1": resource(Ref("Parts1")), "Parts2": resource(Ref("One1"))}
    result = placed(resources)
    assert result.homes == {"Parts1": "parts/early", "One1": "one", "Parts2": "parts/late"}
    assert result.parts == {"parts": ("early", "late")}
    assert result.stack_of("Parts2") == "parts"


def test_the_resource_with_the_fewest_ties_moves() -> None:
    resources = {
        "One1": resource(),
        "One2": resource(),
        "Two1": resource(Ref("One1"), Ref("One2")),
        "One3": resource(Ref("Two1")),
    }
    assert placed(resources).moves == ["One3 from one to two"]


def test_pinned_resources_do_not_move() -> None:
    layout = Layout(LAYOUT.stacks, (("addr.Two1", "two"),))
    resources = {"One1": resource(), "Two1": resource(Ref("One1")), "One3": resource(Ref("Two1"))}
    result = placed(resources, layout=layout)
    assert result.homes["Two1"] == "two"
    assert result.moves


def test_a_cycle_of_pinned_resources_is_named() -> None:
    layout = Layout(LAYOUT.stacks, (("addr.*", "one"),))
    pinned = Layout(LAYOUT.stacks, (("addr.One*", "one"), ("addr.Two*", "two")))
    resources = {"One1": resource(), "Two1": resource(Ref("One1")), "One3": resource(Ref("Two1"))}
    assert set(placed(resources, layout=layout).homes.values()) == {"one"}
    with pytest.raises(FindingError) as caught:
        placed(resources, layout=pinned)
    assert caught.value.findings[0].summary == "stacks that depend on each other: one -> two -> one"


STAGED = Layout(
    {
        "one": StackLayout("one", kinds=("one", "repo")),
        "late": StackLayout("late", kinds=("late", "service"), stage="all"),
        "more": StackLayout("more", kinds=("more",), stage="all"),
    },
    stages=Stages("Stage", "all", ("base", "all"), first=("repo",), later=("service",)),
)


def test_what_moves_is_deployed_when_it_was_where_that_is_possible() -> None:
    resources = {
        "Late2": resource(),
        "More1": resource(Ref("Late2")),
        "One1": resource(Ref("More1")),
        "Late1": resource(Ref("One1")),
    }
    assert placed(resources, layout=STAGED).moves == ["Late2 from late to more"]
    unstaged = Layout(STAGED.stacks)
    assert placed(resources, layout=unstaged).moves == ["Late1 from late to one"]


def test_what_needs_the_first_stage_never_comes_with_it() -> None:
    resources = {"Service1": resource(), "One1": resource(Ref("Service1")), "Service2": resource(Ref("One1"))}
    found = placed(resources, layout=STAGED)
    assert {found.homes["Service1"], found.homes["Service2"]} <= {"late", "late-2"}
    assert found.homes["One1"] == "late"


def test_what_fills_the_first_stage_never_comes_after_it() -> None:
    resources = {"Late1": resource(), "Repo1": resource(Ref("Late1")), "Late2": resource(Ref("Repo1"))}
    found = placed(resources, layout=STAGED)
    assert found.homes["Repo1"] == "one"


def test_what_a_cycle_is_made_of_goes_to_a_new_stack_where_no_single_move_helps() -> None:
    names = ("One", "Two")
    resources: dict[str, Resource] = {}
    for name, other in (names, names[::-1]):
        resources |= {f"{name}1": resource(), f"{name}2": resource()}
        resources |= {f"{name}{n}": resource(Ref(f"{other}{n - 2}")) for n in (3, 4)}
    found = placed(resources)
    assert found.homes == {"One1": "one", "One2": "one", "Two3": "two", "Two4": "two",
                           "Two1": "two", "Two2": "two", "One3": "one-2", "One4": "one-2"}  # fmt: skip
    assert found.taken_from == {"one-2": "one"}
    assert found.moves == ["One3, One4 from one to one-2"]


def test_a_part_of_a_stack_gives_up_what_a_cycle_is_made_of() -> None:
    """Found by the law below: only the part itself holds something that needs nothing of the cycle."""
    uses = {"One0": "", "One1": "", "Parts2": "One0", "Parts3": "One0", "One4": "", "Two5": "One0 One1 Parts2",
            "Two6": "Parts3", "Parts7": "One0 One1 Two5", "One8": "", "One9": "", "One10": "", "One11": "",
            "One12": "One0 Parts2 Two6", "Parts13": ""}  # fmt: skip
    found = placed({name: resource(*map(Ref, others.split())) for name, others in uses.items()})
    edges: dict[str, set[str]] = {home: set() for home in found.homes.values()}
    for name, others in uses.items():
        edges[found.homes[name]] |= {found.homes[other] for other in others.split()} - {found.homes[name]}
    assert components(edges) == []
    assert found.taken_from == {"parts-2": "parts"}


@st.composite
def drawn(draw: st.DrawFn) -> dict[str, Resource]:
    """Resources of three stacks that refer to each other, never in a circle."""
    names = [f"{draw(st.sampled_from(('One', 'Two', 'Parts')))}{n}" for n in range(draw(st.integers(1, 14)))]
    return {
        name: resource(
            *map(Ref, draw(st.lists(st.sampled_from(names[:place]), max_size=3, unique=True)) if place else ())
        )
        for place, name in enumerate(names)
    }


@settings(max_examples=80)
@given(drawn())
def test_everything_is_placed_once_and_no_stack_depends_on_itself_through_others(
    resources: dict[str, Resource],
) -> None:
    found = placed(resources)
    assert found.homes.keys() == resources.keys()
    edges: dict[str, set[str]] = {home: set() for home in found.homes.values()}
    for name, entry in resources.items():
        for other, _ in resource_references(entry, resources):
            edges[found.homes[name]] |= {found.homes[other]} - {found.homes[name]}
    assert components(edges) == []
    assert placed(dict(reversed(resources.items()))).homes == found.homes


@settings(max_examples=40)
@given(drawn())
def test_what_is_added_elsewhere_moves_nothing(resources: dict[str, Resource]) -> None:
    more = {**resources, "One99": resource(), "Else99": resource(Ref("One99"), *map(Ref, resources))}
    after = placed(more)
    assert {name: after.homes[name] for name in resources} == placed(resources).homes


def test_pins_take_brackets_literally() -> None:
    layout = read_layout({"stacks": {"one": {"types": ["a"]}}}, [('module.x["k"].a.b[0]', "two"), ("module.y*", "one")])
    assert layout.home("a", 'module.x["k"].a.b[0]', "AWS::X::Y") == ("two", True)
    assert layout.home("a", "module.y.a.b", "AWS::X::Y") == ("one", True)
    assert layout.home("a", "a.b", "AWS::X::Y") == ("one", False)


NUMBER = (Path(__file__).parent.parent / "conversion/cases/number_told.tf").read_text("utf-8")


@pytest.mark.parametrize("pinned", ["aws_msk_cluster.events", "aws_msk_configuration.broker"])
def test_a_number_does_not_leave_its_stack(pinned: str) -> None:
    made = converted(NUMBER, pins=((pinned, "streams"),))
    text = made.text("streams")
    assert made.resources().keys() == {"BrokerMskConfiguration", "EventsMskCluster"}
    assert "Revision: !GetAtt BrokerMskConfiguration.LatestRevision.Revision" in text


def test_a_number_that_would_have_to_leave_its_stack_is_refused() -> None:
    pins = (("aws_msk_cluster.events", "streams"), ("aws_msk_configuration.broker", "settings"))
    result = converted(NUMBER, pins=pins)
    assert result.conversion is None
    told = "LatestRevision.Revision of BrokerMskConfiguration in settings"
    assert [(f.id, f.summary) for f in result.findings if f.severity is Severity.ERROR] == [
        ("stacks-number", f"EventsMskCluster in streams takes {told}, which is a number")
    ]


def test_graphs() -> None:
    graph = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a", "e"], "e": []}
    assert components(graph) == [("a", "b", "c")]
    assert components({"a": ["a"]}) == [("a",)]
    assert reachable(graph, "d") == {"a", "b", "c", "e"}
    assert ordered({"b": ["a"], "a": [], "c": []}) == ["a", "b", "c"]
    assert ordered({"b": ["a"], "a": [], "c": []}, {"c": 0, "b": 1, "a": 2}.__getitem__) == ["c", "a", "b"]
