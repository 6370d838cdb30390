"""Keeps secrets out of what is said about differences."""

from __future__ import annotations

from collections.abc import Mapping

from converter.terraform.loading import Project
from converter.terraform.values import String, Value

MASK = "(sensitive value)"


def public_texts(project: Project) -> frozenset[str]:
    """The defaults of variables, as texts: everybody who has the configuration may read them."""
    defaults = (variable.default for variable in project.variables.values())
    return frozenset(default.text for default in defaults if isinstance(default, String))


def secrets_of(project: Project, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The texts of sensitive variables that are not public anyway, longest first."""
    public = public_texts(project)
    found = [
        value.text
        for name, value in values.items()
        if project.variables[name].config.sensitive
        and isinstance(value, String)
        and value.text
        and value.text not in public
    ]
    return tuple(sorted(found, key=len, reverse=True))


def masked(text: str, secrets: tuple[str, ...]) -> str:
    """A text in which no secret is readable."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text
