"""Errors of evaluation, and failures as leaves of conditional values."""

from __future__ import annotations

from converter.findings import Finding, Severity
from converter.terraform.values import Failure

FAILURE_ID = "terraform-expression"


class EvaluationError(Exception):
    """An operator, function or conversion has no result here. Whoever knows the place makes a finding of it.

    ::

        EvaluationError
         ├── ValueTypeError    a value cannot be converted to a type
         ├── OperatorError     an operator does not take these operands
         └── FunctionError     a function does not take these arguments
    """

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(detail)
        self.summary = summary
        self.detail = detail


class ValueTypeError(EvaluationError):
    """A value cannot be converted to a type.

    ``message`` is worded as Terraform's, ``path`` leads from the value given to the part that is wrong, ``by_type``
    says that no value of the given type can be converted.
    """

    def __init__(self, message: str, path: tuple[str | int, ...] = (), *, by_type: bool = True) -> None:
        super().__init__("unsuitable value", path_text(path) + ": " + message if path else message)
        self.message = message
        self.path = path
        self.by_type = by_type


def path_text(path: tuple[str | int, ...]) -> str:
    """A path into a value as Terraform writes it, ``.rules[0].port``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def failure(error: EvaluationError) -> Failure:
    """The error as a leaf of a conditional value whose other branch is fine; it has no place in the source yet."""
    return Failure(Finding(FAILURE_ID, Severity.ERROR, error.summary, error.detail))
