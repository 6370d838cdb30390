"""Resolved values in a form that compares by meaning: schemas say what is a number, unordered or left out.

What is taken as equal: a property left out and one set to the default that its schema states; lists in another order
where the schema (or :data:`ORDERLESS`) gives order no meaning; numbers and booleans in whatever text; policy documents
as sets of statements, a list of one like its element; JSON text in whatever layout.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from converter.cloudformation.schemas import Kind, PropertySchema, UnknownTypeError, resource_schema
from converter.cloudformation.values import Text, Token, Value
from converter.parity.comparison.policies import is_policy, is_set

ORDERLESS = frozenset(
    {
        ("AWS::IAM::Group", "Policies"),
        ("AWS::IAM::Role", "Policies"),
        ("AWS::IAM::User", "Policies"),
    }
)
"""Lists of named things whose schema does not say that order means nothing: inline policies are known by PolicyName."""

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a list, and its position as written; None for a scalar that stands for a list of one."""

    index: int | None
    form: Form
    text: str


@dataclass(frozen=True, slots=True)
class Elements:
    """A list. Elements of an unordered one are sorted by their text."""

    items: tuple[Element, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class JsonText:
    """A text that holds JSON."""

    form: Form


Form = str | Mapping[str, "Form"] | Elements | JsonText

Label = Callable[[Token], Any]
"""What stands for a reference: text, or the plain value that it comes to whatever is created."""


def plain(value: Value, label: Label) -> Any:
    """A resolved value as plain data, all scalars as text."""
    match value:
        case str():
            return value
        case Token():
            return label(value)
        case Text(parts):
            pieces = (p if isinstance(p, str) else plain(p, label) for p in parts)
            return "".join(map(str, pieces))
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return format(Decimal(value).normalize(), "f")
        case tuple():
            return [plain(v, label) for v in value]
        case Mapping():
            return {k: plain(v, label) for k, v in value.items()}
        case _:
            return _symbol(value, label)


def _symbol(value: Any, label: Label) -> str:
    """A symbol other than a reference, what it is made of spelled by labels."""
    fields = (getattr(value, name) for name in value.__dataclass_fields__)
    inner = (str(plain(f, label)) if f is not None else "" for f in fields)
    return f"{type(value).__name__}({', '.join(inner)})"


# ---------------------------------------------------------------------------------------------- by schema


def form_of(type_name: str, data: Mapping[str, Any]) -> Mapping[str, Form]:
    """The form of all properties of a resource, given as plain data."""
    root = _root(type_name)
    return _members(data, root, root.resource.type if root else type_name)


@cache
def _root(type_name: str) -> PropertySchema | None:
    try:
        return resource_schema(type_name).root
    except UnknownTypeError:
        return None


def _members(data: Mapping[str, Any], schema: PropertySchema | None, type_name: str) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for name in sorted(data):
        inner = schema.get(name) if schema is not None else None
        form = _form(data[name], inner, type_name)
        if inner is None or inner.default is None or not _is_default(form, inner, type_name):
            found[name] = form
    return found


def default_text(type_name: str, names: tuple[str, ...]) -> str | None:
    """The default that the schema states for a property, as text for messages; None where it states none."""
    root = _root(type_name)
    schema = root.resource.property(names) if root is not None and names else None
    return None if schema is None or schema.default is None else text_of(_default(schema, type_name))


def _default(schema: PropertySchema, type_name: str) -> Form:
    given = json.loads(json.dumps(schema.default), parse_float=Decimal)
    return _form(_as_plain(given), schema, type_name)


def _is_default(form: Form, schema: PropertySchema, type_name: str) -> bool:
    return text_of(_default(schema, type_name)) == text_of(form)


def _as_plain(data: Any) -> Any:
    match data:
        case None:
            return ""
        case str():
            return data
        case Mapping():
            return {k: _as_plain(v) for k, v in data.items()}
        case list():
            return [_as_plain(v) for v in data]
        case bool():
            return "true" if data else "false"
        case _:
            return format(Decimal(data).normalize(), "f")


def _form(data: Any, schema: PropertySchema | None, type_name: str) -> Form:
    kind = schema.kind if schema is not None else Kind.JSON
    if isinstance(data, str):
        return _scalar(data, kind)
    if schema is None or kind is Kind.JSON:
        return _free(data, "", in_policy=is_policy(data))
    if isinstance(data, Mapping):
        return _members(data, schema, type_name)
    ordered = not (schema.unordered or schema.unique or (type_name, schema.path) in ORDERLESS or _is_tags(schema))
    item = schema.item if kind is Kind.ARRAY else None
    return elements([(index, _form(entry, item, type_name)) for index, entry in enumerate(data)], ordered=ordered)


def _is_tags(schema: PropertySchema) -> bool:
    return schema.path.endswith("Tags") and {"Key", "Value"} <= set(schema.properties)


def elements(items: list[tuple[int | None, Form]], *, ordered: bool) -> Elements:
    """A list in its form."""
    made = [Element(index, form, text_of(form)) for index, form in items]
    return Elements(tuple(made if ordered else sorted(made, key=lambda e: e.text)), ordered)


def _scalar(text: str, kind: Kind) -> Form:
    if kind in (Kind.INTEGER, Kind.NUMBER):
        return _number(text)
    if kind is Kind.BOOLEAN:
        return text.lower() if text.lower() in ("true", "false") else text
    data = _parsed(text) if kind in (Kind.STRING, Kind.JSON) else None
    if data is not None:
        if kind is Kind.JSON:
            return _free(_as_plain(data), "", in_policy=is_policy(data))
        policy = is_policy(data)
        return JsonText(_free(_as_plain(data) if policy else _typed(data), "", in_policy=policy))
    return text


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return format(number.normalize(), "f") if number.is_finite() else text


def _parsed(text: str) -> Any:
    """The structure or text that a JSON text says; None for any other text."""
    if not text.lstrip().startswith(("{", "[", '"')):
        return None
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        return None


def _typed(data: Any) -> Any:
    """JSON data with every scalar spelled as JSON does, so that 1 and "1" stay two things; JSON text in it opened."""
    if isinstance(data, str) and (inner := _parsed(data)) is not None:
        return {"JSON text": _typed(inner)}
    if isinstance(data, Mapping):
        return {k: _typed(v) for k, v in data.items()}
    if isinstance(data, list):
        return [_typed(v) for v in data]
    return _number(str(data)) if isinstance(data, Decimal) else json.dumps(data, ensure_ascii=False)


def _free(data: Any, key: str, *, in_policy: bool, in_condition: bool = False) -> Form:
    """Data that no schema describes; in a policy, lists without order are unordered and a scalar is a list of one."""
    if isinstance(data, Mapping):
        return {
            k: _free(v, k, in_policy=in_policy, in_condition=in_condition or key == "Condition")
            for k, v in sorted(data.items())
        }
    unordered = in_policy and (is_set(key) or in_condition)
    if isinstance(data, list):
        items: list[tuple[int | None, Form]] = [
            (n, _free(entry, key if key == "Statement" else "", in_policy=in_policy)) for n, entry in enumerate(data)
        ]
        if unordered:
            distinct = {text_of(form): (n, form) for n, form in reversed(items)}
            items = [(n, form) for n, form in distinct.values()]
        return elements(items, ordered=not unordered)
    return elements([(None, str(data))], ordered=False) if unordered else str(data)


def text_of(form: Form) -> str:
    """A form as one text; equal texts mean the same."""
    return json.dumps(_data(form), ensure_ascii=False, sort_keys=True)


def _data(form: Form) -> Any:
    match form:
        case str():
            return form
        case Elements(items):
            return [_data(e.form) for e in items]
        case JsonText(inner):
            return {"\0json": _data(inner)}
        case _:
            return {k: _data(v) for k, v in form.items()}


def shown(form: Form | None, limit: int = 200) -> str:
    """A form for messages."""
    if form is None:
        return "missing"
    text = repr(form) if isinstance(form, str) else json.dumps(_readable(form), ensure_ascii=False)
    return text if len(text) <= limit else f"{text[:limit]}…"


def _readable(form: Form) -> Any:
    match form:
        case str():
            return form
        case Elements(items):
            return [_readable(e.form) for e in sorted(items, key=lambda e: e.index or 0)]
        case JsonText(inner):
            return _readable(inner)
        case _:
            return {k: _readable(v) for k, v in form.items()}
