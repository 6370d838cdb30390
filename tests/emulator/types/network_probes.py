"""Probes of what moto does not do of networks, and of what stands at their edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.emulator.clients import AccountClients

_CLIENTS = AccountClients("123456789012", "us-east-1")  # made once: they are what takes longest


def client(service: str) -> Any:
    """Return the client of a service."""
    return _CLIENTS.client(service)


def network() -> tuple[str, str]:
    """Make a VPC with two subnets; return it and the first of them."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"][
            "SubnetId"
        ]
        for n, zone in enumerate("ab")
    ]
    return vpc, subnets[0]


def _vpn_connection() -> Any:
    ec2 = client("ec2")
    customer = ec2.create_customer_gateway(Type="ipsec.1", BgpAsn=65000, IpAddress="203.0.113.12")["CustomerGateway"]
    options = {"StaticRoutesOnly": True, "TunnelOptions": [{"DPDTimeoutSeconds": 40}]}
    wanted = {"Type": "ipsec.1", "CustomerGatewayId": customer["CustomerGatewayId"], "Options": options}
    return ec2.create_vpn_connection(**wanted)["VpnConnection"]


def _vpn_options() -> bool:
    _vpn_connection()
    options = client("ec2").describe_vpn_connections()["VpnConnections"][0]["Options"]
    return (options["StaticRoutesOnly"], options["TunnelOptions"]) == (True, [{"DpdTimeoutSeconds": 40}])


def _vpn_routes(*, then: bool = False) -> list[str]:
    ec2 = client("ec2")
    route = {"VpnConnectionId": _vpn_connection()["VpnConnectionId"], "DestinationCidrBlock": "192.0.2.0/24"}
    ec2.create_vpn_connection_route(**route)
    if then:
        ec2.delete_vpn_connection_route(**route)
    return [each["DestinationCidrBlock"] for each in ec2.describe_vpn_connections()["VpnConnections"][0]["Routes"]]


def _vpn_connection_by_route() -> bool:
    ec2 = client("ec2")
    _vpn_routes()
    made = ec2.describe_vpn_connections()["VpnConnections"][0]["VpnConnectionId"]

    def found(block: str) -> list[str]:
        wanted = {"vpn-connection-id": made, "route.destination-cidr-block": block}
        filters = [{"Name": name, "Values": [value]} for name, value in wanted.items()]
        return [each["VpnConnectionId"] for each in ec2.describe_vpn_connections(Filters=filters)["VpnConnections"]]

    return (found("192.0.2.0/24"), found("198.51.100.0/24")) == ([made], [])


def _propagating(*, then: bool = False) -> bool:
    ec2 = client("ec2")
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    table = ec2.create_route_table(VpcId=network()[0])["RouteTable"]["RouteTableId"]
    ec2.enable_vgw_route_propagation(GatewayId=gateway, RouteTableId=table)
    if then:
        ec2.disable_vgw_route_propagation(GatewayId=gateway, RouteTableId=table)
    shown = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["PropagatingVgws"]
    return bool(shown == ([] if then else [{"GatewayId": gateway}]))


def _changed_endpoint() -> bool:
    ec2 = client("ec2")
    vpc, subnet = network()
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    services = {"Gateway": "com.amazonaws.us-east-1.s3", "Interface": "com.amazonaws.us-east-1.sqs"}
    gateway, interface = (
        ec2.create_vpc_endpoint(VpcId=vpc, VpcEndpointType=kind, ServiceName=name)["VpcEndpoint"]["VpcEndpointId"]
        for kind, name in services.items()
    )

    def found() -> tuple[bool, int]:
        routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        endpoint = ec2.describe_vpc_endpoints(VpcEndpointIds=[interface])["VpcEndpoints"][0]
        return gateway in {each.get("GatewayId") for each in routes}, len(endpoint["NetworkInterfaceIds"])

    ec2.modify_vpc_endpoint(VpcEndpointId=gateway, AddRouteTableIds=[table])
    ec2.modify_vpc_endpoint(VpcEndpointId=interface, AddSubnetIds=[subnet])
    added = found()
    ec2.modify_vpc_endpoint(VpcEndpointId=gateway, RemoveRouteTableIds=[table])
    ec2.modify_vpc_endpoint(VpcEndpointId=interface, RemoveSubnetIds=[subnet])
    return (added, found()) == ((True, 1), (False, 0))


def _private_zone() -> bool:
    vpc = {"VPCId": network()[0], "VPCRegion": "us-east-1"}
    made = client("route53").create_hosted_zone(Name="inside.example.org", CallerReference="c", VPC=vpc)
    return made["HostedZone"]["Config"]["PrivateZone"] is True


def _query_log(tags: list[dict[str, str]]) -> Any:
    group = "arn:aws:logs:us-east-1:123456789012:log-group:queries"
    return client("route53resolver").create_resolver_query_log_config(
        Name="queries", DestinationArn=group, CreatorRequestId="c", Tags=tags
    )["ResolverQueryLogConfig"]


def _query_log_tags() -> bool:
    tags = [{"Key": "a", "Value": "b"}]
    shown = client("route53resolver").list_tags_for_resource(ResourceArn=_query_log(tags)["Arn"])["Tags"]
    return bool(shown == tags)


def _deleted_query_log() -> bool:
    resolver = client("route53resolver")
    resolver.delete_resolver_query_log_config(ResolverQueryLogConfigId=_query_log([])["Id"])
    return bool(resolver.list_resolver_query_log_configs()["ResolverQueryLogConfigs"] == [])


def _disassociated_query_log() -> bool:
    resolver = client("route53resolver")
    pair = {"ResolverQueryLogConfigId": _query_log([])["Id"], "ResourceId": network()[0]}
    resolver.associate_resolver_query_log_config(**pair)
    resolver.disassociate_resolver_query_log_config(**pair)
    listed = resolver.list_resolver_query_log_config_associations()["ResolverQueryLogConfigAssociations"]
    counted = resolver.list_resolver_query_log_configs()["ResolverQueryLogConfigs"][0]["AssociationCount"]
    return (listed, counted) == ([], 0)


PROBES: dict[str, Callable[[], bool]] = {
    "a VPN connection loses its options": _vpn_options,
    "VPN connections are not found by their routes": _vpn_connection_by_route,
    "no CreateVpnConnectionRoute": lambda: _vpn_routes() == ["192.0.2.0/24"],
    "no DeleteVpnConnectionRoute": lambda: _vpn_routes(then=True) == [],
    "no EnableVgwRoutePropagation": _propagating,
    "no DisableVgwRoutePropagation": lambda: _propagating(then=True),
    "a changed endpoint has no routes and interfaces": _changed_endpoint,
    "a zone of a network is public": _private_zone,
    "query logs have no tags": _query_log_tags,
    "no DeleteResolverQueryLogConfig": _deleted_query_log,
    "no DisassociateResolverQueryLogConfig": _disassociated_query_log,
}
