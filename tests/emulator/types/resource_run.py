"""One operation on one resource, as the row of its type says.

Expressions of a row see the properties and: ``id`` (physical id), ``arn``, ``created`` (the create operation's answer),
``read`` (the description so far), ``rest``, ``item``, ``tags`` and ``tag_keys`` (of a change of tags), ``region``,
``account``, ``partition``, ``suffix`` (of domain names), ``stack``, ``logical`` and ``token``.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import MapShape, StructureShape

from tests.emulator.resource_types import Context, Created, Properties, ResourceFailure

from . import schemas
from .attributes import attribute
from .expressions import REST, constants, fill, is_required, properties_of, search
from .rows import Call, Row
from .shapes import UnreachedPropertyError
from .tags import pairs

_GONE = (
    "notfound",
    "nosuch",
    "doesnotexist",
    "nonexistent",
    "404",
    "notattached",
    "invalidassociationid",
    "invaliddocument",
    "invalidaccess",  # of a hub that is not there
)


class ResourceRun:
    """One operation on one resource."""

    def __init__(
        self,
        context: Context,
        row: Row,
        logical_id: str,
        properties: Properties,
        physical_id: str | None = None,
    ) -> None:
        self._context = context
        self._row = row
        self._properties = dict(properties)
        self._tag_property = schemas.tag_property(row.type_name)
        self._document: dict[str, Any] = {
            **properties,
            "id": physical_id,
            "region": context.region,
            "account": context.account_id,
            "partition": context.partition,
            "suffix": "amazonaws.com.cn" if context.partition == "aws-cn" else "amazonaws.com",
            "stack": context.stack_name,
            "logical": logical_id,
            "token": str(uuid.uuid4()),
            "created": {},
            "read": {},
        }

    def create(self) -> Created:
        create = self._row.create
        rest, tags_later = self._rest(create, self._untaken())
        self._document["created"] = self._call(create, rest=rest)
        if "read." in self._row.id:
            self.describe()
        physical_id = search(self._row.id, self._document)
        if physical_id is None:
            raise UnreachedPropertyError(f"{self._row.type_name}: nothing is found at {self._row.id}")
        self._document["id"] = str(physical_id)
        try:
            self._wait()
            self._finish(tags_later)
        except BaseException:
            with contextlib.suppress(ClientError):  # the first failure is the one to tell
                self.delete()
            raise
        return self._made()

    def find(self) -> Created:
        if not self._refresh():
            raise ResourceFailure(f"{self._row.type_name} {self._document['id']} does not exist", "NotFound")
        return self._made()

    def update(self, before: Properties) -> Created:
        row = self._row
        changed = {
            name for name in {*before, *self._properties} if before.get(name) != self._properties.get(name)
        } - set(row.aside)
        self._refresh()
        for call in (*row.also, *row.changes):
            if call.takes & changed:
                changed -= self._redo(call, before, call.takes & changed)
        if self._tag_property in changed and not self._updates(self._tag_property):
            self._retag(before)
            changed.discard(self._tag_property)
        if changed:
            self._update_rest(before, changed)
        return self._made()

    def delete(self) -> None:
        row = self._row
        if not self._refresh():
            return
        for call in reversed(row.also):
            if call.undo and self._subject(call) & set(self._properties):
                for item in self._items(call, self._properties):
                    self._call_if_there(call.undo, item=item)
        for call in row.delete:
            self._call_if_there(call)

    def describe(self) -> Mapping[str, Any]:
        self._document["read"] = {}
        there = False  # what the first call says that applies to the resource
        for call in self._row.read:
            parameters = fill(dict(call.parameters), self._document)
            if parameters is None:
                continue
            try:
                answer = self._found(call, self._call(call, parameters=parameters))
            except ClientError as error:
                if not _gone(error):
                    raise
                answer = None
            if answer is None and not there:
                break
            there = True
            if isinstance(answer, Mapping):
                self._document["read"] = {**self._document["read"], **answer}
            elif answer is not None:
                raise TypeError(f"{self._row.type_name}: {call.operation}: {call.at} is no structure")
        if not there:
            raise ResourceFailure(f"{self._row.type_name} {self._document['id']} does not exist", "NotFound")
        self._document["arn"] = search(self._row.arn, self._document)
        if self._row.tag_read and self._tag_property:
            self._document["read"][self._tag_property] = self._tags()
        described: Mapping[str, Any] = self._document["read"]
        return described

    def _found(self, call: Call, answer: Mapping[str, Any]) -> Any:
        found = search(call.at, answer)
        if not call.where:
            return found
        wanted = fill(dict(call.where), self._document) or {}
        return next((each for each in found or () if all(each.get(k) == v for k, v in wanted.items())), None)

    def _tags(self) -> Any:
        call = self._row.tag_read
        assert call is not None
        parameters = fill(dict(call.parameters), self._document)
        return search(call.at, self._call(call, parameters=parameters)) or []

    def _refresh(self) -> bool:
        """Describe the resource for the expressions that need ``read`` and ``arn``; return whether it is there."""
        self._document["arn"] = self._document["id"]
        try:
            self.describe()
        except ResourceFailure as failure:
            if failure.code != "NotFound":
                raise
            return False
        return True

    def _made(self) -> Created:
        description = self.describe()
        values = {}
        for name in schemas.attribute_names(self._row.type_name):
            value = attribute(name, self._row, self._document, description)
            if value is not None:
                values[name] = value
        return Created(self._document["id"], values)

    def _untaken(self) -> dict[str, Any]:
        """Return what goes to the create operation by name.

        A create-only property goes there even where further calls name it too (to say which resource they mean).
        """
        row = self._row
        shape = self._shape_of_rest(row.create)
        fixed = schemas.create_only_names(row.type_name) - row.create.takes - set(row.aside)
        again = {name for name in fixed & row.taken if row.reach.knows(name, shape)}
        return {name: value for name, value in self._properties.items() if name not in row.taken or name in again}

    def _rest(self, call: Call, untaken: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """Return the properties that go to the operation by name, and whether the tags need a call of their own."""
        shape = self._shape_of_rest(call)
        tags = self._tag_property
        later = tags in untaken and self._row.tag is not None and not self._row.reach.knows(str(tags), shape)
        return {name: value for name, value in untaken.items() if not (later and name == tags)}, later

    def _finish(self, tags_later: bool) -> None:
        calls = [call for call in self._row.also if self._subject(call) & set(self._properties)]
        if calls or tags_later:
            self._refresh()
        for call in calls:
            for item in self._items(call, self._properties):
                self._call(call, item=item)
        if tags_later:
            self._retag({})

    def _wait(self) -> None:
        for name, parameters in self._row.waiters.items():
            client = self._context.client(self._row.service, self._row.region)
            client.get_waiter(name).wait(
                **(fill(dict(parameters), self._document) or {}), WaiterConfig={"Delay": 0, "MaxAttempts": 20}
            )

    def _redo(self, call: Call, before: Properties, names: frozenset[str]) -> frozenset[str]:
        """Make a further call again for changed properties; return the names that are done with."""
        if call.each:
            old, new = self._items(call, before), self._items(call, self._properties)
            for item in [each for each in old if each not in new]:
                if call.undo is None:
                    raise UnreachedPropertyError(f"{self._row.type_name}: nothing takes back an element of {call.each}")
                self._call_if_there(call.undo, item=item)
            again = bool(names - call.listed)  # what each element is told has changed too
            for item in [each for each in new if again or each not in old]:
                self._call(call, item=item)
        elif self._subject(call) & set(self._properties) and fill(dict(call.parameters), self._document) is not None:
            if not call.undo:
                self._put_unset(names)
            self._call(call)
        elif call.undo:
            self._call_if_there(call.undo)
        else:
            self._put_unset(names)
            self._call(call)
        return frozenset(names)

    def _subject(self, call: Call) -> frozenset[str]:
        """Return the properties that a further call is about, without those that only say which resource it means."""
        if call.each:
            return call.listed
        return (call.takes - schemas.create_only_names(self._row.type_name)) or call.takes

    def _put_unset(self, names: frozenset[str] | set[str]) -> None:
        """Give properties that went the value that stands for their absence."""
        for name in names - set(self._properties):
            if name not in self._row.unset:
                raise UnreachedPropertyError(f"{self._row.type_name}: no value says that {name} is not set")
            self._properties[name] = self._document[name] = self._row.unset[name]

    def _updates(self, name: str | None) -> bool:
        update = self._row.update
        if update is None or name is None or (name == self._tag_property and self._row.tag):
            return False
        return name in update.takes or self._row.reach.knows(name, self._shape_of_rest(update))

    def _update_rest(self, before: Properties, changed: set[str]) -> None:
        update = self._row.update
        for name in sorted(changed):
            if update is None or not self._updates(name):
                raise UnreachedPropertyError(f"{self._row.type_name}: no call of its row updates {name}")
        assert update is not None
        self._put_unset(changed)
        shape = self._shape_of_rest(update)
        names = set(self._properties) - set(self._row.aside) - update.takes
        if self._row.tag:
            names.discard(str(self._tag_property))
        if update is not self._row.create:
            names -= {name for call in (*self._row.also, *self._row.changes) for name in call.takes}
        rest = {name: self._properties[name] for name in names if self._row.reach.knows(name, shape)}
        if update.takes & set(before) or rest or changed:
            self._call(update, rest=rest)

    def _retag(self, before: Properties) -> None:
        row, name = self._row, str(self._tag_property)
        old, new = (pairs(each.get(name)) for each in (before, self._properties))
        gone = [key for key in old if key not in new]
        put = {key: value for key, value in new.items() if old.get(key) != value}
        if row.tag is None or row.untag is None:
            raise UnreachedPropertyError(f"{row.type_name}: no call of its row changes tags")
        self._document["tags"] = [{"Key": key, "Value": value} for key, value in put.items()]
        self._document["tag_keys"] = gone
        if gone:
            self._call(row.untag)
        if put:
            self._call(row.tag)

    @staticmethod
    def _items(call: Call, properties: Properties) -> list[Any]:
        return list(search(call.each, properties) or ()) if call.each else [None]

    def _call_if_there(self, call: Call, *, item: Any = None) -> None:
        try:
            self._call(call, item=item)
        except ClientError as error:
            if not _gone(error):
                raise

    def _call(
        self,
        call: Call,
        *,
        item: Any = None,
        rest: Mapping[str, Any] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Call the operation with the row's parameters; ``rest`` goes where the row says or to the input's top."""
        client = self._context.client(call.service, self._row.region)
        shape = client.meta.service_model.operation_model(call.operation).input_shape
        if isinstance(item, Mapping):
            self._check_item(call, item)
        reach = self._row.reach
        by_name = reach.parameters(rest, self._shape_of_rest(call)) if rest else {}
        document = {**self._document, "item": item, "rest": by_name}
        if parameters is None:
            parameters = fill(dict(call.parameters), document)
            if parameters is None:
                if call is self._row.create and not is_required(call.parameters):
                    parameters = constants(call.parameters)
                elif not rest and any(value for value in call.parameters.values()):
                    return {}  # a $! expression has no value: nothing to do
                else:
                    parameters = {}
        given = dict(parameters) if _mentions_rest(call.parameters) else {**by_name, **parameters}
        arguments = reach.parameters(given, shape) if shape is not None else {}
        answer: dict[str, Any] = getattr(client, xform_name(call.operation))(**arguments)
        return answer

    def _check_item(self, call: Call, item: Mapping[str, Any]) -> None:
        known = properties_of(dict(call.parameters), under="item")
        unknown = sorted(set(item) - known)
        if "*" not in known and unknown and not _is_undo(self._row, call):
            raise UnreachedPropertyError(f"{self._row.type_name}: {call.each}.{unknown[0]} reaches nothing")

    def _shape_of_rest(self, call: Call) -> StructureShape | MapShape:
        """Return the structure that properties without a place of their own go to."""
        client = self._context.client(call.service, self._row.region)
        shape = client.meta.service_model.operation_model(call.operation).input_shape
        for step in _way_to_rest(call.parameters) or ():
            shape = shape.members[step] if isinstance(step, str) else shape.member
        assert isinstance(shape, (StructureShape, MapShape))
        return shape


def _gone(error: ClientError) -> bool:
    code = str(error.response.get("Error", {}).get("Code", "")).lower()
    return any(word in code for word in _GONE)


def _mentions_rest(template: Any) -> bool:
    return _way_to_rest(template) is not None


def _way_to_rest(template: Any) -> list[str | int] | None:
    if template == REST:
        return []
    steps: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(template, Mapping):
        steps = iter(template.items())
    elif isinstance(template, list):
        steps = iter(enumerate(template))
    for step, value in steps:
        way = _way_to_rest(value)
        if way is not None:
            return [step, *way]
    return None


def _is_undo(row: Row, call: Call) -> bool:
    return any(each.undo is call for each in (*row.also, *row.changes))
