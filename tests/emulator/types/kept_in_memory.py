"""Types whose service moto lacks: kept in memory, so that a stack that has them deploys.

Nothing is proven of such a resource but what its schema says of the properties (the engine judges that); its attributes
have the documented form, made up from the type's name. Reports name these types apart: "validated only".
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.emulator.resource_types import Context, Created, Properties, ResourceFailure

from . import schemas

_FILE = Path(__file__).with_name("kept_in_memory.yaml")


@cache
def kept_types() -> Mapping[str, Mapping[str, Any]]:
    """Return the rows of these types: the form of ``id`` and of each attribute."""
    content: Mapping[str, Mapping[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


class KeptHandler:
    """The handler of all types that are kept in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str, str], Properties] = {}
        self._count = 0

    def create(self, context: Context, type_name: str, logical_id: str, properties: Properties) -> Created:
        """Keep the properties under an identifier of the documented form."""
        self._count += 1
        seed = f"{context.stack_id}/{logical_id}/{self._count}"
        words = _words(context, type_name, logical_id, seed, properties)
        physical_id = str(kept_types()[type_name]["id"]).format_map(words)
        key = _key(context, type_name, physical_id)
        if key in self._kept:
            raise ResourceFailure(f"{type_name} {physical_id} already exists", "AlreadyExists")
        self._kept[key] = dict(properties)
        return Created(physical_id, _attributes(type_name, physical_id, words))

    def update(
        self,
        context: Context,
        type_name: str,
        logical_id: str,
        physical_id: str,
        old: Properties,  # noqa: ARG002  (the protocol's)
        new: Properties,
    ) -> Created:
        """Keep the new properties."""
        self.read(context, type_name, physical_id, new)
        self._kept[_key(context, type_name, physical_id)] = dict(new)
        words = _words(context, type_name, logical_id, physical_id, new)
        return Created(physical_id, _attributes(type_name, physical_id, words))

    def delete(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> None:  # noqa: ARG002
        """Forget the resource."""
        self._kept.pop(_key(context, type_name, physical_id), None)

    def read(self, context: Context, type_name: str, physical_id: str, properties: Properties) -> Mapping[str, Any]:  # noqa: ARG002
        """Return what was kept."""
        try:
            return self._kept[_key(context, type_name, physical_id)]
        except KeyError:
            raise ResourceFailure(f"{type_name} {physical_id} does not exist", "NotFound") from None


class _Words(dict[str, Any]):
    """Properties that are not set are empty in a form."""

    def __missing__(self, key: str) -> str:
        return ""


def _key(context: Context, type_name: str, physical_id: str) -> tuple[str, str, str, str]:
    return context.account_id, context.region, type_name, physical_id


def _words(context: Context, type_name: str, logical_id: str, seed: str, properties: Properties) -> dict[str, Any]:
    digest = hashlib.sha256(seed.encode()).hexdigest()
    return _Words(
        properties,
        account=context.account_id,
        region=context.region,
        partition=context.partition,
        digest=digest[:17],
        uuid=f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}",
        name=properties.get(kept_types()[type_name].get("name", "")) or context.generated_name(logical_id, 64),
    )


def _attributes(type_name: str, physical_id: str, words: dict[str, Any]) -> dict[str, Any]:
    row = kept_types()[type_name]
    words = _Words(words, id=physical_id)
    made = {name: str(form).format_map(words) for name, form in row.get("attributes", {}).items()}
    (identifier, *others) = schemas.primary_identifier(type_name) or ("",)
    if identifier in schemas.read_only_names(type_name) and not others:
        made.setdefault(identifier, physical_id)
    return made
