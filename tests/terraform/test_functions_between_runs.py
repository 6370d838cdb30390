"""Functions whose result is another one at every run."""

from __future__ import annotations

import base64
import gzip
import json

import pytest

from tests.terraform.evaluating import answer, evaluate, written


@pytest.mark.parametrize("name", ["timestamp()", "plantimestamp()", "uuid()", 'bcrypt("a")', 'abspath("a")'])
def test_what_differs_between_runs_is_unknown(name: str) -> None:
    assert answer(name) == "unknown"
    assert answer(f"{name} == null") == "bool false"


def test_gzip_gives_the_content_back() -> None:
    text = json.loads(written(evaluate('base64gzip("some text")')))
    assert gzip.decompress(base64.b64decode(text)) == b"some text"
