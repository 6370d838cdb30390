"""Variables and outputs: the main stack's parameters, outputs and exports are what a conversion of today gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import Severity
from converter.parity.comparison.model import ItemKind
from converter.rules.ledger import Verdict
from tests.parity.converted import Root, item

TOPIC = """
variable "name" {
  type    = string
  default = "news"
}
variable "retention" {
  type    = number
  default = 7
}
variable "stage" {
  type    = string
  default = "test"
  validation {
    condition     = contains(["test", "prod"], var.stage)
    error_message = "Test or prod."
  }
}
variable "zones" {
  type    = list(string)
  default = ["a", "b"]
}
variable "password" {
  type      = string
  sensitive = true
}
resource "aws_sns_topic" "this" {
  name         = "${var.name}-${var.stage}"
  display_name = join("-", var.zones)
}
resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}"
  retention_in_days = var.retention
}
resource "aws_ssm_parameter" "password" {
  name  = "/password"
  type  = "SecureString"
  value = var.password
}
output "topic" {
  value = aws_sns_topic.this.arn
}
output "groups" {
  value = {
    main  = aws_cloudwatch_log_group.this.name
    count = 1
  }
}
output "production" {
  value = var.stage == "prod" ? aws_sns_topic.this.name : null
}
"""
MAIN = "templates/main-stack.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Root:
    made = Root.converted(tmp_path, TOPIC)
    assert made.told() == []
    return made


NEW = 'variable "new" {\n  type    = string\n  default = "x"\n}\n'


def said(root: Root) -> list[str]:
    """Everything that parity says, properties included, of severity error."""
    return [f.summary for f in root.report().findings if f.severity is Severity.ERROR]


# ---------------------------------------------------------------------------------------------- Terraform moved on


def test_a_new_variable_is_stale_once(root: Root) -> None:
    root.edit("main.tf", 'variable "name" {', NEW + 'variable "name" {')
    assert [s for s in said(root) if "new" in s] == ["variable new has no parameter New"]
    assert item(root.report(), ItemKind.VARIABLE, "var.new").verdict is Verdict.MISMATCH


def test_a_removed_variable(root: Root) -> None:
    root.edit("main.tf", 'variable "retention" {\n  type    = number\n  default = 7\n}\n', "")
    root.edit("main.tf", "var.retention", "7")
    # P9 speaks up too: what is left of the parameter takes a 0, which leaves the log group without a retention
    about = [s for s in said(root) if "Retention" in s and s != "RetentionInDays is nothing"]
    assert about == ["parameter Retention has no variable and no reason"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('default = "news"', 'default = "olds"', "Name"),
        ("default = 7", "default = 14", "Retention"),
        ('default = ["a", "b"]', 'default = ["a", "c"]', "Zones"),
        ('default = ["a", "b"]', 'default = ["a", "b", "c"]', "Zones"),
        ('type    = string\n  default = "news"', "type    = string", "Name"),
        ("  sensitive = true\n", "", "Password"),
        ('["test", "prod"]', '["test", "prod", "demo"]', "Stage"),
    ],
)
def test_a_changed_variable_is_told(old: str, new: str, says: str, root: Root) -> None:
    root.edit("main.tf", old, new)
    about = [f for f in root.report().findings if f.id in {"parity-variable", "parity-p11"} and says in f.summary]
    assert about
    assert all(f.place and f.place.file == "main-stack.yaml" for f in about)
    assert len({(f.place, f.subject) for f in about if f.id == "parity-variable"} & {
        (f.place, f.subject) for f in about if f.id == "parity-p11" and f.severity is Severity.ERROR
    }) == 0  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('output "topic" {', 'output "renamed" {', ["output renamed has no output Renamed in the templates",
                                                  "output Topic of the templates has no output in the configuration"]),
        ("value = aws_sns_topic.this.arn", "value = aws_sns_topic.this.name", ["output Topic differs from"]),
        ("    count = 1\n", "", ["output GroupsCount of the templates has no output in the configuration"]),
        ("    count = 1\n", "    count = 2\n", ["output GroupsCount differs from the configuration's"]),
        ('var.stage == "prod" ?', 'var.stage != "prod" ?', ["output Production differs from the configuration's"]),
    ],
)  # fmt: skip
def test_a_changed_output_is_told(old: str, new: str, says: list[str], root: Root) -> None:
    root.edit("main.tf", old, new)
    found = root.compared()
    assert {f.id for f in found} == {"parity-output"}
    assert len(found) == len(says)
    for finding, text in zip(sorted(found, key=lambda f: f.summary), sorted(says), strict=True):
        assert text in finding.summary


def test_a_new_resource_names_itself_alone(root: Root) -> None:
    path = root.folder / "main.tf"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}\nresource "aws_ecs_cluster" "new" {{\n  name = "new"\n}}\n', encoding="utf-8")
    (finding,) = root.compared()
    assert finding.summary == "the templates differ from the configuration: NewEcsCluster"
    assert finding.address == "aws_ecs_cluster.new"
    assert "convert again" in finding.detail


# ---------------------------------------------------------------------------------------------- templates edited


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    Default: news", "    Default: olds", "parameter Name"),
        ("    Type: Number\n    Default: 7", "    Type: String\n    Default: 7", "parameter Retention"),
        ("    NoEcho: true\n", "", "Password"),
        ("    Type: Number\n    Default: 7", "    Type: Number\n    Default: 7\n    MaxValue: 365", "Retention"),
        ("    Default: news", "    Default: news\n    MinLength: 4", "parameter Name"),
    ],
)
def test_an_edited_parameter_is_told(old: str, new: str, says: str, root: Root) -> None:
    root.edit(MAIN, old, new)
    assert any(says in summary for summary in said(root))
    report = root.report()
    address = {"parameter Name": "var.name", "Password": "var.password"}.get(says, "var.retention")
    assert item(report, ItemKind.VARIABLE, address).verdict is Verdict.MISMATCH


def test_a_looser_constraint_is_told(root: Root) -> None:
    text = (root.templates / "main-stack.yaml").read_text(encoding="utf-8")
    assert "AllowedValues:\n      - test\n      - prod\n" in text
    root.edit(MAIN, "      - test\n      - prod\n", "      - test\n      - prod\n      - demo\n")
    assert any("Stage" in summary for summary in said(root))


def test_a_constraint_said_otherwise_is_the_same(root: Root) -> None:
    root.edit(MAIN, "    AllowedValues:\n      - test\n      - prod\n", "    AllowedPattern: ^(test|prod)$\n")
    assert [s for s in said(root) if "Stage" in s] == []


def test_a_renamed_parameter_and_the_entry_for_it(root: Root) -> None:
    path = root.templates / "main-stack.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("  Retention:\n    Type: Number", "  Days:\n    Type: Number")
        .replace("!Ref Retention", "!Ref Days"),
        encoding="utf-8",
    )
    found = [f for f in root.report().findings if f.severity is Severity.ERROR]
    assert any("variable retention has no parameter Retention" in f.summary for f in found)
    assert any(f.place and f.place.path == ("Parameters", "Days") for f in found)
    root.configure('[parity.parameters]\nretention = "Days"\n')
    assert root.told() == []


def test_a_renamed_output_and_the_entry_for_it(root: Root) -> None:
    root.edit(MAIN, "\n  Topic:\n", "\n  TopicArn:\n")
    assert [s for _, s in root.told()] == [
        "output topic has no output Topic in the templates",
        "output TopicArn of the templates has no output in the configuration",
    ]
    root.configure('[parity.outputs]\ntopic = "TopicArn"\n')
    assert root.told() == []
    root.configure('[parity.outputs]\ntopic = "TopicArn"\nother = "TopicArn"\n')
    assert [i for i, _ in root.told()] == ["parity-unused-expectation"]


def test_a_lost_export_is_told(root: Root) -> None:
    (path,) = (p for p in root.templates.iterdir() if "Type: AWS::SNS::Topic" in p.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    start = text.index("    Export:\n")
    end = text.index("\n", text.index("Name:", start)) + 1
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert [i for i, s in root.told() if "do not export" in s] == ["parity-output"]


def test_no_secret_is_told(root: Root) -> None:
    (root.folder / "terraform.tfvars").write_text('password = "hunter2-hunter2"\n', encoding="utf-8")
    root.edit(MAIN, "    NoEcho: true\n", "    NoEcho: true\n    Default: other\n    MaxLength: 3\n")
    report = root.report()
    told = [f.summary + f.detail for f in report.findings] + [i.reason for i in report.items]
    assert any("Password" in text for text in told)
    assert not any("hunter2" in text for text in told)


# ---------------------------------------------------------------------------------------------- verdicts


def test_every_variable_and_output_has_a_verdict(root: Root) -> None:
    report = root.report()
    names = {i.address for i in report.items if i.kind is ItemKind.VARIABLE and i.verdict is not Verdict.ADDED}
    assert names == {f"var.{n}" for n in ("name", "retention", "stage", "zones", "password")}
    outputs = {i.address: i.verdict for i in report.items if i.kind is ItemKind.OUTPUT}
    assert outputs == {
        "output.topic": Verdict.SAME,
        "output.groups": Verdict.EQUIVALENT,
        "output.production": Verdict.SAME,
    }


def test_every_resource_and_argument_has_a_verdict(root: Root) -> None:
    report = root.report()
    topic = item(report, ItemKind.RESOURCE, "aws_sns_topic.this")
    assert topic.verdict is Verdict.SAME
    assert topic.place is not None
    assert topic.place.path == ("Resources", "SnsTopic")
    name = item(report, ItemKind.ARGUMENT, "aws_sns_topic.this", "display_name")
    assert name.span is not None
    assert name.place is not None
    assert name.place.path == ("Resources", "SnsTopic", "Properties", "DisplayName")


def test_a_difference_is_the_argument_s_verdict(root: Root) -> None:
    (path,) = (p for p in root.templates.iterdir() if "Type: AWS::SNS::Topic" in p.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "DisplayName:" in line)
    root.edit(f"templates/{path.name}", line, "      DisplayName: other")
    report = root.report()
    (finding,) = [f for f in report.findings if f.id == "parity-square"]
    written = item(report, ItemKind.ARGUMENT, "aws_sns_topic.this", "display_name")
    assert written.verdict is Verdict.MISMATCH
    assert finding.subject == written.span
    assert item(report, ItemKind.ARGUMENT, "aws_sns_topic.this", "name").verdict is not Verdict.MISMATCH
    assert item(report, ItemKind.RESOURCE, "aws_sns_topic.this").verdict is Verdict.MISMATCH
