"""Expressions in a small module, evaluated with its variables open: pairs in ``data/evaluator_cases.txt``.

After a ``#`` stands which variables the expression fixes, and the length of which lists.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terraform.small_roots import Evaluated, Folder

DATA = Path(__file__).parent / "data"
PRELUDE = (DATA / "evaluator_prelude.tf").read_text(encoding="utf-8")
CASES = [
    tuple(case.split("\n=> "))
    for case in (DATA / "evaluator_cases.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n----\n")
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_expression(expression: str, expected: str, tmp_path: Path) -> None:
    sensitive = "true" if expected.startswith("secret") else "false"
    text = f'output "x" {{\n  value = (\n{expression}\n)\n  sensitive = {sensitive}\n}}\n'
    evaluated = Folder(tmp_path).evaluate({"prelude.tf": PRELUDE, "main.tf": text})
    assert told(evaluated) == expected


def told(evaluated: Evaluated) -> str:
    found = "; ".join(f"{f.summary}: {f.detail}" for f in evaluated.findings.errors)
    result = f"error: {found}" if found else evaluated.output()
    for demands, what in ((evaluated.fixed, ""), (evaluated.lengths, "the length of ")):
        names = sorted(name for name, places in demands.items() if any(p.startswith("main.tf:") for p in places))
        if names:
            result += f"  # fixes {what}{', '.join(names)}"
    return result
