"""Named conditions from formulas: readable names, one condition per formula, shared by all that need it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from converter.cloudformation.model import And, ConditionExpression, ConditionRef, Equals, Node, Not, Or
from converter.rules.names import pascal
from converter.terraform import formulas
from converter.terraform.formulas import All, Any_, Atom, Constant, Formula, atoms, equivalent
from converter.terraform.values import Apply, Attribute, Bool, Concat, Element, Number, Parameter, String, Value

LowerText = Callable[[Value], Node]


class Conditions:
    """The conditions of one conversion."""

    def __init__(self, lower: LowerText) -> None:
        self.lower = lower
        self.by_formula: dict[Formula, str] = {}
        self.expressions: dict[str, ConditionExpression] = {}
        self.formulas: dict[str, Formula] = {}
        self.subjects: dict[str, frozenset[Value]] = {}
        """What each condition is about; those that share nothing are not the same."""

    def name(self, formula: Formula) -> str:
        """The name of the condition for a formula that is neither always nor never true."""
        if formula in self.by_formula:
            return self.by_formula[formula]
        subjects = frozenset(atom.subject for atom in atoms(formula))
        for known, name in self.by_formula.items():
            if not subjects.isdisjoint(self.subjects[name]) and equivalent(known, formula):
                self.by_formula[formula] = name
                return name
        expression = self.expression(formula)
        name = self._free(_readable(formula), formula)
        self.by_formula[formula] = name
        self.expressions[name] = expression
        self.formulas[name] = formula
        self.subjects[name] = subjects
        return name

    def _free(self, name: str, formula: Formula) -> str:
        if len(name) > 100:
            name = f"{name[:80]}{hashlib.sha256(repr(formula).encode()).hexdigest()[:8]}"
        if name not in self.expressions:
            return name
        number = 2
        while f"{name}{number}" in self.expressions:
            number += 1
        return f"{name}{number}"

    def add(self, name: str, expression: ConditionExpression) -> str:
        """A condition that no formula stands for (the size of a block, a stage)."""
        self.expressions.setdefault(name, expression)
        return name

    def expression(self, formula: Formula) -> ConditionExpression:
        """The condition function for a formula; parts of a compound formula are conditions of their own."""
        match formula:
            case Atom(subject, literal):
                return Equals(self.lower(subject), self._text(literal))
            case formulas.Not(operand):
                return Not(self._part(operand))
            case All(operands):
                return And(tuple(self._part(o) for o in operands))
            case Any_(operands):
                return Or(tuple(self._part(o) for o in operands))
            case Constant(value):
                return Equals("true", "true" if value else "false")

    def _part(self, formula: Formula) -> ConditionExpression:
        return ConditionRef(self.name(formula))

    def _text(self, literal: Value) -> Node:
        if isinstance(literal, Bool):
            return "true" if literal.value else "false"
        if isinstance(literal, Number):
            return format(literal.value.normalize(), "f")
        return self.lower(literal)


def _readable(formula: Formula) -> str:
    match formula:
        case Atom(subject, Bool(True)):
            return f"{_subject(subject)}IsTrue"
        case Atom(subject, String("")):
            return f"{_subject(subject)}IsEmpty"
        case Atom(subject, String(text)):
            return f"{_subject(subject)}Is{pascal(text) or 'Other'}"
        case Atom(subject, literal):
            return f"{_subject(subject)}Equals{_subject(literal)}"
        case formulas.Not(Atom(subject, Bool(True))):
            return f"{_subject(subject)}IsFalse"
        case formulas.Not(Atom(subject, String(""))):
            return f"Has{_subject(subject)}"
        case formulas.Not(operand):
            return f"Not{_readable(operand)}"
        case All(operands):
            return "And".join(_readable(o) for o in operands)
        case Any_(operands):
            return "Or".join(_readable(o) for o in operands)
        case _:
            return "Always"


def _subject(value: Value) -> str:
    match value:
        case Parameter(name):
            return pascal(name)
        case Attribute(resource, path):
            kind = resource.type.split("_", 1)[-1]
            return pascal(kind) + pascal("_".join(str(p) for p in path if str(p) not in kind))
        case Element(source, index):
            return f"{_subject(source)}{index}"
        case Concat(parts):
            return "".join(_subject(p) for p in parts if not isinstance(p, String)) or "Text"
        case Apply(function, arguments):
            return f"{pascal(function) or 'Value'}Of{''.join(_subject(a) for a in arguments)}"
        case Number(number):
            return format(number.normalize(), "f").replace(".", "Point").replace("-", "Minus")
        case String(text):
            return pascal(text)
        case _:
            return "Value"
