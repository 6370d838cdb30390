"""What moto lacks of shares: which one is asked for, what belongs to one, and which permissions it gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.ram.models import ResourceShare
from moto.ram.responses import ResourceAccessManagerResponse
from moto.ram.urls import url_paths

from .patch import Patch

_KINDS = (("principals", "PRINCIPAL"), ("resourceArns", "RESOURCE"))

for _operation in ("associateresourceshare", "disassociateresourceshare", "listresourcesharepermissions"):
    url_paths.setdefault(f"{{0}}/{_operation}$", ResourceAccessManagerResponse.dispatch)


def get_shares(original: Callable[[ResourceAccessManagerResponse], str]) -> Any:
    """Tell of the shares that are asked for; moto tells of all."""

    def answer(response: ResourceAccessManagerResponse) -> str:
        found = json.loads(original(response))
        wanted = response._get_param("resourceShareArns")
        shares = [each for each in found["resourceShares"] if not wanted or each["resourceShareArn"] in wanted]
        return json.dumps({**found, "resourceShares": shares})

    return answer


def associate(_original: Any) -> Any:
    """Add principals and resources to a share."""

    def answer(response: ResourceAccessManagerResponse) -> str:
        share = _share(response)
        share.add_principals(response._get_param("principals", []))
        share.add_resources(response._get_param("resourceArns", []))
        return _associations(response, "ASSOCIATED")

    return answer


def disassociate(_original: Any) -> Any:
    """Take principals and resources from a share."""

    def answer(response: ResourceAccessManagerResponse) -> str:
        share = _share(response)
        share.principals = [each for each in share.principals if each not in response._get_param("principals", [])]
        gone = response._get_param("resourceArns", [])
        share.resource_arns = [each for each in share.resource_arns if each not in gone]
        return _associations(response, "DISASSOCIATED")

    return answer


def list_permissions_of_share(_original: Any) -> Any:
    """List the permissions that a share gives besides its types' own: moto reads none."""

    def answer(response: ResourceAccessManagerResponse) -> str:
        _share(response)
        return json.dumps({"permissions": []})

    return answer


def _share(response: ResourceAccessManagerResponse) -> ResourceShare:
    arn = response._get_param("resourceShareArn")
    return next(each for each in response.ram_backend.resource_shares if each.arn == arn)


def _associations(response: ResourceAccessManagerResponse, status: str) -> str:
    made = [
        {
            "resourceShareArn": response._get_param("resourceShareArn"),
            "associatedEntity": entity,
            "associationType": kind,
            "status": status,
            "external": False,
        }
        for member, kind in _KINDS
        for entity in response._get_param(member, [])
    ]
    return json.dumps({"resourceShareAssociations": made})


PATCHES = (
    Patch(
        "every share is told of, whichever is asked for",
        ResourceAccessManagerResponse,
        "get_resource_shares",
        get_shares,
    ),
    Patch("no AssociateResourceShare", ResourceAccessManagerResponse, "associate_resource_share", associate),
    Patch("no DisassociateResourceShare", ResourceAccessManagerResponse, "disassociate_resource_share", disassociate),
    Patch(
        "no ListResourceSharePermissions",
        ResourceAccessManagerResponse,
        "list_resource_share_permissions",
        list_permissions_of_share,
    ),
)
