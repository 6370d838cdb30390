"""Every pair: our evaluator against what Terraform said of the expression; ``make oracle`` asks it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle import ours, pair_files, terraform
from tests.support.terraform_cli import find_terraform

LEAST = 3000
MOST_ACCEPTED = 60
NAMES = [path.stem for path in pair_files.files()]
EVERY = 40
"""Every so manieth pair is asked of Terraform again where there is one."""


def path_of(name: str) -> Path:
    return pair_files.FOLDER / f"{name}.txt"


@pytest.mark.parametrize("name", NAMES)
def test_we_agree(name: str) -> None:
    root = terraform.root_of(path_of(name))
    different = {}
    for pair in pair_files.read(path_of(name)):
        result = ours.result(root, pair.expression)
        if result != pair.wanted:
            different[pair.expression] = f"{result} instead of {pair.wanted}"
    assert different == {}


def test_there_are_enough() -> None:
    pairs = [pair for path in pair_files.files() for pair in pair_files.read(path)]
    assert len(pairs) >= LEAST
    accepted = [pair for pair in pairs if pair.ours]
    assert len(accepted) <= MOST_ACCEPTED
    assert [pair.expression for pair in accepted if not pair.comment.strip("# \n")] == []
    assert [pair.expression for pair in accepted if pair.ours == pair.result] == []


def test_no_expression_twice() -> None:
    for path in pair_files.files():
        expressions = [pair.expression for pair in pair_files.read(path)]
        assert len(expressions) == len(set(expressions)), path.name


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_written_as_it_is_read(name: str, tmp_path: Path) -> None:
    pair_files.write(tmp_path / "copy.txt", pair_files.read(path_of(name)))
    assert (tmp_path / "copy.txt").read_bytes() == path_of(name).read_bytes()


def test_a_file_of_every_form(tmp_path: Path) -> None:
    text = "# why\n1 +\n1\n  => number 2\nx\n  !  Invalid reference\n  ~  => number 1\n"
    path = tmp_path / "pairs.txt"
    path.write_text(text, encoding="utf-8")
    pairs = pair_files.read(path)
    assert [(p.expression, p.wanted, p.comment) for p in pairs] == [
        ("1 +\n1", "=> number 2", "# why"),
        ("x", "=> number 1", ""),
    ]


@pytest.mark.skipif(find_terraform() is None, reason="terraform is not on PATH")
@pytest.mark.parametrize("name", NAMES)
def test_terraform_still_says_so(name: str) -> None:
    pairs = pair_files.read(path_of(name))[::EVERY]
    given = terraform.results(terraform.root_of(path_of(name)), [pair.expression for pair in pairs])
    assert {p.expression: g for p, g in zip(pairs, given, strict=True)} == {p.expression: p.result for p in pairs}
