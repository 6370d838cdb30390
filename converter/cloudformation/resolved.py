"""The result of resolving a template: stacks, resources and outputs with values in place of functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.model import Template
from converter.cloudformation.values import Value
from converter.findings.model import Finding, Severity

ZONE_LETTERS = ("a", "b", "c", "d", "e", "f")


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudoParameters:
    """What ``AWS::…`` stands for. An empty partition or URL suffix follows from the region.

    Availability zones of a region that ``availability_zones`` does not name are the region with the letters a to f.
    Source: "Pseudo parameters reference", AWS CloudFormation User Guide.
    """

    region: str = "us-east-1"
    account_id: str = "123456789012"
    partition: str = ""
    url_suffix: str = ""
    stack_name: str = "main"
    notification_arns: tuple[str, ...] = ()
    availability_zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def effective_partition(self) -> str:
        """The partition given, or that of the region."""
        if self.partition:
            return self.partition
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    @property
    def effective_url_suffix(self) -> str:
        """The URL suffix given, or that of the partition."""
        return self.url_suffix or ("amazonaws.com.cn" if self.effective_partition == "aws-cn" else "amazonaws.com")

    @property
    def stack_id(self) -> str:
        """A stack ARN whose last part is fixed, so that resolving twice gives the same."""
        return (
            f"arn:{self.effective_partition}:cloudformation:{self.region}:{self.account_id}:stack/{self.stack_name}/"
            "00000000-0000-0000-0000-000000000000"
        )

    def zones(self, region: str) -> tuple[str, ...]:
        """Availability zones of a region, in order."""
        return self.availability_zones.get(region) or tuple(region + letter for letter in ZONE_LETTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedResource:
    """A resource that exists under the given parameters.

    ``references`` are the logical IDs in the same template that its values read (nested stacks included), in
    template order; ``depends_on`` are those of DependsOn that exist.
    """

    type: str
    properties: Mapping[str, Value]
    condition: str | None = None
    depends_on: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    deletion_policy: str | None = None
    update_replace_policy: str | None = None
    creation_policy: Mapping[str, Value] = field(default_factory=dict)
    update_policy: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedOutput:
    """An output that exists under the given parameters."""

    value: Value
    description: str = ""
    export_name: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedStack:
    """One stack instance. ``path`` names the nested stacks that lead to it, by logical ID; the root's is empty."""

    path: tuple[str, ...]
    file: str
    template: Template = field(repr=False, compare=False)
    pseudo: PseudoParameters = field(repr=False)
    parameters: Mapping[str, Value] = field(default_factory=dict)
    conditions: Mapping[str, bool] = field(default_factory=dict)
    resources: Mapping[str, ResolvedResource] = field(default_factory=dict)
    outputs: Mapping[str, ResolvedOutput] = field(default_factory=dict)
    children: Mapping[str, ResolvedStack] = field(default_factory=dict)

    def stacks(self) -> Iterator[ResolvedStack]:
        """This stack and every one below it, parents first."""
        yield self
        for child in self.children.values():
            yield from child.stacks()

    def find(self, path: tuple[str, ...]) -> ResolvedStack | None:
        """The stack at ``path`` below this one, given as the full path from the root."""
        return next((s for s in self.stacks() if s.path == path), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A resolved tree of stacks and everything that was wrong on the way."""

    stack: ResolvedStack
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing of severity error was found."""
        return not any(f.severity is Severity.ERROR for f in self.findings)
