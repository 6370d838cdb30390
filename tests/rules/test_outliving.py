"""What stays with a resource that a project keeps when its stack is deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.cli import main
from converter.cloudformation.schemas import resource_schema
from converter.findings import Severity
from converter.rules.outliving import outliving_table
from tests.conversion.converting import Converted, converted

CLUSTER = """
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.this.id
}
resource "aws_kms_key" "db" {}
resource "aws_kms_key" "other" {}
resource "aws_db_subnet_group" "db" {
  name       = "db"
  subnet_ids = [aws_subnet.this.id]
}
"""
CLUSTER_RESOURCE = """
resource "aws_rds_cluster" "db" {
  cluster_identifier     = "db"
  engine                 = "aurora-mysql"
  master_username        = "admin"
  manage_master_user_password = true
  storage_encrypted      = true
  kms_key_id             = aws_kms_key.db.arn
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
  skip_final_snapshot    = true
  LIFECYCLE
}
"""
INSTANCE = """
resource "aws_db_instance" "db" {
  identifier             = "db"
  engine                 = "mysql"
  instance_class         = "db.t4g.micro"
  allocated_storage      = 20
  username               = "admin"
  manage_master_user_password = true
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
  skip_final_snapshot    = true
  LIFECYCLE
}
"""
PREVENT = "lifecycle { prevent_destroy = true }"


def kept(result: Converted) -> set[str]:
    """The types of what stays in both ways."""
    made = result.resources().values()
    return {r.type for r in made if (r.deletion_policy, r.update_replace_policy) == ("Retain", "Retain")}


def told(result: Converted) -> set[str | None]:
    return {f.address for f in result.findings if f.id == "rules-kept" and f.severity is Severity.INFO}


def test_a_cluster_stays_with_its_key_and_its_subnet_group() -> None:
    result = converted(CLUSTER + CLUSTER_RESOURCE.replace("LIFECYCLE", PREVENT))
    assert kept(result) == {"AWS::RDS::DBCluster", "AWS::RDS::DBSubnetGroup", "AWS::KMS::Key"}
    assert told(result) == {"aws_kms_key.db", "aws_db_subnet_group.db"}
    policies = {r.comment: r.deletion_policy for r in result.resources().values() if r.type == "AWS::KMS::Key"}
    assert set(policies.values()) == {"Retain", "Delete"}  # the other key goes


def test_an_instance_stays_with_the_network_that_it_has_an_interface_in() -> None:
    result = converted(CLUSTER + INSTANCE.replace("LIFECYCLE", PREVENT))
    assert kept(result) == {
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::Subnet",
        "AWS::EC2::VPC",
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBSubnetGroup",
    }


def test_what_goes_keeps_nothing() -> None:
    result = converted(CLUSTER + CLUSTER_RESOURCE.replace("LIFECYCLE", ""))
    assert kept(result) == set()
    assert told(result) == set()


@pytest.mark.parametrize(
    ("entries", "key", "severity"),
    [
        ([("aws_rds_cluster.db", "RetainExceptOnCreate")], ("RetainExceptOnCreate", "Retain"), "info"),
        ([("aws_rds_cluster.db", "Retain"), ("aws_kms_key.db", "Delete")], ("Delete", "Delete"), "warning"),
        ([("aws_rds_cluster.db", "Retain"), ("aws_kms_key.*", "Retain")], ("Retain", "Retain"), None),
        ([("aws_rds_cluster.db", "Delete")], ("Delete", "Delete"), None),
    ],
)
def test_the_project_decides(
    tmp_path: Path,
    entries: list[tuple[str, str]],
    key: tuple[str, str],
    severity: str | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "main.tf").write_text(CLUSTER + CLUSTER_RESOURCE.replace("LIFECYCLE", ""))
    (source / "tf2cfn.toml").write_text(
        "".join(
            f'[[deletion]]\naddress = "{address}"\npolicy = "{policy}"\n'
            f'replace = "{"Delete" if policy == "Delete" else "Retain"}"\n'
            for address, policy in entries
        )
    )
    assert main(["convert", str(source), "-o", str(tmp_path / "out"), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    found = [f for f in report["findings"] if f["id"] == "rules-kept" and f["address"] == "aws_kms_key.db"]
    assert [f["severity"] for f in found] == ([] if severity is None else [severity])
    lines = "\n".join(path.read_text() for path in (tmp_path / "out" / "templates").iterdir()).splitlines()
    place = next(number for number, line in enumerate(lines) if "# aws_kms_key.db " in line)
    found_policies = {
        line.split(":")[0].strip(): line.split(": ")[1] for line in lines[place : place + 6] if "Policy: " in line
    }
    assert (found_policies["DeletionPolicy"], found_policies["UpdateReplacePolicy"]) == key


def test_the_types_are_those_of_the_registry() -> None:
    table = outliving_table()
    for name in table.needed | table.with_interfaces | table.network:
        assert resource_schema(name) is not None, name
