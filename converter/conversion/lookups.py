"""Look-ups: parameters that hold what the account already has, and the AWS API requests that find their values.

A look-up is data that any client of the AWS API can carry out: ``tf2cfn params --lookup`` does with boto3, the deploy
script with the AWS CLI (``aws SERVICE OPERATION --cli-input-json … --query …``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from converter.findings import Span

Json = str | int | bool | None | tuple["Json", ...] | Mapping[str, "Json"]
"""A request. Every text in it is a template of ``Fn::Sub``'s syntax, see :class:`Request`."""


class Expected(StrEnum):
    """How many values a look-up has to find, and which of them the parameter gets."""

    ONE = "one"
    """Exactly one, as Terraform's data source asks; none or several are an error."""
    FIRST = "first"
    """At least one; the first (the result is sorted)."""
    LIST = "list"
    """Any number; all of them, joined by commas."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison that decides which request is made; both texts are templates like those of a request."""

    left: str
    right: str
    equal: bool = True
    """Whether the texts have to be equal; False: they have to differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One way to make the request: the first whose comparisons all hold is the one to make.

    The texts in ``arguments`` and ``result`` are templates: ``${Name}`` stands for the value of a parameter (or of a
    pseudo parameter: ``${AWS::Region}``), ``${Name[0]}`` for an element of a parameter that is a comma-delimited list,
    ``${Name[*]}``, an element of a list by itself, for all of its elements, and ``${!Name}`` for the text ``${Name}``.
    In ``result`` they stand inside raw strings (``'…'``), where a value's backslashes and apostrophes are escaped by a
    backslash.
    """

    when: tuple[Comparison, ...] = ()
    arguments: Mapping[str, Json]
    result: str
    """JMESPath: the list of the values found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """A parameter, and how its value is found.

    Where no request applies the parameter keeps its default: what would be looked up does not exist then. A look-up
    without any request cannot be carried out; ``advice`` says why, and the user gives the value.
    """

    parameter: str
    address: str
    """The data source (or the resource) that reads the value."""
    attribute: str
    span: Span
    service: str = ""
    """As boto3 names it."""
    operation: str = ""
    """As boto3 names it, in snake case."""
    requests: tuple[Request, ...] = ()
    expected: Expected = Expected.ONE
    prefix: str = ""
    """A text that is cut off the front of every value found."""
    document: str = ""
    """The member of the response that is a JSON text: the result is found in there. The AWS CLI cannot do that."""
    passed: bool = True
    """Whether the parameter is one of the templates'; False: other look-ups need its value, and nothing else."""
    advice: str = ""

    @property
    def command(self) -> tuple[str, str]:
        """The command of the AWS CLI: service and operation."""
        return CLI_SERVICES.get(self.service, self.service), self.operation.replace("_", "-")

    @property
    def reads(self) -> frozenset[str]:
        """The parameters (pseudo parameters among them) whose values the requests need."""
        texts = (
            text
            for request in self.requests
            for text in (
                *texts_in(request.arguments),
                request.result,
                *(side for comparison in request.when for side in (comparison.left, comparison.right)),
            )
        )
        return frozenset(hole["name"] for text in texts for hole in HOLE.finditer(text))


HOLE = re.compile(r"\$\{(?P<name>[A-Za-z0-9:]+)(?:\[(?P<index>[0-9]+|\*)\])?\}")
"""What stands for a value in the texts of a request."""

CLI_SERVICES: Mapping[str, str] = {"codedeploy": "deploy", "config": "configservice", "s3": "s3api"}
"""Services that the AWS CLI names otherwise than boto3."""


def lookups_json(lookups: Sequence[LookUp]) -> list[dict[str, Any]]:
    """The look-ups as ``conversion.json`` has them, in the order in which they have to be carried out."""
    return [dict(_entry(look_up)) for look_up in lookups]


def _entry(look_up: LookUp) -> Iterator[tuple[str, Any]]:
    yield "parameter", look_up.parameter
    yield "address", look_up.address
    yield "attribute", look_up.attribute
    yield "source", source_json(look_up.span)
    if look_up.requests:
        yield "service", look_up.service
        yield "operation", look_up.operation
        yield "command", list(look_up.command)
        yield "requests", [_request(request) for request in look_up.requests]
        yield "expected", str(look_up.expected)
    if look_up.document:
        yield "document", look_up.document
    if not look_up.passed:
        yield "passed", False
    if look_up.prefix:
        yield "prefix", look_up.prefix
    if look_up.advice:
        yield "advice", look_up.advice


def _request(request: Request) -> dict[str, Any]:
    return {**when_json(request.when), "arguments": plain_json(request.arguments), "result": request.result}


def source_json(span: Span) -> dict[str, Any]:
    """A place in the configuration as ``conversion.json`` has it."""
    return {"file": span.file, "line": span.start.line}


def when_json(when: Sequence[Comparison]) -> dict[str, Any]:
    """The member ``when`` as ``conversion.json`` has it; nothing where there is no comparison."""
    return {"when": [{"left": c.left, "right": c.right, "equal": c.equal} for c in when]} if when else {}


def plain_json(value: Json) -> Any:
    """A request as lists and dictionaries, which ``json`` can write."""
    match value:
        case tuple():
            return [plain_json(item) for item in value]
        case Mapping():
            return {name: plain_json(item) for name, item in value.items()}
        case _:
            return value


def texts_in(value: Json) -> Iterator[str]:
    """Every text in a request."""
    match value:
        case str():
            yield value
        case tuple():
            for item in value:
                yield from texts_in(item)
        case Mapping():
            for item in value.values():
                yield from texts_in(item)
        case _:
            return
