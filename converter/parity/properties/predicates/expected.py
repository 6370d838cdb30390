"""Predicates over what the project's configuration expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.cloudformation.resolved import ResolvedStack
from converter.cloudformation.scalars import scalar_text
from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem, Subject
from converter.parity.properties.paths import get, shown, steps_of
from converter.parity.properties.predicates.registry import Arguments, element
from converter.parity.properties.tree import Tree


@element("as_expected", key="key", at_="path", fields_={"*": "path"})
def as_expected(tree: Tree, subject: Subject, arguments: Arguments, expected: Expectations) -> Iterator[Problem]:
    """Values are those that the project expects of the element's name; without an expectation nothing is asked."""
    key = arguments["key"]
    if expected.get(key) is None:
        return
    wanted = expected.named(key, subject.name)
    if wanted is None:
        detail = f"add a pattern for it to properties.{expected.row.id}.{key} in the project's configuration"
        yield Problem(f"nothing is expected of {shown(subject.name)}", detail)
        return
    for path, value in _wanted(arguments, wanted).items():
        found = get(subject.value, path)
        text = filled(value, subject.stack, subject.name)
        if tree.text(found) != text:
            yield Problem(f"{path} is {shown(found)}, not {text}", _source(expected, key), steps_of(path))


@element("as_expected_where_named", key="key", fields={"*": "path"})
def as_expected_where_named(
    tree: Tree, subject: Subject, arguments: Arguments, expected: Expectations
) -> Iterator[Problem]:
    """The same for elements that have a name; one without is nobody's."""
    if subject.name:
        yield from as_expected(tree, subject, arguments, expected)


def _wanted(arguments: Arguments, wanted: Any) -> Mapping[str, Any]:
    """Path → expected value."""
    if isinstance(wanted, Mapping):
        fields = arguments.get("fields", {})
        return {fields[name]: value for name, value in wanted.items() if name in fields}
    return {arguments["at"]: wanted} if "at" in arguments else {}


@element("listed", {"key": ["text"]}, key="key", at="path")
def listed(tree: Tree, subject: Subject, arguments: Arguments, expected: Expectations) -> Iterator[Problem]:
    """The value is in the project's list."""
    key, path = arguments["key"], arguments["at"]
    wanted = expected.get(key)
    if wanted is None:
        return
    found = tree.text(get(subject.value, path))
    if found in wanted:
        expected.use(key, wanted.index(found))
    else:
        yield Problem(f"{path} is {shown(found)}", f"expected are {', '.join(wanted)}", steps_of(path))


def filled(value: Any, stack: ResolvedStack, name: str = "") -> str:
    """An expected value as text, with ``{name}``, ``{region}``, ``{account}`` and ``{partition}`` put in."""
    text = scalar_text(value)
    surroundings = {
        "name": name,
        "region": stack.pseudo.region,
        "account": stack.pseudo.account_id,
        "partition": stack.pseudo.effective_partition,
    }
    for word, replacement in surroundings.items():
        text = text.replace(f"{{{word}}}", replacement)
    return text


def _source(expected: Expectations, key: str) -> str:
    return f"properties.{expected.row.id}.{key} in {expected.configuration.file or 'the configuration'} says so"
