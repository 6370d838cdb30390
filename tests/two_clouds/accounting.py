"""Every resource that Terraform made, and the thing of the inventory that shows it: none goes unaccounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .comparing import Compared
from .inventory import Thing

PLACES = Path(__file__).resolve().with_name("accounting.yaml")
_USUAL = ("{arn}", "{id}", "{name}")


class Outcome(StrEnum):
    """What became of a resource."""

    EQUAL = "equal"
    STATED = "equal but for stated deviations"
    DIFFERENT = "different"
    EXCLUDED = "excluded"
    UNPLACED = "not found"


@dataclass(frozen=True)
class Entry:
    """A Terraform resource with its outcome."""

    root: str
    type: str
    address: str
    outcome: Outcome
    notes: Sequence[str]
    """Stated deviations by name, unstated differences, or the reason of an exclusion."""


@cache
def _places() -> Mapping[str, Mapping[str, Any]]:
    made: dict[str, Mapping[str, Any]] = yaml.safe_load(PLACES.read_text(encoding="utf-8"))
    return made


def account(root: str, resources: Iterable[Mapping[str, Any]], compared: Iterable[Compared]) -> list[Entry]:
    """Return what became of each of a root's resources; a name that several things have is nobody's."""
    named: dict[str, list[Compared]] = {}
    for each in compared:
        for key in _named(each.a) if each.a is not None else ():
            named.setdefault(key, []).append(each)
    shown = {key: several[0] for key, several in named.items() if len(several) == 1}
    return [_entry(root, resource, shown) for resource in resources]


def _entry(root: str, resource: Mapping[str, Any], shown: Mapping[str, Compared]) -> Entry:
    kind, address = resource["type"], resource["address"]
    if kind in _places()["excluded"]:
        return Entry(root, kind, address, Outcome.EXCLUDED, [_places()["excluded"][kind]])
    found = next((shown[key] for key in _keys(resource) if key in shown), None)
    if found is None:
        return Entry(root, kind, address, Outcome.UNPLACED, [])
    if found.unstated:
        return Entry(root, kind, address, Outcome.DIFFERENT, [str(each) for each in found.unstated])
    names = dict.fromkeys(deviation.name for _, deviation in found.differences if deviation is not None)
    return Entry(root, kind, address, Outcome.STATED if names else Outcome.EQUAL, list(names))


def _named(thing: Thing) -> set[str]:
    """Return what a thing may be looked for by."""
    names = {_key(name) for name in (*thing.names, *thing.ids)}
    return names | {f"{thing.kind} {name}" for name in names}


def _keys(resource: Mapping[str, Any]) -> Iterable[str]:
    values = resource["values"]
    for template in _places()["held"].get(resource["type"], _USUAL):
        names = re.findall(r"\{(\w+)\}", template)
        if all(values.get(name) for name in names):
            yield _key(template.format_map(values))


def _key(name: str) -> str:
    """Return a name without the server that an address begins with."""
    return re.sub(r"^https?://[^/]+", "", name)
