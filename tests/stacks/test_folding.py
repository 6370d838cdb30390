"""Parameters that become pieces of one: which ones, what they take, and that reading them gives what was given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from converter.cloudformation.model import (
    Assertion,
    Equals,
    If,
    Not,
    Object,
    Output,
    Parameter,
    Ref,
    Resource,
    Rule,
    RuleContains,
    Select,
    Split,
    Sub,
    Template,
)
from converter.cloudformation.parameters import parameter_value
from converter.cloudformation.resolver import resolve
from converter.stacks.folding import Folding, fold_parameters

SWITCH = Parameter(allowed_values=("true", "false"), default="true")
CHOICE = Parameter(allowed_values=("a,b", "c|d"), default="a,b")
NUMBER = Parameter(type="Number", default=3)
TEXT = Parameter(default="x")


def named(word: str, count: int, parameter: Parameter) -> dict[str, Parameter]:
    return {f"{word}{chr(65 + n)}": parameter for n in range(count)}


def names(folding: Folding) -> dict[str, list[str]]:
    return {fold.name: list(fold.members) for fold in folding.folds}


def test_nothing_is_folded_where_there_is_room() -> None:
    assert not fold_parameters(named("Enable", 5, SWITCH), {}, 5)


def test_what_loses_least_goes_first_and_no_more_than_needed() -> None:
    parameters = {**named("Enable", 3, SWITCH), **named("Count", 3, NUMBER), **named("Text", 3, TEXT)}
    assert names(fold_parameters(parameters, {}, 7)) == {"EnableSwitches": ["EnableA", "EnableB", "EnableC"]}
    assert list(names(fold_parameters(parameters, {}, 6))) == ["EnableSwitches", "CountNumbers"]
    assert list(names(fold_parameters(parameters, {}, 1))) == ["EnableSwitches", "CountNumbers", "TextTexts"]


def test_what_has_no_effect_goes_before_all_else() -> None:
    parameters = {**named("Enable", 3, SWITCH), **named("Idle", 2, TEXT)}
    rules = {
        f"{name}HasNoEffect": Rule(assertions=(Assertion(test=RuleContains((Ref(name),), Ref(name)), description=""),))
        for name in ("IdleA", "IdleB")
    }
    folding = fold_parameters(parameters, rules, 4)
    assert names(folding) == {"UnusedTexts": ["IdleA", "IdleB"]}
    assert list(folding.folded(Template(parameters=parameters, rules=rules)).rules) == ["UnusedTextsHasNoEffect"]


def test_names_without_a_common_word_go_together_after_the_others() -> None:
    parameters = {"Alpha": SWITCH, "Beta": SWITCH, "GammaOne": SWITCH, "GammaTwo": SWITCH}
    assert list(names(fold_parameters(parameters, {}, 3))) == ["GammaSwitches"]
    assert names(fold_parameters(parameters, {}, 2))["OtherSwitches"] == ["Alpha", "Beta"]


@pytest.mark.parametrize(
    "parameter",
    [
        replace(TEXT, no_echo=True),
        replace(TEXT, allowed_pattern="x*"),
        replace(NUMBER, min_value=1),
        replace(NUMBER, allowed_values=(1, 2)),
        Parameter(type="CommaDelimitedList", default="a,b"),
        Parameter(type="AWS::EC2::VPC::Id"),
        Parameter(default=",|;~^"),
    ],
)
def test_what_a_piece_cannot_carry_stays(parameter: Parameter) -> None:
    assert not fold_parameters(named("Some", 4, parameter), {}, 1)


def test_what_rules_or_somebody_else_read_stays() -> None:
    test = Not(Equals(Ref("TextA"), ""))
    rules = {"Given": Rule(assertions=(Assertion(test=test, description=""),))}
    folding = fold_parameters(named("Text", 4, TEXT), rules, 1, kept={"TextB"})
    assert names(folding) == {"TextTexts": ["TextC", "TextD"]}


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    parameters = {**named("Enable", 3, SWITCH), "EnableSwitches": NUMBER}
    assert list(names(fold_parameters(parameters, {}, 2))) == ["EnableSwitches2"]


def test_required_parameters_go_last_and_stay_required() -> None:
    parameters = {**named("Text", 2, TEXT), **named("Wanted", 2, replace(TEXT, default=None))}
    assert list(names(fold_parameters(parameters, {}, 3))) == ["TextTexts"]
    *_, required = fold_parameters(parameters, {}, 2).folds
    assert (required.name, required.parameter.default) == ("WantedRequiredTexts", None)
    assert required.text({"WantedA": "x"}) is None
    assert required.text({"WantedA": "x", "WantedB": ""}) == "x|"


@pytest.mark.parametrize(
    ("parameter", "taken", "refused"),
    [
        (SWITCH, ("true,false", "false,false"), ("true", "true,false,true", "true,maybe", "", "true, false")),
        (NUMBER, ("1,2", "-1.5,.5", "1e3,+2"), ("1", "1,x", "1,", "1,2,3")),
        (CHOICE, ("a,b;c|d",), ("a,b", "a,b;x", "a;b;c")),
        (TEXT, ("|", "a,b|c d", "x|\n"), ("", "a", "a|b|c")),
        (replace(TEXT, min_length=1, max_length=3), ("a|bcd",), ("|b", "a|bcde")),
    ],
)
def test_a_pattern_counts_pieces_and_holds_each(
    parameter: Parameter, taken: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    (fold,) = fold_parameters(named("Some", 2, parameter), {}, 1).folds
    for text in (fold.parameter.default, *taken):
        assert parameter_value("F", fold.parameter, text)[1] == [], text
    for text in refused:
        assert parameter_value("F", fold.parameter, text)[1] != [], text


def test_large_defaults_do_not_go_into_one_value() -> None:
    folding = fold_parameters(named("Text", 4, replace(TEXT, default="y" * 500)), {}, 1)
    assert names(folding) == {"TextTexts": ["TextA", "TextB"], "TextTexts2": ["TextC", "TextD"]}


def template(parameters: dict[str, Parameter]) -> Template:
    """A template that reads every parameter in a condition, a property and an output."""
    conditions = {f"{name}IsTrue": Equals(Ref(name), "true") for name in parameters}
    values = tuple(If(f"{name}IsTrue", Sub(("<", Ref(name), ">")), Ref(name)) for name in parameters)
    return Template(
        parameters=parameters,
        conditions=conditions,
        resources={"R": Resource(type="AWS::X::Y", properties=Object((("Values", values),)))},
        outputs={name: Output(value=Ref(name)) for name in parameters},
    )


@given(st.lists(st.sampled_from(("true", "false")), min_size=4, max_size=4), st.text("ab ,", max_size=4))
def test_a_folded_template_means_the_same(switches: list[str], text: str) -> None:
    parameters = {**named("Enable", 4, SWITCH), **named("Text", 2, TEXT)}
    whole = template(parameters)
    folding = fold_parameters(parameters, {}, 2)
    folded = folding.folded(whole)
    assert len(folded.parameters) == 2
    values = {**dict(zip(named("Enable", 4, SWITCH), switches, strict=True)), "TextB": text}
    one = resolve(whole, dict(values)).stack
    other = resolve(folded, dict(folding.given(values))).stack
    assert one.resources["R"].properties == other.resources["R"].properties
    assert one.outputs == other.outputs
    assert folding.unfolded(folded).resources == whole.resources
    assert folding.unfolded(folded).conditions == whole.conditions


def test_values_that_are_not_given_are_the_defaults() -> None:
    folding = fold_parameters({**named("Enable", 3, SWITCH), "Own": TEXT}, {}, 2)
    assert folding.given({"EnableB": "false", "Own": "y"}) == {"EnableSwitches": "true,false,true", "Own": "y"}
    assert folding.given({"Own": "y"}) == {"Own": "y"}
    (fold,) = folding.folds
    assert fold.reference("EnableC") == Select(2, Split(",", Ref("EnableSwitches")))
    assert fold.pieces("true,false") is None


_WORDS = st.sampled_from(("Enable", "Use", "Log", "Vpc"))
_POOL = st.dictionaries(
    st.builds("{}{}".format, _WORDS, st.integers(0, 60)), st.sampled_from((SWITCH, NUMBER, TEXT)), max_size=40
)


@given(_POOL, st.integers(1, 20))
def test_every_fold_is_sound_and_the_count_comes_down(parameters: dict[str, Parameter], room: int) -> None:
    folding = fold_parameters(parameters, {}, room)
    members = [name for fold in folding.folds for name in fold.members]
    assert len(members) == len(set(members))
    assert folding == fold_parameters(dict(reversed(parameters.items())), {}, room)
    left = len(parameters) - len(members) + len(folding.folds)
    assert left <= max(room, 12)  # at most: one alone of each word and kind


@given(_POOL, st.integers(1, 20))
def test_what_cannot_be_folded_moves_nothing(parameters: dict[str, Parameter], room: int) -> None:
    more = {**parameters, "SecretKey": replace(TEXT, no_echo=True)}
    assert names(fold_parameters(more, {}, room + 1)) == names(fold_parameters(parameters, {}, room))
