"""Members of what a data source tells as a whole: of the JSON text in a secret, of another state's outputs."""

from __future__ import annotations

from dataclasses import replace

from converter.terraform import values as tf
from converter.terraform.convert import bare


def member_of(value: tf.Value) -> tf.Attribute | None:
    """``jsondecode(data.….secret_string).name`` and the like as an attribute with a longer path, else None."""
    match bare(value):
        case tf.Apply("." | "[]", (source, key)):
            inner, step = member_of(source), _step(bare(key))
            if inner is None or step is None:
                return None
            return replace(
                inner, path=(*inner.path, step), type=value.type if isinstance(value, tf.Apply) else inner.type
            )
        case tf.Apply("jsondecode" | "try", (source,)) | tf.Element(source, _):
            found = member_of(source)
            if found is not None and isinstance(value, tf.Element):
                return replace(found, path=(*found.path, value.index), type=value.type)
            return found
        case tf.Attribute() as found if found.resource.mode == "data" and found.value is None:
            return found
        case _:
            return None


def _step(key: tf.Value) -> str | int | None:
    match key:
        case tf.String(text):
            return text
        case tf.Number(number) if number == number.to_integral_value():
            return int(number)
        case _:
            return None
