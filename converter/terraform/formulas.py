"""Boolean algebra over what is not known at conversion time: when does something exist, which branch is taken.

An :class:`Atom` says that a residual scalar equals a literal (or another residual). Two atoms over one subject with
different literals exclude each other; everything else is independent. Formulas stay small (a few atoms), so the
questions about them are answered by expansion over the atoms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from converter.terraform.limits import checked_complexity

if TYPE_CHECKING:
    from converter.terraform.values import Value


@dataclass(frozen=True, slots=True)
class Constant:
    """Always or never."""

    value: bool

    @property
    def size(self) -> int:
        """How many comparisons the formula has."""
        return 1


ALWAYS = Constant(True)
NEVER = Constant(False)


@dataclass(frozen=True, slots=True)
class Atom:
    """``subject == literal``. For a bool subject the literal is always ``true``."""

    subject: Value
    literal: Value

    @property
    def size(self) -> int:
        """How many comparisons the formula has."""
        return 1


@dataclass(frozen=True, slots=True)
class Not:
    """Negation of an atom or a compound formula."""

    operand: Formula

    @property
    def size(self) -> int:
        """How many comparisons the formula has."""
        return self.operand.size


@dataclass(frozen=True, slots=True)
class All:
    """Conjunction of at least two formulas."""

    operands: tuple[Formula, ...]
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the formula is too complex."""
        object.__setattr__(self, "size", checked_complexity(sum([operand.size for operand in self.operands])))


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - Any is taken
    """Disjunction of at least two formulas."""

    operands: tuple[Formula, ...]
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the formula is too complex."""
        object.__setattr__(self, "size", checked_complexity(sum([operand.size for operand in self.operands])))


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
    operands: dict[Formula, None] = {}
    for formula in formulas:
        for part in formula.operands if isinstance(formula, kind) else (formula,):
            if part == zero:
                return zero
            if part != unit:
                operands.setdefault(part)
    if any(negate(part) in operands for part in operands):
        return zero
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


def assume(formula: Formula, atom: Atom, value: bool) -> Formula:
    """The formula where ``atom`` is known to be ``value`` (and what that excludes is known too)."""
    match formula:
        case Atom():
            if formula == atom:
                return Constant(value)
            if value and formula.subject == atom.subject:
                return NEVER
            return formula
        case Not(operand):
            return negate(assume(operand, atom, value))
        case All(operands):
            return both(*(assume(o, atom, value) for o in operands))
        case Any_(operands):
            return either(*(assume(o, atom, value) for o in operands))
        case _:
            return formula


@lru_cache(maxsize=65536)
def satisfiable(formula: Formula) -> bool:
    """Whether some assignment of the atoms makes the formula true."""
    if isinstance(formula, Constant):
        return formula.value
    atom = next(atoms(formula))
    return satisfiable(assume(formula, atom, True)) or satisfiable(assume(formula, atom, False))


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
    if implies(assumption, formula):
        return ALWAYS
    if excludes(assumption, formula):
        return NEVER
    match formula:
        case All(operands):
            return both(*(under(o, assumption) for o in operands))
        case Any_(operands):
            return either(*(under(o, assumption) for o in operands))
        case _:
            return formula


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
