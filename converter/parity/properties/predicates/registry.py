"""The named predicates that rows choose from, and the form of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem, Subject
from converter.parity.properties.shapes import Shape
from converter.parity.properties.system import System
from converter.parity.properties.tree import Tree

Arguments = Mapping[str, Any]
ElementPredicate = Callable[[Tree, Subject, Arguments, Expectations], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Examined:
    """Something that a predicate over the whole system looked at, and what is wrong with it."""

    key: Hashable
    problems: tuple[Problem, ...] = ()
    situation: str = ""


SystemPredicate = Callable[[System, Arguments, Expectations], Iterator[Examined]]
Namer = Callable[[Tree, Subject], str]


@dataclass(frozen=True, slots=True)
class Registered:
    """A predicate's function and the shape of each argument.

    ``expects`` says, for arguments that name a key of the project's expectations, what shape that key must have.
    """

    function: Any
    arguments: Mapping[str, Shape]
    expects: Mapping[str, Shape] = field(default_factory=dict)


ELEMENT: dict[str, Registered] = {}
SYSTEM: dict[str, Registered] = {}
NAMERS: dict[str, Namer] = {}


def element(
    name: str, expects: Mapping[str, Shape] | None = None, **arguments: Shape
) -> Callable[[ElementPredicate], ElementPredicate]:
    """Register a predicate over selected elements. A name that ends in ``_`` is optional."""

    def register(function: ElementPredicate) -> ElementPredicate:
        ELEMENT[name] = Registered(function, _shape(arguments), expects or {})
        return function

    return register


def system(name: str, **arguments: Shape) -> Callable[[SystemPredicate], SystemPredicate]:
    """Register a predicate over the whole system."""

    def register(function: SystemPredicate) -> SystemPredicate:
        SYSTEM[name] = Registered(function, _shape(arguments))
        return function

    return register


def namer(name: str) -> Callable[[Namer], Namer]:
    """Register a function that names elements."""

    def register(function: Namer) -> Namer:
        NAMERS[name] = function
        return function

    return register


def _shape(arguments: Mapping[str, Shape]) -> Mapping[str, Shape]:
    """``at_="text"`` names an argument that may be missing."""
    return {f"{key[:-1]}?" if key.endswith("_") else key: shape for key, shape in arguments.items()}
