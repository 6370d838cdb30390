"""Carries rows out: create, update, delete, read and find of every type that has a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.emulator.resource_types import Context, Created, Properties

from . import transforms
from .expressions import search
from .resource_run import ResourceRun
from .rows import Row
from .shapes import UnreachedPropertyError
from .tags import with_stack_tags


class RowHandler:
    """The handler of all types with a row."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._made: Counter[tuple[str, str]] = Counter()

    def create(self, context: Context, type_name: str, logical_id: str, properties: Properties) -> Created:
        """Make the resource by the row's operation, then what its properties need besides."""
        row = self._rows[type_name]
        run = ResourceRun(context, row, logical_id, self._complete(context, row, logical_id, properties))
        return run.create()

    def update(
        self,
        context: Context,
        type_name: str,
        logical_id: str,
        physical_id: str,
        old: Properties,
        new: Properties,
    ) -> Created:
        """Carry every changed property to the call of the row that takes it."""
        row = self._rows[type_name]
        before = transforms.prepared(row, context, logical_id, with_stack_tags(row, context, old))
        after = transforms.prepared(row, context, logical_id, with_stack_tags(row, context, new))
        return ResourceRun(context, row, logical_id, after, physical_id).update(before)

    def delete(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> None:
        """Take back what was made besides, then delete."""
        row = self._rows[type_name]
        ResourceRun(context, row, "", transforms.prepared(row, context, "", properties), physical_id).delete()

    def read(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        """Return the merged answers of the row's describe calls."""
        row = self._rows[type_name]
        return ResourceRun(context, row, "", transforms.prepared(row, context, "", properties), physical_id).describe()

    def find(
        self,
        context: Context,
        type_name: str,
        logical_id: str,
        identifiers: Mapping[str, str],
        properties: Properties,
    ) -> Created:
        """Describe what the identifiers name."""
        row = self._rows[type_name]
        complete = transforms.prepared(row, context, logical_id, {**identifiers, **properties})
        return ResourceRun(context, row, logical_id, complete, _imported(row, identifiers, complete)).find()

    def _complete(self, context: Context, row: Row, logical_id: str, properties: Properties) -> Properties:
        """Return the properties with the stack's tags and a name, prepared as the row asks."""
        complete = dict(with_stack_tags(row, context, properties))
        if row.name and row.name.property not in complete:
            key = context.stack_id, logical_id
            seed = str(self._made[key] or "")
            self._made[key] += 1
            made_up = context.generated_name(logical_id, row.name.limit, lower=row.name.lower, seed=seed)
            complete[row.name.property] = made_up
        return transforms.prepared(row, context, logical_id, complete)


def _imported(row: Row, identifiers: Mapping[str, str], properties: Properties) -> str:
    """What ``Ref`` gives of a resource that is there already."""
    found = search(row.imported, properties) if row.imported else None
    if found is None and len(identifiers) == 1:
        (found,) = identifiers.values()
    if found is None and "created." not in row.id:
        found = search(row.id, {**properties, "read": {}})
    if found is None:
        raise UnreachedPropertyError(f"{row.type_name}: its row does not say what Ref gives of an imported one")
    return str(found)
