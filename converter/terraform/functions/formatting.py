"""``format`` and ``formatlist``.

Facts: "format Function" in the Terraform language documentation; the verbs for numbers are those of Go's package fmt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from converter.terraform import json_text
from converter.terraform.concatenation import concat, unknown_text
from converter.terraform.convert import bare, convert
from converter.terraform.facts import ACCOUNT_WIDE
from converter.terraform.failures import EvaluationError, ValueTypeError, failure
from converter.terraform.formulas import ALWAYS
from converter.terraform.functions.dispatch import call_function
from converter.terraform.functions.model import TEXT_LIST, Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.functions.number_format import number_formatted
from converter.terraform.functions.structure import as_sequence
from converter.terraform.limits import check_width
from converter.terraform.numbers import is_integer
from converter.terraform.strings import clusters, normalised
from converter.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, is_primitive
from converter.terraform.values import (
    Attribute,
    Bool,
    Concat,
    Item,
    Json,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
    type_of,
)
from converter.terraform.walking import is_known

TABLE = Table()

_VERB = re.compile(
    r"%(?P<flags>[ 0#+-]*)(?P<width>[0-9]*)(?P<dot>\.(?P<precision>[0-9]*))?(?:\[(?P<index>[0-9]+)\])?(?P<mode>.)?",
    re.DOTALL,
)


_MAX_DIGITS = 12  # of a width; more than this is too much in any case


@dataclass(frozen=True, slots=True)
class Verb:
    """One ``%`` sequence of a format."""

    raw: str
    offset: int
    flags: str
    width: int | None
    precision: int | None
    argument: int
    mode: str

    @property
    def plain(self) -> bool:
        """Whether the sequence asks for nothing but the value."""
        return not self.flags and self.width is None and self.precision is None


def _extent(digits: str) -> int:
    """A width or precision. Raises LimitError where it asks for more text than there may be."""
    extent = int(digits[:_MAX_DIGITS])
    check_width(extent)
    return extent


def _parse(text: str) -> list[str | Verb]:
    """The literal stretches and verbs of a format."""
    parts: list[str | Verb] = []
    position, following = 0, 1
    while (start := text.find("%", position)) >= 0:
        if start > position:
            parts.append(text[position:start])
        found = _VERB.match(text, start)
        assert found is not None
        if found[0] == "%%":
            parts.append("%")
            position = start + 2
            continue
        if found["mode"] is None or not found["mode"].isascii() or not found["mode"].isalpha():
            raise RefusedError(f"unrecognized format character {json_text.quoted(found['mode'] or '')} at offset "
                          f"{len(text[:start].encode())}")  # fmt: skip
        if found["dot"] == ".":
            raise RefusedError("a precision is missing after the point")
        index = int(found["index"]) if found["index"] else following
        if index < 1:
            raise RefusedError("argument indices start at 1")
        parts.append(
            Verb(
                found[0],
                len(text[:start].encode()),
                found["flags"],
                _extent(found["width"]) if found["width"] else None,
                _extent(found["precision"] or "0") if found["precision"] else None,
                index,
                found["mode"],
            )
        )
        following = index + 1
        position = found.end()
    if position < len(text):
        parts.append(text[position:])
    return parts


def _check_count(parts: list[str | Verb], given: int) -> None:
    used = max((p.argument for p in parts if isinstance(p, Verb)), default=0)
    if used < given:
        if not used:
            raise RefusedError("too many arguments; no verbs in format string", 1)
        raise RefusedError(f"too many arguments; only {used} used by format string", used + 1)


def _formatted(verb: Verb, arguments: Arguments) -> str:
    """The text of a verb for known arguments."""
    value = _argument(verb, arguments)
    if isinstance(value, Null) and verb.mode != "v":
        raise _unsupported(verb, "null value cannot be formatted")
    match verb.mode:
        case "v":
            return _padded(verb, _default(verb, value))
        case "t":
            return _as(verb, value, BOOL)
        case "s" | "q":
            text = _as(verb, value, STRING)
            if verb.precision:
                text = "".join(clusters(text)[: verb.precision])
            return _padded(verb, text if verb.mode == "s" else json_text.quoted(text))
        case "b" | "d" | "o" | "x" | "X" | "e" | "E" | "f" | "g" | "G":
            return _number(verb, value)
        case _:
            raise RefusedError(
                f"unsupported format verb {verb.mode!r} in {json_text.quoted(verb.raw)} at offset {verb.offset}"
            )


def _argument(verb: Verb, arguments: Arguments) -> Value:
    if verb.argument > len(arguments):
        raise RefusedError(
            f"not enough arguments for {json_text.quoted(verb.raw)} at {verb.offset}: need index {verb.argument} but "
            f"have {len(arguments)} total",
        )
    return arguments[verb.argument - 1]


def _unsupported(verb: Verb, why: str) -> RefusedError:
    return RefusedError(f"unsupported value for {json_text.quoted(verb.raw)} at {verb.offset}: {why}")


def _as(verb: Verb, value: Value, type_: object) -> str:
    try:
        converted = convert(value, type_)  # type: ignore[arg-type]
    except ValueTypeError as problem:
        raise _unsupported(verb, str(problem)) from None
    match converted:
        case String(text):
            return text
        case Bool(truth):
            return "true" if truth else "false"
        case _:
            raise _unsupported(verb, "a string is required")


def _default(verb: Verb, value: Value) -> str:
    if "#" not in verb.flags:
        if isinstance(value, String):
            return value.text
        if isinstance(value, Number):
            return number_formatted(value.value, "g", "", None, None)
    try:
        return json_text.encode(value)
    except json_text.JsonError as problem:
        raise RefusedError(str(problem)) from None


def _number(verb: Verb, value: Value) -> str:
    try:
        converted = convert(value, NUMBER)
    except ValueTypeError as problem:
        raise _unsupported(verb, str(problem)) from None
    assert isinstance(converted, Number)
    if verb.mode in "bdoxX" and not is_integer(converted.value):
        raise _unsupported(verb, "an integer is required")
    return number_formatted(converted.value, verb.mode, verb.flags, verb.width, verb.precision)


def _padded(verb: Verb, text: str) -> str:
    missing = (verb.width or 0) - len(clusters(text))
    if missing <= 0:
        return text
    pad = ("0" if "0" in verb.flags else " ") * missing
    return text + pad if "-" in verb.flags else pad + text


def _text(format_: str, arguments: Arguments) -> str:
    parts = _parse(format_)
    texts = [p if isinstance(p, str) else _formatted(p, arguments) for p in parts]
    _check_count(parts, len(arguments))
    return "".join(texts)


def _piece(verb: Verb, arguments: Arguments) -> Value | None:
    """The piece of a template that a verb is; None where no template says it."""
    value = _argument(verb, arguments)
    if is_known(value):
        return String(_formatted(verb, arguments))
    if isinstance(value, Unknown):
        return Unknown(STRING, value.reason, not_null=True, sensitive=value.sensitive)
    if not verb.plain or verb.mode not in "svdt":
        return None
    kind = type_of(value)
    if isinstance(value, Sequence | Mapping | ObjectView) or not is_primitive(kind):
        return None if verb.mode != "v" or kind == DYNAMIC else Json(value)
    if (verb.mode == "d" and kind != NUMBER) or (verb.mode == "t" and kind != BOOL):
        value = bare(value)
        if type_of(value) == STRING and verb.mode == "t":
            return None
    return convert(value, STRING)


def _residual_format(arguments: Arguments, context: CallContext) -> Value | None:
    del context
    format_, values = arguments[0], arguments[1:]
    written = _with_marks(format_)
    if written is None:
        return None
    text, marked = written
    parts = _parse(text)
    _check_count(parts, len(values))
    pieces: list[Value] = []
    for part in parts:
        if isinstance(part, str):
            pieces.extend(marked.get(piece) or String(piece) for piece in _MARKS.split(part) if piece)
            continue
        piece = _piece(part, values)
        if piece is None:
            return None
        pieces.append(piece)
    return unknown_text(pieces) or concat(pieces)


_MARKS = re.compile("([\ue000-\uf8ff])")
"""Characters for private use, which stand for what is not known in a format."""


def _with_marks(format_: Value) -> tuple[str, dict[str, Value]] | None:
    """A format's text with marks for the facts of the account in it, which hold no verbs; None for any other format."""
    if isinstance(format_, String):
        return format_.text, {}
    if not isinstance(format_, Concat):
        return None
    text, marked = "", dict[str, Value]()
    for part in format_.parts:
        if isinstance(part, String) and not _MARKS.search(part.text):
            text += part.text
        elif isinstance(part, Attribute) and part.resource.type in ACCOUNT_WIDE and part.value is None:
            mark_ = chr(0xE000 + len(marked))
            marked[mark_] = part
            text += mark_
        else:
            return None
    return text, marked


@TABLE.known(
    "format",
    Param("format", STRING),
    variadic=Param("args", DYNAMIC, null_ok=True, unknown_ok=True),
    residual=_residual_format,
    linear=True,
)
def format_(text: str, *arguments: object) -> Value:
    """The format with its verbs replaced by the arguments; Terraform does not know it with a null without a type."""
    values = [_value(a) for a in arguments]
    if any(isinstance(v, Null) and v.type == DYNAMIC for v in values):
        return Unknown(DYNAMIC, "format() is given a null without a type")
    return String(normalised(_text(text, values)))


def _value(argument: object) -> Value:
    match argument:
        case bool():
            return Bool(argument)
        case str():
            return String(argument)
        case Decimal():
            return Number(argument)
        case _:
            return argument  # type: ignore[return-value]


@TABLE.structural(
    "formatlist",
    Param("format", STRING),
    variadic=Param("args", DYNAMIC, null_ok=True, unknown_ok=True),
    returns=TEXT_LIST,
    marks="deep",
)
def formatlist(arguments: Arguments, context: CallContext) -> Value:
    """The format applied to the elements of lists side by side."""
    format_, *values = arguments
    if isinstance(format_, Null):
        raise RefusedError("argument must not be null", 0)
    if any(isinstance(v, Null) and v.type == DYNAMIC for v in values):
        return Unknown(DYNAMIC, "formatlist() is given a null without a type")
    columns: list[Sequence | Value] = []
    chosen: tuple[int, int] | None = None
    guards: list[object] | None = None
    for position, value in enumerate(values):
        kind = type_of(value)
        if isinstance(value, Null | ObjectView | Mapping) or is_primitive(kind):
            columns.append(value)
            continue
        if isinstance(value, Unknown):
            return Unknown(TEXT_LIST, value.reason, not_null=True)
        column = as_sequence(value, context, "must be a list", position + 1)
        if isinstance(column, Unknown):
            return Unknown(TEXT_LIST, column.reason, not_null=True)
        columns.append(column)
        if chosen is not None and chosen[1] != len(column.items):
            raise RefusedError(
                f"argument {position + 1} has length {len(column.items)}, which is inconsistent with argument "
                f"{chosen[0] + 1} of length {chosen[1]}",
                position + 1,
            )
        chosen = chosen or (position, len(column.items))
        these = [i.guard for i in column.items]
        if guards is not None and guards != these:
            return Unknown(TEXT_LIST, "the lists' elements exist under different conditions", not_null=True)
        guards = list(these)
    rows = chosen[1] if chosen is not None else 1
    return Sequence("list", tuple(_row(format_, columns, i, context) for i in range(rows)), STRING)


def _row(format_: Value, columns: list[Value], position: int, context: CallContext) -> Item:
    guard = next((c.items[position].guard for c in columns if isinstance(c, Sequence)), ALWAYS)
    values = [c.items[position].value if isinstance(c, Sequence) else c for c in columns]
    values = [Null(STRING) if isinstance(v, Null) and v not in columns else v for v in values]
    try:
        return Item(call_function(TABLE.functions, "format", [format_, *values], context), guard)
    except EvaluationError as problem:
        if guard == ALWAYS:
            raise RefusedError(f"error on format iteration {position}: {problem.detail}") from None
        return Item(failure(problem), guard)
