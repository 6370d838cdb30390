"""What the loader makes of a table, and what it says about a wrong one."""

from __future__ import annotations

import pytest

from converter.findings import FindingError
from converter.rules.loader import IMPLIED_ROWS, parse_tables
from converter.rules.model import PropertyPath, ResourceRule, Step, Transform, TypeChoice


def rule(text: str) -> ResourceRule:
    """The rule of `aws_x` whose body is ``text``."""
    indented = "\n".join(f"    {line}" for line in text.strip("\n").splitlines())
    return parse_tables([("x.yaml", f"resources:\n  aws_x:\n{indented}\n")]).resources["aws_x"]


def problems(text: str) -> list[str]:
    with pytest.raises(FindingError) as caught:
        parse_tables([("x.yaml", text)])
    return [finding.summary for finding in caught.value.findings]


def test_a_row_may_be_just_a_path() -> None:
    row = rule("type: AWS::A::B\narguments: {a: 'B[0].C', d: /E}").arguments
    assert row["a"].to == PropertyPath((Step("B", 0), Step("C")))
    assert row["d"].to == PropertyPath((Step("E"),), absolute=True)
    assert str(row["a"].to) == "B[0].C"
    assert str(row["d"].to) == "/E"


def test_a_row_with_everything() -> None:
    row = rule(
        """
type: AWS::A::B
arguments:
  a:
    to: A
    as: {key_values: [K, V]}
    default: 2012-10-17
    values: {true: yes it is}
    when_ignored: omit
    note: another shape
    beside: {Kind: a}
"""
    ).arguments["a"]
    assert row.transform == Transform("key_values", ["K", "V"])
    assert (row.has_default, row.default) == (True, "2012-10-17")  # no date
    assert row.values == {"true": "yes it is"}
    assert row.omit_when_ignored
    assert row.note == "another shape"
    assert row.beside == {"Kind": "a"}


def test_a_default_of_null_is_a_default() -> None:
    rows = rule("type: AWS::A::B\narguments: {a: {to: A, default: null}, b: B}").arguments
    assert rows["a"].has_default
    assert not rows["b"].has_default


def test_every_type_has_the_implied_rows_unless_it_gives_them() -> None:
    rows = rule("type: AWS::A::B\narguments: {tags_all: Tags}").arguments
    assert rows["timeouts"] == IMPLIED_ROWS["timeouts"]
    assert str(rows["tags_all"].to) == "Tags"


def test_a_case_is_laid_over_the_rule() -> None:
    found = rule(
        """
type: {argument: kind, values: {a: AWS::A::A, b: AWS::A::B}}
arguments: {a: A, b: B}
properties: {P: 1, Q: 2}
finish: [hook]
cases:
  - when: {kind: a}
    arguments: {a: C}
    properties: {Q: null, R: {ref: self}}
    finish: null
  - when: {}
    type: AWS::A::C
"""
    )
    first, second = (case.rule for case in found.cases)
    assert found.cases[0].when == {"kind": "a"}
    assert str(first.arguments["a"].to) == "C"
    assert str(first.arguments["b"].to) == "B"
    assert first.properties == {"P": 1, "R": {"ref": "self"}}
    assert first.finish == ()
    assert isinstance(first.type, TypeChoice)
    assert second.type == "AWS::A::C"
    assert second.finish == ("hook",)


def test_attribute_forms() -> None:
    rows = rule(
        """
type: AWS::A::B
attributes:
  a: ref
  b: {get_att: X.Y}
  c: {sub: "${ref}/x", fixed_form: "${argument.n}", non_empty: true}
  d: {none: not told}
"""
    ).attributes
    assert rows["a"].ref
    assert rows["b"].get_att == "X.Y"
    assert (rows["c"].sub, rows["c"].fixed_form, rows["c"].non_empty) == ("${ref}/x", "${argument.n}", True)
    assert rows["d"].none == "not told"


def test_data_sources() -> None:
    data = parse_tables(
        [
            (
                "d.yaml",
                "data:\n  aws_z:\n    look_up: {by: [name]}\n    attributes: {a: {parameter: P, description: d}}\n",
            )
        ]
    ).data["aws_z"]
    assert data.look_up_by == ("name",)
    assert (data.attributes["a"].parameter, data.attributes["a"].description) == ("P", "d")


def test_an_alias_is_another_name_of_the_rule() -> None:
    tables = parse_tables([("x.yaml", "resources: {aws_x: {type: AWS::A::B}}\naliases: {aws_y: aws_x}")])
    assert tables.resources["aws_y"] is tables.resources["aws_x"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("type: AWS::A::B, argumants: {}", "x.yaml: resources.aws_x: unknown key 'argumants' (known: absorbed, also,"),
        ("type: nonsense", "x.yaml: resources.aws_x.type: 'nonsense' is no CloudFormation type"),
        ("arguments: {a: B..C}", "x.yaml: resources.aws_x.arguments.a: 'B..C' is no property path: '' is neither"),
        ("arguments: {a: 'B[x]'}", "'B[x]' is no property path: 'B[x]' is neither Name nor Name[0]"),
        ("arguments: {a: {too: B}}", "x.yaml: resources.aws_x.arguments.a: unknown key 'too'"),
        ("arguments: {a: {default: 1}}", "arguments.a: needs `to`, `rows` or `verdict`"),
        ("arguments: {a: {verdict: dropped}}", "arguments.a.verdict: needs a reason"),
        ("arguments: {a: {verdict: gone, reason: r}}", "arguments.a.verdict: 'gone' is none of deploy-step, dropped,"),
        ("arguments: {a: {to: A, verdict: dropped, reason: r}}", "arguments.a.to: does not go with a verdict"),
        ("arguments: {a: {to: A, reason: r}}", "arguments.a.reason: a reason needs a verdict"),
        ("arguments: {a: {to: A, severity: info}}", "arguments.a.severity: only a dropped row has a severity"),
        ("arguments: {a: {to: A, harmless: [1]}}", "arguments.a.harmless: needs a verdict"),
        ("arguments: {a: {to: A, when_ignored: no}}", "arguments.a.when_ignored: expected text, found False"),
        ("arguments: {a: {to: A, as: {x: 1, y: 2}}}", "arguments.a.as: expected a transform's name"),
        (
            "attributes: {a: {get_att: A, after: /, occurrence: 0}}",
            "attributes.a.occurrence: expected a whole number from 1, found 0",
        ),
        ("attributes: {a: {get_att: A, occurrence: 2}}", "attributes.a.occurrence: needs `after`"),
        ("arguments: {a: {rows: {b: {to: 7}}}}", "arguments.a.rows.b.to: expected text, found 7"),
        ("attributes: {a: {ref: true, none: x}}", "attributes.a: needs exactly one of ref, get_att,"),
        ("merge: {into: aws_y}", "merge: needs `into` and `by`"),
        ("deletion: {policy: Keep}", "deletion.policy: 'Keep' is none of Delete, Retain,"),
        ("also: {a: {when: x}}", "also.a: needs `type`"),
        ("cases: [{type: AWS::A::B}]", "cases.0: a case needs `when`"),
        ("cases: [{when: {}, cases: []}]", "cases.0: unknown key 'cases'"),
        ("verdict: dropped", "x.yaml: resources.aws_x.verdict: needs a reason"),
    ],
)
def test_messages_name_the_file_the_place_and_the_fault(body: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(f"resources: {{aws_x: {{{body}}}}}"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resource: {}", "x.yaml: top level: unknown key 'resource' (known: aliases, data, resources)"),
        ("resources: [1]", "x.yaml: resources: expected a mapping, found [1]"),
        ("resources:\n  a: {}\n  a: {}", "x.yaml: top level: not readable as YAML: line 3: key 'a' is given twice"),
        ("resources: {", "x.yaml: top level: not readable as YAML"),
        ("aliases: {a: b}", "x.yaml: aliases.a: 'b' has no table"),
        ("data: {d: {attributes: {a: {parameter: P}}}}", "attributes.a: `parameter` and `description` go together"),
        ("data: {d: {attributes: {a: {zones: names, values: {}}}}}", "attributes.a.values: needs `pseudo`"),
    ],
)
def test_messages_about_files(text: str, expected: str) -> None:
    assert any(problem.startswith(expected) or expected in problem for problem in problems(text))


def test_all_faults_are_told_at_once() -> None:
    assert len(problems("resources: {aws_x: {type: 1, arguments: {a: {}, b: 'C..D'}}}")) == 3


def test_two_files_cannot_rule_one_type() -> None:
    text = "resources: {aws_x: {type: AWS::A::B}}"
    with pytest.raises(FindingError, match=r"y\.yaml: resources\.aws_x: also in x\.yaml"):
        parse_tables([("x.yaml", text), ("y.yaml", text)])
