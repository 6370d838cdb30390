"""Values that make conditions come out in a given way: solved for, and told where that is left undone."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from converter.cloudformation.model import (
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    Not,
    Object,
    Or,
    Parameter,
    Ref,
    Resource,
    Template,
)
from converter.cloudformation.resolved import PseudoParameters
from converter.parity.comparison import assignments, reaching
from converter.parity.comparison.decisions import Decisions, Goal, goal_text
from converter.parity.comparison.reaching import UndecidedGoalError, comes_out, texts_that_reach
from tests.parity.converted import Root

REGION = Equals(Ref("AWS::Region"), "eu-west-1")
TEXTS = ("a", "b", "c")


def equals(name: str, text: str = "true") -> Equals:
    return Equals(Ref(name), text)


def tree(conditions: dict[str, ConditionExpression], *names: str, **nested: Template) -> Decisions:
    """Templates whose main one has these conditions and parameters; nested ones get all the parameters."""
    stacks = {
        name: Resource(
            type="AWS::CloudFormation::Stack",
            condition="Wanted" if "Wanted" in conditions else None,
            properties=Object.of({"TemplateURL": f"./{name}", "Parameters": Object.of({n: Ref(n) for n in names})}),
        )
        for name in nested
    }
    parameters = {name: Parameter(default="false") for name in names}
    return Decisions(Template(parameters=parameters, conditions=conditions, resources=stacks), nested.get)


def goal(*path: str, **outcomes: bool) -> Goal:
    return path, frozenset(outcomes.items())


def reached(templates: Decisions, wanted: Goal, *texts: str) -> dict[str, str] | None:
    """Texts that reach a goal, those of parameters that are not as usual ("false")."""
    names = templates.root.parameters
    usual = dict.fromkeys(names, "false")
    found = texts_that_reach(templates, wanted, dict.fromkeys(names, texts or ("false", "true")), usual)
    return None if found is None else {name: text for name, text in found.items() if text != "false"}


def test_many_at_once() -> None:
    flags = [f"F{n}" for n in range(50)]
    both = (And(tuple(map(equals, flags))), Or(tuple(map(equals, flags))))
    templates = tree({"All": both[0], "Any": both[1]}, *flags)
    assert reached(templates, goal(All=True)) == dict.fromkeys(flags, "true")
    assert reached(templates, goal(All=False, Any=False)) == {}
    some = reached(templates, goal(All=False, Any=True))
    assert some is not None
    assert len(some) == 1


def test_what_nothing_reaches() -> None:
    templates = tree(
        {"A": equals("P", "a"), "B": equals("P", "b"), "Both": And((ConditionRef("A"), ConditionRef("B")))}, "P"
    )
    assert reached(templates, goal(Both=True), "false", *TEXTS) is None
    assert reached(templates, goal(A=True), "false", "b") is None  # no text that it may have
    assert reached(templates, goal(A=False, B=False), "a", "b") is None
    assert reached(templates, goal(A=False, B=True), "false", *TEXTS) == {"P": "b"}


def test_in_a_nested_stack() -> None:
    inner = Template(
        parameters={"P": Parameter(), "Q": Parameter(), "Fixed": Parameter(default="x")},
        conditions={"C": And((equals("P", "a"), equals("Fixed", "x"))), "D": equals("Fixed", "y")},
    )
    templates = tree({"Wanted": equals("Q", "b")}, "P", "Q", Inner=inner)
    assert reached(templates, goal("Inner", C=True), "false", *TEXTS) == {"P": "a", "Q": "b"}
    assert reached(templates, goal("Inner", D=True), *TEXTS) is None


def test_something_else_decides_too() -> None:
    templates = tree({"Here": REGION, "C": And((ConditionRef("Here"), equals("P")))}, "P")
    assert reached(templates, goal(C=True)) == {"P": "true"}
    assert comes_out(templates, goal(C=True), {"P": "true"}) is None
    assert comes_out(templates, goal(C=True), {"P": "false"}) is False
    circle = tree({"A": Not(ConditionRef("B")), "B": ConditionRef("A")}, "P")
    assert comes_out(circle, goal(A=True), {"P": "false"}) is None
    assert reached(circle, goal(A=True)) is None


def test_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "MOST_DEDUCTIONS", 3)
    templates = tree({"C": Or(tuple(equals(f"F{n}") for n in range(20)))}, *(f"F{n}" for n in range(20)))
    with pytest.raises(UndecidedGoalError):
        reached(templates, goal(C=True))


NAMES = ("A", "B", "C", "D")
PARAMETERS = ("P", "Q", "R")


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, ConditionExpression]:
    """Conditions of which each may use those before it."""
    made: dict[str, ConditionExpression] = {}
    for name in NAMES:
        leaves: st.SearchStrategy[ConditionExpression] = st.builds(
            equals, st.sampled_from(PARAMETERS), st.sampled_from((*TEXTS, "d"))
        )
        if made:
            leaves |= st.sampled_from([ConditionRef(other) for other in made])
        made[name] = draw(
            st.recursive(
                leaves,
                lambda inner: (
                    st.builds(Not, inner)
                    | st.builds(lambda o: And(tuple(o)), st.lists(inner, min_size=2, max_size=3))
                    | st.builds(lambda o: Or(tuple(o)), st.lists(inner, min_size=2, max_size=3))
                ),
                max_leaves=5,
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(conditions(), st.dictionaries(st.sampled_from(NAMES), st.booleans(), min_size=1))
def test_what_is_found_reaches_the_goal_and_nothing_is_missed(
    drawn: dict[str, ConditionExpression], outcomes: dict[str, bool]
) -> None:
    templates, wanted = tree(drawn, *PARAMETERS), goal(**outcomes)
    templates.involved[wanted] = frozenset(PARAMETERS)

    def is_reached(texts: dict[str, str]) -> bool:
        return wanted in templates.taken(texts, PseudoParameters())

    everything = [dict(zip(PARAMETERS, texts, strict=True)) for texts in itertools.product(TEXTS, repeat=3)]
    found = texts_that_reach(templates, wanted, dict.fromkeys(PARAMETERS, TEXTS), dict.fromkeys(PARAMETERS, "a"))
    if found is None:
        assert not any(map(is_reached, everything))
    else:
        assert is_reached(dict(found))
        for name in PARAMETERS:  # nothing is another than usual without need
            assert found[name] == "a" or not is_reached({**found, name: "a"})


# ---------------------------------------------------------------------------------------------- many variables

FLAGS = "".join(f'variable "f{n}" {{\n  type = bool\n  default = false\n}}\n' for n in range(12))
TOPIC = 'resource "aws_sns_topic" "a" {{\n  count = {} ? 1 : 0\n  name = "a"\n}}\n'
MANY = FLAGS + TOPIC.format(" && ".join(f"var.f{n}" for n in range(12)))


def test_each_of_many_decides_once(tmp_path: Path) -> None:
    report = Root.converted(tmp_path, MANY).report()
    assert [f.id for f in report.findings if f.id.startswith("parity")] == []


def test_what_is_not_tried_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Root.converted(tmp_path, MANY)
    monkeypatch.setattr(assignments, "MOST_ASSIGNMENTS", 6)
    (untried,) = [f for f in root.report().findings if f.id == "parity-untried"]
    assert "under 6 sets of values" in untried.detail
    assert "alone among 12" in untried.detail


def test_goals_in_words() -> None:
    assert goal_text(goal("Storage", B=False, A=True)) == "Storage/A = true with B = false"
    many = {f"C{n}": n == 4 for n in range(11)}
    assert goal_text(goal(**many)) == "C4 = true alone among 11"
