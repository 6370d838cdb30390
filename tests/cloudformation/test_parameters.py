"""Values of parameters: types, defaults and constraints ("Parameters", AWS CloudFormation User Guide)."""

from __future__ import annotations

import pytest

from converter.cloudformation.model import Parameter, Resource, Template
from converter.cloudformation.parameters import is_known_type, parameter_value
from converter.cloudformation.resolver import resolve
from converter.cloudformation.values import UNRESOLVED, Pieces, Stored, Text, Token, Value

TOKEN = Token(("Vpc",), "Vpc")


@pytest.mark.parametrize(
    ("parameter", "given", "value"),
    [
        (Parameter(default="a"), None, "a"),
        (Parameter(default="a"), "b", "b"),
        (Parameter(default=8080), None, "8080"),
        (Parameter(), True, "true"),
        (Parameter(), "", ""),
        (Parameter(), TOKEN, TOKEN),
        (Parameter(allowed_values=("a",), allowed_pattern="a", min_length=99), TOKEN, TOKEN),
        (Parameter(type="Number"), "0010", "0010"),
        (Parameter(type="Number"), "1.50", "1.50"),
        (Parameter(type="Number", allowed_values=(1, 2)), "2.0", "2.0"),
        (Parameter(type="Number", min_value=1, max_value=3), "3", "3"),
        (Parameter(type="CommaDelimitedList"), "a, b ,", ("a", "b", "")),
        (Parameter(type="CommaDelimitedList"), "", ("",)),
        (Parameter(type="CommaDelimitedList"), ("a", TOKEN), ("a", TOKEN)),
        (Parameter(type="CommaDelimitedList"), Text((TOKEN, ", b,", TOKEN)), (TOKEN, "b", TOKEN)),
        (Parameter(type="CommaDelimitedList"), TOKEN, Pieces(TOKEN, ",")),
        (Parameter(type="CommaDelimitedList", allowed_values=("a", "b")), "a,b", ("a", "b")),
        (Parameter(type="List<Number>"), "1, 2", ("1", "2")),
        (Parameter(type="List<AWS::EC2::Subnet::Id>"), "subnet-1,subnet-2", ("subnet-1", "subnet-2")),
        (Parameter(type="AWS::EC2::VPC::Id"), "vpc-1", "vpc-1"),
        (Parameter(type="AWS::SSM::Parameter::Value<String>"), "/a", Stored("/a")),
        (Parameter(type="AWS::SSM::Parameter::Value<List<String>>"), "/a", Stored("/a", is_list=True)),
        (Parameter(allowed_pattern="[a-z]+"), "abc", "abc"),
        (Parameter(allowed_pattern="^$|^[a-z]+$"), "", ""),
    ],
)
def test_value(parameter: Parameter, given: Value | None, value: Value) -> None:
    assert parameter_value("P", parameter, given) == (value, [])


@pytest.mark.parametrize(
    ("parameter", "given", "id"),
    [
        (Parameter(), None, "cfn-parameter-missing"),
        (Parameter(), ("a",), "cfn-parameter-type"),
        (Parameter(), {"a": "b"}, "cfn-parameter-type"),
        (Parameter(type="Number"), "x", "cfn-parameter-type"),
        (Parameter(type="Number"), "", "cfn-parameter-type"),
        (Parameter(type="Number"), "1_000", "cfn-parameter-type"),
        (Parameter(type="Number"), "Infinity", "cfn-parameter-type"),
        (Parameter(type="List<Number>"), "1,x", "cfn-parameter-type"),
        (Parameter(type="Number", min_value=1), "0", "cfn-parameter-constraint"),
        (Parameter(type="Number", max_value=1), "1.1", "cfn-parameter-constraint"),
        (Parameter(allowed_values=("a", "b")), "c", "cfn-parameter-constraint"),
        (Parameter(type="CommaDelimitedList", allowed_values=("a",)), "a,c", "cfn-parameter-constraint"),
        (Parameter(min_length=2), "a", "cfn-parameter-constraint"),
        (Parameter(max_length=2), "abc", "cfn-parameter-constraint"),
        (Parameter(allowed_pattern="[a-z]+"), "abc1", "cfn-parameter-constraint"),
        (Parameter(allowed_pattern="^[a-z]+$"), "abc\n", "cfn-parameter-constraint"),
        (Parameter(allowed_pattern="\\p{Alpha}("), "abc", "cfn-parameter-pattern"),
        (Parameter(default="c", allowed_values=("a",)), None, "cfn-parameter-constraint"),
    ],
)
def test_problem(parameter: Parameter, given: Value | None, id: str) -> None:
    _, problems = parameter_value("P", parameter, given)
    assert [p.id for p in problems] == [id]


def test_a_secret_never_stands_in_a_message() -> None:
    parameter = Parameter(no_echo=True, min_length=20, allowed_pattern="[0-9]+", allowed_values=("x",))
    _, problems = parameter_value("P", parameter, "hunter2")
    assert problems
    assert all("hunter2" not in p.summary + p.detail for p in problems)


@pytest.mark.parametrize("name", ["String", "List<Number>", "AWS::EC2::VPC::Id", "AWS::SSM::Parameter::Value<String>"])
def test_types_that_exist(name: str) -> None:
    assert is_known_type(name)


@pytest.mark.parametrize("name", ["string", "List<String>", "AWS::EC2::Nope::Id", "AWS::SSM::Parameter::Value<Number>"])
def test_types_that_do_not_exist(name: str) -> None:
    assert not is_known_type(name)


def test_missing_and_unknown_parameters_are_findings() -> None:
    template = Template(parameters={"A": Parameter()}, resources={"R": Resource(type="AWS::SNS::Topic")})
    result = resolve(template, {"B": "x"}, file="t.yaml")
    assert sorted(f.id for f in result.findings) == ["cfn-parameter-missing", "cfn-parameter-unknown"]
    assert result.stack.parameters["A"] == UNRESOLVED
