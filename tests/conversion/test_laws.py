"""What holds for every conversion: the same bytes again, names that stay, nothing lost."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from converter.conversion import ConvertSettings, convert
from converter.findings import Findings
from converter.rules.engine import Engine
from converter.rules.loader import load_tables
from converter.rules.model import RuleTables
from converter.rules.names import logical_id, logical_ids
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import evaluate
from converter.terraform.loading import load
from converter.terraform.provider_schema import ProviderSchema
from tests.conversion.converting import converted

TOP = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "cases"
KINDS = "(?:resource|variable|output|data|locals|provider)"
BLOCK = re.compile(rf"^{KINDS} .*?^}}$|^{KINDS} [^\n]*\{{\}}$", re.MULTILINE | re.DOTALL)
BY_SIZE = sorted(CASES.glob("*.tf"), key=lambda path: path.stat().st_size)
LARGEST = [path.stem for path in BY_SIZE[-8:]]


def blocks(name: str) -> list[str]:
    return BLOCK.findall((CASES / f"{name}.tf").read_text(encoding="utf-8"))


def yaml_of(files: dict[str, str]) -> dict[str, str]:
    """The converted templates; comments name files, which is not what is compared."""
    found = converted(files, allow_partial=True).done.files
    return {n: re.sub(r"\([a-z0-9]+\.tf\)", "", t) for n, t in found.items() if n.endswith(".yaml")}


@pytest.mark.parametrize("name", LARGEST)
def test_twice_gives_the_same_bytes(name: str) -> None:
    text = (CASES / f"{name}.tf").read_text(encoding="utf-8")
    assert converted(text, allow_partial=True).done.files == converted(text, allow_partial=True).done.files


@pytest.mark.parametrize("name", LARGEST)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 1000), count=st.integers(1, 4))
def test_how_blocks_are_spread_over_files_does_not_matter(name: str, seed: int, count: int) -> None:
    """Terraform reads files by name, so blocks keep their order where files do; here names and places are drawn."""
    found = blocks(name)
    places = sorted(random.Random(seed).choices(range(count), k=len(found)))  # noqa: S311 - no secret
    files: dict[str, str] = {}
    for place, block in zip(places, found, strict=True):
        files[f"part{place}.tf"] = files.get(f"part{place}.tf", "") + block + "\n"
    assert yaml_of(files) == yaml_of({"main.tf": "\n".join(found)})


def test_the_order_in_which_a_folder_lists_its_files_does_not_matter(tmp_path: Path) -> None:
    found = blocks("policies_in_their_roles")
    texts = {f"f{n}.tf": block + "\n" for n, block in enumerate(found)}
    one = converted(dict(sorted(texts.items()))).done.files
    other = converted(dict(sorted(texts.items(), reverse=True))).done.files
    assert one == other
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", LARGEST)
def test_an_unrelated_resource_moves_no_name(name: str) -> None:
    before = converted("\n".join(blocks(name)), allow_partial=True).resources()
    for extra in ("aaa", "zzz", "this"):
        text = "\n".join([*blocks(name), f'resource "aws_ecr_repository" "{extra}" {{\n  name = "{extra}"\n}}'])
        after = converted(text, allow_partial=True).resources()
        assert [n for n in before if n not in after] == []
        assert len(after) == len(before) + 1


# ---------------------------------------------------------------------------------------------- logical IDs

WORDS = st.from_regex(r"[a-z][a-z0-9]{0,3}(?:[_-][a-z0-9]{1,3}){0,2}", fullmatch=True)
KEYS = st.one_of(st.none(), st.integers(0, 12), st.text("ab-_/ 1", min_size=1, max_size=4))
MODULES = st.lists(st.tuples(WORDS, KEYS), max_size=2).map(tuple)
TYPES = st.sampled_from(["aws_vpc", "aws_subnet", "aws_security_group", "aws_security_group_rule", "aws_lb"])
ADDRESSES = st.builds(InstanceKey, MODULES, TYPES, st.one_of(WORDS, st.just("this"), st.just("main")), KEYS)
PARTS = st.sampled_from(["", "1", "route1", "policy"])


@given(st.lists(st.tuples(ADDRESSES, PARTS), unique=True, max_size=12), st.lists(WORDS.map(str.title), max_size=3))
def test_logical_ids_never_collide(wanted: list[tuple[InstanceKey, str]], parameters: list[str]) -> None:
    found = logical_ids(wanted, parameters)
    assert set(found) == set(wanted)
    assert len(set(found.values())) == len(wanted)
    assert not set(found.values()) & set(parameters)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,255}", name) for name in found.values())


@given(st.lists(st.tuples(ADDRESSES, PARTS), unique=True, min_size=1, max_size=8), ADDRESSES)
def test_logical_ids_stay_when_others_come(wanted: list[tuple[InstanceKey, str]], extra: InstanceKey) -> None:
    if (extra, "") in wanted or logical_id(extra) in {logical_id(*w) for w in wanted}:
        return
    before, after = logical_ids(wanted), logical_ids([*wanted, (extra, "")])
    assert {k: after[k] for k in before} == before


# ---------------------------------------------------------------------------------------------- the ledger


def unaccounted(tables: RuleTables) -> set[str]:
    findings = Findings()
    project = load(TOP / "terraform_ref", findings)
    assert project is not None
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings)
    Engine(tables, evaluation, findings).run()
    return {f.summary for f in findings if f.id == "rules-unaccounted"}


def test_nothing_in_the_reference_is_unaccounted() -> None:
    assert unaccounted(load_tables()) == set()


def test_a_missing_row_does_not_go_unnoticed() -> None:
    tables = load_tables()
    rule = tables.resources["aws_subnet"]
    rows = {name: row for name, row in rule.arguments.items() if name != "map_public_ip_on_launch"}
    less = replace(tables, resources={**tables.resources, "aws_subnet": replace(rule, arguments=rows)})
    assert unaccounted(less) == {"map_public_ip_on_launch is unaccounted for"}


def test_a_missing_nested_row_does_not_go_unnoticed() -> None:
    tables = load_tables()
    rule = tables.resources["aws_lb_target_group"]
    cases = []
    for case in rule.cases:
        block = case.rule.arguments["health_check"]
        rows = {name: row for name, row in block.rows.items() if name != "matcher"}
        arguments = {**case.rule.arguments, "health_check": replace(block, rows=rows)}
        cases.append(replace(case, rule=replace(case.rule, arguments=arguments)))
    block = rule.arguments["health_check"]
    rows = {name: row for name, row in block.rows.items() if name != "matcher"}
    broken = replace(rule, cases=tuple(cases), arguments={**rule.arguments, "health_check": replace(block, rows=rows)})
    less = replace(tables, resources={**tables.resources, "aws_lb_target_group": broken})
    assert unaccounted(less) == {"health_check[0].matcher is unaccounted for"}


def test_the_reference_twice_gives_the_same_bytes() -> None:
    def files() -> dict[str, str]:
        findings = Findings()
        project = load(TOP / "terraform_ref", findings)
        assert project is not None
        result = convert(project, ConvertSettings(), findings)
        assert result is not None
        return result.files

    assert files() == files()
