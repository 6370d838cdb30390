"""What an expression can refer to: a scope, and the views behind its root names."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from converter.findings import Finding, FindingError, Severity, Span
from converter.terraform.formulas import ALWAYS, Formula, both
from converter.terraform.limits import LimitError
from converter.terraform.values import ObjectView, Value


class StaticError(FindingError):
    """An error that Terraform finds without evaluating (an undeclared name): ``try`` and ``can`` do not hide it."""


class NameSpace(Protocol):
    """Resolves the root names of a module: ``var``, ``local``, ``module``, ``data``, ``path``, and resource types."""

    @property
    def allowed(self) -> str:
        """What can stand here, for the message about a name that cannot."""
        ...

    def root(self, name: str) -> ObjectView | None:
        """The view behind a root name; None where there is no such name."""
        ...


@dataclass(frozen=True, slots=True)
class Repetition:
    """The bindings of one instance: ``each`` under for_each, ``count.index`` under count."""

    each_key: Value | None = None
    each_value: Value | None = None
    count_index: Value | None = None


NO_REPETITION = Repetition()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression is evaluated. ``assumption`` is what is known to hold wherever its value is used."""

    names: NameSpace
    repetition: Repetition = NO_REPETITION
    symbols: AbstractMapping[str, Value] = field(default_factory=dict)
    assumption: Formula = ALWAYS

    def assuming(self, formula: Formula) -> Scope:
        """The scope of a branch that is only taken where ``formula`` holds."""
        return replace(self, assumption=both(self.assumption, formula))

    def binding(self, symbols: AbstractMapping[str, Value]) -> Scope:
        """The scope with more symbols (of a ``for`` expression, of a template)."""
        return replace(self, symbols={**self.symbols, **symbols})


class RepetitionView(ObjectView):
    """``each`` or ``count``."""

    def __init__(self, name: str, values: AbstractMapping[str, Value]) -> None:
        self.name = name
        self.values = values

    def attribute(self, name: str, span: Span | None = None) -> Value | None:
        del span
        return self.values.get(name)

    def names(self) -> tuple[str, ...]:
        return tuple(self.values)

    def describe(self) -> str:
        return self.name


def error(
    summary: str, detail: str, span: Span | None, id_: str = "terraform-evaluation", *, terraform: str = ""
) -> FindingError:
    """An evaluation error at a place, to be raised; ``terraform`` is Terraform's summary where ours is another."""
    return FindingError(Finding(id_, Severity.ERROR, summary, detail, span, terraform_summary=terraform))


def located(problem: LimitError, span: Span) -> StaticError:
    """The error about a limit that was reached at a place; ``try`` and ``can`` must not hide it."""
    return StaticError(*(replace(finding, subject=finding.subject or span) for finding in problem.findings))


def static_error(summary: str, detail: str, span: Span | None, *, terraform: str = "") -> StaticError:
    """A reference error at a place, to be raised; ``terraform`` as for :func:`error`."""
    return StaticError(
        Finding("terraform-reference", Severity.ERROR, summary, detail, span, terraform_summary=terraform)
    )
