"""What ``Fn::GetAtt`` gives: an attribute is looked up in what the service says of the resource."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .expressions import search
from .rows import Row
from .shapes import matching


def attribute(name: str, row: Row, document: Mapping[str, Any], description: Mapping[str, Any]) -> Any:
    """Return the attribute's value as a template sees it, None where the service does not say it."""
    if name in row.attributes:
        return _as_template_value(search(row.attributes[name], document))
    for source in (description, document.get("created") or {}):
        value = _at(name, source, row)
        if value is not None:
            return _as_template_value(value)
    return None


def _at(name: str, source: Any, row: Row) -> Any:
    value = source
    for depth, part in enumerate(name.split(".")):
        if not isinstance(value, Mapping):
            return None
        member = matching(part, value, () if depth else row.reach.prefixes)
        if member is None:
            return None
        value = value[member]
    return value


def _as_template_value(value: Any) -> Any:
    """Return text, or a list of text; None for what an attribute cannot be (a structure)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float, str)):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, list):
        parts = [_as_template_value(each) for each in value]
        return parts if all(isinstance(each, str) for each in parts) else None
    return None
