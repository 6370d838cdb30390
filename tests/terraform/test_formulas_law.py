"""Laws of the boolean algebra: every simplification agrees with what brute force says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings, strategies as st

from converter.terraform.formulas import (
    ALWAYS,
    NEVER,
    Atom,
    Formula,
    Not,
    both,
    either,
    equivalent,
    excludes,
    holds,
    implies,
    map_values,
    negate,
    satisfiable,
    under,
)
from converter.terraform.limits import LimitError
from converter.terraform.types import BOOL
from converter.terraform.values import TRUE, Parameter, String

FLAGS = [Atom(Parameter(name, BOOL), TRUE) for name in ("f", "g")]
STAGES = [Atom(Parameter("stage"), String(text)) for text in ("dev", "test", "prod")]
LEAVES = [ALWAYS, NEVER, *FLAGS, *STAGES]

formulas: st.SearchStrategy[Formula] = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(negate),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: both(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: either(*parts)),
    ),
    max_leaves=8,
)


def worlds() -> Iterator[Mapping[Atom, bool]]:
    """Every way the variables can be: a flag is on or off, the stage is one of the three or something else."""
    for on in itertools.product((True, False), repeat=len(FLAGS)):
        for stage in (*STAGES, None):
            yield dict(zip(FLAGS, on, strict=True)) | {atom: atom == stage for atom in STAGES}


def truth(formula: Formula) -> list[bool]:
    return [holds(formula, world) for world in worlds()]


@given(formulas)
def test_negation(formula: Formula) -> None:
    assert truth(negate(formula)) == [not t for t in truth(formula)]
    assert negate(negate(formula)) == formula or truth(negate(negate(formula))) == truth(formula)


@given(st.lists(formulas, min_size=1, max_size=4))
def test_conjunction_and_disjunction(parts: list[Formula]) -> None:
    columns = list(zip(*map(truth, parts), strict=True))
    assert truth(both(*parts)) == [all(column) for column in columns]
    assert truth(either(*parts)) == [any(column) for column in columns]


@given(formulas)
def test_satisfiable(formula: Formula) -> None:
    assert satisfiable(formula) == any(truth(formula))


@given(formulas, formulas)
def test_implication_exclusion_equivalence(one: Formula, other: Formula) -> None:
    pairs = list(zip(truth(one), truth(other), strict=True))
    assert implies(one, other) == all(b for a, b in pairs if a)
    assert excludes(one, other) == (not any(a and b for a, b in pairs))
    assert equivalent(one, other) == all(a == b for a, b in pairs)


@given(formulas, formulas)
def test_under_agrees_wherever_the_assumption_holds(formula: Formula, assumption: Formula) -> None:
    narrowed = under(formula, assumption)
    for a, before, after in zip(truth(assumption), truth(formula), truth(narrowed), strict=True):
        assert not a or before == after
    inside = [t for a, t in zip(truth(assumption), truth(formula), strict=True) if a]
    if inside and all(inside):
        assert narrowed == ALWAYS
    if inside and not any(inside):
        assert narrowed == NEVER


@given(formulas)
@settings(max_examples=50)
def test_mapping_nothing_changes_nothing(formula: Formula) -> None:
    assert map_values(formula, lambda value: value) == formula


def test_everything_holds_where_nothing_is_possible() -> None:
    """A computation that is split by conditions ends only if each one that is assumed is decided."""
    for formula in (FLAGS[0], negate(STAGES[0]), both(*FLAGS)):
        assert under(formula, NEVER) == ALWAYS


def test_two_texts_of_one_variable_exclude_each_other() -> None:
    dev, test, _ = STAGES
    assert excludes(dev, test)
    assert implies(dev, Not(test))
    assert not satisfiable(both(dev, test))
    assert satisfiable(both(negate(dev), negate(test)))


def test_a_text_and_another_variable_do_not_exclude_each_other() -> None:
    dev = STAGES[0]
    same = Atom(Parameter("stage"), Parameter("other"))
    assert satisfiable(both(dev, same))
    assert not implies(dev, negate(same))


def _pigeons(pigeons: int, holes: int) -> Formula:
    """Each pigeon sits in a hole and no two in one: hard to refute, as every way looks promising for long."""
    sits = [[Atom(Parameter(f"p{pigeon}h{hole}", BOOL), TRUE) for hole in range(holes)] for pigeon in range(pigeons)]
    alone = [
        negate(both(one[hole], other[hole])) for one, other in itertools.combinations(sits, 2) for hole in range(holes)
    ]
    return both(*(either(*row) for row in sits), *alone)


def test_what_takes_too_long_to_find_out_is_an_error() -> None:
    assert satisfiable(_pigeons(5, 5))
    assert not satisfiable(_pigeons(6, 5))
    for _ in range(2):  # the second answer comes from memory
        with pytest.raises(LimitError, match="too complex"):
            satisfiable(_pigeons(10, 9))


def test_many_cases_of_many_variables_take_little_work() -> None:
    sides = [[Atom(Parameter(f"s{n}"), String(text)) for text in "abcdef"] for n in range(40)]
    some, none = both(*(either(*side) for side in sides)), both(*(negate(either(*side)) for side in sides))
    assert excludes(some, none)
    assert implies(some, negate(none))
    assert not equivalent(some, negate(none))


def test_two_sums_of_products_take_little_work() -> None:
    """What needs learning from contradictions: trying alone takes all combinations of 25 pairs."""
    pairs = [[Atom(Parameter(f"{side}{n}", BOOL), TRUE) for side in "ab"] for n in range(25)]
    some_of_each, both_of_some = both(*(either(*p) for p in pairs)), either(*(both(*p) for p in pairs))
    assert satisfiable(both(some_of_each, either(negate(both_of_some), negate(some_of_each))))
    assert not implies(some_of_each, both_of_some)
