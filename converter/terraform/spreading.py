"""Maps, objects and lists of them whose structure is fixed and whose values stay open: each is a variable of its own.

``var.db.size`` of an object variable is as good a parameter as a variable ``db_size`` would be. What the structure is
(keys, lengths, which values are null) the value in force decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from converter.terraform.inputs import InputVariable, joins_plainly
from converter.terraform.type_constraints import TypeConstraint
from converter.terraform.types import NUMBER, STRING, ListType, MapType, ObjectType, SetType, TupleType, Type, describe
from converter.terraform.values import (
    Bool,
    Item,
    Mapping as MappingValue,
    Null,
    Number,
    Sequence,
    String,
    Value,
    type_of,
)

MAX_PARTS = 100
"""More than that are data rather than settings: the variable is fixed as a whole."""
STRUCTURE = "its keys, lengths and nulls shape what is made of it"

Path = tuple[str | int, ...]


def spread_out(variables: Mapping[str, InputVariable]) -> dict[str, InputVariable]:
    """The variables, and behind them the parts of those that no single parameter can carry."""
    result = dict(variables)
    taken = {_plain(name) for name in variables}
    for variable in variables.values():
        parts = {part.name: part for part in _parts(variable)} if _has_structure(variable) else {}
        names = [_plain(name) for name in parts]
        if not parts or len(parts) > MAX_PARTS or len({*names}) < len(names) or taken & {*names}:
            continue
        taken |= {*names}
        result[variable.name] = replace(variable, parts=tuple(parts))
        result.update(parts)
    return result


def _plain(name: str) -> str:
    """A name as far as parameters of a template tell names apart, and further: neither case nor separators count."""
    return re.sub(r"[^A-Za-z0-9]", "", name).lower()


def _has_structure(variable: InputVariable) -> bool:
    kind = variable.constraint.type
    return (
        not variable.can_stay_symbolic
        and not variable.problems
        and isinstance(kind, MapType | ObjectType | TupleType | ListType)
        and variable.in_force is not None
    )


def _parts(variable: InputVariable) -> Iterator[InputVariable]:
    assert variable.in_force is not None  # asked before
    for path, kind in _leaves(variable.in_force, ()):
        default = part(variable.default, path) if variable.default is not None else None
        given = part(variable.given, path) if variable.given is not None else None
        yield replace(
            variable,
            config=replace(variable.config, name=_name(variable, path), validations=()),
            constraint=TypeConstraint(kind),
            default=default if default is not None and _kind(default) == kind else None,
            given=given,
            part_of=variable.name,
        )


def _name(variable: InputVariable, path: Path) -> str:
    return ".".join((variable.name, *map(str, path)))


def _leaves(value: Value, path: Path) -> Iterator[tuple[Path, Type]]:
    """The parts of a value that a parameter can carry each."""
    kind = _kind(value)
    if kind is not None:
        yield path, kind
        return
    for step, inner in _members(value):
        yield from _leaves(inner, (*path, step))


def _members(value: Value) -> Iterable[tuple[str | int, Value]]:
    match value:
        case MappingValue(entries=entries):
            return [(entry.key, entry.value) for entry in entries]
        case Sequence("list" | "tuple", items):
            return [(position, item.value) for position, item in enumerate(items)]
        case _:
            return []


def _kind(value: Value) -> Type | None:
    """The type of a value that a parameter can carry as a whole; None for another one."""
    match value:
        case String() | Number() | Bool():
            return type_of(value)
        case Sequence("list" | "set", items, element) if items and element in (STRING, NUMBER):
            kind: Type = ListType(element) if value.kind == "list" else SetType(element)
            return kind if joins_plainly(value) else None
        case _:
            return None


def part(value: Value, path: Path) -> Value | None:
    """The part of a value at a path; None where there is none."""
    for step in path:
        found = dict(_members(value)).get(step)
        if found is None:
            return None
        value = found
    return value


def path_of(variable: InputVariable, parts: InputVariable) -> Path:
    """The path of a part in its variable's value in force."""
    assert variable.in_force is not None  # it has parts
    return next(path for path, _ in _leaves(variable.in_force, ()) if _name(variable, path) == parts.name)


def put_together(variable: InputVariable, value: Value, of_part: Callable[[str], Value | None]) -> Value:
    """A value of the variable with parts in the place of what stands there; None: what stands there stays."""

    def visit(inner: Value, path: Path) -> Value:
        name = _name(variable, path)
        if path and name in variable.parts:
            found = of_part(name)
            return inner if found is None else found
        match inner:
            case MappingValue(entries=entries):
                return replace(inner, entries=tuple(replace(e, value=visit(e.value, (*path, e.key))) for e in entries))
            case Sequence("list" | "tuple", items):
                visited = (Item(visit(item.value, (*path, n)), item.guard) for n, item in enumerate(items))
                return replace(inner, items=tuple(visited))
            case _:
                return inner

    return visit(value, ())


def structure(variable: InputVariable) -> str:
    """What is fixed of a variable with parts, as JSON text: its structure, with types for what may change."""

    def visit(value: Value) -> object:
        kind = _kind(value)
        if kind is not None:
            return describe(kind)
        match value:
            case MappingValue(entries=entries):
                return {entry.key: visit(entry.value) for entry in entries}
            case Sequence(items=items):
                return [visit(item.value) for item in items]
            case _:
                return None

    return json.dumps(visit(variable.in_force or Null()), ensure_ascii=False, sort_keys=True)
