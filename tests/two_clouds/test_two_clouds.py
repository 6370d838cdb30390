"""The accounts look the same, whichever way the roots came into them."""

from __future__ import annotations

import pytest

from tests.support.terraform_cli import terraform_missing_reason
from tests.two_clouds.accounting import Outcome
from tests.two_clouds.clouds import REFERENCE, roots
from tests.two_clouds.comparing import compare, unneeded
from tests.two_clouds.page import page
from tests.two_clouds.running import Result, run

REASON = terraform_missing_reason()
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

LEAST_ROOTS = 20
LEAST_TYPES = 50


def check(result: Result) -> None:
    """Nothing failed, nothing differs for no stated reason, every resource was found."""
    assert result.failures == {}
    assert result.unstated == []
    assert result.with_outcome(Outcome.UNPLACED) == []


def test_a_sample_looks_the_same_and_a_change_is_seen() -> None:
    result = run([roots()["messages"], roots()["secrets"]], {"sqs", "sns", "kms", "secretsmanager", "ssm"})
    check(result)
    assert len(result.with_outcome(Outcome.EQUAL)) >= len(result.entries) / 2
    things = [each.a for each in result.compared if each.a is not None]
    queue = next(each for each in things if each.kind == "sqs queue")
    rest = [each for each in things if each is not queue]
    assert any(each.unstated for each in compare(things, rest))


@pytest.fixture(scope="module")
def everything() -> tuple[Result, Result]:
    """The small roots, and the reference system in accounts of its own."""
    return run(list(roots().values())), run([REFERENCE])


@pytest.mark.slow
def test_all_roots_look_the_same(everything: tuple[Result, Result]) -> None:
    result, _ = everything
    check(result)
    assert len(roots()) >= LEAST_ROOTS
    assert len({entry.type for entry in result.entries if entry.outcome is not Outcome.EXCLUDED}) >= LEAST_TYPES


@pytest.mark.slow
def test_the_reference_system_looks_the_same(everything: tuple[Result, Result]) -> None:
    _, result = everything
    check(result)
    assert {entry.type for entry in result.with_outcome(Outcome.EXCLUDED)} == {"random_password", "random_string"}


@pytest.mark.slow
def test_every_deviation_states_something(everything: tuple[Result, Result]) -> None:
    assert unneeded([each for result in everything for each in result.compared]) == []
    assert page(everything)
