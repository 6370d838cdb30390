"""Law: an evaluation with its variables open, and values put in afterwards, is the evaluation under those values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st

from converter.findings import Findings
from converter.parity.against_plan.agreement import plain
from converter.terraform.evaluator import Evaluation, Settings, evaluate
from converter.terraform.formulas import Constant, Formula
from converter.terraform.functions import CallContext
from converter.terraform.instances import BodyValue
from converter.terraform.loading import Project, ReaderFiles, load
from converter.terraform.plan import from_plain
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.residuals import substitute, substitute_formula
from converter.terraform.values import Parameter, Value

ROOTS = Path(__file__).parent / "roots"
# Not what names resources: the keys of addresses are those in force.
DRAWN: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "network": {
        "name": st.sampled_from(["demo", "x", "Über-name"]),
        "cidr": st.sampled_from(["10.0.0.0/16", "10.20.0.0/18", "192.168.0.0/20"]),
        "public": st.booleans(),
        "region": st.sampled_from(["us-east-1", "eu-west-1"]),
    },
    "services": {"stage": st.sampled_from(["dev", "prod", "a stage"]), "retention": st.sampled_from([7, 14, 120])},
    "access": {
        "write": st.booleans(),
        "readers": st.lists(st.sampled_from(["111111111111", "222222222222"]), min_size=1, max_size=1),
    },
    "lists": {"size": st.just(2)},
}


@dataclass(frozen=True)
class Open:
    """A root evaluated once with its variables open."""

    project: Project
    evaluation: Evaluation

    @property
    def fixed(self) -> set[str]:
        """The variables that are not open after all."""
        return {d.variable for d in self.evaluation.demands if not d.length_only}


@cache
def opened(root: str) -> Open:
    findings = Findings()
    project = load(ROOTS / root, findings)
    assert project is not None
    evaluation = run(project, {}, findings)
    assert list(findings.errors) == []
    return Open(project, evaluation)


def run(project: Project, values: Mapping[str, Value], findings: Findings) -> Evaluation:
    chosen = Settings(values, None, ReaderFiles(project.sources))
    return evaluate(project.root, project.variables, ProviderSchema.load(), findings, chosen)


class Filled:
    """An open evaluation with values put in."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def known(self, parameter: Parameter) -> Value:
        return self.values[parameter.name]

    def holds(self, formula: Formula) -> bool:
        decided = substitute_formula(formula, self.known, CallContext())
        assert isinstance(decided, Constant), formula
        return decided.value

    def body(self, body: BodyValue) -> dict[str, Any]:
        result = {a.name: plain(substitute(a.value, self.known, CallContext())) for a in body.arguments.values()}
        for name, blocks in body.blocks.items():
            kept = [self.body(block.body) for block in blocks if self.holds(block.guard)]
            if kept:
                result[name] = kept
        return result

    def instances(self, evaluation: Evaluation) -> dict[str, dict[str, Any]]:
        return {i.address: self.body(i.body) for i in evaluation.instances if self.holds(i.guard)}


def holds_for(root: str, drawn: Mapping[str, object]) -> None:
    open_ = opened(root)
    values: dict[str, Value] = {}
    for name, variable in open_.project.variables.items():
        value = variable.in_force
        assert value is not None
        if name in drawn and name not in open_.fixed:
            value = variable.constraint.apply(from_plain(drawn[name]), variable.config.block.header, name)
        values[name] = value
    findings = Findings()
    specialised = run(open_.project, values, findings)
    assert list(findings.errors) == []
    filled = Filled(values)
    assert filled.instances(open_.evaluation) == filled.instances(specialised)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_values_put_in_afterwards(data: st.DataObject) -> None:
    root = data.draw(st.sampled_from(sorted(DRAWN)))
    holds_for(root, {name: data.draw(values, label=name) for name, values in DRAWN[root].items()})


def test_what_is_meant_to_be_open_is() -> None:
    fixed = {root: opened(root).fixed for root in DRAWN}
    assert fixed == {
        "network": set(),
        "services": {"alarm_email"},
        "access": set(),
        "lists": {"size", "label", "tags"},
    }
