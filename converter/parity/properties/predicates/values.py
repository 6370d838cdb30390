"""Predicates over single values: present, equal, within bounds, of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.parity.properties.expectations import Expectations, matches
from converter.parity.properties.model import Problem, Subject
from converter.parity.properties.paths import as_tuple, get, number, rendered, shown, steps_of
from converter.parity.properties.predicates.registry import Arguments, element
from converter.parity.properties.tree import Tree


@element("present", at=["path"])
def present(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """Each path has a value, and no empty one."""
    for path in arguments["at"]:
        if get(subject.value, path) in (None, "", (), {}):
            yield Problem(f"{path} is missing", "set it", steps_of(path))


@element("equals", at="path", value="text")
def equals(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value is this text."""
    path, wanted = arguments["at"], arguments["value"]
    found = get(subject.value, path)
    if tree.text(found) != wanted:
        yield Problem(f"{path} is {shown(found)}, not {wanted}", f"set it to {wanted}", steps_of(path))


@element("not_equals", at="path", value="text")
def not_equals(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value, where there is one, is not this text."""
    path, refused = arguments["at"], arguments["value"]
    if tree.text(get(subject.value, path)) == refused:
        yield Problem(f"{path} is {refused}", "give it another value", steps_of(path))


@element("contains", at="path", value="text")
def contains(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The list has this element."""
    path, wanted = arguments["at"], arguments["value"]
    found = as_tuple(get(subject.value, path))
    if wanted not in map(rendered, found):
        yield Problem(f"{path} is {shown(found)}, without {wanted}", f"add {wanted}", steps_of(path))


@element("one_of", at="path", values=["text"])
def one_of(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value is one of these."""
    path, allowed = arguments["at"], arguments["values"]
    found = get(subject.value, path)
    if tree.text(found) not in allowed:
        yield Problem(f"{path} is {shown(found)}", f"AWS takes {', '.join(allowed)}", steps_of(path))


@element("like", at="path", pattern="pattern")
def like(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value's text matches a regular expression as a whole."""
    path, pattern = arguments["at"], arguments["pattern"]
    found = get(subject.value, path)
    if found is None or not re.fullmatch(pattern, tree.text(found)):
        yield Problem(f"{path} is {shown(found)}", f"it must match {pattern}", steps_of(path))


@element("between", at="path", least="number", most="number")
def between(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value is a number within bounds."""
    path, least, most = arguments["at"], arguments["least"], arguments["most"]
    found = get(subject.value, path)
    value = number(found)
    if value is None or not least <= value <= most:
        yield Problem(f"{path} is {shown(found)}", f"it must be a number from {least} to {most}", steps_of(path))


@element("less", at="path", than="path")
def less(_tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """One number is less than another."""
    path, than = arguments["at"], arguments["than"]
    low, high = number(get(subject.value, path)), number(get(subject.value, than))
    if low is not None and high is not None and low >= high:
        yield Problem(
            f"{path} is {low}, not less than {than}, {high}", "lower the one or raise the other", steps_of(path)
        )


@element("own", at="path", pseudo="pseudo")
def own(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The value is that of the deployment itself, such as its region, wherever it is deployed."""
    path, pseudo = arguments["at"], arguments["pseudo"]
    found = get(subject.value, path)
    wanted = getattr(subject.stack.pseudo, pseudo)
    if tree.text(found) != wanted:
        detail = f"it must follow the deployment's own {pseudo}, which is {wanted} here"
        yield Problem(f"{path} is {shown(found)}", detail, steps_of(path))


@element("unlike", patterns=["text"])
def unlike(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """The element's text matches none of these patterns."""
    text = tree.text(subject.value)
    for pattern in arguments["patterns"]:
        if matches(pattern, text):
            yield Problem(f"{shown(subject.value)} is too wide", f"anything like {pattern} is; grant what is needed")


@element("unique", at=["path"])
def unique(tree: Tree, subject: Subject, arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """No other resource of the type has the same values."""
    paths = arguments["at"]
    mine = [get(subject.value, path) for path in paths]
    for stack, logical_id, resource in tree.resources(subject.resource.type):
        if (stack.path, logical_id) == (subject.stack.path, subject.logical_id):
            return
        if [get(resource.properties, path) for path in paths] == mine:
            yield Problem(
                f"{' and '.join(paths)} are those of {logical_id} too", "give it its own", steps_of(paths[-1])
            )
