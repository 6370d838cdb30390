"""Which of too many names go together: names of one kind that begin with the same word.

The choice rests on the names alone, and on how many are too many: what is added elsewhere moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from converter.stacks.words import pascal

MOST_TOGETHER = 40
"""Names in one group, so that somebody can still count them."""
_REST = "Other"
_FIRST_WORD = re.compile(r"[A-Z][a-z]*|[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may go with others of its ``kind``. ``rank``: what may go first; ``weight``: of a group's budget."""

    name: str
    kind: str
    rank: int = 0
    weight: int = 1
    word: str = ""
    """What the group is called after, where that is not the name's first word."""

    @property
    def first_word(self) -> str:
        """What the name's group is called after."""
        found = _FIRST_WORD.match(self.name)
        return self.word or pascal(found[0] if found else self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """Names that go together, in order, under a new name."""

    name: str
    members: tuple[str, ...]


def groups(candidates: Iterable[Candidate], excess: int, taken: Iterable[str], budget: int) -> tuple[Group, ...]:
    """As many groups as it takes for ``excess`` names to go; fewer where there are not enough candidates.

    A group's members weigh no more than ``budget``. Large groups come first, so that there are few; what shares its
    first word with no other goes with the rest of its kind, after all others of it.
    """
    found: list[Group] = []
    used = set(taken)
    for name, members in _offered(list(candidates), budget):
        if excess <= 0:
            break
        found.append(Group(_free(name, used), members))
        used.add(found[-1].name)
        excess -= len(members) - 1
    return tuple(found)


def _offered(candidates: list[Candidate], budget: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Groups in the order in which they are made."""
    by_kind: dict[tuple[int, str], list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: c.name):
        by_kind.setdefault((candidate.rank, candidate.kind), []).append(candidate)
    for (_, kind), members in sorted(by_kind.items()):
        by_word: dict[str, list[Candidate]] = {}
        for member in members:
            by_word.setdefault(member.first_word, []).append(member)
        alone = [word for word, named in by_word.items() if len(named) == 1]
        rest = [by_word.pop(word)[0] for word in alone]
        yield from _in_order(by_word, kind, budget)
        yield from _in_order({_REST: rest}, kind, budget)


def _in_order(by_word: Mapping[str, list[Candidate]], kind: str, budget: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Groups of about the same size by name, so that one more member does not change the order."""
    for word in sorted(by_word, key=lambda w: (-len(by_word[w]).bit_length(), w)):
        for members in _portions(by_word[word], budget):
            if len(members) > 1:
                yield f"{word}{kind}", members


def _portions(members: list[Candidate], budget: int) -> Iterator[tuple[str, ...]]:
    portion: list[str] = []
    weight = 0
    for member in members:
        if portion and (len(portion) == MOST_TOGETHER or weight + member.weight > budget):
            yield tuple(portion)
            portion, weight = [], 0
        portion.append(member.name)
        weight += member.weight
    yield tuple(portion)


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}{number}"
    return free
