"""Values of the partial evaluator.

A value is *known* (as in cty), *residual* (not known now, but computable from parameters, pseudo parameters and
resource attributes), *guarded* (a collection some of whose elements exist only under a formula) or *unknown*.
Collections mix these at their leaves. All values are immutable; ``sensitive`` is cty's mark of that name and sits on
the value itself (a collection's elements carry their own).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from converter.findings import Finding, Span
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate, under
from converter.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)


@dataclass(frozen=True, slots=True)
class Base:
    """What every value has: the sensitive mark."""

    sensitive: bool = field(default=False, kw_only=True)


# ---------------------------------------------------------------------------------------------- known values


@dataclass(frozen=True, slots=True)
class Null(Base):
    """``null`` of a type."""

    type: Type = DYNAMIC


@dataclass(frozen=True, slots=True)
class String(Base):
    """A known string."""

    text: str


@dataclass(frozen=True, slots=True)
class Number(Base):
    """A known number, exact."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Bool(Base):
    """A known bool."""

    value: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An element of a sequence; it exists only where ``guard`` holds."""

    value: Value
    guard: Formula = ALWAYS


@dataclass(frozen=True, slots=True)
class Sequence(Base):
    """A list, tuple or set. Elements whose guard does not hold are absent and later ones move up.

    ``element_type`` is meaningful for lists and sets only. A set's elements are kept in Terraform's order.
    """

    kind: Literal["list", "tuple", "set"]
    items: tuple[Item, ...] = ()
    element_type: Type = DYNAMIC

    @classmethod
    def of(
        cls, values: Iterable[Value], kind: Literal["list", "tuple", "set"] = "tuple", element_type: Type = DYNAMIC
    ) -> Sequence:
        """A sequence of values that all exist."""
        return cls(kind, tuple(Item(v) for v in values), element_type)

    @property
    def guarded(self) -> bool:
        """Whether some element exists only under a formula."""
        return any(i.guard != ALWAYS for i in self.items)


@dataclass(frozen=True, slots=True)
class Entry:
    """An element of a map or attribute of an object; exists only where ``guard`` holds.

    ``key`` is the text in force; where the key itself is residual (a domain name made of parameters) ``key_value``
    is that residual value.
    """

    key: str
    value: Value
    guard: Formula = ALWAYS
    key_value: Value | None = None

    @property
    def key_as_value(self) -> Value:
        """The key as a value: the residual one where there is one."""
        return self.key_value if self.key_value is not None else String(self.key)


@dataclass(frozen=True, slots=True)
class Mapping(Base):
    """A map or object. A map's entries are sorted by key; an object keeps the order of its source."""

    kind: Literal["map", "object"]
    entries: tuple[Entry, ...] = ()
    element_type: Type = DYNAMIC

    @classmethod
    def of(
        cls,
        values: AbstractMapping[str, Value],
        kind: Literal["map", "object"] = "object",
        element_type: Type = DYNAMIC,
    ) -> Mapping:
        """A mapping whose entries all exist."""
        return cls(kind, tuple(Entry(k, v) for k, v in values.items()), element_type)

    def entry(self, key: str) -> Entry | None:
        """The entry of that key, whatever its guard."""
        return next((e for e in self.entries if e.key == key), None)

    def get(self, key: str) -> Value | None:
        """The value of that key, whatever its guard; None where there is none."""
        entry = self.entry(key)
        return entry.value if entry else None

    @property
    def guarded(self) -> bool:
        """Whether some entry exists only under a formula."""
        return any(e.guard != ALWAYS for e in self.entries)


class ObjectView(ABC):
    """An object whose attributes are evaluated on demand: a resource instance, a module instance, ``var``.

    Compared by identity. ``expand()`` gives the whole object where an expression really needs it.
    """

    sensitive: bool = False

    @abstractmethod
    def attribute(self, name: str, span: Span | None = None) -> Value | None:
        """The attribute's value; None where the object has no attribute of that name.

        ``span`` is what in the source asks for it.
        """

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The names of all attributes."""

    @abstractmethod
    def describe(self) -> str:
        """How messages name the object, its address as a rule."""

    def expand(self) -> Mapping:
        """The whole object, every attribute evaluated."""
        return Mapping.of({name: self.attribute(name) or Null() for name in self.names()})


# ---------------------------------------------------------------------------------------------- residual values


@dataclass(frozen=True, slots=True)
class Parameter(Base):
    """A root variable. ``nullable`` says whether a null may stand in it."""

    name: str
    type: Type = STRING
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class InstanceKey:
    """The address of one managed resource instance: module path with keys, type, name, key."""

    module: tuple[tuple[str, str | int | None], ...]
    type: str
    name: str
    key: str | int | None = None
    mode: Literal["managed", "data"] = "managed"

    def __str__(self) -> str:
        parts = [f"module.{name}{_index(key)}" for name, key in self.module]
        prefix = "data." if self.mode == "data" else ""
        return ".".join([*parts, f"{prefix}{self.type}.{self.name}{_index(self.key)}"])


def _index(key: str | int | None) -> str:
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'["{escaped}"]'


@dataclass(frozen=True, slots=True)
class Attribute(Base):
    """An attribute of a resource (or looked-up data source) instance, known after the deployment.

    ``value`` is what Terraform itself knows of it in a plan (the argument's own value), where it does.
    """

    resource: InstanceKey
    path: tuple[str | int, ...]
    type: Type = STRING
    value: Value | None = None
    non_empty: bool = False


@dataclass(frozen=True, slots=True)
class Concat(Base):
    """A template: the concatenation of strings and residual scalars. Build it with :func:`concat`."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Choice(Base):
    """``condition ? then : otherwise`` of values that do not merge by structure. Build it with :func:`choose`."""

    condition: Formula
    then: Value
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Test(Base):
    """A bool that is a formula."""

    formula: Formula


@dataclass(frozen=True, slots=True)
class Element(Base):
    """Element ``index`` of a residual list (a list parameter, the zones, a split)."""

    source: Value
    index: int
    type: Type = STRING


@dataclass(frozen=True, slots=True)
class Split(Base):
    """``split(separator, source)`` of a residual string: a residual list of strings."""

    separator: str
    source: Value


@dataclass(frozen=True, slots=True)
class Join(Base):
    """``join(separator, source)`` of a residual list."""

    separator: str
    source: Value


@dataclass(frozen=True, slots=True)
class CidrSubnet(Base):
    """``cidrsubnet(prefix, newbits, netnum)`` of a residual prefix."""

    prefix: Value
    newbits: int
    netnum: int


@dataclass(frozen=True, slots=True)
class Json(Base):
    """``jsonencode(value)`` of a value with residual leaves."""

    value: Value


@dataclass(frozen=True, slots=True)
class Base64(Base):
    """``base64encode(value)`` of a residual string."""

    value: Value


@dataclass(frozen=True, slots=True)
class Apply(Base):
    """A function or operator without a CloudFormation counterpart, over residual arguments.

    Over parameters alone it becomes a derived parameter; over resource attributes it cannot be expressed.
    """

    function: str
    arguments: tuple[Value, ...]
    type: Type = DYNAMIC


# ---------------------------------------------------------------------------------------------- the rest


@dataclass(frozen=True, slots=True)
class Unknown(Base):
    """Nothing to say; ``reason`` tells why, for the message where it is used after all.

    ``not_null`` says that at least it is not null, whatever it will be.
    """

    type: Type = DYNAMIC
    reason: str = ""
    not_null: bool = False


@dataclass(frozen=True, slots=True)
class Failure(Base):
    """Evaluation fails here: a leaf of a :class:`Choice` whose other branch is fine. ``try`` and ``can`` see it."""

    finding: Finding


Residual = Parameter | Attribute | Concat | Choice | Test | Element | Split | Join | CidrSubnet | Json | Base64 | Apply
Known = Null | String | Number | Bool
Value = Known | Sequence | Mapping | ObjectView | Residual | Unknown | Failure

TRUE = Bool(True)
FALSE = Bool(False)
NULL = Null()


def type_of(value: Value) -> Type:
    """The Terraform type of a value; ``DYNAMIC`` where it is not decided."""
    match value:
        case String() | Concat() | Join() | CidrSubnet() | Json() | Base64():
            return STRING
        case Number():
            return NUMBER
        case Bool() | Test():
            return BOOL
        case Null(type_) | Unknown(type_):
            return type_
        case Parameter() | Attribute() | Element() | Apply():
            return value.type
        case Split():
            return ListType(STRING)
        case Sequence("tuple", items):
            return TupleType(tuple(type_of(i.value) for i in items))
        case Sequence("list"):
            return ListType(value.element_type)
        case Sequence("set"):
            return SetType(value.element_type)
        case Mapping("map"):
            return MapType(value.element_type)
        case Mapping():
            return ObjectType.of({e.key: type_of(e.value) for e in value.entries})
        case Choice(_, then, otherwise):
            one = type_of(then)
            return one if one != DYNAMIC and not isinstance(then, Failure) else type_of(otherwise)
        case _:
            return DYNAMIC


def mark(value: Value, sensitive: bool = True) -> Value:
    """The value, marked sensitive where ``sensitive`` is true."""
    if not sensitive or isinstance(value, ObjectView) or value.sensitive:
        return value
    return replace(value, sensitive=True)


def unmark(value: Value) -> Value:
    """The value without the mark at its top level."""
    if isinstance(value, ObjectView) or not value.sensitive:
        return value
    return replace(value, sensitive=False)


def parts_of(value: Value) -> Iterator[Value]:
    """The values directly inside ``value`` (not the atoms of its formulas)."""
    match value:
        case Sequence():
            for item in value.items:
                yield item.value
        case Mapping():
            for entry in value.entries:
                yield entry.value
                if entry.key_value is not None:
                    yield entry.key_value
        case Concat(parts):
            yield from parts
        case Choice(_, then, otherwise):
            yield then
            yield otherwise
        case Element() | Split() | Join():
            yield value.source
        case CidrSubnet(prefix):
            yield prefix
        case Json(inner) | Base64(inner):
            yield inner
        case Apply(_, arguments):
            yield from arguments
        case _:
            return


def walk(value: Value) -> Iterator[Value]:
    """``value`` and every value inside it, parents first; does not enter object views."""
    yield value
    for part in parts_of(value):
        yield from walk(part)


def is_known(value: Value) -> bool:
    """Whether the value is wholly known: no residual, guarded or unknown part."""
    match value:
        case Null() | String() | Number() | Bool():
            return True
        case Sequence(items=items):
            return all(i.guard == ALWAYS and is_known(i.value) for i in items)
        case Mapping(entries=entries):
            return all(e.guard == ALWAYS and e.key_value is None and is_known(e.value) for e in entries)
        case _:
            return False


def is_sensitive(value: Value) -> bool:
    """Whether the value or anything inside it is marked sensitive."""
    return any(v.sensitive for v in walk(value))


def concat(parts: Iterable[Value], *, sensitive: bool = False) -> Value:
    """The concatenation of string values: nested concatenations opened, neighbouring literals joined."""
    flat: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Concat) else (part,):
            sensitive = sensitive or piece.sensitive or part.sensitive
            if isinstance(piece, String):
                if not piece.text:
                    continue
                last = flat[-1] if flat else None
                if isinstance(last, String):
                    flat[-1] = String(last.text + piece.text, sensitive=last.sensitive or piece.sensitive)
                    continue
            flat.append(piece)
    if not flat:
        return String("", sensitive=sensitive)
    if len(flat) == 1 and type_of(flat[0]) == STRING:
        return mark(flat[0], sensitive)
    return Concat(tuple(flat), sensitive=sensitive)


def map_leaves(value: Value, transform: Callable[[Value], Value]) -> Value:
    """A conditional value with ``transform`` applied to each of its branches."""
    if isinstance(value, Choice):
        return mark(
            choose(value.condition, map_leaves(value.then, transform), map_leaves(value.otherwise, transform)),
            value.sensitive,
        )
    return transform(value)


def choose(condition: Formula, then: Value, otherwise: Value) -> Value:
    """``condition ? then : otherwise``, merged by structure where both branches are collections of one kind.

    Lists and tuples merge position by position, maps and objects key by key; what stands in one branch only is
    guarded. Scalars make a :class:`Choice`. Equal branches are that branch.
    """
    if condition == ALWAYS:
        return then
    if condition == NEVER:
        return otherwise
    if not isinstance(then, ObjectView) and not isinstance(otherwise, ObjectView) and then == otherwise:
        return then
    match then, otherwise:
        case Sequence(), Sequence() if then.kind != "set" and otherwise.kind != "set":
            return _choose_sequence(condition, then, otherwise)
        case Mapping(), Mapping():
            return _choose_mapping(condition, then, otherwise)
        case Bool() | Test(), Bool() | Test():
            formula = _either_formula(condition, _formula(then), _formula(otherwise))
            return _test(formula, then.sensitive or otherwise.sensitive)
        case _:
            pass
    return Choice(condition, _narrow(then, condition), _narrow(otherwise, negate(condition)))


def _formula(value: Bool | Test) -> Formula:
    if isinstance(value, Test):
        return value.formula
    return ALWAYS if value.value else NEVER


def _either_formula(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    return either(both(condition, then), both(negate(condition), otherwise))


def _test(formula: Formula, sensitive: bool) -> Value:
    if formula == ALWAYS:
        return Bool(True, sensitive=sensitive)
    if formula == NEVER:
        return Bool(False, sensitive=sensitive)
    return Test(formula, sensitive=sensitive)


def _narrow(value: Value, assumption: Formula) -> Value:
    """A nested choice that the assumption decides is replaced by the branch it decides for."""
    if isinstance(value, Choice):
        decided = under(value.condition, assumption)
        if decided == ALWAYS:
            return _narrow(value.then, assumption)
        if decided == NEVER:
            return _narrow(value.otherwise, assumption)
    return value


def _choose_sequence(condition: Formula, then: Sequence, otherwise: Sequence) -> Sequence:
    items: list[Item] = []
    if then.guarded or otherwise.guarded:
        # Positions cannot be lined up: keep both runs, each under its own condition, sharing a common start.
        common = 0
        while common < min(len(then.items), len(otherwise.items)) and then.items[common] == otherwise.items[common]:
            common += 1
        items.extend(then.items[:common])
        items.extend(Item(i.value, both(condition, i.guard)) for i in then.items[common:])
        items.extend(Item(i.value, both(negate(condition), i.guard)) for i in otherwise.items[common:])
    else:
        for position in range(max(len(then.items), len(otherwise.items))):
            if position >= len(then.items):
                items.append(Item(otherwise.items[position].value, negate(condition)))
            elif position >= len(otherwise.items):
                items.append(Item(then.items[position].value, condition))
            else:
                items.append(Item(choose(condition, then.items[position].value, otherwise.items[position].value)))
    kind = then.kind if then.kind == otherwise.kind else "list"
    element = then.element_type if then.items or then.element_type != DYNAMIC else otherwise.element_type
    return Sequence(kind, tuple(items), element, sensitive=then.sensitive or otherwise.sensitive)


def _choose_mapping(condition: Formula, then: Mapping, otherwise: Mapping) -> Mapping:
    entries: list[Entry] = []
    for entry in then.entries:
        other = otherwise.entry(entry.key)
        if other is None:
            entries.append(replace(entry, guard=both(condition, entry.guard)))
        else:
            guard = _either_formula(condition, entry.guard, other.guard)
            if entry.guard == other.guard:
                guard = entry.guard
            entries.append(replace(entry, value=choose(condition, entry.value, other.value), guard=guard))
    present = {e.key for e in then.entries}
    entries.extend(
        replace(e, guard=both(negate(condition), e.guard)) for e in otherwise.entries if e.key not in present
    )
    kind = then.kind if then.kind == otherwise.kind else "map"
    if kind == "map":
        entries.sort(key=lambda e: e.key)
    element = then.element_type if then.element_type != DYNAMIC else otherwise.element_type
    return Mapping(kind, tuple(entries), element, sensitive=then.sensitive or otherwise.sensitive)
