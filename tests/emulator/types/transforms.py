"""What a row cannot say: properties that CloudFormation's own handlers turn into others before they call a service."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import json
import re
import string
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulator.resource_types import Context, Properties, ResourceFailure

from .rows import Row

_Transform = Callable[[Context, str, dict[str, Any]], dict[str, Any]]


def prepared(row: Row, context: Context, logical_id: str, properties: Properties) -> Properties:
    """Return the properties as the row's transform leaves them; the same for the same resource each time."""
    if not row.prepare:
        return properties
    return _TRANSFORMS[row.prepare](context, logical_id, dict(properties))


def _generated_secret(context: Context, logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """``GenerateSecretString`` becomes a secret.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html
    """
    wish = properties.pop("GenerateSecretString", None)
    if wish is None:
        return properties
    password = _password(wish, f"{context.stack_id}/{logical_id}/{json.dumps(wish, sort_keys=True)}")
    if "GenerateStringKey" in wish:
        secret = json.loads(wish.get("SecretStringTemplate", "{}"))
        secret[wish["GenerateStringKey"]] = password
        password = json.dumps(secret)
    properties["SecretString"] = password
    return properties


def _password(wish: Mapping[str, Any], seed: str) -> str:
    def wanted(option: str) -> bool:
        return str(wish.get(option, False)).lower() == "true"

    excluded = set(wish.get("ExcludeCharacters", ""))
    classes = {
        "ExcludeLowercase": string.ascii_lowercase,
        "ExcludeUppercase": string.ascii_uppercase,
        "ExcludeNumbers": string.digits,
        "ExcludePunctuation": string.punctuation,
    }
    kinds = [[c for c in each if c not in excluded] for option, each in classes.items() if not wanted(option)]
    kinds = [each for each in kinds if each]
    if wanted("IncludeSpace"):
        kinds.append([" "])
    length = int(wish.get("PasswordLength", 32))
    stream = itertools.chain.from_iterable(hashlib.sha256(f"{seed}/{n}".encode()).digest() for n in itertools.count())
    every = str(wish.get("RequireEachIncludedType", True)).lower() == "true"
    pool = [c for each in kinds for c in each]
    picks = [kinds[n] if every and n < len(kinds) else pool for n in range(length)]
    return "".join(pick[byte % len(pick)] for pick, byte in zip(picks, stream, strict=False))


def _zipped_code(_context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Inline code of a function becomes an archive with one file, ``index`` by the runtime's language."""
    text = properties.get("Code", {}).get("ZipFile")
    if text is None:
        return properties
    ending = "js" if str(properties.get("Runtime", "")).startswith("nodejs") else "py"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"index.{ending}"), text)
    properties["Code"] = {**properties["Code"], "ZipFile": held.getvalue()}
    return properties


def _state_machine_definition(_context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """``DefinitionString`` or ``Definition``, with ``DefinitionSubstitutions`` put in, is the definition."""
    text = properties.pop("DefinitionString", None)
    if text is None:
        text = json.dumps(properties.pop("Definition", None))
    substitutions = properties.pop("DefinitionSubstitutions", {})
    properties["Definition"] = re.sub(r"\$\{(\w+)\}", lambda m: str(substitutions.get(m[1], m[0])), text)
    return properties


def _attached_secret(context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """The secret that an attachment completes with where its database is.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
    """
    rds = context.client("rds")
    identifier = properties["TargetId"]
    found: dict[str, Any]
    if properties["TargetType"] == "AWS::RDS::DBCluster":
        cluster = rds.describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"][0]
        found = {"host": cluster["Endpoint"], "port": cluster["Port"], "dbClusterIdentifier": identifier}
        found |= {"engine": cluster["Engine"], "dbname": cluster.get("DatabaseName")}
    elif properties["TargetType"] == "AWS::RDS::DBInstance":
        instance = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
        found = {"host": instance["Endpoint"]["Address"], "port": instance["Endpoint"]["Port"]}
        found |= {"dbInstanceIdentifier": identifier, "engine": instance["Engine"], "dbname": instance.get("DBName")}
    else:
        raise ResourceFailure(f"targets of type {properties['TargetType']} are not emulated")
    secrets = context.client("secretsmanager")
    held = json.loads(secrets.get_secret_value(SecretId=properties["SecretId"])["SecretString"])
    properties["Merged"] = json.dumps({**held, **{key: value for key, value in found.items() if value is not None}})
    return properties


def _record_set(context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A record set's zone may be told by name; health of an alias's target is not evaluated unless it says so."""
    name = properties.pop("HostedZoneName", None)
    if name is not None:
        zones = context.client("route53").list_hosted_zones_by_name(DNSName=name)["HostedZones"]
        found = [zone["Id"].rsplit("/", 1)[-1] for zone in zones if zone["Name"].rstrip(".") == name.rstrip(".")]
        if len(found) != 1:
            raise ResourceFailure(f"{len(found)} hosted zones are named {name}", "NotFound")
        properties["HostedZoneId"] = found[0]
    if "AliasTarget" in properties:
        properties["AliasTarget"] = {"EvaluateTargetHealth": False, **properties["AliasTarget"]}
    return properties


def _scaling_target(_context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """``ScalingTargetId``, the ``Ref`` of a scalable target, names three properties in one."""
    identifier = properties.pop("ScalingTargetId", None)
    if identifier is not None:
        resource, dimension, namespace = str(identifier).split("|")
        properties |= {"ResourceId": resource, "ScalableDimension": dimension, "ServiceNamespace": namespace}
    return properties


def _acl_association(context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A subnet always has a network ACL: the association that is there is replaced, at last by one with the default."""
    ec2 = context.client("ec2")
    acls = ec2.describe_network_acls()["NetworkAcls"]
    held = [(acl, each) for acl in acls for each in acl["Associations"] if each["SubnetId"] == properties["SubnetId"]]
    for acl, association in held:
        properties["Before"] = association["NetworkAclAssociationId"]
        properties["Default"] = next(
            each["NetworkAclId"] for each in acls if each["VpcId"] == acl["VpcId"] and each["IsDefault"]
        )
    return properties


def _instance_user_data(_context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A template's user data is Base64; boto3 encodes what it is given once more."""
    if "UserData" in properties:
        properties["UserData"] = base64.b64decode(properties["UserData"]).decode()
    return properties


def _distribution(_context: Context, logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """What the service requires and a template may leave out."""
    written = properties["DistributionConfig"]
    configuration = {"CallerReference": logical_id, "Comment": "", **written}
    behaviors = [configuration["DefaultCacheBehavior"], *configuration.get("CacheBehaviors", ())]
    made = [_cache_behavior(each) for each in behaviors]
    configuration["DefaultCacheBehavior"] = made[0]
    if "CacheBehaviors" in configuration:
        configuration["CacheBehaviors"] = made[1:]
    restriction = configuration.get("Restrictions", {}).get("GeoRestriction")
    if restriction is not None:
        places = restriction.get("Locations", [])
        limits = {"RestrictionType": restriction["RestrictionType"], "Quantity": len(places), "Items": places}
        configuration["Restrictions"] = {"GeoRestriction": limits}
    properties["DistributionConfig"] = configuration
    return properties


def _cache_behavior(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return a behaviour with its cached methods where the service wants them: within the allowed ones."""
    behavior = dict(written)
    cached = behavior.pop("CachedMethods", None)
    allowed = behavior.pop("AllowedMethods", None)
    if allowed is not None or cached is not None:
        methods = allowed or ["GET", "HEAD"]
        behavior["AllowedMethods"] = {"Quantity": len(methods), "Items": methods}
        if cached is not None:
            behavior["AllowedMethods"]["CachedMethods"] = {"Quantity": len(cached), "Items": cached}
    return behavior


_LIFECYCLE_NAMES = {"Id": "ID", "TransitionInDays": "Days", "TransitionDate": "Date"}


def _bucket(_context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Much of a bucket has another structure in its service's API."""
    for written, (name, form) in _BUCKET_PARTS.items():
        if written in properties:
            properties[name] = [form(each) for each in properties.pop(written)]
    if "LifecycleConfiguration" in properties:
        rules = properties.pop("LifecycleConfiguration")["Rules"]
        properties["Lifecycle"] = {"Rules": [_lifecycle_rule(rule) for rule in rules]}
    if "AccessControl" in properties:
        properties["AccessControl"] = re.sub(r"(?<!^)(?=[A-Z])", "-", properties["AccessControl"]).lower()
    notifications = dict(properties.pop("NotificationConfiguration", {}))
    if notifications:
        made: dict[str, Any] = {}
        for kind, target in (("Queue", "Queue"), ("Topic", "Topic"), ("Lambda", "Function")):
            for each in notifications.pop(f"{kind}Configurations", ()):
                name = f"{target}{'Function' if kind == 'Lambda' else ''}".replace("FunctionFunction", "Function")
                place = "LambdaFunctionConfigurations" if kind == "Lambda" else f"{kind}Configurations"
                arn = "LambdaFunctionArn" if kind == "Lambda" else f"{kind}Arn"
                entry = {arn: each[name], "Events": [each["Event"]]}
                if "Filter" in each:
                    entry["Filter"] = {"Key": {"FilterRules": each["Filter"]["S3Key"]["Rules"]}}
                made.setdefault(place, []).append(entry)
        if "EventBridgeConfiguration" in notifications:
            made["EventBridgeConfiguration"] = {}
        properties["Notifications"] = made
    return properties


def _hosted_zone(_context: Context, _logical_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A zone is created with one network; the others are associated with it."""
    others = properties.get("VPCs", [])[1:]
    return {**properties, "Others": others} if others else properties


def _filter(part: dict[str, Any]) -> dict[str, Any]:
    """Take the members that say what a part of a bucket is about; several are held together by ``And``."""
    prefix = {"Prefix": part.pop("Prefix")} if "Prefix" in part else {}
    point = {"AccessPointArn": part.pop("AccessPointArn")} if "AccessPointArn" in part else {}
    tags = part.pop("TagFilters", [])
    if not tags and len(prefix | point) < 2:
        return prefix | point
    if len(tags) == 1 and not prefix | point:
        return {"Tag": tags[0]}
    return {"And": {**prefix, **point, **({"Tags": tags} if tags else {})}}


def _filtered(part: Mapping[str, Any]) -> dict[str, Any]:
    rest = dict(part)
    wanted = _filter(rest)
    return {**rest, **({"Filter": wanted} if wanted else {})}


def _analysed(part: Mapping[str, Any]) -> dict[str, Any]:
    made = _filtered(part)
    export = made["StorageClassAnalysis"].get("DataExport")
    if export is not None:
        made["StorageClassAnalysis"] = {"DataExport": {**export, "Destination": _destination(export["Destination"])}}
    return made


def _listed(part: Mapping[str, Any]) -> dict[str, Any]:
    made = _filtered(part)
    made["IsEnabled"] = made.pop("Enabled")
    made["Schedule"] = {"Frequency": made.pop("ScheduleFrequency")}
    made["Destination"] = _destination(made["Destination"], "AccountId")
    return made


def _destination(written: Mapping[str, Any], account: str = "BucketAccountId") -> dict[str, Any]:
    names = {"BucketArn": "Bucket", "BucketAccountId": account}
    return {"S3BucketDestination": {names.get(name, name): value for name, value in written.items()}}


_BUCKET_PARTS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "AnalyticsConfigurations": ("Analytics", _analysed),
    "IntelligentTieringConfigurations": ("Tiering", _filtered),
    "InventoryConfigurations": ("Inventories", _listed),
    "MetricsConfigurations": ("Metrics", _filtered),
}


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    rest = dict(rule)
    made: dict[str, Any] = {"ID": rest.pop("Id")} if "Id" in rest else {}
    made["Filter"] = {"Prefix": rest.pop("Prefix", "")}
    expiration = {
        name: rest.pop(written)
        for written, name in (("ExpirationInDays", "Days"), ("ExpirationDate", "Date"))
        if written in rest
    }
    if "ExpiredObjectDeleteMarker" in rest:
        expiration["ExpiredObjectDeleteMarker"] = rest.pop("ExpiredObjectDeleteMarker")
    if expiration:
        made["Expiration"] = expiration
    if "Transitions" in rest:
        made["Transitions"] = [
            {_LIFECYCLE_NAMES.get(name, name): value for name, value in each.items()}
            for each in rest.pop("Transitions")
        ]
    return {**made, **rest}


_TRANSFORMS: dict[str, _Transform] = {
    "acl association": _acl_association,
    "attached secret": _attached_secret,
    "bucket": _bucket,
    "distribution": _distribution,
    "generated secret": _generated_secret,
    "hosted zone": _hosted_zone,
    "record set": _record_set,
    "scaling target": _scaling_target,
    "state machine definition": _state_machine_definition,
    "user data": _instance_user_data,
    "zipped code": _zipped_code,
}
