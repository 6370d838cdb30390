"""Version constraints: ``>= 1.5, < 2.0``, ``~> 5.31``.

Facts: "Version Constraints", Terraform language documentation. A version with a pre-release suffix is taken by a
constraint that names it exactly, and by no other.
"""

from __future__ import annotations

import re
from itertools import zip_longest

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_CONSTRAINT = re.compile(r"\s*(=|!=|>=|<=|>|<|~>|)\s*(\S+)\s*")

Release = tuple[int, ...]


def is_constraint(text: str) -> bool:
    """Whether a text is a list of version constraints; an empty one allows everything."""
    return not text.strip() or all(_part(part) is not None for part in text.split(","))


def allows(constraint: str, version: str) -> bool:
    """Whether a version (a plain release) meets every constraint of a list. Raises ValueError where it is no list."""
    if not is_constraint(constraint):
        raise ValueError(f"no version constraint: {constraint!r}")
    numbers = release(version)
    return all(_holds(part, numbers) for part in constraint.split(",") if part.strip())


def _part(text: str) -> tuple[str, str] | None:
    found = _CONSTRAINT.fullmatch(text)
    if found is None or not _VERSION.fullmatch(found[2]):
        return None
    return found[1] or "=", found[2]


def is_release(text: str) -> bool:
    """Whether a text is one version without a pre-release suffix."""
    found = _VERSION.fullmatch(text)
    return found is not None and found[2] is None


def release(text: str) -> Release:
    """The numbers of a version, for ordering. Raises ValueError where the text is none."""
    found = _VERSION.fullmatch(text)
    if found is None:
        raise ValueError(f"no version: {text!r}")
    return tuple(int(number) for number in found[1].split("."))


def _holds(text: str, version: Release) -> bool:
    part = _part(text)
    assert part is not None  # the caller checked the list
    operator, wanted = part
    found = _VERSION.fullmatch(wanted)
    assert found is not None  # so did it this
    bound = release(wanted)
    before_release = found[2] is not None
    order = _compare(version, bound)
    if before_release:  # 1.5.0-beta1 comes before 1.5.0
        order = order or 1
    match operator:
        case "=":
            return order == 0
        case "!=":
            return order != 0
        case ">":
            return order > 0 and not before_release
        case ">=":
            return order >= 0 and not before_release
        case "<":
            return order < 0
        case "<=":
            return order <= 0
        case _:
            kept = len(bound) - 1 if len(bound) > 1 else 0
            return order >= 0 and not before_release and version[:kept] == bound[:kept]


def _compare(one: Release, other: Release) -> int:
    for a, b in zip_longest(one, other, fillvalue=0):
        if a != b:
            return 1 if a > b else -1
    return 0
