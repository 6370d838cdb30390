"""Holds the types and property paths in a row against the registry's schemas, so that a misspelt one is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.cloudformation.schemas import Kind, PropertySchema, UnknownTypeError, resource_schema
from converter.parity.properties.model import Check, Predicate, PropertyRow
from converter.parity.properties.paths import WHOLE
from converter.parity.properties.predicates.registry import ELEMENT
from converter.parity.properties.shapes import Shape
from converter.rules.entries import Entry
from converter.terraform.suggestions import did_you_mean

_OPEN = (Kind.JSON, Kind.STRING)
"""Below these anything may stand: free-form JSON, or JSON as text."""


def check_paths(row: PropertyRow, entry: Entry) -> None:
    """Report every type and path in a row that no schema has."""
    checks = list(entry.fields(tuple(key for key, _ in entry.items()))["checks"].elements())
    for check, at in zip(row.checks, checks, strict=True):
        for problem in _problems(check):
            at.report(problem)


def _problems(check: Check) -> Iterator[str]:
    if check.select is None:
        return
    for type_name, paths in check.select.paths.items():
        try:
            schema = resource_schema(type_name)
        except UnknownTypeError as error:
            yield str(error)
            continue
        for path in paths:
            found = _descend(schema.root, path, type_name)
            if isinstance(found, str):
                yield found
                continue
            for relative in (*check.select.where, *_named(check.select.name)):
                below = _descend(found, relative, type_name)
                if isinstance(below, str):
                    yield below
            if check.select.name.startswith("/"):
                below = _descend(schema.root, check.select.name.removeprefix("/"), type_name)
                if isinstance(below, str):
                    yield below
            for predicate in check.hold:
                for relative in paths_of(predicate):
                    below = _descend(found, relative, type_name)
                    if isinstance(below, str):
                        yield f"{predicate.name}: {below}"


def _named(name: str) -> tuple[str, ...]:
    return () if not name or name.startswith("/") else (name,)


def paths_of(predicate: Predicate) -> Iterator[str]:
    """The property paths among a predicate's arguments."""
    for name, shape in ELEMENT[predicate.name].arguments.items():
        key = name.removesuffix("?")
        if key in predicate.arguments:
            yield from _paths(predicate.arguments[key], shape)


def _paths(value: Any, shape: Shape) -> Iterator[str]:
    match shape:
        case "path":
            yield value
        case [inner]:
            for element in value:
                yield from _paths(element, inner)
        case Mapping():
            for key, element in value.items():
                inner = shape.get(key, shape.get(f"{key}?", shape.get("*")))
                if inner is not None:
                    yield from _paths(element, inner)


def _descend(schema: PropertySchema, path: str, type_name: str) -> PropertySchema | str:
    """The schema at a path below another; what is wrong where there is none."""
    if path == WHOLE:
        return schema
    current = schema
    for step in path.replace("[]", "").split("."):
        if current.kind in _OPEN and current.path:
            return current
        found = current.get(step)
        if found is None:
            where = f"{type_name} {current.path}".strip()
            return f"{where} has no property {step!r}{did_you_mean(step, current.properties)}"
        current = found
    return current
