"""What an account has, found through its services: every service is asked for everything of every kind.

``services/*.yaml`` says how, and knows of neither Terraform nor CloudFormation. A service's kinds of things each have

* ``list``: the call that lists them, its arguments, and ``at``, where in the answer (JMESPath) they stand;
* ``each``: the kind whose every thing is asked for its parts, where they cannot be listed all at once;
* ``more``: calls that say more of one thing; the answer is kept under the operation's name;
* ``ids``: where the thing's identifiers are that a service makes up, so that two accounts have different ones (one that
  is a path, ``/hostedzone/Z1``, is also known by its last part);
* ``names``: where the ones are that a user gives it.

Arguments that begin with ``$`` are JMESPath over the thing (``$/``: the last part of the path that is there), whose
``value`` it is where a list holds plain texts, and whose ``parent`` is what it was asked from (the thing's description
says only what that is called). JMESPath knows the functions of ``tests/emulator/types/expressions.py`` too.

ECS' capacity providers and RDS' option groups are not listed: moto answers the question for all of them with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from botocore import xform_name
from botocore.exceptions import ClientError

from tests.emulator.types.expressions import search

SERVICES = Path(__file__).resolve().parent / "services"
_ABSENT = ("notfound", "nosuch", "doesnotexist", "policynotfound", "nonexistent", "invalidaccess")
_KEYS = {"list", "each", "more", "ids", "names"}
Clients = Callable[[str], Any]


class InventoryError(Exception):
    """A call that a service refuses, and not because there is nothing."""


@dataclass(frozen=True)
class Call:
    """An operation with its arguments, and the place in its answer."""

    operation: str
    arguments: Mapping[str, Any]
    at: str


@dataclass(frozen=True)
class Kind:
    """A kind of thing that a service has."""

    service: str
    name: str
    list: Call
    each: str
    more: Sequence[Call]
    ids: Sequence[str]
    names: Sequence[str]

    def __str__(self) -> str:
        """Service and name, as reports show them."""
        return f"{self.service} {self.name}"


@dataclass(frozen=True, eq=False)
class Thing:
    """One thing of an account, as its service describes it."""

    kind: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    description: Mapping[str, Any]

    def __str__(self) -> str:
        """The kind and what a user would call it."""
        return f"{self.kind} {(self.names or self.ids or ('?',))[0]}"


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind of every service, parents before their parts."""
    found = []
    for path in sorted(SERVICES.glob("*.yaml")):
        for service, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for name, row in rows.items():
                if not row.keys() <= _KEYS:
                    raise ValueError(f"{path.name}: {service} {name}: {sorted(row.keys() - _KEYS)}")
                more = tuple(map(_call, row.get("more", ())))
                parts = (row.get("each", ""), more, tuple(row.get("ids", ())), tuple(row.get("names", ())))
                found.append(Kind(service, name, _call(row["list"]), *parts))
    return tuple(found)


def take(clients: Clients, services: set[str] | None = None) -> list[Thing]:
    """Return everything that an account has, of some services only where they are named."""
    things: list[Thing] = []
    made: dict[str, Any] = {}
    raw: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for kind in kinds():
        if services is not None and kind.service not in services:
            continue
        if kind.service not in made:
            made[kind.service] = clients(kind.service)
        client = made[kind.service]
        documents = raw.setdefault((kind.service, kind.name), [])
        parents = raw[kind.service, kind.each] if kind.each else [{}]
        for parent in parents:
            documents += _listed(client, kind, parent)
        things += [_thing(client, kind, document) for document in documents]
    return things


def _listed(client: Any, kind: Kind, parent: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for element in _ask(client, kind.list, parent) or ():
        own = dict(element) if isinstance(element, Mapping) else {"value": element}
        yield own | {"parent": parent}


def _thing(client: Any, kind: Kind, document: dict[str, Any]) -> Thing:
    for call in kind.more:
        answer = _ask(client, call, document)
        key = call.operation
        while key in document:
            key += "'"
        document[key] = answer
    ids, names = _texts(kind.ids, document), _texts(kind.names, document)
    document["called"] = next(iter(ids + names), None)
    shown = {key: value for key, value in document.items() if key != "called"}
    shown["parent"] = document["parent"].get("called")
    tails = tuple(each.rpartition("/")[2] for each in ids if each.startswith("/"))
    return Thing(str(kind), ids + tails, names, shown)


def _ask(client: Any, call: Call, document: Mapping[str, Any]) -> Any:
    arguments = _filled(call.arguments, document)
    operation = xform_name(call.operation)
    try:
        if client.can_paginate(operation):
            answer = client.get_paginator(operation).paginate(**arguments).build_full_result()
        else:
            answer = getattr(client, operation)(**arguments)
    except ClientError as error:
        if any(mark in error.response["Error"]["Code"].lower() for mark in _ABSENT):
            return None
        raise InventoryError(f"{call.operation} {arguments}: {error}") from error
    return search(call.at, answer)


def _filled(value: Any, document: Mapping[str, Any]) -> Any:
    match value:
        case str() if value.startswith("$/"):
            return str(search(value[2:], document)).rpartition("/")[2]
        case str() if value.startswith("$"):
            return search(value[1:], document)
        case Mapping():
            return {key: _filled(each, document) for key, each in value.items()}
        case list():
            return [_filled(each, document) for each in value]
        case _:
            return value


def _texts(paths: Sequence[str], document: Mapping[str, Any]) -> tuple[str, ...]:
    found = (search(path, document) for path in paths)
    return tuple(text for text in found if isinstance(text, str) and text)


def _call(row: Mapping[str, Any]) -> Call:
    ((operation, arguments),) = ((key, value) for key, value in row.items() if key != "at")
    return Call(operation, arguments, row.get("at", "@"))
