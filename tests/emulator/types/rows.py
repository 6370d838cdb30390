"""The rows of the resource types, read from ``rows/*.yaml``.

A file is a service; a row is a type::

    service: sqs                                # boto3's name
    tag: {TagQueue: {QueueUrl: $id, Tags: $tags}}         # for every type of the file that does not say otherwise
    untag: {UntagQueue: {QueueUrl: $id, TagKeys: $tag_keys}}
    types:
      AWS::SQS::Queue:
        name: QueueName                         # made up when the template gives none
        create: {CreateQueue: {QueueName: $QueueName, Attributes: $rest}}
        id: created.QueueUrl                    # what Ref gives
        also: [...]                             # further calls, for the properties that they name
        update: {SetQueueAttributes: {...}}
        delete: {DeleteQueue: {QueueUrl: $id}}
        read: [...]                             # describe calls; ``at`` says where the resource is in the answer

Parameters are in the language of ``expressions.py``. A property that no call of the row names goes to the create and
update operations by the rules of ``shapes.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from .expressions import properties_of
from .shapes import Reach

_FOLDER = Path(__file__).with_name("rows")
_SHARED = ("tag", "untag", "region", "prefixes", "arn", "tag_read")


class RowError(ValueError):
    """A row is not in the form that this module describes."""


@dataclass(frozen=True)
class Call:
    """One call of a service's operation."""

    service: str
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    at: str = "@"
    """Where a describe call's answer holds the resource."""
    each: str = ""
    """The property, or the list somewhere in one, whose elements get a call each, as ``$item``."""
    where: Mapping[str, Any] = field(default_factory=dict)
    """Which of the several that ``at`` finds: the first whose members have these values."""
    undo: Call | None = None
    """What takes the call's effect back: when its properties go, and before the resource is deleted."""

    @cached_property
    def takes(self) -> frozenset[str]:
        """The properties that the call's own parameters name."""
        return properties_of(dict(self.parameters)) | self.listed

    @property
    def listed(self) -> frozenset[str]:
        """The property whose elements get a call each, none where there is one call."""
        return frozenset({self.each.partition(".")[0]} if self.each else ())


@dataclass(frozen=True)
class Name:
    """The property that names the resource, and the longest name that CloudFormation makes up for it."""

    property: str
    limit: int = 255
    lower: bool = False


@dataclass(frozen=True)
class Row:
    """A resource type, as data."""

    type_name: str
    service: str
    create: Call
    id: str
    """What ``Ref`` gives, by expression."""
    read: tuple[Call, ...]
    delete: tuple[Call, ...]
    reach: Reach
    also: tuple[Call, ...] = ()
    update: Call | None = None
    changes: tuple[Call, ...] = ()
    """Further calls that only an update makes, for properties that the create operation takes."""
    tag: Call | None = None
    untag: Call | None = None
    tag_read: Call | None = None
    imported: str = ""
    """The same of an imported resource, over its identifiers; needed where ``id`` asks what creating answered."""
    arn: str = "id"
    region: str | None = None
    """Where a global service is asked, None for the stack's own region."""
    name: Name | None = None
    prepare: str = ""
    """A function of ``transforms.py`` that the properties go through first."""
    waiters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """botocore's waiters after the creation, with their parameters."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attributes that the describe call shows under another name, by expression."""
    shows: Mapping[str, str] = field(default_factory=dict)
    """Properties that the describe call shows under another name, by expression over the description."""
    unset: Mapping[str, Any] = field(default_factory=dict)
    """Values that say "not set", for an update that takes a property away."""
    aside: Mapping[str, str] = field(default_factory=dict)
    """Properties that no API call takes, with what they are for."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """Properties that moto takes and does not show, with what is known of it; dots for members."""

    @cached_property
    def taken(self) -> frozenset[str]:
        """The properties that do not go to create and update by name alone."""
        own = frozenset(self.aside)
        for call in (self.create, *self.also):
            own |= call.takes
        return own

    @property
    def has_life(self) -> bool:
        """Whether deleting takes something away; else the resource is only a change of another one."""
        return bool(self.delete) or any(call.undo for call in self.also)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every call of the row."""
        single = [self.create, self.update, self.tag, self.untag, self.tag_read]
        undone = [call.undo for call in (*self.also, *self.changes)]
        return tuple(call for call in (*single, *self.also, *self.changes, *undone, *self.read, *self.delete) if call)


@cache
def rows() -> Mapping[str, Row]:
    """Return all rows by type."""
    found: dict[str, Row] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        for row in _file(path):
            if row.type_name in found:
                raise RowError(f"two rows for {row.type_name}")
            found[row.type_name] = row
    return found


def _file(path: Path) -> Iterator[Row]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    unknown = set(content) - {"service", "types", *_SHARED}
    if unknown:
        raise RowError(f"{path.name}: unknown keys {sorted(unknown)}")
    shared = {key: content[key] for key in _SHARED if key in content}
    for type_name, written in content["types"].items():
        try:
            yield _row(type_name, content["service"], {**shared, **written})
        except (KeyError, TypeError, RowError) as error:
            raise RowError(f"{path.name}: {type_name}: {error!r}") from error


def _row(type_name: str, service: str, written: dict[str, Any]) -> Row:
    service = written.pop("service", service)
    last = type_name.rsplit("::", 1)[-1]
    prefixes = (last, *written.pop("prefixes", ()))
    reach = Reach(written.pop("rename", {}), prefixes)
    create = _call(written.pop("create"), service)
    update = written.pop("update", None)
    name = written.pop("name", None)
    row = Row(
        type_name=type_name,
        service=service,
        create=create,
        update=create if update == "create" else _optional(update, service),
        id=written.pop("id"),
        also=_calls(written.pop("also", ()), service),
        changes=_calls(written.pop("changes", ()), service),
        read=_calls(written.pop("read"), service),
        delete=_calls(written.pop("delete", ()), service),
        tag=_optional(written.pop("tag", None), service),
        untag=_optional(written.pop("untag", None), service),
        tag_read=_optional(written.pop("tag_read", None), service),
        name=Name(name) if isinstance(name, str) else Name(**name) if name else None,
        reach=reach,
        waiters=written.pop("wait", {}),
        **{key: written.pop(key) for key in ("arn", "imported", "region", "prepare") if key in written},
        **{key: written.pop(key) for key in ("attributes", "shows", "unset", "aside", "lost") if key in written},
    )
    if written:
        raise RowError(f"unknown keys {sorted(written)}")
    return row


def _calls(written: Any, service: str) -> tuple[Call, ...]:
    several = written if isinstance(written, (list, tuple)) else [written]
    return tuple(_call(each, service) for each in several)


def _optional(written: Any, service: str) -> Call | None:
    return _call(written, service) if written else None


def _call(written: Mapping[str, Any], service: str) -> Call:
    operations = [key for key in written if key.rsplit(".", 1)[-1][0].isupper()]
    if len(operations) != 1:
        raise RowError(f"one operation is wanted, not {operations}")
    (written_name,) = operations
    other, _, operation = written_name.rpartition(".")
    options = {key: value for key, value in written.items() if key != written_name}
    undo = options.pop("undo", None)
    return Call(
        other or service, operation, written[written_name] or {}, undo=_optional(undo, other or service), **options
    )
