"""``{{resolve:ssm:...}}`` and ``{{resolve:secretsmanager:...}}`` in the properties of a resource.

CloudFormation keeps the reference as text and fetches the value only to hand it to the service, so that a value that
changes in its store does not change the stack.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from .resource_types import Clients, ResourceFailure

_REFERENCE = re.compile(r"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}")
_SECURE_PROPERTIES = frozenset(
    {
        ("AWS::DirectoryService::MicrosoftAD", "Password"),
        ("AWS::DirectoryService::SimpleAD", "Password"),
        ("AWS::ElastiCache::ReplicationGroup", "AuthToken"),
        ("AWS::IAM::User", "LoginProfile"),
        ("AWS::KinesisFirehose::DeliveryStream", "RedshiftDestinationConfiguration"),
        ("AWS::OpsWorks::App", "AppSource"),
        ("AWS::OpsWorks::Stack", "CustomCookbooksSource"),
        ("AWS::OpsWorks::Stack", "RdsDbInstances"),
        ("AWS::RDS::DBCluster", "MasterUserPassword"),
        ("AWS::RDS::DBInstance", "MasterUserPassword"),
        ("AWS::Redshift::Cluster", "MasterUserPassword"),
    }
)
"""Where AWS takes ``ssm-secure``, by type and first part of the property's path."""


def resolved(type_name: str, properties: dict[str, Any], clients: Clients) -> dict[str, Any]:
    """Return the properties with each dynamic reference replaced; ResourceFailure where one leads nowhere."""
    return {
        name: _resolved(value, clients, secure=(type_name, name) in _SECURE_PROPERTIES)
        for name, value in properties.items()
    }


def _resolved(value: Any, clients: Clients, *, secure: bool) -> Any:
    if isinstance(value, dict):
        return {key: _resolved(member, clients, secure=secure) for key, member in value.items()}
    if isinstance(value, list):
        return [_resolved(member, clients, secure=secure) for member in value]
    if not isinstance(value, str) or "{{resolve:" not in value:
        return value
    return _REFERENCE.sub(lambda match: _fetch(match.group(1), match.group(2), clients, secure=secure), value)


def _fetch(service: str, key: str, clients: Clients, *, secure: bool) -> str:
    if service == "secretsmanager":
        return _secret(key, clients)
    if service == "ssm-secure" and not secure:
        raise ResourceFailure(f"SSM Secure reference is not supported in this property: {key}")
    client = clients.client("ssm")
    try:
        answer = client.get_parameter(Name=key, WithDecryption=secure)["Parameter"]
    except client.exceptions.ClientError:
        raise ResourceFailure(f"Parameter {key} should exist in the parameter store", "NotFound") from None
    if (answer["Type"] == "SecureString") != (service == "ssm-secure"):
        raise ResourceFailure(f"Parameter {key} has a type that {service} does not resolve")
    return str(answer["Value"])


def _secret(key: str, clients: Clients) -> str:
    if key.startswith("arn:"):
        parts = key.split(":")
        name, rest = ":".join(parts[:7]), parts[7:]
    else:
        name, *rest = key.split(":")
    kind, member, stage, version = [*rest, "", "", "", ""][:4]
    if kind not in {"", "SecretString"}:
        raise ResourceFailure(f"Could not parse SecretString JSON: {key}")
    client = clients.client("secretsmanager")
    arguments = (
        {"SecretId": name} | ({"VersionStage": stage} if stage else {}) | ({"VersionId": version} if version else {})
    )
    try:
        secret = str(client.get_secret_value(**arguments)["SecretString"])
    except client.exceptions.ClientError:
        raise ResourceFailure(f"Secrets Manager can't find the specified secret: {name}", "NotFound") from None
    if not member:
        return secret
    try:
        return str(json.loads(secret)[member])
    except (ValueError, KeyError, TypeError):
        raise ResourceFailure(f"Could not find a value associated with JSONKey in SecretString ({member})") from None
