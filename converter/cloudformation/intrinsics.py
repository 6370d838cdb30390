"""Intrinsic functions on resolved values. Each raises ResolveError for what CloudFormation refuses.

Facts: "Intrinsic function reference", AWS CloudFormation User Guide; a page per function.
"""

from __future__ import annotations

import base64 as base64_codec
import ipaddress
import json
from collections.abc import Mapping
from decimal import Decimal

from converter.cloudformation.scalars import number_text, scalar_text
from converter.cloudformation.values import (
    SYMBOLS,
    UNRESOLVED,
    Absent,
    Blocks,
    Encoded,
    Joined,
    Pieces,
    ResolveError,
    Selected,
    Symbol,
    Text,
    Value,
    concatenate,
    describe,
    is_unresolved,
    symbols,
    text_of,
)

MAX_CIDR_BLOCKS = 256


def join(separator: str, items: Value) -> Value:
    """``Fn::Join``; a list that is not known now stays symbolic."""
    if is_unresolved(items):
        return UNRESOLVED
    if isinstance(items, SYMBOLS):
        if isinstance(items, Pieces) and items.separator == separator:
            return items.source
        return Joined(items, separator)
    if not isinstance(items, tuple):
        raise ResolveError(f"Fn::Join got {describe(items)} where a list is needed")
    out: list[Value] = []
    for position, item in enumerate(items):
        if position:
            out.append(separator)
        out.append(item)
    return concatenate(out)


def split(separator: str, source: Value) -> Value:
    """``Fn::Split``; a text with symbols gives a symbolic list, as a symbol may hold the separator."""
    if not separator:
        raise ResolveError("Fn::Split needs a separator that is not empty")
    text = text_of(source)
    if is_unresolved(text):
        return UNRESOLVED
    if isinstance(text, str):
        return tuple(text.split(separator))
    return Pieces(text, separator)


def split_text_parts(separator: str, text: Text) -> tuple[Value, ...]:
    """A text cut at the separators that its characters show, symbols taken as free of them."""
    out: list[list[Value]] = [[]]
    for part in text.parts:
        if not isinstance(part, str):
            out[-1].append(part)
            continue
        first, *rest = part.split(separator)
        out[-1].append(first)
        out.extend([piece] for piece in rest)
    return tuple(concatenate(piece) for piece in out)


def select(index: Value, source: Value) -> Value:
    """``Fn::Select``; the index counts from 0 and must be inside the list."""
    if is_unresolved(index):
        return UNRESOLVED
    at = _whole_number(index, "the index of Fn::Select")
    if isinstance(source, tuple):
        if not 0 <= at < len(source):
            raise ResolveError(
                f"Fn::Select index {at} is outside the list of {len(source)}", id="cfn-resolve-select-range"
            )
        return source[at]
    if is_unresolved(source):
        return UNRESOLVED
    if at < 0:
        raise ResolveError(f"Fn::Select index {at} is negative", id="cfn-resolve-select-range")
    if isinstance(source, Pieces):
        return _select_piece(source, at)
    if isinstance(source, Blocks) and at >= source.count:
        raise ResolveError(
            f"Fn::Select index {at} is outside the {source.count} blocks of Fn::Cidr", id="cfn-resolve-select-range"
        )
    if isinstance(source, SYMBOLS):
        return Selected(source, at)
    raise ResolveError(f"Fn::Select got {describe(source)} where a list is needed")


def _select_piece(source: Pieces, at: int) -> Value:
    """A piece that ends before the first symbol is known; any other is not."""
    if isinstance(source.source, Text) and isinstance(first := source.source.parts[0], str):
        known = first.split(source.separator)[:-1]
        if at < len(known):
            return known[at]
    return Selected(source, at)


def cidr(block: Value, count: Value, bits: Value) -> Value:
    """``Fn::Cidr``: ``count`` blocks, each with ``bits`` host bits, from the start of ``block``."""
    if any(is_unresolved(v) for v in (block, count, bits)):
        return UNRESOLVED
    number = _whole_number(count, "the count of Fn::Cidr")
    host_bits = _whole_number(bits, "cidrBits of Fn::Cidr")
    if not 1 <= number <= MAX_CIDR_BLOCKS:
        raise ResolveError(f"Fn::Cidr count {number} is not between 1 and {MAX_CIDR_BLOCKS}")
    text = text_of(block)
    if not isinstance(text, str):
        return Blocks(text, number, host_bits)
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ResolveError(
            f'Fn::Cidr: "{text}" is not a CIDR block', "write it as address/length, as in 10.0.0.0/16"
        ) from None
    prefix = network.max_prefixlen - host_bits
    if not network.prefixlen <= prefix <= network.max_prefixlen:
        raise ResolveError(f"Fn::Cidr: blocks with {host_bits} host bits do not fit into {network}")
    if number > 1 << (prefix - network.prefixlen):
        raise ResolveError(f"Fn::Cidr: {network} does not hold {number} blocks of /{prefix}")
    start = int(network.network_address)
    kind = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address
    return tuple(f"{kind(start + (i << host_bits))}/{prefix}" for i in range(number))


def base64(value: Value) -> Value:
    """``Fn::Base64`` of UTF-8 text."""
    text = text_of(value)
    if is_unresolved(text):
        return UNRESOLVED
    if isinstance(text, str):
        return base64_codec.b64encode(text.encode()).decode("ascii")
    return Encoded(text)


def length(value: Value) -> Value:
    """``Fn::Length`` of a list."""
    if is_unresolved(value):
        return UNRESOLVED
    if isinstance(value, tuple):
        return len(value)
    if isinstance(value, Blocks):
        return value.count
    raise ResolveError(f"Fn::Length got {describe(value)}, and needs a list that is known")


def to_json_string(value: Value) -> Value:
    """``Fn::ToJsonString``: JSON without blanks, keys in order; symbols stay inside as parts of the text."""
    if is_unresolved(value):
        return UNRESOLVED
    return concatenate(_json_parts(value))


def _json_parts(value: Value) -> list[Value]:
    match value:
        case bool():
            return [scalar_text(value)]
        case str():
            return [json.dumps(value, ensure_ascii=False)]
        case int() | Decimal():
            return [number_text(value)]
        case tuple():
            out: list[Value] = ["["]
            for position, item in enumerate(value):
                out += [*([","] if position else []), *_json_parts(item)]
            return [*out, "]"]
        case Mapping():
            out = ["{"]
            for position, (key, item) in enumerate(value.items()):
                out += [("," if position else "") + json.dumps(key, ensure_ascii=False) + ":", *_json_parts(item)]
            return [*out, "}"]
        case Text(parts):
            inner = [json.dumps(p, ensure_ascii=False)[1:-1] if isinstance(p, str) else p for p in parts]
            return ['"', *inner, '"']
        case _:
            return ['"', value, '"']


def find_in_map(name: str, table: Mapping[str, Mapping[str, Value]], first: Value, second: Value) -> Value:
    """``Fn::FindInMap`` in the table of one mapping."""
    if is_unresolved(first) or is_unresolved(second):
        return UNRESOLVED
    keys: list[str] = []
    for key in (first, second):
        text = text_of(key)
        if not isinstance(text, str):
            raise ResolveError(f"Fn::FindInMap key of {name} is {describe(text)}, and must be known before creation")
        keys.append(text)
    row = table.get(keys[0])
    if row is None:
        raise ResolveError(f'mapping {name} has no key "{keys[0]}"', id="cfn-resolve-map-key")
    if keys[1] not in row:
        raise ResolveError(f'mapping {name} has no key "{keys[1]}" under "{keys[0]}"', id="cfn-resolve-map-key")
    return row[keys[1]]


def equals(left: Value | Absent, right: Value | Absent) -> bool:
    """``Fn::Equals``: equality of text forms; numbers and booleans compare by their text.

    What is known only when deployed equals itself, and differs from a text that it cannot have (the empty text, or
    one without its known beginning or end). Raises ResolveError where neither can be said.
    """
    if isinstance(left, Absent) or isinstance(right, Absent):
        return left is right
    if isinstance(left, (tuple, Mapping)) or isinstance(right, (tuple, Mapping)):
        return _equal_containers(left, right)
    a, b = text_of(left), text_of(right)
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if a == b:
        return True
    if _cannot_be(a, b) or _cannot_be(b, a):
        return False
    raise ResolveError(
        "the comparison needs a value that is known only when deployed",
        "compare parameters; conditions are decided before anything is created",
        id="cfn-condition-undecided",
    )


def _equal_containers(left: Value, right: Value) -> bool:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(equals(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equals(left[k], right[k]) for k in left)
    return False


def _cannot_be(unknown: str | Symbol | Text, other: str | Symbol | Text) -> bool:
    """Whether no deployment can make the symbolic text equal to the plain one."""
    if not isinstance(other, str) or isinstance(unknown, str):
        return False
    never_empty = all(type(s).__name__ == "Token" for s in symbols(unknown))
    if isinstance(unknown, Text):
        first, last = unknown.parts[0], unknown.parts[-1]
        known = sum(len(p) for p in unknown.parts if isinstance(p, str))
        symbolic = sum(1 for p in unknown.parts if not isinstance(p, str))
        if isinstance(first, str) and not other.startswith(first):
            return True
        if isinstance(last, str) and not other.endswith(last):
            return True
        return len(other) < known + (symbolic if never_empty else 0)
    return other == "" and never_empty


def _whole_number(value: Value, what: str) -> int:
    text = text_of(value)
    if isinstance(text, str):
        try:
            return int(text.strip(), 10) if text.isascii() and "_" not in text else int("x")
        except ValueError:
            raise ResolveError(f'{what} is "{text}", and must be a whole number') from None
    raise ResolveError(f"{what} is {describe(text)}, and must be known before creation")
