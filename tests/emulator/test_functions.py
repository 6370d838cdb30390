"""Each intrinsic function, against what the reference of CloudFormation says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.errors import TemplateError
from tests.emulator.intrinsics import NO_VALUE, Evaluator
from tests.emulator.parameters import UNKNOWN_MARK, Parameter
from tests.emulator.template import parse

TEMPLATE = """
Transform: AWS::LanguageExtensions
Parameters:
  Text: {Type: String}
  Number: {Type: Number}
  List: {Type: CommaDelimitedList}
Mappings:
  Sizes: {dev: {Cpu: 256, Zones: [a, b]}}
Conditions:
  Hello: !Equals [!Ref Text, hello]
  Other: !Not [!Condition Hello]
  Zero: !Equals [!Ref Number, "0"]
  Loop: !Not [!Condition Loop]
  Text: !Ref Text
Resources:
  Thing: {Type: "AWS::CloudFormation::WaitConditionHandle"}
"""


class Surroundings:
    @property
    def pseudo(self) -> Mapping[str, Any]:
        return {"AWS::Region": "eu-west-1", "AWS::Partition": "aws"}

    def ref(self, logical_id: str) -> str:
        return f"{logical_id}-id"

    def attribute(self, logical_id: str, name: str) -> Any:
        return UNKNOWN_MARK if name == "Unknown" else f"{logical_id}.{name}"

    def import_value(self, name: str) -> str:
        return f"import {name}"

    def zones(self, region: str) -> list[str]:
        return [f"{region}{letter}" for letter in "abc"]


def parameter(key: str, value: str | tuple[str, ...]) -> Parameter:
    return Parameter(key, str(value), value, no_echo=False, from_store=False)


def evaluator(extended: bool = True) -> Evaluator:
    body = TEMPLATE if extended else TEMPLATE.replace("Transform: AWS::LanguageExtensions", "")
    values = {
        "Text": parameter("Text", "hello"),
        "Number": parameter("Number", "0"),
        "List": parameter("List", ("x", "y")),
    }
    return Evaluator(parse(body), values, Surroundings())


def written(expression: str) -> Any:
    """Return what the emulator's reader makes of an expression in YAML."""
    body = f"Resources: {{A: {{Type: X, Properties: {{V: {expression}}}}}}}"
    return parse(body).resources["A"].properties["V"]


VALUES: dict[str, Any] = {
    "!Ref Text": "hello",
    "!Ref Number": "0",
    "!Ref List": ["x", "y"],
    "!Ref Thing": "Thing-id",
    "!Ref 'AWS::Region'": "eu-west-1",
    "!GetAtt Thing.Endpoint.Address": "Thing.Endpoint.Address",
    "!GetAtt [Thing, Arn]": "Thing.Arn",
    "!GetAtt [Thing, !Ref Text]": "Thing.hello",
    "{'Fn::GetAtt': Thing.Arn}": "Thing.Arn",
    "!Sub '${Text} ${Thing.Arn} ${!Literal} $${AWS::Region}'": "hello Thing.Arn ${Literal} $eu-west-1",
    "!Sub ['${Own}-${Text}', {Own: !Ref Number}]": "0-hello",
    "!Sub '${Text}${Text}'": "hellohello",
    "!Join [':', [a, 80, true, !Ref Text]]": "a:80:true:hello",
    "!Join ['', !Ref List]": "xy",
    "!Join [',', !Split ['|', 'a|b||c']]": "a,b,,c",
    "!Join [',', [a, !Ref 'AWS::NoValue', b]]": "a,b",
    "!Select [1, !Ref List]": "y",
    "!Select ['0', [a, b]]": "a",
    "!Select [!Ref Number, !GetAZs '']": "eu-west-1a",
    "!GetAZs us-east-1": ["us-east-1a", "us-east-1b", "us-east-1c"],
    "!GetAZs {Ref: 'AWS::Region'}": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    "!Cidr ['10.0.0.0/16', 3, 8]": ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"],
    "!Cidr ['fd00::/56', '2', '64']": ["fd00::/64", "fd00:0:0:1::/64"],
    "!FindInMap [Sizes, dev, Cpu]": 256,
    "!FindInMap [Sizes, dev, Zones]": ["a", "b"],
    "!FindInMap [Sizes, prod, Cpu, {DefaultValue: 1}]": 1,
    "!Base64 hello": "aGVsbG8=",
    "!ImportValue {'Fn::Sub': 'net-${Text}'}": "import net-hello",
    "!If [Hello, !Ref Text, !ImportValue nope]": "hello",
    "!If [Other, a, !If [Zero, b, c]]": "b",
    "!And [!Condition Hello, !Condition Zero]": True,
    "!Or [!Condition Other, !Equals [a, b]]": False,
    "!Equals [true, 'true']": True,
    "!Equals [1, '1']": True,
    "!Length [a, !Ref 'AWS::NoValue', c]": 2,
    "!Length {Ref: List}": 2,
    "!ToJsonString {a: !Ref Text, b: [1]}": '{"a":"hello","b":[1]}',
    "{a: !Ref 'AWS::NoValue', b: [!If [Other, x, !Ref 'AWS::NoValue']], c: {Condition: {Bool: x}}}": {
        "b": [],
        "c": {"Condition": {"Bool": "x"}},
    },
    "!Select [1, !Split [',', !GetAtt Thing.Unknown]]": UNKNOWN_MARK,
    "!Sub 'a-${Thing.Unknown}'": f"a-{UNKNOWN_MARK}",
}


@pytest.mark.parametrize("expression", VALUES)
def test_a_function_gives(expression: str) -> None:
    assert evaluator().value(written(expression)) == VALUES[expression]


FAULTS = {
    "!Select [2, !Ref List]": "cannot select nonexistent value at index 2",
    "!Select [x, !Ref List]": "valid index value",
    "!Select [0, !Ref Text]": "requires a list argument",
    "!Join [',', !Ref Text]": "every Fn::Join object",
    "!Join [',', [[a]]]": "every Fn::Join object",
    "!Sub '${List}'": "does not resolve to a string",
    "!Sub [x]": "every Fn::Sub object",
    "!Split ['', a]": "every Fn::Split object",
    "!FindInMap [Sizes, prod, Cpu]": "Unable to get mapping for Sizes::prod::Cpu",
    "!Cidr ['10.0.0.0/24', 3, 8]": "has no 3 blocks",
    "!Cidr ['10.0.0.1/24', 3, 8]": "has host bits set",
    "!Cidr ['10.0.0.0/24', 300, 2]": "cannot cut 300 blocks",
    "!And [!Condition Hello]": "list of 2 to 10",
    "!Not [x]": "requires boolean parameters",
    "!Equals [a]": "list of 2 string parameters",
    "!If [Hello, a]": "Fn::If requires a list",
    "!If [Nope, a, b]": "Unresolved condition dependency Nope",
    "!If [Loop, a, b]": "Circular dependencies for condition [Loop]",
    "!If [Text, a, b]": "Conditions can only be boolean",
    "!Transform {Name: X}": "no function Fn::Transform",
    "{'Fn::ForEach': [a]}": "no function Fn::ForEach",
    "!GetAtt Thing": "every Fn::GetAtt object",
}


@pytest.mark.parametrize("expression", FAULTS)
def test_a_function_refuses(expression: str) -> None:
    with pytest.raises(TemplateError) as caught:
        evaluator().value(written(expression))
    assert FAULTS[expression] in caught.value.message


@pytest.mark.parametrize("expression", ["!Length [a]", "!ToJsonString {a: b}"])
def test_some_functions_need_the_transform(expression: str) -> None:
    with pytest.raises(TemplateError, match="AWS::LanguageExtensions"):
        evaluator(extended=False).value(written(expression))


def test_no_value_alone_is_nothing() -> None:
    assert evaluator().value({"Ref": "AWS::NoValue"}) is NO_VALUE


def test_dates_stay_text_and_words_are_booleans_as_in_yaml_1_1() -> None:
    assert written("{Version: 2012-10-17, On: yes}") == {"Version": "2012-10-17", True: True}
