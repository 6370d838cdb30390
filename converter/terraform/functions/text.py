"""Functions over strings that know no patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from converter.terraform.concatenation import concat
from converter.terraform.convert import bare
from converter.terraform.facts import known_prefix, known_suffix
from converter.terraform.formulas import ALWAYS
from converter.terraform.functions.model import TEXT_LIST, Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.functions.structure import as_sequence
from converter.terraform.limits import check_text
from converter.terraform.numbers import is_int64
from converter.terraform.strings import clusters
from converter.terraform.types import BOOL, NUMBER, STRING
from converter.terraform.values import (
    Apply,
    Attribute,
    Bool,
    Choice,
    Concat,
    Item,
    Join,
    Null,
    Number,
    Sequence,
    Split,
    String,
    Unknown,
    Value,
    type_of,
)
from converter.terraform.walking import is_known

TABLE = Table()
_STR = Param("str", STRING)
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


# ---------------------------------------------------------------------------------------------- letters


@TABLE.known("upper", _STR)
def upper(text: str) -> str:
    """Every letter in upper case, one for one."""
    return "".join(_one_for_one(c, c.upper()) for c in text)


@TABLE.known("lower", _STR)
def lower(text: str) -> str:
    """Every letter in lower case, one for one."""
    return "".join(_one_for_one(c, c.lower()) for c in text)


@TABLE.known("title", _STR)
def title(text: str) -> str:
    """The first letter of every word in upper case."""
    out, before = [], " "
    for character in text:
        out.append(_one_for_one(character, character.title()) if _separates(before) else character)
        before = character
    return "".join(out)


def _one_for_one(character: str, changed: str) -> str:
    if len(changed) == 1:
        return changed
    return "i" if character == "\u0130" and changed[0] == "i" else character


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return not (character.isalpha() or character.isdigit()) and character in _SPACE


@TABLE.known("strrev", _STR)
def strrev(text: str) -> str:
    """The characters in reverse order."""
    return "".join(reversed(clusters(text)))


# ---------------------------------------------------------------------------------------------- ends


def _cut_prefix(arguments: Arguments, context: CallContext) -> Value | None:
    del context
    text, prefix = arguments
    if not isinstance(prefix, String) or not isinstance(text, Concat):
        return None
    start = known_prefix(text)
    if start.startswith(prefix.text):
        return concat([String(start[len(prefix.text) :]), *text.parts[1:]]) if prefix.text else text
    return None if prefix.text.startswith(start) else text


@TABLE.known("trimprefix", _STR, Param("prefix", STRING), residual=_cut_prefix)
def trimprefix(text: str, prefix: str) -> str:
    """The text without a prefix."""
    return text.removeprefix(prefix)


def _cut_suffix(arguments: Arguments, context: CallContext) -> Value | None:
    del context
    text, suffix = arguments
    if not isinstance(suffix, String):
        return None
    if isinstance(text, Attribute) and text.path[-1] == "arn" and suffix.text == ":*":
        return text  # "Any :* suffix added by the API … is removed": "aws_cloudwatch_log_group", AWS provider
    if not isinstance(text, Concat):
        return None
    end = known_suffix(text)
    if end.endswith(suffix.text):
        return concat([*text.parts[:-1], String(end[: len(end) - len(suffix.text)])]) if suffix.text else text
    return None if suffix.text.endswith(end) else text


@TABLE.known("trimsuffix", _STR, Param("suffix", STRING), residual=_cut_suffix)
def trimsuffix(text: str, suffix: str) -> str:
    """The text without a suffix."""
    return text.removesuffix(suffix)


@TABLE.known("trim", _STR, Param("cutset", STRING))
def trim(text: str, cutset: str) -> str:
    """The text without the given characters at its ends."""
    return text.strip(cutset) if cutset else text


@TABLE.known("trimspace", _STR)
def trimspace(text: str) -> str:
    """The text without white space at its ends."""
    return text.strip(_SPACE)


@TABLE.known("chomp", _STR)
def chomp(text: str) -> str:
    """The text without line ends at its end."""
    return text.rstrip("\r\n")


def _starts(arguments: Arguments, context: CallContext) -> Value | None:
    """A known beginning decides."""
    del context
    text, prefix = arguments
    if not isinstance(prefix, String):
        return None
    start = known_prefix(text)
    if start.startswith(prefix.text):
        return Bool(True)
    if not prefix.text.startswith(start):
        return Bool(False)
    return Unknown(BOOL, text.reason, not_null=True) if isinstance(text, Unknown) else None


@TABLE.known(
    "startswith", Param("str", STRING, unknown_ok=True), Param("prefix", STRING), returns=BOOL, residual=_starts
)
def startswith(text: str, prefix: str) -> bool:
    """Whether the text begins with the prefix."""
    return text.startswith(prefix)


def _ends(arguments: Arguments, context: CallContext) -> Value | None:
    """A known end decides."""
    del context
    text, suffix = arguments
    if not isinstance(suffix, String):
        return None
    end = known_suffix(text)
    if end.endswith(suffix.text):
        return Bool(True)
    return None if suffix.text.endswith(end) else Bool(False)


@TABLE.known("endswith", _STR, Param("suffix", STRING), returns=BOOL, residual=_ends)
def endswith(text: str, suffix: str) -> bool:
    """Whether the text ends with the suffix."""
    return text.endswith(suffix)


def _contains(arguments: Arguments, context: CallContext) -> Value | None:
    """A literal part that holds the text decides."""
    del context
    text, wanted = arguments
    if not isinstance(wanted, String):
        return None
    literals = [p.text for p in text.parts if isinstance(p, String)] if isinstance(text, Concat) else []
    return Bool(True) if not wanted.text or any(wanted.text in part for part in literals) else None


@TABLE.known("strcontains", _STR, Param("substr", STRING), returns=BOOL, residual=_contains)
def strcontains(text: str, wanted: str) -> bool:
    """Whether the text occurs in the other."""
    return wanted in text


# ---------------------------------------------------------------------------------------------- parts


def _residual_substr(arguments: Arguments, context: CallContext) -> Value | None:
    """A stretch inside the known beginning is known."""
    del context
    text, offset, length = arguments
    if not (isinstance(offset, Number) and isinstance(length, Number) and isinstance(text, Concat)):
        return None
    start = known_prefix(text)
    if offset.value < 0 or length.value < 0 or not start.isascii() or offset.value + length.value >= len(start):
        return None
    first = int(offset.value)
    return String(start[first : first + int(length.value)])


@TABLE.known("substr", _STR, Param("offset", NUMBER), Param("length", NUMBER), residual=_residual_substr)
def substr(text: str, offset: Decimal, length: Decimal) -> str:
    """A stretch of the text; a negative offset counts from the end, a negative length means the rest."""
    for argument, number in ((1, offset), (2, length)):
        if not is_int64(number):
            raise RefusedError("value must be a whole number", argument)
    parts = clusters(text)
    start, count = int(offset), int(length)
    if start < 0:
        start += len(parts)
        if count == 0:
            count = -1  # as Terraform: only a request that does not count from the end is cut short
    parts = parts[max(start, 0) :]
    return "".join(parts if count < 0 else parts[:count])


@TABLE.known("indent", Param("spaces", NUMBER), _STR)
def indent(spaces: Decimal, text: str) -> str:
    """The text with every line but the first moved to the right."""
    if not is_int64(spaces):
        raise RefusedError("value must be a whole number", 0)
    if spaces < 0:
        raise RefusedError("the number of spaces must not be negative", 0)
    check_text(len(text) + text.count("\n") * int(spaces))
    return text.replace("\n", "\n" + " " * int(spaces))


# ---------------------------------------------------------------------------------------------- lists of strings


def _residual_split(arguments: Arguments, context: CallContext) -> Value | None:
    del context
    separator, text = arguments
    if not isinstance(separator, String) or not separator.text or isinstance(text, Apply) or is_known(text):
        return None
    return Split(separator.text, text)


@TABLE.known("split", Param("separator", STRING), _STR, returns=TEXT_LIST, residual=_residual_split)
def split(separator: str, text: str) -> list[str]:
    """The stretches between the separators."""
    if not separator:
        return list(text)
    return text.split(separator)


def _residual_join(arguments: Arguments, context: CallContext) -> Value | None:
    """Pieces in a row; a list of unknown length stands alone."""
    separator = arguments[0]
    if not isinstance(separator, String):
        return None
    lists = arguments[1:]
    if len(lists) == 1 and not isinstance(lists[0], Sequence):
        source = bare(lists[0])
        if isinstance(source, Split) and source.separator == separator.text:
            return source.source
        return None if isinstance(source, Apply | Choice) else Join(separator.text, source)
    items: list[Item] = []
    for position, given in enumerate(lists, start=1):
        found = as_sequence(given, context, "must be a list", position)
        if isinstance(found, Unknown):
            return None
        for item in found.items:
            if isinstance(item.value, Unknown):
                return Unknown(STRING, item.value.reason, not_null=True)
            if type_of(item.value) != STRING or isinstance(item.value, Null):
                return None
            items.append(item)
    if any(item.guard != ALWAYS for item in items):
        return Join(separator.text, Sequence("list", tuple(items)))
    return concat(_separated(separator, items))


def _separated(separator: String, items: Iterable[Item]) -> Iterator[Value]:
    for number, item in enumerate(items):
        if number:
            yield separator
        yield item.value


@TABLE.known(
    "join",
    Param("separator", STRING),
    variadic=Param("lists", TEXT_LIST),
    residual=_residual_join,
    linear=True,
    guards="stay if many",
)
def join(separator: str, *lists: Value) -> str:
    """The elements in a row with the separator between them."""
    if not lists:
        raise RefusedError("at least one list is required")
    parts = []
    for position, given in enumerate(lists, start=1):
        assert isinstance(given, Sequence)
        for number, item in enumerate(given.items):
            if not isinstance(item.value, String):
                where = f"element {number} is null; cannot concatenate null values" if len(lists) == 1 else (
                    f"element {number} of list {position} is null; cannot concatenate null values")  # fmt: skip
                raise RefusedError(where, position)
            parts.append(item.value.text)
    check_text(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)
