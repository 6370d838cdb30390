"""A small part of the mutation suite, spread over its operators, and what holds for the suite as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from converter.cloudformation.model import Template
from converter.findings import Severity
from tests.mutation.equivalence import Known
from tests.mutation.mutant import Mutant
from tests.mutation.places import covers
from tests.mutation.report import MEANINGS, PAGE
from tests.mutation.running import Bench, shared_evaluations
from tests.mutation.sampling import TEMPLATE_OPERATORS
from tests.mutation.suite import sample
from tests.mutation.terraform_operators import TERRAFORM_OPERATORS
from tests.mutation.verdicts import GOOD, Verdict

SHARE = 14
"""So many mutants run here; ``make mutation`` runs all of them."""


@pytest.fixture(scope="module")
def mutants() -> list[Mutant]:
    return sample()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with shared_evaluations():
        yield Bench(tmp_path_factory.mktemp("mutants"), Known.load())


def share(mutants: list[Mutant]) -> list[Mutant]:
    """The first mutant of each of the operators that come first by the hash of theirs; one of them of Terraform."""
    first: dict[str, Mutant] = {}
    for mutant in sorted(mutants, key=lambda m: m.rank):
        first.setdefault(mutant.operator, mutant)
    of_templates = [m for m in first.values() if m.template is not None]
    of_terraform = [m for m in first.values() if m.template is None]
    return [*of_templates[: SHARE - 1], *of_terraform[:1]]


def test_a_share_of_the_mutants_is_killed(bench: Bench, mutants: list[Mutant]) -> None:
    outcomes = [bench.run(mutant) for mutant in share(mutants)]
    assert len(outcomes) == SHARE
    assert {o.name: (o.verdict, o.findings) for o in outcomes if o.verdict not in GOOD} == {}


def test_without_a_mutant_there_is_no_finding(bench: Bench) -> None:
    assert [finding for finding in bench.before if finding.severity is not Severity.INFO] == []


def test_a_finding_elsewhere_does_not_count(bench: Bench) -> None:
    """The suite can fail: the same change, said to be at another place, is not killed; no change at all survives."""
    file, template = "alb-stack.yaml", bench.system.templates["alb-stack.yaml"]
    rest = {name: resource for name, resource in template.resources.items() if name != "LoadBalancerLbListenerAuth"}
    changed = Template(parameters=template.parameters, resources=rest, outputs=template.outputs)
    for path, wanted in (
        (("Resources", "LoadBalancerLbListenerAuth"), Verdict.KILLED),
        (("Resources", "LoadBalancerLbListenerHttp"), Verdict.ELSEWHERE),
    ):
        outcome = bench.run(Mutant("by-hand", file, str(path[1]), "deleted", (path,), changed))
        assert outcome.verdict is wanted, outcome.findings
    unchanged = Mutant("by-hand", file, "", "unchanged", (("Resources", "LoadBalancerLb"),), template)
    assert bench.run(unchanged).verdict is Verdict.SURVIVED


def test_the_choice_is_wide(bench: Bench, mutants: list[Mutant]) -> None:
    of_templates = [m for m in mutants if m.template is not None]
    assert len(of_templates) >= 400
    assert len(mutants) - len(of_templates) >= 100
    assert {m.file for m in of_templates} == set(bench.system.templates)
    assert {m.operator for m in mutants} == {o.name for o in TEMPLATE_OPERATORS} | {o.name for o in TERRAFORM_OPERATORS}
    types = Counter(m.resource_type for m in of_templates)
    for _, template in bench.system:
        assert all(types[resource.type] >= 3 for resource in template.resources.values())


def test_the_choice_does_not_move_when_something_else_changes(mutants: list[Mutant]) -> None:
    again = sample()
    assert [m.name for m in again] == [m.name for m in mutants]
    assert len({m.name for m in mutants}) == len(mutants)


def test_every_entry_of_equivalent_mutants_is_needed(mutants: list[Mutant]) -> None:
    known = Known.load()
    for mutant in mutants:
        if not mutant.proof:
            known.reason(mutant.name)
    assert known.used == set(known.reasons)


def test_the_page_knows_every_operator() -> None:
    page = PAGE.read_text(encoding="utf-8")
    listed = {line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")}
    assert set(MEANINGS) <= listed
    assert all(f"| {meaning} |" in page for meaning in MEANINGS.values())


@pytest.mark.parametrize(
    ("named", "changed", "right"),
    [
        (("Resources", "A"), ("Resources", "A", "Properties", "P"), True),
        (("Resources", "A", "Properties", "P", 0), ("Resources", "A", "Properties", "P"), True),
        (("Resources", "A", "Properties", "P", "Fn::If", 1), ("Resources", "A", "Properties", "P", "Fn::If", 2), True),
        (("Resources", "A", "Properties", "P", 0), ("Resources", "A", "Properties", "P", 1), True),
        (("Resources", "A", "Properties", "P", 0, "K"), ("Resources", "A", "Properties", "P", 1, "K"), False),
        (("Resources", "A", "Properties", "Q"), ("Resources", "A", "Properties", "P"), False),
        (("Resources", "B"), ("Resources", "A"), False),
        (("Resources",), ("Resources", "A"), False),
        ((), (), False),
    ],
)
def test_the_right_place(named: tuple[str | int, ...], changed: tuple[str | int, ...], right: bool) -> None:
    assert covers(named, changed) is right
