"""Union, intersection and difference of sets."""

from __future__ import annotations

from converter.terraform.convert import convert, unify
from converter.terraform.equality import equal, formula_of
from converter.terraform.formulas import NEVER, Formula, both, either, negate, satisfiable
from converter.terraform.functions.model import Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.functions.structure import as_sequence
from converter.terraform.sets import set_of
from converter.terraform.types import DYNAMIC, SetType
from converter.terraform.values import Apply, Item, Sequence, Unknown, Value

TABLE = Table()
_SET = SetType(DYNAMIC)


def _prepared(arguments: Arguments, context: CallContext) -> list[Sequence] | Unknown:
    """The sets with elements of the one type that they have in common."""
    sets: list[Sequence] = []
    for position, argument in enumerate(arguments):
        found = as_sequence(argument, context, "must be a set", position)
        if isinstance(found, Unknown):
            return found
        sets.append(found)
    types = [s.element_type for s in sets if s.items or s.element_type != DYNAMIC]
    common = unify(types) if types else DYNAMIC
    if common is None:
        raise RefusedError("given sets must all have compatible element types")
    converted = []
    for found in sets:
        result = convert(found, SetType(common))
        assert isinstance(result, Sequence)
        converted.append(result)
    return converted


def _presence(item: Item, other: Sequence, context: CallContext) -> Formula | None:
    """Where the other set holds the element; None where that cannot be told."""
    found: Formula = NEVER
    for candidate in other.items:
        formula = formula_of(equal(item.value, candidate.value, context.assumption))
        if formula is None:
            return None
        found = either(found, both(candidate.guard, formula))
    return found


@TABLE.structural("setunion", Param("first_set", _SET), variadic=Param("other_sets", _SET), marks="deep")
def setunion(arguments: Arguments, context: CallContext) -> Value:
    """The elements of all the sets."""
    sets = _prepared(arguments, context)
    if isinstance(sets, Unknown):
        return sets
    return set_of((i for s in sets for i in s.items), sets[0].element_type)


def _filtered(name: str, arguments: Arguments, context: CallContext, *, present: bool) -> Value:
    sets = _prepared(arguments, context)
    if isinstance(sets, Unknown):
        return sets
    first, *others = sets
    kept = []
    for item in first.items:
        guard = item.guard
        for other in others:
            found = _presence(item, other, context)
            if found is None:
                if any(isinstance(i.value, Unknown) for s in sets for i in s.items):
                    return Unknown(SetType(first.element_type), "an element is known only after the deployment")
                return Apply(name, tuple(sets), SetType(first.element_type))
            guard = both(guard, found if present else negate(found))
        if satisfiable(guard):
            kept.append(Item(item.value, guard))
    return set_of(kept, first.element_type)


@TABLE.structural("setintersection", Param("first_set", _SET), variadic=Param("other_sets", _SET), marks="deep")
def setintersection(arguments: Arguments, context: CallContext) -> Value:
    """The elements that all the sets hold."""
    return _filtered("setintersection", arguments, context, present=True)


@TABLE.structural("setsubtract", Param("a", _SET), Param("b", _SET), marks="deep")
def setsubtract(arguments: Arguments, context: CallContext) -> Value:
    """The elements of the first set that the second does not hold."""
    return _filtered("setsubtract", arguments, context, present=False)
