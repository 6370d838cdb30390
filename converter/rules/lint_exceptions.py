"""What a resource tells cfn-lint: checks that know less than the service takes (``mappings/deployment/lint.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from converter.cloudformation.model import Object
from converter.mappings_folder import mappings_folder


@dataclass(frozen=True, slots=True)
class LintException:
    """A check that does not apply where properties match patterns."""

    check: str
    properties: Mapping[str, re.Pattern[str]]

    def applies(self, properties: Object) -> bool:
        """Whether a resource has such properties; one that is not known is none."""
        found = {name: value for name, value in properties.entries if isinstance(value, str)}
        return all(pattern.fullmatch(found.get(name, "")) for name, pattern in self.properties.items())


@cache
def lint_exceptions() -> Mapping[str, tuple[LintException, ...]]:
    """The exceptions by resource type."""
    rows = yaml.safe_load((mappings_folder() / "deployment" / "lint.yaml").read_text(encoding="utf-8"))
    return {
        type_name: tuple(
            LintException(e["check"], {name: re.compile(text) for name, text in e["properties"].items()})
            for e in entries
        )
        for type_name, entries in rows.items()
    }


def lint_metadata(type_name: str, properties: Object) -> Object:
    """The metadata in which a resource names the checks that do not apply to it; empty where all do."""
    checks = {e.check for e in lint_exceptions().get(type_name, ()) if e.applies(properties)}
    if not checks:
        return Object()
    return Object((("cfn-lint", Object((("config", Object((("ignore_checks", tuple(sorted(checks))),))),))),))
