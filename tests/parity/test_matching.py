"""Templates edited by hand: resources are matched by meaning, and what really changed is still found."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.parity.comparison.model import ItemKind
from converter.rules.ledger import Verdict
from tests.parity import rewritten
from tests.parity.converted import Root, item

NETWORK = """
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_db_subnet_group" "db" {
  name       = "db"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_cloudwatch_log_group" "logs" {
  name              = "/logs"
  retention_in_days = 7
}
resource "aws_sns_topic" "alarms" {
  name = "alarms"
}
resource "aws_sns_topic" "news" {
  name = "news"
}
"""
TWINS = """
resource "aws_eip" "one" {
  domain = "vpc"
}
resource "aws_eip" "two" {
  domain = "vpc"
}
resource "aws_ssm_parameter" "first" {
  name  = "/first"
  type  = "String"
  value = aws_eip.one.public_ip
}
resource "aws_ssm_parameter" "second" {
  name  = "/second"
  type  = "String"
  value = aws_eip.two.public_ip
}
"""


def rewrite(root: Root, seed: int = 1) -> dict[str, object]:
    """Every name changed, JSON, long forms, another order."""
    templates = rewritten.renamed(rewritten.read(root.templates), "main-stack.yaml", seed)
    changed = {
        file: rewritten.shuffled(rewritten.without_subs(data), seed) for file, data in templates.items()
    }  # fmt: skip
    rewritten.write(changed, root.templates)
    return changed


@pytest.mark.parametrize("text", [NETWORK, TWINS], ids=["network", "twins"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_names_mean_the_same(text: str, seed: int, tmp_path: Path) -> None:
    root = Root.converted(tmp_path, text)
    assert root.told() == []
    rewrite(root, seed)
    assert root.told() == []


def test_a_change_under_other_names_is_found_at_its_place(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, NETWORK)
    rewrite(root)
    file = next(p for p in root.templates.iterdir() if "10.0.2.0/24" in p.read_text(encoding="utf-8"))
    root.edit(f"templates/{file.name}", "10.0.2.0/24", "10.0.3.0/24")
    (finding,) = root.compared()
    assert finding.summary == "the templates differ from the configuration: BSubnet.CidrBlock"
    assert finding.address == "aws_subnet.b"
    assert finding.subject is not None
    assert finding.subject.start.line == 14
    assert finding.place is not None
    assert finding.place.file == file.name
    assert finding.place.path[2:] == ("Properties", "CidrBlock")


def test_swapped_subnets_with_their_logical_ids_stay_a_difference(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, NETWORK)
    text = (root.templates / "vpc-stack.yaml").read_text(encoding="utf-8")
    swapped = text.replace("10.0.1.0/24", "?").replace("10.0.2.0/24", "10.0.1.0/24").replace("?", "10.0.2.0/24")
    (root.templates / "vpc-stack.yaml").write_text(swapped, encoding="utf-8")
    assert {summary for _, summary in root.told()} == {
        "the templates differ from the configuration: ASubnet.CidrBlock",
        "the templates differ from the configuration: BSubnet.CidrBlock",
    }


def test_twins_are_told_apart_by_what_refers_to_them(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, TWINS)
    changed = rewrite(root)
    assert changed
    path = next(p for p in root.templates.iterdir() if '"/first"' in p.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"/first"', "?").replace('"/second"', '"/first"').replace("?", '"/second"'), "utf-8")
    assert root.told() == []  # the twins have changed places: nobody could tell
    path.write_text(path.read_text(encoding="utf-8").replace('"/second"', '"/third"'), encoding="utf-8")
    assert [summary for _, summary in root.told()] == [
        "the templates differ from the configuration: SecondSsmParameter.Name"
    ]


def test_a_lost_and_an_added_resource(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, NETWORK)
    root.edit("main.tf", 'resource "aws_sns_topic" "news" {\n  name = "news"',
              'resource "aws_ecs_cluster" "jobs" {\n  name = "jobs"')  # fmt: skip
    found = root.compared()
    assert [(f.summary.rpartition(": ")[2], f.address) for f in found] == [
        ("JobsEcsCluster", "aws_ecs_cluster.jobs"),
        ("NewsSnsTopic", None),
    ]
    assert found[1].place is not None
    assert found[1].place.path == ("Resources", "NewsSnsTopic")
    report = root.report()
    assert item(report, ItemKind.RESOURCE, "aws_ecs_cluster.jobs").verdict is Verdict.MISMATCH
    assert item(report, ItemKind.RESOURCE, "").place == found[1].place


ALIKE = """
resource "aws_vpc" "one" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_vpc" "two" {
  cidr_block           = "10.2.0.0/16"
  enable_dns_hostnames = true
}
"""


def alike(folder: Path) -> Root:
    """Two networks under other names, both changed so that nothing tells which is which."""
    root = Root.converted(folder, ALIKE)
    text = (root.templates / "vpc-stack.yaml").read_text(encoding="utf-8")
    for old, new in (("OneVpc", "Left"), ("TwoVpc", "Right")):
        text = text.replace(f"  {old}:\n    Type", f"  {new}:\n    Type").replace(f"Ref {old}\n", f"Ref {new}\n")
        text = text.replace(f"GetAtt {old}.", f"GetAtt {new}.")
    text = text.replace("10.1.0.0", "10.3.0.0").replace("10.2.0.0", "10.4.0.0")
    (root.templates / "vpc-stack.yaml").write_text(text, encoding="utf-8")
    return root


def test_what_cannot_be_decided_is_asked_for(tmp_path: Path) -> None:
    root = alike(tmp_path)
    found = root.compared()
    assert {f.id for f in found} == {"parity-match"}
    assert {f.address for f in found} == {"aws_vpc.one", "aws_vpc.two"}
    assert "#Left" in found[0].detail
    assert "#Right" in found[0].detail


@pytest.mark.parametrize(
    ("name", "blocks"),
    [("Left", "'10.1.0.0/16'; template: '10.3.0.0/16'"), ("Right", "'10.1.0.0/16'; template: '10.4.0.0/16'")],
)
def test_the_configuration_decides(name: str, blocks: str, tmp_path: Path) -> None:
    root = alike(tmp_path)
    root.configure(f'[parity.resources]\n"aws_vpc.one" = "*#{name}"\n')
    found = {f.address: f for f in root.compared() if f.id == "parity-square"}
    assert set(found) == {"aws_vpc.one", "aws_vpc.two"}
    assert blocks in found["aws_vpc.one"].detail


def test_a_pattern_narrows_the_choice(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, NETWORK)
    rewrite(root)
    root.configure('[parity.resources]\n"aws_subnet.*" = "*.json#R*"\n')
    assert root.told() == []


@pytest.mark.parametrize("entry", ['"aws_vpc.three" = "Left"', '"aws_vpc.one" = "Gone"'])
def test_an_entry_that_applies_to_nothing_is_told(entry: str, tmp_path: Path) -> None:
    root = Root.converted(tmp_path, ALIKE)
    root.configure(f"[parity.resources]\n{entry}\n")
    (finding,) = root.compared()
    assert finding.id == "parity-unused-expectation"
    assert finding.subject is not None
    assert (finding.subject.file, finding.subject.start.line) == ("tf2cfn.toml", 2)


def test_a_resource_in_another_stack_is_the_same(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, NETWORK)
    data = rewritten.read(root.templates)
    (home,) = (file for file, template in data.items() if "LogsCloudwatchLogGroup" in template["Resources"])
    assert home != "main-stack.yaml"
    data["main-stack.yaml"]["Resources"]["Elsewhere"] = data[home]["Resources"].pop("LogsCloudwatchLogGroup")
    outputs = data[home].get("Outputs", {})
    assert not [name for name, output in outputs.items() if "LogsCloudwatchLogGroup" in str(output)]
    data[home]["Resources"].setdefault("Nothing", {"Type": "AWS::CloudFormation::WaitConditionHandle"})
    rewritten.write(data, root.templates)
    assert [s for _, s in root.told()] == ["the templates differ from the configuration: Nothing"]


def test_another_type_under_the_same_logical_id(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, NETWORK)
    data = rewritten.read(root.templates)
    (home,) = (file for file, template in data.items() if "LogsCloudwatchLogGroup" in template["Resources"])
    data[home]["Resources"]["LogsCloudwatchLogGroup"]["Type"] = "AWS::ECS::Cluster"
    rewritten.write(data, root.templates)
    found = [f.summary for f in root.compared() if f.id == "parity-square"]
    assert found == ["the templates differ from the configuration: LogsCloudwatchLogGroup.Type"]


@pytest.mark.parametrize("ending", [".json", ".yml", ".template"])
def test_other_endings(ending: str, tmp_path: Path) -> None:
    root = Root.converted(tmp_path, NETWORK)
    rewritten.write(rewritten.read(root.templates), root.templates, ending)
    assert root.told() == []
