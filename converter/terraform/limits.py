"""How large a value may become: a configuration is untrusted, and a few lines can double a value forty times.

Values share their parts, so one of billions of elements may take next to no memory; but whoever walks it does not come
to an end.
"""

from __future__ import annotations

from converter.findings import Finding, FindingError, Severity

MAX_SIZE = 250_000
"""Elements of a value written out, those inside each other included; 64 characters of text count as one."""

MAX_TEXT = 16 * 1024 * 1024
"""Characters of a string."""

MAX_STEPS = 300_000
"""Expressions evaluated in one evaluation of a configuration, each as often as it is evaluated."""

MAX_COMPARISONS = 2_000
"""Comparisons in a condition over what is not known, those that occur more than once counted each time."""

MAX_CONDITION_DEPTH = 100
"""Levels of a condition over what is not known, conjunctions and disjunctions in turn."""

MAX_CASES = 2_000
"""Cases told apart to find the element at one position of a list whose elements exist under conditions."""

MAX_DEDUCTIONS = 50_000
"""Clauses looked at to find out whether a condition can hold at all. Those that people write take some tens."""

MAX_WIDTH = 10_000
"""Width and precision in a format."""

MAX_DIGITS = 20_200
"""Digits of a number written without an exponent, before or behind the point."""

CHARACTERS_PER_ELEMENT = 64


class LimitError(FindingError):
    """A value or its computation exceeds a limit. The finding gets its place from whoever knows it."""

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(Finding("terraform-limit", Severity.ERROR, summary, detail))


def checked_size(size: int) -> int:
    """``size``, a value's elements. Raises :class:`LimitError` where they are too many."""
    if size > MAX_SIZE:
        raise LimitError(
            "value is too large",
            f"written out it has more than {MAX_SIZE} elements; no configuration of that size can be deployed",
        )
    return size


def check_text(length: int) -> None:
    """Check the length that a string has or will have. Raises :class:`LimitError` where it is too large."""
    if length > MAX_TEXT:
        raise LimitError(
            "string is too long",
            f"it has more than {MAX_TEXT} characters; no configuration of that size can be deployed",
        )


def check_complexity(comparisons: int, depth: int) -> None:
    """Check a condition's comparisons and levels. Raises :class:`LimitError` where they are too many."""
    if comparisons > MAX_COMPARISONS:
        raise LimitError(
            "condition is too complex",
            f"written out it has more than {MAX_COMPARISONS} comparisons, far more than a template could hold",
        )
    if depth > MAX_CONDITION_DEPTH:
        raise LimitError("condition is too complex", f"it has more than {MAX_CONDITION_DEPTH} levels inside each other")


def check_cases(cases: int) -> None:
    """Check how many cases have been told apart. Raises :class:`LimitError` where they are too many."""
    if cases > MAX_CASES:
        raise LimitError(
            "too many elements exist only under conditions",
            f"which one stands at a position depends on more than {MAX_CASES} cases; use a map, or fewer conditions",
        )


def undecided() -> LimitError:
    """The error about a condition of which it takes too long to find out whether it can hold."""
    return LimitError(
        "condition is too complex",
        "whether it can hold at all takes too long to find out; split it, or decide parts of it by one variable",
    )


def check_width(width: int) -> None:
    """Check a width or precision in a format. Raises :class:`LimitError` where it is too large."""
    if width > MAX_WIDTH:
        raise LimitError("format is too wide", f"widths and precisions up to {MAX_WIDTH} are supported")


def check_digits(digits: int) -> None:
    """Check how many digits a number has. Raises :class:`LimitError` where they are too many."""
    if digits > MAX_DIGITS:
        raise LimitError("number is too long", f"it has {digits} digits; up to {MAX_DIGITS} are supported")


def check_steps(steps: int) -> None:
    """Check how many expressions have been evaluated. Raises :class:`LimitError` where they are too many."""
    if steps > MAX_STEPS:
        raise LimitError(
            "evaluation takes too long",
            f"more than {MAX_STEPS} expressions have been evaluated before this one; look for loops inside loops",
        )
