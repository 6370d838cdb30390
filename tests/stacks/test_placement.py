"""Where resources go, and how cycles between stacks are broken."""

from __future__ import annotations

import pytest

from converter.cloudformation.model import GetAtt, Node, Object, Ref, Resource, Sub
from converter.findings import FindingError
from converter.stacks.graph import components, ordered, reachable
from converter.stacks.layout import Layout, StackLayout, read_layout
from converter.stacks.placement import Placement, place

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


def test_pins_take_brackets_literally() -> None:
    layout = read_layout({"stacks": {"one": {"types": ["a"]}}}, [('module.x["k"].a.b[0]', "two"), ("module.y*", "one")])
    assert layout.home("a", 'module.x["k"].a.b[0]', "AWS::X::Y") == ("two", True)
    assert layout.home("a", "module.y.a.b", "AWS::X::Y") == ("one", True)
    assert layout.home("a", "a.b", "AWS::X::Y") == ("one", False)


def test_graphs() -> None:
    graph = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a", "e"], "e": []}
    assert components(graph) == [("a", "b", "c")]
    assert components({"a": ["a"]}) == [("a",)]
    assert reachable(graph, "d") == {"a", "b", "c", "e"}
    assert ordered({"b": ["a"], "a": [], "c": []}) == ["a", "b", "c"]
    assert ordered({"b": ["a"], "a": [], "c": []}, {"c": 0, "b": 1, "a": 2}.__getitem__) == ["c", "a", "b"]
