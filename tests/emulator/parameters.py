"""Parameters: what a caller gives, against what the template declares.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import TemplateError, ValidationError
from .resource_types import Clients

MASK = "****"
UNKNOWN_MARK = "{{changeSet:KNOWN_AFTER_APPLY}}"
"""Stands in a change set for what only its execution can tell."""

_SSM = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
_LIST = re.compile(r"List<(.+)>")
_KEYS = frozenset(
    {
        "AllowedPattern",
        "AllowedValues",
        "ConstraintDescription",
        "Default",
        "Description",
        "MaxLength",
        "MaxValue",
        "MinLength",
        "MinValue",
        "NoEcho",
        "Type",
    }
)


@dataclass(frozen=True)
class Lookup:
    """How the emulator sees whether an identifier of an AWS-specific type exists."""

    service: str
    operation: str
    argument: str


_LOOKUPS: dict[str, Lookup] = {
    "AWS::EC2::VPC::Id": Lookup("ec2", "describe_vpcs", "VpcIds"),
    "AWS::EC2::Subnet::Id": Lookup("ec2", "describe_subnets", "SubnetIds"),
    "AWS::EC2::SecurityGroup::Id": Lookup("ec2", "describe_security_groups", "GroupIds"),
    "AWS::EC2::SecurityGroup::GroupName": Lookup("ec2", "describe_security_groups", "GroupNames"),
    "AWS::EC2::KeyPair::KeyName": Lookup("ec2", "describe_key_pairs", "KeyNames"),
    "AWS::EC2::Image::Id": Lookup("ec2", "describe_images", "ImageIds"),
    "AWS::EC2::Instance::Id": Lookup("ec2", "describe_instances", "InstanceIds"),
    "AWS::EC2::Volume::Id": Lookup("ec2", "describe_volumes", "VolumeIds"),
    "AWS::EC2::AvailabilityZone::Name": Lookup("ec2", "describe_availability_zones", "ZoneNames"),
    "AWS::Route53::HostedZone::Id": Lookup("route53", "get_hosted_zone", "Id"),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of one stack, checked."""

    key: str
    given: str
    """What the caller (or the default) says; for the SSM types the name of the parameter in the store."""
    value: str | tuple[str, ...]
    """What ``Ref`` gives."""
    no_echo: bool
    from_store: bool

    @property
    def shown(self) -> dict[str, str]:
        """The entry of DescribeStacks; a NoEcho value is never in it."""
        entry = {"ParameterKey": self.key, "ParameterValue": MASK if self.no_echo else self.given}
        if self.from_store and not self.no_echo:
            entry["ResolvedValue"] = self.value if isinstance(self.value, str) else ",".join(self.value)
        return entry


def check_declarations(declared: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise TemplateError for a declaration that CloudFormation does not know."""
    for name, declaration in declared.items():
        unknown = sorted(key for key in declaration if key not in _KEYS)
        if unknown:
            raise TemplateError(f"Invalid template parameter property '{unknown[0]}'")
        kind = declaration.get("Type")
        if not isinstance(kind, str):
            raise TemplateError(f"Template format error: Every Parameters object must contain a Type member ({name}).")
        if not _known_type(kind):
            raise TemplateError(f"Template format error: Unrecognized parameter type: {kind}")
        if isinstance(declaration.get("Default", ""), dict | list):
            raise TemplateError("Template format error: Every Default member must be a string.")


def resolve(
    declared: Mapping[str, Mapping[str, Any]],
    given: Sequence[Mapping[str, Any]],
    previous: Mapping[str, Parameter] | None,
    clients: Clients,
) -> dict[str, Parameter]:
    """Return the parameters of a stack operation; ValidationError in CloudFormation's words where they will not do.

    ``previous`` are the stack's parameters before an update; none for a creation.
    """
    unknown = sorted({str(entry["ParameterKey"]) for entry in given} - set(declared))
    if unknown:
        raise ValidationError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    said: dict[str, str] = {}
    for entry in given:
        key = entry["ParameterKey"]
        if entry.get("UsePreviousValue"):
            if not previous or key not in previous:
                raise ValidationError(
                    f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true for a parameter "
                    "key not in the previous template"
                )
            if "ParameterValue" in entry:
                raise ValidationError(
                    f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true and also specify "
                    "a parameter value"
                )
            said[key] = previous[key].given
        elif "ParameterValue" in entry:
            said[key] = entry["ParameterValue"]
    missing = [name for name, declaration in declared.items() if name not in said and "Default" not in declaration]
    if missing:
        raise ValidationError(f"Parameters: [{', '.join(missing)}] must have values")
    return {
        name: _resolved(name, declaration, said.get(name, text(declaration.get("Default", ""))), clients)
        for name, declaration in declared.items()
    }


def text(value: object) -> str:
    """Return a scalar as CloudFormation stores it: always text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def is_no_echo(declaration: Mapping[str, Any]) -> bool:
    """Whether a parameter is masked."""
    return text(declaration.get("NoEcho", False)).lower() == "true"


def _known_type(kind: str) -> bool:
    stored = _SSM.fullmatch(kind)
    if stored:
        return _known_type(stored.group(1)) or stored.group(1) == "List<String>"
    of = _LIST.fullmatch(kind)
    if of:
        return of.group(1) == "Number" or of.group(1) in _LOOKUPS
    return kind in {"String", "Number", "CommaDelimitedList", "AWS::SSM::Parameter::Name"} or kind in _LOOKUPS


def _resolved(name: str, declaration: Mapping[str, Any], given: str, clients: Clients) -> Parameter:
    kind = str(declaration["Type"])
    stored = _SSM.fullmatch(kind)
    if stored:
        _check_constraints(name, declaration, "String", given)
        kind, seen = stored.group(1), UNKNOWN_MARK if UNKNOWN_MARK in given else _from_store(given, clients)
    else:
        seen = given
    value: str | tuple[str, ...]
    of = _LIST.fullmatch(kind)
    if of or kind == "CommaDelimitedList":
        value = tuple(part.strip() for part in seen.split(",")) if seen else ()
        inner = of.group(1) if of else "String"
        if not stored:
            for member in value:
                _check_constraints(name, declaration, inner, member, each=True)
        members = value
    else:
        inner, value, members = kind, seen, (seen,)
        if not stored:
            _check_constraints(name, declaration, kind, seen)
    _check_existence(name, inner, members, clients)
    return Parameter(name, given, value, is_no_echo(declaration), bool(stored))


def _check_constraints(name: str, declaration: Mapping[str, Any], kind: str, value: str, *, each: bool = False) -> None:
    if UNKNOWN_MARK in value:
        return
    subject = f"Each value of parameter '{name}'" if each else f"Parameter '{name}'"

    def refuse(rule: str) -> None:
        description = declaration.get("ConstraintDescription")
        if description:
            raise ValidationError(f"Parameter '{name}' failed to satisfy constraint: {description}")
        raise ValidationError(f"{subject} {rule}")

    number: float | None = None
    if kind == "Number":
        try:
            number = float(value)
        except ValueError:
            raise ValidationError(f"{subject} must be a number.") from None
    allowed = declaration.get("AllowedValues")
    if allowed is not None and value not in [text(entry) for entry in allowed]:
        refuse(f"must be one of AllowedValues [{', '.join(text(entry) for entry in allowed)}]")
    pattern = declaration.get("AllowedPattern")
    if pattern is not None and not re.fullmatch(pattern, value):
        refuse(f"must match pattern {pattern}")
    limits: tuple[tuple[str, float | None, Callable[[float, float], bool], str], ...] = (
        ("MinLength", len(value), float.__lt__, "must contain at least {} characters"),
        ("MaxLength", len(value), float.__gt__, "must contain at most {} characters"),
        ("MinValue", number, float.__lt__, "must be a number not less than {}"),
        ("MaxValue", number, float.__gt__, "must be a number not greater than {}"),
    )
    for key, size, is_outside, rule in limits:
        if key in declaration and size is not None and is_outside(float(size), float(declaration[key])):
            refuse(rule.format(declaration[key]))


def _from_store(name: str, clients: Clients) -> str:
    client = clients.client("ssm")
    try:
        answer = client.get_parameter(Name=name)["Parameter"]
    except client.exceptions.ClientError:
        raise ValidationError(f"Unable to fetch parameters [{name}] from parameter store for this account.") from None
    if answer["Type"] == "SecureString":
        raise ValidationError(f"Parameters [{name}] referenced by template have types not supported by CloudFormation.")
    return str(answer["Value"])


def _check_existence(name: str, kind: str, values: Sequence[str], clients: Clients) -> None:
    lookup = _LOOKUPS.get(kind)
    if lookup is None:
        return
    client = clients.client(lookup.service)
    for value in values:
        if UNKNOWN_MARK in value:
            continue
        argument = value if lookup.argument == "Id" else [value]
        try:
            getattr(client, lookup.operation)(**{lookup.argument: argument})
        except client.exceptions.ClientError:
            raise ValidationError(
                f"Parameter validation failed: parameter value {value} for parameter name {name} does not exist"
            ) from None
