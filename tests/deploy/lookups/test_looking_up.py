"""Look-ups carried out against an emulated account."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import boto3
import pytest

from converter.deploy.looking_up import clients, look_up_all, pseudo_values
from converter.findings import Findings
from tests.conversion.converting import converted
from tests.support.emulated_aws import EmulatedAws

REGION = "eu-west-1"


@pytest.fixture(scope="module")
def session() -> Iterator[boto3.Session]:
    with EmulatedAws() as aws, pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(REGION).items():
            patch.setenv(name, value)
        yield boto3.Session(region_name=REGION)


def looked_up(
    session: boto3.Session, source: str, values: Mapping[str, str] | None = None
) -> tuple[dict[str, str], list[str]]:
    """What the look-ups of a configuration find, and the problems on the way."""
    findings = Findings()
    given = {**pseudo_values(session), **(values or {})}
    found = look_up_all(converted(source).done.lookups, given, clients(session), findings)
    return found, [f"{f.summary}: {f.detail}" for f in findings]


def topic(**tags: str) -> str:
    """A resource that reads values."""
    lines = "\n".join(f"    {name} = {value}" for name, value in tags.items())
    return f'resource "aws_sns_topic" "t" {{\n  name = "t"\n  tags = {{\n{lines}\n  }}\n}}\n'


def test_a_network_found_by_tags_and_what_is_found_by_it(session: boto3.Session) -> None:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "prod-network"}])
    ids = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{n}.0/24")["Subnet"]["SubnetId"] for n in range(2)]
    source = """
variable "env" { type = string }
data "aws_vpc" "shared" {
  tags = { Name = "${var.env}-network" }
}
data "aws_subnets" "shared" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.shared.id]
  }
}
""" + topic(Block="data.aws_vpc.shared.cidr_block", First="data.aws_subnets.shared.ids[0]")
    found, problems = looked_up(session, source, {"Env": "prod"})
    assert problems == []
    assert found["VpcCidrBlock"] == "10.9.0.0/16"
    assert found["VpcId"] == vpc
    assert sorted(found["SubnetIds"].split(",")) == sorted(ids)


def test_a_zone_by_the_rule_that_names_it(session: boto3.Session) -> None:
    route53 = session.client("route53")
    zone = route53.create_hosted_zone(Name="int.example.com", CallerReference="1")["HostedZone"]["Id"]
    route53.create_hosted_zone(Name="example.com", CallerReference="2")
    source = """
variable "inner" { type = bool }
variable "domain" { type = string }
data "aws_route53_zone" "z" { name = var.inner ? "int.${var.domain}" : var.domain }
""" + topic(Zone="data.aws_route53_zone.z.zone_id")
    found, problems = looked_up(session, source, {"Inner": "true", "Domain": "example.com"})
    assert problems == []
    assert found == {"HostedZoneId": zone.removeprefix("/hostedzone/")}
    other, _ = looked_up(session, source, {"Inner": "false", "Domain": "example.com"})
    assert other != found


def test_nothing_several_and_a_refusal_are_told_with_the_data_source(session: boto3.Session) -> None:
    route53 = session.client("route53")
    for reference in ("3", "4"):
        route53.create_hosted_zone(Name="twice.example", CallerReference=reference)
    source = 'data "aws_route53_zone" "z" { name = "%s" }\n' + topic(Zone="data.aws_route53_zone.z.zone_id")
    title = "the look-up of HostedZoneId (data.aws_route53_zone.z)"
    assert looked_up(session, source % "none.example")[1] == [
        f"{title} finds nothing: check the data source's arguments, the Region and the account"
    ]
    assert looked_up(session, source % "twice.example")[1] == [
        f"{title} finds 2, and has to find one: narrow the data source's arguments down"
    ]
    role = 'data "aws_iam_role" "r" { name = "nobody" }\n' + topic(Role="data.aws_iam_role.r.arn")
    assert "NoSuchEntity" in looked_up(session, role)[1][0]


def test_a_value_in_quotes_stays_a_value(session: boto3.Session) -> None:
    source = """
variable "name" { type = string }
data "aws_route53_zone" "z" { name = var.name }
""" + topic(Zone="data.aws_route53_zone.z.zone_id")
    _, problems = looked_up(session, source, {"Name": "' || 'a'=='a"})
    assert "finds nothing" in problems[0]


def test_what_does_not_exist_for_these_values_is_not_looked_up(session: boto3.Session) -> None:
    source = """
variable "own" {
  type    = bool
  default = true
}
data "aws_iam_role" "r" {
  count = var.own ? 0 : 1
  name  = "nobody"
}
""" + topic(Role='var.own ? "none" : data.aws_iam_role.r[0].arn')
    assert looked_up(session, source, {"Own": "true"}) == ({}, [])
    assert "NoSuchEntity" in looked_up(session, source, {"Own": "false"})[1][0]


def test_the_latest_image(session: boto3.Session) -> None:
    source = """
data "aws_ami" "a" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["amzn2-ami-hvm*"]
  }
}
""" + topic(Image="data.aws_ami.a.id", Name="data.aws_ami.a.name")
    found, problems = looked_up(session, source)
    assert problems == []
    images = session.client("ec2").describe_images(
        Owners=["amazon"], Filters=[{"Name": "name", "Values": ["amzn2-ami-hvm*"]}]
    )["Images"]
    assert found["ImageId"] in {
        i["ImageId"] for i in images if i["CreationDate"] == max(j["CreationDate"] for j in images)
    }


def test_outputs_of_another_state(session: boto3.Session) -> None:
    s3 = session.client("s3")
    s3.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": REGION})
    state = {"outputs": {"vpc_id": {"value": "vpc-1"}, "zones": {"value": ["a", "b"]}, "port": {"value": 8080}}}
    s3.put_object(Bucket="states", Key="prod/network", Body=json.dumps(state))
    source = """
variable "env" { type = string }
data "terraform_remote_state" "net" {
  backend = "s3"
  config  = { bucket = "states", key = "${var.env}/network", region = "eu-west-1" }
}
locals {
  net = data.terraform_remote_state.net.outputs
}
""" + topic(Vpc="local.net.vpc_id", Zone="local.net.zones[1]", Port="local.net.port")
    found, problems = looked_up(session, source, {"Env": "prod"})
    assert problems == []
    assert found == {"NetVpcId": "vpc-1", "NetZones": "a,b", "NetPort": "8080"}


def test_an_output_of_another_stack(session: boto3.Session) -> None:
    body = {
        "Resources": {"T": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {"Name": {"Value": "shared"}, "B": {"Value": "b"}},
    }
    session.client("cloudformation").create_stack(StackName="base", TemplateBody=json.dumps(body))
    source = 'data "aws_cloudformation_stack" "s" { name = "base" }\n' + topic(
        N='data.aws_cloudformation_stack.s.outputs["Name"]'
    )
    assert looked_up(session, source) == ({"SName": "shared"}, [])


def test_secrets_keys_and_roles_by_name(session: boto3.Session) -> None:
    secret = session.client("secretsmanager").create_secret(Name="db", SecretString="x")["ARN"]
    key = session.client("kms").create_key()["KeyMetadata"]["KeyId"]
    session.client("kms").create_alias(AliasName="alias/app", TargetKeyId=key)
    role = session.client("iam").create_role(RoleName="app", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    source = """
data "aws_secretsmanager_secret" "s" { name = "db" }
data "aws_kms_alias" "k" { name = "alias/app" }
data "aws_iam_role" "r" { name = "app" }
""" + topic(
        S="data.aws_secretsmanager_secret.s.arn", K="data.aws_kms_alias.k.target_key_id", R="data.aws_iam_role.r.arn"
    )
    assert looked_up(session, source) == ({"SecretArn": secret, "AliasKeyId": key, "RoleArn": role}, [])
