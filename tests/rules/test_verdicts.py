"""The verdicts on all resource types: complete, true to both schemas, and what a user reads of them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from converter.cloudformation.schemas import regions_by_type
from converter.findings import FindingError, Findings
from converter.mappings_folder import mappings_folder
from converter.rules.engine import Engine
from converter.rules.inventory import entry_of, inventory
from converter.rules.loader import load_tables, parse_tables
from converter.rules.verdict_checks import check_verdicts
from converter.rules.verdicts import FOLDER, DataClass, TypeClass, TypeVerdict, Verdicts, load_verdicts, read_verdicts
from converter.terraform.evaluator import evaluate
from converter.terraform.loading import load
from converter.terraform.provider_schema import ProviderSchema

CLI_NAMES = {"s3api": "s3", "configservice": "config", "deploy": "codedeploy"}
"""Services that the AWS CLI calls otherwise than their API."""


def verdict(name: str) -> TypeVerdict:
    return load_verdicts().resources[name]


def with_(name: str, **changes: object) -> Verdicts:
    judged = load_verdicts()
    changed = replace(verdict(name), **changes)  # type: ignore[arg-type]
    return replace(judged, resources={**judged.resources, name: changed})


def problems(verdicts: Verdicts) -> list[str]:
    return [f.summary for f in check_verdicts(verdicts, load_tables(), ProviderSchema.load())]


def test_every_type_of_the_provider_has_a_verdict_and_all_are_sound() -> None:
    assert problems(load_verdicts()) == []
    assert len(load_verdicts().resources) == 1526


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("aws_s3_bucket", {"cfn_types": ("AWS::S3::Buckets",)}, "CloudFormation has no type AWS::S3::Buckets"),
        ("aws_s3_bucket_acl", {"path": "AccessControls"}, "AccessControls does not exist"),
        ("aws_s3_bucket_acl", {"into": "aws_s3_buckets"}, "no resource type aws_s3_buckets"),
        ("aws_s3_bucket", {"type": "aws_s3_buckets"}, "the provider has no such resource type"),
        ("aws_iam_role", {"kind": TypeClass.SPLIT}, "the verdict is split, the table in iam.yaml makes it direct"),
        ("aws_iam_role", {"cfn_types": ("AWS::IAM::User",)}, "the table in iam.yaml makes no AWS::IAM::User"),
    ],
)
def test_what_is_wrong_is_named(name: str, changes: dict[str, object], expected: str) -> None:
    assert any(expected in problem for problem in problems(with_(name, **changes)))


def test_a_type_without_a_verdict_is_named() -> None:
    judged = load_verdicts()
    fewer = replace(judged, resources={k: v for k, v in judged.resources.items() if k != "aws_s3_bucket"})
    assert "aws_s3_bucket has no verdict" in problems(fewer)


def test_the_commands_are_the_aws_clis() -> None:
    """Each command is an operation that the SDK knows, under the name that the AWS CLI gives it."""
    session = botocore.session.get_session()
    known: dict[str, set[str]] = {}
    wrong = []
    for found in load_verdicts().resources.values():
        if not found.command:
            continue
        service, operation = found.command.split()
        service = CLI_NAMES.get(service, service)
        if service not in known:
            names = session.get_service_model(service).operation_names
            known[service] = {xform_name(name, "-") for name in names}
        if operation not in known[service]:
            wrong.append(f"{found.type}: {found.command}")
    assert wrong == []


def test_whatever_cannot_become_a_resource_says_what_to_do() -> None:
    for found in load_verdicts().resources.values():
        without = found.kind in {TypeClass.DEPLOY_STEP, TypeClass.NO_COUNTERPART}
        assert bool(found.cfn_types) is not without, found.type
        assert found.advice, found.type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aws_devicefarm_project", "it would become AWS::DeviceFarm::Project (only in us-west-2)"),
        ("aws_directory_service_directory", "AWS::DirectoryService::MicrosoftAD or AWS::DirectoryService::SimpleAD"),
        ("aws_sqs_queue_redrive_policy", "become RedrivePolicy of AWS::SQS::Queue, from aws_sqs_queue"),
        ("aws_iam_account_password_policy", ": aws iam update-account-password-policy"),
        ("aws_worklink_fleet", "the service has ended"),
    ],
)
def test_the_advice(name: str, expected: str) -> None:
    assert expected in verdict(name).advice


def test_an_unsupported_resource_is_told_what_it_would_become(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_worklink_fleet" "this" { name = "x" }', encoding="utf-8")
    findings = Findings()
    project = load(tmp_path, findings)
    assert project is not None
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings)
    Engine(load_tables(), evaluation, findings).run()
    (finding,) = findings
    assert finding.id == "rules-unsupported"
    assert finding.detail.startswith("the service has ended, and nothing takes its place; remove the block")


def test_a_types_table_comes_before_its_verdict() -> None:
    tables = parse_tables([("x.yaml", "resources: {aws_worklink_fleet: {type: AWS::S3::Bucket}}")])
    entry = entry_of("aws_worklink_fleet", tables)
    assert entry is not None
    assert (entry.kind, entry.cfn_types, entry.has_table) == (TypeClass.DIRECT, ("AWS::S3::Bucket",), True)


def test_the_inventory_is_sorted_and_whole() -> None:
    names = [entry.type for entry in inventory(load_tables())]
    assert names == sorted(load_verdicts().resources)


def test_data_sources() -> None:
    judged = load_verdicts()
    assert judged.data_source("aws_region").kind is DataClass.PSEUDO_PARAMETER
    assert judged.data_source("aws_iam_policy_document").kind is DataClass.EVALUATED
    assert judged.data_source("aws_eks_cluster_auth").kind is DataClass.UNSUPPORTED
    assert judged.data_source("aws_vpc").kind is DataClass.LOOK_UP
    assert judged.data_source("aws_vpc").type == "aws_vpc"


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("direct.yaml", "aws_x: {note: y}", "needs `types`"),
        ("merged.yaml", "aws_x: {into: aws_y}", "needs `into` and `type`"),
        ("no-counterpart.yaml", "[{reason: y}]", "needs `reason` and `types`"),
        ("no-counterpart.yaml", "[{reason: y, types: {aws_x: S3 PutObject}}]", "no command of the AWS CLI"),
        ("split.yaml", "aws_subnet: [A, B]", "aws_subnet is also in direct.yaml"),
        ("split.yaml", "a: [", "not readable as YAML"),
        ("data-sources.yaml", "[{class: x, advice: y, types: [z]}]", "'x' is none of"),
    ],
)
def test_faults_of_form(tmp_path: Path, file: str, text: str, expected: str) -> None:
    folder = tmp_path / FOLDER
    shutil.copytree(mappings_folder() / FOLDER, folder)
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(FindingError) as raised:
        read_verdicts(folder)
    assert any(expected in finding.summary for finding in raised.value.findings)


def test_regions_of_a_type() -> None:
    assert regions_by_type()["AWS::DeviceFarm::Project"] == ("us-west-2",)
    assert "us-east-1" in regions_by_type()["AWS::S3::Bucket"]
