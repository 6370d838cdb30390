"""Schemas in one line per object, and what the stand-ins share in filling in values."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tf.gen import tfplugin_pb2 as pb
from tf.schema import Attribute, Block, NestedBlock, Schema
from tf.types import TfType, Unknown

State = dict[str, Any]
Reader = Callable[[State], State]

_TYPES: dict[str, Any] = {
    "s": "string",
    "n": "number",
    "b": "bool",
    "ms": ["map", "string"],
    "ls": ["list", "string"],
    "ss": ["set", "string"],
}


@dataclass(frozen=True)
class BlockSpec:
    """A nested block: its attributes as in :func:`attributes`, and how often it may stand."""

    name: str
    attributes: str
    mode: str = "list"
    low: int = 0
    high: int = 0


@dataclass(frozen=True)
class Spec:
    """A resource or data source: attributes as in :func:`attributes`, blocks, and what computes its values."""

    attributes: str
    compute: Reader
    blocks: tuple[BlockSpec, ...] = field(default=())

    def schema(self) -> Any:
        """Return the schema in the form of the ``tf`` package."""
        return Schema(
            version=0,
            attributes=attributes(self.attributes),
            block_types=[_Block(spec) for spec in self.blocks],
        )


@dataclass(frozen=True)
class Catalog:
    """What one provider offers, by full type name."""

    resources: dict[str, Spec] = field(default_factory=dict)
    data: dict[str, Spec] = field(default_factory=dict)


class _Raw(TfType):  # type: ignore[misc]
    """A type given by its JSON type expression; values pass through unchanged."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    def encode(self, value: Any) -> Any:
        return value

    def decode(self, value: Any) -> Any:
        return value

    def tf_type(self) -> bytes:
        return json.dumps(self.expression, separators=(",", ":")).encode()


class _Block(NestedBlock):  # type: ignore[misc]
    """A nested block whose values stay a list."""

    def __init__(self, spec: BlockSpec) -> None:
        self.type_name = spec.name
        self.spec = spec
        self.block = Block(attributes=attributes(spec.attributes))

    def to_pb(self) -> Any:
        modes = pb.Schema.NestedBlock.NestingMode
        return pb.Schema.NestedBlock(
            type_name=self.type_name,
            block=self.block.to_pb(),
            min_items=self.spec.low,
            max_items=self.spec.high,
            nesting=modes.LIST if self.spec.mode == "list" else modes.SET,
        )

    def encode(self, value: Any) -> Any:
        return value

    def decode(self, value: Any) -> Any:
        return value

    def semantically_equal(self, a: Any, b: Any) -> bool:
        return bool(a == b)


def attributes(text: str) -> list[Any]:
    """Read ``length n R; special b OC=true; result s CS``.

    Flags: Required, Optional, Computed, Sensitive; a default follows ``=`` as JSON.
    """
    made = []
    for item in filter(None, (part.strip() for part in text.split(";"))):
        name, kind, flags = item.split(None, 2)
        flags, _, default = flags.partition("=")
        more = {"default": json.loads(default)} if default else {}
        made.append(
            Attribute(
                name,
                _Raw(_TYPES[kind] if kind in _TYPES else json.loads(kind)),
                required="R" in flags,
                optional="O" in flags,
                computed="C" in flags,
                sensitive="S" in flags,
                requires_replace="R" in flags or "O" in flags,
                **more,
            )
        )
    return made


def filled(state: State, **values: Any) -> State:
    """Return the state with each unknown value taken from ``values``, or null."""
    return {key: values.get(key) if value is Unknown else value for key, value in state.items()}


def nulls_for_unknown(state: State) -> State:
    """Return the state with null for each unknown value."""
    return filled(state)
