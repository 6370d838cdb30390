"""CloudFormation templates as frozen values: parameters, conditions, resources, outputs and intrinsic functions.

A property value is a :data:`Node`: a scalar, a tuple (list), a :class:`Object`, or an intrinsic function. Numbers are
``int`` or ``Decimal``, never float. Facts: "Template anatomy" and "Intrinsic function reference", AWS CloudFormation
User Guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Scalar = str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class Object:
    """A mapping node; order of entries is kept and is what is emitted."""

    entries: tuple[tuple[str, Node], ...] = ()

    @classmethod
    def of(cls, mapping: Mapping[str, Node]) -> Object:
        """An object from any mapping, in its order."""
        return cls(tuple(mapping.items()))

    def get(self, key: str) -> Node | None:
        """The value under ``key``, or None."""
        return next((v for k, v in self.entries if k == key), None)

    def __iter__(self) -> Iterator[tuple[str, Node]]:
        return iter(self.entries)

    def __contains__(self, key: str) -> bool:
        return any(k == key for k, _ in self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class Ref:
    """``!Ref name``: a parameter, a pseudo parameter, or a resource's Ref value."""

    name: str


@dataclass(frozen=True, slots=True)
class GetAtt:
    """``!GetAtt resource.attribute``; the attribute may contain dots (``Outputs.VpcId``, ``Endpoint.Address``)."""

    resource: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Sub:
    """``!Sub`` as parts: literal text (``str``) and references, in order.

    Parts that are Ref or GetAtt are written as ``${Name}`` / ``${Name.Attr}``; any other intrinsic becomes a variable
    of the two-argument form. Literal ``${`` is escaped by the writer.
    """

    parts: tuple[str | Node, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """``!Join [separator, items]``; items is a tuple, or one node that yields a list."""

    separator: str
    items: Node


@dataclass(frozen=True, slots=True)
class Select:
    """``!Select [index, source]``."""

    index: int | Node
    source: Node


@dataclass(frozen=True, slots=True)
class Split:
    """``!Split [separator, source]``."""

    separator: str
    source: Node


@dataclass(frozen=True, slots=True)
class If:
    """``!If [condition, then, otherwise]``; condition is the name of a condition."""

    condition: str
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class FindInMap:
    """``!FindInMap [map, first, second]``."""

    map: Node
    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class GetAZs:
    """``!GetAZs region``; an empty string is the stack's own region."""

    region: Node = ""


@dataclass(frozen=True, slots=True)
class Cidr:
    """``!Cidr [block, count, bits]``: ``count`` blocks with ``bits`` host bits cut from ``block``."""

    block: Node
    count: int | Node
    bits: int | Node


@dataclass(frozen=True, slots=True)
class Base64:
    """``Fn::Base64``."""

    value: Node


@dataclass(frozen=True, slots=True)
class ImportValue:
    """``!ImportValue name``."""

    name: Node


@dataclass(frozen=True, slots=True)
class ToJsonString:
    """``Fn::ToJsonString`` (needs the language-extensions transform; read, never emitted)."""

    value: Node


@dataclass(frozen=True, slots=True)
class Length:
    """``Fn::Length`` (needs the language-extensions transform; read, never emitted)."""

    value: Node


Intrinsic = (
    Ref
    | GetAtt
    | Sub
    | Join
    | Select
    | Split
    | If
    | FindInMap
    | GetAZs
    | Cidr
    | Base64
    | ImportValue
    | ToJsonString
    | Length
)

Node = Scalar | tuple["Node", ...] | Object | Intrinsic

NO_VALUE = Ref("AWS::NoValue")
"""Removes the property or list element that it stands for."""


# ---------------------------------------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Equals:
    """``!Equals [left, right]``: textual equality of two values that hold no resource reference."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class And:
    """``!And``; any number of operands here, the writer nests groups of two to ten."""

    operands: tuple[ConditionExpression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """``!Or``; any number of operands here, the writer nests groups of two to ten."""

    operands: tuple[ConditionExpression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``!Not [operand]``."""

    operand: ConditionExpression


@dataclass(frozen=True, slots=True)
class ConditionRef:
    """``!Condition name``."""

    name: str


@dataclass(frozen=True, slots=True)
class RuleContains:
    """``Fn::Contains [values, value]``: whether the value is in the list; in rules only."""

    values: tuple[Node, ...]
    value: Node


EachMember = Literal["EachMemberIn", "EachMemberEquals"]


@dataclass(frozen=True, slots=True)
class RuleEachMember:
    """``Fn::EachMemberIn [values, wanted]`` or ``Fn::EachMemberEquals [values, wanted]``; in rules only.

    Whether every value of a list is in another list, or equals a text. Source: "Rule functions", AWS CloudFormation
    User Guide.
    """

    function: EachMember
    values: Node
    wanted: Node


ConditionExpression = Equals | And | Or | Not | ConditionRef | RuleContains | RuleEachMember
"""What conditions and rules are made of; ConditionRef is for conditions only, what begins with Rule for rules only."""

RuleExpression = Equals | And | Or | Not | RuleContains | RuleEachMember


# ---------------------------------------------------------------------------------------------- sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An input parameter. ``default`` None means required. Lists are given as CommaDelimitedList text."""

    type: str = "String"
    description: str = ""
    default: str | int | Decimal | None = None
    no_echo: bool = False
    allowed_values: tuple[str | int | Decimal, ...] = ()
    allowed_pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_value: int | Decimal | None = None
    max_value: int | Decimal | None = None
    constraint_description: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One ``Assert`` of a rule. ``test`` uses rule functions (Equals/And/Or/Not, RuleContains and RuleEachMember)."""

    test: RuleExpression
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A template rule, checked against parameter values before anything is created."""

    assertions: tuple[Assertion, ...]
    condition: RuleExpression | None = None


DELETION_POLICIES = ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot")
"""The values of ``DeletionPolicy``. Source: "DeletionPolicy attribute", AWS CloudFormation User Guide."""

REPLACE_POLICIES = ("Delete", "Retain", "Snapshot")
"""The values of ``UpdateReplacePolicy``. Source: "UpdateReplacePolicy attribute", same guide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource. ``comment`` is written above it; ``metadata`` is data for the Metadata section."""

    type: str
    properties: Object = field(default_factory=Object)
    condition: str | None = None
    depends_on: tuple[str, ...] = ()
    deletion_policy: str | None = None
    update_replace_policy: str | None = None
    creation_policy: Object = field(default_factory=Object)
    update_policy: Object = field(default_factory=Object)
    metadata: Object = field(default_factory=Object)
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output; ``export_name`` is the text of ``Export: Name`` (a Sub as a rule)."""

    value: Node
    description: str = ""
    export_name: Node | None = None
    condition: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template file. Sections are mappings from logical ID to entry, in emission order."""

    description: str = ""
    metadata: Object = field(default_factory=Object)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    mappings: Mapping[str, Object] = field(default_factory=dict)
    conditions: Mapping[str, ConditionExpression] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    outputs: Mapping[str, Output] = field(default_factory=dict)
    comment: str = ""


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``, in order."""
    match node:
        case tuple():
            return node
        case Object():
            return tuple(v for _, v in node.entries)
        case Sub(parts):
            return tuple(p for p in parts if not isinstance(p, str))
        case Join(_, items):
            return (items,)
        case Select(index, source):
            return (index, source)
        case Split(_, source):
            return (source,)
        case If(_, then, otherwise):
            return (then, otherwise)
        case FindInMap(map_, first, second):
            return (map_, first, second)
        case GetAZs(region):
            return (region,)
        case Cidr(block, count, bits):
            return (block, count, bits)
        case Base64(value) | ToJsonString(value) | Length(value):
            return (value,)
        case ImportValue(name):
            return (name,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """``node`` and every node below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)
