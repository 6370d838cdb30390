"""The catalogue, the ids in the code and the generated pages say the same."""

from __future__ import annotations

import re

import pytest

from converter.findings.catalogue import CATALOGUE, ROOMS, ROWS, room_of
from converter.findings.kinds import (
    baseline,
    cli,
    cloudformation,
    deploy,
    hcl,
    parity,
    rules,
    stacks,
    suppression,
    terraform,
)
from converter.findings.kinds.kind import FindingKind
from scripts.generate_finding_pages import FOLDER
from tests.findings.ids_in_code import built_ids_in, built_ids_in_package, ids_in, ids_in_package

KINDS = list(CATALOGUE.values())
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)


def test_every_id_in_the_code_is_in_the_catalogue() -> None:
    missing = {id_: place for id_, place in ids_in_package().items() if id_ not in CATALOGUE}
    assert not missing, "add a row in converter/findings/kinds/ and run scripts/generate_finding_pages.py"


def test_every_row_of_the_catalogue_is_used() -> None:
    assert CATALOGUE.keys() - ids_in_package().keys() == set()


def test_every_id_is_written_out() -> None:
    assert built_ids_in_package() == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('Finding(f"cfn-unused-{kind}", Severity.ERROR, "x")', [1]),
        ('self._finding(f"rules-{verdict}", path)', [1]),
        ('Finding("cfn-cycle", Severity.ERROR, f"cfn-lint says {this}")', []),
        ('Finding("cfn-cycle", Severity.ERROR, f"{this}")', []),
    ],
)
def test_ids_that_are_put_together_are_seen(source: str, lines: list[int]) -> None:
    assert list(built_ids_in(source)) == lines


def test_ids_are_unique() -> None:
    assert len(ROWS) == len(CATALOGUE)


ROOMS_WITH_ROWS = (hcl, terraform, rules, stacks, cloudformation, parity, deploy, cli, suppression, baseline)


@pytest.mark.parametrize("rows", [room.ROWS for room in ROOMS_WITH_ROWS])
def test_rows_of_a_room_stand_in_order_under_its_prefix(rows: tuple[FindingKind, ...]) -> None:
    ids = [kind.id for kind in rows]
    assert ids == sorted(ids)
    assert len({id_.partition("-")[0] for id_ in ids}) == 1


@each_kind
def test_a_row_is_complete(kind: FindingKind) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", kind.id)
    assert kind.id.partition("-")[0] in ROOMS
    assert room_of(kind)
    assert not kind.title.endswith(".")
    assert kind.meaning.endswith(".")
    assert kind.remedy.endswith(".")


def test_pages_are_current() -> None:
    assert FOLDER.stale() == [], "run python scripts/generate_finding_pages.py"


@pytest.mark.parametrize(
    "source",
    [
        'Finding("Odd", Severity.ERROR, "x")',
        'Finding(id="Odd", severity=Severity.ERROR, summary="x")',
        'model.Finding("Odd", Severity.ERROR, "x")',
        'ID = "Odd"\nFinding(ID, Severity.ERROR, "x")',
    ],
)
def test_the_scan_sees_any_id_given_to_finding(source: str) -> None:
    assert {id_ for id_, _ in ids_in(source)} == {"Odd"}


def test_the_scan_sees_ids_given_by_way_of_a_helper() -> None:
    source = 'def error(summary: str, id: str = "hcl-one") -> Finding: ...\nerror("x", id="cfn-two")'
    assert dict(ids_in(source)) == {"hcl-one": 1, "cfn-two": 2}
