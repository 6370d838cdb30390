"""Each intrinsic function, by the examples and edge cases of its page in "Intrinsic function reference"."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from converter.cloudformation.model import Template
from converter.cloudformation.resolved import PseudoParameters, Resolution
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
from converter.cloudformation.yaml_reader import read

HEAD = """
Parameters:
  Env: {Type: String, Default: dev}
  Empty: {Type: String, Default: ""}
  Port: {Type: Number, Default: "0080"}
  Size: {Type: Number, Default: 2}
  List: {Type: CommaDelimitedList, Default: "a, b ,c"}
  Numbers: {Type: List<Number>, Default: "1,2"}
  Stored: {Type: AWS::SSM::Parameter::Value<String>, Default: /a/b}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>, Default: "subnet-1,subnet-2"}
Mappings:
  Map:
    us-east-1: {Ami: ami-1, List: [x, y]}
    eu-west-1: {Ami: ami-2, List: [z]}
Conditions:
  IsDev: !Equals [!Ref Env, dev]
  IsProd: !Not [!Condition IsDev]
Resources:
  Vpc: {Type: AWS::EC2::VPC}
  Off: {Type: AWS::SNS::Topic, Condition: IsProd}
"""
VPC = Token((), "Vpc")
CIDR = Token((), "Vpc", "CidrBlock")


def resolved(value: str, parameters: Mapping[str, Value] | None = None, **options: Any) -> tuple[Any, Resolution]:
    template = read(HEAD + f"  A: {{Type: AWS::SNS::Topic, Properties: {{P: {value}}}}}\n")
    result = resolve(template, parameters, file="t.yaml", **options)
    return result.stack.resources["A"].properties.get("P"), result


VALUES: list[tuple[str, Any]] = [
    # Ref
    ("!Ref Env", "dev"),
    ("!Ref Port", "0080"),
    ("!Ref Size", "2"),
    ("!Ref List", ("a", "b", "c")),
    ("!Ref Numbers", ("1", "2")),
    ("!Ref Subnets", ("subnet-1", "subnet-2")),
    ("!Ref Stored", Stored("/a/b")),
    ("!Ref Vpc", VPC),
    ("!Ref AWS::Region", "us-east-1"),
    ("!Ref AWS::AccountId", "123456789012"),
    ("!Ref AWS::Partition", "aws"),
    ("!Ref AWS::URLSuffix", "amazonaws.com"),
    ("!Ref AWS::StackName", "main"),
    ("!Ref AWS::NotificationARNs", ()),
    # GetAtt
    ("!GetAtt Vpc.CidrBlock", CIDR),
    # Sub
    ('!Sub "${Env}-${AWS::Region}"', "dev-us-east-1"),
    ('!Sub "${Vpc}"', VPC),
    ('!Sub "x-${Vpc}-${Vpc.CidrBlock}"', Text(("x-", VPC, "-", CIDR))),
    ('!Sub "${!Env}"', "${Env}"),
    ('!Sub ["${a}${Env}", {a: !Ref Size}]', "2dev"),
    ('!Sub ["${Env}", {Env: other}]', "other"),
    ('!Sub "${Empty}${Vpc}${Empty}"', VPC),
    # Join
    ('!Join ["", [a, !Ref Env, 1, true]]', "adev1true"),
    ('!Join [":", !Ref List]', "a:b:c"),
    ('!Join [",", []]', ""),
    ('!Join [",", [a, !Ref "AWS::NoValue", b]]', "a,b"),
    ('!Join ["-", [!Ref Vpc]]', VPC),
    ('!Join ["-", [a, b, !Ref Vpc]]', Text(("a-b-", VPC))),
    ('!Join [",", !GetAtt Vpc.CidrBlockAssociations]', Joined(Token((), "Vpc", "CidrBlockAssociations"), ",")),
    # Select, Split
    ('!Select ["1", !Ref List]', "b"),
    ("!Select [!Ref Size, !Ref List]", "c"),
    ("!Select [0, [!Ref Vpc]]", VPC),
    ("!Select [1, !GetAtt Vpc.CidrBlockAssociations]", Selected(Token((), "Vpc", "CidrBlockAssociations"), 1)),
    ('!Split ["|", "a|b|c"]', ("a", "b", "c")),
    ('!Split ["|", "a||c|"]', ("a", "", "c", "")),
    ('!Select [1, !Split ["/", !Ref Vpc]]', Selected(Pieces(VPC, "/"), 1)),
    ('!Select [0, !Split ["/", !Sub "a/${Vpc}"]]', "a"),
    ('!Select [1, !Split ["/", !Sub "a/${Vpc}"]]', Selected(Pieces(Text(("a/", VPC)), "/"), 1)),
    ('!Join ["/", !Split ["/", !Ref Vpc]]', VPC),
    # If, NoValue
    ("!If [IsDev, 1, 2]", 1),
    ("!If [IsProd, 1, 2]", 2),
    ("!If [IsProd, !Ref Off, none]", "none"),
    ("[1, !If [IsProd, 2, !Ref AWS::NoValue], 3]", (1, 3)),
    ("{a: !Ref AWS::NoValue, b: 1}", {"b": 1}),
    ("!If [IsProd, 1, !Ref AWS::NoValue]", None),
    # FindInMap
    ('!FindInMap [Map, !Ref "AWS::Region", Ami]', "ami-1"),
    ("!FindInMap [Map, eu-west-1, List]", ("z",)),
    # Cidr
    ('!Cidr ["192.168.0.0/24", 6, 5]', tuple(f"192.168.0.{32 * i}/27" for i in range(6))),
    ('!Cidr ["10.0.0.0/16", "3", "12"]', ("10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20")),
    ('!Cidr ["2001:db8::/56", 2, 64]', ("2001:db8::/64", "2001:db8:0:1::/64")),
    ("!Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 6, 8]]", Selected(Blocks(CIDR, 6, 8), 0)),
    # GetAZs
    ('!Select [0, !GetAZs ""]', "us-east-1a"),
    ("!Select [5, !GetAZs eu-west-1]", "eu-west-1f"),
    ("{Fn::GetAZs: !Ref AWS::Region}", tuple(f"us-east-1{c}" for c in "abcdef")),
    # Base64, ImportValue, Length, ToJsonString
    ("!Base64 héllo", base64.b64encode("héllo".encode()).decode()),
    ("{Fn::Base64: !Ref Vpc}", Encoded(VPC)),
    ("!ImportValue name", Imported("name")),
    ('{Fn::ImportValue: !Sub "${Env}-x"}', Imported("dev-x")),
    ("{Fn::Length: !Ref List}", 3),
    ("{Fn::Length: !Cidr [!GetAtt Vpc.CidrBlock, 6, 8]}", 6),
    ("{Fn::ToJsonString: {a: [1, true, 1.50], b: 'x\"y'}}", '{"a":[1,true,1.50],"b":"x\\"y"}'),
    ('{Fn::ToJsonString: {a: !Sub "q\\"${Vpc}"}}', Text(('{"a":"q\\"', VPC, '"}'))),
    # values as they are
    ('"{{resolve:ssm:/a:1}}"', "{{resolve:ssm:/a:1}}"),
    ("1.50", Decimal("1.50")),
    ("true", True),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_value(text: str, value: Any) -> None:
    found, result = resolved(text)
    assert result.findings == ()
    assert (type(found), found) == (type(value), value)


ERRORS: list[tuple[str, str, str]] = [
    ("!Ref Nope", "cfn-ref-unknown", "Nope"),
    ("!Ref AWS::Nope", "cfn-ref-unknown", "pseudo parameter"),
    ("!GetAtt Nope.X", "cfn-ref-unknown", "Nope"),
    ('!Sub "${Nope}"', "cfn-ref-unknown", "Nope"),
    ("!Ref Off", "cfn-ref-off", "IsProd is false"),
    ("!GetAtt Off.TopicName", "cfn-ref-off", "IsProd"),
    ('!Sub "${List}"', "cfn-resolve-value", "a list in Fn::Sub"),
    ('!Sub "${AWS::NoValue}"', "cfn-resolve-value", "NoValue"),
    ('!Join [",", a]', "cfn-resolve-value", "list is needed"),
    ('!Join [",", [[a]]]', "cfn-resolve-value", "a list"),
    ("!Select [3, !Ref List]", "cfn-resolve-select-range", "outside the list of 3"),
    ("!Select [-1, !Ref List]", "cfn-resolve-select-range", "-1"),
    ("!Select [x, !Ref List]", "cfn-resolve-value", "whole number"),
    ("!Select [!Ref Vpc, !Ref List]", "cfn-resolve-value", "known before creation"),
    ("!Select [0, !Ref Env]", "cfn-resolve-value", "list is needed"),
    ("!Select [6, !Cidr [!GetAtt Vpc.CidrBlock, 6, 8]]", "cfn-resolve-select-range", "6 blocks"),
    ('!Split ["", a]', "cfn-resolve-value", "not empty"),
    ("!FindInMap [Nope, a, b]", "cfn-ref-unknown", "mapping Nope"),
    ("!FindInMap [Map, ap-south-1, Ami]", "cfn-resolve-map-key", "ap-south-1"),
    ("!FindInMap [Map, us-east-1, Nope]", "cfn-resolve-map-key", "Nope"),
    ("!FindInMap [Map, !Ref Vpc, Ami]", "cfn-resolve-value", "known before creation"),
    ("!Cidr [x, 1, 8]", "cfn-resolve-value", "not a CIDR block"),
    ('!Cidr ["10.0.0.0/24", 2, 8]', "cfn-resolve-value", "does not hold 2"),
    ('!Cidr ["10.0.0.0/24", 1, 9]', "cfn-resolve-value", "do not fit"),
    ('!Cidr ["10.0.0.0/8", 257, 8]', "cfn-resolve-value", "between 1 and 256"),
    ("{Fn::Length: !Ref Vpc}", "cfn-resolve-value", "list that is known"),
    ("{Fn::GetAZs: !Ref Vpc}", "cfn-resolve-value", "region"),
]


@pytest.mark.parametrize(("text", "id", "message"), ERRORS)
def test_error(text: str, id: str, message: str) -> None:
    found, result = resolved(text)
    assert found == UNRESOLVED
    assert [f.id for f in result.findings] == [id]
    assert message in result.findings[0].summary
    place = result.findings[0].place
    assert place is not None
    assert str(place).startswith("t.yaml#/Resources/A/Properties/P")


def test_an_unresolved_value_is_reported_once() -> None:
    found, result = resolved('!Join ["-", [a, !Sub "${Nope}-${Env}"]]')
    assert found == UNRESOLVED
    assert len(result.findings) == 1


def test_pseudo_parameters_follow_the_region() -> None:
    pseudo = PseudoParameters(region="cn-north-1", availability_zones={"cn-north-1": ("cn-north-1b",)})
    assert resolved("!Ref AWS::Partition", pseudo=pseudo)[0] == "aws-cn"
    assert resolved("!Ref AWS::URLSuffix", pseudo=pseudo)[0] == "amazonaws.com.cn"
    assert resolved('!GetAZs ""', pseudo=pseudo)[0] == ("cn-north-1b",)
    assert PseudoParameters(region="us-gov-west-1").effective_partition == "aws-us-gov"


def test_imports_that_are_given() -> None:
    assert resolved("!ImportValue x", imports={"x": "y"})[0] == "y"


def test_references_and_dependencies() -> None:
    template = read(HEAD + "  A: {Type: T, DependsOn: [Off, Vpc], Properties: {P: !If [IsProd, !Ref Off, 1]}}\n")
    resource = resolve(template).stack.resources["A"]
    assert resource.references == ()
    assert resource.depends_on == ("Vpc",)


# ---------------------------------------------------------------------------------------------- conditions


def conditions_of(text: str, **parameters: Value) -> tuple[Mapping[str, bool], Resolution]:
    head = """
Parameters:
  A: {Type: String, Default: a}
  N: {Type: Number, Default: 1}
  L: {Type: CommaDelimitedList, Default: 'a,b'}
Resources: {R: {Type: AWS::SNS::Topic}}
Conditions:
"""
    result = resolve(read(head + text), parameters)
    return result.stack.conditions, result


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        ("!Equals [!Ref A, a]", True),
        ("!Equals [!Ref A, A]", False),
        ("!Equals [!Ref N, 1]", True),
        ('!Equals [!Ref N, "1"]', True),
        ('!Equals [true, "true"]', True),
        ("!Equals [!Ref L, [a, b]]", True),
        ('!Equals [!Join [",", !Ref L], "a,b"]', True),
        ("!Not [!Equals [!Ref A, a]]", False),
        ("!And [!Equals [a, a], !Equals [a, b]]", False),
        ("!Or [!Equals [a, a], !Equals [a, b]]", True),
        ("!Equals [!Select [1, !Ref L], b]", True),
    ],
)
def test_condition(expression: str, truth: bool) -> None:
    conditions, result = conditions_of(f"  C: {expression}\n")
    assert result.findings == ()
    assert conditions == {"C": truth}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("  C: !Condition D\n  D: !Not [!Condition C]\n", "cfn-condition-cycle"),
        ("  C: !Condition Nope\n", "cfn-condition-unknown"),
        ("  C: !Equals [!Ref R, a]\n", "cfn-condition-reads-resource"),
        ("  C: !Equals [!Ref Nope, a]\n", "cfn-ref-unknown"),
    ],
)
def test_condition_that_is_wrong(text: str, id: str) -> None:
    assert [f.id for f in conditions_of(text)[1].findings] == [id]


def test_a_condition_that_is_not_there_counts_as_true() -> None:
    found, result = resolved("!If [Nope, 1, 2]")
    assert found == 1
    assert [f.id for f in result.findings] == ["cfn-condition-unknown"]


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        ("!And [!Equals [!Ref A, x], !Equals [a, b]]", False),
        ("!Or [!Equals [!Ref A, x], !Equals [a, a]]", True),
        ("!And [!Equals [!Ref A, x], !Equals [a, a]]", None),
        ("!Not [!Equals [!Ref A, x]]", None),
    ],
)
def test_an_open_operand_matters_only_where_the_others_leave_it_open(expression: str, truth: bool | None) -> None:
    conditions, result = conditions_of(f"  C: {expression}\n", A=Token((), "X"))
    assert conditions["C"] is (truth is not False)
    assert [f.id for f in result.findings] == (["cfn-condition-undecided"] if truth is None else [])


def test_a_cycle_of_conditions_is_named() -> None:
    _, result = conditions_of("  C: !Condition D\n  D: !Condition E\n  E: !Condition D\n")
    assert "D -> E -> D" in result.findings[0].summary


@pytest.mark.parametrize(
    ("right", "truth"),
    [('""', False), ("!Ref A", True), ("x", None), ("arn-x", None), ("brn-x", False)],
)
def test_conditions_on_what_only_a_deployment_knows(right: str, truth: bool | None) -> None:
    given = Text(("arn-", Token((), "X", "Arn"))) if "rn-" in right else Token((), "X", "Arn")
    conditions, result = conditions_of(f"  C: !Equals [!Ref A, {right}]\n", A=given)
    if truth is None:
        assert [f.id for f in result.findings] == ["cfn-condition-undecided"]
    else:
        assert result.findings == ()
        assert conditions["C"] is truth


# ---------------------------------------------------------------------------------------------- rules and outputs


def test_rules() -> None:
    template = read("""
Parameters: {Env: {Type: String, Default: prod}, Size: {Type: String, Default: small}}
Rules:
  Sizes:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions:
      - {Assert: {Fn::Contains: [[large, huge], !Ref Size]}, AssertDescription: production needs a large size}
Resources: {R: {Type: AWS::SNS::Topic}}
""")
    [finding] = resolve(template).findings
    assert (finding.id, finding.detail) == ("cfn-rule-failed", "production needs a large size")
    assert resolve(template, {"Env": "dev"}).findings == ()
    assert resolve(template, {"Size": "huge"}).findings == ()


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ("Fn::EachMemberIn: [!Ref Zones, !Ref Zones]", True),
        ("Fn::EachMemberIn: [!Ref Zones, [a, b, c]]", True),
        ("Fn::EachMemberIn: [!Ref Zones, [a]]", False),
        ("Fn::EachMemberEquals: [!Ref Zones, a]", False),
        ("Fn::EachMemberEquals: [[a, a], a]", True),
    ],
)
def test_rules_about_each_member(test: str, holds: bool) -> None:
    template = read(f"""
Parameters: {{Zones: {{Type: CommaDelimitedList, Default: "a,b"}}}}
Rules:
  R:
    Assertions:
      - {{Assert: {{{test}}}, AssertDescription: x}}
Resources: {{R: {{Type: AWS::SNS::Topic}}}}
""")
    assert [f.id for f in resolve(template).findings] == ([] if holds else ["cfn-rule-failed"])


def test_outputs() -> None:
    template = read(
        HEAD
        + """
Outputs:
  A: {Value: !Ref Vpc, Export: {Name: !Sub "${AWS::StackName}-A"}}
  B: {Condition: IsProd, Value: !Ref Off}
  C: {Value: !Ref List}
"""
    )
    result = resolve(template)
    assert result.stack.outputs["A"].value == VPC
    assert result.stack.outputs["A"].export_name == "main-A"
    assert "B" not in result.stack.outputs
    assert [str(f.place) for f in result.findings] == ["template.yaml#/Outputs/C/Value"]
    assert resolve(template, {"Env": "prod"}).stack.outputs["B"].value == Token((), "Off")


def test_an_empty_template_resolves() -> None:
    result = resolve(Template())
    assert result.ok
    assert result.stack.resources == {}
