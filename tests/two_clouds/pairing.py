"""Which thing of one account is which of the other: by what they are like, and by what they refer to.

Things of a kind are alike as far as they say the same. The surest pair is made first; from then on its identifiers are
one in both accounts, so that what refers to it is told apart by that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .inventory import Thing
from .normalising import Fact, Labels, facts

LEAST_LIKENESS = 0.3
"""Below it two things have nothing to do with each other."""
_MADE_UP = re.compile(r".*(\d{18}[0-9a-f]{8}|-[0-9A-Z]{12}|-(?=[a-f]*\d)[0-9a-f]{12})")
"""Names after a prefix as Terraform makes them up, and after a stack's and a logical name as CloudFormation does."""
_LEAST_TEXT = 8
"""A shorter text that was made up may well stand somewhere by chance."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Pairs:
    """Things side by side, what each says with the identifiers of pairs in common, and those without another."""

    pairs: Sequence[tuple[Thing, Thing]]
    only_a: Sequence[Thing]
    only_b: Sequence[Thing]
    labels_a: Labels
    labels_b: Labels


def pair(
    things_a: Sequence[Thing],
    things_b: Sequence[Thing],
    made_up_a: Mapping[str, str] = NOTHING,
    made_up_b: Mapping[str, str] = NOTHING,
) -> Pairs:
    """Find for each thing of an account its like in the other.

    ``made_up`` are the texts that are random there, with what both accounts have of them in common.
    """
    made: list[tuple[Thing, Thing]] = []
    while True:
        labels_a, labels_b = _labels(things_a, made, 0, made_up_a), _labels(things_b, made, 1, made_up_b)
        taken_a, taken_b = {id(a) for a, _ in made}, {id(b) for _, b in made}
        left_a = [each for each in things_a if id(each) not in taken_a]
        left_b = [each for each in things_b if id(each) not in taken_b]
        found = _round(left_a, left_b, labels_a, labels_b)
        if not found:
            return Pairs(made, left_a, left_b, labels_a, labels_b)
        made += found


def _round(
    things_a: Iterable[Thing], things_b: Iterable[Thing], labels_a: Labels, labels_b: Labels
) -> list[tuple[Thing, Thing]]:
    """Return the pairs that are sure; the likeliest one of each kind if none is."""
    sure: list[tuple[Thing, Thing]] = []
    likely: list[tuple[Thing, Thing]] = []
    for group_a, group_b in _by_kind(things_a, things_b):
        said_a = [facts(each.description, labels_a) for each in group_a]
        said_b = [facts(each.description, labels_b) for each in group_b]
        scores = [
            (_likeness(one, other) + (group_a[i].names == group_b[j].names != ()), i, j)
            for i, one in enumerate(said_a)
            for j, other in enumerate(said_b)
        ]
        scores = sorted((each for each in scores if each[0] >= LEAST_LIKENESS), key=lambda each: -each[0])
        if not scores:
            continue
        best_a, best_b = _distances(scores, 0), _distances(scores, 1)
        for score, i, j in scores:
            if best_a[i] == (score, True) and best_b[j] == (score, True):
                sure.append((group_a[i], group_b[j]))
        likely.append((group_a[scores[0][1]], group_b[scores[0][2]]))
    return sure or likely


def _distances(scores: Sequence[tuple[float, int, int]], side: int) -> dict[int, tuple[float, bool]]:
    """Return the best score of each thing of a side, and whether it is better than any other of that thing."""
    by_thing: dict[int, list[float]] = defaultdict(list)
    for score, *ends in scores:
        by_thing[ends[side]].append(score)
    return {thing: (found[0], len(found) == 1 or found[0] > found[1]) for thing, found in by_thing.items()}


def _likeness(one: Counter[Fact], other: Counter[Fact]) -> float:
    union = (one | other).total()
    return (one & other).total() / union if union else 1.0


def _by_kind(things_a: Iterable[Thing], things_b: Iterable[Thing]) -> Iterator[tuple[list[Thing], list[Thing]]]:
    kinds: Mapping[str, tuple[list[Thing], list[Thing]]] = defaultdict(lambda: ([], []))
    for side, things in enumerate((things_a, things_b)):
        for each in things:
            kinds[each.kind][side].append(each)
    return iter(kinds.values())


def _labels(
    things: Sequence[Thing], made: Sequence[tuple[Thing, Thing]], side: int, made_up: Mapping[str, str]
) -> Labels:
    labels = {text: label for text, label in made_up.items() if len(text) >= _LEAST_TEXT}
    labels |= {identifier: each.kind for each in things for identifier in _identifiers(each, made_up)}
    for number, both in enumerate(made):
        for position, identifier in enumerate(_identifiers(both[side], made_up)):
            labels[identifier] = f"{both[0].kind} {number}.{position}"
    return Labels(labels)


def _identifiers(thing: Thing, made_up: Mapping[str, str]) -> tuple[str, ...]:
    """Return a thing's identifiers, and those of its names that somebody made up.

    That is from a prefix, from a stack's name, or with a random text in them.
    """
    parts = "|".join(map(re.escape, made_up))
    random = re.compile(rf".*(?<![0-9A-Za-z])({parts})(?![0-9A-Za-z]).*" if parts else r"(?!)")
    return thing.ids + tuple(name for name in thing.names if _MADE_UP.fullmatch(name) or random.fullmatch(name))
