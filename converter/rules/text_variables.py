"""Variables that are texts, where a text is not all the same: an empty one, and one that stands for a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from converter.terraform import values as tf
from converter.terraform.convert import bare
from converter.terraform.formulas import ALWAYS
from converter.terraform.inputs import InputVariable
from converter.terraform.types import STRING


def emptied_variables(variables: Iterable[InputVariable]) -> frozenset[str]:
    """The variables whose default or value in force is the empty text."""
    return frozenset(
        variable.name
        for variable in variables
        if any(isinstance(value, tf.String) and not value.text for value in (variable.default, variable.in_force))
    )


def numbers_made_of_texts(value: tf.Value) -> Iterator[str]:
    """The variables whose text a value holds as a number, unless it does so under a condition only."""
    match value:
        case tf.Apply("tonumber", (inner,)):
            source = bare(inner)
            if isinstance(source, tf.Parameter) and source.type == STRING:
                yield source.name
        case tf.Concat(parts):
            for part in parts:
                yield from numbers_made_of_texts(part)
        case tf.Json(inner):
            yield from numbers_made_of_texts(inner)
        case tf.Sequence(items=items):
            for item in items:
                yield from numbers_made_of_texts(item.value) if item.guard == ALWAYS else ()
        case tf.Mapping(entries=entries):
            for entry in entries:
                yield from numbers_made_of_texts(entry.value) if entry.guard == ALWAYS else ()
        case _:
            return
