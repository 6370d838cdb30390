"""Whether a formula can hold at all: its clauses are searched, with bounded work.

Facts: conflict-driven clause learning (Marques-Silva and Sakallah, "GRASP"; Moskewicz and others, "Chaff").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from converter.terraform.limits import MAX_DEDUCTIONS

Clauses = list[tuple[int, ...]]
"""Each a disjunction of variables from 1 on, negative where it is their negation that is meant."""


class UndecidedError(Exception):
    """The search took more work than is allowed."""


def search(clauses: Clauses, rivals: Iterable[Iterable[int]], limit: int = MAX_DEDUCTIONS) -> bool:
    """Whether some assignment satisfies all the clauses, at most one variable of each group of ``rivals`` being true.

    Raises UndecidedError after ``limit`` clauses looked at.
    """
    return _Search(clauses, rivals, limit).run()


def solution(
    clauses: Clauses, rivals: Iterable[Iterable[int]], preferred: Iterable[int] = (), limit: int = MAX_DEDUCTIONS
) -> frozenset[int] | None:
    """The literals of such an assignment, the preferred ones among them where nothing speaks against them; or None."""
    run = _Search(clauses, rivals, limit)
    run.prefers.update((abs(literal), literal) for literal in preferred)
    return frozenset(run.true) if run.run() else None


class _Search:
    """One search: variables are assumed one after the other, and each contradiction teaches a clause."""

    def __init__(self, clauses: Clauses, rivals: Iterable[Iterable[int]], limit: int) -> None:
        self.left = limit
        self.consistent = True
        self.trail: list[int] = []
        """The literals that hold, in the order in which they were found."""
        self.followed = 0
        """How many of them have had their consequences drawn."""
        self.starts: list[int] = []
        """Where in the trail each assumption stands."""
        self.true: set[int] = set()
        self.level: dict[int, int] = {}
        """Under how many assumptions a variable was decided."""
        self.reason: dict[int, list[int]] = {}
        """The clause that a variable follows from; none for an assumption."""
        self.rivals = {one: group for group in map(tuple, rivals) for one in group}
        self.watched: dict[int, list[list[int]]] = {}
        """For each literal the clauses that have to be looked at when it turns out false."""
        uses = Counter(literal for clause in clauses for literal in clause)
        self.activity = {abs(literal): 0.0 for literal in uses}
        self.prefers = {v: v if uses[v] >= uses[-v] else -v for v in self.activity}
        self.weight = 1.0
        for literal, count in uses.items():
            self.activity[abs(literal)] += count / len(clauses)
        for clause in clauses:
            self.add(list(dict.fromkeys(clause)))

    def run(self) -> bool:
        """Whether there is a solution."""
        while self.consistent:
            conflict = self.follow()
            if conflict is None:
                literal = self.open_literal()
                if literal is None:
                    return True
                self.starts.append(len(self.trail))
                self.hold(literal)
            elif not self.starts:
                return False
            else:
                self.add(self.learned(conflict))
        return False

    def add(self, clause: list[int]) -> None:
        """Take a clause; the first literal of a learned one follows at once."""
        if not clause:
            self.consistent = False
        elif len(clause) == 1:
            if -clause[0] in self.true:
                self.consistent = False
            self.hold(clause[0], clause)
        else:
            for literal in clause[:2]:
                self.watched.setdefault(literal, []).append(clause)
            if all(-literal in self.true for literal in clause[1:]):
                self.hold(clause[0], clause)

    def hold(self, literal: int, reason: list[int] | None = None) -> None:
        """Take a literal for true."""
        if literal not in self.true:
            self.true.add(literal)
            self.trail.append(literal)
            self.level[abs(literal)] = len(self.starts)
            if reason is not None:
                self.reason[abs(literal)] = reason

    def open_literal(self) -> int | None:
        """What to assume next: the variable that took part in most contradictions lately."""
        self.spend(1 + len(self.activity) // 16)
        unset = (variable for variable in self.activity if variable not in self.true and -variable not in self.true)
        chosen = max(unset, key=self.activity.__getitem__, default=None)
        return None if chosen is None else self.prefers[chosen]

    def follow(self) -> list[int] | None:
        """Draw the consequences of what holds; the clause that is broken by them, if any."""
        while self.followed < len(self.trail):
            literal = self.trail[self.followed]
            self.followed += 1
            for other in self.rivals.get(literal, ()):
                if other == literal:
                    continue
                if other in self.true:
                    return [-other, -literal]
                self.hold(-other, [-other, -literal])
            conflict = self.look_at(-literal)
            if conflict is not None:
                return conflict
        return None

    def look_at(self, false: int) -> list[int] | None:
        """Look at the clauses that wait for a literal which is false now; the one that is broken, if any."""
        watching = self.watched.get(false, [])
        self.spend(1 + len(watching))
        kept: list[list[int]] = []
        for number, clause in enumerate(watching):
            if clause[0] == false:
                clause[0], clause[1] = clause[1], false
            first = clause[0]
            place = None
            if first not in self.true:
                place = next((i for i in range(2, len(clause)) if -clause[i] not in self.true), None)
            if place is not None:
                clause[1], clause[place] = clause[place], false
                self.watched.setdefault(clause[1], []).append(clause)
                continue
            kept.append(clause)
            if -first in self.true:
                self.watched[false] = kept + watching[number + 1 :]
                return clause
            self.hold(first, clause)
        self.watched[false] = kept
        return None

    def learned(self, conflict: list[int]) -> list[int]:
        """What a contradiction teaches, as a clause whose first literal follows; takes back what stands against it."""
        seen: set[int] = set()
        clause: list[int] = []
        unexplained, place, literal = 0, len(self.trail) - 1, 0
        reason = conflict
        while True:
            for other in reason:
                variable = abs(other)
                if other != literal and variable not in seen and self.level[variable] > 0:
                    seen.add(variable)
                    self.activity[variable] += self.weight
                    if self.level[variable] == len(self.starts):
                        unexplained += 1
                    else:
                        clause.append(other)
            while abs(self.trail[place]) not in seen:
                place -= 1
            literal = self.trail[place]
            place -= 1
            unexplained -= 1
            if not unexplained:
                break
            reason = self.reason[abs(literal)]
        self.weight *= 1.05
        clause.sort(key=lambda other: -self.level[abs(other)])
        self.back_to(self.level[abs(clause[0])] if clause else 0)
        return [-literal, *clause]

    def back_to(self, level: int) -> None:
        """Take back all assumptions but the first ``level``, with all that followed from them."""
        start = self.starts[level]
        for literal in self.trail[start:]:
            self.true.discard(literal)
            self.level.pop(abs(literal), None)
            self.reason.pop(abs(literal), None)
        del self.trail[start:]
        del self.starts[level:]
        self.followed = min(self.followed, start)

    def spend(self, work: int) -> None:
        """Count work. Raises UndecidedError where it is too much."""
        self.left -= work
        if self.left < 0:
            raise UndecidedError
