"""Conditions on one text as the pattern of a parameter.

``AllowedPattern`` is a Java regular expression that has to match the whole value; Terraform's are RE2's and match
anywhere. What both write alike is carried over, the rest refused.

Facts: "Parameters" (AllowedPattern), AWS CloudFormation User Guide; "RE2 syntax"; java.util.regex.Pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.terraform.convert import bare
from converter.terraform.formulas import All, Any_, Atom, Formula, Not
from converter.terraform.types import STRING
from converter.terraform.values import Apply, Bool, Number, Parameter, Split, String, Value

ANYTHING = r"[\s\S]*"
_END = r"(?![\s\S])"
_SETS = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
"""The Perl classes as RE2 has them, ASCII only; other engines differ in them."""
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}")
_LENGTHS = {">=": (0, None), ">": (1, None), "<=": (None, 0), "<": (None, -1)}
_MIRRORED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


class UntranslatableError(Exception):
    """A regular expression, or a condition, that no pattern says."""


def pattern_of(formula: Formula) -> tuple[str, str] | None:
    """The text variable that a condition speaks of, and the pattern that says the same; None where none does."""
    try:
        names = set(_variables(formula))
        return (names.pop(), _pattern(formula)) if len(names) == 1 else None
    except UntranslatableError:
        return None


def all_of(*patterns: str) -> str:
    """The pattern of what every one of several patterns matches."""
    *before, last = dict.fromkeys(patterns)
    return "".join(f"(?=(?:{pattern}){_END})" for pattern in before) + (f"(?:{last})" if before else last)


def _variables(formula: Formula) -> Iterator[str]:
    match formula:
        case Atom(subject, literal):
            yield from _names(subject)
            if not isinstance(literal, String | Bool | Number):
                raise UntranslatableError("it compares two values")
        case Not(operand):
            yield from _variables(operand)
        case All(operands) | Any_(operands):
            for operand in operands:
                yield from _variables(operand)
        case _:
            raise UntranslatableError("it is always or never so")


def _names(value: Value) -> Iterator[str]:
    match bare(value):
        case Parameter(name=name, type=kind) if kind == STRING:
            yield name
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from _names(argument)
        case Split(_, source):
            yield from _names(source)
        case String() | Number() | Bool():
            return
        case _:
            raise UntranslatableError("it speaks of something else than texts")


def _pattern(formula: Formula) -> str:
    match formula:
        case Atom(subject, literal):
            return _of_atom(bare(subject), literal)
        case Not(Atom(Apply("length", (Apply("regexall", (String(text), _)),)), Number(number))) if number == 0:
            return translated(text)
        case Not(operand):
            return f"(?!(?:{_pattern(operand)}){_END}){ANYTHING}"
        case All(operands):
            return all_of(*map(_pattern, operands))
        case Any_(operands):
            return "|".join(f"(?:{_pattern(operand)})" for operand in operands)
        case _:
            raise UntranslatableError("it is always or never so")


def _of_atom(subject: Value, literal: Value) -> str:
    match subject, literal:
        case Parameter(), String(text):
            return quoted(text)
        case Apply("length", (Split(separator, source),)), Number(number) if isinstance(bare(source), Parameter):
            return _of_pieces(separator, int(number))
        case Apply("length", (argument,)), Number(number) if isinstance(bare(argument), Parameter):
            return rf"[\s\S]{{{int(number)}}}"
        case Apply("length", (Apply("regexall", (String(text), _)),)), Number(number) if number == 0:
            return f"(?!(?:{translated(text)}){_END}){ANYTHING}"
        case Apply(function, arguments), Bool(True):
            return _of_call(function, tuple(bare(a) for a in arguments))
        case _:
            raise UntranslatableError("it compares what no pattern can")


def _of_pieces(separator: str, number: int) -> str:
    """So many pieces, separated by one character."""
    if len(separator) != 1 or number < 1:
        raise UntranslatableError("it counts what no pattern can")
    piece = rf"[^\x{ord(separator):02x}]*" if separator.isascii() else f"[^{separator}]*"
    return f"{piece}({quoted(separator)}{piece}){{{number - 1}}}"


def _of_call(function: str, arguments: tuple[Value, ...]) -> str:
    match function, arguments:
        case "can", (Apply("regex", (String(text), argument)),) if isinstance(bare(argument), Parameter):
            return translated(text)
        case "startswith", (Parameter(), String(text)):
            return quoted(text) + ANYTHING
        case "endswith", (Parameter(), String(text)):
            return ANYTHING + quoted(text)
        case "strcontains", (Parameter(), String(text)):
            return ANYTHING + quoted(text) + ANYTHING
        case ">=" | ">" | "<=" | "<", (Apply("length", (inner,)), Number(number)):
            return _of_length(function, inner, int(number))
        case ">=" | ">" | "<=" | "<", (Number(number), Apply("length", (inner,))):
            return _of_length(_MIRRORED[function], inner, int(number))
        case _:
            raise UntranslatableError(f"no pattern says {function}")


def _of_length(operator: str, inner: Value, number: int) -> str:
    """A bound on a length, or on how many matches there are (``length(regexall(p, var.x)) > 0``)."""
    match bare(inner):
        case Parameter():
            low, high = _LENGTHS[operator]
            least = max(number + low, 0) if low is not None else 0
            most = number + high if high is not None else None
            if most is not None and most < 0:
                raise UntranslatableError("it never holds")
            return rf"[\s\S]{{{least},{'' if most is None else most}}}"
        case Apply("regexall", (String(text), argument)) if isinstance(bare(argument), Parameter):
            if (operator, number) in {(">", 0), (">=", 1)}:
                return translated(text)
    raise UntranslatableError("it measures something else than a text")


def quoted(text: str) -> str:
    """A text as a pattern that matches nothing else."""
    return re.sub(r"[.^$*+?{}\[\]\\|()]", r"\\\g<0>", text)


def translated(text: str) -> str:
    """The Java pattern that matches the values in which an RE2 pattern is found.

    Raises UntranslatableError where the two languages differ.
    """
    return "|".join(_anchored(alternative) for alternative in _alternatives(_pieces(text)))


def _anchored(pieces: list[str]) -> str:
    before, after = ANYTHING, ANYTHING
    if pieces[:1] in (["^"], [r"\A"]):
        pieces, before = pieces[1:], ""
    if pieces[-1:] in (["$"], [r"\z"]):
        pieces, after = pieces[:-1], ""
    if any(piece in {"^", "$", r"\A", r"\z"} for piece in pieces):
        raise UntranslatableError("an anchor stands inside of it")
    return before + "".join(pieces) + after


def _alternatives(pieces: list[str]) -> list[list[str]]:
    """The pieces between the bars that stand outside of groups."""
    result: list[list[str]] = [[]]
    depth = 0
    for piece in pieces:
        depth += piece.startswith("(") - (piece == ")")
        if piece == "|" and depth == 0:
            result.append([])
        else:
            result[-1].append(piece)
    return result


def _pieces(text: str) -> list[str]:
    """The pieces of an RE2 pattern, each as Java writes it."""
    pieces: list[str] = []
    position = 0
    while position < len(text):
        piece, position = _piece(text, position)
        pieces.append(piece)
    return pieces


def _piece(text: str, position: int) -> tuple[str, int]:
    character = text[position]
    match character:
        case "\\":
            return _escape(text[position + 1 : position + 2], within=False), position + 2
        case "[":
            return _class(text, position + 1)
        case ".":
            return r"[^\n]", position + 1
        case "{":
            found = _QUANTIFIER.match(text, position)
            if found is None:
                raise UntranslatableError("a brace stands for itself")
            return found[0], found.end()
        case "(":
            if text.startswith("(?:", position):
                return "(?:", position + 3
            named = re.compile(r"\(\?P?<\w+>").match(text, position)
            if named is not None:
                return "(?:", named.end()
            if text.startswith("(?", position):
                raise UntranslatableError("it sets flags")
            return "(?:", position + 1
        case _:
            return character, position + 1


def _escape(character: str, *, within: bool) -> str:
    if character in _SETS:
        return _SETS[character] if within else f"[{_SETS[character]}]"
    if character.lower() in _SETS and not within:
        return f"[^{_SETS[character.lower()]}]"
    if character in {"t", "n", "r", "f"} or (character in {"A", "z"} and not within):
        return f"\\{character}"
    if character and character.isascii() and not character.isalnum():
        return f"\\{character}"
    raise UntranslatableError(f"\\{character} means something else in Java")


def _class(text: str, position: int) -> tuple[str, int]:
    """A bracket expression, from behind its bracket."""
    result = "["
    if text.startswith("^", position):
        result, position = "[^", position + 1
    if text.startswith("]", position):
        raise UntranslatableError("a bracket stands for itself")
    while position < len(text) and text[position] != "]":
        named = re.compile(r"\[:(\w+):\]").match(text, position)
        if named is not None and named[1] in _CLASSES:
            result, position = result + _CLASSES[named[1]], named.end()
        elif text[position] == "\\":
            result, position = result + _escape(text[position + 1 : position + 2], within=True), position + 2
        elif text[position] == "[" or text.startswith("&&", position):
            raise UntranslatableError("Java nests bracket expressions")
        else:
            result, position = result + text[position], position + 1
    return result + "]", position + 1
