"""What moto loses of endpoints in networks, of zones and of the resolvers there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models import EC2Backend
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.utils import random_private_ip
from moto.route53.responses import Route53
from moto.route53resolver.models import Route53ResolverBackend
from moto.route53resolver.responses import Route53ResolverResponse

from .patch import Patch


def modify_vpc_endpoint(original: Callable[..., None]) -> Callable[..., None]:
    """Give an endpoint that is changed the routes and the network interfaces that one has which is made so."""

    def modify(backend: EC2Backend, vpc_id: str, **changes: Any) -> None:
        # What moto calls ``vpc_id`` is the endpoint's.
        (endpoint,) = backend.describe_vpc_endpoints([vpc_id])
        known = {*(endpoint.subnet_ids or ()), *endpoint.route_table_ids}
        original(backend, vpc_id=vpc_id, **changes)
        if prefixes := endpoint.destination_prefix_list_id:
            for table in set(changes["add_route_tables"] or ()) - known:
                backend.create_route(table, None, gateway_id=vpc_id, destination_prefix_list_id=prefixes)
            for table in known.intersection(changes["remove_route_tables"] or ()):
                backend.delete_route(table, prefixes)
        elif str(endpoint.vpc_endpoint_type).lower() == "interface":
            interfaces = endpoint.network_interface_ids
            for subnet in sorted(set(changes["add_subnets"] or ()) - known):
                interfaces.append(backend.create_network_interface(subnet, random_private_ip()).id)
            without = changes["remove_subnets"] or ()
            for gone in [each for each in interfaces if backend.enis[each].subnet.id in without]:
                interfaces.remove(gone)
                del backend.enis[gone]

    return modify


def create_hosted_zone(original: Callable[[Route53], ActionResult]) -> Callable[[Route53], ActionResult]:
    """Make a zone that names a network private.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
    """

    def create(response: Route53) -> ActionResult:
        if response._get_param("VPC.VPCId"):
            response.params.setdefault("HostedZoneConfig", {})["PrivateZone"] = "true"
        return original(response)

    return create


def matched_arn(original: Callable[[Route53ResolverBackend, str], None]) -> Callable[..., None]:
    """Know the configurations of query logs among what can have tags."""

    def matched(backend: Route53ResolverBackend, resource_arn: str) -> None:
        if resource_arn not in {each.arn for each in backend.resolver_query_log_configs.values()}:
            original(backend, resource_arn)

    return matched


def delete_query_log_config(_original: Any) -> Any:
    """Delete a configuration of query logs."""

    def delete_resolver_query_log_config(response: Route53ResolverResponse) -> str:
        backend = response.route53resolver_backend
        config = backend.get_resolver_query_log_config(response._get_param("ResolverQueryLogConfigId"))
        del backend.resolver_query_log_configs[config.id]
        return json.dumps({"ResolverQueryLogConfig": config.description() | {"Status": "DELETING"}})

    return delete_resolver_query_log_config


def disassociate_query_log_config(_original: Any) -> Any:
    """Take a network from a configuration of query logs."""

    def disassociate_resolver_query_log_config(response: Route53ResolverResponse) -> str:
        backend = response.route53resolver_backend
        associations, configs = backend.resolver_query_log_config_associations, backend.resolver_query_log_configs
        wanted = response._get_param("ResolverQueryLogConfigId"), response._get_param("ResourceId")
        found = [
            each for each in associations.values() if (each.resolver_query_log_config_id, each.resource_id) == wanted
        ]
        for each in found:
            del associations[each.id]
            configs[each.resolver_query_log_config_id].association_count -= 1
        return json.dumps({"ResolverQueryLogConfigAssociation": found[0].description() if found else {}})

    return disassociate_resolver_query_log_config


PATCHES = (
    Patch("a changed endpoint has no routes and interfaces", VPCBackend, "modify_vpc_endpoint", modify_vpc_endpoint),
    Patch("a zone of a network is public", Route53, "create_hosted_zone", create_hosted_zone),
    Patch("query logs have no tags", Route53ResolverBackend, "_matched_arn", matched_arn),
    Patch(
        "no DeleteResolverQueryLogConfig",
        Route53ResolverResponse,
        "delete_resolver_query_log_config",
        delete_query_log_config,
    ),
    Patch(
        "no DisassociateResolverQueryLogConfig",
        Route53ResolverResponse,
        "disassociate_resolver_query_log_config",
        disassociate_query_log_config,
    ),
)
