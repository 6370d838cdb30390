"""Drawn expressions: our evaluator against a live Terraform."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st

from tests.oracle import ours, terraform
from tests.oracle.expressions import expressions
from tests.support.terraform_cli import find_terraform

needs_terraform = pytest.mark.skipif(find_terraform() is None, reason="terraform is not on PATH")

NOT_ASKED = ("!  Failed to", "!  crash")
"""What a state cannot hold (an infinite number), and what Terraform itself breaks on."""


MOST_SAID_OTHERWISE = 0.03


def drawn(count: int, number: int) -> list[str]:
    """So many different expressions, the same for the same number."""
    found: dict[str, None] = {}

    @seed(number)
    @settings(
        max_examples=count, database=None, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(expressions(), min_size=10, max_size=10))
    def draw(texts: list[str]) -> None:
        found.update(dict.fromkeys(texts))

    draw()
    return list(found)[:count]


def differences(texts: list[str]) -> dict[str, str]:
    """What is different, by expression.

    Of several errors in one expression Terraform tells first what it finds without evaluating locals, so that a few
    fail alike and say another thing; the pairs hold what is said of a single error.
    """
    found, said_otherwise = {}, 0
    for text, theirs in zip(texts, terraform.results("known", texts), strict=True):
        mine = ours.result("known", text)
        if mine == theirs or theirs.startswith(NOT_ASKED):
            continue
        if mine.startswith("!") and theirs.startswith("!"):
            said_otherwise += 1
            continue
        found[text] = f"{mine} instead of {theirs}"
    assert said_otherwise <= len(texts) * MOST_SAID_OTHERWISE
    return found


@needs_terraform
def test_some() -> None:
    texts = drawn(200, 1)
    assert len(texts) == 200
    assert differences(texts) == {}


@needs_terraform
@pytest.mark.slow
@pytest.mark.parametrize("number", range(10))
def test_many(number: int) -> None:
    texts = drawn(500, 100 + number)
    assert len(texts) == 500
    assert differences(texts) == {}
