"""Values of the root variables to prove the square under: deterministic, and every decision is taken both ways.

First the values in force, then another value for every variable, then every further value that a condition or a list
of allowed values names. What these leave out is searched for (``reaching.py``): values, as few others as possible, that
take a condition the other way, also a combined one, a choice within what exists only under a condition, and a choice
within a choice. How much is tried is bounded; what is left out by that is told.
Sensitive variables always have invented values. All but the first are tried in other surroundings too, another account
and partition, unless a condition can only be taken in the usual ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import partial

from converter.cloudformation.model import Parameter, Template
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.scalars import scalar_text
from converter.conversion.parameters import default_text
from converter.parity.comparison.decisions import Decisions, Goal, goal_text
from converter.parity.comparison.searching import Budget, NotSearchedError, Search, Values
from converter.parity.parameter_values import fits
from converter.rules.names import parameter_name
from converter.terraform.inputs import InputVariable
from converter.terraform.types import BOOL, NUMBER, STRING, ListType, MapType, ObjectType, SetType, Type
from converter.terraform.values import (
    Bool,
    Item,
    Mapping as MappingValue,
    Null,
    Number,
    Sequence as List,
    String,
    Value,
)

_BLOCK = re.compile(r"(\d+)\.(\d+)\.(\d+\.\d+/\d+)")

MOST_ASSIGNMENTS = 100
"""Each one means to evaluate and to map the whole configuration, and to resolve all templates."""

MOST_RESOLVED = 60_000
"""Conditions resolved, all told, in search of combined values."""

HERE = PseudoParameters()
ELSEWHERE = PseudoParameters(region="cn-north-1", account_id="210987654321", partition="aws-cn")
"""Other surroundings than the usual ones, so that what should follow them is not mistaken for what is written."""

IN_FORCE = "the values in force"


@dataclass(frozen=True, slots=True)
class Tried:
    """Values of the variables and surroundings to compare both sides under, with a name for messages."""

    name: str
    values: Values
    surroundings: PseudoParameters


@dataclass(frozen=True, slots=True)
class Choices:
    """What assignments are drawn from: the variables, today's root template, and the trees of conditions.

    ``names`` are parameters that the templates call otherwise (the usual name → theirs).
    """

    variables: Mapping[str, InputVariable]
    main: Template
    decisions: Sequence[Decisions]
    names: Mapping[str, str] = field(default_factory=dict)
    region_of: Callable[[Mapping[str, Value], str], str] = lambda _, otherwise: otherwise
    fixed: Collection[str] = ()
    """Variables whose values in force are written out: the templates are right for these alone."""
    left_out: list[str] = field(default_factory=list)
    """What the assignments drawn so far leave out because it would be too many, for messages."""

    def assignments(self) -> Iterator[Tried]:
        """The assignments, that of the values in force first."""
        base = {name: self.base(variable) for name, variable in self.variables.items()}
        candidates = {name: self.candidates(variable, base[name]) for name, variable in self.variables.items()}
        others = {name: values[1] if len(values) > 1 else values[0] for name, values in candidates.items()}
        made = [Tried(IN_FORCE, base, HERE), Tried("another value for every variable", others, ELSEWHERE)]
        yield from made
        for rank in range(2, max(map(len, candidates.values()), default=0)):
            if len(made) >= MOST_ASSIGNMENTS // 2:
                break
            picked = {
                name: values[(rank if len(values) > 2 else rank + place) % len(values)]  # two values: not all at once
                for place, (name, values) in enumerate(candidates.items())
            }
            further = [name for name, values in candidates.items() if len(values) > rank]
            made.append(Tried(f"further values ({rank - 1}) for {', '.join(further)}", picked, ELSEWHERE))
            yield made[-1]
        yield from self._combined(base, candidates, made)
        for name, values in candidates.items():
            untried = {_text(value) for value in values} - {_text(tried.values[name]) for tried in made}
            if untried:
                self.left_out.append(f"{len(untried)} values that var.{name} is compared with, or may have")

    # ------------------------------------------------------------------------------------------ single values

    def base(self, variable: InputVariable) -> Value:
        """The value in force, or an invented one."""
        if variable.config.sensitive and (variable.constraint.type == STRING or variable.in_force is None):
            return String(f"invented-{variable.name}"[:41], sensitive=True)
        if variable.in_force is not None:
            return variable.in_force
        return _invented(variable.constraint.type, variable.name, self._parameter(variable.name))

    def candidates(self, variable: InputVariable, base: Value) -> list[Value]:
        """The values worth trying, the base first; only such as the parameter of today takes."""
        if not variable.can_stay_symbolic or variable.name in self.fixed:
            return [base]
        parameter = self._parameter(variable.name)
        kind = variable.constraint.type
        other = _other(base, variable, parameter)
        found = [base] if _text(other) == _text(base) else [base, other]
        literals = self._literals(variable.name)
        if parameter is not None:
            literals += [scalar_text(value) for value in parameter.allowed_values]
        if kind == STRING and (self._is_compared(variable.name) or _text(base) == ""):
            literals.append("")
        # Another text around each piece, so that the rest of the text is not mistaken for what is written
        literals += self._pieces(variable.name, _text(other))
        if isinstance(variable.default, Null):
            literals = [text for text in literals if text]  # an empty parameter stands for null there
        for text in dict.fromkeys(literals):
            value = _typed(text, kind, sensitive=variable.config.sensitive)
            if value is not None and _text(value) not in {_text(v) for v in found}:
                found.append(value)
        return [base, *(v for v in found[1:] if parameter is None or self._fits(variable.name, parameter, v))]

    def _parameter(self, variable: str) -> Parameter | None:
        return self.main.parameters.get(parameter_name(variable))

    def _fits(self, variable: str, parameter: Parameter, value: Value) -> bool:
        return fits(parameter_name(variable), parameter, default_text(value))

    def _names_of(self, variable: str) -> tuple[str, str]:
        name = parameter_name(variable)
        return name, self.names.get(name, name)

    def _is_compared(self, variable: str) -> bool:
        return any(name in tree.compared for tree in self.decisions for name in self._names_of(variable))

    def _literals(self, variable: str) -> list[str]:
        found: set[str] = set()
        for tree in self.decisions:
            for name in self._names_of(variable):
                found |= tree.compared.get(name, frozenset())
        return sorted(found)

    def _pieces(self, variable: str, text: str) -> list[str]:
        """A text with each piece that a condition compares replaced by what it is compared with, and by another."""
        compared: dict[tuple[str, int], set[str]] = {}
        for tree in self.decisions:
            for name in self._names_of(variable):
                for separator, index, literal in tree.pieces.get(name, frozenset()):
                    compared.setdefault((separator, index), set()).add(literal)
        found: set[str] = set()
        for (separator, index), literals in compared.items():
            parts = text.split(separator)
            if index < len(parts):
                for piece in literals | _beside(literals):
                    found.add(separator.join([*parts[:index], piece, *parts[index + 1 :]]))
        return sorted(found)

    # ------------------------------------------------------------------------------------------ combined values

    def _combined(self, base: Values, candidates: Mapping[str, list[Value]], made: list[Tried]) -> Iterator[Tried]:
        """Values together that reach the goals which the assignments made so far do not reach."""
        variables = {name: variable for variable in self.variables for name in self._names_of(variable)}
        budget, keys = Budget(MOST_RESOLVED), {_key(tried) for tried in made}
        for tree in self.decisions:
            taken = partial(self.taken, tree)
            search = Search(tree, base, candidates, variables, (ELSEWHERE, HERE), taken, budget)
            reached: set[Goal] = set()
            for tried in made:
                reached |= taken(tried.values, tried.surroundings)
            for goal in sorted(tree.involved, key=lambda g: (len(g[1]), g[0], sorted(g[1]))):
                if goal in reached:
                    continue
                found = None
                try:
                    budget.spend(0 if len(made) < MOST_ASSIGNMENTS else budget.left + 1)
                    found = search.values_for(goal)
                except NotSearchedError:
                    self.left_out.append(goal_text(goal))
                if found is None:
                    continue
                reached |= found.reached
                tried = Tried(_name(base, found.values), found.values, found.surroundings)
                if _key(tried) not in keys:
                    keys.add(_key(tried))
                    made.append(tried)
                    yield tried

    def taken(self, tree: Decisions, values: Mapping[str, Value], surroundings: PseudoParameters) -> frozenset[Goal]:
        """The goals of a tree that values of the variables reach in some surroundings."""
        given = {name: default_text(value) for variable, value in values.items() for name in self._names_of(variable)}
        return tree.taken(given, replace(surroundings, region=self.region_of(values, surroundings.region)))


def _name(base: Values, values: Values) -> str:
    changed = [name for name, value in values.items() if _text(value) != _text(base[name])]
    return f"another value for {' and '.join(changed)}" if changed else "other surroundings"


def _key(tried: Tried) -> tuple[str, ...]:
    return (tried.surroundings.partition, *map(_text, tried.values.values()))


def _text(value: Value) -> str:
    return "\0null" if isinstance(value, Null) else default_text(value)


def _beside(literals: set[str]) -> set[str]:
    """Whole numbers just outside those that a piece is compared with."""
    if not all(literal.isdecimal() for literal in literals):
        return set()
    numbers = [int(literal) for literal in literals]
    return {str(number) for number in (min(numbers) - 1, max(numbers) + 1) if number >= 0}


def _typed(text: str, kind: Type, *, sensitive: bool) -> Value | None:
    """A text as a value of a variable's type; None where it is none."""
    if kind == BOOL:
        return Bool(text == "true", sensitive=sensitive) if text in ("true", "false") else None
    if kind == NUMBER:
        try:
            return Number(Decimal(text), sensitive=sensitive)
        except InvalidOperation:
            return None
    return String(text, sensitive=sensitive) if kind == STRING else None


def _invented(kind: Type, name: str, parameter: Parameter | None) -> Value:
    """A value for a variable that has none."""
    if parameter is not None and parameter.allowed_values and kind in (STRING, NUMBER):
        typed = _typed(scalar_text(parameter.allowed_values[0]), kind, sensitive=False)
        if typed is not None:
            return typed
    match kind:
        case ListType(element) | SetType(element):
            made = Item(_invented(element, name, None))
            return List("list" if isinstance(kind, ListType) else "set", (made,), element)
        case MapType(element):
            return MappingValue("map", (), element)
        case ObjectType(attributes):
            return MappingValue.of({n: _invented(t, name, None) for n, t in attributes})
    if kind == NUMBER:
        least = parameter.min_value if parameter is not None else None
        return Number(Decimal(1 if least is None else least))
    if kind == BOOL:
        return Bool(False)
    return String(f"invented-{name.replace('_', '-')}")


def _other(value: Value, variable: InputVariable, parameter: Parameter | None) -> Value:
    """Another value of the same kind that the parameter takes too."""
    match value:
        case Bool(flag):
            return Bool(not flag, sensitive=value.sensitive)
        case Number(number):
            steps = (number + 1, number - 1)
            fitting = (n for n in steps if parameter is None or fits(variable.name, parameter, format(n, "f")))
            return Number(next(fitting, number), sensitive=value.sensitive)
        case String(text):
            if parameter is not None and parameter.allowed_values:
                options = [str(v) for v in parameter.allowed_values if str(v) != text]
                return String(options[-1] if options else text, sensitive=value.sensitive)
            return String(_other_text(text, variable.name), sensitive=value.sensitive)
        case List(items=items):
            changed = [Item(_other(i.value, variable, None)) for i in items]
            return List(value.kind, tuple(changed), value.element_type, sensitive=value.sensitive)
        case Null() if variable.constraint.type == STRING:
            return String(f"other-{variable.name}")
        case _:
            return value


def _other_text(text: str, name: str) -> str:
    block = _BLOCK.fullmatch(text)
    if block:
        return f"{block[1]}.{(int(block[2]) + 77) % 256}.{block[3]}"
    return f"{text}-x" if text else f"other-{name.replace('_', '-')}.example"
