"""Every property holds for the shop, and each change that breaks one is found at its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from converter.findings import Severity
from converter.parity.properties.model import FINDING_IDS, Status
from tests.parity.shop import SHOP, change, copy_of_shop, report_of

MAIN, NETWORK, DATA, SERVICE, DNS = (f"{name}-stack.yaml" for name in ("main", "network", "data", "service", "dns"))


@dataclass(frozen=True)
class Mutant:
    """One text replaced in one template, and the property that must fail.

    ``place`` is in that template unless it names another; ``says`` is part of the finding's summary.
    """

    property: str
    file: str
    old: str
    new: str
    place: str
    says: str

    def __str__(self) -> str:
        return f"{self.property}: {self.says}"


FRONT_SIZE = 'Cpu: "512"\n      Memory: "1024"'
FRONT_HEALTH = 'Command: [CMD-SHELL, "curl -f http://localhost:8080/health || exit 1"]'
FRONT_INGRESS = "ToPort: 8080\n          SourceSecurityGroupId: !GetAtt BalancerGroup.GroupId"
STORE_INGRESS = "SourceSecurityGroupId: !GetAtt FrontGroup.GroupId"
CERTIFICATE = 'DomainName: !If [IsRegional, !Sub "front.${AWS::Region}.${BaseDomain}", !Ref FrontDomain]'
RECORD = '"front.${AWS::Region}.${BaseDomain}."'
URL = '!Sub "https://front.${AWS::Region}.${BaseDomain}/shop", !Sub "https://${FrontDomain}/shop"'
LOGIN = 'Action: "ecr:GetAuthorizationToken", Resource: "*"'
DECRYPT = 'Resource: !Sub "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*"'
VIA = 'Condition: {StringEquals: {"kms:ViaService": !Sub "ssm.${AWS::Region}.amazonaws.com"}}'
HIDDEN_BELOW = "Password: {Type: String, NoEcho: true}\n  Capacity"
HIDDEN_ABOVE = "Password: {Type: String, NoEcho: true}\n  ZoneId"
FRONT_TASK = "Resources/FrontTask/Properties"
STORE_TASK = "Resources/StoreTask/Properties"
FRONT = f"{FRONT_TASK}/ContainerDefinitions/0"
STORE = f"{STORE_TASK}/ContainerDefinitions/0"
TARGET = "Resources/Target/Properties"
POINT = "Resources/AccessPoint/Properties"
VOLUME = f"{FRONT_TASK}/Volumes/0/EFSVolumeConfiguration"
STATEMENTS = "Resources/Role/Properties/Policies/0/PolicyDocument/Statement"

MUTANTS = [
    # task definitions
    Mutant("P1", SERVICE, f"{FRONT_SIZE}\n      Exec", 'Cpu: "512"\n      Memory: "768"\n      Exec',
           f"{FRONT_TASK}/Memory", "Memory is 768 where Cpu is 512"),
    Mutant("P1", SERVICE, f"{FRONT_SIZE}\n      Exec", 'Cpu: "500"\n      Memory: "1024"\n      Exec',
           f"{FRONT_TASK}/Cpu", "Cpu is 500"),
    Mutant("P1", SERVICE, f"{FRONT_SIZE}\n      Exec", 'Cpu: "512"\n      Memory: "2048"\n      Exec',
           f"{FRONT_TASK}/Memory", "Memory is 2048, not 1024"),
    Mutant("P1", SERVICE, "          Cpu: 512", "          Cpu: 513",
           f"{FRONT_TASK}/Cpu", "the containers ask for Cpu 513, and there is 512"),
    Mutant("P1", SERVICE, 'NetworkMode: awsvpc\n      Cpu: "256"', 'NetworkMode: bridge\n      Cpu: "256"',
           f"{STORE_TASK}/NetworkMode", "NetworkMode is bridge, not awsvpc"),
    Mutant("P1", SERVICE, 'RequiresCompatibilities: [FARGATE]\n      NetworkMode: awsvpc\n      Cpu: "256"',
           'RequiresCompatibilities: [EC2]\n      NetworkMode: awsvpc\n      Cpu: "256"',
           f"{STORE_TASK}/RequiresCompatibilities", "without FARGATE"),
    # logging
    Mutant("P2", SERVICE, "awslogs-group: !Ref FrontLogs", "awslogs-group: !Ref StoreLogs",
           f"{FRONT}/LogConfiguration/Options/awslogs-group", "not /ecs/shop-front"),
    Mutant("P2", SERVICE, 'awslogs-group: !Sub "/ecs/${Name}-store"', "awslogs-group: /ecs/other",
           f"{STORE}/LogConfiguration/Options/awslogs-group", "awslogs-group is /ecs/other"),
    Mutant("P2", SERVICE, 'awslogs-group: !Sub "/ecs/${Name}-store"', "awslogs-group: /ecs/shop-store",
           f"{STORE}/LogConfiguration/Options/awslogs-group", "awslogs-group is /ecs/shop-store"),
    Mutant("P2", SERVICE, '!Sub "/ecs/${Name}-store"\n              awslogs-region: !Ref AWS::Region',
           '!Sub "/ecs/${Name}-store"\n              awslogs-region: us-east-1',
           f"{STORE}/LogConfiguration/Options/awslogs-region", "awslogs-region is us-east-1"),
    Mutant("P2", SERVICE, "LogDriver: awslogs\n            Options:\n              awslogs-group: !Ref",
           "LogDriver: splunk\n            Options:\n              awslogs-group: !Ref",
           f"{FRONT}/LogConfiguration/LogDriver", "LogDriver is splunk, not awslogs"),
    Mutant("P2", SERVICE, "awslogs-stream-prefix: ecs\n  Front:", "x: y\n  Front:",
           f"{STORE}/LogConfiguration/Options/awslogs-stream-prefix", "awslogs-stream-prefix is missing"),
    # container health
    Mutant("P3", SERVICE, FRONT_HEALTH, "Command: [CMD-SHELL]",
           f"{FRONT}/HealthCheck/Command", "Command is [CMD-SHELL]"),
    Mutant("P3", SERVICE, FRONT_HEALTH, "Command: [NONE]", f"{FRONT}/HealthCheck/Command", "Command is [NONE]"),
    Mutant("P3", SERVICE, "localhost:8080", "localhost:8081", f"{FRONT}/HealthCheck/Command", "asks port 8081"),
    Mutant("P3", SERVICE, "store, check]\n            Interval: 30", "store, check]\n            Interval: 4",
           f"{STORE}/HealthCheck/Interval", "Interval is 4"),
    Mutant("P3", SERVICE, "Command: [CMD, store, check]\n            ", "",
           f"{STORE}/HealthCheck/Command", "HealthCheck.Command is"),
    # target groups
    Mutant("P4", NETWORK, "      Port: 8080\n      Protocol", "      Port: 80\n      Protocol",
           f"{TARGET}/Port", "Port is 80, not 8080"),
    Mutant("P4", NETWORK, "HealthCheckPath: /health", "HealthCheckPath: /", f"{TARGET}/HealthCheckPath", "not /health"),
    Mutant("P4", NETWORK, "HealthCheckPath: /health", "HealthCheckPath: health",
           f"{TARGET}/HealthCheckPath", "HealthCheckPath is health"),
    Mutant("P4", NETWORK, "HealthCheckEnabled: true", "HealthCheckEnabled: false",
           f"{TARGET}/HealthCheckEnabled", "HealthCheckEnabled is false"),
    Mutant("P4", NETWORK, "HealthCheckTimeoutSeconds: 5", "HealthCheckTimeoutSeconds: 30",
           f"{TARGET}/HealthCheckTimeoutSeconds", "not less than HealthCheckIntervalSeconds"),
    Mutant("P4", NETWORK, "UnhealthyThresholdCount: 3", "UnhealthyThresholdCount: 1",
           f"{TARGET}/UnhealthyThresholdCount", "UnhealthyThresholdCount is 1"),
    Mutant("P4", NETWORK, "HttpCode: 200-399", "HttpCode: ok", f"{TARGET}/Matcher/HttpCode", "HttpCode is ok"),
    # access points
    Mutant("P5", DATA, 'Uid: "1000", Gid', 'Uid: "0", Gid', f"{POINT}/PosixUser/Uid", "Uid is 0, not 1000"),
    Mutant("P5", DATA, 'PosixUser: {Uid: "1000", Gid: "1000"}', 'PosixUser: {Uid: "1000"}',
           f"{POINT}/PosixUser/Gid", "PosixUser.Gid is missing"),
    Mutant("P5", DATA, 'Permissions: "755"', 'Permissions: "777"',
           f"{POINT}/RootDirectory/CreationInfo/Permissions", "Permissions is 777, not 755"),
    Mutant("P5", DATA, 'OwnerGid: "1000"', 'OwnerGid: "1001"',
           f"{POINT}/RootDirectory/CreationInfo/OwnerGid", "OwnerGid is 1001, not 1000"),
    Mutant("P5", DATA, "Path: /files", "Path: /", f"{POINT}/RootDirectory/Path", "Path is /"),
    Mutant("P5", DATA, "FileSystemId: !Ref Files", "FileSystemId: !Ref OtherFiles",
           f"{SERVICE}#/{VOLUME}/AuthorizationConfig/AccessPointId", "belongs to another file system"),
    Mutant("P5", SERVICE, "            AuthorizationConfig: {AccessPointId: !Ref AccessPoint}\n", "",
           f"{VOLUME}/AuthorizationConfig/AccessPointId", "access point is nothing"),
    Mutant("P5", SERVICE, "TransitEncryption: ENABLED", "TransitEncryption: DISABLED",
           f"{VOLUME}/TransitEncryption", "TransitEncryption is not ENABLED"),
    # domain names
    Mutant("P6", DNS, CERTIFICATE, CERTIFICATE.replace("${AWS::Region}", "eu-west-1"),
           "Resources/Certificate/Properties/DomainName", "the domain name is front.eu-west-1."),
    Mutant("P6", DNS, CERTIFICATE, CERTIFICATE.replace("front.$", "back.$"),
           "Resources/Certificate/Properties/DomainName", "the domain name is back.us-east-1."),
    Mutant("P6", DNS, RECORD, RECORD.replace("${BaseDomain}", "shop.example"),
           "Resources/Record/Properties/Name", "the domain name is front.us-east-1.shop.example"),
    Mutant("P6", DNS, f"!Sub {RECORD}, !Ref FrontDomain", f"!Sub {RECORD}, !Sub {RECORD}",
           "Resources/Record/Properties/Name", "the domain name is front.us-east-1.base.planted.example"),
    Mutant("P6", SERVICE, URL, URL.replace("front.$", "shop.$"),
           f"{FRONT}/Environment/0/Value", "shop.us-east-1.planted.example.org is none of the expected"),
    # policies
    Mutant("P7", DATA, 'Action: "secretsmanager:GetSecretValue"', 'Action: "secretsmanager:*"',
           f"{STATEMENTS}/0/Action", "allows action secretsmanager:*"),
    Mutant("P7", DATA, 'Action: "secretsmanager:GetSecretValue"', 'Action: ["secretsmanager:GetSecretValue", "*"]',
           f"{STATEMENTS}/0/Action", "allows action *"),
    Mutant("P7", DATA, 'Action: "secretsmanager:GetSecretValue"', 'NotAction: "iam:*"',
           f"{STATEMENTS}/0/NotAction", "all actions but some"),
    Mutant("P7", DATA, "Resource: !Ref Secret", 'Resource: "*"', f"{STATEMENTS}/0/Resource", "getsecretvalue on *"),
    Mutant("P7", DATA, LOGIN, LOGIN.replace('"ecr:Get', '["ecr:PutImage", "ecr:Get').replace('Token"', 'Token"]'),
           f"{STATEMENTS}/1/Resource", "ecr:putimage on *"),
    Mutant("P7", DATA, VIA, "Sid: Open", f"{STATEMENTS}/2/Resource", "kms:decrypt on arn:aws:kms"),
    Mutant("P7", DATA, DECRYPT, 'Resource: "arn:aws:kms:*:*:key/*"', f"{STATEMENTS}/2/Resource", "kms:decrypt on"),
    Mutant("P7", DATA, "service-role/AmazonECSTaskExecutionRolePolicy", "AdministratorAccess",
           "Resources/Role/Properties/ManagedPolicyArns/0", "AdministratorAccess is too wide"),
    Mutant("P7", DATA, 'Condition: {Bool: {"elasticfilesystem:AccessedViaMountTarget": "true"}}', "Sid: Open",
           "Resources/Files/Properties/FileSystemPolicy/Statement/0/Principal", "every principal"),
    Mutant("P7", DATA, 'Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}',
           'Principal: {AWS: "arn:aws:iam::999999999999:root"}',
           "Resources/Key/Properties/KeyPolicy/Statement/0/Action", "allows action kms:* to others"),
    # sensitive values
    Mutant("P8", MAIN, HIDDEN_ABOVE, HIDDEN_ABOVE.replace(", NoEcho: true", ""),
           "Parameters/Password", "lacks NoEcho"),
    Mutant("P8", DATA, HIDDEN_BELOW, HIDDEN_BELOW.replace("true", "false"), "Parameters/Password", "lacks NoEcho"),
    Mutant("P8", MAIN, "Outputs:\n", "Outputs:\n  Hidden: {Value: {'Fn::Base64': !Sub 'x ${Password}'}}\n",
           "Outputs/Hidden/Value", "output Hidden carries the sensitive value of Password"),
    Mutant("P8", DATA, 'Description: !Sub "Secret of ${Name}"', 'Description: !Sub "Secret of ${Owner}"',
           "Resources/Secret/Properties/Description", "Description of Secret carries the sensitive value of Owner"),
    Mutant("P8", DATA, "Engine: aurora-mysql", "Engine: aurora-mysql\n      DatabaseName: !Ref Owner",
           "Resources/Database/Properties/DatabaseName", "carries the sensitive value of Owner"),
    Mutant("P8", DATA, "Type: AWS::RDS::DBCluster\n", "Type: AWS::RDS::DBCluster\n    Metadata: {By: !Ref Owner}\n",
           "Resources/Database/Metadata", "the metadata of Database carries the sensitive value of Owner"),
    Mutant("P8", MAIN, "TemplateURL: ./network-stack.yaml\n      Parameters:\n        Name: !Ref Name",
           "TemplateURL: ./network-stack.yaml\n      Parameters:\n        Name: !Ref Password",
           f"{NETWORK}#/Parameters/Name", "parameter Name, which lacks NoEcho, carries the sensitive value of"),
    # log groups
    Mutant("P9", SERVICE, '-front", RetentionInDays: 30', '-front", RetentionInDays: 31',
           "Resources/FrontLogs/Properties/RetentionInDays", "RetentionInDays is 31"),
    Mutant("P9", SERVICE, '-store", RetentionInDays: 30', '-store", RetentionInDays: 60',
           "Resources/StoreLogs/Properties/RetentionInDays", "RetentionInDays is 60, not 30"),
    Mutant("P9", SERVICE, ", RetentionInDays: 90", "", "Resources/AuditLogs/Properties/RetentionInDays", "is nothing"),
    Mutant("P9", SERVICE, '/large/${Name}", RetentionInDays: 30', '/large/${Name}", RetentionInDays: 7',
           "Resources/LargeLogs/Properties/RetentionInDays", "RetentionInDays is 7, not 30"),
    # who reaches a service
    Mutant("P10", NETWORK, FRONT_INGRESS, "ToPort: 8080\n          CidrIp: 10.0.0.0/8",
           "Resources/FrontGroup/Properties/SecurityGroupIngress/0", "lets in CidrIp 10.0.0.0/8"),
    Mutant("P10", NETWORK, FRONT_INGRESS, FRONT_INGRESS.replace("Balancer", "OtherBalancer"),
           "Resources/FrontGroup/Properties/SecurityGroupIngress/0", "shop-front accepts <NetworkStack/OtherBalancer"),
    Mutant("P10", NETWORK, FRONT_INGRESS, FRONT_INGRESS.replace("BalancerGroup", "StoreGroup"),
           "Resources/FrontGroup/Properties/SecurityGroupIngress/0", "shop-front accepts service shop-store"),
    Mutant("P10", NETWORK, STORE_INGRESS, "SourceSecurityGroupId: !GetAtt BalancerGroup.GroupId",
           "Resources/FrontToStore/Properties", "shop-store accepts <NetworkStack/BalancerGroup"),
    Mutant("P10", NETWORK, f"ToPort: 9000\n      {STORE_INGRESS}", f"ToPort: 9001\n      {STORE_INGRESS}",
           "Resources/FrontToStore/Properties", "shop-store is open on tcp 9000-9001"),
    Mutant("P10", NETWORK, STORE_INGRESS, "Description: all", "Resources/FrontToStore/Properties", "without a source"),
    Mutant("P10", NETWORK, "TargetGroupArn: !Ref Target", "FixedResponseConfig: {StatusCode: 200}",
           "Resources/FrontGroup/Properties/SecurityGroupIngress/0", "shop-front accepts <NetworkStack/BalancerGroup"),
    # parameters
    Mutant("P11", MAIN, "Default: shop.example", "Default: shop.test", "Parameters/BaseDomain", "the default of"),
    Mutant("P11", MAIN, "Default: 0.5", "Default: 0.6", "Parameters/Capacity", "the default of parameter Capacity"),
    Mutant("P11", MAIN, "10.0.0.0/8,192.168.0.0/16", "192.168.0.0/16,10.0.0.0/8",
           "Parameters/Sources", "the default of"),
    Mutant("P11", MAIN, "Capacity: {Type: Number", "Capacity: {Type: String", "Parameters/Capacity", "has type String"),
    Mutant("P11", MAIN, ', AllowedValues: ["true", "false"]', "",
           "Parameters/Regional", "other texts than true and false"),
    Mutant("P11", MAIN, HIDDEN_ABOVE, HIDDEN_ABOVE.replace("NoEcho", "Default: x, NoEcho"),
           "Parameters/Password", "has a default, and variable password is required"),
    Mutant("P11", MAIN, "Default: owner, ", "", "Parameters/Owner", "parameter Owner has no default"),
    Mutant("P11", MAIN, "Default: shop.example", "Default: shop.example, AllowedPattern: '.*example'",
           "Parameters/BaseDomain", "AllowedPattern of parameter BaseDomain refuses values"),
    Mutant("P11", MAIN, ", AllowedValues: [small, large]", "",
           "Parameters/Tier", "takes values that variable tier refuses"),
    Mutant("P11", MAIN, "[small, large]", "[small]",
           "Parameters/Tier", "AllowedValues of parameter Tier refuses values"),
    Mutant("P11", MAIN, "  ZoneId: {", "  Extra: {Type: String, Default: x}\n  ZoneId: {",
           "Parameters/Extra", "parameter Extra has no variable and no reason"),
    Mutant("P11", MAIN, "\n        Tier: !Ref Tier", "", "Resources/ServiceStack/Properties/Parameters",
           "parameter Tier is not passed to service-stack.yaml"),
    Mutant("P11", SERVICE, "Tier: {Type: String}", "Tier: {Type: String, MaxLength: 5}",
           "Parameters/Tier", "parameter Tier takes fewer values than the root's"),
    Mutant("P11", MAIN, "Resources:\n",
           "Rules:\n  R: {Assertions: [{Assert: !Not [!Equals [!Ref BaseDomain, x]]}]}\nResources:\n",
           "Parameters/BaseDomain", "rule R of parameter BaseDomain refuses values"),
]  # fmt: skip


def test_the_shop_has_every_property() -> None:
    report = report_of(SHOP)
    assert [finding for finding in report.findings if finding.severity is not Severity.INFO] == []
    assert {outcome.row.id: outcome.status for outcome in report.outcomes} == dict.fromkeys(FINDING_IDS, Status.PASS)
    assert all(outcome.checked for outcome in report.outcomes)


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_change_is_found_at_its_place(mutant: Mutant, tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "templates" / mutant.file, mutant.old, mutant.new)
    report = report_of(shop)
    outcome = next(outcome for outcome in report.outcomes if outcome.row.id == mutant.property)
    assert outcome.status is Status.FAIL
    found = [(str(finding.place), finding.summary) for finding in outcome.findings]
    wanted = mutant.place if "#" in mutant.place else f"{mutant.file}#/{mutant.place}"
    assert any(place == wanted and mutant.says in summary for place, summary in found), found
    assert {finding.id for finding in outcome.findings if finding.severity is Severity.ERROR} == {
        FINDING_IDS[mutant.property]
    }


def test_every_property_has_mutants() -> None:
    assert {mutant.property for mutant in MUTANTS} == FINDING_IDS.keys()
