"""What decides how many elements a residual list has, and the constraints that keep their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Span
from converter.terraform.convert import bare
from converter.terraform.evaluation import Constraint
from converter.terraform.formulas import Atom
from converter.terraform.types import NUMBER, STRING, ListType, SetType
from converter.terraform.values import Apply, Attribute, Number, Parameter, Sequence, Split, Test, Value, type_of
from converter.terraform.walking import parameters_in

KEEPS_LENGTH = "length"
"""The kind of such a constraint."""

_KEEPING = frozenset({"reverse", "sort"})
"""Functions whose result has as many elements as the list that they are given."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The variables that decide a length.

    ``lists`` do by their own length, texts by how many ``pieces`` they are split into, the others by their ``whole``
    value.
    """

    lists: tuple[str, ...] = ()
    pieces: tuple[Split, ...] = ()
    whole: tuple[str, ...] = ()

    def constraints(self, known: Value, span: Span) -> Iterator[Constraint]:
        """Conditions under which there are as many elements as ``known`` has, where a text is split into them."""
        if not isinstance(known, Sequence):
            return
        number = len(known.items)
        for split in self.pieces:
            assert isinstance(split.source, Parameter)  # as lengths_of makes it
            told = f"{split.source.name} must have {number} parts, separated by {split.separator!r}"
            test = Test(Atom(Apply("length", (split,), NUMBER), Number(Decimal(number))))
            yield Constraint(test, told, span, "", KEEPS_LENGTH)


def lengths_of(value: Value) -> Lengths:
    """What decides the length of a residual list."""
    match value:
        case Parameter(name=name, type=ListType() | SetType()):
            return Lengths(lists=(name,))
        case Apply("tolist" | "toset", (inner,)):  # of a set nothing but its elements counts; they are taken to differ
            return lengths_of(inner)
        case Split(separator, source) if len(separator) == 1:
            text = bare(source)
            if isinstance(text, Parameter) and text.type == STRING:
                return Lengths(pieces=(Split(separator, text),))
        case Attribute():
            return lengths_of(value.value) if value.value is not None else Lengths()
        case Apply(function, (inner,)) if function in _KEEPING:
            if isinstance(inner, Sequence) and inner.kind != "set" and not inner.guarded:
                return Lengths()
            if not isinstance(inner, Sequence) and not isinstance(type_of(inner), SetType):
                return lengths_of(inner)
    return Lengths(whole=parameters_in(value))
