"""The emulated CloudFormation in the tests' own process, with a few types that need no service of moto."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core.base_backend import BackendDict

from tests.emulator import self_types
from tests.emulator.account_region import Settings
from tests.emulator.api import installed
from tests.emulator.faults import Fault
from tests.emulator.resource_types import (
    Context,
    Created,
    NotUpdatable,
    Properties,
    Registry,
    ResourceFailure,
)

REGION = "eu-west-1"
_SETTINGS = Settings(Registry())


class Parameters:
    """AWS::SSM::Parameter in moto's own parameter store: enough of a service for the engine's tests."""

    def create(self, context: Context, _type: str, logical_id: str, properties: Properties) -> Created:
        name = properties.get("Name") or context.generated_name(logical_id)
        client = context.client("ssm")
        client.put_parameter(Name=name, Value=str(properties["Value"]), Type=properties["Type"])
        return Created(name, {"Value": str(properties["Value"]), "Type": properties["Type"]})

    def update(
        self, context: Context, _type: str, logical_id: str, physical_id: str, old: Properties, new: Properties
    ) -> Created:
        if old["Value"] == "fragile":
            raise NotUpdatable(logical_id)
        context.client("ssm").put_parameter(Name=physical_id, Value=str(new["Value"]), Type=new["Type"], Overwrite=True)
        return Created(physical_id, {"Value": str(new["Value"]), "Type": new["Type"]})

    def find(
        self,
        context: Context,
        type_name: str,
        logical_id: str,  # noqa: ARG002
        identifiers: Mapping[str, str],
        properties: Properties,
    ) -> Created:
        found = self.read(context, type_name, identifiers["Name"], properties)
        return Created(identifiers["Name"], {"Value": found["Value"], "Type": found["Type"]})

    def delete(self, context: Context, _type: str, physical_id: str, _properties: Properties) -> None:
        context.client("ssm").delete_parameter(Name=physical_id)

    def read(self, context: Context, _type: str, physical_id: str, _properties: Properties) -> Mapping[str, Any]:
        found: Mapping[str, Any] = context.client("ssm").get_parameter(Name=physical_id)["Parameter"]
        return found


class Roles:
    """AWS::IAM::Role without a service: the tests want only its capabilities and a broken handler."""

    def create(self, _context: Context, _type: str, logical_id: str, properties: Properties) -> Created:
        if properties.get("Description") == "break":
            raise KeyError("a secret of the handler")
        if properties.get("Description") == "refuse":
            raise ResourceFailure("no more roles", "ServiceLimitExceeded")
        return Created(
            properties.get("RoleName") or logical_id, {"Arn": f"arn:aws:iam::123456789012:role/{logical_id}"}
        )

    def update(
        self, _context: Context, _type: str, _logical: str, physical_id: str, _old: Properties, _new: Properties
    ) -> Created:
        return Created(physical_id)

    def delete(self, context: Context, _type: str, physical_id: str, properties: Properties) -> None:
        """Nothing is there."""

    def read(self, _context: Context, _type: str, _physical: str, properties: Properties) -> Mapping[str, Any]:
        return properties


@cache
def _client(service: str) -> Any:
    return boto3.client(service, REGION)  # type: ignore[call-overload]


class Cloud:
    """One region of the emulated account, as a test speaks to it."""

    def __init__(self) -> None:
        """Make the clients."""
        self.cloudformation = _client("cloudformation")
        self.ssm = _client("ssm")
        self.s3 = _client("s3")
        self.settings = _SETTINGS

    def create(self, template: object, name: str = "demo", **arguments: Any) -> str:
        """Create a stack, wait for the end, and return its status."""
        stack = self.cloudformation.create_stack(StackName=name, TemplateBody=text(template), **arguments)["StackId"]
        return self.end(stack)

    def update(self, template: object | None = None, name: str = "demo", **arguments: Any) -> str:
        """Update a stack, wait for the end, and return its status."""
        body = {"UsePreviousTemplate": True} if template is None else {"TemplateBody": text(template)}
        self.cloudformation.update_stack(StackName=name, **body, **arguments)
        return self.end(name)

    def delete(self, name: str = "demo", **arguments: Any) -> str:
        """Delete a stack, wait for the end, and return its status."""
        stack = self.stack(name)["StackId"]
        self.cloudformation.delete_stack(StackName=name, **arguments)
        return self.end(stack)

    def end(self, name: str) -> str:
        """Wait until no operation runs, and return the stack's status."""
        limit = time.monotonic() + 20
        while time.monotonic() < limit:
            status: str = self.stack(name)["StackStatus"]
            if not status.endswith("_IN_PROGRESS") or status == "REVIEW_IN_PROGRESS":
                return status
            time.sleep(0.005)
        raise AssertionError(f"{name} does not come to an end")

    def until(self, status: str, name: str = "demo") -> None:
        """Wait for a status on the way."""
        limit = time.monotonic() + 20
        while self.stack(name)["StackStatus"] != status:
            assert time.monotonic() < limit
            time.sleep(0.005)

    def stack(self, name: str = "demo") -> Any:
        return self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]

    def outputs(self, name: str = "demo") -> dict[str, str]:
        return {entry["OutputKey"]: entry["OutputValue"] for entry in self.stack(name).get("Outputs", [])}

    def events(self, name: str = "demo") -> list[tuple[str, str]]:
        """Return logical ID and status of each event, the oldest first."""
        found = self.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        return [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(found)]

    def reasons(self, name: str = "demo") -> dict[str, str]:
        """Return the reason of each failed resource."""
        found = self.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        return {
            event["LogicalResourceId"]: event.get("ResourceStatusReason", "")
            for event in found
            if event["ResourceStatus"].endswith("_FAILED")
        }

    def physical_id(self, logical_id: str, name: str = "demo") -> str:
        resources = self.cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        (found,) = [entry["PhysicalResourceId"] for entry in resources if entry["LogicalResourceId"] == logical_id]
        return str(found)

    def parameters(self) -> dict[str, str]:
        """Return what is in the parameter store."""
        names = [entry["Name"] for entry in self.ssm.describe_parameters()["Parameters"]]
        return {name: self.ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in names}

    def upload(self, key: str, template: object) -> str:
        """Put a template into the bucket and return its address."""
        self.s3.put_object(Bucket="templates", Key=key, Body=text(template))
        return f"https://templates.s3.{REGION}.amazonaws.com/{key}"

    def fault(self, operation: str, logical_id: str, **arguments: Any) -> None:
        self.settings.faults.add(Fault(operation, logical_id, **arguments))


def text(template: object) -> str:
    """Return a template's body: text as it is, anything else as JSON."""
    return template if isinstance(template, str) else json.dumps(template)


@pytest.fixture(scope="module")
def emulator() -> Iterator[None]:
    """CloudFormation's requests of this process go to the emulator, with the engine's own few types."""
    with mock_aws():
        registry = Registry()
        self_types.register(registry)
        registry.add(["AWS::SSM::Parameter"], Parameters())
        registry.add(["AWS::IAM::Role"], Roles())
        _SETTINGS.registry = registry
        with installed(_SETTINGS):
            yield


@pytest.fixture
def cloud(emulator: None) -> Iterator[Cloud]:  # noqa: ARG001  (it must be there)
    """An empty account."""
    BackendDict.reset()
    _SETTINGS.faults.clear()
    made = Cloud()
    made.s3.create_bucket(Bucket="templates", CreateBucketConfiguration={"LocationConstraint": REGION})
    yield made
    _SETTINGS.faults.clear()
    BackendDict.reset()
