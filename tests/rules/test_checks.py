"""Breaks the tables in small ways: each break must be noticed, and named."""

from __future__ import annotations

import pytest

from converter.mappings_folder import mappings_folder
from converter.rules.checks import Surroundings, check_tables
from converter.rules.loader import parse_tables

EC2 = "ec2.yaml"
BALANCERS = "elasticloadbalancing.yaml"
STORAGE = "efs.yaml"
DATA = "aws-data.yaml"
LOOK_UPS = "lookups.yaml"
NAMES = "route53.yaml"
CERTIFICATES = "acm.yaml"


def broken(file: str, old: str, new: str) -> list[str]:
    """The findings after replacing ``old`` in ``file``, which needs to be there exactly once."""
    texts = {name: (mappings_folder() / name).read_text("utf-8") for name in (file, NAMES, CERTIFICATES)}
    assert texts[file].count(old) == 1
    texts[file] = texts[file].replace(old, new)
    return [f"{f.id} {f.summary}" for f in check_tables(parse_tables(texts.items()))]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (EC2, "cidr_block: CidrBlock\n      enable_dns_s", "cidr_block: CidrBlok\n      enable_dns_s",
         "rules-property-path ec2.yaml: aws_vpc.arguments.cidr_block: AWS::EC2::VPC: CidrBlok does not exist"),
        (EC2, "      enable_dns64: EnableDns64\n", "",
         "rules-missing-argument ec2.yaml: aws_subnet.arguments: enable_dns64 has no row"),
        (EC2, "enable_dns64: E", "enable_dns46: E",
         "rules-unknown-argument ec2.yaml: aws_subnet.arguments.enable_dns46: the provider has no such argument"),
        (EC2, "type: AWS::EC2::Subnet\n", "type: AWS::EC2::SubNet\n",
         "rules-type ec2.yaml: aws_subnet.type: CloudFormation has no type AWS::EC2::SubNet"),
        (EC2, "  aws_nat_gateway:\n", "  aws_nat_gatewy:\n",
         "rules-type ec2.yaml: aws_nat_gatewy: no provider has this resource type; did you mean aws_nat_gateway"),
        (EC2, "VpcId: {argument: vpc_id}\n          InternetGatewayId", "InternetGatewayId",
         "rules-required ec2.yaml: aws_internet_gateway.also.attachment: nothing writes the required property VpcId"),
        (EC2, "InternetGatewayId: {ref: self}", "InternetGatewayId: {ref: myself}",
         "rules-also ec2.yaml: aws_internet_gateway.also.attachment.properties.InternetGatewayId: 'myself' is neither"),
        (EC2, "ready: [attachment]", "ready: [attached]",
         "rules-also ec2.yaml: aws_internet_gateway.ready: 'attached' is no entry of `also`"),
        (EC2, "GroupDescription, default: Managed by Terraform", "GroupId",
         "rules-read-only ec2.yaml: aws_security_group.arguments.description: AWS::EC2::SecurityGroup computes"),
        (EC2, "GroupDescription, default: Managed by Terraform", "VpcId, default: x",
         "rules-conflict ec2.yaml: aws_security_group.arguments.vpc_id: VpcId is written by arguments.description too"),
        (EC2, "GroupDescription, default: Managed by Terraform", "GroupName",
         "rules-required ec2.yaml: aws_security_group: nothing writes the required property GroupDescription"),
        (EC2, "fan_out: [cidr_blocks, ipv6_cidr_blocks, prefix_list_ids]", "fan_out: [cidr_blocks, prefix_list_ids]",
         "rules-shape ec2.yaml: aws_security_group_rule.cases.0.arguments.ipv6_cidr_blocks: a list goes to a single"),
        (EC2, "{get_att: EniId}", "{get_att: InterfaceId}",
         "rules-get-att ec2.yaml: aws_nat_gateway.attributes.network_interface_id: AWS::EC2::NatGateway has no"),
        (EC2, "elastic-ip/${att.AllocationId}", "elastic-ip/${att.AllocId}",
         "rules-get-att ec2.yaml: aws_eip.attributes.arn: AWS::EC2::EIP has no attribute AllocId"),
        ("ec2-vpc-options.yaml", 'netbios_node_type: {to: NetbiosNodeType, values: {"": null}}',
         "netbios_node_type: NetbiosNodeType",
         "aws_vpc_dhcp_options.arguments.netbios_node_type: an empty text is no integer"),
        ("memorydb.yaml", "{argument: port}", "{get_att: ClusterEndpoint.Port}",
         "cluster_endpoint[0].port: AWS::MemoryDB::Cluster tells ClusterEndpoint.Port as integer, and nothing makes a"),
        ("backup.yaml", "name: BackupPlan.BackupPlanName", "name: {to: BackupPlan.BackupPlanName, as: name}",
         "rules-required backup.yaml: aws_backup_plan.arguments.name.as: CloudFormation requires BackupPlan.Backup"),
        (EC2, "internet-gateway/${ref}", "internet-gateway/${reference}",
         "rules-sub ec2.yaml: aws_internet_gateway.attributes.arn: ${reference} is no ref, att, argument or pseudo"),
        (EC2, "public_ip: {ref: true, non_empty: true}", "public_address: ref",
         "aws_eip.attributes.public_address: the provider's type has no argument or attribute public_address"),
        (EC2, "      network_interface_id: {get_att: EniId}", "      network_interface_id: {argument: subnet}",
         "the provider's type has no argument or attribute subnet"),
        (EC2, "when: assign_generated_ipv6_cidr_block", "when: assign_ipv6",
         "rules-unknown-argument ec2.yaml: aws_vpc.also.ipv6_block.when: the provider's type has no argument"),
        (EC2, '"true": OnlyInboundResolver', '"true": Inbound',
         "dns_options.rows.private_dns_only_for_inbound_resolver_endpoint.values: 'Inbound' is none of"),
        (BALANCERS, "bucket: {to: LoadBalancerAttributes, key: access_logs", "bucket: {to: Subnets, key: access_logs",
         "rules-key elasticloadbalancing.yaml: aws_lb.arguments.access_logs.rows.bucket.key: Subnets is no list"),
        (BALANCERS, '"true": internal,', '"true": private,', "'private' is none of internal, internet-facing"),
        (BALANCERS, "subnets: Subnets\n      tags: {to: Tags, as: tags}", "subnets: Subnets\n      tags: Tags",
         "aws_lb.arguments.tags: a map goes to something else than an object, which needs a transform"),
        (BALANCERS, "subnets: Subnets", "subnets: Name", "aws_lb.arguments.subnets: a list goes to a single value"),
        (BALANCERS, "to: DefaultActions", "to: SslPolicy", "a block goes to a plain value, which needs a transform"),
        (BALANCERS, "alpn_policy: AlpnPolicy", "alpn_policy: MutualAuthentication", "a plain value goes to an object"),
        (BALANCERS, "type: Type\n          authenticate_cognito", "type: Order\n          authenticate_cognito",
         "rules-required elasticloadbalancing.yaml: aws_lb_listener.arguments.default_action: nothing writes the"),
        (BALANCERS, "              message_body: MessageBody\n", "",
         "aws_lb_listener.arguments.default_action.rows.fixed_response.rows: message_body has no row"),
        (BALANCERS, "query: Query\n", "query: Querry\n", "DefaultActions.RedirectConfig.Querry does not exist"),
        (BALANCERS, "      certificate_arn: Certificates[0].CertificateArn\n      load",
         "      certificate_arn: Certificates.CertificateArn\n      load",
         "Certificates is a list: say which element (Certificates[0])"),
        (BALANCERS, "  ssl_policy: SslPolicy", "  ssl_policy: SslPolicy[0]",
         "SslPolicy is no list, so it has no element 0"),
        (BALANCERS, "beside: {Field: host-header}", "beside: {Feld: host-header}", "host_header.beside"),
        (BALANCERS, "element: Targets", "element: Target",
         "aws_lb_target_group_attachment.merge.element: AWS::ElasticLoadBalancingV2::TargetGroup: Target does not"),
        (BALANCERS, "target_id: Id\n", "target_id: Port\n", "nothing writes the required property Id"),
        (BALANCERS, "{into: aws_lb_target_group, by", "{into: aws_lb_target_groop, by",
         "merge.into: 'aws_lb_target_groop' has no table"),
        (STORAGE, "{into: aws_efs_file_system, by: file_system_id}", "{into: aws_efs_file_system, by: file_system}",
         "aws_efs_backup_policy.merge.by: the provider's type has no argument or attribute file_system"),
        (STORAGE, "default: bursting", "default: burst", "'burst' is none of bursting, elastic, provisioned"),
        (STORAGE, "          status: Status", "          status: State", "BackupPolicy.State does not exist"),
        (NAMES, "when: {type: SPF}", "when: {typ: SPF}", "cases.2.when: the provider's type has no argument"),
        (DATA, "dns_suffix: {pseudo: AWS::URLSuffix}", "dns_suffix: {pseudo: AWS::Suffix}",
         "rules-data aws-data.yaml: data.aws_partition.attributes.dns_suffix: AWS::Suffix is no pseudo parameter"),
        (DATA, "exclude_names: []", "excluded_names: []", "the provider has no argument excluded_names"),
        (DATA, "zones: names", "zones: ids", "'ids' is none of names"),
        (DATA, "account_id:", "acount_id:", "the provider's data source has no such attribute"),
        (LOOK_UPS, "parameter: HostedZoneId", "parameter: hosted-zone", "'hosted-zone' is no parameter name"),
        (LOOK_UPS, "zone_id: {where: ", "zone: {where: ", "the provider has no argument zone"),
        (LOOK_UPS, "vpc/${att.id}", "vpc/${ref}", "${ref} is no pseudo parameter, argument or att of this data source"),
    ],
)  # fmt: skip
def test_a_broken_table_is_noticed(file: str, old: str, new: str, expected: str) -> None:
    assert any(expected in finding for finding in broken(file, old, new))


def test_names_of_transforms_and_hooks_are_checked_where_the_known_ones_are_given() -> None:
    tables = parse_tables([(EC2, (mappings_folder() / EC2).read_text("utf-8"))])
    known = Surroundings(
        transforms={"tags", "name", "document", "security_group_rules"},
        hooks={"default_vpc", "peer_group_owner", "security_group_egress", "security_group_self_rules"},
    )
    assert not list(check_tables(tables, known))
    fewer = check_tables(tables, Surroundings(transforms={"tags", "name", "document"}, hooks=()))
    assert {f.id for f in fewer} == {"rules-transform", "rules-hook"}


def test_an_unknown_alias_is_noticed() -> None:
    text = (mappings_folder() / BALANCERS).read_text("utf-8").replace("aws_alb: aws_lb", "aws_alb2: aws_lb")
    assert any("aws_alb2: no provider has this" in f.summary for f in check_tables(parse_tables([(BALANCERS, text)])))
