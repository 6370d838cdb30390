"""Laws of the boolean algebra: every simplification agrees with what brute force says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from hypothesis import given, settings, strategies as st

from converter.terraform.formulas import (
    ALWAYS,
    NEVER,
    Atom,
    Formula,
    Not,
    assume,
    atoms,
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


@given(formulas, st.sampled_from([*FLAGS, *STAGES]), st.booleans())
def test_assuming_an_atom(formula: Formula, atom: Atom, value: bool) -> None:
    assumed = assume(formula, atom, value)
    assert atom not in set(atoms(assumed))
    for world, before in zip(worlds(), truth(formula), strict=True):
        if world[atom] == value:
            assert holds(assumed, world) == before


@given(formulas)
@settings(max_examples=50)
def test_mapping_nothing_changes_nothing(formula: Formula) -> None:
    assert map_values(formula, lambda value: value) == formula


def test_two_texts_of_one_variable_exclude_each_other() -> None:
    dev, test, _ = STAGES
    assert excludes(dev, test)
    assert implies(dev, Not(test))
    assert not satisfiable(both(dev, test))
    assert satisfiable(both(negate(dev), negate(test)))
