"""Terraform's types, as in cty: primitives, collections and structural types.

Facts: "Type System" in the Terraform language documentation; the JSON form is cty's ("Type Constraints" in a provider
schema or a state file).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

JsonType = str | list["JsonType"] | dict[str, "JsonType"]


@dataclass(frozen=True, slots=True)
class Primitive:
    """``string``, ``number``, ``bool``, or ``dynamic`` (any type)."""

    name: str


STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")
DYNAMIC = Primitive("dynamic")


@dataclass(frozen=True, slots=True)
class ListType:
    """``list(element)``."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetType:
    """``set(element)``."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapType:
    """``map(element)``."""

    element: Type


@dataclass(frozen=True, slots=True)
class TupleType:
    """``tuple([...])``."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class ObjectType:
    """``object({...})``; attributes are kept sorted by name. ``optional`` names those that a conversion may lack."""

    attributes: tuple[tuple[str, Type], ...]
    optional: frozenset[str] = frozenset()

    @classmethod
    def of(cls, attributes: Mapping[str, Type], optional: frozenset[str] = frozenset()) -> ObjectType:
        """An object type from any mapping."""
        return cls(tuple(sorted(attributes.items())), optional)

    def get(self, name: str) -> Type | None:
        """The type of an attribute, or None where there is none of that name."""
        return next((t for n, t in self.attributes if n == name), None)


Type = Primitive | ListType | SetType | MapType | TupleType | ObjectType


def is_primitive(type_: Type) -> bool:
    """Whether values of the type are strings, numbers or bools."""
    return type_ in (STRING, NUMBER, BOOL)


def describe(type_: Type) -> str:
    """The type as Terraform's messages name it, ``list(string)`` or ``object({ a = number })``."""
    match type_:
        case Primitive("dynamic"):
            return "any"
        case Primitive(name):
            return name
        case ListType(element):
            return f"list({describe(element)})"
        case SetType(element):
            return f"set({describe(element)})"
        case MapType(element):
            return f"map({describe(element)})"
        case TupleType(elements):
            return f"tuple([{', '.join(map(describe, elements))}])"
        case ObjectType(attributes):
            inner = ", ".join(f"{name} = {describe(t)}" for name, t in attributes)
            return f"object({{ {inner} }})" if inner else "object({})"


def from_json(text: object) -> Type:
    """A type from cty's JSON encoding, ``["list", "string"]``. Raises ValueError for anything else."""
    match text:
        case "string" | "number" | "bool" | "dynamic":
            return Primitive(text)
        case ["list", element]:
            return ListType(from_json(element))
        case ["set", element]:
            return SetType(from_json(element))
        case ["map", element]:
            return MapType(from_json(element))
        case ["tuple", list(elements)]:
            return TupleType(tuple(from_json(e) for e in elements))
        case ["object", dict(attributes), *_]:
            return ObjectType.of({name: from_json(t) for name, t in attributes.items()})
        case _:
            raise ValueError(f"not a type in cty's JSON encoding: {text!r}")


def to_json(type_: Type) -> JsonType:
    """The type in cty's JSON encoding."""
    match type_:
        case Primitive(name):
            return name
        case ListType(element):
            return ["list", to_json(element)]
        case SetType(element):
            return ["set", to_json(element)]
        case MapType(element):
            return ["map", to_json(element)]
        case TupleType(elements):
            return ["tuple", [to_json(e) for e in elements]]
        case ObjectType(attributes):
            return ["object", {name: to_json(t) for name, t in attributes}]
