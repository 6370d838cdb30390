"""The differences of two accounts, and which of them are stated.

``deviations.yaml`` states them, each with its cause:

* ``default``: Terraform's provider writes out what AWS takes anyway; the emulated service shows only what it is told;
* ``emulator``: the emulated service or CloudFormation does what AWS does not;
* ``terraform``, ``cloudformation``: one of the two cannot say what the other can, and our documents say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from .inventory import Thing
from .normalising import facts
from .pairing import Pairs, pair

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
    """A row of ``deviations.yaml``; ``places`` and ``texts`` are regular expressions for the whole."""

    name: str
    kinds: str
    sides: str
    places: str
    texts: str
    cause: str
    reason: str

    def states(self, difference: Difference) -> bool:
        """Whether a difference is of this sort."""
        return (
            difference.side in self.sides
            and re.fullmatch(self.kinds, difference.kind) is not None
            and re.fullmatch(self.places, difference.place) is not None
            and re.fullmatch(self.texts, difference.text, re.DOTALL) is not None
        )


@dataclass(frozen=True)
class Compared:
    """A thing of account A with its like in B, none where there is none; what differs, and by which deviation."""

    a: Thing | None
    b: Thing | None
    differences: Sequence[tuple[Difference, Deviation | None]]

    @property
    def unstated(self) -> Sequence[Difference]:
        """The differences that nothing explains."""
        return [difference for difference, deviation in self.differences if deviation is None]


@cache
def deviations() -> tuple[Deviation, ...]:
    """Return the stated deviations; ValueError for a row without a cause that there is or without a reason."""
    rows = yaml.safe_load(STATED.read_text(encoding="utf-8"))
    made = []
    for name, row in rows.items():
        if row["cause"] not in CAUSES or not row["reason"]:
            raise ValueError(f"{STATED.name}: {name}: no cause or reason")
        of = {"side": "ab", "at": ".*", "text": ".*", **row}
        made.append(Deviation(name, of["kind"], of["side"], of["at"], of["text"], of["cause"], of["reason"]))
    return tuple(made)


def compare(things_a: Sequence[Thing], things_b: Sequence[Thing]) -> list[Compared]:
    """Put two accounts side by side and say what differs."""
    pairs = pair(things_a, [each for each in things_b if not _of_the_script(each)])
    found = [Compared(a, b, _stated(_differences(pairs, a, b))) for a, b in pairs.pairs]
    found += [Compared(a, None, _stated([Difference(a.kind, "a", "", str(a))])) for a in pairs.only_a]
    found += [Compared(None, b, _stated([Difference(b.kind, "b", "", _told(b, pairs))])) for b in pairs.only_b]
    return found


def _told(thing: Thing, pairs: Pairs) -> str:
    """Return what a thing without a like says, for deviations to recognise it."""
    said = facts(thing.description, pairs.labels_b)
    return f"{thing}: " + ", ".join(f"{place}={text}" for place, text in sorted(said))


def _differences(pairs: Pairs, a: Thing, b: Thing) -> Iterator[Difference]:
    said_a, said_b = facts(a.description, pairs.labels_a), facts(b.description, pairs.labels_b)
    for side, more in (("a", said_a - said_b), ("b", said_b - said_a)):
        yield from (Difference(a.kind, side, place, text) for place, text in sorted(more))


def _stated(found: Iterable[Difference]) -> list[tuple[Difference, Deviation | None]]:
    return [(each, next((row for row in deviations() if row.states(each)), None)) for each in found]


def _of_the_script(thing: Thing) -> bool:
    return thing.kind == "s3 bucket" and any(name.startswith(OWN_BUCKETS) for name in thing.names)


def used(compared: Iterable[Compared]) -> Mapping[str, int]:
    """Return how many differences each deviation states."""
    counted = {row.name: 0 for row in deviations()}
    for each in compared:
        for _, deviation in each.differences:
            if deviation is not None:
                counted[deviation.name] += 1
    return counted
