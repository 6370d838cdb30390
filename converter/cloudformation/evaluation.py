"""Evaluates nodes, conditions and rules of one stack instance; what crosses resources is left to the resolver."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from converter.cloudformation import intrinsics
from converter.cloudformation.model import (
    And,
    Base64,
    Cidr,
    ConditionExpression,
    ConditionRef,
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
    Template,
    ToJsonString,
)
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.values import (
    ABSENT,
    UNRESOLVED,
    Absent,
    ResolveError,
    Token,
    Value,
    concatenate,
    describe,
    is_unresolved,
    text_of,
)
from converter.findings.model import Finding, Findings, Place, Severity

NESTED_STACK = "AWS::CloudFormation::Stack"
_OUTPUTS = "Outputs."


@dataclass(frozen=True, slots=True)
class At:
    """Where evaluation stands: the path in the template, and the set that collects the logical IDs that are read."""

    path: tuple[str | int, ...]
    references: set[str] = field(default_factory=set)
    in_condition: bool = False

    def step(self, *steps: str | int) -> At:
        """The same, some steps further down."""
        return At((*self.path, *steps), self.references, self.in_condition)


class Evaluator(ABC):
    """Nodes to values. A problem becomes a finding at its place and an unresolved value."""

    def __init__(
        self, template: Template, pseudo: PseudoParameters, findings: Findings, file: str, path: tuple[str, ...]
    ) -> None:
        self.template, self.pseudo, self.findings, self.file, self.path = template, pseudo, findings, file, path
        self.parameters: dict[str, Value] = {}
        self._conditions: dict[str, bool | None] = {}
        self._undecided: list[tuple[At, ResolveError]] = []
        self._deciding: list[str] = []
        self._mappings: dict[str, Mapping[str, Mapping[str, Value]]] = {}

    # ------------------------------------------------------------------------------------------ asked of the resolver

    @abstractmethod
    def resource_is_on(self, logical_id: str) -> bool:
        """Whether a resource of the template exists under the parameters."""

    @abstractmethod
    def nested_output(self, logical_id: str, output: str, at: At) -> Value:
        """An output of a nested stack."""

    @abstractmethod
    def import_value(self, name: Value) -> Value:
        """The value of an export."""

    def report(self, path: tuple[str | int, ...], id: str, summary: str, detail: str = "") -> None:
        """Collect an error at a path in this stack's template."""
        if self.path:
            instance = f"stack instance {'/'.join(self.path)}"
            detail = f"{detail} ({instance})" if detail else instance
        self.findings.add(Finding(id, Severity.ERROR, summary, detail, place=Place(self.file, path)))

    # ------------------------------------------------------------------------------------------ values

    def value(self, node: Node, at: At) -> Value | Absent:
        """The value of a node; ABSENT where it is ``AWS::NoValue``."""
        try:
            return self._value(node, at)
        except ResolveError as problem:
            self.report(at.path, problem.id, problem.summary, problem.detail)
            return UNRESOLVED

    def present(self, node: Node, at: At) -> Value:
        """The value of a node that may not be ``AWS::NoValue``."""
        value = self.value(node, at)
        if isinstance(value, Absent):
            self.report(at.path, "cfn-resolve-value", "AWS::NoValue where a value is needed")
            return UNRESOLVED
        return value

    def _value(self, node: Node, at: At) -> Value | Absent:
        match node:
            case str() | bool() | int() | Decimal():
                return node
            case Object():
                pairs = ((k, self.value(v, at.step(k))) for k, v in node)
                return {k: v for k, v in pairs if not isinstance(v, Absent)}
            case tuple():
                items = (self.value(v, at.step(i)) for i, v in enumerate(node))
                return tuple(v for v in items if not isinstance(v, Absent))
            case Ref(name):
                return self._ref(name, at)
            case GetAtt(resource, attribute):
                return self._get_att(resource, attribute, at)
            case Sub(parts):
                return self._sub(parts, at.step("Fn::Sub"))
            case If(condition, then, otherwise):
                chosen = self.condition(condition, at.step("Fn::If", 0))
                return self.value(then if chosen else otherwise, at.step("Fn::If", 1 if chosen else 2))
            case _:
                return self._function(node, at)

    def _function(self, node: Node, at: At) -> Value:
        match node:
            case Join(separator, items):
                return intrinsics.join(separator, self.present(items, at.step("Fn::Join", 1)))
            case Select(index, source):
                where = at.step("Fn::Select")
                return intrinsics.select(self.present(index, where.step(0)), self.present(source, where.step(1)))
            case Split(separator, source):
                return intrinsics.split(separator, self.present(source, at.step("Fn::Split", 1)))
            case FindInMap(map_, first, second):
                keys = [self.present(n, at.step("Fn::FindInMap", i)) for i, n in enumerate((map_, first, second))]
                return self._find_in_map(keys[0], keys[1], keys[2])
            case Cidr(block, count, bits):
                args = [self.present(n, at.step("Fn::Cidr", i)) for i, n in enumerate((block, count, bits))]
                return intrinsics.cidr(args[0], args[1], args[2])
            case GetAZs(region):
                return self._zones(self.present(region, at.step("Fn::GetAZs")))
            case Base64(inner):
                return intrinsics.base64(self.present(inner, at.step("Fn::Base64")))
            case ToJsonString(inner):
                return intrinsics.to_json_string(self.present(inner, at.step("Fn::ToJsonString")))
            case Length(inner):
                return intrinsics.length(self.present(inner, at.step("Fn::Length")))
            case ImportValue(name):
                text = text_of(self.present(name, at.step("Fn::ImportValue")))
                return UNRESOLVED if is_unresolved(text) else self.import_value(text)
            case _:
                raise TypeError(f"{type(node).__name__} is not a template node")

    def _ref(self, name: str, at: At) -> Value | Absent:
        if name in self.parameters:
            return self.parameters[name]
        if name.startswith("AWS::"):
            return self._pseudo(name)
        if name in self.template.resources:
            return self._resource_token(name, None, at)
        kinds = "parameter" if at.in_condition else "parameter or resource"
        raise ResolveError(f"Ref to {name}, and there is no such {kinds}", id="cfn-ref-unknown")

    def _pseudo(self, name: str) -> Value | Absent:
        match name:
            case "AWS::NoValue":
                return ABSENT
            case "AWS::Region":
                return self.pseudo.region
            case "AWS::AccountId":
                return self.pseudo.account_id
            case "AWS::Partition":
                return self.pseudo.effective_partition
            case "AWS::URLSuffix":
                return self.pseudo.effective_url_suffix
            case "AWS::StackName":
                return self.pseudo.stack_name
            case "AWS::StackId":
                return self.pseudo.stack_id
            case "AWS::NotificationARNs":
                return self.pseudo.notification_arns
            case _:
                raise ResolveError(f"{name} is not a pseudo parameter", id="cfn-ref-unknown")

    def _resource_token(self, name: str, attribute: str | None, at: At) -> Value:
        if at.in_condition:
            raise ResolveError(
                f"the condition reads resource {name}",
                "conditions are decided before anything is created; compare parameters",
                id="cfn-condition-reads-resource",
            )
        at.references.add(name)
        if not self.resource_is_on(name):
            raise ResolveError(
                f"reference to {name}, which does not exist here: its condition "
                f"{self.template.resources[name].condition} is false",
                "refer to it only under a condition that implies its own",
                id="cfn-ref-off",
            )
        return Token(self.path, name, attribute)

    def _get_att(self, name: str, attribute: str, at: At) -> Value:
        if name not in self.template.resources:
            raise ResolveError(f"GetAtt of {name}, and there is no such resource", id="cfn-ref-unknown")
        token = self._resource_token(name, attribute, at)
        if self.template.resources[name].type == NESTED_STACK and attribute.startswith(_OUTPUTS):
            return self.nested_output(name, attribute.removeprefix(_OUTPUTS), at)
        return token

    def _sub(self, parts: tuple[str | Node, ...], at: At) -> Value:
        values: list[Value] = [p if isinstance(p, str) else self.present(p, at) for p in parts]
        for value in values:
            if isinstance(value, (tuple, Mapping)):
                raise ResolveError(f"{describe(value)} in Fn::Sub", "join the list with Fn::Join first")
        return concatenate(values)

    def _zones(self, region: Value) -> Value:
        text = text_of(region)
        if is_unresolved(text):
            return UNRESOLVED
        if not isinstance(text, str):
            raise ResolveError("the region of Fn::GetAZs must be known before creation")
        return self.pseudo.zones(text or self.pseudo.region)

    def _find_in_map(self, name: Value, first: Value, second: Value) -> Value:
        key = text_of(name)
        if is_unresolved(key):
            return UNRESOLVED
        if not isinstance(key, str):
            raise ResolveError("the mapping of Fn::FindInMap must be known before creation")
        if key not in self.template.mappings:
            raise ResolveError(f"there is no mapping {key}", id="cfn-ref-unknown")
        if key not in self._mappings:
            self._mappings[key] = self._mapping(key)
        return intrinsics.find_in_map(key, self._mappings[key], first, second)

    def _mapping(self, name: str) -> Mapping[str, Mapping[str, Value]]:
        table: dict[str, Mapping[str, Value]] = {}
        for key, row in self.template.mappings[name]:
            value = self.value(row, At(("Mappings", name, key)))
            table[key] = value if isinstance(value, Mapping) else {}
        return table

    # ------------------------------------------------------------------------------------------ conditions and rules

    def condition(self, name: str, at: At) -> bool:
        """Whether a condition holds, decided once; one that cannot be decided counts as true, with a finding."""
        return self._named(name, at) is not False

    def _truth(self, name: str, at: At) -> bool | None:
        if name in self._conditions:
            return self._conditions[name]
        expression = self.template.conditions.get(name)
        if expression is None:
            self.report(at.path, "cfn-condition-unknown", f"there is no condition {name}")
            return None
        if name in self._deciding:
            loop = " -> ".join((*self._deciding[self._deciding.index(name) :], name))
            self.report(("Conditions", name), "cfn-condition-cycle", f"conditions depend on each other: {loop}")
            return None
        self._deciding.append(name)
        try:
            self._conditions[name] = self._decide(expression, At(("Conditions", name), in_condition=True))
        finally:
            self._deciding.pop()
        return self._conditions[name]

    def _decide(self, expression: ConditionExpression, at: At) -> bool | None:
        """The truth of a condition or rule expression; None, with a finding, where it cannot be decided."""
        outcome = self._outcome(expression, at)
        if outcome is None:
            for where, problem in self._undecided:
                self.report(where.path, problem.id, problem.summary, problem.detail)
        self._undecided.clear()
        return outcome

    def _outcome(self, expression: ConditionExpression, at: At) -> bool | None:
        """Truth with three values: an operand that cannot be decided matters only where the others leave it open."""
        match expression:
            case Equals(left, right):
                a = self.value(left, at.step("Fn::Equals", 0))
                b = self.value(right, at.step("Fn::Equals", 1))
                return self._equal(a, b, at)
            case And(operands):
                return _least(self._outcomes(operands, at.step("Fn::And")))
            case Or(operands):
                return _greatest(self._outcomes(operands, at.step("Fn::Or")))
            case Not(operand):
                outcome = self._outcome(operand, at.step("Fn::Not", 0))
                return None if outcome is None else not outcome
            case ConditionRef(name):
                return self._named(name, at)
            case RuleContains(values, wanted):
                return self._contains(values, wanted, at.step("Fn::Contains"))
            case RuleEachMember(function, values, wanted):
                return self._each_member(values, wanted, at.step(f"Fn::{function}"))

    def _named(self, name: str, at: At) -> bool | None:
        """Another condition's truth; what is open in this one so far is set aside meanwhile."""
        aside, self._undecided = self._undecided, []
        try:
            return self._truth(name, at)
        finally:
            self._undecided = aside

    def _outcomes(self, operands: tuple[ConditionExpression, ...], at: At) -> list[bool | None]:
        """Every operand's truth: all are looked at, so that what is wrong in each is reported."""
        return [self._outcome(operand, at.step(position)) for position, operand in enumerate(operands)]

    def _equal(self, left: Value | Absent, right: Value | Absent, at: At) -> bool | None:
        for side in (left, right):
            if not isinstance(side, Absent) and is_unresolved(side):
                return None
        try:
            return intrinsics.equals(left, right)
        except ResolveError as problem:
            self._undecided.append((at, problem))
            return None

    def _contains(self, values: tuple[Node, ...], wanted: Node, at: At) -> bool | None:
        candidates: list[Value] = []
        for position, node in enumerate(values):
            value = self.present(node, at.step(0, position))
            candidates += value if isinstance(value, tuple) else (value,)
        sought = self.present(wanted, at.step(1))
        return _greatest([self._equal(value, sought, at) for value in candidates])

    def _each_member(self, values: Node, wanted: Node, at: At) -> bool | None:
        """Whether each value is one of those wanted; a single text is a list of one."""
        members, among = self._members(values, at.step(0)), self._members(wanted, at.step(1))
        return _least([_greatest([self._equal(member, value, at) for value in among]) for member in members])

    def _members(self, node: Node, at: At) -> tuple[Value, ...]:
        value = self.present(node, at)
        return value if isinstance(value, tuple) else (value,)

    def check_rules(self) -> None:
        """Report every assertion of the rules that does not hold."""
        for name, rule in self.template.rules.items():
            at = At(("Rules", name), in_condition=True)
            if rule.condition is not None and self._decide(rule.condition, at.step("RuleCondition")) is False:
                continue
            for position, assertion in enumerate(rule.assertions):
                where = at.step("Assertions", position)
                if self._decide(assertion.test, where.step("Assert")) is False:
                    self.report(where.path, "cfn-rule-failed", f"rule {name} does not hold", assertion.description)


def _least(outcomes: list[bool | None]) -> bool | None:
    """And over three values."""
    if False in outcomes:
        return False
    return None if None in outcomes else True


def _greatest(outcomes: list[bool | None]) -> bool | None:
    """Or over three values."""
    if True in outcomes:
        return True
    return None if None in outcomes else False
