"""The registry of finish hooks by the name that tables use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from converter.findings import Findings
from converter.rules.drafts import Draft
from converter.rules.model import ResourceRule
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import Formula
from converter.terraform.instances import ResourceInstance


@dataclass(frozen=True, slots=True)
class HookContext:
    """What a hook may look at besides its draft: the merged children, and all instances with their rules.

    ``add`` makes one more resource of an instance: its part name, type and condition. ``parts`` are those that it has.
    """

    children: tuple[tuple[ResourceInstance, ResourceRule], ...]
    instances: Mapping[InstanceKey, ResourceInstance]
    findings: Findings
    add: Callable[[ResourceInstance, str, str, Formula], Draft]
    parts: tuple[Draft, ...] = ()


Hook = Callable[[HookContext, Draft], None]

HOOKS: dict[str, Hook] = {}


def hook(name: str) -> Callable[[Hook], Hook]:
    """Register a function under the name that tables use."""

    def register(function: Hook) -> Hook:
        HOOKS[name] = function
        return function

    return register
