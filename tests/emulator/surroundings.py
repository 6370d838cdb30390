"""What the expressions of one stack see: its resources, other stacks' exports, the region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .account_region import AccountRegion
from .errors import TemplateError
from .stacks import Stack, StackResource


class StackSurroundings:
    """A stack while an operation runs on it: what is made already can be referred to."""

    def __init__(self, region: AccountRegion, stack: Stack) -> None:
        """Look at the stack as it is whenever it is asked."""
        self._region = region
        self._stack = stack
        self.imports: set[str] = set()
        """The exports that were asked for."""

    @property
    def pseudo(self) -> Mapping[str, Any]:
        suffix = "amazonaws.com.cn" if self._region.partition == "aws-cn" else "amazonaws.com"
        return {
            "AWS::AccountId": self._region.account_id,
            "AWS::NotificationARNs": list(self._stack.notification_arns),
            "AWS::Partition": self._region.partition,
            "AWS::Region": self._region.region,
            "AWS::StackId": self._stack.id,
            "AWS::StackName": self._stack.name,
            "AWS::URLSuffix": suffix,
        }

    def ref(self, logical_id: str) -> Any:
        return self._made(logical_id).physical_id

    def attribute(self, logical_id: str, name: str) -> Any:
        resource = self._made(logical_id)
        if name in resource.attributes:
            return resource.attributes[name]
        if resource.type == "AWS::CloudFormation::Stack":
            raise TemplateError(f"Template error: stack {resource.physical_id} has no output {name.partition('.')[2]}")
        raise TemplateError(f"{resource.type} of the emulated CloudFormation gives no attribute {name} ({logical_id})")

    def import_value(self, name: str) -> str:
        export = self._region.exports().get(name)
        if export is None:
            raise TemplateError(f"No export named {name} found.")
        self.imports.add(name)
        return export[1].value

    def zones(self, region: str) -> list[str]:
        answer = self._region.clients.client("ec2", region).describe_availability_zones()
        return sorted(zone["ZoneName"] for zone in answer["AvailabilityZones"])

    def _made(self, logical_id: str) -> StackResource:
        resource = self._stack.resources.get(logical_id)
        if resource is None or resource.physical_id is None:
            raise TemplateError(
                f"Template format error: Unresolved resource dependencies [{logical_id}] "
                "in the Resources block of the template"
            )
        return resource
