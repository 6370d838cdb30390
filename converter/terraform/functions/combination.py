"""Functions that make one collection of several: merge, concat, flatten, zipmap and their like."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from converter.terraform.choosing import choose
from converter.terraform.convert import convert, unify
from converter.terraform.formulas import ALWAYS, both, either, negate
from converter.terraform.functions.model import TEXT_LIST, Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.functions.structure import as_mapping, as_sequence
from converter.terraform.limits import checked_size
from converter.terraform.sets import set_of
from converter.terraform.types import DYNAMIC, STRING, ListType, MapType, ObjectType, SetType, TupleType
from converter.terraform.unification import friendly
from converter.terraform.values import (
    Apply,
    Choice,
    Entry,
    Item,
    Mapping,
    Null,
    Sequence,
    String,
    Unknown,
    Value,
    type_of,
)
from converter.terraform.walking import is_sensitive

TABLE = Table()


@TABLE.structural("merge", variadic=Param("maps", null_ok=True))
def merge(arguments: Arguments, context: CallContext) -> Value:
    """All elements; of elements with the same key the last one that exists."""
    merged: dict[str, Entry] = {}
    kinds: list[object] = []
    untyped = False  # behind a null without a type Terraform takes nulls of any type
    for argument in arguments:
        untyped = untyped or (isinstance(argument, Null) and argument.type == DYNAMIC)
        if isinstance(argument, Null) and (untyped or isinstance(argument.type, MapType | ObjectType)):
            kinds.append(argument.type if not isinstance(argument.type, ObjectType) else ObjectType(()))
            continue
        mapping = as_mapping(argument, context, "arguments must be maps or objects, got {}")
        if isinstance(mapping, Unknown):
            return mapping
        kinds.append(MapType(mapping.element_type) if mapping.kind == "map" else _names(mapping))
        for entry in mapping.entries:
            merged[entry.key] = _over(merged.get(entry.key), entry)
    if arguments and all(isinstance(a, Null) for a in arguments):
        kinds = [k if isinstance(k, MapType) else ObjectType(()) for k in kinds]
    first = kinds[0] if kinds else None
    if isinstance(first, MapType) and all(k == first for k in kinds):
        return Mapping("map", tuple(sorted(merged.values(), key=lambda e: e.key)), first.element)
    return Mapping("object", tuple(merged.values()))


def _names(mapping: Mapping) -> object:
    return frozenset(e.key for e in mapping.entries)


def _over(before: Entry | None, entry: Entry) -> Entry:
    """An entry in place of an earlier one of the same key, where it exists."""
    if before is None or entry.guard == ALWAYS:
        return entry
    return replace(entry, value=choose(entry.guard, entry.value, before.value), guard=either(entry.guard, before.guard))


@TABLE.structural("concat", variadic=Param("seqs"))
def concat(arguments: Arguments, context: CallContext) -> Value:
    """All elements, one list after the other."""
    if not arguments:
        raise RefusedError("at least one argument is required")
    if len(arguments) == 1 and isinstance(type_of(arguments[0]), ListType):
        return arguments[0]
    sequences = []
    for position, argument in enumerate(arguments):
        kind = type_of(argument)
        if isinstance(kind, SetType) or (not isinstance(kind, ListType | TupleType) and kind != DYNAMIC):
            raise RefusedError(f"all arguments must be lists or tuples; got {friendly(kind)}", position)
        sequence = as_sequence(argument, context, "all arguments must be lists or tuples; got {}", position)
        if isinstance(sequence, Unknown):
            return sequence
        sequences.append(sequence)
    items = tuple(item for sequence in sequences for item in sequence.items)
    if all(s.kind == "list" for s in sequences):
        common = unify([ListType(s.element_type) for s in sequences])
        if isinstance(common, ListType):
            values = tuple(Item(convert(i.value, common.element), i.guard) for i in items)
            return Sequence("list", values, common.element)
    return Sequence("tuple", items)


@TABLE.structural("flatten", Param("list"))
def flatten(arguments: Arguments, context: CallContext) -> Value:
    """The elements of nested lists, sets and tuples, in order."""
    outer = as_sequence(arguments[0], context, "can only flatten lists, sets and tuples")
    if isinstance(outer, Unknown):
        return outer
    items: list[Item] = []
    sensitive = outer.sensitive
    for item in outer.items:
        inner, marked = _flattened(item, context)
        if isinstance(inner, Unknown):
            return inner
        items.extend(inner)
        sensitive = sensitive or marked
    return Sequence("tuple", tuple(items), sensitive=sensitive)


def _flattened(item: Item, context: CallContext) -> tuple[list[Item] | Unknown, bool]:
    value = item.value
    if isinstance(value, Choice) and _holds_sequence(value):
        return _flattened_choice(item, value, context)
    if isinstance(value, Unknown) and value.type == DYNAMIC:
        return value, False
    if isinstance(value, Null) or not isinstance(type_of(value), ListType | SetType | TupleType):
        return [item], False
    inner = as_sequence(value, context, "")
    if isinstance(inner, Unknown):
        return inner, False
    items: list[Item] = []
    sensitive = inner.sensitive
    for part in inner.items:
        nested, marked = _flattened(Item(part.value, both(item.guard, part.guard)), context)
        if isinstance(nested, Unknown):
            return nested, False
        items.extend(nested)
        sensitive = sensitive or marked
    return items, sensitive


def _flattened_choice(item: Item, value: Choice, context: CallContext) -> tuple[list[Item] | Unknown, bool]:
    then, one = _flattened(Item(value.then, both(item.guard, value.condition)), context)
    otherwise, other = _flattened(Item(value.otherwise, both(item.guard, negate(value.condition))), context)
    if isinstance(then, Unknown):
        return then, False
    if isinstance(otherwise, Unknown):
        return otherwise, False
    return [*then, *otherwise], one or other or value.sensitive


def _holds_sequence(value: Value) -> bool:
    if isinstance(value, Choice):
        return _holds_sequence(value.then) or _holds_sequence(value.otherwise)
    return isinstance(type_of(value), ListType | SetType | TupleType)


@TABLE.structural("zipmap", Param("keys", TEXT_LIST), Param("values"))
def zipmap(arguments: Arguments, context: CallContext) -> Value:
    """A map of keys to the values at the same positions."""
    keys = as_sequence(arguments[0], context, "must be a list")
    values = as_sequence(arguments[1], context, "values argument must be a list or tuple value")
    if isinstance(keys, Unknown) or isinstance(values, Unknown):
        return keys if isinstance(keys, Unknown) else values
    if values.kind == "set":
        raise RefusedError("values argument must be a list or tuple value")
    if keys.guarded or values.guarded:
        return _guarded_zipmap(keys, values)
    if len(keys.items) != len(values.items):
        raise RefusedError(f"number of keys ({len(keys.items)}) does not match number of values ({len(values.items)})")
    entries: dict[str, Entry] = {}
    for position, (key, value) in enumerate(zip(keys.items, values.items, strict=True)):
        match key.value:
            case String(text):
                entries[text] = Entry(text, value.value)
            case Null():
                raise RefusedError(f"keys list has null value at index {position}")
            case Unknown() as unknown:
                return unknown
            case residual:
                known = context.key_text(residual)
                if not isinstance(known, String):
                    return Apply("zipmap", (keys, values))
                entries[known.text] = Entry(known.text, value.value, key_value=residual)
    return _zipped(list(entries.values()), keys, values)


def _zipped(entries: list[Entry], keys: Sequence, values: Sequence) -> Value:
    entries.sort(key=lambda e: e.key)
    sensitive = any(is_sensitive(i.value) for i in keys.items)
    if values.kind == "list":
        return Mapping("map", tuple(entries), values.element_type, sensitive=sensitive)
    return Mapping("object", tuple(entries), sensitive=sensitive)


def _guarded_zipmap(keys: Sequence, values: Sequence) -> Value:
    """Keys and values whose elements exist under the same conditions belong together one by one."""
    if [i.guard for i in keys.items] != [i.guard for i in values.items]:
        return Apply("zipmap", (keys, values))
    entries: dict[str, Entry] = {}
    for key, value in zip(keys.items, values.items, strict=True):
        if not isinstance(key.value, String):
            return Apply("zipmap", (keys, values))
        entries[key.value.text] = _over(entries.get(key.value.text), Entry(key.value.text, value.value, key.guard))
    return _zipped(list(entries.values()), keys, values)


@TABLE.structural("transpose", Param("values", MapType(TEXT_LIST)), returns=MapType(TEXT_LIST), marks="deep")
def transpose(arguments: Arguments, context: CallContext) -> Value:
    """A map of lists turned around: from each element to the keys of the lists that hold it."""
    outer = as_mapping(arguments[0], context, "must be a map")
    if isinstance(outer, Unknown):
        return outer
    turned: dict[str, list[Item]] = {}
    for entry in outer.entries:
        inner = as_sequence(entry.value, context, "must be a list")
        if isinstance(inner, Unknown):
            return inner
        for item in inner.items:
            guard = both(entry.guard, item.guard)
            match item.value:
                case String(text):
                    turned.setdefault(text, []).append(Item(String(entry.key), guard))
                case Null() if guard == ALWAYS:
                    raise RefusedError("input must not contain null list, was null")
                case _:
                    return Apply("transpose", (outer,), MapType(TEXT_LIST))
    entries = []
    for key, items in sorted(turned.items()):
        entries.append(Entry(key, Sequence("list", tuple(items), STRING), either(*(i.guard for i in items))))
    return Mapping("map", tuple(entries), TEXT_LIST)


@TABLE.structural("setproduct", variadic=Param("sets"))
def setproduct(arguments: Arguments, context: CallContext) -> Value:
    """Every combination of one element of each collection."""
    if len(arguments) < 2:
        raise RefusedError("at least two arguments are required")
    sequences = []
    for position, argument in enumerate(arguments):
        sequence = as_sequence(argument, context, "a set or a list is required", position)
        if isinstance(sequence, Unknown):
            return sequence
        if sequence.kind == "tuple" and sequence.items:
            common = unify([type_of(i.value) for i in sequence.items])
            if common is None:
                raise RefusedError("all elements must be of the same type", position)
            sequence = Sequence("tuple", tuple(Item(convert(i.value, common), i.guard) for i in sequence.items), common)
        sequences.append(sequence)
    total = checked_size(prod(len(s.items) for s in sequences) * (len(sequences) + 1))
    for sequence in sequences if total else ():
        if sequence.element_type == DYNAMIC and any(type_of(i.value) != DYNAMIC for i in sequence.items):
            raise RefusedError("a null stands beside elements that have no type in common")
    product = [Item(Sequence.of([]))]
    for sequence in sequences:
        product = [
            Item(Sequence("tuple", (*_items_of(row.value), Item(item.value))), both(row.guard, item.guard))
            for row in product
            for item in sequence.items
        ]
    element = TupleType(tuple(s.element_type for s in sequences))
    if any(s.kind == "set" for s in sequences):
        return set_of(product, element)
    return Sequence("list", tuple(product), element)


def _items_of(value: Value) -> tuple[Item, ...]:
    assert isinstance(value, Sequence)
    return value.items
