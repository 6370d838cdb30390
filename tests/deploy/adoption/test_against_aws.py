"""What the real Terraform CLI makes in an emulated AWS: each identifier names what the services' own calls find."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jmespath
import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode
from tests.support.provider_mirror import find_provider_mirror
from tests.support.terraform_cli import EmulatedAws, Workspace, terraform_missing_reason

REFERENCE = Path(__file__).resolve().parents[3] / "terraform_ref"
ROOTS: Mapping[str, tuple[Path, Mapping[str, str], int]] = {
    "shop": (Path(__file__).with_name("shop"), {"password": "correct-horse-battery"}, 16),
    "reference": (
        REFERENCE,
        {"keycloak_admin_password": "planted-by-tests", "keycloak_database_password": "planted-too"},
        205,
    ),
}
"""Each root: folder, variables, and the least number of objects that are imported."""

Check = tuple[str, str, dict[str, Any], str]
READS: Mapping[str, Check] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": (
        "application-autoscaling",
        "describe_scalable_targets",
        {"ServiceNamespace": "{ServiceNamespace}", "ResourceIds": ["{ResourceId}"]},
        "ScalableTargets[?ScalableDimension=='{ScalableDimension}'].ResourceId | [0]",
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": (
        "application-autoscaling",
        "describe_scaling_policies",
        {"ServiceNamespace": "ecs"},
        "ScalingPolicies[?PolicyARN=='{Arn}' && ScalableDimension=='{ScalableDimension}'].PolicyARN | [0]",
    ),
    "AWS::CertificateManager::Certificate": (
        "acm",
        "describe_certificate",
        {"CertificateArn": "{CertificateArn}"},
        "Certificate.CertificateArn",
    ),
    "AWS::CloudWatch::Alarm": (
        "cloudwatch",
        "describe_alarms",
        {"AlarmNames": ["{AlarmName}"]},
        "MetricAlarms[0].AlarmName",
    ),
    "AWS::EC2::EIP": (
        "ec2",
        "describe_addresses",
        {"AllocationIds": ["{AllocationId}"]},
        "Addresses[?PublicIp=='{PublicIp}'].PublicIp | [0]",
    ),
    "AWS::EC2::InternetGateway": (
        "ec2",
        "describe_internet_gateways",
        {"InternetGatewayIds": ["{InternetGatewayId}"]},
        "InternetGateways[0].InternetGatewayId",
    ),
    "AWS::EC2::NatGateway": (
        "ec2",
        "describe_nat_gateways",
        {"NatGatewayIds": ["{NatGatewayId}"]},
        "NatGateways[0].NatGatewayId",
    ),
    "AWS::EC2::Route": (
        "ec2",
        "describe_route_tables",
        {"RouteTableIds": ["{RouteTableId}"]},
        "RouteTables[?Routes[?DestinationCidrBlock=='{CidrBlock}']].RouteTableId | [0]",
    ),
    "AWS::EC2::RouteTable": (
        "ec2",
        "describe_route_tables",
        {"RouteTableIds": ["{RouteTableId}"]},
        "RouteTables[0].RouteTableId",
    ),
    "AWS::EC2::SecurityGroup": ("ec2", "describe_security_groups", {"GroupIds": ["{Id}"]}, "SecurityGroups[0].GroupId"),
    "AWS::EC2::SecurityGroupEgress": (
        "ec2",
        "describe_security_group_rules",
        {"SecurityGroupRuleIds": ["{Id}"]},
        "SecurityGroupRules[?IsEgress].SecurityGroupRuleId | [0]",
    ),
    "AWS::EC2::SecurityGroupIngress": (
        "ec2",
        "describe_security_group_rules",
        {"SecurityGroupRuleIds": ["{Id}"]},
        "SecurityGroupRules[?!IsEgress].SecurityGroupRuleId | [0]",
    ),
    "AWS::EC2::Subnet": ("ec2", "describe_subnets", {"SubnetIds": ["{SubnetId}"]}, "Subnets[0].SubnetId"),
    "AWS::EC2::SubnetRouteTableAssociation": (
        "ec2",
        "describe_route_tables",
        {},
        "RouteTables[].Associations[?RouteTableAssociationId=='{Id}'][].RouteTableAssociationId | [0]",
    ),
    "AWS::EC2::VPC": ("ec2", "describe_vpcs", {"VpcIds": ["{VpcId}"]}, "Vpcs[0].VpcId"),
    "AWS::EC2::VPCEndpoint": (
        "ec2",
        "describe_vpc_endpoints",
        {"VpcEndpointIds": ["{Id}"]},
        "VpcEndpoints[0].VpcEndpointId",
    ),
    "AWS::EC2::VPCGatewayAttachment": (
        "ec2",
        "describe_internet_gateways",
        {},
        "InternetGateways[].Attachments[?VpcId=='{VpcId}'][].VpcId | [0]",
    ),
    "AWS::ECR::Repository": (
        "ecr",
        "describe_repositories",
        {"repositoryNames": ["{RepositoryName}"]},
        "repositories[0].repositoryName",
    ),
    "AWS::ECS::Cluster": ("ecs", "describe_clusters", {"clusters": ["{ClusterName}"]}, "clusters[0].clusterName"),
    "AWS::ECS::Service": (
        "ecs",
        "describe_services",
        {"cluster": "{Cluster}", "services": ["{ServiceArn}"]},
        "services[0].serviceArn",
    ),
    "AWS::ECS::TaskDefinition": (
        "ecs",
        "describe_task_definition",
        {"taskDefinition": "{TaskDefinitionArn}"},
        "taskDefinition.taskDefinitionArn",
    ),
    "AWS::EFS::AccessPoint": (
        "efs",
        "describe_access_points",
        {"AccessPointId": "{AccessPointId}"},
        "AccessPoints[0].AccessPointId",
    ),
    "AWS::EFS::FileSystem": (
        "efs",
        "describe_file_systems",
        {"FileSystemId": "{FileSystemId}"},
        "FileSystems[0].FileSystemId",
    ),
    "AWS::EFS::MountTarget": (
        "efs",
        "describe_mount_targets",
        {"MountTargetId": "{Id}"},
        "MountTargets[0].MountTargetId",
    ),
    "AWS::ElasticLoadBalancingV2::Listener": (
        "elbv2",
        "describe_listeners",
        {"ListenerArns": ["{ListenerArn}"]},
        "Listeners[0].ListenerArn",
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        "elbv2",
        "describe_load_balancers",
        {"LoadBalancerArns": ["{LoadBalancerArn}"]},
        "LoadBalancers[0].LoadBalancerArn",
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (
        "elbv2",
        "describe_target_groups",
        {"TargetGroupArns": ["{TargetGroupArn}"]},
        "TargetGroups[0].TargetGroupArn",
    ),
    "AWS::IAM::ManagedPolicy": ("iam", "get_policy", {"PolicyArn": "{PolicyArn}"}, "Policy.Arn"),
    "AWS::IAM::Role": ("iam", "get_role", {"RoleName": "{RoleName}"}, "Role.RoleName"),
    "AWS::KMS::Alias": ("kms", "list_aliases", {}, "Aliases[?AliasName=='{AliasName}'].AliasName | [0]"),
    "AWS::KMS::Key": ("kms", "describe_key", {"KeyId": "{KeyId}"}, "KeyMetadata.KeyId"),
    "AWS::Logs::LogGroup": (
        "logs",
        "describe_log_groups",
        {"logGroupNamePrefix": "{LogGroupName}"},
        "logGroups[?logGroupName=='{LogGroupName}'].logGroupName | [0]",
    ),
    "AWS::RDS::DBCluster": (
        "rds",
        "describe_db_clusters",
        {"DBClusterIdentifier": "{DBClusterIdentifier}"},
        "DBClusters[0].DBClusterIdentifier",
    ),
    "AWS::RDS::DBClusterParameterGroup": (
        "rds",
        "describe_db_cluster_parameter_groups",
        {"DBClusterParameterGroupName": "{DBClusterParameterGroupName}"},
        "DBClusterParameterGroups[0].DBClusterParameterGroupName",
    ),
    "AWS::RDS::DBInstance": (
        "rds",
        "describe_db_instances",
        {"DBInstanceIdentifier": "{DBInstanceIdentifier}"},
        "DBInstances[0].DBInstanceIdentifier",
    ),
    "AWS::RDS::DBProxy": (
        "rds",
        "describe_db_proxies",
        {"DBProxyName": "{DBProxyName}"},
        "DBProxies[0].DBProxyName",
    ),
    "AWS::RDS::DBSubnetGroup": (
        "rds",
        "describe_db_subnet_groups",
        {"DBSubnetGroupName": "{DBSubnetGroupName}"},
        "DBSubnetGroups[0].DBSubnetGroupName",
    ),
    "AWS::Route53::RecordSet": (
        "route53",
        "list_resource_record_sets",
        {"HostedZoneId": "{HostedZoneId}"},
        "ResourceRecordSets[?(Name=='{Name}.' || Name=='{Name}') && Type=='{Type}'].Type | [0]",
    ),
    "AWS::S3::Bucket": ("s3", "list_buckets", {}, "Buckets[?Name=='{BucketName}'].Name | [0]"),
    "AWS::SNS::Topic": ("sns", "get_topic_attributes", {"TopicArn": "{TopicArn}"}, "Attributes.TopicArn"),
    "AWS::SQS::Queue": ("sqs", "list_queues", {}, "QueueUrls[?@=='{QueueUrl}'] | [0]"),
    "AWS::SSM::Parameter": ("ssm", "get_parameter", {"Name": "{Name}"}, "Parameter.Name"),
    "AWS::SecretsManager::Secret": ("secretsmanager", "describe_secret", {"SecretId": "{Id}"}, "ARN"),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": ("servicediscovery", "get_namespace", {"Id": "{Id}"}, "Namespace.Id"),
}
"""By type: service, call, its arguments, and where in the answer an identifier stands, with identifiers in braces."""


@pytest.mark.slow
@pytest.mark.parametrize("name", ROOTS)
def test_each_identifier_names_what_is_there(name: str, tmp_path: Path) -> None:
    missing, mirror = terraform_missing_reason(), find_provider_mirror()
    if missing or mirror is None:
        pytest.skip(missing or "no mirror")
    root, variables, least = ROOTS[name]
    assert main(["convert", str(root), "-o", str(tmp_path), "-q"]) == ExitCode.CLEAN
    given = [argument for key, value in variables.items() for argument in ("--var", f"{key}={value}")]
    with EmulatedAws() as aws:
        aws.seed_hosted_zones(["mycorp.click"])
        with Workspace(root, aws=aws, mirror=mirror) as workspace:
            workspace.apply(variables)
            state = str(workspace.root / "terraform.tfstate")
            where = ("--templates", str(tmp_path / "templates"), "-o", str(tmp_path / "out"))
            assert main(["adopt", state, str(root), *where, *given, "-q"]) == ExitCode.CLEAN
        found = [
            row
            for file in sorted((tmp_path / "out" / "resources-to-import").iterdir())
            for row in json.loads(file.read_text("utf-8"))
            if row["ResourceType"] != "AWS::CloudFormation::Stack"
        ]
        wrong = [row for row in found if not is_there(aws, row)]
    sums = json.loads((tmp_path / "out" / "adoption.json").read_text("utf-8"))["sums"]
    assert sums["imported"] >= least
    assert wrong == []
    texts = [path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [secret for secret in variables.values() if any(secret in text for text in texts)]


def is_there(aws: EmulatedAws, row: Mapping[str, Any]) -> bool:
    service, operation, arguments, place = READS[row["ResourceType"]]
    identifiers: dict[str, str] = row["ResourceIdentifier"]
    client = aws.client(service)
    answer = getattr(client, operation)(**filled(arguments, identifiers))
    return jmespath.search(place.format(**identifiers), answer) in identifiers.values()


def filled(value: Any, identifiers: Mapping[str, str]) -> Any:
    match value:
        case str():
            return value.format(**identifiers)
        case list():
            return [filled(item, identifiers) for item in value]
        case _:
            return {key: filled(item, identifiers) for key, item in value.items()}
