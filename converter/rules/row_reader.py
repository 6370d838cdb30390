"""Reads single rows of the rule tables: argument rows and attribute rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from converter.rules.entries import Entry
from converter.rules.model import (
    ArgumentRow,
    AttributeRow,
    PropertyPath,
    RowVerdict,
    Transform,
)
from converter.rules.paths import PathError, parse_path

VERDICTS: tuple[RowVerdict, ...] = ("dropped", "equivalent", "unsupported", "deploy-step")

_ROW_KEYS = (
    "to", "as", "default", "values", "key", "rows", "when_ignored", "note", "verdict", "reason", "severity", "harmless",
    "beside",
)  # fmt: skip
_ATTRIBUTE_FORMS = ("ref", "get_att", "sub", "argument", "none")


def argument_rows(entry: Entry) -> Mapping[str, ArgumentRow]:
    """The rows of an ``arguments`` or ``rows`` mapping."""
    return {name: _argument_row(name, row) for name, row in entry.items()}


def attribute_rows(entry: Entry) -> Mapping[str, AttributeRow]:
    """The rows of a resource type's ``attributes``."""
    return {name: _attribute_row(name, row) for name, row in entry.items()}


def property_path(entry: Entry) -> PropertyPath | None:
    """The property path that the entry writes; None after reporting that it is none."""
    text = entry.text()
    try:
        return parse_path(text) if text else None
    except PathError as error:
        entry.report(str(error))
        return None


def verdict(fields: Mapping[str, Entry]) -> RowVerdict | None:
    """The ``verdict`` of a row or rule, checked against ``reason`` and ``severity`` beside it."""
    found: RowVerdict | None = None
    if "verdict" in fields:
        text = fields["verdict"].text(VERDICTS)
        found = next(known for known in VERDICTS if known == text)
        if "reason" not in fields:
            fields["verdict"].report("needs a reason")
    elif "reason" in fields:
        fields["reason"].report("a reason needs a verdict (a remark on a mapped row is a note)")
    if "severity" in fields and found != "dropped":
        fields["severity"].report("only a dropped row has a severity")
    return found


def severity(fields: Mapping[str, Entry]) -> Literal["warning", "info"]:
    """The ``severity`` of a dropped row or rule."""
    return "info" if "severity" in fields and fields["severity"].text(("warning", "info")) == "info" else "warning"


def text_of(fields: Mapping[str, Entry], key: str) -> str:
    """The text under ``key``; empty where there is none."""
    return fields[key].text() if key in fields else ""


def _argument_row(name: str, entry: Entry) -> ArgumentRow:
    if isinstance(entry.value, str):
        return ArgumentRow(name=name, to=property_path(entry))
    fields = entry.fields(_ROW_KEYS)
    if not {"to", "rows", "verdict"} & fields.keys():
        entry.report("needs `to`, `rows` or `verdict`")
    if "verdict" in fields:
        for key in fields.keys() & {"to", "as", "default", "values", "key", "note", "when_ignored"}:
            fields[key].report("does not go with a verdict")
    for key in fields.keys() & {"as", "values", "key"}:
        if "to" not in fields and "rows" not in fields:
            fields[key].report("needs `to`")
    if "harmless" in fields and "verdict" not in fields:
        fields["harmless"].report("needs a verdict")
    return ArgumentRow(
        name=name,
        to=property_path(fields["to"]) if "to" in fields else None,
        transform=_transform(fields["as"]) if "as" in fields else None,
        has_default="default" in fields,
        default=fields["default"].json() if "default" in fields else None,
        values=fields["values"].json_map() if "values" in fields else {},
        key=fields["key"].text() if "key" in fields else None,
        rows=argument_rows(fields["rows"]) if "rows" in fields else {},
        omit_when_ignored="when_ignored" in fields and fields["when_ignored"].text(("omit",)) == "omit",
        note=text_of(fields, "note"),
        verdict=verdict(fields),
        reason=text_of(fields, "reason"),
        severity=severity(fields),
        harmless=tuple(element.json() for element in fields["harmless"].elements()) if "harmless" in fields else (),
        beside=fields["beside"].json_map() if "beside" in fields else {},
    )


def _transform(entry: Entry) -> Transform:
    if isinstance(entry.value, str):
        return Transform(entry.value)
    found = list(entry.items())
    if len(found) != 1:
        entry.report("expected a transform's name, or one name with its parameters")
        return Transform("")
    name, parameters = found[0]
    return Transform(name, parameters.json())


def _attribute_row(name: str, entry: Entry) -> AttributeRow:
    if entry.value == "ref":
        return AttributeRow(name=name, ref=True)
    fields = entry.fields(
        (*_ATTRIBUTE_FORMS, "of", "fixed_form", "after", "occurrence", "before", "part", "number", "non_empty")
    )
    one_form(entry, fields, _ATTRIBUTE_FORMS)
    if "after" in fields and not {"get_att", "sub"} & fields.keys():
        fields["after"].report("needs `get_att` or `sub`")
    if "of" in fields and "argument" not in fields:
        fields["of"].report("needs `argument`")
    if "occurrence" in fields and "after" not in fields:
        fields["occurrence"].report("needs `after`")
    if "number" in fields and "get_att" not in fields:
        fields["number"].report("needs `get_att`")
    if "part" in fields and not {"ref", "get_att", "sub"} & fields.keys():
        fields["part"].report("needs `ref`, `get_att` or `sub`")
    if "before" in fields and "get_att" not in fields:
        fields["before"].report("needs `get_att`")
    return AttributeRow(
        name=name,
        ref="ref" in fields and fields["ref"].flag(),
        get_att=optional(fields, "get_att"),
        sub=optional(fields, "sub"),
        argument=optional(fields, "argument"),
        of=optional(fields, "of"),
        none=optional(fields, "none"),
        fixed_form=optional(fields, "fixed_form"),
        after=optional(fields, "after"),
        occurrence=fields["occurrence"].count() if "occurrence" in fields else 1,
        before=optional(fields, "before"),
        part=optional(fields, "part"),
        number="number" in fields and fields["number"].flag(),
        non_empty="non_empty" in fields and fields["non_empty"].flag(),
    )


def one_form(entry: Entry, fields: Mapping[str, Entry], forms: tuple[str, ...]) -> None:
    """Report where a row has none of the forms that exclude each other, or several."""
    if len(fields.keys() & set(forms)) != 1:
        entry.report(f"needs exactly one of {', '.join(forms)}")


def optional(fields: Mapping[str, Entry], key: str) -> str | None:
    """The text under ``key``; None where there is none."""
    return fields[key].text() if key in fields else None
