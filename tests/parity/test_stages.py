"""What is deployed at each stage: the parameter that says so stands for no variable, and is tried all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import Place
from tests.parity.converted import Root

SERVICE = """
resource "aws_ecr_repository" "this" {
  name = "shop"
}
resource "aws_ecs_cluster" "this" {
  name = "shop"
}
resource "aws_ecs_task_definition" "this" {
  family                = "shop"
  container_definitions = jsonencode([{ name = "shop", image = aws_ecr_repository.this.repository_url, memory = 128 }])
}
resource "aws_ecs_service" "this" {
  name            = "shop"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 1
}
"""


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root.converted(tmp_path, SERVICE)


def staged(root: Root) -> list[tuple[str, Place | None]]:
    """What is said of a stage."""
    return [(f.summary, f.place) for f in root.report().findings if "DeploymentStage=" in f.summary]


def test_nothing_is_said_of_a_fresh_pair(root: Root) -> None:
    assert "DeploymentStage:" in (root.templates / "main-stack.yaml").read_text(encoding="utf-8")
    assert staged(root) == []


def test_a_stack_that_comes_too_early(root: Root) -> None:
    main = root.templates / "main-stack.yaml"
    text = main.read_text(encoding="utf-8")
    before, stack, after = text.partition("  EcsServicesStack:\n    Type: AWS::CloudFormation::Stack\n")
    assert after.startswith("    Condition:")
    main.write_text(before + stack + after.partition("\n")[2], encoding="utf-8")
    where = Place("main-stack.yaml", ("Resources", "EcsServicesStack"))
    assert staged(root) == [("EcsServicesStack must not exist yet, and does under DeploymentStage=foundation", where)]
