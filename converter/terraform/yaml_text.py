"""YAML as Terraform writes and reads it: strings always quoted, block style, YAML 1.1's words for bools and null."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import yaml
from yaml import events as parsed

from converter.terraform.convert import convert
from converter.terraform.failures import ValueTypeError
from converter.terraform.limits import checked_size
from converter.terraform.numbers import INFINITY, number_text, parse_number
from converter.terraform.strings import normalised
from converter.terraform.types import STRING
from converter.terraform.values import Bool, Entry, Mapping, Null, Number, Sequence, String, Value

_MAX_DEPTH = 100
_TAG = "tag:yaml.org,2002:"
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), Bool(True)),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), Bool(False)),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), Null()),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), Number(INFINITY)),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), Number(-INFINITY)),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_MAX_UNSIGNED = 2**64 - 1
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


class YamlError(ValueError):
    """A text is not the YAML of one value."""


# ---------------------------------------------------------------------------------------------- writing


def encode(value: Value) -> str:
    """A wholly known value as YAML text."""
    stream = [
        parsed.StreamStartEvent(),
        parsed.DocumentStartEvent(explicit=False),
        *_events(value),
        parsed.DocumentEndEvent(explicit=False),
        parsed.StreamEndEvent(),
    ]
    text: str = yaml.emit(stream, allow_unicode=True, width=2**31)
    # The end of the document is marked after what stands unquoted alone, nothing else.
    if isinstance(value, Null | Number | Bool):
        return text
    if text.endswith("\n...\n"):  # a line of the value itself is indented
        text = text.removesuffix("...\n")
    return text.removeprefix("--- " if isinstance(value, String) else "")


def _events(value: Value) -> Iterator[parsed.Event]:
    match value:
        case String(text):
            style = "|" if "\n" in text else '"'
            yield parsed.ScalarEvent(None, None, (True, True), text, style=style)
        case Number(number):
            yield _plain(number_text(number))
        case Bool(truth):
            yield _plain("true" if truth else "false")
        case Sequence(items=items):
            yield parsed.SequenceStartEvent(None, None, implicit=True, flow_style=False)
            for item in items:
                yield from _events(item.value)
            yield parsed.SequenceEndEvent()
        case Mapping(entries=entries):
            yield parsed.MappingStartEvent(None, None, implicit=True, flow_style=False)
            for entry in sorted(entries, key=lambda e: e.key):
                yield from _events(String(entry.key))
                yield from _events(entry.value)
            yield parsed.MappingEndEvent()
        case _:
            yield _plain("null")


def _plain(text: str) -> parsed.ScalarEvent:
    return parsed.ScalarEvent(None, None, (True, True), text, style="")


# ---------------------------------------------------------------------------------------------- reading


def decode(text: str) -> Value:
    """The value of a YAML text. Raises YamlError where it is none."""
    try:
        return _Reader(text).document()
    except yaml.YAMLError as problem:
        raise YamlError(str(problem).partition("\n")[0]) from None


class _Reader:
    """Builds a value from the parser's events."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[parsed.Event] = iter(yaml.parse(text or "\n", Loader=yaml.BaseLoader))
        self.anchors: dict[str, Value] = {}
        self.parsed = 0
        self.depth = 0

    def document(self) -> Value:
        next(self.events)
        start = next(self.events)
        if not isinstance(start, parsed.DocumentStartEvent):
            raise YamlError("missing start of document")
        if start.version not in (None, (1, 1)):
            raise YamlError("found incompatible YAML document")
        value = self.value(next(self.events))
        next(self.events)
        if not isinstance(next(self.events), parsed.StreamEndEvent):
            raise YamlError("only a single document is allowed")
        return value

    def value(self, event: parsed.Event) -> Value:
        self.parsed = checked_size(self.parsed + 1)
        match event:
            case parsed.AliasEvent():
                if event.anchor not in self.anchors:
                    raise YamlError(f'reference to undefined anchor "{event.anchor}"')
                return self.anchors[event.anchor]
            case parsed.ScalarEvent():
                result = _scalar(event)
            case parsed.SequenceStartEvent():
                _check_tag(event.tag, "seq", "sequence")
                result = self.deeper(self.sequence)
            case parsed.MappingStartEvent():
                _check_tag(event.tag, "map", "mapping")
                result = self.deeper(self.mapping)
            case _:
                raise YamlError("expecting a value")
        if event.anchor is not None:
            self.anchors[event.anchor] = result
        return result

    def deeper(self, read: Callable[[], Value]) -> Value:
        """A collection inside what is being read. Raises YamlError where that is too deep."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise YamlError(f"collections are nested deeper than {_MAX_DEPTH} levels")
        result = read()
        self.depth -= 1
        return result

    def sequence(self) -> Value:
        found = []
        while not isinstance(event := next(self.events), parsed.SequenceEndEvent):
            found.append(self.value(event))
        return Sequence.of(found)

    def mapping(self) -> Value:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self.events), parsed.MappingEndEvent):
            if not isinstance(event, parsed.ScalarEvent):
                raise YamlError("only strings are allowed as mapping keys")
            if (event.value == "<<" and event.tag is None) or event.tag == f"{_TAG}merge":
                found.update(_merged(self.value(next(self.events))))
                continue
            key = _scalar(event)
            try:
                key = convert(key, STRING)
            except ValueTypeError:
                raise YamlError("only strings are allowed as mapping keys") from None
            if not isinstance(key, String):
                raise YamlError("mapping key cannot be null")
            found[key.text] = self.value(next(self.events))
        return Mapping("object", tuple(Entry(k, v) for k, v in sorted(found.items())))


def _check_tag(tag: str | None, wanted: str, what: str) -> None:
    if tag not in (None, f"{_TAG}{wanted}"):
        raise YamlError(f"can't interpret {what} as {tag}")


def _merged(value: Value) -> dict[str, Value]:
    if isinstance(value, Mapping):
        return {e.key: e.value for e in value.entries}
    if isinstance(value, Sequence) and all(isinstance(i.value, Mapping) for i in value.items):
        return {key: v for i in value.items for key, v in _merged(i.value).items()}
    raise YamlError("cannot merge this into a mapping")


def _scalar(event: parsed.ScalarEvent) -> Value:
    text, tag = event.value, (event.tag or "").removeprefix(_TAG)
    if tag not in ("", "str", "bool", "int", "float", "null", "timestamp", "binary"):
        raise YamlError(f'unsupported tag "{tag}"')
    hinted = not text or text[0] in "+-0123456789yYnNtTfFoO~."
    if hinted and tag not in ("str", "binary"):
        if event.style in ("'", '"'):
            return String(normalised(text))
        if text in _WORDS:
            return _WORDS[text]
        if not tag and text in (".nan", ".NaN", ".NAN"):
            raise YamlError("floating point NaN is not supported")
        tag = _implied(text, tag)
    match tag:
        case "binary":
            _check_base64(text)
        case "bool":
            raise YamlError(f'cannot parse "{text}" as {tag}')
        case "int" | "float":
            number = _number(text)
            if text.startswith(("0x", "0o")) and number > _MAX_UNSIGNED:
                raise YamlError(f'cannot parse "{text}" as int')
            return Number(number)
        case "null":
            return Null()
        case "timestamp":
            return String(_timestamp(text))
        case _:
            pass
    return String(normalised(text))


def _implied(text: str, tag: str) -> str:
    if text[0] == "." and parse_number(text) is not None:
        return "float"
    if text[0] in "+-0123456789":
        if tag in ("", "timestamp") and _DATE.match(text) and _is_timestamp(text):
            return "timestamp"
        if _INTEGER.fullmatch(text):
            return "int"
        if _FLOAT.fullmatch(text):
            return "float"
    return tag


def _number(text: str) -> Decimal:
    plain = text.replace("_", "")
    found = parse_number(plain)
    if found is not None:
        return found
    try:
        return Decimal(int(plain, 0))
    except ValueError:
        raise YamlError(f'cannot parse "{text}" as a number') from None


def _check_base64(text: str) -> None:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        raise YamlError(f'cannot parse "{text}" as binary: not valid base64') from None


_MOMENT = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"(?:(?P<by>[Tt ])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})(?:\.[0-9]+)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def _is_timestamp(text: str) -> bool:
    found = _MOMENT.fullmatch(text)
    if not found or (found["by"] is not None and (found["by"] == " ") != (found["zone"] is None)):
        return False
    return 1 <= int(found["month"]) <= 12 and 1 <= int(found["day"]) <= 31 and int(found["hour"] or 0) < 24


def _timestamp(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    if not found or not _is_timestamp(text):
        raise YamlError(f'cannot parse "{text}" as timestamp')
    date = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    zone = found["zone"] or "Z"
    zone = "Z" if zone in ("+00:00", "-00:00") else zone
    return f"{date}T{int(found['hour'] or 0):02}:{int(found['minute'] or 0):02}:{int(found['second'] or 0):02}{zone}"
