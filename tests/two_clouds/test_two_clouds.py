"""The accounts look the same, whichever way the roots came into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.support.terraform_cli import terraform_missing_reason
from tests.two_clouds.accounting import Outcome
from tests.two_clouds.clouds import REFERENCE, roots
from tests.two_clouds.comparing import Compared, compare, differences, unneeded
from tests.two_clouds.page import page
from tests.two_clouds.pairing import pair
from tests.two_clouds.running import Result, run

REASON = terraform_missing_reason()
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

LEAST_ROOTS = 20
LEAST_TYPES = 50
NO_SETTINGS = re.compile(
    r".*(\.(pending|running)(Tasks)?Count|\.rolloutState(Reason)?|ClientToken|CreatorRequestId|CallerReference|MacAddress"
    r"|Serial|VersionId|LockToken|creationTime|LastModified)"
)
"""What both accounts may say differently: how far tasks have come, what marks a request, what a service makes up."""


def check(result: Result) -> None:
    """Nothing failed, nothing differs for no stated reason, every resource was found."""
    assert result.failures == {}
    assert result.unstated == []
    assert result.with_outcome(Outcome.UNPLACED) == []


def unseen(compared: Sequence[Compared]) -> set[str]:
    """Return the places of which another value makes no difference in any thing of a kind."""
    pairs = pair([each.a for each in compared if each.a], [each.b for each in compared if each.b])
    outcomes: dict[str, bool] = {}
    for a, b in pairs.pairs:
        before = set(differences(pairs, a, b))
        for place, description in changed(b.description):
            name = f"{b.kind}{place}"
            if not outcomes.get(name):
                outcomes[name] = set(differences(pairs, a, replace(b, description=description))) != before
    return {name for name, seen in outcomes.items() if not seen}


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """Return a value with one of its parts changed, for each of its parts."""
    match value:
        case Mapping():
            for key, each in value.items():
                if key != "ResponseMetadata":
                    yield from ((f".{key}{place}", {**value, key: new}) for place, new in changed(each))
        case list():
            for number, each in enumerate(value):
                rest = (value[:number], value[number + 1 :])
                yield from ((f"[]{place}", [*rest[0], new, *rest[1]]) for place, new in changed(each))
        case bool():
            yield "", not value
        case int() | float():
            yield "", value + 1
        case str() if value and value[0] not in "{[":
            yield "", f"{value}x"


def test_a_sample_looks_the_same_and_a_change_is_seen() -> None:
    # Roots that the provider does not wait for: it watches a queue for 25 seconds after each change.
    sample = [roots()["monitoring"], roots()["secrets"]]
    result = run(sample, {"cloudwatch", "kms", "logs", "secretsmanager", "sns", "ssm"})
    check(result)
    assert len(result.with_outcome(Outcome.EQUAL)) >= len(result.entries) / 2
    things = [each.a for each in result.compared if each.a is not None]
    topic = next(each for each in things if each.kind == "sns topic")
    rest = [each for each in things if each is not topic]
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
def test_a_value_that_changes_is_seen_wherever_it_stands(everything: tuple[Result, Result]) -> None:
    hidden = set().union(*(unseen(result.compared) for result in everything))
    assert {place for place in hidden if not NO_SETTINGS.fullmatch(place)} == set()


@pytest.mark.slow
def test_every_deviation_states_something(everything: tuple[Result, Result]) -> None:
    assert unneeded([each for result in everything for each in result.compared]) == []
    assert page(everything)
