"""What a configuration says about layouts and limits: chosen names, variables that stay fixed, what is too much."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from converter.conversion import Conversion, ConvertSettings, convert
from converter.findings import Findings, Severity
from converter.parity.check import check_parity
from converter.project_configuration import load_configuration
from converter.stacks.layout import Style
from converter.terraform.loading import load

SHOP = {
    "main.tf": """
variable "name" {
  type    = string
  default = "shop"
}
variable "tier" {
  type    = string
  default = "a"
}
module "queues" {
  source = "./queues"
  name   = "${var.name}-${var.tier}"
  role   = aws_iam_role.this.arn
}
resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole",
    Principal = { Service = "ec2.amazonaws.com" } }] })
}
output "queue" {
  value = module.queues.arn
}
""",
    "queues/main.tf": """
variable "name" { type = string }
variable "role" { type = string }
resource "aws_sqs_queue" "this" {
  name = var.name
  tags = { role = var.role }
}
resource "aws_sns_topic" "this" {
  name = "${var.name}-topic"
  tags = { queue = aws_sqs_queue.this.arn }
}
output "arn" { value = aws_sqs_queue.this.arn }
""",
}


def converted(
    folder: Path, files: Mapping[str, str], toml: str = "", style: Style | None = None
) -> tuple[Conversion | None, Findings]:
    """A conversion with a project's configuration, written beside it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "tf2cfn.toml").write_text(toml, encoding="utf-8")
    findings = Findings()
    project = load(folder, findings)
    configuration = load_configuration(folder, findings)
    assert project is not None
    assert not findings.errors
    conversion = convert(project, ConvertSettings.of(configuration, style), findings)
    for name, text in conversion.files.items() if conversion is not None else ():
        path = folder / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return conversion, findings


def parity(folder: Path) -> list[str]:
    """The errors of parity about what was converted."""
    findings = Findings()
    project = load(folder, findings)
    assert project is not None
    report = check_parity(project, folder / "out" / "templates", load_configuration(folder, findings))
    return [f.summary for f in report.findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("style", "stacks"),
    [
        (None, {"main", "iam", "messaging", "autoscaling"}),
        (Style.MODULE, {"main", "root", "queues"}),
        (Style.SINGLE, {"main"}),
    ],
)
def test_layouts(tmp_path: Path, style: Style | None, stacks: set[str]) -> None:
    conversion, findings = converted(tmp_path, SHOP, style=style)
    assert conversion is not None
    assert not findings.errors
    assert set(conversion.templates) == stacks
    assert conversion.record["placement"]["layout"] == (style or "service")
    assert parity(tmp_path) == []


def test_a_layout_in_the_projects_configuration(tmp_path: Path) -> None:
    conversion, _ = converted(tmp_path, SHOP, '[layout]\nstyle = "single"\n')
    assert conversion is not None
    assert set(conversion.templates["main"].resources) == {"IamRole", "QueuesSqsQueue", "QueuesSnsTopic"}
    over, _ = converted(tmp_path, SHOP, '[layout]\nstyle = "single"\n', Style.MODULE)
    assert over is not None
    assert "queues" in over.templates


def test_chosen_deletion_policies(tmp_path: Path) -> None:
    toml = """
[[deletion]]
address = "module.queues.*"
policy = "Retain"
replace = "Retain"
[[deletion]]
address = "module.queues.aws_sns_topic.*"
policy = "Delete"
replace = "Delete"
[[deletion]]
address = "aws_gone.*"
policy = "Delete"
replace = "Delete"
"""
    conversion, findings = converted(tmp_path, SHOP, toml)
    assert conversion is not None
    made = {name: r for template in conversion.templates.values() for name, r in template.resources.items()}
    policies = {
        name: (r.deletion_policy, r.update_replace_policy) for name, r in made.items() if r.type[:8] != "AWS::Clo"
    }
    assert policies == {
        "IamRole": (None, None),
        "QueuesSqsQueue": ("Retain", "Retain"),
        "QueuesSnsTopic": ("Delete", "Delete"),
    }
    assert [f.summary for f in findings if f.id == "stacks-unused"] == ["no resource has the address aws_gone.*"]
    assert parity(tmp_path) == []


def test_chosen_logical_ids(tmp_path: Path) -> None:
    toml = '[layout.names]\n"module.queues.aws_sqs_queue.this" = "Orders"\n"aws_sqs_queue.gone" = "Gone"\n'
    conversion, findings = converted(tmp_path, SHOP, toml)
    assert conversion is not None
    assert list(conversion.templates["messaging"].resources) == ["Orders"]
    (unused,) = [f for f in findings if f.id == "stacks-unused"]
    assert unused.summary == "no resource has the address aws_sqs_queue.gone"
    assert unused.subject is not None
    assert (unused.subject.file, unused.subject.start.line) == ("tf2cfn.toml", 3)
    assert parity(tmp_path) == []


def test_variables_that_stay_fixed(tmp_path: Path) -> None:
    conversion, findings = converted(tmp_path, SHOP, '[layout]\nfixed = ["tier", "gone"]\n')
    assert conversion is not None
    assert list(conversion.templates["main"].parameters) == ["Name"]
    rows: dict[str, Any] = {row["name"]: row for row in conversion.record["variables"]}
    assert (rows["tier"]["verdict"], rows["tier"]["reason"]) == ("fixed", "tf2cfn.toml keeps it fixed")
    assert [f.summary for f in findings if f.id == "stacks-unused"] == ["there is no variable gone"]
    assert parity(tmp_path) == []


def test_a_default_that_no_parameter_holds_stays_fixed(tmp_path: Path) -> None:
    text = f"""variable "tag" {{
  type    = string
  default = "{"x" * 4097}"
}}
resource "aws_sns_topic" "this" {{
  name         = "t"
  display_name = var.tag
}}
"""
    conversion, _ = converted(tmp_path, {"main.tf": text})
    assert conversion is not None
    assert not conversion.templates["main"].parameters
    assert conversion.record["variables"][0]["reason"] == "its default has 4,097 bytes, and a parameter takes 4,096"


def test_a_count_that_a_variable_decides_is_no_difference(tmp_path: Path) -> None:
    text = """variable "number" {
  type    = number
  default = 2
}
resource "aws_sns_topic" "this" {
  count = var.number
  name  = "t${count.index}"
}
"""
    converted(tmp_path, {"main.tf": text})
    assert parity(tmp_path) == []


def test_too_many_parameters_that_cannot_be_folded_are_told(tmp_path: Path) -> None:
    lists = "\n".join(
        f'variable "l{n:03}" {{\n  type    = string\n  default = "x"\n  sensitive = true\n}}' for n in range(201)
    )
    used = "\n".join(f"    t{n:03} = var.l{n:03}" for n in range(201))
    text = f'{lists}\nresource "aws_sns_topic" "this" {{\n  name = "t"\n  tags = {{\n{used}\n  }}\n}}\n'
    conversion, findings = converted(tmp_path, {"main.tf": text})
    assert conversion is None
    (problem, *_) = [f for f in findings.errors if f.id == "stacks-limit"]
    assert problem.summary == "the main stack has 201 parameters, and CloudFormation takes 200"
    assert "[layout] fixed" in problem.detail


def test_more_than_one_template_takes_is_told_of_a_single_one(tmp_path: Path) -> None:
    text = 'resource "aws_sns_topic" "this" {\n  count = 501\n  name  = "t${count.index}"\n}\n'
    conversion, findings = converted(tmp_path, {"main.tf": text}, style=Style.SINGLE)
    assert conversion is None
    (problem,) = findings.errors
    assert problem.summary == "the main stack has 501 resources, and CloudFormation takes 500"
    assert problem.detail.endswith("convert with another --layout")


def test_stages_only_where_images_have_to_be_pushed_first(tmp_path: Path) -> None:
    group = 'resource "aws_cloudwatch_log_group" "this" {\n  name = "g"\n}\n'
    task = 'resource "aws_ecs_task_definition" "this" {\n  family = "f"\n  container_definitions = jsonencode([])\n}\n'
    images = 'resource "aws_ecr_repository" "this" {\n  name = "r"\n}\n'
    for text, staged in ((group, False), (group + task, False), (group + task + images, True)):
        conversion, _ = converted(tmp_path, {"main.tf": text})
        assert conversion is not None
        assert ("DeploymentStage" in conversion.templates["main"].parameters) is staged
