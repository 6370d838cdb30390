"""Resolved stacks as JSON data."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from converter.cloudformation.model import GetAtt, Object, Output, Parameter, Ref, Resource, Sub, Template
from converter.cloudformation.resolved_json import stack_json, value_json
from converter.cloudformation.resolver import resolve
from converter.cloudformation.values import (
    UNRESOLVED,
    Blocks,
    Encoded,
    Imported,
    Joined,
    Pieces,
    Selected,
    Stored,
    Text,
    Token,
    Value,
)

VPC = Token(("Net",), "Vpc")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (VPC, {"Ref": "Net/Vpc"}),
        (Token((), "Vpc", "Arn"), {"Fn::GetAtt": ["Vpc", "Arn"]}),
        (Text(("a", VPC)), {"Fn::Join": ["", ["a", {"Ref": "Net/Vpc"}]]}),
        (Selected(Pieces(VPC, "/"), 1), {"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "Net/Vpc"}]}]}),
        (Joined(VPC, ","), {"Fn::Join": [",", {"Ref": "Net/Vpc"}]}),
        (Encoded(VPC), {"Fn::Base64": {"Ref": "Net/Vpc"}}),
        (Blocks(VPC, 2, 8), {"Fn::Cidr": [{"Ref": "Net/Vpc"}, 2, 8]}),
        (Imported("x"), {"Fn::ImportValue": "x"}),
        (Stored("/a"), {"AWS::SSM::Parameter::Value": "/a"}),
        (UNRESOLVED, {"Unresolved": True}),
        (Decimal("1.50"), "1.50"),
        ((1, True, "a", {"k": "v"}), [1, True, "a", {"k": "v"}]),
    ],
)
def test_value(value: Value, written: object) -> None:
    assert value_json(value) == written


def test_stack() -> None:
    template = Template(
        parameters={"P": Parameter(default=1)},
        resources={
            "A": Resource(type="AWS::SNS::Topic", deletion_policy="Retain"),
            "B": Resource(
                type="AWS::SNS::Topic", properties=Object.of({"DisplayName": Sub((Ref("P"), GetAtt("A", "X")))})
            ),
        },
        outputs={"O": Output(value=Ref("A"), export_name=Sub((Ref("AWS::StackName"), "-O")))},
    )
    data = stack_json(resolve(template).stack)
    assert json.loads(json.dumps(data)) == {
        "path": [],
        "file": "template.yaml",
        "parameters": {"P": "1"},
        "conditions": {},
        "resources": {
            "A": {"type": "AWS::SNS::Topic", "deletion_policy": "Retain", "properties": {}},
            "B": {
                "type": "AWS::SNS::Topic",
                "references": ["A"],
                "properties": {"DisplayName": {"Fn::Join": ["", ["1", {"Fn::GetAtt": ["A", "X"]}]]}},
            },
        },
        "outputs": {"O": {"value": {"Ref": "A"}, "export": "main-O"}},
        "children": {},
    }
