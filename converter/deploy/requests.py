"""The requests of look-ups with the parameters' values in them.

The form of the texts is told by :class:`converter.conversion.lookups.Request`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from converter.conversion.lookups import HOLE, Json, LookUp, Request

_PIECE = re.compile(rf"\$\{{!|{HOLE.pattern}")


class MissingValueError(LookupError):
    """A request needs a parameter that has no value; ``parameter`` is its name."""

    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


def request_of(look_up: LookUp, values: Mapping[str, str]) -> Request | None:
    """The request to make under these values; None where none applies. Raises MissingValueError."""
    for request in look_up.requests:
        if all((filled(c.left, values) == filled(c.right, values)) == c.equal for c in request.when):
            return request
    return None


def arguments_of(request: Request, values: Mapping[str, str]) -> dict[str, Any]:
    """The members of the request. Raises MissingValueError."""
    return {name: _filled(value, values) for name, value in request.arguments.items()}


def result_of(request: Request, values: Mapping[str, str]) -> str:
    """The JMESPath of what is looked for. Raises MissingValueError."""
    return filled(request.result, values, _in_raw_string)


def filled(text: str, values: Mapping[str, str], escape: Callable[[str], str] = lambda text: text) -> str:
    """A text with values in it. Raises MissingValueError."""

    def piece(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "${"
        index = found["index"]
        value = _value(found["name"], values)
        if index is None or index == "*":
            return escape(value)
        elements = _elements(value)
        if int(index) >= len(elements):
            raise MissingValueError(f"{found['name']}[{index}]")
        return escape(elements[int(index)])

    return _PIECE.sub(piece, text)


def _filled(value: Json, values: Mapping[str, str]) -> Any:
    match value:
        case str():
            return filled(value, values)
        case tuple():
            found: list[Any] = []
            for item in value:
                whole = HOLE.fullmatch(item) if isinstance(item, str) else None
                if whole is not None and whole["index"] == "*":
                    found.extend(_elements(_value(whole["name"], values)))
                else:
                    found.append(_filled(item, values))
            return found
        case Mapping():
            return {name: _filled(item, values) for name, item in value.items()}
        case _:
            return value


def _value(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        raise MissingValueError(name)
    return values[name]


def _elements(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",")] if text else []


def _in_raw_string(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
