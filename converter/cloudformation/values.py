"""What a template resolves to: plain values, with symbols where only a deployment knows the value.

A value is text, a number, a bool, a tuple (list), a mapping (object), a :class:`Symbol` or a :class:`Text` that mixes
characters and symbols. Symbols compare by what they stand for, so two templates that read the same attribute of the
same resource give equal values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from converter.cloudformation.scalars import scalar_text


@dataclass(frozen=True, slots=True)
class Token:
    """What a resource gives: its Ref (``attribute`` None) or an attribute; ``stack`` is the path of nested stacks."""

    stack: tuple[str, ...]
    logical_id: str
    attribute: str | None = None

    def __str__(self) -> str:
        return "/".join((*self.stack, self.logical_id)) + (f".{self.attribute}" if self.attribute else "")


@dataclass(frozen=True, slots=True)
class Selected:
    """One element of a list that is not known now."""

    source: Symbol
    index: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """The list that splitting a text with symbols gives."""

    source: Symbol | Text
    separator: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The text that joining an unknown list gives."""

    source: Symbol
    separator: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """Base64 of a text with symbols."""

    source: Symbol | Text


@dataclass(frozen=True, slots=True)
class Blocks:
    """The list of CIDR blocks cut from a block that is not known now."""

    source: Symbol | Text
    count: int
    bits: int


@dataclass(frozen=True, slots=True)
class Imported:
    """The value of another stack's export."""

    name: str | Symbol | Text


@dataclass(frozen=True, slots=True)
class Stored:
    """The value of an SSM parameter that a template parameter of an ``AWS::SSM::Parameter::Value`` type names."""

    name: str | Symbol | Text
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that could not be found; a finding says why. Whatever uses it is unresolved too."""


Symbol = Token | Selected | Pieces | Joined | Encoded | Blocks | Imported | Stored | Unresolved
SYMBOLS = (Token, Selected, Pieces, Joined, Encoded, Blocks, Imported, Stored, Unresolved)
UNRESOLVED = Unresolved()


@dataclass(frozen=True, slots=True)
class Text:
    """Characters and symbols in order; in normal form (see :func:`concatenate`), with at least one symbol."""

    parts: tuple[str | Symbol, ...]


Value = str | int | Decimal | bool | Symbol | Text | tuple["Value", ...] | Mapping[str, "Value"]


class Absent:
    """``AWS::NoValue``: the property or element is not there."""


ABSENT = Absent()


class ResolveError(Exception):
    """A function got what it cannot work on; the resolver turns it into a finding with the place."""

    def __init__(self, summary: str, detail: str = "", *, id: str = "cfn-resolve-value") -> None:
        super().__init__(summary)
        self.summary, self.detail, self.id = summary, detail, id


def describe(value: Value | Absent) -> str:
    """What a value is, for messages; never its content."""
    match value:
        case Absent():
            return "AWS::NoValue"
        case bool():
            return "a boolean"
        case str() | Text():
            return "a text"
        case int() | Decimal():
            return "a number"
        case tuple():
            return "a list"
        case Mapping():
            return "an object"
        case Token():
            return f"the value of {value}"
        case _:
            return "a value known only when deployed"


def is_symbolic(value: Value) -> bool:
    """Whether the value is a symbol or a text that holds one (lists and objects are not looked into)."""
    return isinstance(value, (*SYMBOLS, Text))


def is_unresolved(value: Value) -> bool:
    """Whether a finding already says that this value could not be found."""
    return any(isinstance(s, Unresolved) for s in symbols(value))


def symbols(value: Value) -> Iterator[Symbol]:
    """Every symbol in a value, at any depth, the sources of symbols included."""
    match value:
        case Text(parts):
            for part in parts:
                if not isinstance(part, str):
                    yield from symbols(part)
        case tuple():
            for item in value:
                yield from symbols(item)
        case Mapping():
            for item in value.values():
                yield from symbols(item)
        case Selected(source) | Pieces(source) | Joined(source) | Encoded(source) | Blocks(source):
            yield value
            yield from symbols(source)
        case Imported(name) | Stored(name):
            yield value
            yield from symbols(name)
        case Token() | Unresolved():
            yield value
        case _:
            return


def tokens(value: Value) -> Iterator[Token]:
    """Every resource reference in a value, at any depth."""
    return (s for s in symbols(value) if isinstance(s, Token))


def parts_of(value: Value | Absent) -> tuple[str | Symbol, ...]:
    """The value as parts of a text.

    Raises ResolveError for lists, objects and AWS::NoValue, which have no text form.
    """
    match value:
        case str():
            return (value,)
        case bool() | int() | Decimal():
            return (scalar_text(value),)
        case Text(parts):
            return parts
        case tuple() | Mapping() | Absent():
            raise ResolveError(
                f"{describe(value)} where a text is needed", "give a scalar value, or join the list with Fn::Join"
            )
        case _:
            return (value,)


def concatenate(values: Iterable[Value | Absent]) -> str | Symbol | Text:
    """Values as one text: neighbouring characters merged, one symbol alone as itself, no symbol as plain text."""
    out: list[str | Symbol] = []
    for value in values:
        for part in parts_of(value):
            if isinstance(part, str):
                if part and out and isinstance(out[-1], str):
                    out[-1] += part
                elif part:
                    out.append(part)
            else:
                out.append(part)
    if not out:
        return ""
    if any(isinstance(part, Unresolved) for part in out):
        return UNRESOLVED
    return out[0] if len(out) == 1 else Text(tuple(out))


def text_of(value: Value | Absent) -> str | Symbol | Text:
    """One value as text; raises ResolveError where it has no text form."""
    return concatenate((value,))
