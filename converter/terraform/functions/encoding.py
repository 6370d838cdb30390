"""Functions that turn values into texts of other formats and back."""

from __future__ import annotations

import base64
import binascii
import codecs
import csv
import gzip
import io
import re
from dataclasses import replace

from converter.terraform import json_text, yaml_text
from converter.terraform.functions.model import Arguments, CallContext, Param, RefusedError, Table, wrapped
from converter.terraform.limits import checked_size
from converter.terraform.sets import in_order
from converter.terraform.types import DYNAMIC, STRING, ObjectType, is_primitive
from converter.terraform.values import (
    Apply,
    Base64,
    Choice,
    Failure,
    Json,
    Mapping,
    Null,
    Sequence,
    String,
    Unknown,
    Value,
    type_of,
)
from converter.terraform.walking import is_known

TABLE = Table()
_STR = Param("str", STRING)


# ---------------------------------------------------------------------------------------------- JSON and YAML


def _residual_json(arguments: Arguments, context: CallContext) -> Value | None:
    """Text with holes: a structure that is known but for some scalars. Lists of the deployment are taken apart."""
    value = _opened(arguments[0], context)
    return None if value is None else Json(value)


def _opened(value: Value, context: CallContext) -> Value | None:
    """The value as a structure of scalars; None where its shape is not known."""
    match value:
        case Sequence("set") if isinstance(in_order(value), Apply):
            return None
        case Sequence(items=items):
            values = [_opened(i.value, context) for i in items]
            kept = tuple(replace(i, value=v) for i, v in zip(items, values, strict=True) if v is not None)
            return replace(value, items=kept) if len(kept) == len(items) else None
        case Mapping(entries=entries):
            values = [_opened(e.value, context) for e in entries]
            found = tuple(replace(e, value=v) for e, v in zip(entries, values, strict=True) if v is not None)
            return replace(value, entries=found) if len(found) == len(entries) else None
        case Choice(condition, then, otherwise):
            one, other = _opened(then, context), _opened(otherwise, context)
            return None if one is None or other is None else Choice(condition, one, other, sensitive=value.sensitive)
        case Unknown() | Failure() | Apply("toset"):
            return None
        case Null():
            return value
        case _ if is_primitive(type_of(value)) or type_of(value) == DYNAMIC:
            return value
        case _:
            opened = context.expand(value)
            return _opened(opened, context) if isinstance(opened, Sequence | Mapping) else None


@TABLE.known("jsonencode", Param("val", DYNAMIC, null_ok=True), residual=_residual_json, guards="stay")
def jsonencode(value: object) -> str:
    """The value as JSON."""
    try:
        return json_text.encode(_as_value(value))
    except json_text.JsonError as problem:
        raise RefusedError(str(problem)) from None


def _as_value(value: object) -> Value:
    return wrapped(value)


def _residual_jsondecode(arguments: Arguments, context: CallContext) -> Value | None:
    """What has just been encoded."""
    del context
    return _as_decoded(arguments[0].value) if isinstance(arguments[0], Json) else None


def _as_decoded(value: Value) -> Value:
    """The types that a decoded JSON text has: tuples and objects."""
    match value:
        case Sequence():
            items = tuple(replace(i, value=_as_decoded(i.value)) for i in value.items)
            return Sequence("tuple", items, sensitive=value.sensitive)
        case Mapping():
            entries = tuple(replace(e, value=_as_decoded(e.value)) for e in value.entries)
            return Mapping("object", entries, sensitive=value.sensitive)
        case _:
            return value


@TABLE.known("jsondecode", _STR, returns=DYNAMIC, residual=_residual_jsondecode)
def jsondecode(text: str) -> Value:
    """The value of a JSON text."""
    try:
        return json_text.decode(text)
    except json_text.JsonError as problem:
        raise RefusedError(str(problem), 0) from None


@TABLE.known("yamlencode", Param("value", DYNAMIC, null_ok=True))
def yamlencode(value: object) -> str:
    """The value as YAML."""
    return yaml_text.encode(_as_value(value))


@TABLE.known("yamldecode", Param("src", STRING), returns=DYNAMIC)
def yamldecode(text: str) -> Value:
    """The value of a YAML text."""
    try:
        return yaml_text.decode(text)
    except yaml_text.YamlError as problem:
        raise RefusedError(str(problem), 0) from None


_QUOTED = re.compile(r'(?<![^,\n])"(?:[^"]|"")*"')


@TABLE.known("csvdecode", _STR, returns=DYNAMIC)
def csvdecode(text: str) -> Value:
    """The rows of a table with a header line, as objects."""
    checked_size(text.count(",") + text.count("\n"))
    if re.search(r'(?:^|[,\n])[^",\n][^,\n]*"', _QUOTED.sub('""', text)):
        raise RefusedError('CSV parse error: bare " in non-quoted-field')
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as problem:
        raise RefusedError(str(problem)) from None
    if not rows:
        raise RefusedError("missing header line")
    header = rows[0]
    checked_size(len(rows) * len(header))
    for name in header:
        if header.count(name) > 1:
            raise RefusedError(f'duplicate column name "{name}"')
    found = []
    for row in rows[1:]:
        if len(row) != len(header):
            raise RefusedError("wrong number of fields")
        found.append(Mapping.of(dict(sorted(zip(header, map(String, row), strict=True)))))
    return Sequence.of(found, "list", ObjectType.of(dict.fromkeys(header, STRING)))


# ---------------------------------------------------------------------------------------------- base64


def _residual_base64(arguments: Arguments, context: CallContext) -> Value | None:
    del context
    value = arguments[0]
    return None if is_known(value) or isinstance(value, Apply | Unknown) else Base64(value)


@TABLE.known("base64encode", _STR, residual=_residual_base64)
def base64encode(text: str) -> str:
    """The UTF-8 bytes of a text in base64."""
    return base64.b64encode(text.encode()).decode()


def _residual_base64decode(arguments: Arguments, context: CallContext) -> Value | None:
    del context
    return arguments[0].value if isinstance(arguments[0], Base64) else None


def _decoded(text: str, argument: int | None = None) -> bytes:
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError(f'failed to decode base64 data "{text}"', argument) from None


@TABLE.known("base64decode", _STR, residual=_residual_base64decode)
def base64decode(text: str) -> str:
    """The text whose UTF-8 bytes stand in base64."""
    try:
        return _decoded(text).decode()
    except UnicodeDecodeError:
        raise RefusedError("the result of decoding the provided string is not valid UTF-8") from None


@TABLE.known("base64gzip", _STR)
def base64gzip(text: str) -> str:
    """The compressed text in base64: not Terraform's bytes, but the same content once it is uncompressed."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


@TABLE.known("textencodebase64", Param("string", STRING), Param("encoding", STRING))
def textencodebase64(text: str, encoding: str) -> str:
    """A text in another encoding, in base64."""
    codec = _codec(encoding)
    mark = codecs.BOM_UTF16_BE if encoding.lower() == "utf-16" else b""
    try:
        return base64.b64encode(mark + text.encode(codec)).decode()
    except UnicodeEncodeError:
        raise RefusedError(
            f"the given string contains characters that cannot be represented in {encoding.upper()}", 0
        ) from None


@TABLE.known("textdecodebase64", Param("source", STRING), Param("encoding", STRING))
def textdecodebase64(text: str, encoding: str) -> str:
    """The text behind base64 of another encoding."""
    codec = _codec(encoding)
    if encoding.lower() == "utf-16":
        codec = "utf-16"
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError("the given value has an invalid base64 symbol", 0) from None
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        raise RefusedError(
            f"the given string contains symbols that are not defined for {encoding.upper()}", 0
        ) from None


def _codec(encoding: str) -> str:
    # Python knows more names than the registry of character sets has.
    name = {"utf-16": "utf-16-be", "utf8": "", "utf16": "", "ascii": ""}.get(encoding.lower(), encoding)
    try:
        found = codecs.lookup(name)
    except LookupError:
        found = None
    if (
        found is None
        or not getattr(found, "_is_text_encoding", True)
        or encoding.lower() in ("utf-8-sig", "idna", "punycode")
    ):
        raise RefusedError(f'"{encoding}" is not a supported IANA encoding name or alias in this Terraform version', 1)
    return found.name


@TABLE.known("urlencode", _STR)
def urlencode(text: str) -> str:
    """The text as part of a URL's query."""
    safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
    return "".join(
        "+" if byte == 0x20 else chr(byte) if chr(byte) in safe else f"%{byte:02X}" for byte in text.encode()
    )
