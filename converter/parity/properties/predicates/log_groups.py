"""Predicates over names that must lead to something in the templates."""

from __future__ import annotations

from collections.abc import Iterator

from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem, Subject
from converter.parity.properties.paths import get, shown, steps_of
from converter.parity.properties.predicates.registry import Arguments, element
from converter.parity.properties.tree import Tree


@element("names_resource", at="path", type="text", property="text")
def names_resource(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value is the name of a resource of the type that the templates create."""
    path, kind, attribute = arguments["at"], arguments["type"], arguments["property"]
    found = get(subject.value, path)
    if found is None:
        yield Problem(f"{path} is missing", f"name a resource of type {kind}", steps_of(path))
        return
    names = {tree.text(get(resource.properties, attribute)) for _, _, resource in tree.resources(kind)}
    if tree.text(found) not in names - {""}:
        yield Problem(f"{path} is {shown(found)}", f"no resource of type {kind} has that name", steps_of(path))
