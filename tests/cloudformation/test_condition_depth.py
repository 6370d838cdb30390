"""How deeply conditions may be nested, those that they refer to among them."""

from __future__ import annotations

from converter.cloudformation.condition_depth import depths
from converter.cloudformation.model import And, ConditionExpression, ConditionRef, Equals, Not, Or, Ref
from converter.cloudformation.resolver import resolve
from converter.cloudformation.yaml_reader import MAX_CONDITION_DEPTH, parse

HOLDS = Equals(Ref("P"), "a")


def test_levels_are_counted_through_references() -> None:
    conditions: dict[str, ConditionExpression] = {
        "A": HOLDS,
        "B": Not(ConditionRef("A")),
        "C": And((ConditionRef("A"), Or((ConditionRef("B"), HOLDS)))),
        "D": ConditionRef("Nowhere"),
    }
    wanted = {"A": 1, "B": 3, "C": 6, "D": 1}
    assert depths(conditions) == wanted
    assert depths(dict(reversed(conditions.items()))) == wanted


def test_a_circle_has_an_end() -> None:
    assert set(depths({"A": ConditionRef("B"), "B": Not(ConditionRef("A")), "C": ConditionRef("C")})) == {"A", "B", "C"}


def chain(length: int) -> str:
    """A template with conditions that each refer to the next one."""
    lines = [f"  C{n}: !Not [!Condition C{n + 1}]" for n in range(length)]
    topic = "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Condition: C0\n"
    last = f'  C{length}: !Equals [!Ref P, ""]'
    return "\n".join(["Parameters:\n  P:\n    Type: String\n    Default: ''\nConditions:", *lines, last, topic])


def test_the_deepest_that_is_read_is_resolved() -> None:
    length = MAX_CONDITION_DEPTH // 2 - 1
    document = parse(chain(length))
    assert document.findings == ()
    resolution = resolve(document.template)
    assert resolution.findings == ()
    assert resolution.stack.conditions["C0"] is (length % 2 == 0)


def test_deeper_ones_are_refused() -> None:
    (finding,) = parse(chain(5000)).findings
    assert finding.id == "cfn-template-shape"
    assert f"is nested deeper than {MAX_CONDITION_DEPTH} levels" in finding.summary
