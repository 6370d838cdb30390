"""What the engine asks of a resource type, and the registry of the types that are there.

A handler serves one or many types; the engine hands it concrete values only: every intrinsic function is evaluated,
``AWS::NoValue`` is gone, and the properties were checked against the type's registry schema. What a handler raises
other than ``ResourceFailure``, ``NotUpdatable`` and botocore's ``ClientError`` is a mistake of the emulator: it
fails the resource too, with the exception's class in the reason.

``tests.emulator.types.register(registry)`` adds the handlers of the service types; AWS::CloudFormation::* is the
engine's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

Properties = Mapping[str, Any]
"""A resource's properties by CloudFormation's names, JSON values throughout."""


class UnknownTypeError(LookupError):
    """The emulator has no handler for a type, so that no stack with it can be believed."""


class ResourceFailure(Exception):  # noqa: N818  (a verdict on the resource, not a fault of the program)
    """The service refused; the message is the reason in the stack's events.

    ``code`` is a handler error code of the registry: AlreadyExists, InvalidRequest, NotFound, ...
    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
    """

    def __init__(self, message: str, code: str = "InvalidRequest") -> None:
        super().__init__(message)
        self.code = code


class NotUpdatable(Exception):  # noqa: N818  (an answer, not a fault)
    """The change needs a new resource although its schema does not say so (conditionalCreateOnlyProperties)."""


class Clients(Protocol):
    """boto3 clients of one account and region, reaching moto in this process."""

    def client(self, service: str, region: str | None = None) -> Any:
        """Return the (cached) client of a service; ``region`` other than the stack's is for global services."""


@dataclass(frozen=True)
class Context:
    """Where a resource lives."""

    account_id: str
    region: str
    partition: str
    stack_id: str
    stack_name: str
    clients: Clients
    tags: Mapping[str, str] = field(default_factory=dict)
    """The stack's own tags, which CloudFormation gives every taggable resource; a resource's own ones win.

    The ``aws:cloudformation:*`` tags are left out: moto's services refuse the reserved prefix or show them.
    """
    previous_tags: Mapping[str, str] = field(default_factory=dict)
    """The stack's tags before the update that runs; elsewhere the same as ``tags``."""
    generation: int = 0
    """How often the resource was replaced: its successor gets another generated name."""

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a boto3 client of the stack's account and region."""
        return self.clients.client(service, region)

    def generated_name(self, logical_id: str, limit: int = 255, *, lower: bool = False, seed: str = "") -> str:
        """Return the name that CloudFormation makes up: ``<stack>-<logical ID>-<12 characters>``, cut to ``limit``.

        It is the same for the same stack, logical ID, generation and ``seed``.
        """
        origin = f"{self.stack_id}/{logical_id}/{self.generation}/{seed}"
        digest = hashlib.sha256(origin.encode()).hexdigest()[:12]
        suffix = digest if lower else digest.upper()
        room = limit - len(suffix) - 2
        logical_part = logical_id[: max(room // 2, room - len(self.stack_name))]
        name = f"{self.stack_name[: room - len(logical_part)]}-{logical_part}-{suffix}"
        return name.lower() if lower else name


@dataclass(frozen=True)
class Created:
    """A resource that is there: what ``Ref`` gives, and what ``Fn::GetAtt`` gives by attribute name."""

    physical_id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """By the name in the template, dots included (``Endpoint.Address``); strings, or lists of strings."""


class Handler(Protocol):
    """Reaches a service's API for the resources of one or many types."""

    def create(self, context: Context, type_name: str, logical_id: str, properties: Properties) -> Created:
        """Make the resource and wait until its service calls it ready."""

    def update(
        self,
        context: Context,
        type_name: str,
        logical_id: str,
        physical_id: str,
        old: Properties,
        new: Properties,
    ) -> Created:
        """Change the resource in place; the physical id must stay. Raise NotUpdatable where only a new one will do."""

    def delete(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> None:
        """Delete the resource and wait until it is gone; one that is gone already is no failure."""

    def read(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        """Return what the service's describe calls say of the resource; raise ResourceFailure NotFound without one."""


@runtime_checkable
class FindingHandler(Protocol):
    """A handler whose resources may also be there without a stack, so that one can import them."""

    def find(
        self,
        context: Context,
        type_name: str,
        logical_id: str,
        identifiers: Mapping[str, str],
        properties: Properties,
    ) -> Created:
        """Return the resource that the type's identifiers name; raise ResourceFailure NotFound without one."""


class Registry:
    """The handlers by type name."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def add(self, names: Iterable[str], handler: Handler, *, replace: bool = False) -> None:
        """Make ``handler`` responsible for the types; ``replace`` where another one is already."""
        for name in names:
            if name in self._handlers and not replace:
                raise ValueError(f"two handlers for {name}")
            self._handlers[name] = handler

    def handler(self, type_name: str) -> Handler:
        """Return the handler of a type; UnknownTypeError without one."""
        try:
            return self._handlers[type_name]
        except KeyError:
            raise UnknownTypeError(type_name) from None

    def __contains__(self, type_name: str) -> bool:
        return type_name in self._handlers

    @property
    def names(self) -> frozenset[str]:
        """The types that can be deployed."""
        return frozenset(self._handlers)
