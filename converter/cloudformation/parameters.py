"""Values of template parameters: defaults, types and constraints.

Facts: "Parameters" (template section), "CloudFormation-supplied parameter types", AWS CloudFormation User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from converter.cloudformation.intrinsics import split_text_parts
from converter.cloudformation.model import Parameter, Ref, RuleContains, RuleEachMember, RuleExpression
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import (
    UNRESOLVED,
    Pieces,
    Stored,
    Text,
    Value,
    is_symbolic,
    is_unresolved,
    text_of,
)

ParameterInput = Value
"""What may be given for a parameter: text, a number, a bool, a symbol, or a tuple of those for a list type."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_STORED = re.compile(r"AWS::SSM::Parameter::Value<(?P<inner>.+)>")

AWS_TYPES = frozenset(
    {
        "AWS::EC2::AvailabilityZone::Name",
        "AWS::EC2::Image::Id",
        "AWS::EC2::Instance::Id",
        "AWS::EC2::KeyPair::KeyName",
        "AWS::EC2::SecurityGroup::GroupName",
        "AWS::EC2::SecurityGroup::Id",
        "AWS::EC2::Subnet::Id",
        "AWS::EC2::VPC::Id",
        "AWS::EC2::Volume::Id",
        "AWS::Route53::HostedZone::Id",
    }
)
_PLAIN_TYPES = frozenset({"String", "Number", "AWS::SSM::Parameter::Name"}) | AWS_TYPES
_LIST_TYPES = frozenset({"CommaDelimitedList", "List<Number>"}) | {f"List<{t}>" for t in AWS_TYPES}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one parameter's value; ``id`` is the finding's. The value itself is never in the text."""

    id: str
    summary: str
    detail: str = ""


def is_known_type(type_name: str) -> bool:
    """Whether CloudFormation has the parameter type."""
    stored = _STORED.fullmatch(type_name)
    if stored is None:
        return type_name in _PLAIN_TYPES or type_name in _LIST_TYPES
    inner = stored["inner"]
    return inner == "List<String>" or (inner != "Number" and inner in _PLAIN_TYPES | _LIST_TYPES)


def held_in_use(name: str, parameter: Parameter) -> RuleExpression:
    """What holds for every value of a parameter: asserted by a rule, it keeps a parameter that nothing reads in use."""
    reference = Ref(name)
    if is_list_type(parameter.type):
        return RuleEachMember("EachMemberIn", reference, reference)
    return RuleContains((reference,), reference)


def only_holds_in_use(test: RuleExpression) -> bool:
    """Whether an assertion is such a one."""
    match test:
        case RuleContains(values, value):
            return values == (value,)
        case RuleEachMember("EachMemberIn", values, wanted):
            return values == wanted
        case _:
            return False


def is_list_type(type_name: str) -> bool:
    """Whether a Ref to a parameter of this type gives a list."""
    stored = _STORED.fullmatch(type_name)
    inner = stored["inner"] if stored else type_name
    return inner == "CommaDelimitedList" or inner.startswith("List<")


def parameter_value(name: str, parameter: Parameter, given: Value | None) -> tuple[Value, list[Problem]]:
    """The value that ``!Ref name`` gives, and what is wrong with it.

    Numbers keep their exact text. Symbols are not checked against constraints, as their value is not known.
    """
    value = parameter.default if given is None else given
    if value is None:
        return UNRESOLVED, [
            Problem("cfn-parameter-missing", f"parameter {name} has no value and no default", "give a value for it")
        ]
    if is_unresolved(value):
        return UNRESOLVED, []
    if isinstance(value, tuple) and not is_list_type(parameter.type):
        detail = "join the list with Fn::Join, or use a list type"
        return UNRESOLVED, [
            Problem("cfn-parameter-type", f"parameter {name} of type {parameter.type} got a list", detail)
        ]
    if isinstance(value, tuple) and any(isinstance(item, (tuple, Mapping)) for item in value):
        return UNRESOLVED, [Problem("cfn-parameter-type", f"parameter {name} got a list of lists or objects")]
    if isinstance(value, Mapping):
        return UNRESOLVED, [Problem("cfn-parameter-type", f"parameter {name} got an object")]
    if stored := _STORED.fullmatch(parameter.type):
        if isinstance(value, tuple):
            return UNRESOLVED, [Problem("cfn-parameter-type", f"parameter {name} needs the name of one SSM parameter")]
        return Stored(text_of(value), is_list_type(stored["inner"])), []
    if is_list_type(parameter.type):
        items = _items(value)
        if not isinstance(items, tuple):
            return items, []
        return items, [p for item in items for p in _violations(name, parameter, item)]
    text = text_of(value)
    return text, list(_violations(name, parameter, text))


def _items(value: Value) -> Value:
    """Elements of a list parameter; blanks around each are trimmed."""
    if isinstance(value, tuple):
        return tuple(text_of(item) for item in value)
    text = text_of(value)
    if isinstance(text, str):
        return tuple(piece.strip() for piece in text.split(","))
    if isinstance(text, Text):
        return tuple(p.strip() if isinstance(p, str) else p for p in split_text_parts(",", text))
    return Pieces(text, ",")


def _violations(name: str, parameter: Parameter, value: Value) -> Iterator[Problem]:
    if is_symbolic(value) or not isinstance(value, str):
        return
    hint = parameter.constraint_description
    if parameter.type in ("Number", "List<Number>"):
        number = decimal_of(value)
        if number is None:
            yield Problem("cfn-parameter-type", f"parameter {name} must be a number", hint)
            return
        if parameter.min_value is not None and number < parameter.min_value:
            yield _constraint(name, f"is below MinValue {scalar_text(parameter.min_value)}", hint)
        if parameter.max_value is not None and number > parameter.max_value:
            yield _constraint(name, f"is above MaxValue {scalar_text(parameter.max_value)}", hint)
    if parameter.allowed_values and not _is_allowed(value, parameter):
        allowed = ", ".join(scalar_text(v) for v in parameter.allowed_values)
        yield _constraint(name, "is not one of AllowedValues", hint or f"use one of {allowed}")
    if parameter.min_length is not None and len(value) < parameter.min_length:
        yield _constraint(name, f"is shorter than MinLength {parameter.min_length}", hint)
    if parameter.max_length is not None and len(value) > parameter.max_length:
        yield _constraint(name, f"is longer than MaxLength {parameter.max_length}", hint)
    if parameter.allowed_pattern is not None:
        yield from _pattern(name, parameter.allowed_pattern, value, hint)


def _constraint(name: str, what: str, detail: str) -> Problem:
    return Problem("cfn-parameter-constraint", f"the value of parameter {name} {what}", detail)


def _is_allowed(value: str, parameter: Parameter) -> bool:
    if parameter.type in ("Number", "List<Number>"):
        number = decimal_of(value)
        return any(decimal_of(scalar_text(v)) == number for v in parameter.allowed_values)
    return any(scalar_text(v) == value for v in parameter.allowed_values)


def decimal_of(text: str) -> Decimal | None:
    """The number that a text writes, as CloudFormation reads a Number; None where it is not one."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern, or None where Python's dialect cannot say what Java's can."""
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:
        return None


def _pattern(name: str, pattern: str, value: str, hint: str) -> Iterator[Problem]:
    """AllowedPattern must match the whole value."""
    compiled = _compiled(pattern)
    if compiled is None:
        yield Problem(
            "cfn-parameter-pattern", f"AllowedPattern of parameter {name} is not a pattern that can be checked"
        )
    elif not compiled.fullmatch(value):
        yield _constraint(name, "does not match AllowedPattern", hint or f"it must match {pattern}")
