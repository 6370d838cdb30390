"""Our own checks over templates: each finds its defect, and none speaks on a clean template."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cloudformation.linting import cfn_lint, cloudformation_validate, has_cloudformation_validate
from converter.cloudformation.model import Object, Output, Parameter, Ref, Resource, Template
from converter.cloudformation.validate import validate, validate_all
from converter.cloudformation.yaml_reader import read

CHILD = """
Parameters: {B: {Type: String}}
Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref B}}}
Outputs: {O: {Value: !Ref T}}
"""
CLEAN = """
Parameters: {Env: {Type: String, Default: dev}}
Conditions: {IsDev: !Equals [!Ref Env, dev], IsEast: !Equals [!Ref AWS::Region, us-east-1]}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Condition: IsDev
    Properties: {Tags: [{Key: a, Value: b}, !If [IsEast, {Key: c, Value: d}, !Ref AWS::NoValue]]}
  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml, Parameters: {B: x}}}
Outputs: {Topic: {Value: !GetAtt Child.Outputs.O}}
"""


def test_clean() -> None:
    assert validate_all({"main.yaml": read(CLEAN), "child.yaml": read(CHILD)}) == ()


DEFECTS: list[tuple[str, str, str]] = [
    ("Ref to what is not there", "{Key: a, Value: !Ref Nope}", "cfn-ref-unknown"),
    ("attribute that is not there", "{Key: a, Value: !GetAtt Child.Nope}", "cfn-unknown-attribute"),
    ("resource that is not there", "{Key: a, Value: !GetAtt Nope.Arn}", "cfn-ref-unknown"),
    ("condition that is not there", "!If [Nope, {Key: a, Value: b}, !Ref AWS::NoValue]", "cfn-condition-unknown"),
    ("mapping that is not there", "{Key: a, Value: !FindInMap [M, a, b]}", "cfn-ref-unknown"),
    ("output that is not there", "{Key: a, Value: !GetAtt Child.Outputs.Nope}", "cfn-output-unknown"),
    ("unknown property", "{Key: a, Value: b, Valeu: c}", "cfn-unknown-property"),
    ("missing property", "{Key: a}", "cfn-required-property"),
    ("missing property in a branch", "!If [IsDev, {Key: a}, {Key: a, Value: b}]", "cfn-required-property"),
    ("required property switched off", "{Key: a, Value: !Ref AWS::NoValue}", "cfn-required-property"),
    ("a list for text", "{Key: a, Value: [b]}", "cfn-property-kind"),
    ("text for an object", "text", "cfn-property-kind"),
]


@pytest.mark.parametrize(("tag", "id"), [row[1:] for row in DEFECTS], ids=[row[0] for row in DEFECTS])
def test_defect_in_a_tag(tag: str, id: str) -> None:
    main = read(CLEAN.replace("{Key: a, Value: b}", tag))
    assert [f.id for f in validate_all({"main.yaml": main, "child.yaml": read(CHILD)})] == [id]


@pytest.mark.parametrize(
    ("old", "new", "id"),
    [
        ("Type: AWS::SQS::Queue", "Type: AWS::SQS::Queues", "cfn-unknown-type"),
        ("Condition: IsDev", "Condition: Nope", "cfn-condition-unknown"),
        ("Condition: IsDev", "DependsOn: Nope", "cfn-depends-on-unknown"),
        ("DeletionPolicy: Delete", "DeletionPolicy: Keep", "cfn-template-shape"),
        ("Properties: {Tags", "Properties: {Arn: x, Tags", "cfn-read-only-property"),
        ("Default: dev}", "Default: dev}, Other: {Type: String}", "cfn-unused-parameter"),
        ("Default: dev}", "Default: dev, AllowedValues: [prod]}", "cfn-parameter-constraint"),
        ("Type: String, Default: dev", "Type: Strings, Default: dev", "cfn-parameter-type"),
        ("{IsDev:", "{Other: !Equals [a, b], IsDev:", "cfn-unused-condition"),
        ("Conditions:", "Mappings: {M: {a: {b: c}}}\nConditions:", "cfn-unused-mapping"),
        ("child.yaml", "nope.yaml", "cfn-nested-template-missing"),
        ("Parameters: {B: x}", "Parameters: {B: x, C: y}", "cfn-parameter-unknown"),
        (", Parameters: {B: x}", "", "cfn-parameter-missing"),
        ("{B: x}", "{B: !Ref Child}", "cfn-cycle"),
        ("Default: dev}}", "Default: dev}, Queue: {Type: String, Default: x}}", "cfn-duplicate-id"),
    ],
)
def test_defect(old: str, new: str, id: str) -> None:
    assert CLEAN.count(old) == 1
    found = validate_all({"main.yaml": read(CLEAN.replace(old, new)), "child.yaml": read(CHILD)})
    assert id in [f.id for f in found]
    assert len(found) <= 2


def test_a_null_that_got_into_the_model() -> None:
    properties = Object((("QueueName", None),))  # type: ignore[arg-type]
    found = validate(Template(resources={"Q": Resource(type="AWS::SQS::Queue", properties=properties)}))
    assert [f.id for f in found] == ["cfn-null-value"]


def test_conditions_in_a_circle() -> None:
    text = CLEAN.replace("!Equals [!Ref Env, dev],", "!Condition Other, Other: !Not [!Condition IsDev],")
    assert "cfn-condition-cycle" in [f.id for f in validate(read(text))]


def topics(count: int) -> dict[str, Resource]:
    return {f"T{i}": Resource(type="AWS::SNS::Topic") for i in range(count)}


@pytest.mark.parametrize(
    ("template", "what"),
    [
        (Template(resources=topics(501)), "resources: 501"),
        (Template(resources=topics(1), outputs={f"O{i}": Output(value=Ref("T0")) for i in range(201)}), "outputs"),
        (Template(resources=topics(1), parameters={f"P{i}": Parameter(default="x") for i in range(201)}), "parameters"),
        (Template(resources=topics(1), mappings={f"M{i}": Object() for i in range(201)}), "mappings"),
        (Template(resources=topics(1), description="é" * 513), "bytes of the description: 1,026"),
        (Template(resources={"A" * 256: Resource(type="AWS::SNS::Topic")}), "characters of the name"),
        (Template(resources=topics(1), parameters={"P": Parameter(default="x" * 4097)}), "bytes of the default"),
        (
            Template(
                resources={
                    f"T{i}": Resource(
                        type="AWS::SNS::Topic", properties=Object.of({"DisplayName": "{{resolve:ssm:/a:1}}"})
                    )
                    for i in range(61)
                }
            ),
            "dynamic references: 61",
        ),
        (
            Template(
                resources={
                    "T": Resource(type="AWS::SNS::Topic", properties=Object.of({"DisplayName": "x" * 1_100_000}))
                }
            ),
            "bytes of the template",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_quota(template: Template, what: str) -> None:
    assert [f.summary for f in validate(template) if f.id == "cfn-quota" and what in f.summary]


def test_names_are_letters_and_digits() -> None:
    assert "cfn-logical-id" in [f.id for f in validate(Template(resources={"a-b": Resource(type="AWS::SNS::Topic")}))]


def test_a_large_template_needs_s3() -> None:
    template = Template(
        resources={"T": Resource(type="AWS::SNS::Topic", properties=Object.of({"DisplayName": "x" * 60_000}))}
    )
    assert [(f.id, f.severity) for f in validate(template)] == [("cfn-body-size", "info")]


# ---------------------------------------------------------------------------------------------- the linters

BAD = "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {Nope: 1}}}\n"


def test_cfn_lint_is_silent_on_a_clean_set() -> None:
    assert cfn_lint({"main.yaml": CLEAN, "child.yaml": CHILD}, ignore=["W3002"]) == ()


def test_cfn_lint_findings_and_nested_files() -> None:
    [finding] = cfn_lint({"bad.yaml": BAD})
    assert finding.id == "cfn-lint"
    assert finding.summary.startswith("E3002: ")
    assert str(finding.place) == "bad.yaml#/Resources/Q/Properties/Nope"
    text = CLEAN.replace("{B: x}", "{C: x}")
    found = cfn_lint({"main.yaml": text, "child.yaml": CHILD}, ignore=["W3002"])
    assert {f.summary.partition(":")[0] for f in found} == {"E3043"}


def test_no_stray_configuration_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".cfnlintrc").write_text("ignore_checks: [E3002]\n")
    monkeypatch.chdir(tmp_path)
    assert [f.summary.partition(":")[0] for f in cfn_lint({"bad.yaml": BAD})] == ["E3002"]


def test_names_stay_inside_the_folder() -> None:
    with pytest.raises(ValueError, match="outside"):
        cfn_lint({"../bad.yaml": BAD})


@pytest.mark.skipif(not has_cloudformation_validate(), reason="cloudformation-validate is optional")
def test_cloudformation_validate() -> None:
    [finding] = cloudformation_validate({"bad.yaml": BAD})
    assert finding.id == "cfn-validate"
    assert finding.summary.startswith("F3002: ")
    assert str(finding.place) == "bad.yaml#/Resources/Q/Properties/Nope"
    assert cloudformation_validate({"main.yaml": CLEAN, "child.yaml": CHILD}, ignore=["W3002"]) == ()
    unused = CHILD.replace("Resources:", "Mappings: {M: {a: {b: c}}}\nResources:")
    [finding] = cloudformation_validate({"child.yaml": unused})
    assert str(finding.place) == "child.yaml#/Mappings/M"
