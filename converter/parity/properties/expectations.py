"""What the project expects of one property, looked up by name, with a record of what was used."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from converter.findings import Finding, Findings, Severity
from converter.parity.properties.model import PropertyRow
from converter.parity.properties.shapes import ANY_KEY, mismatches
from converter.project_configuration import ProjectConfiguration
from converter.terraform.suggestions import did_you_mean

RESERVED = ("severity", "reason")
"""Keys below ``properties.ID`` that speak of the property as a whole, in every property."""


@dataclass(slots=True)
class Expectations:
    """The project's values for one property."""

    row: PropertyRow
    configuration: ProjectConfiguration = field(default_factory=ProjectConfiguration)
    _used: set[tuple[str, str | int]] = field(default_factory=set)

    @property
    def values(self) -> Mapping[str, Any]:
        """Everything that the project says of the property."""
        return self.configuration.properties.get(self.row.id, {})

    def get(self, key: str) -> Any:
        """The value of a key; None where the project says nothing."""
        return self.values.get(key)

    def named(self, key: str, name: str) -> Any:
        """What is expected of ``name``: in a table of patterns that of the first that matches, else the value itself.

        None where nothing is expected.
        """
        value = self.get(key)
        if not self.has_patterns(key) or not isinstance(value, Mapping):
            return value
        for pattern, expected in value.items():
            if matches(pattern, name):
                self._used.add((key, pattern))
                return expected
        return None

    def has_patterns(self, key: str) -> bool:
        """Whether the key holds a table of name patterns."""
        shape = self.row.expects.get(key)
        return isinstance(shape, Mapping) and ANY_KEY in shape

    def entries(self, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The tables of a key that holds a list of them."""
        yield from enumerate(self.get(key) or ())

    def use(self, key: str, entry: str | int) -> None:
        """Note that a pattern, or the entry of a list, was needed."""
        self._used.add((key, entry))

    def reset(self) -> None:
        """Forget what was used."""
        self._used.clear()

    def unused(self) -> Iterator[Finding]:
        """A warning for every pattern and every entry of a list that nothing needed."""
        for key, value in self.values.items():
            names: list[str | int] = []
            if isinstance(value, list):
                names = list(range(len(value)))
            elif isinstance(value, Mapping) and self.has_patterns(key):
                names = [name for name in value if name != ANY_KEY]
            for name in names:
                if (key, name) not in self._used:
                    path = ("properties", self.row.id, key, name)
                    yield Finding(
                        "parity-unused-expectation",
                        Severity.WARNING,
                        f"{'.'.join(map(str, path))} applies to nothing in the templates",
                        "remove it, or correct it so that it applies",
                        self.configuration.span(path),
                    )


def matches(pattern: str, name: str) -> bool:
    """Whether a name has the form of a pattern, in which only ``*`` and ``?`` are wild."""
    return fnmatch.fnmatchcase(name, pattern.replace("[", "[[]"))


def check_expectations(
    rows: Mapping[str, PropertyRow], configuration: ProjectConfiguration, findings: Findings
) -> None:
    """Hold the project's file against the keys that the properties read."""
    for name, values in configuration.properties.items():
        row = rows.get(name)
        if row is None:
            findings.add(
                configuration.error(
                    ("properties", name),
                    f"there is no such property{did_you_mean(name, rows)}",
                    f"there are {', '.join(rows)}",
                )
            )
            continue
        for key, value in values.items():
            if key in RESERVED:
                continue
            path = ("properties", name, key)
            if key not in row.expects:
                known = ", ".join((*sorted(row.expects), *RESERVED))
                hint = did_you_mean(key, (*row.expects, *RESERVED))
                findings.add(configuration.error(path, f"unknown key{hint}", f"known here: {known}"))
                continue
            for steps, problem in mismatches(value, row.expects[key]):
                findings.add(configuration.error((*path, *steps), problem))
