"""Predicates over task definitions and their containers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem, Subject
from converter.parity.properties.paths import as_mapping, as_tuple, get, number, shown, steps_of
from converter.parity.properties.predicates.registry import Arguments, element
from converter.parity.properties.tree import Tree

_RANGE = re.compile(r"(\d+)-(\d+)/(\d+)")


@element("in_table", at="path", by="path", table={"*": "range"})
def in_table(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value is one that a table allows beside another: a row reads ``512 1024`` or ``2048-8192/1024``."""
    path, by, table = arguments["at"], arguments["by"], arguments["table"]
    value, key = get(subject.value, path), get(subject.value, by)
    row = table.get(shown(key))
    if row is None:
        yield Problem(f"{by} is {shown(key)}", f"it must be one of {', '.join(table)}", steps_of(by))
    elif number(value) not in allowed_numbers(row):
        yield Problem(f"{path} is {shown(value)} where {by} is {shown(key)}", f"allowed is {row}", steps_of(path))


def allowed_numbers(row: str) -> frozenset[Decimal]:
    """The numbers of a row."""
    found: set[Decimal] = set()
    for word in row.split():
        if bounds := _RANGE.fullmatch(word):
            first, last, step = map(int, bounds.groups())
            found.update(map(Decimal, range(first, last + 1, step)))
        else:
            found.add(Decimal(word))
    return frozenset(found)


@element("enough_for_parts", parts="path", amounts=["path"])
def enough_for_parts(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The whole has at least what its parts ask for together."""
    for amount in arguments["amounts"]:
        whole = number(get(subject.value, amount))
        wanted = [number(get(part, amount)) for part in as_tuple(get(subject.value, arguments["parts"]))]
        total = sum((value for value in wanted if value is not None), Decimal(0))
        if whole is not None and total > whole:
            yield Problem(f"the containers ask for {amount} {total}, and there is {whole}", "raise it", (amount,))


@element("command_runs", at="path", starts=["text"])
def command_runs(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """A command is a list that begins with one of the words and goes on."""
    path = arguments["at"]
    command = as_tuple(get(subject.value, path))
    if len(command) < 2 or command[0] not in arguments["starts"] or not all(command):
        detail = f"write a list that begins with {' or '.join(arguments['starts'])}, and the command after it"
        yield Problem(f"{path} is {shown(command)}", detail, steps_of(path))


@element("asks_own_port", at="path", pattern="pattern")
def asks_own_port(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """Every port that a command names (the pattern's group) is one that the container listens on."""
    path = arguments["at"]
    own = container_ports(as_mapping(subject.value))
    for word in as_tuple(get(subject.value, path)):
        for port in re.findall(arguments["pattern"], word) if isinstance(word, str) else ():
            if Decimal(port) not in own:
                ports = ", ".join(map(str, sorted(own))) or "none"
                yield Problem(f"the command asks port {port}", f"the container's ports are {ports}", steps_of(path))


def container_ports(container: Mapping[str, object]) -> frozenset[Decimal]:
    """The ports that a container listens on."""
    mappings = container.get("PortMappings", ())
    found = [number(get(mapping, "ContainerPort")) for mapping in mappings] if isinstance(mappings, tuple) else []
    return frozenset(port for port in found if port is not None)
