"""Orders: what Terraform makes one after the other, the templates must too, in whatever way they say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parity import rewritten
from tests.parity.converted import Root

CHAIN = """
resource "aws_cloudwatch_log_group" "first" {
  name = "/first"
}
resource "aws_cloudwatch_log_group" "second" {
  name       = "/second"
  depends_on = [aws_cloudwatch_log_group.first]
}
resource "aws_cloudwatch_log_group" "third" {
  name       = "/third"
  depends_on = [aws_cloudwatch_log_group.second, aws_cloudwatch_log_group.first]
}
resource "aws_sns_topic" "news" {
  name       = "news"
  depends_on = [aws_cloudwatch_log_group.third]
}
"""
FIRST, SECOND, THIRD = (f"{name}CloudwatchLogGroup" for name in ("First", "Second", "Third"))


def changed(root: Root, name: str, depends_on: list[str] | None) -> None:
    """Replace the DependsOn of a resource, in whichever template it is."""
    data = rewritten.read(root.templates)
    (resource,) = (t["Resources"][name] for t in data.values() if name in t["Resources"])
    resource.pop("DependsOn", None)
    if depends_on:
        resource["DependsOn"] = depends_on
    rewritten.write(data, root.templates, ".yaml")


def orders(root: Root) -> list[str]:
    found = root.compared()
    assert {f.id for f in found} <= {"parity-order"}
    return [f.summary for f in found]


@pytest.fixture
def root(tmp_path: Path) -> Root:
    made = Root.converted(tmp_path, CHAIN)
    assert made.told() == []
    return made


def test_a_dropped_depends_on_is_told_at_its_place(root: Root) -> None:
    changed(root, SECOND, None)
    (finding,) = root.compared()
    assert finding.summary == f"{SECOND} does not wait for {FIRST}"
    assert finding.address == "aws_cloudwatch_log_group.second"
    assert finding.place is not None
    assert finding.place.path == ("Resources", SECOND, "DependsOn")


def test_an_order_that_follows_needs_no_depends_on(root: Root) -> None:
    changed(root, THIRD, [SECOND, FIRST])
    assert orders(root) == []
    changed(root, THIRD, [SECOND])
    assert orders(root) == []
    changed(root, THIRD, [FIRST])
    assert orders(root) == [f"{THIRD} does not wait for {SECOND}"]


def test_a_reversed_order_is_told(root: Root) -> None:
    changed(root, SECOND, None)
    changed(root, FIRST, [SECOND])
    assert orders(root) == [f"{SECOND} does not wait for {FIRST}"]


def test_stacks_that_do_not_wait_any_more(root: Root) -> None:
    data = rewritten.read(root.templates)
    main = data["main-stack.yaml"]["Resources"]
    homes = {
        name: stack
        for stack, resource in main.items()
        for name in data[resource["Properties"]["TemplateURL"].removeprefix("./")]["Resources"]
    }
    assert homes["NewsSnsTopic"] != homes[THIRD]
    changed(root, homes["NewsSnsTopic"], None)
    assert f"NewsSnsTopic does not wait for {THIRD}" in orders(root)


def test_a_reference_in_place_of_a_depends_on_keeps_the_order(root: Root) -> None:
    data = rewritten.read(root.templates)
    (second,) = (t["Resources"][SECOND] for t in data.values() if SECOND in t["Resources"])
    del second["DependsOn"]
    second["Metadata"] = {"Waits": {"Ref": FIRST}}
    rewritten.write(data, root.templates, ".yaml")
    assert orders(root) == []
