"""A draft: a CloudFormation resource under construction, and what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from converter.rules.model import Json, ResourceRule
from converter.rules.properties import Branch
from converter.rules.shapes import Shapes
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import Formula
from converter.terraform.instances import ResourceInstance


@dataclass(slots=True)
class Draft:
    """One resource to be made. ``part`` names an extra or fanned-out one; ``sources`` begin with the instance."""

    key: InstanceKey
    part: str
    type: str
    shapes: Shapes
    rule: ResourceRule
    instance: ResourceInstance
    guard: Formula
    properties: Branch = field(default_factory=Branch)
    sources: list[ResourceInstance] = field(default_factory=list)
    deletion_policy: str | None = None
    update_replace_policy: str | None = None
    update_policy: Mapping[str, Json] = field(default_factory=dict)
    depends_on: dict[tuple[InstanceKey, str], None] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[InstanceKey, str]:
        """What names the draft in references: instance and part."""
        return self.key, self.part
