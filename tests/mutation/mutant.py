"""Mutants and operators."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from converter.cloudformation.model import Template
from converter.cloudformation.places import Path
from converter.findings import Span
from tests.mutation.system import TemplateSet


@dataclass(frozen=True)
class Change:
    """What an operator does to one template: where, what in words, and the template that results.

    ``also`` are further places that the change concerns, as the other end of an exchange. ``proof`` says why the change
    has no effect, where the operator can tell.
    """

    path: Path
    detail: str
    template: Template
    also: tuple[Path, ...] = ()
    proof: str = ""


@dataclass(frozen=True)
class Mutant:
    """One change of one file: of a template (``template``), or of a Terraform file (``text``)."""

    operator: str
    file: str
    place: str
    detail: str
    paths: tuple[Path, ...] = ()
    template: Template | None = field(default=None, repr=False)
    resource_type: str = ""
    spans: tuple[Span, ...] = ()
    text: str = field(default="", repr=False)
    proof: str = ""

    @property
    def name(self) -> str:
        """Its identity: the operator, the place, and what is done there."""
        return f"{self.operator} {self.file}#/{self.place} ({self.detail})"

    @property
    def rank(self) -> str:
        """A number in hexadecimal that depends on nothing but the name: the order in which mutants are taken."""
        return hashlib.sha256(self.name.encode()).hexdigest()


@dataclass(frozen=True)
class TemplateOperator:
    """A kind of change of templates. ``each`` is how many mutants per template are taken at most."""

    name: str
    does: str
    changes: Callable[[TemplateSet, str, Template], Iterator[Change]]
    each: int = 2


def template_mutants(operator: TemplateOperator, system: TemplateSet) -> Iterator[Mutant]:
    """Every mutant of an operator, over all templates."""
    for file, template in system:
        for change in operator.changes(system, file, template):
            if change.template == template:
                continue
            resource = template.resources.get(str(change.path[1])) if change.path[0] == "Resources" else None
            yield Mutant(
                operator.name,
                file,
                "/".join(map(str, change.path)),
                change.detail,
                (change.path, *change.also),
                change.template,
                resource.type if resource else "",
                proof=change.proof,
            )
