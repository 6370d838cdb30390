"""Which values of the root parameters make conditions come out in a given way: found by search, not by trying them all.

Comparisons of a root parameter with a text are told apart; whatever else decides may come out either way. So a goal
that has no solution is out of reach of the values there are, and a solution has to be tried before it counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.model import And, ConditionExpression, ConditionRef, Equals, Node, Not, Or, Ref
from converter.cloudformation.scalars import scalar_text
from converter.parity.comparison.decisions import Decisions, Goal, Path
from converter.terraform.satisfiability import Clauses, UndecidedError, solution

MOST_DEDUCTIONS = 20_000
"""Clauses looked at for one goal. What people write takes some tens."""

Texts = Mapping[str, str]
"""The text of each root parameter."""


class UndecidedGoalError(Exception):
    """Whether a goal can be reached at all would take too long to find out."""


def texts_that_reach(tree: Decisions, goal: Goal, texts: Mapping[str, Collection[str]], usual: Texts) -> Texts | None:
    """Texts of root parameters, the usual ones as far as possible, that may reach a goal; None if none of them do.

    ``texts`` are those that a parameter may have. Raises UndecidedGoalError.
    """
    clauses = _Clauses(tree, texts)
    clauses.demand(goal)
    try:
        found = solution(clauses.clauses, clauses.rivals(), clauses.preferring(usual), limit=MOST_DEDUCTIONS)
    except UndecidedError:
        raise UndecidedGoalError from None
    if found is None:
        return None
    chosen = clauses.texts_in(found, usual)
    for name in sorted(chosen):
        fewer = {**chosen, name: usual[name]}
        if chosen[name] != usual[name] and comes_out(tree, goal, fewer) is True:
            chosen = fewer
    return chosen


def comes_out(tree: Decisions, goal: Goal, texts: Texts) -> bool | None:
    """Whether texts of root parameters reach a goal; None where something else decides that too."""
    truth = _Truth(tree, texts)
    outcomes = [truth.exists(goal[0])]
    for name, wanted in goal[1]:
        outcome = truth.named(goal[0], name)
        outcomes.append(None if outcome is None else outcome is wanted)
    return _all(outcomes)


# ---------------------------------------------------------------------------------------------- comparisons


def _compared(tree: Decisions, path: Path, expression: Equals) -> tuple[str, str] | bool | None:
    """The root parameter and the text that are compared, or how the comparison comes out; None for any other one."""
    one, other = _side(tree, path, expression.left), _side(tree, path, expression.right)
    match one, other:
        case Ref(name), str(text):
            return name, text
        case str(text), Ref(name):
            return name, text
        case (str(), str()) | (Ref(), Ref()) if one == other or isinstance(one, str):
            return one == other
        case _:
            return None


def _side(tree: Decisions, path: Path, node: Node) -> Ref | str | None:
    match node:
        case Ref(name):
            return tree.stacks[path].parameters.get(name)
        case str() | int():
            return scalar_text(node)
        case _:
            return None


# ---------------------------------------------------------------------------------------------- under some texts


@dataclass(slots=True)
class _Truth:
    """How conditions come out under texts of the root parameters; None where something else decides, too."""

    tree: Decisions
    texts: Texts
    found: dict[tuple[Path, str], bool | None] = field(default_factory=dict)

    def exists(self, path: Path) -> bool | None:
        return _all([self.named(above, name) for above, name in self.tree.stacks[path].exists])

    def named(self, path: Path, name: str) -> bool | None:
        key = (path, name)
        if key not in self.found:
            self.found[key] = None  # of a condition that depends on itself nothing can be said
            expression = self.tree.stacks[path].template.conditions.get(name)
            if expression is not None:
                self.found[key] = self.outcome(path, expression)
        return self.found[key]

    def outcome(self, path: Path, expression: ConditionExpression) -> bool | None:
        match expression:
            case Equals():
                compared = _compared(self.tree, path, expression)
                if not isinstance(compared, tuple):
                    return compared
                text = self.texts.get(compared[0])
                return None if text is None else text == compared[1]
            case And(operands):
                return _all([self.outcome(path, operand) for operand in operands])
            case Or(operands):
                return _opposite(_all([_opposite(self.outcome(path, operand)) for operand in operands]))
            case Not(operand):
                return _opposite(self.outcome(path, operand))
            case ConditionRef(name):
                return self.named(path, name)
            case _:
                return None


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    seen = set(outcomes)
    return False if False in seen else None if None in seen else True


def _opposite(outcome: bool | None) -> bool | None:
    return None if outcome is None else not outcome


# ---------------------------------------------------------------------------------------------- as clauses


class _Clauses:
    """Conditions as clauses. Numbers from 1 on stand for comparisons and conditions, negative for their opposites."""

    def __init__(self, tree: Decisions, texts: Mapping[str, Collection[str]]) -> None:
        self.tree = tree
        self.texts = texts
        self.clauses: Clauses = []
        self.comparisons: dict[tuple[str, str], int] = {}
        """What stands for a root parameter having a text."""
        self.named: dict[tuple[Path, str], int] = {}
        self.count = 1
        self.true = 1
        self.clauses.append((self.true,))

    def demand(self, goal: Goal) -> None:
        """The goal is reached."""
        path, wanted = goal
        literals = [self.condition(above, name) for above, name in self.tree.stacks[path].exists]
        literals += [self.condition(path, name) if value else -self.condition(path, name) for name, value in wanted]
        self.clauses += [(literal,) for literal in literals]
        for name, texts in self.texts.items():
            numbers = [self.comparisons.get((name, text), 0) for text in texts]
            if numbers and all(numbers):  # one of them it has
                self.clauses.append(tuple(numbers))

    def rivals(self) -> list[list[int]]:
        """Groups of comparisons of which one at most holds: those of one parameter."""
        groups: dict[str, list[int]] = {}
        for (name, _), number in self.comparisons.items():
            groups.setdefault(name, []).append(number)
        return list(groups.values())

    def preferring(self, usual: Texts) -> Iterable[int]:
        """How comparisons come out under the usual texts."""
        return [n if usual.get(name) == text else -n for (name, text), n in self.comparisons.items()]

    def texts_in(self, found: Collection[int], usual: Texts) -> dict[str, str]:
        """The texts that a solution gives parameters; others keep the usual one, or take another that fits."""
        chosen = dict(usual)
        for (name, text), number in self.comparisons.items():
            if number in found:
                chosen[name] = text
        refused = {pair for pair, number in self.comparisons.items() if number not in found}
        for name, text in chosen.items():
            if (name, text) in refused:
                chosen[name] = next((t for t in self.texts.get(name, ()) if (name, t) not in refused), text)
        return chosen

    def condition(self, path: Path, name: str) -> int:
        """What stands for a condition."""
        key = (path, name)
        if key not in self.named:
            self.named[key] = self.new()  # what stands for one that depends on itself, too
            expression = self.tree.stacks[path].template.conditions.get(name)
            if expression is not None:
                self.equal(self.named[key], self.literal(path, expression))
        return self.named[key]

    def literal(self, path: Path, expression: ConditionExpression) -> int:
        """What stands for an expression."""
        match expression:
            case Equals():
                return self.comparison(_compared(self.tree, path, expression))
            case And(operands):
                return self.all_of([self.literal(path, operand) for operand in operands])
            case Or(operands):
                return -self.all_of([-self.literal(path, operand) for operand in operands])
            case Not(operand):
                return -self.literal(path, operand)
            case ConditionRef(name):
                return self.condition(path, name)
            case _:
                return self.new()

    def comparison(self, compared: tuple[str, str] | bool | None) -> int:
        match compared:
            case True:
                return self.true
            case False:
                return -self.true
            case None:
                return self.new()
        if compared[0] not in self.texts:
            return self.new()
        if compared[1] not in self.texts[compared[0]]:
            return -self.true
        if compared not in self.comparisons:
            self.comparisons[compared] = self.new()
        return self.comparisons[compared]

    def all_of(self, literals: list[int]) -> int:
        number = self.new()
        self.clauses += [(-number, literal) for literal in literals]
        self.clauses.append((number, *(-literal for literal in literals)))
        return number

    def equal(self, one: int, other: int) -> None:
        self.clauses += [(-one, other), (one, -other)]

    def new(self) -> int:
        self.count += 1
        return self.count
