"""Nested templates: what crosses is one scalar text each, conditions come along, secrets stay hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from converter.cloudformation.model import (
    NO_VALUE,
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    GetAtt,
    If,
    Join,
    Not,
    Object,
    Output,
    Parameter,
    Ref,
    Resource,
    Select,
    Split,
    Sub,
    Template,
)
from converter.stacks.layout import Layout, StackLayout, Stages
from converter.stacks.model import Flat
from converter.stacks.nesting import Nesting
from converter.stacks.placement import place
from converter.stacks.waiting import implies
from converter.stacks.words import pascal, words

STAGES = Stages("Stage", "all", ("base", "all"), "How much")


def templates(resources: dict[str, Resource], *, stages: bool = False, **rest: Any) -> dict[str, Template]:
    """The templates of resources named ``ONE_x`` and ``TWO_x``; two is of stage ``all`` where there are stages."""
    layout = Layout(
        {
            "one": StackLayout("one", "First - things", kinds=("one",)),
            "two": StackLayout("two", "Second", kinds=("two",), stage="all" if stages else None),
        },
        stages=STAGES if stages else None,
    )
    labels = {name: (name[:3].lower(), f"x.{name}") for name in resources}
    given = {"parameters": {}, "conditions": {}, "outputs": {}, **rest}
    flat = Flat(description="Whole", resources=resources, labels=labels, **given)
    return Nesting(flat, layout, place(resources, labels, layout, {})).templates()


def resource(**properties: Any) -> Resource:
    return Resource(type="AWS::X::Y", properties=Object.of(properties))


def passed(main: Template, stack: str) -> dict[str, Any]:
    given: Any = dict(main.resources[stack].properties)["Parameters"]
    return dict(given)


def test_a_reference_to_elsewhere_is_a_text_parameter_and_an_output() -> None:
    found = templates({"OneA": resource(), "TwoB": resource(Arn=GetAtt("OneA", "Arn"), Text=Sub(("x-", Ref("OneA"))))})
    assert found["two"].parameters == {
        "OneAArn": Parameter(type="String", description="ARN of x.OneA"),
        "OneARef": Parameter(type="String", description="Ref of x.OneA"),
    }
    assert found["one"].outputs["OneAArn"].value == GetAtt("OneA", "Arn")
    assert passed(found["main"], "TwoStack") == {
        "OneAArn": GetAtt("OneStack", "Outputs.OneAArn"),
        "OneARef": GetAtt("OneStack", "Outputs.OneARef"),
    }
    assert dict(found["two"].resources["TwoB"].properties)["Text"] == Sub(("x-", Ref("OneARef")))


def test_elements_of_a_list_parameter_cross_one_by_one_and_the_whole_list_as_text() -> None:
    names = {"Names": Parameter(type="CommaDelimitedList", description="Some names", default="a,b")}
    found = templates({"OneA": resource(First=Select(0, Ref("Names")), All=Ref("Names"))}, parameters=names)
    assert found["one"].parameters["Names1"] == Parameter(
        type="String", description="First element of Names: Some names"
    )
    assert found["one"].parameters["Names"] == Parameter(type="String", description="Some names")
    assert passed(found["main"], "OneStack") == {"Names": Join(",", Ref("Names")), "Names1": Select(0, Ref("Names"))}
    assert dict(found["one"].resources["OneA"].properties)["All"] == Split(",", Ref("Names"))


def test_names_that_exist_are_not_taken_again() -> None:
    parameters = {
        "OneAArn": Parameter(default="planted"),
        "List1": Parameter(),
        "List": Parameter(type="CommaDelimitedList"),
    }
    found = templates(
        {
            "OneA": resource(),
            "TwoB": resource(Own=Ref("OneAArn"), Other=GetAtt("OneA", "Arn"), E=Select(0, Ref("List")), L=Ref("List1")),
        },
        parameters=parameters,
    )
    given = passed(found["main"], "TwoStack")
    assert given["OneAArn"] == Ref("OneAArn")
    assert given["List1"] == Ref("List1")
    assert given["ListElement1"] == Select(0, Ref("List"))
    (crossing,) = [n for n in given if n.startswith("OneAArn") and n != "OneAArn"]
    assert given[crossing] == GetAtt("OneStack", f"Outputs.{crossing}")


def test_secrets_stay_hidden_and_numbers_stay_numbers() -> None:
    parameters = {"Password": Parameter(no_echo=True), "Size": Parameter(type="Number", default=2, min_value=1)}
    found = templates({"OneA": resource(P=Ref("Password"), S=Ref("Size"))}, parameters=parameters)["one"].parameters
    assert found == {"Password": Parameter(no_echo=True), "Size": Parameter(type="Number")}


def test_conditions_come_along_with_what_they_compare() -> None:
    conditions = {
        "On": Equals(Ref("Switch"), "true"),
        "Off": Not(ConditionRef("On")),
    }
    resources = {
        "OneA": replace(resource(), condition="On"),
        "TwoB": resource(Value=If("On", Ref("OneA"), NO_VALUE), Other=If("Off", "x", "y")),
    }
    found = templates(resources, conditions=conditions, parameters={"Switch": Parameter()})
    assert found["two"].conditions == dict(sorted(conditions.items()))
    assert found["one"].conditions == {"On": conditions["On"]}
    assert found["one"].outputs["OneARef"].condition == "On"
    assert passed(found["main"], "TwoStack") == {
        "OneARef": If("On", GetAtt("OneStack", "Outputs.OneARef"), ""),
        "Switch": Ref("Switch"),
    }
    assert found["main"].conditions == {"On": conditions["On"]}


def test_a_stack_of_a_later_stage_is_conditional_and_so_is_what_it_gives() -> None:
    resources = {"OneA": resource(), "TwoB": resource(A=Ref("OneA"))}
    outputs = {"B": Output(value=Ref("TwoB")), "A": Output(value=Ref("OneA"))}
    main = templates(resources, stages=True, outputs=outputs)["main"]
    assert main.resources["TwoStack"].condition == "StageIsAll"
    assert main.resources["OneStack"].condition is None
    assert main.outputs["B"].condition == "StageIsAll"
    assert main.outputs["A"].condition is None
    assert main.parameters["Stage"].allowed_values == ("base", "all")


def test_a_stack_waits_for_a_later_one_only_where_it_exists() -> None:
    resources = {"OneA": replace(resource(), depends_on=("TwoB",)), "TwoB": resource()}
    main = templates(resources, stages=True)["main"]
    assert main.resources["OneStack"].depends_on == ()
    assert dict(main.resources["OneStack"].metadata) == {"WaitsFor": (If("StageIsAll", Ref("TwoStack"), NO_VALUE),)}


def test_stacks_wait_for_each_other_where_nothing_is_passed() -> None:
    main = templates({"OneA": resource(), "TwoB": replace(resource(), depends_on=("OneA",))})["main"]
    assert main.resources["TwoStack"].depends_on == ("OneStack",)


def test_an_order_against_the_references_is_not_kept() -> None:
    resources = {"OneA": replace(resource(), depends_on=("TwoB",)), "TwoB": resource(A=Ref("OneA"))}
    main = templates(resources)["main"]
    assert main.resources["OneStack"].depends_on == ()
    assert list(main.resources) == ["OneStack", "TwoStack"]


def test_depends_on_leaves_out_what_comes_along_anyway() -> None:
    resources = {
        "OneA": resource(),
        "OneB": resource(A=Ref("OneA")),
        "OneC": replace(resource(B=Ref("OneB")), depends_on=("OneA", "OneB")),
        "OneD": replace(resource(), depends_on=("OneA", "OneC")),
    }
    found = templates(resources)["one"].resources
    assert found["OneC"].depends_on == ()
    assert found["OneD"].depends_on == ("OneC",)


@pytest.mark.parametrize(
    ("condition", "other", "expected"),
    [
        ("A", "A", True),
        ("AB", "A", True),
        ("AB", "C", False),
        ("Alias", "AB", True),
        (None, "A", False),
        ("ABC", "B", True),
    ],
)
def test_implication(condition: str | None, other: str, *, expected: bool) -> None:
    conditions: dict[str, ConditionExpression] = {
        "A": Equals("x", "y"),
        "AB": And((ConditionRef("A"), ConditionRef("B"))),
        "ABC": And((ConditionRef("AB"), ConditionRef("C"))),
        "Alias": ConditionRef("AB"),
    }
    assert implies(condition, other, conditions) is expected


def test_groups_follow_the_stacks_and_labels_read_well() -> None:
    parameters = {"VpcCidr": Parameter(), "Shared": Parameter(), "Idle": Parameter()}
    resources = {"OneA": resource(C=Ref("VpcCidr"), S=Ref("Shared")), "TwoB": resource(S=Ref("Shared"))}
    interface: Any = dict(templates(resources, parameters=parameters)["main"].metadata)[
        "AWS::CloudFormation::Interface"
    ]
    groups = [(dict(dict(g)["Label"])["default"], dict(g)["Parameters"]) for g in dict(interface)["ParameterGroups"]]
    assert groups == [("General", ("Shared", "Idle")), ("First", ("VpcCidr",))]
    assert dict(dict(dict(interface)["ParameterLabels"])["VpcCidr"]) == {"default": "VPC CIDR"}


def test_a_stack_that_lacks_something_says_so() -> None:
    found = templates({"OneA": resource()}, partial={"one": "NOT CONVERTED: x.y"})
    assert found["one"].description == "First - things. NOT CONVERTED: x.y"


def test_words() -> None:
    assert words("KeycloakDatabaseMinAcu") == "Keycloak database min ACU"
    assert words("SubnetIds") == "Subnet IDs"
    assert pascal("ecs-services/late") == "EcsServicesLate"
