"""The tables of the deploy script: ``mappings/deployment/steps.yaml`` and ``types.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from converter.mappings_folder import mappings_folder

FOLDER = "deployment"
ROLES = ("owner", "look", "create", "change", "run", "mark", "undo")
"""In the order in which a step's calls stand in the script's table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call: the AWS CLI's service and command, and the request as the table states it."""

    role: str
    service: str
    operation: str
    arguments: Mapping[str, Any]
    result: str = ""
    wanted: Any = None
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """What is done for a resource type, or for one argument of it."""

    phase: str = "after"
    when: str = ""
    stated: tuple[str, ...] = ()
    calls: tuple[CallRow, ...] = ()
    packages: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTable:
    """What the scripts have to know of CloudFormation types."""

    holds_data: tuple[str, ...]
    emptied: Mapping[str, str]
    remains: Mapping[str, str]
    images: Mapping[str, str]


@cache
def step_rows() -> Mapping[str, StepRow]:
    """The steps by type, or by ``type.argument``."""
    return {name: _step(entry) for name, entry in _read("steps.yaml").items()}


@cache
def type_table() -> TypeTable:
    """The table of types."""
    data = _read("types.yaml")
    return TypeTable(
        holds_data=tuple(data["holds_data"]),
        emptied=data["emptied"],
        remains=data["remains"],
        images=data["images"],
    )


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((mappings_folder() / FOLDER / name).read_text("utf-8"))
    return data


def _step(entry: Mapping[str, Any]) -> StepRow:
    calls: list[CallRow] = []
    for role in ROLES:
        given = entry.get(role, ())
        calls += [_call(role, call) for call in ([given] if isinstance(given, dict) else given)]
    return StepRow(
        phase=entry.get("phase", "after"),
        when=entry.get("when", ""),
        stated=tuple(entry.get("stated", ())),
        calls=tuple(calls),
        packages=entry.get("packages", ""),
    )


def _call(role: str, entry: Mapping[str, Any]) -> CallRow:
    service, operation = entry["call"].split()
    return CallRow(
        role=role,
        service=service,
        operation=operation,
        arguments=entry["arguments"],
        result=entry.get("result", ""),
        wanted=entry.get("wanted"),
        file=entry.get("file", ""),
    )
