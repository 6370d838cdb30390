"""What holds for all transforms."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from converter.rules.properties import Conditional, Leaf
from converter.rules.transforms.registry import TRANSFORMS
from converter.terraform.values import (
    Choice,
    Sequence,
)
from tests.rules.transforms.applying import (
    CONDITION,
    LAWS,
    Around,
    made,
    plain,
    run,
    terraform,
)


@pytest.mark.parametrize(
    ("name", "parameters", "then", "otherwise"),
    [
        ("tags", None, {"a": "b"}, {"c": "d"}),
        ("key_values", ["K", "V"], {"a": "b"}, {"c": "d"}),
        ("split", ",", "a,b", "c"),
        ("join", ",", ["a", "b"], ["c"]),
        ("scale", 60, 1, 2),
        ("json", None, '{"a": 1}', '{"b": 2}'),
        ("document", None, '{"a": 1}', '{"b": 2}'),
        ("json_text", None, '{"a": 1}', '{"b": 2}'),
    ],
)
def test_both_branches_of_a_conditional_are_transformed(name: str, parameters: Any, then: Any, otherwise: Any) -> None:
    around = Around(parameters=parameters)
    tree = run(name, Choice(CONDITION, terraform(then), terraform(otherwise)), around).tree
    branches: tuple[Any, Any]
    if isinstance(tree, Conditional):
        branches = plain(tree.then), plain(tree.otherwise)
    else:
        assert isinstance(tree, Leaf)
        if isinstance(tree.value, Sequence):  # lists merge position by position
            return
        assert isinstance(tree.value, Choice)
        branches = plain(tree.value.then), plain(tree.value.otherwise)
    assert branches == (made(name, terraform(then), around), made(name, terraform(otherwise), around))


def test_every_transform_has_a_law() -> None:
    for path in Path(__file__).parent.glob("test_*.py"):
        import_module(f"tests.rules.transforms.{path.stem}")
    assert LAWS.keys() == TRANSFORMS.keys()
