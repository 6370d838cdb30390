"""JSON as Terraform writes and reads it.

Facts: "jsonencode Function" in the Terraform language documentation: keys sorted, no white space, ``<``, ``>``, ``&``
and the two Unicode line separators escaped; numbers without exponent.
"""

from __future__ import annotations

import json
import re

from converter.terraform.numbers import number_text, parse_number
from converter.terraform.strings import normalised
from converter.terraform.values import Bool, Entry, Mapping, Null, Number, Sequence, String, Value

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile('["\\\\<>&\x00-\x1f\u2028\u2029]')


class JsonError(ValueError):
    """A text is not JSON."""


def quoted(text: str) -> str:
    """A string as JSON text."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def encode(value: Value) -> str:
    """A wholly known value as JSON text. Raises TypeError for another one, JsonError for an infinite number."""
    match value:
        case Null():
            return "null"
        case String(text):
            return quoted(text)
        case Number(number):
            if number.is_infinite():
                raise JsonError("cannot serialize infinity as JSON")
            return number_text(number)
        case Bool(truth):
            return "true" if truth else "false"
        case Sequence(items=items):
            return f"[{','.join(encode(i.value) for i in items)}]"
        case Mapping(entries=entries):
            parts = sorted(entries, key=lambda e: e.key)
            return f"{{{','.join(f'{quoted(e.key)}:{encode(e.value)}' for e in parts)}}}"
        case _:
            raise TypeError(f"not a known value: {value!r}")


def decode(text: str) -> Value:
    """The value of a JSON text. Raises JsonError where it is none."""
    try:
        parsed = json.loads(
            text, parse_int=_number, parse_float=_number, parse_constant=_refuse, object_pairs_hook=_object
        )
    except RecursionError:
        raise JsonError("nested too deeply") from None
    except ValueError as problem:
        raise JsonError(str(problem)) from None
    return _value(parsed)


def _refuse(text: str) -> Value:
    raise JsonError(f"invalid character '{text[0]}' looking for beginning of value")


def _number(text: str) -> Number:
    number = parse_number(text)
    if number is None:
        raise JsonError(f"number {text} out of range")
    return Number(number)


def _object(pairs: list[tuple[str, object]]) -> Mapping:
    found = {normalised(key): _value(value) for key, value in pairs}
    return Mapping("object", tuple(Entry(key, value) for key, value in sorted(found.items())))


def _value(parsed: object) -> Value:
    match parsed:
        case None:
            return Null()
        case bool():
            return Bool(parsed)
        case str():
            return String(normalised(_without_surrogates(parsed)))
        case list():
            return Sequence.of(_value(p) for p in parsed)
        case Number() | Mapping():
            return parsed
        case _:
            raise JsonError(f"unexpected {parsed!r}")


def _without_surrogates(text: str) -> str:
    """Half a surrogate pair stands for nothing: it is replaced, as in Go."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
