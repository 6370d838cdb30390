"""Law: a template's text is the value of its expression, for any values of the variables that the parameters take."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from converter.deploy.parameters import value_problem
from converter.findings import Findings
from converter.parity.comparison import square
from converter.parity.comparison.derived import NotCarriedError, derived_values
from converter.parity.today import Today, convert_today
from converter.project_configuration import load_configuration
from converter.rules.ledger import Verdict
from converter.rules.names import parameter_name
from converter.terraform.loading import Project, load
from converter.terraform.values import Bool, Item, Number, Sequence as List, String, Value
from tests.conversion.expressions import ASSIGNMENTS, FLAGS, VARIABLES, texts

RESOURCE = 'resource "aws_ssm_parameter" "this" {{\n  name  = "this"\n  type  = "String"\n  value = {}\n}}\n'
REFUSALS = {"cfn-parameter-constraint", "cfn-rule-failed"}


def compare(expression: str, assignments: Sequence[Mapping[str, Any]], seen: Counter[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="tf2cfn-law-") as folder:
        Path(folder, "main.tf").write_text(VARIABLES + RESOURCE.format(expression), encoding="utf-8")
        findings = Findings()
        project = load(Path(folder), findings)
        assert project is not None
        today = convert_today(project, load_configuration(Path(folder), findings), findings)
        if today is None:
            seen["fails at the defaults"] += 1
            return
        if any(finding.id == "rules-inexpressible" for finding in today.findings):
            seen["inexpressible"] += 1
            return
        for given_values in assignments:
            seen[_compared(project, today, _values(project, today, given_values))] += 1


def _values(project: Project, today: Today, given_values: Mapping[str, Any]) -> dict[str, Value]:
    """The values that are drawn, where they can be chosen; a list has as many elements as it must have."""
    verdicts = {row["name"]: row["verdict"] for row in today.variables}
    values: dict[str, Value] = {name: v.default for name, v in project.variables.items() if v.default is not None}
    for name, drawn in given_values.items():
        default = values[name]
        if verdicts[name] == Verdict.FIXED:
            continue
        if isinstance(default, List):
            count = len(drawn) if verdicts[name] == Verdict.SAME else len(default.items)
            values[name] = replace(default, items=tuple(Item(String(text)) for text in (drawn * count)[:count]))
        elif isinstance(default, Number):
            values[name] = Number(Decimal(drawn))
        else:
            values[name] = Bool(drawn) if isinstance(default, Bool) else String(drawn)
    return values


def _compared(project: Project, today: Today, values: Mapping[str, Value]) -> str:
    parameters = today.main.parameters
    carried = {parameter_name(name): value for name, value in values.items() if parameter_name(name) in parameters}
    if any(value_problem(value, parameters[name]) for name, value in carried.items()):
        return "no parameter carries it"
    findings = Findings()
    try:
        here = square.Assignment(variables=values, look_ups=derived_values(today, dict(values)))
    except NotCarriedError:
        return "no parameter carries it"
    _, flat = square.specialised(project, here, findings)
    if findings.errors:
        return "fails"
    templates = {f"{name}-stack.yaml": template for name, template in today.conversion.templates.items()}
    resolution = square.resolve_tree(templates, here)
    if resolution.findings:
        assert {finding.id for finding in resolution.findings} <= REFUSALS, resolution.findings
        return "refused"
    assert list(square.compare(flat, resolution, here)) == []
    return "equal"


def law(examples: int) -> Counter[str]:
    """Compares so many expressions; gives what became of them and of their values."""
    seen: Counter[str] = Counter()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts(), st.lists(ASSIGNMENTS, min_size=4, max_size=4))
    def of(expression: str, assignments: list[dict[str, Any]]) -> None:
        compare(expression, assignments, seen)

    of()
    return seen


def test_expressions_become_what_they_are() -> None:
    seen = law(30)
    assert seen["equal"] > seen["refused"] + seen["inexpressible"]


@pytest.mark.slow
def test_many_expressions_become_what_they_are() -> None:
    seen = law(2000)
    assert seen["equal"] > seen["refused"] + seen["inexpressible"]


REGRESSIONS = {
    "JSON inside JSON is escaped": 'jsonencode({ inner = jsonencode({ name = var.s }), told = "say \\"${var.s}\\"" })',
    "a set is sorted and holds nothing twice": "jsonencode(tolist(toset(var.l)))",
    "a set as a list": 'join(",", toset(var.l))',
    "what is left of a set": "jsonencode([for x in setsubtract(var.l, [var.s]) : x])",
    "parts of a text": 'join("+", [for x in split(",", var.s) : "<${x}>"])',
    "an index below zero": "upper(try(var.l[var.n], var.s))",
    "an object that is computed": "jsonencode(zipmap(var.l, keys(local.guarded)))",
    "how long a text is": 'try(["k"][length(var.s)], var.s)',
    "whether there is an element": "tostring(can(var.l[1]))",
    "an index that is chosen": 'try(["k"][var.f ? var.n : 0], var.s)',
    "a condition over a list": 'contains(["k", "p,q"], join(",", var.l)) ? var.s : var.t',
    "an element that has a comma": "sort([var.u, var.s])[0]",
    "many that may not be there": 'join("+", values(local.many))',
    "whether there are any of many": 'length(local.many) > 0 ? "${length(local.many) == 8}" : var.s',
    "the first of many": "try(values(local.many)[0], var.s)",
    "letters of many": 'upper(join("-", values(local.many)))',
    "positions among many": 'join(",", reverse(slice(concat(keys(local.many), ["y", "z"]), 0, 2)))',
    "many in JSON": "jsonencode({ all = local.many, some = keys(local.many) })",
    "many compared": 'join("", keys(local.many)) == "fhjm" ? var.s : var.t',
}


@pytest.mark.parametrize("expression", REGRESSIONS.values(), ids=list(REGRESSIONS))
def test_expressions_that_were_wrong_once(expression: str) -> None:
    values: dict[str, Any] = {"s": "abc", "t": "x", "u": "x-y", "n": "1", "l": ["p", "p"]}
    values |= dict.fromkeys(FLAGS, True)
    changes: list[dict[str, Any]] = [
        {}, {"f": False}, {"l": ["q", "p"]}, {"l": ["p", "q"]}, {"n": "-1"}, {"s": "a,b"}, {"s": 'say "hi"'},
        {"s": "p"}, {"s": "a", "t": "a"}, dict.fromkeys(FLAGS, False), dict.fromkeys(FLAGS[1::2], False),
    ]  # fmt: skip
    seen: Counter[str] = Counter()
    compare(expression, [values | change for change in changes], seen)
    assert seen["equal"] + seen["refused"] >= 4
