"""A YAML document read entry by entry: every problem becomes a finding that names the file and the path of keys."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import yaml

from converter.findings import Finding, Findings, Place, Severity
from converter.rules.model import Json

if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FORMAT_FINDING = "rules-format"


class DuplicateKeyError(yaml.YAMLError):
    """A mapping gives the same key twice, which YAML forbids and PyYAML passes over."""


class _Loader(_Base):
    """YAML without dates (``2012-10-17`` is a policy version), refusing duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise DuplicateKeyError(f"line {key.start_mark.line + 1}: key {key.value!r} is given twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str) -> object:
    """The document in ``text``; raises :class:`yaml.YAMLError`."""
    document: object = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    return document


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the document, its place, and where its problems go. Readers report and return a harmless value."""

    value: object
    place: Place
    findings: Findings

    def report(self, problem: str) -> None:
        """Add a finding about this entry."""
        path = ".".join(str(step) for step in self.place.path) or "top level"
        summary = f"{self.place.file}: {path}: {problem}"
        self.findings.add(Finding(FORMAT_FINDING, Severity.ERROR, summary, place=self.place))

    def child(self, key: str | int, value: object) -> Entry:
        """The entry below this one under ``key``."""
        return Entry(value, Place(self.place.file, (*self.place.path, key)), self.findings)

    def items(self) -> Iterator[tuple[str, Entry]]:
        """The entries of a mapping. Keys that YAML reads as bool or number count as the text they were written as."""
        if not isinstance(self.value, dict):
            if self.value is not None:
                self.report(f"expected a mapping, found {self._shown()}")
            return
        for key, value in self.value.items():
            yield _key_text(key), self.child(_key_text(key), value)

    def fields(self, known: Collection[str]) -> dict[str, Entry]:
        """The entries of a mapping that may have only the ``known`` keys."""
        found = dict(self.items())
        for key in [k for k in found if k not in known]:
            self.report(f"unknown key {key!r} (known: {', '.join(sorted(known))})")
            del found[key]
        return found

    def text(self, choices: Collection[str] = ()) -> str:
        """A text, one of ``choices`` if there are any."""
        if not isinstance(self.value, str):
            self.report(f"expected text, found {self._shown()}")
            return next(iter(choices), "")
        if choices and self.value not in choices:
            self.report(f"{self.value!r} is none of {', '.join(sorted(choices))}")
            return next(iter(choices))
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        if isinstance(self.value, str):
            return (self.value,)
        return tuple(entry.text() for entry in self.elements())

    def elements(self) -> Iterator[Entry]:
        """The entries of a list."""
        if not isinstance(self.value, list):
            self.report(f"expected a list, found {self._shown()}")
            return
        for index, value in enumerate(self.value):
            yield self.child(index, value)

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.report(f"expected true or false, found {self._shown()}")
            return False
        return self.value

    def count(self) -> int:
        """A whole number from 1."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 1:
            self.report(f"expected a whole number from 1, found {self._shown()}")
            return 1
        return self.value

    def json(self) -> Json:
        """Any JSON value."""
        return cast("Json", self.value)

    def json_map(self) -> Mapping[str, Json]:
        """A mapping from texts to any JSON values."""
        return {key: entry.json() for key, entry in self.items()}

    def _shown(self) -> str:
        text = repr(self.value)
        return text if len(text) <= 60 else f"{text[:57]}..."


def _key_text(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)
