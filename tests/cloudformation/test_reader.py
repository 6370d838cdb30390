"""Reading templates: short form, long form and JSON give the same model; what is wrong is named with its place."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from converter.cloudformation.model import (
    NO_VALUE,
    And,
    Base64,
    Cidr,
    ConditionRef,
    Equals,
    FindInMap,
    GetAtt,
    GetAZs,
    If,
    ImportValue,
    Join,
    Length,
    Node,
    Not,
    Object,
    Or,
    Parameter,
    Ref,
    RuleContains,
    Select,
    Split,
    Sub,
    Template,
    ToJsonString,
)
from converter.cloudformation.yaml_reader import parse, read
from converter.findings.model import FindingError


def template_with(value: str) -> str:
    return f"Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      P: {value}\n"


def node_of(template: Template) -> Node | None:
    return template.resources["A"].properties.get("P")


FORMS: list[tuple[str, object, Node]] = [
    ("!Ref X", {"Ref": "X"}, Ref("X")),
    ("!GetAtt X.Y", {"Fn::GetAtt": ["X", "Y"]}, GetAtt("X", "Y")),
    ("!GetAtt X.Y.Z", {"Fn::GetAtt": ["X", "Y.Z"]}, GetAtt("X", "Y.Z")),
    ("!GetAtt [X, Y]", {"Fn::GetAtt": "X.Y"}, GetAtt("X", "Y")),
    ('!Sub "a${B}"', {"Fn::Sub": "a${B}"}, Sub(("a", Ref("B")))),
    ('!Sub "a${B.C.D}"', {"Fn::Sub": "a${B.C.D}"}, Sub(("a", GetAtt("B", "C.D")))),
    ('!Sub ["a${v}", {v: !Ref B}]', {"Fn::Sub": ["a${v}", {"v": {"Ref": "B"}}]}, Sub(("a", Ref("B")))),
    ('!Sub "${!Lit}${AWS::Region}"', {"Fn::Sub": "${!Lit}${AWS::Region}"}, Sub(("${Lit}", Ref("AWS::Region")))),
    ('!Sub "$${A}"', {"Fn::Sub": "$${A}"}, Sub(("$", Ref("A")))),
    ('!Join [",", [a, !Ref B]]', {"Fn::Join": [",", ["a", {"Ref": "B"}]]}, Join(",", ("a", Ref("B")))),
    ('!Join [",", !Ref B]', {"Fn::Join": [",", {"Ref": "B"}]}, Join(",", Ref("B"))),
    ('!Select ["1", !Ref B]', {"Fn::Select": [1, {"Ref": "B"}]}, Select(1, Ref("B"))),
    ('!Split ["/", !Ref B]', {"Fn::Split": ["/", {"Ref": "B"}]}, Split("/", Ref("B"))),
    ("!If [C, 1, !Ref AWS::NoValue]", {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}, If("C", 1, NO_VALUE)),
    ("!FindInMap [M, a, !Ref B]", {"Fn::FindInMap": ["M", "a", {"Ref": "B"}]}, FindInMap("M", "a", Ref("B"))),
    ("!Cidr [!Ref B, 6, 8]", {"Fn::Cidr": [{"Ref": "B"}, 6, 8]}, Cidr(Ref("B"), 6, 8)),
    ('!GetAZs ""', {"Fn::GetAZs": ""}, GetAZs("")),
    ("{Fn::GetAZs: !Ref AWS::Region}", {"Fn::GetAZs": {"Ref": "AWS::Region"}}, GetAZs(Ref("AWS::Region"))),
    ("!Base64 abc", {"Fn::Base64": "abc"}, Base64("abc")),
    ("!ImportValue abc", {"Fn::ImportValue": "abc"}, ImportValue("abc")),
    ("{Fn::Base64: !Sub '${A}'}", {"Fn::Base64": {"Fn::Sub": "${A}"}}, Base64(Sub((Ref("A"),)))),
    ("{Fn::ToJsonString: {a: 1}}", {"Fn::ToJsonString": {"a": 1}}, ToJsonString(Object.of({"a": 1}))),
    ("{Fn::Length: [1, 2]}", {"Fn::Length": [1, 2]}, Length((1, 2))),
    ("{Condition: {StringEquals: {a: b}}}", {"Condition": {"StringEquals": {"a": "b"}}},
     Object.of({"Condition": Object.of({"StringEquals": Object.of({"a": "b"})})})),
]  # fmt: skip


@pytest.mark.parametrize(("short", "long", "node"), FORMS)
def test_every_form_gives_the_same_node(short: str, long: object, node: Node) -> None:
    as_json = {"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"P": long}}}}
    assert node_of(read(template_with(short))) == node
    assert node_of(read(template_with(json.dumps(long)))) == node
    assert node_of(read(json.dumps(as_json))) == node
    assert node_of(read(json.dumps(as_json, indent="\t"))) == node
    assert node_of(read(json.dumps(as_json, separators=(",", ":")))) == node


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("off", False),
        ("012", 10),
        ("0x1F", 31),
        ("1_000", 1000),
        ("1:30", 90),
        ("1.50", Decimal("1.50")),
        ("2012-10-17", "2012-10-17"),
        ("1e3", "1e3"),
        ("08", "08"),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("''", ""),
    ],
)
def test_scalars_are_read_as_yaml_1_1(written: str, value: Node) -> None:
    found = node_of(read(template_with(written)))
    assert (type(found), found) == (type(value), value)


def test_json_numbers_are_read_as_json() -> None:
    text = '{"Resources": {"A": {"Type": "X", "Properties": {"P": [1e3, 1.5, -2, "\\ud83d\\ude00\\/"]}}}}'
    assert node_of(read(text)) == (Decimal("1e3"), Decimal("1.5"), -2, "😀/")


CONDITIONS: list[tuple[str, object]] = [
    ("!Equals [!Ref A, b]", Equals(Ref("A"), "b")),
    ("{Fn::Equals: [{Ref: A}, b]}", Equals(Ref("A"), "b")),
    ("!Not [!Condition X]", Not(ConditionRef("X"))),
    ("!Not [{Condition: X}]", Not(ConditionRef("X"))),
    ("!And [!Condition X, !Condition Y]", And((ConditionRef("X"), ConditionRef("Y")))),
    ("!Or [!Condition X, {Condition: Y}]", Or((ConditionRef("X"), ConditionRef("Y")))),
    ("!Condition X", ConditionRef("X")),
    ("{Condition: X}", ConditionRef("X")),
]


@pytest.mark.parametrize(("text", "expression"), CONDITIONS)
def test_conditions(text: str, expression: object) -> None:
    assert read(f"Conditions:\n  C: {text}\nResources: {{}}\n").conditions["C"] == expression


def test_sections() -> None:
    template = read("""
AWSTemplateFormatVersion: 2010-09-09
Description: d
Parameters:
  P: {Type: Number, Default: 08, NoEcho: "true", MinValue: "1", MaxValue: 1.5, AllowedValues: [1, true]}
Rules:
  R: {RuleCondition: !Equals [a, b], Assertions: [{Assert: {Fn::Contains: [[a], !Ref P]}, AssertDescription: x}]}
Mappings: {M: {123456789012: {a: 1}}}
Resources:
  A: {Type: T, DependsOn: B, CreationPolicy: {ResourceSignal: {Count: 1}}, DeletionPolicy: Retain}
  B: {Type: T, DependsOn: [A, C], Condition: X}
Outputs: {O: {Value: 1, Export: {Name: !Sub "${A}"}}}
""")
    assert template.parameters["P"] == Parameter(
        type="Number", default="08", no_echo=True, min_value=1, max_value=Decimal("1.5"), allowed_values=(1, "true")
    )
    assert template.rules["R"].assertions[0].test == RuleContains(("a",), Ref("P"))
    assert template.mappings["M"] == Object.of({"123456789012": Object.of({"a": 1})})
    assert template.resources["A"].depends_on == ("B",)
    assert template.resources["A"].creation_policy == Object.of({"ResourceSignal": Object.of({"Count": 1})})
    assert template.resources["B"].depends_on == ("A", "C")
    assert template.outputs["O"].export_name == Sub((Ref("A"),))


WRONG: list[tuple[str, str, str]] = [
    (template_with("[1, 2"), "cfn-yaml-syntax", "line 6"),
    ("", "cfn-yaml-syntax", "a template is a mapping"),
    ("- a\n", "cfn-yaml-syntax", "a template is a mapping"),
    ("a: 1\n---\nb: 2\n", "cfn-yaml-syntax", "single document"),
    (template_with("[" * 500), "cfn-yaml-syntax", "nested deeper"),
    (template_with("a\x07"), "cfn-yaml-syntax", "cannot be read"),
    ("Foo: 1\nResources: {}\n", "cfn-unknown-section", "Foo (line|is)"),
    ("Transform: X\nResources: {}\n", "cfn-unsupported", "Transform"),
    ("Description: x\n", "cfn-template-shape", "needs a Resources section"),
    ("AWSTemplateFormatVersion: 2020-01-01\nResources: {}\n", "cfn-template-shape", "2010-09-09"),
    ("Resources: []\n", "cfn-template-shape", "Resources must be an object"),
    ("Resources: {A: {Properties: {}}}\n", "cfn-template-shape", "resource A has no Type"),
    ("Resources: {A: {Type: T, Propertis: {}}}\n", "cfn-unknown-key", "Propertis"),
    ("Resources: {A: {Type: T}, A: {Type: T}}\n", "cfn-duplicate-key", "A is there twice"),
    (template_with("null"), "cfn-null-value", "line 5, column 10"),
    (template_with("[a, ~]"), "cfn-null-value", "line 5"),
    (template_with("!Reff X"), "cfn-unknown-intrinsic", "Fn::Reff"),
    (template_with("{Fn::Nope: X}"), "cfn-unknown-intrinsic", "Fn::Nope"),
    (template_with("{Fn::Transform: X}"), "cfn-unsupported", "Fn::Transform"),
    (template_with("{'Fn::ForEach::Loop': X}"), "cfn-unsupported", "Fn::ForEach"),
    (template_with("{Ref: A, Other: B}"), "cfn-template-shape", "only key"),
    (template_with("!Join [a]"), "cfn-template-shape", "Fn::Join needs a list of 2"),
    (template_with("!Join [!Ref A, [a]]"), "cfn-template-shape", "literal text"),
    (template_with("!GetAtt X"), "cfn-template-shape", "a resource and an attribute"),
    ('{"Resources": {"A": {"Type": "X", "Type": "Y"}}}', "cfn-duplicate-key", "Type is there twice"),
    (template_with('!Sub "${a b}"'), "cfn-sub-syntax", "is not a reference"),
    (template_with("!Sub [x, y]"), "cfn-template-shape", "must be an object"),
    (template_with(".nan"), "cfn-template-shape", "not a number"),
    (template_with("!!binary aGk="), "cfn-unknown-intrinsic", "binary"),
    (template_with("{<<: {a: 1}}"), "cfn-yaml-alias", "merge"),
    (template_with("[&x {a: 1}, *x]"), "cfn-yaml-alias", "alias"),
    (template_with("&x [*x]"), "cfn-yaml-alias", "alias"),
    ("Conditions: {C: 1}\nResources: {}\n", "cfn-template-shape", "condition function"),
    ("Conditions: {C: !Ref A}\nResources: {}\n", "cfn-unknown-intrinsic", "Ref"),
    ("Parameters: {P: {Default: [1], Type: String}}\nResources: {}\n", "cfn-template-shape", "literal text"),
    ("Parameters: {P: {MinLength: x, Type: String}}\nResources: {}\n", "cfn-template-shape", "number"),
    ("Outputs: {O: {}}\nResources: {}\n", "cfn-template-shape", "output O has no Value"),
    ("Outputs: {O: {Value: 1, Export: x}}\nResources: {}\n", "cfn-template-shape", "must be an object"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "id", "message"), WRONG)
def test_what_is_wrong_is_named(text: str, id: str, message: str) -> None:
    with pytest.raises(FindingError, match=message) as caught:
        read(text, "t.yaml")
    assert id in {finding.id for finding in caught.value.findings}
    assert all(f.place is not None and f.place.file == "t.yaml" for f in caught.value.findings)


def test_everything_wrong_is_reported_at_once() -> None:
    document = parse("Foo: 1\nResources: {A: {Type: T, Properties: {P: !Nope 1, Q: ~}}}\n")
    assert [f.id for f in document.findings] == ["cfn-unknown-section", "cfn-unknown-intrinsic", "cfn-null-value"]


def test_positions() -> None:
    document = parse(template_with("!Join [',', [a, !Ref B]]"))
    path = ("Resources", "A", "Properties", "P")
    assert document.position(path) == (5, 7)
    assert document.position((*path, "Fn::Join", 1, 1)) == (5, 26)
    assert document.position((*path, "Fn::Join", 1, 1, "Ref")) == (5, 26)
    assert document.position(("Outputs",)) is None
