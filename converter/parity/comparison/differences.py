"""Where two forms differ: lists are aligned first, so that one changed element is one difference at its own place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from converter.parity.comparison.meaning import Element, Elements, Form, JsonText, Steps, shown

IDENTIFIERS = ("Key", "Name", "Sid", "Id", "PolicyName", "AttributeName", "ContainerName", "SourceVolume")
"""Properties by which the element of a list is known, whatever else of it changed."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One difference: the steps to it (list positions as the templates have them), and both sides as text.

    ``depth`` is how many of the steps are places in a template; the rest lies inside a JSON text.
    """

    steps: Steps
    terraform: str
    template: str
    depth: int

    @property
    def path(self) -> str:
        """The steps as a path: ``Ingress[0].FromPort``."""
        text = ""
        for step in self.steps:
            text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
        return text


def gaps(expected: Form, actual: Form, steps: Steps = (), depth: int | None = None) -> Iterator[Gap]:
    """All differences between two forms."""
    match expected, actual:
        case Elements(), Elements():
            for one, other in _aligned(expected, actual):
                yield from _between(one, other, steps, depth)
        case JsonText(left), JsonText(right):
            yield from gaps(left, right, steps, len(steps) if depth is None else depth)
        case Mapping(), Mapping():
            for key in sorted({*expected, *actual}):
                inner = (*steps, key)
                if key in expected and key in actual:
                    yield from gaps(expected[key], actual[key], inner, depth)
                else:
                    yield _gap(expected.get(key), actual.get(key), inner, depth)
        case _ if expected != actual:
            yield _gap(expected, actual, steps, depth)


def _gap(expected: Form | None, actual: Form | None, steps: Steps, depth: int | None) -> Gap:
    return Gap(steps, shown(expected), shown(actual), len(steps) if depth is None else depth)


def _between(one: Element | None, other: Element | None, steps: Steps, depth: int | None) -> Iterator[Gap]:
    element = other or one
    assert element is not None  # one of the two is there
    inner = steps if element.index is None else (*steps, element.index)
    if one is None or other is None:
        yield _gap(one.form if one else None, other.form if other else None, inner, depth)
    else:
        yield from gaps(one.form, other.form, inner, depth)


Pair = tuple[Element | None, Element | None]


def _aligned(expected: Elements, actual: Elements) -> Iterator[Pair]:
    """The elements that differ, each with the one that it is to be compared with; None where there is none."""
    if expected.ordered and actual.ordered:
        yield from _in_order(expected.items, actual.items)
        return
    left, right = list(expected.items), list(actual.items)
    for element in expected.items:
        same = next((e for e in right if e.text == element.text), None)
        if same is not None:
            left.remove(element)
            right.remove(same)
    yield from _by_likeness(left, right)


def _in_order(expected: tuple[Element, ...], actual: tuple[Element, ...]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, [e.text for e in expected], [e.text for e in actual], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace" and b - a == d - c:
            yield from zip(expected[a:b], actual[c:d], strict=True)
        elif tag != "equal":
            yield from _by_likeness(list(expected[a:b]), list(actual[c:d]))


def _by_likeness(left: list[Element], right: list[Element]) -> Iterator[Pair]:
    """Pair by what identifies an element, then by how much is alike, the likest first."""
    scored = sorted(
        ((-_likeness(one, other), n, m) for n, one in enumerate(left) for m, other in enumerate(right)),
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    for score, n, m in scored:
        if score < 0 and n not in taken_left and m not in taken_right:
            taken_left.add(n)
            taken_right.add(m)
            yield left[n], right[m]
    yield from ((one, None) for n, one in enumerate(left) if n not in taken_left)
    yield from ((None, other) for m, other in enumerate(right) if m not in taken_right)


def _likeness(one: Element, other: Element) -> float:
    """How much two elements are alike: 2 for the same identity, else the part of their members that is equal."""
    left, right = one.form, other.form
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in IDENTIFIERS:
            if key in left and key in right:
                return 2.0 if left[key] == right[key] else 0.0
        keys = {*left, *right}
        return sum(left.get(k) == right.get(k) for k in keys) / len(keys) + 0.01 if keys else 0.0
    if isinstance(left, str) and isinstance(right, str):
        return SequenceMatcher(None, left, right, autojunk=False).ratio() / 2
    return 0.1 if type(left) is type(right) else 0.0
