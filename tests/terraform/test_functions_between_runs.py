"""Functions whose result is another one at every run."""

from __future__ import annotations

import base64
import gzip
import json

import pytest

from converter.terraform.functions import CallContext, call
from converter.terraform.plan import read_plan
from converter.terraform.values import String
from tests.terraform.evaluating import answer, evaluate, written


@pytest.mark.parametrize("name", ["timestamp()", "plantimestamp()", "uuid()", 'bcrypt("a")', 'abspath("a")'])
def test_what_differs_between_runs_is_unknown(name: str) -> None:
    assert answer(name) == "unknown"
    assert answer(f"{name} == null") == "bool false"


def test_the_time_of_a_plan_is_known_where_that_plan_is_evaluated_anew() -> None:
    time = "2026-01-02T03:04:05Z"
    plan = read_plan({"format_version": "1.2", "planned_values": {}, "resource_changes": [], "timestamp": time})
    assert call("plantimestamp", [], CallContext(plan_time=plan.time)) == String(time)


def test_gzip_gives_the_content_back() -> None:
    text = json.loads(written(evaluate('base64gzip("some text")')))
    assert gzip.decompress(base64.b64decode(text)) == b"some text"
