"""Names of what crosses stacks: a reference is a parameter of the stack that reads it and an output of the other."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from converter.stacks.graph import references
from converter.stacks.model import Flat, Reference
from converter.stacks.words import pascal, within, words

MAX_KEY = 120
"""Characters of an output's name: its export's name begins with the stack's, which has up to 128 of at most 255
characters ("Outputs", AWS CloudFormation User Guide)."""


class CrossingNames:
    """One name for every reference: the resource's logical ID and what is read of it. No two are alike."""

    def __init__(self, flat: Flat, taken: Iterable[str]) -> None:
        self.flat = flat
        owners: dict[str, Reference | None] = dict.fromkeys((*flat.parameters, *flat.resources, *taken))
        self.names: dict[Reference, str] = {}
        for reference in sorted(self._all(), key=lambda r: (r[0], r[1] or "")):
            name = self._wanted(reference)
            if name in owners:
                name += hashlib.sha256(repr(reference).encode()).hexdigest()[:6]
            owners[name] = reference
            self.names[reference] = name

    def __getitem__(self, reference: Reference) -> str:
        return self.names[reference]

    def description(self, reference: Reference) -> str:
        """What a reference reads of what, in words."""
        return f"{words(self._label(reference))} of {self.flat.labels[reference[0]][1]}"

    def _all(self) -> set[Reference]:
        found: set[Reference] = {r for exported in self.flat.exported.values() for r in exported}
        nodes = [r.properties for r in self.flat.resources.values()]
        values = [output.value for output in self.flat.outputs.values()]
        for node in (*nodes, *values, *self.flat.alternatives.values()):
            found.update(r for r in references(node) if r[0] in self.flat.resources)
        return found

    def _label(self, reference: Reference) -> str:
        _, attribute = reference
        return self.flat.reference_names.get(reference) or pascal((attribute or "Ref").replace(".", " "))

    def _wanted(self, reference: Reference) -> str:
        name, label = reference[0], self._label(reference)
        return within(name if name.endswith(label) else f"{name}{label}", MAX_KEY)


def part_parameter(stack: str) -> str:
    """The parameter that says which part of a split stack an instance is."""
    return f"{pascal(stack)}Part"


def element_parameter(name: str, index: int, taken: Collection[str]) -> str:
    """The parameter that one element of a list parameter is handed down in."""
    wanted = f"{name}{index + 1}"
    return f"{name}Element{index + 1}" if wanted in taken else wanted
