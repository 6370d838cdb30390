"""Values of the partial evaluator.

A value is *known* (as in cty), *residual* (not known now, but computable from parameters, pseudo parameters and
resource attributes), *guarded* (a collection some of whose elements exist only under a formula) or *unknown*.
Collections mix these at their leaves. All values are immutable; ``sensitive`` is cty's mark of that name and sits on
the value itself (a collection's elements carry their own).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import ClassVar, Literal

from converter.findings import Finding, Span
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.limits import CHARACTERS_PER_ELEMENT, checked_size
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

    known_scalar: ClassVar[bool] = False
    sensitive: bool = field(default=False, kw_only=True)

    @property
    def size(self) -> int:
        """How many elements the value has when it is written out."""
        return 1


# ---------------------------------------------------------------------------------------------- known values


@dataclass(frozen=True, slots=True)
class Null(Base):
    """``null`` of a type."""

    known_scalar: ClassVar[bool] = True

    type: Type = DYNAMIC


@dataclass(frozen=True, slots=True)
class String(Base):
    """A known string."""

    known_scalar: ClassVar[bool] = True

    text: str

    @property
    def size(self) -> int:
        """How many elements the value has when it is written out."""
        return 1 + len(self.text) // CHARACTERS_PER_ELEMENT


@dataclass(frozen=True, slots=True)
class Number(Base):
    """A known number, exact."""

    known_scalar: ClassVar[bool] = True

    value: Decimal


@dataclass(frozen=True, slots=True)
class Bool(Base):
    """A known bool."""

    known_scalar: ClassVar[bool] = True

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
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the value is too large."""
        object.__setattr__(self, "size", checked_size(1 + sum([item.value.size for item in self.items])))

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
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the value is too large."""
        object.__setattr__(self, "size", checked_size(1 + sum([entry.value.size for entry in self.entries])))

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

    known_scalar: ClassVar[bool] = False
    sensitive: bool = False
    size: int = 1

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
    """A template: the concatenation of strings and residual scalars.

    Build it with :func:`~converter.terraform.concatenation.concat`.
    """

    parts: tuple[Value, ...]
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the value is too large."""
        object.__setattr__(self, "size", checked_size(1 + sum([part.size for part in self.parts])))


@dataclass(frozen=True, slots=True)
class Choice(Base):
    """``condition ? then : otherwise`` of values that do not merge by structure.

    Build it with :func:`~converter.terraform.choosing.choose`.
    """

    condition: Formula
    then: Value
    otherwise: Value
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the value is too large."""
        object.__setattr__(self, "size", checked_size(1 + self.then.size + self.otherwise.size))


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

    @property
    def size(self) -> int:
        """How many elements the value has when it is written out."""
        return 1 + self.source.size


@dataclass(frozen=True, slots=True)
class Split(Base):
    """``split(separator, source)`` of a residual string: a residual list of strings."""

    separator: str
    source: Value

    @property
    def size(self) -> int:
        """How many elements the value has when it is written out."""
        return 1 + self.source.size


@dataclass(frozen=True, slots=True)
class Join(Base):
    """``join(separator, source)`` of a residual list."""

    separator: str
    source: Value

    @property
    def size(self) -> int:
        """How many elements the value has when it is written out."""
        return 1 + self.source.size


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

    @property
    def size(self) -> int:
        """How many elements the value has when it is written out."""
        return 1 + self.value.size


@dataclass(frozen=True, slots=True)
class Base64(Base):
    """``base64encode(value)`` of a residual string."""

    value: Value

    @property
    def size(self) -> int:
        """How many elements the value has when it is written out."""
        return 1 + self.value.size


@dataclass(frozen=True, slots=True)
class Apply(Base):
    """A function or operator without a CloudFormation counterpart, over residual arguments.

    Over parameters alone it becomes a derived parameter; over resource attributes it cannot be expressed.
    """

    function: str
    arguments: tuple[Value, ...]
    type: Type = DYNAMIC
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise LimitError where the value is too large."""
        object.__setattr__(self, "size", checked_size(1 + sum([argument.size for argument in self.arguments])))


# ---------------------------------------------------------------------------------------------- the rest


@dataclass(frozen=True, slots=True)
class Unknown(Base):
    """Nothing to say; ``reason`` tells why, for the message where it is used after all.

    ``not_null`` says that at least it is not null, whatever it will be, ``prefix`` what the text begins with.
    """

    type: Type = DYNAMIC
    reason: str = ""
    not_null: bool = False
    prefix: str = ""


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
