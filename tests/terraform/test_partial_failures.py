"""Values that fail for some values of the variables: what is left of them, and what finding that out costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from converter.terraform.satisfiability import Clauses, search
from tests.terraform.small_roots import Folder

KEYS = 150
LOOKED_UP = """\
    variable "key" { default = "a" }
    locals { map = { a = "one", b = "two" } }
    """


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("local.map[var.key]", '(key == "a" ? "one" : "two")'),
        ('"${local.map[var.key]}-x"', '<{(key == "a" ? "one" : "two")}-x>'),
        ("[local.map[var.key], 1]", '[(key == "a" ? "one" : "two"), 1]'),
        ("{ it = local.map[var.key] }", '{it = (key == "a" ? "one" : "two")}'),
        ('var.key == "z" ? "none" : local.map[var.key]', '(key == "z" ? "none" : (key == "a" ? "one" : "two"))'),
    ],
)
def test_the_branch_that_fails_is_left_out(folder: Folder, expression: str, left: str) -> None:
    evaluated = folder.evaluate(LOOKED_UP + f'output "x" {{ value = {expression} }}\n')
    assert evaluated.errors == []
    assert evaluated.output() == left
    assert len(evaluated.evaluation.constraints) == 1


def test_a_long_map_is_not_searched_for_each_of_its_keys(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    literals: list[int] = []

    def weighed(clauses: Clauses, rivals: Iterable[Sequence[int]]) -> bool:
        literals.append(sum(map(len, clauses)))
        return search(clauses, rivals)

    monkeypatch.setattr("converter.terraform.formulas.search", weighed)
    entries = ", ".join(f'k{n} = "v{n}"' for n in range(KEYS))
    evaluated = folder.evaluate(
        f'variable "key" {{ default = "k1" }}\nlocals {{ map = {{ {entries} }} }}\n'
        'output "x" { value = "${local.map[var.key]}-x" }\n'
    )
    assert evaluated.errors == []
    assert sum(literals) < 10 * KEYS
