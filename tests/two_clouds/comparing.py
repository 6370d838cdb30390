"""The differences of two accounts, and which of them are stated.

``deviations.yaml`` states them, each with its cause:

* ``default``: Terraform's provider writes out what AWS takes anyway; the emulated service shows only what it is told;
* ``emulator``: the emulated service or CloudFormation does what AWS does not;
* ``terraform``, ``cloudformation``: one of the two cannot say what the other can, and our documents say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.emulator.types.expressions import search

from .inventory import Thing
from .normalising import facts, wholes
from .pairing import NOTHING, Pairs, pair

STATED = Path(__file__).resolve().with_name("deviations.yaml")
CAUSES = frozenset({"default", "emulator", "terraform", "cloudformation"})
OWN_BUCKETS = "tf2cfn-"
"""What the deploy script's own buckets begin with."""


@dataclass(frozen=True)
class Difference:
    """A fact that only one account knows of: a whole thing where there is no place."""

    kind: str
    side: str
    """``a``: only Terraform made it so; ``b``: only the stacks."""
    place: str
    text: str

    def __str__(self) -> str:
        """One line of a report."""
        return (
            f"{self.kind}{self.place} = {self.text!r} only {'with Terraform' if self.side == 'a' else 'in the stacks'}"
        )


@dataclass(frozen=True)
class Deviation:
    """A row of ``deviations.yaml``."""

    name: str
    kind: str
    cause: str
    reason: str
    a: Mapping[str, str] = field(default_factory=dict)
    """Places with the text there that only Terraform made so, regular expressions for the whole of each."""
    b: Mapping[str, str] = field(default_factory=dict)
    """The same for the stacks."""
    of: str = ""
    """A JMESPath condition on the thing that differs (on Terraform's where there are two); empty for all."""
    lacks: str = ""
    """The CloudFormation type with the property that it does not have, which is why; empty for other reasons."""
    minimal: bool = False
    """Whether only the minimal cases show it."""
    by_chance: bool = False
    """Whether the accounts may agree by chance, so that a run without it does not make it needless."""

    @property
    def places(self) -> list[tuple[str, str]]:
        """The sides with the places there."""
        return [("a", place) for place in self.a] + [("b", place) for place in self.b]

    def states(self, difference: Difference, description: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the places of the row that a difference is of, none where it is of another sort."""
        if re.fullmatch(self.kind, difference.kind) is None:
            return []
        places = [
            (difference.side, place)
            for place, text in (self.a if difference.side == "a" else self.b).items()
            if re.fullmatch(place, difference.place) and re.fullmatch(text, difference.text, re.DOTALL)
        ]
        return places if places and (not self.of or search(self.of, description)) else []


@dataclass(frozen=True)
class Compared:
    """A thing of account A with its like in B, none where there is none; what differs, and by which deviation."""

    a: Thing | None
    b: Thing | None
    differences: Sequence[tuple[Difference, Deviation | None]]

    @property
    def described(self) -> Mapping[str, Any]:
        """What the service says, of Terraform's thing where there are two."""
        thing = self.a or self.b
        return {} if thing is None else thing.description

    @property
    def unstated(self) -> Sequence[Difference]:
        """The differences that nothing explains."""
        return [difference for difference, deviation in self.differences if deviation is None]


@cache
def deviations() -> tuple[Deviation, ...]:
    """Return the stated deviations; ValueError for a row without a cause that there is, a reason or a place."""
    rows = [Deviation(name, **row) for name, row in yaml.safe_load(STATED.read_text(encoding="utf-8")).items()]
    for row in rows:
        if row.cause not in CAUSES or not row.reason or not row.places:
            raise ValueError(f"{STATED.name}: {row.name}: no cause, reason or place")
    return tuple(rows)


def compare(
    things_a: Sequence[Thing],
    things_b: Sequence[Thing],
    made_up_a: Mapping[str, str] = NOTHING,
    made_up_b: Mapping[str, str] = NOTHING,
) -> list[Compared]:
    """Put two accounts side by side and say what differs; ``made_up`` as in ``pairing.pair``."""
    pairs = pair(things_a, [each for each in things_b if not _of_the_script(each)], made_up_a, made_up_b)
    found = [Compared(a, b, _stated(differences(pairs, a, b), a)) for a, b in pairs.pairs]
    found += [Compared(a, None, _stated([Difference(a.kind, "a", "", str(a))], a)) for a in pairs.only_a]
    found += [Compared(None, b, _stated([Difference(b.kind, "b", "", _told(b, pairs))], b)) for b in pairs.only_b]
    return found


def _told(thing: Thing, pairs: Pairs) -> str:
    """Return what a thing without a like says, for deviations to recognise it."""
    said = facts(thing.description, pairs.labels_b)
    return f"{thing}: " + ", ".join(f"{place}={text}" for place, text in sorted(said))


def differences(pairs: Pairs, a: Thing, b: Thing) -> Iterator[Difference]:
    """Return what one of two things says and the other does not."""
    said_a, said_b = facts(a.description, pairs.labels_a), facts(b.description, pairs.labels_b)
    told = {*(said_a - said_b), *(said_b - said_a)}
    whole_a, whole_b = (wholes(a.description, pairs.labels_a, told), wholes(b.description, pairs.labels_b, told))
    for side, more in (
        ("a", said_a - said_b),
        ("b", said_b - said_a),
        ("a", whole_a - whole_b),
        ("b", whole_b - whole_a),
    ):
        yield from (Difference(a.kind, side, place, text) for place, text in sorted(more))


def _stated(found: Iterable[Difference], thing: Thing) -> list[tuple[Difference, Deviation | None]]:
    return [(each, next((row for row in deviations() if row.states(each, thing.description)), None)) for each in found]


def _of_the_script(thing: Thing) -> bool:
    return thing.kind == "s3 bucket" and any(name.startswith(OWN_BUCKETS) for name in thing.names)


def used(compared: Iterable[Compared]) -> Mapping[str, int]:
    """Return how many differences each deviation states."""
    counted = {row.name: 0 for row in deviations()}
    for each in compared:
        for _, row in each.differences:
            if row is not None:
                counted[row.name] += 1
    return counted


def unneeded(compared: Iterable[Compared], *, minimal: bool = False) -> list[str]:
    """Return the deviations, each with the place of it, that state nothing: they can go.

    Those that only the minimal cases show are judged with these alone.
    """
    stating = {
        (row.name, place)
        for each in compared
        for difference, row in each.differences
        if row is not None
        for place in row.states(difference, each.described)
    }
    judged = [row for row in deviations() if row.minimal == minimal and not row.by_chance]
    every = ((row.name, place) for row in judged for place in row.places)
    return [f"{name}: {side} {place}" for name, (side, place) in every if (name, (side, place)) not in stating]
