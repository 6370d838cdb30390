"""How nodes and templates are written: pairs of node and text, and a whole template."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cloudformation import model
from converter.cloudformation.model import (
    And,
    Assertion,
    ConditionRef,
    Equals,
    Node,
    Not,
    Object,
    Or,
    Output,
    Parameter,
    Ref,
    Resource,
    Rule,
    RuleContains,
    Sub,
    Template,
)
from converter.cloudformation.yaml_nodes import entry
from converter.cloudformation.yaml_reader import read
from converter.cloudformation.yaml_writer import write

_TEXT = (Path(__file__).parent / "pairs_nodes.txt").read_text(encoding="utf-8").split("\n", 1)[1]
PAIRS = [tuple(part.strip("\n") for part in pair.split("\n....\n")) for pair in _TEXT.split("\n----\n")]


def build(source: str) -> Node:
    names = {name: getattr(model, name) for name in dir(model) if not name.startswith("_")}
    node: Node = eval(source, names)  # noqa: S307 - our own file of pairs
    return node


@pytest.mark.parametrize(("source", "written"), PAIRS)
def test_node(source: str, written: str) -> None:
    assert "\n".join(entry("Key", build(source), 0)) == written


WHOLE = """\
# Converted from Terraform.
# Do not edit.
AWSTemplateFormatVersion: "2010-09-09"
Description: "Network: one VPC"

Metadata:
  Tool: tf2cfn

Parameters:
  # var.cidr
  Cidr:
    Type: String
    Description: The block
    Default: 10.0.0.0/16
    AllowedPattern: "[0-9./]+"
    MinLength: 9
    ConstraintDescription: must be a CIDR block

  Count:
    Type: Number
    Default: 2
    MinValue: 1
    MaxValue: 6

  Secret:
    Type: String
    NoEcho: true
    AllowedValues:
      - "yes"
      - "no"

Rules:
  Secrets:
    RuleCondition: !Equals [!Ref Cidr, ""]
    Assertions:
      - Assert:
          Fn::Contains:
            - - "yes"
            - !Ref Secret
        AssertDescription: needs a yes

Mappings:
  Amis:
    us-east-1:
      Id: ami-1

Conditions:
  IsBig: !Not [!Equals [!Ref Count, 1]]
  IsBigToo: !Condition IsBig
  Both: !And [!Condition IsBig, !Condition IsBigToo]

Resources:
  # aws_vpc.main
  Vpc:
    Type: AWS::EC2::VPC
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      CidrBlock: !Ref Cidr

  Topic:
    Type: AWS::SNS::Topic
    Condition: Both
    DependsOn: Vpc

  Other:
    Type: AWS::SNS::Topic
    DependsOn:
      - Vpc
      - Topic

Outputs:
  VpcId:
    Description: The VPC
    Value: !Ref Vpc
    Export:
      Name: !Sub "${AWS::StackName}-VpcId"

  # output.topic
  Topic:
    Condition: Both
    Value: !Ref Topic
"""

TEMPLATE = Template(
    comment="Converted from Terraform.\nDo not edit.",
    description="Network: one VPC",
    metadata=Object.of({"Tool": "tf2cfn"}),
    parameters={
        "Cidr": Parameter(
            description="The block",
            default="10.0.0.0/16",
            allowed_pattern="[0-9./]+",
            min_length=9,
            constraint_description="must be a CIDR block",
            comment="var.cidr",
        ),
        "Count": Parameter(type="Number", default=2, min_value=1, max_value=6),
        "Secret": Parameter(no_echo=True, allowed_values=("yes", "no")),
    },
    rules={
        "Secrets": Rule(
            condition=Equals(Ref("Cidr"), ""),
            assertions=(Assertion(test=RuleContains(("yes",), Ref("Secret")), description="needs a yes"),),
        )
    },
    mappings={"Amis": Object.of({"us-east-1": Object.of({"Id": "ami-1"})})},
    conditions={
        "IsBig": Not(Equals(Ref("Count"), 1)),
        "IsBigToo": And((ConditionRef("IsBig"),)),
        "Both": And((ConditionRef("IsBig"), ConditionRef("IsBigToo"))),
    },
    resources={
        "Vpc": Resource(
            type="AWS::EC2::VPC",
            comment="aws_vpc.main",
            properties=Object.of({"CidrBlock": Ref("Cidr")}),
            deletion_policy="Retain",
            update_replace_policy="Retain",
        ),
        "Topic": Resource(type="AWS::SNS::Topic", condition="Both", depends_on=("Vpc",)),
        "Other": Resource(type="AWS::SNS::Topic", depends_on=("Vpc", "Topic")),
    },
    outputs={
        "VpcId": Output(description="The VPC", value=Ref("Vpc"), export_name=Sub((Ref("AWS::StackName"), "-VpcId"))),
        "Topic": Output(value=Ref("Topic"), condition="Both", comment="output.topic"),
    },
)


def test_whole_template() -> None:
    assert write(TEMPLATE) == WHOLE


def test_whole_template_is_read_back_to_the_same_text_but_for_comments() -> None:
    without = "\n".join(line for line in WHOLE.split("\n") if not line.lstrip().startswith("#"))
    assert write(read(WHOLE)) == without


@pytest.mark.parametrize("kind", [And, Or])
def test_more_than_ten_operands_are_nested(kind: type[And | Or]) -> None:
    leaves = tuple(Equals(Ref("P"), str(i)) for i in range(101))
    read_back = read(write(Template(conditions={"C": kind(leaves)}, resources={"A": Resource(type="X")}))).conditions[
        "C"
    ]

    def sizes(node: object) -> list[int]:
        return [len(node.operands), *(s for o in node.operands for s in sizes(o))] if isinstance(node, kind) else []

    assert all(2 <= size <= 10 for size in sizes(read_back))


def test_no_operands_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="without operands"):
        write(Template(conditions={"C": And(())}))


def test_an_empty_template_has_only_its_version() -> None:
    assert write(Template()) == 'AWSTemplateFormatVersion: "2010-09-09"\n'
