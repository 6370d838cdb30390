"""The registry of transforms by the name that tables use, and what a transform is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from converter.findings import Findings, Span
from converter.rules.elements import Elements
from converter.rules.ledger import Verdict
from converter.rules.model import Json, PropertyPath
from converter.rules.properties import Tree
from converter.rules.shapes import Shapes
from converter.terraform.addresses import InstanceKey
from converter.terraform.instances import ResourceInstance
from converter.terraform.values import Value


@dataclass(frozen=True, slots=True)
class Transformed:
    """What a transform gives: a tree (None: no property), and a verdict and reason where it is not plainly the same.

    ``instead`` is the property that the tree goes to where that is not the row's own target.
    """

    tree: Tree | None
    verdict: Verdict | None = None
    reason: str = ""
    instead: PropertyPath | None = None


@dataclass(frozen=True, slots=True)
class TransformContext:
    """What a transform may look at. ``path`` is the target's property path, ``parameters`` what the row gives it."""

    instance: ResourceInstance
    shapes: Shapes
    path: tuple[str, ...]
    parameters: Json
    resources: Mapping[InstanceKey, ResourceInstance]
    absorb: Callable[[InstanceKey], None]
    findings: Findings
    span: Span
    self_reference: str | None
    target: InstanceKey
    lists: Elements


TransformFunction = Callable[[TransformContext, Value], Transformed]

TRANSFORMS: dict[str, TransformFunction] = {}


def transform(name: str) -> Callable[[TransformFunction], TransformFunction]:
    """Register a function under the name that tables use."""

    def register(function: TransformFunction) -> TransformFunction:
        TRANSFORMS[name] = function
        return function

    return register
