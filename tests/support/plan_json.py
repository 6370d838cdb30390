"""Reading the JSON of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any


def resources(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the planned managed resources by address; ``values`` holds what is known, if only nothing."""
    root = plan.get("planned_values", {}).get("root_module", {})
    # A resource of which nothing is known has no values in the plan
    return {found["address"]: {"values": {}} | found for found in _walk(root) if found["mode"] == "managed"}


def count_by_type(plan: dict[str, Any]) -> dict[str, int]:
    """Return how many managed resources of each type are planned."""
    return dict(sorted(Counter(found["type"] for found in resources(plan).values()).items()))


def of_type(plan: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Return the values of the planned resources of one type, by address."""
    return {address: found["values"] for address, found in resources(plan).items() if found["type"] == kind}


def one(plan: dict[str, Any], address: str) -> dict[str, Any]:
    """Return the values of one planned resource."""
    values: dict[str, Any] = resources(plan)[address]["values"]
    return values


def outputs(plan: dict[str, Any]) -> dict[str, Any]:
    """Return the outputs whose value is known in the plan."""
    found = plan.get("planned_values", {}).get("outputs", {})
    return {name: output["value"] for name, output in found.items() if "value" in output}


def _walk(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _walk(child)
