"""The types that are CloudFormation's own and need no service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .resource_types import Context, Created, Properties, Registry
from .stacks import NESTED

WAIT_CONDITION_HANDLE = "AWS::CloudFormation::WaitConditionHandle"


class WaitConditionHandles:
    """A wait condition handle is only an address."""

    def create(self, context: Context, type_name: str, logical_id: str, properties: Properties) -> Created:  # noqa: ARG002
        suffix = context.generated_name(logical_id)
        return Created(
            f"https://cloudformation-waitcondition-{context.region}.s3.{context.region}.amazonaws.com/{suffix}"
        )

    def update(
        self,
        context: Context,  # noqa: ARG002
        type_name: str,  # noqa: ARG002
        logical_id: str,  # noqa: ARG002
        physical_id: str,
        old: Properties,  # noqa: ARG002
        new: Properties,  # noqa: ARG002
    ) -> Created:
        return Created(physical_id)

    def delete(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> None:
        """Nothing is there to be deleted."""

    def read(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> Mapping[str, Any]:  # noqa: ARG002
        return {}


class _NestedStacks(WaitConditionHandles):
    """Holds the type's place in the registry: the engine makes nested stacks itself."""

    def create(self, context: Context, type_name: str, logical_id: str, properties: Properties) -> Created:
        raise AssertionError(f"{type_name} {logical_id} of {context.stack_name} is the engine's business: {properties}")


def register(registry: Registry) -> None:
    """Add CloudFormation's own types."""
    registry.add([WAIT_CONDITION_HANDLE], WaitConditionHandles())
    registry.add([NESTED], _NestedStacks())
