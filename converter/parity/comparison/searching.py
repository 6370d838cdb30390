"""Values of the root variables that reach a goal: solved for, then tried; and bounded."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.scalars import scalar_text
from converter.conversion.parameters import default_text
from converter.parity.comparison.decisions import Decisions, Goal
from converter.parity.comparison.reaching import UndecidedGoalError, comes_out, texts_that_reach
from converter.terraform.values import Value

MOST_TRIED = 64
"""Combinations that are tried for one goal, where more decides it than comparisons of parameters with texts."""
MOST_LOOKED_AT = 1024
"""Combinations of which it is found out whether they are worth trying."""

Values = dict[str, Value]
Taken = Callable[[Values, PseudoParameters], frozenset[Goal]]
"""Which goals values of the variables reach in some surroundings."""


class NotSearchedError(Exception):
    """To find out whether a goal can be reached would take too long."""


@dataclass(slots=True)
class Budget:
    """How many conditions may still be resolved."""

    left: int

    def spend(self, count: int) -> None:
        """Count some. Raises NotSearchedError where it is too many, and ever after."""
        self.left -= count
        if self.left < 0:
            raise NotSearchedError


@dataclass(frozen=True, slots=True)
class Found:
    """Values of the variables, surroundings, and the goals that they reach there."""

    values: Values
    surroundings: PseudoParameters
    reached: frozenset[Goal]


@dataclass(slots=True)
class Search:
    """The search in one tree of templates.

    ``variables`` are those behind the root parameters, ``candidates`` the values worth trying of each variable, that
    of ``base`` first; ``surroundings`` are tried in order.
    """

    tree: Decisions
    base: Values
    candidates: Mapping[str, Sequence[Value]]
    variables: Mapping[str, str]
    surroundings: Sequence[PseudoParameters]
    taken: Taken
    budget: Budget
    _usual: dict[str, str] = field(default_factory=dict)
    _texts: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, parameter in self.tree.root.parameters.items():
            variable = self.variables.get(name)
            if variable is not None:
                self._texts[name] = list(dict.fromkeys(map(default_text, self.candidates[variable])))
                self._usual[name] = default_text(self.base[variable])
            elif parameter.default is not None:
                self._texts[name] = [scalar_text(parameter.default)]
                self._usual[name] = scalar_text(parameter.default)

    def values_for(self, goal: Goal) -> Found | None:
        """Values that reach a goal, as few others than those of the base as possible; None where there are none.

        Raises NotSearchedError.
        """
        try:
            texts = texts_that_reach(self.tree, goal, self._texts, self._usual)
        except UndecidedGoalError:
            raise NotSearchedError from None
        if texts is None:
            return None
        return self._trying(goal, [self._values(texts)]) or self._trying(goal, self._combinations(goal))

    def _values(self, texts: Mapping[str, str]) -> Values:
        """The candidates that have these texts as parameters."""
        values = dict(self.base)
        for name, variable in self.variables.items():
            if name in texts and texts[name] != default_text(values[variable]):
                values[variable] = next(v for v in self.candidates[variable] if default_text(v) == texts[name])
        return values

    def _trying(self, goal: Goal, combinations: Iterable[Values]) -> Found | None:
        for values in combinations:
            for surroundings in self.surroundings:
                self.budget.spend(self.tree.size)
                reached = self.taken(values, surroundings)
                if goal in reached:
                    return Found(values, surroundings, reached)
        return None

    def _combinations(self, goal: Goal) -> Iterator[Values]:
        """The base, then ever more other values of the variables involved. Raises NotSearchedError after too many."""
        names = sorted({self.variables[p] for p in self.tree.involved[goal] if p in self.variables})
        tried = 0
        for looked_at, values in enumerate(self._ever_further(names)):
            if looked_at >= MOST_LOOKED_AT or tried >= MOST_TRIED:
                raise NotSearchedError
            texts = {
                n: default_text(values[self.variables[n]]) if n in self.variables else t for n, t in self._usual.items()
            }
            if comes_out(self.tree, goal, texts) is not False:
                tried += 1
                yield values

    def _ever_further(self, names: Sequence[str]) -> Iterator[Values]:
        for count in range(len(names) + 1):
            for changed in itertools.combinations(names, count):
                for picked in itertools.product(*(self.candidates[name][1:] for name in changed)):
                    yield {**self.base, **dict(zip(changed, picked, strict=True))}
