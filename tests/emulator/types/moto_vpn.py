"""What moto lacks of VPNs: the options and routes of a connection, and the routes that a gateway propagates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models.vpn_connections import VPNConnection
from moto.ec2.responses.route_tables import RouteTables
from moto.ec2.responses.vpn_connections import VPNConnections

from .patch import Patch

_SHOWN_AS = {
    "DPDTimeoutAction": "DpdTimeoutAction",
    "DPDTimeoutSeconds": "DpdTimeoutSeconds",
    "IKEVersions": "IkeVersions",
}


def create_connection(original: Callable[[VPNConnections], ActionResult]) -> Callable[[VPNConnections], ActionResult]:
    """Keep what a connection is told: tunnels are described with other names than they are made with."""

    def create_vpn_connection(response: VPNConnections) -> ActionResult:
        answer = original(response)
        options: Mapping[str, Any] = response._get_param("Options") or {}
        tunnels = [
            {_SHOWN_AS.get(name, name): value for name, value in tunnel.items()}
            for tunnel in options.get("TunnelOptions", ())
        ]
        connection = answer.result["VpnConnection"]  # type: ignore[index]
        connection.options = {**options, "TunnelOptions": tunnels}
        connection.routes = []
        return answer

    return create_vpn_connection


def filter_value(original: Callable[..., Any]) -> Callable[..., Any]:
    """Find connections by themselves and by their routes."""

    def get_filter_value(connection: Any, filter_name: str, method_name: str | None = None) -> Any:
        match filter_name:
            case "vpn-connection-id":
                return connection.id
            case "route.destination-cidr-block":
                return [each["DestinationCidrBlock"] for each in connection.routes]
        return original(connection, filter_name, method_name)

    return get_filter_value


def create_route(_original: Any) -> Any:
    """Add a route to a connection."""

    def create_vpn_connection_route(response: VPNConnections) -> ActionResult:
        connection, destination = _route(response)
        connection.routes.append({"DestinationCidrBlock": destination, "Source": "Static", "State": "available"})
        return EmptyResult()

    return create_vpn_connection_route


def delete_route(_original: Any) -> Any:
    """Take a route from a connection."""

    def delete_vpn_connection_route(response: VPNConnections) -> ActionResult:
        connection, destination = _route(response)
        connection.routes = [each for each in connection.routes if each["DestinationCidrBlock"] != destination]
        return EmptyResult()

    return delete_vpn_connection_route


def enable_propagation(_original: Any) -> Any:
    """Let a gateway propagate its routes to a table."""

    def enable_vgw_route_propagation(response: RouteTables) -> ActionResult:
        table, gateway = _propagation(response)
        table.propagating_vgws = [*_others(table, gateway), {"GatewayId": gateway}]
        return EmptyResult()

    return enable_vgw_route_propagation


def disable_propagation(_original: Any) -> Any:
    """Let a gateway propagate nothing to a table any more."""

    def disable_vgw_route_propagation(response: RouteTables) -> ActionResult:
        table, gateway = _propagation(response)
        table.propagating_vgws = _others(table, gateway)
        return EmptyResult()

    return disable_vgw_route_propagation


def _route(response: VPNConnections) -> tuple[Any, str]:
    (connection,) = response.ec2_backend.describe_vpn_connections([response._get_param("VpnConnectionId")])
    return connection, response._get_param("DestinationCidrBlock")


def _propagation(response: RouteTables) -> tuple[Any, str]:
    return response.ec2_backend.get_route_table(response._get_param("RouteTableId")), response._get_param("GatewayId")


def _others(table: Any, gateway: str) -> list[dict[str, str]]:
    return [each for each in table.__dict__.get("propagating_vgws", ()) if each["GatewayId"] != gateway]


PATCHES = (
    Patch("a VPN connection loses its options", VPNConnections, "create_vpn_connection", create_connection),
    Patch("VPN connections are not found by their routes", VPNConnection, "get_filter_value", filter_value),
    Patch("no CreateVpnConnectionRoute", VPNConnections, "create_vpn_connection_route", create_route),
    Patch("no DeleteVpnConnectionRoute", VPNConnections, "delete_vpn_connection_route", delete_route),
    Patch("no EnableVgwRoutePropagation", RouteTables, "enable_vgw_route_propagation", enable_propagation),
    Patch("no DisableVgwRoutePropagation", RouteTables, "disable_vgw_route_propagation", disable_propagation),
)
