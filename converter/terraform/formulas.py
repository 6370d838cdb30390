"""Boolean algebra over what is not known at conversion time: when does something exist, which branch is taken.

An :class:`Atom` says that a residual scalar equals a literal (or another residual). Two atoms over one subject with
different literals exclude each other; everything else is taken to be independent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from converter.terraform.limits import check_complexity, undecided
from converter.terraform.satisfiability import Clauses, UndecidedError, search

if TYPE_CHECKING:
    from converter.terraform.values import Value


@dataclass(frozen=True, slots=True)
class Constant:
    """Always or never."""

    size: ClassVar[int] = 1
    depth: ClassVar[int] = 1
    value: bool


ALWAYS = Constant(True)
NEVER = Constant(False)

_MOST_SIMPLIFIED = 100
"""Comparisons in a formula whose parts are simplified one by one: each part costs as much as the whole."""


@dataclass(frozen=True, slots=True)
class Atom:
    """``subject == literal``. For a bool subject the literal is always ``true``."""

    size: ClassVar[int] = 1
    depth: ClassVar[int] = 1
    subject: Value
    literal: Value
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Hash once: formulas are looked up by the hundred."""
        object.__setattr__(self, "_hash", hash((self.subject, self.literal)))

    def __hash__(self) -> int:
        """The hash of what is compared."""
        return self._hash


@dataclass(frozen=True, slots=True)
class Not:
    """Negation of an atom or a compound formula."""

    operand: Formula
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Hash once, as an atom does."""
        object.__setattr__(self, "_hash", hash(("not", self.operand)))

    def __hash__(self) -> int:
        """The hash of what is negated, and that it is."""
        return self._hash

    @property
    def size(self) -> int:
        """How many comparisons the formula has."""
        return self.operand.size

    @property
    def depth(self) -> int:
        """How many levels the formula has."""
        return self.operand.depth


@dataclass(frozen=True, slots=True)
class _Compound:
    """At least two formulas together; ``size`` counts the comparisons in them, ``depth`` the levels."""

    operands: tuple[Formula, ...]
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the formula is too complex."""
        size, depth = sum([o.size for o in self.operands]), 1 + max([o.depth for o in self.operands])
        check_complexity(size, depth)
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "depth", depth)
        object.__setattr__(self, "_hash", hash((type(self).__name__, self.operands)))

    def __hash__(self) -> int:
        """The hash of the kind and the operands."""
        return self._hash


@dataclass(frozen=True, slots=True, eq=False)
class All(_Compound):
    """Conjunction of at least two formulas."""


@dataclass(frozen=True, slots=True, eq=False)
class Any_(_Compound):  # noqa: N801 - Any is taken
    """Disjunction of at least two formulas."""


Formula = Constant | Atom | Not | All | Any_


def negate(formula: Formula) -> Formula:
    """``!formula``."""
    match formula:
        case Constant(value):
            return Constant(not value)
        case Not(operand):
            return operand
        case _:
            return Not(formula)


def both(*formulas: Formula) -> Formula:
    """Conjunction, flattened and simplified by structure."""
    return _combine(formulas, All, unit=ALWAYS, zero=NEVER)


def either(*formulas: Formula) -> Formula:
    """Disjunction, flattened and simplified by structure."""
    return _combine(formulas, Any_, unit=NEVER, zero=ALWAYS)


def _combine(formulas: tuple[Formula, ...], kind: type[All | Any_], unit: Constant, zero: Constant) -> Formula:
    first, *others = formulas or (unit,)
    operands: dict[Formula, None] = dict.fromkeys(first.operands if isinstance(first, kind) else (first,))
    for formula in others:  # no compound formula contradicts itself: it was made here
        for part in formula.operands if isinstance(formula, kind) else (formula,):
            if part == zero or negate(part) in operands:
                return zero
            operands.setdefault(part)
    if zero in operands:
        return zero
    operands.pop(unit, None)
    if not operands:
        return unit
    if len(operands) == 1:
        return next(iter(operands))
    return kind(tuple(operands))


def atoms(formula: Formula) -> Iterator[Atom]:
    """The atoms of a formula, in order of appearance, with repeats."""
    match formula:
        case Atom():
            yield formula
        case Not(operand):
            yield from atoms(operand)
        case All(operands) | Any_(operands):
            for operand in operands:
                yield from atoms(operand)


def satisfiable(formula: Formula) -> bool:
    """Whether some assignment of the atoms makes the formula true. Raises LimitError where that cannot be told soon."""
    if isinstance(formula, Constant):
        return formula.value
    found = _search(formula)
    if found is None:
        raise undecided()
    return found


@lru_cache(maxsize=65536)
def _search(formula: Formula) -> bool | None:
    """As :func:`satisfiable`; None where it cannot be told soon."""
    written = _Clauses()
    written.state(formula)
    try:
        return search(written.clauses, written.rivals())
    except UndecidedError:
        return None


class _Clauses:
    """A formula as clauses that can be satisfied if it can."""

    def __init__(self) -> None:
        self.clauses: Clauses = []
        self.count = 0
        self.atoms: dict[Atom, int] = {}
        self.compounds: dict[tuple[int, bool], int] = {}

    def rivals(self) -> Iterator[list[int]]:
        """The atoms of which only one can hold: one subject equals several literals."""
        groups: dict[Value, list[int]] = {}
        for atom, variable in self.atoms.items():
            if atom.literal.known_scalar:
                groups.setdefault(atom.subject, []).append(variable)
        return (group for group in groups.values() if len(group) > 1)

    def state(self, formula: Formula, truth: bool = True, unless: tuple[int, ...] = ()) -> None:
        """Say that a formula holds (or its negation) unless one of some literals does."""
        for operand, value in _operands(formula, truth, conjunction=True):
            literals = [self._literal(*part) for part in _operands(operand, value, conjunction=False)]
            self.clauses.append((*unless, *literals))

    def _literal(self, formula: Formula, truth: bool) -> int:
        """What stands for a formula (or its negation) in a clause; for a compound one a variable that implies it."""
        if isinstance(formula, Atom):
            variable = self.atoms.get(formula)
            if variable is None:
                variable = self.atoms[formula] = self._new()
            return variable if truth else -variable
        key = id(formula), truth
        if key not in self.compounds:
            variable = self.compounds[key] = self._new()
            if isinstance(formula, Constant):
                self.clauses.append((variable if formula.value == truth else -variable,))
            else:
                self.state(formula, truth, (-variable,))
        return self.compounds[key]

    def _new(self) -> int:
        self.count += 1
        return self.count


def _operands(formula: Formula, truth: bool, *, conjunction: bool) -> Iterator[tuple[Formula, bool]]:
    """What a formula (or, where ``truth`` is false, its negation) is the conjunction or disjunction of."""
    match formula:
        case Not(operand):
            yield from _operands(operand, not truth, conjunction=conjunction)
        case All(operands) if truth == conjunction:
            for operand in operands:
                yield from _operands(operand, truth, conjunction=conjunction)
        case Any_(operands) if truth != conjunction:
            for operand in operands:
                yield from _operands(operand, truth, conjunction=conjunction)
        case _:
            yield formula, truth


@lru_cache(maxsize=65536)
def _subjects(formula: Formula) -> frozenset[Value]:
    """What the formula is about: two that share nothing decide nothing about each other."""
    return frozenset(atom.subject for atom in atoms(formula))


def implies(premise: Formula, conclusion: Formula) -> bool:
    """Whether the conclusion holds wherever the premise does."""
    if conclusion == ALWAYS or premise in (NEVER, conclusion):
        return True
    return not satisfiable(both(premise, negate(conclusion)))


def excludes(one: Formula, other: Formula) -> bool:
    """Whether the two never hold together."""
    return not satisfiable(both(one, other))


def equivalent(one: Formula, other: Formula) -> bool:
    """Whether the two hold for the same assignments."""
    return one == other or (implies(one, other) and implies(other, one))


def under(formula: Formula, assumption: Formula) -> Formula:
    """The formula as it reads where ``assumption`` holds: a constant if it is decided there, else as simple as easy."""
    if isinstance(formula, Constant):
        return formula
    literal = _among_literals(formula, assumption)
    if literal is not None:
        return literal
    if assumption != NEVER and _subjects(formula).isdisjoint(_subjects(assumption)):
        assumption = ALWAYS
    if implies(assumption, formula):
        return ALWAYS
    if excludes(assumption, formula):
        return NEVER
    if formula.size > _MOST_SIMPLIFIED:
        return formula
    match formula:
        case All(operands):
            return both(*(under(o, assumption) for o in operands))
        case Any_(operands):
            return either(*(under(o, assumption) for o in operands))
        case _:
            return formula


def _among_literals(formula: Formula, assumption: Formula) -> Formula | None:
    """What is left of one comparison where several others hold or do not; None where the formulas are more than that.

    The conditions of a look-up in a map are such a chain, as long as the map.
    """
    if isinstance(formula, Not):
        positive = _among_literals(formula.operand, assumption)
        return None if positive is None else negate(positive)
    if not isinstance(formula, Atom):
        return None
    found: Formula = formula
    for operand in assumption.operands if isinstance(assumption, All) else (assumption,):
        match operand:
            case Atom():
                if operand == formula:
                    found = ALWAYS
                elif _rivals(operand, formula):
                    return NEVER
            case Not(Atom() as other):
                if other == formula:
                    return NEVER
            case _:
                return None
    return found


def _rivals(one: Atom, other: Atom) -> bool:
    """Whether only one of two comparisons can hold: they are of one subject with different literals."""
    return one.literal.known_scalar and other.literal.known_scalar and one.subject == other.subject


def holds(formula: Formula, assignment: Mapping[Atom, bool]) -> bool:
    """The truth of a formula under an assignment of all its atoms. Raises KeyError for an atom that is missing."""
    match formula:
        case Constant(value):
            return value
        case Atom():
            return assignment[formula]
        case Not(operand):
            return not holds(operand, assignment)
        case All(operands):
            return all(holds(o, assignment) for o in operands)
        case Any_(operands):
            return any(holds(o, assignment) for o in operands)


def map_values(formula: Formula, transform: Callable[[Value], Value]) -> Formula:
    """The formula with ``transform`` applied to the values that its atoms compare; its structure stays."""
    match formula:
        case Atom(subject, literal):
            return Atom(transform(subject), transform(literal))
        case Not(operand):
            return Not(map_values(operand, transform))
        case All(operands):
            return All(tuple(map_values(o, transform) for o in operands))
        case Any_(operands):
            return Any_(tuple(map_values(o, transform) for o in operands))
        case _:
            return formula
