"""Evaluates a template's expressions to concrete values.

Written for the emulator alone, from the reference of the intrinsic functions: it shares nothing with the converter that
it judges. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

In a change set some values are not known yet: text that holds ``UNKNOWN_MARK``, which spreads through every function.
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from .errors import TemplateError
from .parameters import UNKNOWN_MARK, Parameter, text
from .references import SUB_VARIABLE, attribute_of
from .template import Template


class NoValue:
    """What ``Ref: AWS::NoValue`` is; whatever holds it drops it."""


NO_VALUE = NoValue()


class Surroundings(Protocol):
    """What expressions see beyond their own template."""

    @property
    def pseudo(self) -> Mapping[str, Any]:
        """The pseudo parameters but AWS::NoValue."""

    def ref(self, logical_id: str) -> Any:
        """Return what Ref gives for a resource; TemplateError where it is not there."""

    def attribute(self, logical_id: str, name: str) -> Any:
        """Return what Fn::GetAtt gives; TemplateError where there is no such attribute."""

    def import_value(self, name: str) -> str:
        """Return an export's value; TemplateError without it."""

    def zones(self, region: str) -> list[str]:
        """Return the names of a region's availability zones."""


class Evaluator:
    """Evaluates the expressions of one template with the parameters of one stack."""

    def __init__(self, template: Template, parameters: Mapping[str, Parameter], surroundings: Surroundings) -> None:
        """Prepare only; conditions are evaluated when they are asked for."""
        self._template = template
        self._parameters = parameters
        self._surroundings = surroundings
        self._conditions: dict[str, bool] = {}
        self._pending: list[str] = []
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Condition": self._condition_reference,
            "Fn::And": lambda argument: all(self._booleans("And", argument, 2, 10)),
            "Fn::Base64": self._base64,
            "Fn::Cidr": self._cidr,
            "Fn::Equals": self._equals,
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAZs": self._zones,
            "Fn::GetAtt": self._attribute,
            "Fn::If": self._if,
            "Fn::ImportValue": self._import_value,
            "Fn::Join": self._join,
            "Fn::Length": self._length,
            "Fn::Not": lambda argument: not self._booleans("Not", argument, 1, 1)[0],
            "Fn::Or": lambda argument: any(self._booleans("Or", argument, 2, 10)),
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::Sub": self._sub,
            "Fn::ToJsonString": self._to_json,
            "Ref": self._ref,
        }

    def condition(self, name: str) -> bool:
        """Return a condition of the template."""
        if name not in self._conditions:
            if name not in self._template.conditions:
                raise TemplateError(f"Template format error: Unresolved condition dependency {name}")
            if name in self._pending:
                raise TemplateError(f"Template format error: Circular dependencies for condition [{name}]")
            self._pending.append(name)
            value = self.value(self._template.conditions[name])
            self._pending.pop()
            if not isinstance(value, bool):
                raise TemplateError(
                    f"Template format error: Conditions can only be boolean operations on parameters and other "
                    f"conditions ({name})"
                )
            self._conditions[name] = value
        return self._conditions[name]

    def value(self, expression: Any) -> Any:
        """Return the value of an expression; NO_VALUE only at the top."""
        if isinstance(expression, list):
            members = [self.value(member) for member in expression]
            return [member for member in members if member is not NO_VALUE]
        if not isinstance(expression, dict):
            return expression
        if len(expression) == 1:
            ((key, argument),) = expression.items()
            function = self._functions.get(key)
            if function and (key != "Condition" or isinstance(argument, str)):
                return function(argument)
            if isinstance(key, str) and key.startswith("Fn::"):
                raise TemplateError(f"Template error: the emulated CloudFormation has no function {key}")
        values = {key: self.value(member) for key, member in expression.items()}
        return {key: member for key, member in values.items() if member is not NO_VALUE}

    def _ref(self, argument: Any) -> Any:
        if argument == "AWS::NoValue":
            return NO_VALUE
        if argument in self._surroundings.pseudo:
            return self._surroundings.pseudo[argument]
        if argument in self._parameters:
            value = self._parameters[argument].value
            return value if isinstance(value, str) else list(value)
        return self._surroundings.ref(argument)

    def _attribute(self, argument: Any) -> Any:
        name, attribute = attribute_of(argument)
        return self._surroundings.attribute(name, self._text(self.value(attribute), "Fn::GetAtt"))

    def _condition_reference(self, argument: str) -> bool:
        return self.condition(argument)

    def _booleans(self, name: str, argument: Any, least: int, most: int) -> list[bool]:
        if not isinstance(argument, list) or not least <= len(argument) <= most:
            number = f"{least}" if least == most else f"{least} to {most}"
            raise TemplateError(
                f"Template error: every Fn::{name} object requires a list of {number} boolean parameters."
            )
        values = [self.value(member) for member in argument]
        if not all(isinstance(value, bool) for value in values):
            raise TemplateError(f"Template error: every Fn::{name} object requires boolean parameters.")
        return values

    def _equals(self, argument: Any) -> bool:
        if not isinstance(argument, list) or len(argument) != 2:
            raise TemplateError("Template error: every Fn::Equals object requires a list of 2 string parameters.")
        left, right = (canonical(self.value(member)) for member in argument)
        return bool(left == right)

    def _if(self, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 3 or not isinstance(argument[0], str):
            raise TemplateError(
                "Template error: Fn::If requires a list argument with the first element being a condition"
            )
        return self.value(argument[1] if self.condition(argument[0]) else argument[2])

    def _base64(self, argument: Any) -> str:
        plain = self._text(self.value(argument), "Fn::Base64")
        return plain if UNKNOWN_MARK in plain else base64.b64encode(plain.encode()).decode()

    def _cidr(self, argument: Any) -> list[str]:
        values = self.value(argument)
        if not isinstance(values, list) or len(values) not in {2, 3}:
            raise TemplateError("Template error: every Fn::Cidr object requires two or three parameters.")
        if any(UNKNOWN_MARK in text(value) for value in values):
            return [UNKNOWN_MARK] * 256
        try:
            block, count = ipaddress.ip_network(text(values[0])), int(text(values[1]))
            bits = int(text(values[2])) if len(values) == 3 else (8 if block.version == 4 else 64)
        except ValueError as error:
            raise TemplateError(f"Template error: Fn::Cidr: {error}") from None
        size = block.max_prefixlen - bits
        if not 1 <= count <= 256 or not block.prefixlen <= size <= block.max_prefixlen:
            raise TemplateError(f"Template error: Fn::Cidr cannot cut {values[1]} blocks of {bits} bits out of {block}")
        if count > 2 ** (size - block.prefixlen):
            raise TemplateError(f"Template error: Fn::Cidr: {block} has no {count} blocks of {bits} bits")
        blocks = block.subnets(new_prefix=size)
        return [str(next(blocks)) for _ in range(count)]

    def _zones(self, argument: Any) -> list[str]:
        region = self._text(self.value(argument), "Fn::GetAZs")
        return self._surroundings.zones(region or self._surroundings.pseudo["AWS::Region"])

    def _find_in_map(self, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) not in {3, 4}:
            raise TemplateError(
                "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the "
                "attribute for return value"
            )
        names = [self._text(self.value(part), "Fn::FindInMap") for part in argument[:3]]
        found: Any = self._template.mappings
        for name in names:
            if not isinstance(found, dict) or name not in found:
                if len(argument) == 4 and self._template.extended:
                    return self.value(argument[3]["DefaultValue"])
                raise TemplateError(f"Template error: Unable to get mapping for {'::'.join(names)}")
            found = found[name]
        return found

    def _import_value(self, argument: Any) -> str:
        return self._surroundings.import_value(self._text(self.value(argument), "Fn::ImportValue"))

    def _join(self, argument: Any) -> str:
        fault = (
            "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of "
            "strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined."
        )
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            raise TemplateError(fault)
        members = self.value(argument[1])
        if members == UNKNOWN_MARK:
            return UNKNOWN_MARK
        if not isinstance(members, list) or any(isinstance(member, dict | list) for member in members):
            raise TemplateError(fault)
        return str(argument[0]).join(text(member) for member in members)

    def _select(self, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            raise TemplateError(
                "Template error: every Fn::Select object requires two parameters, the index and the list"
            )
        index, members = text(self.value(argument[0])), self.value(argument[1])
        if UNKNOWN_MARK in text(members) and (not isinstance(members, list) or len(members) <= int(index)):
            return UNKNOWN_MARK
        if not isinstance(members, list):
            raise TemplateError(
                "Template error: Fn::Select requires a list argument with two elements: an integer index and a list"
            )
        if not index.isdigit():
            raise TemplateError("Template error: Fn::Select requires a list argument with a valid index value")
        if int(index) >= len(members):
            raise TemplateError(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
        return members[int(index)]

    def _split(self, argument: Any) -> list[str]:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
            raise TemplateError(
                "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a "
                "string to be split or a function that returns a string to be split."
            )
        return self._text(self.value(argument[1]), "Fn::Split").split(argument[0])

    def _sub(self, argument: Any) -> str:
        own: Mapping[str, Any] = {}
        template = argument
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
            template, own = argument
        if not isinstance(template, str):
            raise TemplateError(
                "Template error: every Fn::Sub object requires a string, or a string and a map of variables"
            )
        parts, end = [], 0
        for match in SUB_VARIABLE.finditer(template):
            name = match.group(1).strip()
            if name in own:
                value = self.value(own[name])
            elif "." in name:
                value = self._attribute(name)
            else:
                value = self._ref(name)
            parts += [template[end : match.start()], self._text(value, f"variable {name} in Fn::Sub")]
            end = match.end()
        return "".join(
            [
                *(part.replace("${!", "${") if not i % 2 else part for i, part in enumerate(parts)),
                template[end:].replace("${!", "${"),
            ]
        )

    def _length(self, argument: Any) -> int:
        self._need_extensions("Fn::Length")
        value = self.value(argument)
        if not isinstance(value, list):
            raise TemplateError("Template error: Fn::Length requires a list")
        return len(value)

    def _to_json(self, argument: Any) -> str:
        self._need_extensions("Fn::ToJsonString")
        value = self.value(argument)
        if not isinstance(value, dict | list):
            raise TemplateError("Template error: Fn::ToJsonString requires an object or a list")
        return json.dumps(value, separators=(",", ":"))

    def _need_extensions(self, name: str) -> None:
        if not self._template.extended:
            raise TemplateError(f"Template error: {name} needs the transform AWS::LanguageExtensions")

    def _text(self, value: Any, place: str) -> str:
        if (isinstance(value, Sequence) and not isinstance(value, str)) or isinstance(value, dict | NoValue):
            raise TemplateError(f"Template error: {place} does not resolve to a string")
        return text(value)


def canonical(value: Any) -> Any:
    """Return a value with every scalar as text, as CloudFormation compares them."""
    if isinstance(value, dict):
        return {key: canonical(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(member) for member in value]
    return text(value)
