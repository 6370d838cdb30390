"""Mistakes that a person would make in the reference system's templates: each is found at its place.

None of them is made by an operator of the mutation suite: several are right in themselves and only wrong where they
stand (another service's secret, the reader's endpoint, the certificate of the other domain).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from converter.cloudformation.yaml_reader import read
from tests.mutation.equivalence import Known
from tests.mutation.mutant import Mutant
from tests.mutation.running import TEMPLATES, Bench, shared_evaluations
from tests.mutation.verdicts import Verdict

ALB, DATABASE, DNS, EFS, IAM = (f"{n}-stack.yaml" for n in ("alb", "database", "dns", "efs", "iam"))
SERVICES, SCALING, GROUPS, NETWORK = (
    f"{n}-stack.yaml" for n in ("ecs-services", "autoscaling", "security-groups", "vpc")
)
SECRETS, MAIN = "secrets-stack.yaml", "main-stack.yaml"


@dataclass(frozen=True)
class Mistake:
    """A text replaced in one entry of a template, and the path below the entry that a finding must name."""

    what: str
    file: str
    entry: str
    old: str
    new: str
    place: tuple[str | int, ...] = ()
    section: str = "Resources"

    def __str__(self) -> str:
        return self.what.replace(" ", "-")

    def mutant(self) -> Mutant:
        """The template with the mistake in it."""
        text = (TEMPLATES / self.file).read_text(encoding="utf-8")
        section = re.search(rf"^{self.section}:\n(?:(?:[ #].*)?\n)+", text, re.MULTILINE)
        assert section, self.section
        found = re.search(rf"^  {self.entry}:\n(?:   .*\n)+", section[0], re.MULTILINE)
        assert found, f"there is no {self.entry} in {self.file}"
        assert found[0].count(self.old) == 1, f"{self.old!r} stands not once in {self.entry}"
        changed = text.replace(found[0], found[0].replace(self.old, self.new), 1)
        path = (self.section, self.entry, *self.place)
        return Mutant("by-hand", self.file, self.entry, self.what, (path,), read(changed, self.file))


P = "Properties"
CONTAINER = (P, "ContainerDefinitions", 0)
LOG_OPTIONS = (*CONTAINER, "LogConfiguration", "Options")
SSM = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/keycloak"
LOGS = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs"

MISTAKES = (
    # load balancing
    Mistake("health check on the port of another service", ALB, "LoadBalancerLbTargetGroupRegistry",
            'HealthCheckPort: "7860"', 'HealthCheckPort: "8888"', (P, "HealthCheckPort")),
    Mistake("health check path of Keycloak for the auth server", ALB, "LoadBalancerLbTargetGroupAuth",
            "HealthCheckPath: /health", "HealthCheckPath: /", (P, "HealthCheckPath")),
    Mistake("HTTP listener forwards instead of redirecting", ALB, "KeycloakLoadBalancerLbListenerHttpRedirect",
            '- RedirectConfig:\n            Port: "443"\n            Protocol: HTTPS\n'
            "            StatusCode: HTTP_301\n          Type: redirect",
            "- TargetGroupArn: !Ref KeycloakLoadBalancerLbTargetGroupKeycloak\n          Type: forward",
            (P, "DefaultActions", 0)),
    Mistake("temporary redirect", ALB, "KeycloakLoadBalancerLbListenerHttpRedirect", "HTTP_301", "HTTP_302",
            (P, "DefaultActions", 0, "RedirectConfig", "StatusCode")),
    Mistake("certificate of the other domain", ALB, "LoadBalancerLbListenerHttps",
            "!Ref RegistryAcmCertificateArn", "!Ref KeycloakAcmCertificateArn", (P, "Certificates", 0)),
    Mistake("listener on the other load balancer", ALB, "LoadBalancerLbListenerAuth",
            "!Ref LoadBalancerLb\n", "!Ref KeycloakLoadBalancerLb\n", (P, "LoadBalancerArn")),
    Mistake("old TLS policy", ALB, "LoadBalancerLbListenerAuth",
            "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "ELBSecurityPolicy-2016-08", (P, "SslPolicy")),
    Mistake("internal load balancer", ALB, "LoadBalancerLb", "internet-facing", "internal", (P, "Scheme")),
    # names
    Mistake("record leads to the other load balancer", DNS, "KeycloakRoute53Record",
            "!Ref KeycloakLoadBalancerLbDnsName", "!Ref LoadBalancerLbDnsName", (P, "AliasTarget", "DNSName")),
    Mistake("certificate without the region", DNS, "RegistryAcmCertificate",
            'DomainName: !Sub\n        - "registry.${BaseDomainOrRootDomain}"\n        - BaseDomainOrRootDomain: !If '
            '[UseRegionalDomainsIsTrue, !Sub "${AWS::Region}.${BaseDomain}", !Ref RootDomain]\n      DomainV',
            'DomainName: !Sub\n        - "registry.${BaseDomainOrRootDomain}"\n        - BaseDomainOrRootDomain: !If '
            "[UseRegionalDomainsIsTrue, !Ref BaseDomain, !Ref RootDomain]\n      DomainV", (P, "DomainName")),
    # database
    Mistake("JDBC URL against the reader", DATABASE, "KeycloakDatabaseUrlSsmParameter",
            "KeycloakRdsCluster.Endpoint.Address", "KeycloakRdsCluster.ReadEndpoint.Address", (P, "Value")),
    Mistake("JDBC URL against the proxy", DATABASE, "KeycloakDatabaseUrlSsmParameter",
            "KeycloakRdsCluster.Endpoint.Address", "KeycloakDbProxy.Endpoint", (P, "Value")),
    Mistake("capacities exchanged", DATABASE, "KeycloakRdsCluster",
            "MaxCapacity: !Ref KeycloakDatabaseMaxAcu\n        MinCapacity: !Ref KeycloakDatabaseMinAcu",
            "MaxCapacity: !Ref KeycloakDatabaseMinAcu\n        MinCapacity: !Ref KeycloakDatabaseMaxAcu",
            (P, "ServerlessV2ScalingConfiguration")),
    Mistake("database outlives its stack", DATABASE, "KeycloakRdsCluster",
            "DeletionPolicy: RetainExceptOnCreate", "DeletionPolicy: Retain", ("DeletionPolicy",)),
    Mistake("user and password exchanged in the secret", SECRETS, "KeycloakDatabaseSecretsmanagerSecret",
            'password\\":\\"${KeycloakDatabasePassword}\\",\\"username\\":\\"${KeycloakDatabaseUsername}',
            'password\\":\\"${KeycloakDatabaseUsername}\\",\\"username\\":\\"${KeycloakDatabasePassword}',
            (P, "SecretString")),
    # tasks
    Mistake("log group of another service", SERVICES, "AuthEcsTaskDefinition",
            "awslogs-group: !Ref AuthCloudwatchLogGroup", "awslogs-group: !Ref RegistryCloudwatchLogGroup",
            (*LOG_OPTIONS, "awslogs-group")),
    Mistake("execution role as task role", SERVICES, "RegistryEcsTaskDefinition",
            "!Ref TaskRolesRegistryTaskIamRoleArn\n", "!Ref TaskRolesRegistryExecutionIamRoleArn\n",
            (P, "TaskRoleArn")),
    Mistake("roles of two tasks exchanged", SERVICES, "AuthEcsTaskDefinition",
            "!Ref TaskRolesAuthExecutionIamRoleArn", "!Ref TaskRolesRegistryExecutionIamRoleArn",
            (P, "ExecutionRoleArn")),
    Mistake("secret of another service", SERVICES, "RegistryEcsTaskDefinition",
            "ValueFrom: !Ref AdminPasswordSecretsmanagerSecretArn", "ValueFrom: !Ref SecretKeySecretsmanagerSecretArn",
            (*CONTAINER, "Secrets", 0, "ValueFrom")),
    Mistake("client secret of the other client", SERVICES, "AuthEcsTaskDefinition",
            "${KeycloakClientSecretSecretsmanagerSecretArn}:client_secret",
            "${KeycloakM2mClientSecretSecretsmanagerSecretArn}:client_secret",
            (*CONTAINER, "Secrets", 0, "ValueFrom")),
    Mistake("password parameter as user name", SERVICES, "KeycloakEcsTaskDefinition",
            f'"{SSM}/database/username"', f'"{SSM}/database/password"', (*CONTAINER, "Secrets", 3, "ValueFrom")),
    Mistake("image of another service", SERVICES, "AuthEcsTaskDefinition",
            "!Ref AuthServerImageUri", "!Ref RegistryImageUri", (*CONTAINER, "Image")),
    Mistake("health check asks another port", SERVICES, "RegistryEcsTaskDefinition",
            "http://localhost:7860/health", "http://localhost:80/health", (*CONTAINER, "HealthCheck", "Command")),
    Mistake("internal address where the external one belongs", SERVICES, "AuthEcsTaskDefinition",
            'AUTH_SERVER_EXTERNAL_URL\n              Value: !Sub\n                - "https://registry',
            'AUTH_SERVER_EXTERNAL_URL\n              Value: !Sub\n                - "http://registry',
            (*CONTAINER, "Environment", 1, "Value")),
    Mistake("volume mounted over another folder", SERVICES, "RegistryEcsTaskDefinition",
            "- ContainerPath: /app/registry/agents", "- ContainerPath: /app/registry/models",
            (*CONTAINER, "MountPoints", 1, "ContainerPath")),
    Mistake("another access point behind a volume", SERVICES, "RegistryEcsTaskDefinition",
            "!Ref FileSystemEfsAccessPointModelsId", "!Ref FileSystemEfsAccessPointAgentsId",
            (P, "Volumes", 3, "EFSVolumeConfiguration", "AuthorizationConfig", "AccessPointId")),
    Mistake("service in the other cluster", SERVICES, "AuthEcsService",
            "!Ref EcsClusterArn", "!Ref KeycloakClusterEcsClusterArn", (P, "Cluster")),
    Mistake("tasks in public reach", SERVICES, "KeycloakEcsService",
            "AssignPublicIp: DISABLED", "AssignPublicIp: ENABLED",
            (P, "NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp")),
    Mistake("service sends its traffic to the management port", SERVICES, "KeycloakEcsService",
            "ContainerPort: 8080", "ContainerPort: 9000", (P, "LoadBalancers", 0, "ContainerPort")),
    # storage
    Mistake("access point leads to another path", EFS, "FileSystemEfsAccessPointAgents",
            "Path: /agents", "Path: /models", (P, "RootDirectory", "Path")),
    Mistake("mount target in another subnet", EFS, "FileSystemEfsMountTargetMount1",
            "!Ref NetworkPrivateSubnet1Id", "!Ref NetworkPrivateSubnet0Id", (P, "SubnetId")),
    # permissions
    Mistake("logs of another service may be written", IAM, "TaskRolesAuthExecutionIamPolicy",
            f'"{LOGS}/${{Name}}-v2-auth-server:*"', f'"{LOGS}/${{Name}}-v2-registry:*"',
            (P, "PolicyDocument", "Statement", 0, "Resource")),
    Mistake("trust without the account", IAM, "TaskRolesAuthTaskIamRole",
            "\n              StringEquals:\n                aws:SourceAccount: !Ref AWS::AccountId", "",
            (P, "AssumeRolePolicyDocument", "Statement", 0, "Condition")),
    Mistake("key of every service may be used", IAM, "KeycloakTaskExecIamRole",
            "ssm.${AWS::Region}.amazonaws.com", "*.${AWS::Region}.amazonaws.com",
            (P, "Policies", 0, "PolicyDocument", "Statement", 1, "Condition")),
    Mistake("a role lacks the policy with the secrets", IAM, "TaskRolesAuthExecutionIamRole",
            "\n        - !Ref GatewaySecretsIamPolicy", "", (P, "ManagedPolicyArns")),
    # network
    Mistake("NAT gateway of another zone", NETWORK, "NetworkPrivateNatRoute1",
            "!Ref NetworkNatGateway1", "!Ref NetworkNatGateway0", (P, "NatGatewayId")),
    Mistake("private subnet on the public route table", NETWORK, "NetworkPrivateRouteTableAssociation2",
            "!Ref NetworkPrivateRouteTable2", "!Ref NetworkPublicRouteTable", (P, "RouteTableId")),
    Mistake("rule in the wrong direction", GROUPS, "RegistryToAuthVpcSecurityGroupIngressRule",
            "SourceSecurityGroupId: !GetAtt RegistrySecurityGroup.GroupId",
            "SourceSecurityGroupId: !GetAtt AuthSecurityGroup.GroupId", (P, "SourceSecurityGroupId")),
    # scaling and alarms
    Mistake("memory alarm on the CPU", SCALING, "KeycloakAppautoscalingPolicyMemory",
            "ECSServiceAverageMemoryUtilization", "ECSServiceAverageCPUUtilization",
            (P, "TargetTrackingScalingPolicyConfiguration", "PredefinedMetricSpecification")),
    Mistake("alarm about another target group", SCALING, "Alarms0CloudwatchMetricAlarmAlbUnhealthyTargetsAuth",
            "!Ref LoadBalancerLbTargetGroupAuthArnSuffix", "!Ref LoadBalancerLbTargetGroupGradioArnSuffix",
            (P, "Dimensions", 1, "Value")),
    # the root
    Mistake("database password shown", MAIN, "KeycloakDatabasePassword", "NoEcho: true", "NoEcho: false",
            ("NoEcho",), "Parameters"),
    Mistake("output of another thing", MAIN, "SecurityGroupIdsAuth",
            "Outputs.AuthSecurityGroupId", "Outputs.RegistrySecurityGroupId", ("Value",), "Outputs"),
    Mistake("monitoring stack gets the wrong switch", MAIN, "AutoscalingStack",
            "EnableMonitoring: !Ref EnableMonitoring", "EnableMonitoring: !Ref UseRegionalDomains",
            (P, "Parameters", "EnableMonitoring")),
)  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with shared_evaluations():
        yield Bench(tmp_path_factory.mktemp("mistakes"), Known.load())


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_found_at_its_place(mistake: Mistake, bench: Bench) -> None:
    outcome = bench.run(mistake.mutant())
    assert outcome.verdict in {Verdict.KILLED, Verdict.KILLED_AT_END}, outcome.findings


def test_the_originals_have_no_finding(bench: Bench) -> None:
    mistake = MISTAKES[0]
    unchanged = read((TEMPLATES / mistake.file).read_text(encoding="utf-8"), mistake.file)
    outcome = bench.run(Mutant("by-hand", mistake.file, mistake.entry, "unchanged", ((),), unchanged))
    assert outcome.verdict is Verdict.SURVIVED


def test_files() -> None:
    assert {mistake.file for mistake in MISTAKES} <= {Path(file).name for file in TEMPLATES.iterdir()}
