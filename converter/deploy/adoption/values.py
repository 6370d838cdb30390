"""What the state says of resources, in the place of references and symbols of the templates.

A value that the state or the provider's schema marks as sensitive is never given out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from converter.cloudformation.intrinsics import cidr
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import (
    Blocks,
    Encoded,
    Joined,
    Pieces,
    ResolveError,
    Selected,
    Text,
    Token,
    Value,
)
from converter.deploy.adoption.identifiers import HOLE, Importable, Source
from converter.deploy.adoption.state import StateObject
from converter.rules.drafts import Draft
from converter.rules.emitting import FlatTemplate
from converter.terraform.provider_schema import ProviderSchema

Literal = str | int | Decimal | bool | tuple["Literal", ...] | Mapping[str, "Literal"]
"""A value without any symbol."""

_STEP = re.compile(r"[^.\[\]]+")


class UnknownValueError(LookupError):
    """A value that the state does not tell, or must not; the message says why and never what."""


class SecretParameterError(UnknownValueError):
    """The value of a NoEcho parameter, which only the user gives; ``parameter`` is its name."""

    def __init__(self, parameter: str) -> None:
        super().__init__(f"the value of parameter {parameter} is secret")
        self.parameter = parameter


@dataclass(slots=True)
class StateValues:
    """Values by what the state knows of the resources of a conversion; ``objects`` are those by address."""

    flat: FlatTemplate
    objects: Mapping[str, StateObject]
    schema: ProviderSchema

    # ------------------------------------------------------------------------------------------ attributes

    def object_of(self, logical_id: str) -> StateObject | None:
        """The object in the state that a resource of the templates was made from."""
        draft = self.flat.drafts.get(logical_id)
        return self.objects.get(str(draft.key)) if draft is not None else None

    def attribute(self, found: StateObject, path: str) -> Any:
        """The value at a path of an object; None where it has none. Raises UnknownValueError for a sensitive one."""
        steps = [int(s) if s.isdigit() else s for s in _STEP.findall(path)]
        block = self.schema.resource(found.type) if found.mode == "managed" else self.schema.data_source(found.type)
        declared = block.attributes.get(str(steps[0])) if block is not None else None
        if steps[0] in found.sensitive or (declared is not None and declared.sensitive):
            raise UnknownValueError(f"{found.address}.{steps[0]} is sensitive")
        value: Any = found.values
        for step in steps:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def reference(self, logical_id: str, attribute: str | None) -> Literal:
        """What ``Ref`` (attribute None) or ``Fn::GetAtt`` of a resource gives. Raises UnknownValueError."""
        found = self.object_of(logical_id)
        if found is None:
            raise UnknownValueError(f"{logical_id} is not in the state")
        for name in self._rows(self.flat.drafts[logical_id], attribute):
            value = self.attribute(found, name)
            if value is not None and value != "":
                return _literal(value)
        what = "Ref" if attribute is None else attribute
        raise UnknownValueError(f"the state does not tell the {what} of {logical_id}")

    def _rows(self, draft: Draft, attribute: str | None) -> Iterator[str]:
        for row in draft.rule.attributes.values():
            if (row.part or "") != draft.part or row.after or row.before:
                continue
            if (row.ref and attribute is None) or (attribute is not None and row.get_att == attribute):
                yield row.name

    # ------------------------------------------------------------------------------------------ symbols

    def literal(self, value: Value) -> Literal:
        """A resolved value with the state's in the place of symbols. Raises UnknownValueError."""
        match value:
            case Token(_, logical_id, attribute):
                return self.reference(logical_id, attribute)
            case Text(parts):
                return "".join(_text(self.literal(part)) for part in parts)
            case Selected(source, index):
                items = _list(self.literal(source))
                if index >= len(items):
                    raise UnknownValueError(f"the list of {source} has only {len(items)} elements")
                return items[index]
            case Pieces(source, separator):
                return tuple(_text(self.literal(source)).split(separator))
            case Joined(source, separator):
                return separator.join(_text(item) for item in _list(self.literal(source)))
            case Encoded(source):
                return base64.b64encode(_text(self.literal(source)).encode()).decode("ascii")
            case Blocks(source, count, bits):
                return self._blocks(_text(self.literal(source)), count, bits)
            case tuple():
                return tuple(self.literal(item) for item in value)
            case Mapping():
                return {name: self.literal(item) for name, item in value.items()}
            case str() | int() | Decimal():
                return value
            case _:
                raise UnknownValueError("only a deployment tells it")

    def _blocks(self, block: str, count: int, bits: int) -> Literal:
        try:
            return self.literal(cidr(block, count, bits))
        except ResolveError as problem:
            raise UnknownValueError(problem.summary) from None

    # ------------------------------------------------------------------------------------------ identifiers

    def identifiers(self, how: Importable, logical_id: str, properties: Mapping[str, Value]) -> dict[str, str]:
        """The identifiers of a resource, by property. Raises UnknownValueError."""
        found = self.object_of(logical_id)
        if found is None:
            raise UnknownValueError("it is not in the state")
        identifiers: dict[str, str] = {}
        for source in how.sources:
            text = self._identifier(source, found, properties)
            if text is not None:
                if source.property in properties and not self._agrees(properties[source.property], text):
                    raise UnknownValueError(f"its {source.property} is another in the state than in the templates")
                identifiers[source.property] = text
            elif not source.optional:
                raise UnknownValueError(f"the state does not tell its {source.property}")
        return identifiers

    def _agrees(self, value: Value, text: str) -> bool:
        """Whether a property has the identifier's value, which an import asks for; some services lower names."""
        try:
            return _text(self.literal(value)).lower() == text.lower()
        except UnknownValueError:
            return True

    def _identifier(self, source: Source, found: StateObject, properties: Mapping[str, Value]) -> str | None:
        for text in source.texts:
            pieces: list[str] = []
            at = 0
            for hole in HOLE.finditer(text):
                value = (
                    self.literal(properties[hole["name"]])
                    if hole["property"] and hole["name"] in properties
                    else None
                    if hole["property"]
                    else self.attribute(found, hole["name"])
                )
                if value is None or value == "":
                    break
                pieces += [text[at : hole.start()], _text(_literal(value))]
                at = hole.end()
            else:
                return "".join([*pieces, text[at:]])
        return None


def _literal(value: Any) -> Literal:
    match value:
        case None:
            raise UnknownValueError("a part of it is null")
        case list() | tuple():
            return tuple(_literal(item) for item in value)
        case Mapping():
            return {str(name): _literal(item) for name, item in value.items() if item is not None}
        case str() | bool() | int() | Decimal():
            return value
        case _:
            raise UnknownValueError("it is no JSON value")


def _text(value: Literal) -> str:
    if isinstance(value, tuple | Mapping):
        raise UnknownValueError("it is not one text")
    return scalar_text(value)


def _list(value: Literal) -> tuple[Literal, ...]:
    if not isinstance(value, tuple):
        raise UnknownValueError("it is no list")
    return value
