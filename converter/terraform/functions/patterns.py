"""Functions with regular expressions, in RE2's syntax and semantics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

import re2

from converter.terraform.concatenation import concat
from converter.terraform.functions.model import Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.limits import check_text
from converter.terraform.possible_texts import possible_texts
from converter.terraform.strings import normalised
from converter.terraform.types import DYNAMIC, STRING, ListType, ObjectType, TupleType, Type
from converter.terraform.values import Apply, Concat, Entry, Mapping, Null, Number, Sequence, String, Value

TABLE = Table()
_PATTERN = Param("pattern", STRING)
_STRING = Param("string", STRING)


@lru_cache(maxsize=512)
def _compiled(pattern: str, argument: int) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error as problem:
        reason = problem.args[0] if problem.args else b""
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise RefusedError(f"invalid regexp pattern: {text}", argument) from None


def _matches(pattern: Any, text: str) -> Iterator[Any]:
    """All matches; an empty one right behind another match does not count, as in Go."""
    end = -1
    for found in pattern.finditer(text):
        if found.start() == found.end() == end:
            continue
        end = found.end()
        yield found


def _groups(pattern: Any) -> list[str | None]:
    """The names of the capture groups, None for those without."""
    names: dict[int, str] = {index: name for name, index in pattern.groupindex.items()}
    found = [names.get(i) for i in range(1, pattern.groups + 1)]
    if any(found) and not all(found):
        raise RefusedError("invalid regexp pattern: cannot mix both named and unnamed capture groups", 0)
    return found


def _captured(found: Any, groups: list[str | None]) -> Value:
    """What a match gives: its text, or its groups by position or name."""
    if not groups:
        return String(found.group(0))
    values: list[Value] = [
        Null(STRING) if found.group(i) is None else String(normalised(found.group(i)))
        for i in range(1, len(groups) + 1)
    ]
    if groups[0] is None:
        return Sequence.of(values)
    named = {name: value for name, value in zip(groups, values, strict=True) if name is not None}
    return Mapping("object", tuple(Entry(k, v) for k, v in sorted(named.items())))


def _captured_type(groups: list[str | None]) -> Type:
    if not groups:
        return STRING
    if groups[0] is None:
        return TupleType((STRING,) * len(groups))
    return ObjectType.of({name: STRING for name in groups if name is not None})


def _result_type(arguments: Arguments) -> Type:
    """The type of a match, where the pattern is known."""
    pattern = arguments[0]
    if not isinstance(pattern, String):
        return DYNAMIC
    try:
        return _captured_type(_groups(_compiled(pattern.text, 0)))
    except RefusedError:
        return DYNAMIC


def _results_type(arguments: Arguments) -> Type:
    return ListType(_result_type(arguments))


@TABLE.known("regex", _PATTERN, _STRING, returns=_result_type)
def regex(pattern: str, text: str) -> Value:
    """The first match."""
    compiled = _compiled(pattern, 0)
    groups = _groups(compiled)
    found = compiled.search(text)
    if found is None:
        raise RefusedError("pattern did not match any part of the given string")
    return _captured(found, groups)


def _residual_regexall(arguments: Arguments, context: CallContext) -> Value | None:
    """As many matches as every form of the text has, each of them unknown."""
    del context
    pattern, text = arguments
    texts = possible_texts(text)
    if not isinstance(pattern, String) or texts is None:
        return None
    compiled = _compiled(pattern.text, 0)
    element = _captured_type(_groups(compiled))
    counts = {sum(1 for _ in _matches(compiled, form)) for form in texts}
    if len(counts) > 1:
        return None
    whole = Apply("regexall", tuple(arguments), ListType(element))
    matches = [Apply("[]", (whole, Number(Decimal(n))), element) for n in range(counts.pop())]
    return Sequence.of(matches, "list", element)


@TABLE.known("regexall", _PATTERN, _STRING, returns=_results_type, residual=_residual_regexall)
def regexall(pattern: str, text: str) -> Value:
    """All matches."""
    compiled = _compiled(pattern, 0)
    groups = _groups(compiled)
    return Sequence.of([_captured(m, groups) for m in _matches(compiled, text)], "list", _captured_type(groups))


def _replaced_in_parts(arguments: Arguments, context: CallContext) -> Value | None:
    """A concatenation's parts one by one, where no occurrence can lie across two of them."""
    del context
    text, wanted, replacement = arguments
    if not (isinstance(text, Concat) and isinstance(wanted, String) and isinstance(replacement, String)):
        return None
    if not wanted.text or _is_pattern(wanted.text):
        return None
    if any(_may_lie_across(wanted.text, one, other) for one, other in pairwise(text.parts)):
        return None
    return concat(
        String(_replaced(part.text, wanted.text, replacement.text), sensitive=part.sensitive)
        if isinstance(part, String)
        else Apply("replace", (part, wanted, replacement), STRING)
        for part in text.parts
    )


def _may_lie_across(wanted: str, left: Value, right: Value) -> bool:
    """Whether an occurrence may begin in one part of a text and end in the next one or behind it."""

    def fits(start: str, end: str) -> bool:
        before = not isinstance(left, String) or left.text.endswith(start) or start.endswith(left.text)
        behind = not isinstance(right, String) or right.text.startswith(end) or end.startswith(right.text)
        return before and behind

    return any(fits(wanted[:position], wanted[position:]) for position in range(1, len(wanted)))


def _replaced(text: str, wanted: str, replacement: str) -> str:
    check_text(len(text) + text.count(wanted) * len(replacement))
    return text.replace(wanted, replacement)


def _is_pattern(wanted: str) -> bool:
    return len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/")


@TABLE.known(
    "replace", Param("str", STRING), Param("substr", STRING), Param("replace", STRING), residual=_replaced_in_parts
)
def replace(text: str, wanted: str, replacement: str) -> str:
    """The text with every occurrence replaced; a text between slashes is a pattern."""
    if not _is_pattern(wanted):
        return _replaced(text, wanted, replacement)
    compiled = _compiled(wanted[1:-1], 1)
    out, position, length = [], 0, 0
    for found in _matches(compiled, text):
        out.append(text[position : found.start()])
        out.append(_expanded(replacement, found, compiled))
        length += len(out[-1]) + len(replacement)
        check_text(length)
        position = found.end()
    return "".join(out) + text[position:]


_REFERENCE = re.compile(r"\$(?:\$|(?P<name>\w+)|\{(?P<braced>\w+)\})", re.ASCII)


def _expanded(template: str, found: Any, pattern: Any) -> str:
    """``$1``, ``${1}``, ``$name`` and ``$$`` in a replacement; a group that does not exist is empty."""

    def group(reference: re.Match[str]) -> str:
        name = reference["name"] or reference["braced"]
        if name is None:
            return "$"
        if name.isdigit():
            return (found.group(int(name)) or "") if int(name) <= pattern.groups else ""
        return (found.group(name) or "") if name in pattern.groupindex else ""

    return _REFERENCE.sub(group, template)
