"""YAML nodes to template nodes: short and long form of every intrinsic function, and condition expressions.

Facts: "Intrinsic function reference", "Condition functions", "Rule functions", AWS CloudFormation User Guide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import yaml

from converter.cloudformation.model import (
    And,
    Base64,
    Cidr,
    ConditionExpression,
    ConditionRef,
    EachMember,
    Equals,
    FindInMap,
    GetAtt,
    GetAZs,
    If,
    ImportValue,
    Join,
    Length,
    Node,
    Not,
    Object,
    Or,
    Ref,
    RuleContains,
    RuleEachMember,
    Select,
    Split,
    Sub,
    ToJsonString,
)
from converter.cloudformation.substitution import SubstitutionError, parse
from converter.cloudformation.yaml_source import Path, Source

_SINGLE: dict[str, Callable[[Node], Node]] = {
    "Fn::Base64": Base64,
    "Fn::GetAZs": GetAZs,
    "Fn::ImportValue": ImportValue,
    "Fn::ToJsonString": ToJsonString,
    "Fn::Length": Length,
}
_LISTED = {"Fn::Join": 2, "Fn::Select": 2, "Fn::Split": 2, "Fn::If": 3, "Fn::FindInMap": 3, "Fn::Cidr": 3}
_CONDITION_LISTS = {"Fn::Equals": 2, "Fn::And": None, "Fn::Or": None, "Fn::Not": 1, "Fn::Contains": 2,
                    "Fn::EachMemberIn": 2, "Fn::EachMemberEquals": 2}  # fmt: skip
_UNSUPPORTED = {
    "Fn::Transform": "macros are not expanded; process the template first",
    "Fn::ForEach": "loops are not expanded; process the template first",
    "Fn::RefAll": "this rule function is not evaluated",
    "Fn::ValueOf": "this rule function is not evaluated",
    "Fn::ValueOfAll": "this rule function is not evaluated",
}


@dataclass(frozen=True, slots=True)
class _Call:
    """A function call: in short form the argument is the tagged node itself."""

    name: str
    argument: yaml.Node
    path: Path
    is_short: bool


class NodeReader:
    """Reads nodes of one file; what is wrong goes to the source's findings, and a stand-in is returned."""

    def __init__(self, source: Source) -> None:
        self._source = source

    # ------------------------------------------------------------------------------------------ nodes

    def node(self, raw: yaml.Node, path: Path) -> Node:
        """The template node of a YAML node."""
        if not self._source.enter(raw, path):
            return ""
        if (function := self._function(raw, path)) is not None:
            return self._call(function)
        return self._plain(raw, path)

    def _plain(self, raw: yaml.Node, path: Path) -> Node:
        """A YAML node, its own tag aside."""
        if isinstance(raw, yaml.MappingNode):
            pairs = ((key, raw_value, at) for key, raw_value, at in self._source.entries(raw, path))
            return Object(tuple((key, self.node(v, at)) for key, v, at in pairs if not self._is_null(v, at)))
        if isinstance(raw, yaml.SequenceNode):
            items = ((v, (*path, i)) for i, v in enumerate(raw.value))
            return tuple(self.node(v, at) for v, at in items if not self._is_null(v, at))
        assert isinstance(raw, yaml.ScalarNode)
        if raw.tag.startswith("!"):
            return self._source.text(raw)
        value = self._source.scalar(raw, path)
        return "" if value is None else value

    def _is_null(self, raw: yaml.Node, path: Path) -> bool:
        """Whether the node is null; that is reported, and the entry left out."""
        is_scalar = isinstance(raw, yaml.ScalarNode) and raw.tag == "tag:yaml.org,2002:null"
        return is_scalar and self._source.scalar(raw, path) is None  # type: ignore[arg-type]

    def _function(self, raw: yaml.Node, path: Path) -> _Call | None:
        """The function that a node calls, in either form."""
        if raw.tag.startswith("!"):
            short = raw.tag[1:]
            name = short if short in ("Ref", "Condition") else f"Fn::{short}"
            return _Call(name, raw, (*path, name), is_short=True)
        if not isinstance(raw, yaml.MappingNode):
            return None
        keys = [k.value for k, _ in raw.value if isinstance(k, yaml.ScalarNode)]
        calls = [k for k in keys if k == "Ref" or k.startswith("Fn::")]
        if not calls:
            return None
        if len(raw.value) > 1:
            self._source.report(
                raw, path, "cfn-template-shape", f"{calls[0]} must be the only key of its object", "remove the others"
            )
            return None
        key_node, argument = raw.value[0]
        at = (*path, calls[0])
        self._source.positions[at] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        return _Call(calls[0], argument, at, is_short=False)

    # ------------------------------------------------------------------------------------------ functions

    def _call(self, call: _Call) -> Node:
        match call.name:
            case "Ref":
                return Ref(self._argument_text(call))
            case "Fn::GetAtt":
                return self._get_att(call)
            case "Fn::Sub":
                return self._sub(call)
            case name if name in _SINGLE:
                argument = call.argument
                inner = self._plain(argument, call.path) if call.is_short else self.node(argument, call.path)
                return _SINGLE[name](inner)
            case name if name in _LISTED:
                items = self._list(call, _LISTED[name])
                return self._listed(name, items, call.path) if items else ""
            case _:
                self._unknown(call)
                return ""

    def _listed(self, name: str, raw: list[yaml.Node], path: Path) -> Node:
        if name in ("Fn::Join", "Fn::Split", "Fn::If"):
            first = self._text(raw[0], (*path, 0))
            rest = [self.node(item, (*path, i)) for i, item in enumerate(raw[1:], 1)]
            if name == "Fn::If":
                return If(first, rest[0], rest[1])
            return Join(first, rest[0]) if name == "Fn::Join" else Split(first, rest[0])
        nodes = [self.node(item, (*path, i)) for i, item in enumerate(raw)]
        if name == "Fn::FindInMap":
            return FindInMap(nodes[0], nodes[1], nodes[2])
        if name == "Fn::Cidr":
            return Cidr(nodes[0], nodes[1], nodes[2])
        index = nodes[0]
        return Select(int(index) if isinstance(index, str) and index.isdecimal() else index, nodes[1])

    def _get_att(self, call: _Call) -> Node:
        if isinstance(call.argument, yaml.SequenceNode):
            items = self._list(call, None)
            parts = [self._text(item, (*call.path, i)) for i, item in enumerate(items)]
            name, attribute = (parts[0], ".".join(parts[1:])) if parts else ("", "")
        else:
            name, _, attribute = self._argument_text(call).partition(".")
        if not name or not attribute:
            self._source.report(
                call.argument, call.path, "cfn-template-shape", "Fn::GetAtt needs a resource and an attribute"
            )
        return GetAtt(name, attribute)

    def _sub(self, call: _Call) -> Node:
        variables: dict[str, Node] = {}
        if isinstance(call.argument, yaml.SequenceNode):
            items = self._list(call, 2)
            if not items:
                return ""
            text = self._text(items[0], (*call.path, 0))
            given = self.node(items[1], (*call.path, 1))
            if isinstance(given, Object):
                variables = dict(given.entries)
            else:
                self._source.report(
                    items[1], call.path, "cfn-template-shape", "the variables of Fn::Sub must be an object"
                )
        else:
            text = self._argument_text(call)
        try:
            return parse(text, variables)
        except SubstitutionError as error:
            self._source.report(call.argument, call.path, "cfn-sub-syntax", str(error))
            return Sub((text,))

    # ------------------------------------------------------------------------------------------ conditions

    def condition(self, raw: yaml.Node, path: Path) -> ConditionExpression:
        """The condition or rule expression of a YAML node."""
        never = Equals("a", "b")
        if not self._source.enter(raw, path):
            return never
        if isinstance(raw, yaml.MappingNode) and [k.value for k, _ in raw.value] == ["Condition"]:
            return ConditionRef(self._text(raw.value[0][1], (*path, "Condition")))
        function = self._function(raw, path)
        if function is None:
            self._source.report(raw, path, "cfn-template-shape", "a condition must be a condition function")
            return never
        if function.name == "Condition":
            return ConditionRef(self._argument_text(function))
        if function.name not in _CONDITION_LISTS:
            self._unknown(function)
            return never
        items = self._list(function, _CONDITION_LISTS[function.name])
        return self._condition_function(function.name, items, function.path) if items else never

    def _condition_function(self, name: str, raw: list[yaml.Node], path: Path) -> ConditionExpression:
        if name == "Fn::Equals":
            return Equals(self.node(raw[0], (*path, 0)), self.node(raw[1], (*path, 1)))
        if name == "Fn::Contains":
            values = self.node(raw[0], (*path, 0))
            return RuleContains(values if isinstance(values, tuple) else (values,), self.node(raw[1], (*path, 1)))
        if name in {"Fn::EachMemberIn", "Fn::EachMemberEquals"}:
            function: EachMember = "EachMemberIn" if name == "Fn::EachMemberIn" else "EachMemberEquals"
            return RuleEachMember(function, self.node(raw[0], (*path, 0)), self.node(raw[1], (*path, 1)))
        operands = tuple(self.condition(item, (*path, i)) for i, item in enumerate(raw))
        if name == "Fn::Not":
            return Not(operands[0])
        return And(operands) if name == "Fn::And" else Or(operands)

    # ------------------------------------------------------------------------------------------ shapes

    def _argument_text(self, call: _Call) -> str:
        """The argument of a function that takes one literal text."""
        if call.is_short and isinstance(call.argument, yaml.ScalarNode):
            return self._source.text(call.argument)
        return self._text(call.argument, call.path)

    def _text(self, raw: yaml.Node, path: Path) -> str:
        """A name or text that must be literal."""
        if isinstance(raw, yaml.ScalarNode) and not raw.tag.startswith("!"):
            return self._source.text(raw) if self._source.enter(raw, path) else ""
        self._source.report(raw, path, "cfn-template-shape", "literal text is needed here, no function or list")
        return ""

    def _list(self, call: _Call, size: int | None) -> list[yaml.Node]:
        raw = call.argument
        if isinstance(raw, yaml.SequenceNode) and raw.value and size in (None, len(raw.value)):
            return list(raw.value) if call.is_short or self._source.enter(raw, call.path) else []
        wanted = f"a list of {size}" if size else "a list"
        self._source.report(raw, call.path, "cfn-template-shape", f"{call.name} needs {wanted}")
        return []

    def _unknown(self, call: _Call) -> None:
        name = "Fn::ForEach" if call.name.startswith("Fn::ForEach") else call.name
        if name in _UNSUPPORTED:
            summary, detail = f"{name} is not supported", _UNSUPPORTED[name]
            self._source.report(call.argument, call.path, "cfn-unsupported", summary, detail)
        else:
            summary = f"{name} is not a function that can stand here"
            self._source.report(call.argument, call.path, "cfn-unknown-intrinsic", summary)
