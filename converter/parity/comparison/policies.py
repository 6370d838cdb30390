"""JSON and policy documents in a form that compares by meaning: what has no order is sorted, one is a list of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_UNORDERED = frozenset(
    {"Action", "NotAction", "Resource", "NotResource", "Statement", "AWS", "Service", "Federated", "CanonicalUser"}
)


def is_policy(data: Any) -> bool:
    """Whether a document is a policy: one with statements."""
    if not isinstance(data, Mapping) or "Statement" not in data:
        return False
    statements = data["Statement"]
    listed = statements if isinstance(statements, list | tuple) else [statements]
    return all(isinstance(s, Mapping) and "Effect" in s for s in listed)


def is_set(key: str) -> bool:
    """Whether order means nothing in what stands under a key of a policy, and a scalar is a list of one."""
    return key in _UNORDERED


def canonical_json(data: Any, key: str = "") -> Any:
    """JSON data by meaning: in a policy, lists without order are sorted and a list of one is its element."""
    if isinstance(data, Mapping):
        condition = key == "Condition"
        return {
            k: canonical_json(
                v, "values" if condition and not isinstance(v, Mapping) else ("Condition" if condition else k)
            )
            for k, v in sorted(data.items())
            if v is not None
        }
    if isinstance(data, list | tuple):
        items = [canonical_json(item) for item in data]
        if key in _UNORDERED or key == "values":
            items = sorted(items, key=lambda i: json.dumps(i, sort_keys=True, default=str))
            return items[0] if len(items) == 1 else items
        return items
    if isinstance(data, int | float) and not isinstance(data, bool):
        return format(Decimal(str(data)).normalize(), "f")  # some providers write numbers where the text was one
    return data
