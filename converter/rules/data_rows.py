"""Reads the ``data`` section of the rule tables: the attributes of a data source, and how it is looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping

from converter.rules.entries import Entry
from converter.rules.model import DataAttributeRow, LookUpArgument, LookUpRule
from converter.rules.row_reader import one_form, optional, text_of

_FORMS = ("pseudo", "zones", "parameter", "argument", "import", "sub", "dynamic", "none")
_ARGUMENT_FORMS = ("to", "filter", "where", "blocks", "tags", "tags_where", "latest", "only", "unknown")
_BESIDE = {
    "values": "pseudo",
    "find": "parameter",
    "where": "parameter",
    "cut": "parameter",
    "type": "parameter",
    "member": "dynamic",
    "stored": "dynamic",
}
"""Keys that need another one beside them."""
_LOOK_UP_KEYS = ("operation", "request", "filters", "items", "document", "by")
_OPERATION = re.compile(r"[a-z0-9-]+\.[a-z0-9_]+")


def data_attribute_rows(entry: Entry) -> Mapping[str, DataAttributeRow]:
    """The rows of a data source's ``attributes``."""
    return {name: _attribute_row(name, row) for name, row in entry.items()}


def _attribute_row(name: str, entry: Entry) -> DataAttributeRow:
    fields = entry.fields((*_FORMS, "description", "values", "type", "find", "where", "cut", "member", "stored"))
    one_form(entry, fields, _FORMS)
    if bool({"parameter", "stored"} & fields.keys()) != ("description" in fields):
        entry.report(f"`{'stored' if 'stored' in fields else 'parameter'}` and `description` go together")
    for key, form in _BESIDE.items():
        if key in fields and form not in fields:
            fields[key].report(f"needs `{form}`")
    return DataAttributeRow(
        name=name,
        pseudo=optional(fields, "pseudo"),
        values=fields["values"].json_map() if "values" in fields else {},
        zones=optional(fields, "zones"),
        parameter=optional(fields, "parameter"),
        type=optional(fields, "type") or "String",
        description=text_of(fields, "description"),
        find=text_of(fields, "find"),
        where=text_of(fields, "where"),
        cut=text_of(fields, "cut"),
        argument=optional(fields, "argument"),
        import_value=optional(fields, "import"),
        sub=optional(fields, "sub"),
        dynamic=optional(fields, "dynamic"),
        member=text_of(fields, "member"),
        stored=fields["stored"].json_map() if "stored" in fields else {},
        none=optional(fields, "none"),
    )


def look_up_rule(entry: Entry) -> LookUpRule:
    """How a data source is looked up."""
    fields = entry.fields(_LOOK_UP_KEYS)
    operation = text_of(fields, "operation")
    if operation and not _OPERATION.fullmatch(operation):
        fields["operation"].report("needs a service and an operation, as in ec2.describe_vpcs")
    if bool(operation) != ("items" in fields):
        entry.report("`operation` and `items` go together")
    service, _, name = operation.partition(".")
    return LookUpRule(
        service=service,
        operation=name,
        request=fields["request"].json_map() if "request" in fields else {},
        filters=text_of(fields, "filters") or "Filters",
        items=text_of(fields, "items"),
        document=text_of(fields, "document"),
        arguments=_arguments(fields["by"], told=bool(operation)) if "by" in fields else {},
    )


def _arguments(entry: Entry, *, told: bool) -> Mapping[str, LookUpArgument]:
    """The arguments that decide: names alone, or (``told``) how each enters the request."""
    if isinstance(entry.value, list | str):
        if told:
            entry.report("has to say how each argument enters the request")
        return {name: LookUpArgument(name=name) for name in entry.texts()}
    return {name: _argument(name, row) for name, row in entry.items()}


def _argument(name: str, entry: Entry) -> LookUpArgument:
    fields = entry.fields((*_ARGUMENT_FORMS, "prefix", "default"))
    one_form(entry, fields, _ARGUMENT_FORMS)
    return LookUpArgument(
        name=name,
        to=text_of(fields, "to"),
        filter=text_of(fields, "filter"),
        where=text_of(fields, "where"),
        blocks="blocks" in fields and fields["blocks"].flag(),
        tags="tags" in fields and fields["tags"].flag(),
        tags_where=text_of(fields, "tags_where"),
        latest=text_of(fields, "latest"),
        only=text_of(fields, "only"),
        unknown=text_of(fields, "unknown"),
        prefix=text_of(fields, "prefix"),
        default=text_of(fields, "default"),
    )
