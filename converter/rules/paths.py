"""Property paths, written (``Certificates[0].CertificateArn``, or ``/…`` from the resource on) and walked in a type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from converter.cloudformation.schemas import Kind, UnknownTypeError, resource_schema
from converter.rules.model import PropertyPath, Step

_STEP = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)(?:\[(\d+)\])?")

Schema = Mapping[str, Any]
"""A JSON schema, or a part of one, as the CloudFormation registry gives it."""


class PathError(ValueError):
    """The text is no property path, or the path does not exist in the type."""


def parse_path(text: str) -> PropertyPath:
    """The path that ``text`` writes; raises :class:`PathError` with what is wrong."""
    absolute = text.startswith("/")
    return PropertyPath(tuple(_step(part, text) for part in text[absolute:].split(".")), absolute)


def _step(part: str, text: str) -> Step:
    match = _STEP.fullmatch(part)
    if match is None:
        raise PathError(f"{text!r} is no property path: {part!r} is neither Name nor Name[0]")
    return Step(match[1], int(match[2]) if match[2] is not None else None)


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a type's properties: the variants of its schema, and its pointer (``/properties/A/*/B``)."""

    root: Schema = field(repr=False)
    variants: tuple[Schema, ...] = field(repr=False)
    pointer: str = "/properties"

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that a value may have here; empty where the schema does not say."""
        found: set[str] = set()
        for variant in self.variants:
            given = variant.get("type", "object" if "properties" in variant else ())
            found.update((given,) if isinstance(given, str) else given)
        return frozenset(found)

    @property
    def is_list(self) -> bool:
        """Whether a value here is a list."""
        return "array" in self.types

    @property
    def is_object(self) -> bool:
        """Whether a value here is an object."""
        return "object" in self.types

    @property
    def is_free(self) -> bool:
        """Whether anything may stand below: an object whose properties the schema does not name."""
        return not self.types or (self.is_object and not self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the properties below."""
        return tuple(dict.fromkeys(name for v in self.variants for name in v.get("properties", {})))

    @property
    def required(self) -> tuple[str, ...]:
        """The properties below that every variant requires."""
        lists: Sequence[Sequence[str]] = [variant.get("required", ()) for variant in self.variants]
        return tuple(name for name in (lists[0] if lists else ()) if all(name in names for names in lists))

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Groups of properties below of which every variant requires one."""
        found = [frozenset(_alternatives(variant)) for variant in self.variants]
        return tuple(sorted(frozenset.intersection(*found))) if found else ()

    @property
    def refuses_empty(self) -> bool:
        """Whether an empty text is not allowed here: it is too short, no allowed value, or names no resource."""
        return bool(self.variants) and all(_refuses_empty(variant) for variant in self.variants)

    @property
    def needs_element(self) -> bool:
        """Whether an empty list is not allowed here."""
        return bool(self.variants) and all(variant.get("minItems", 0) > 0 for variant in self.variants)

    @property
    def enum(self) -> tuple[object, ...]:
        """The values allowed here; empty where any is."""
        return tuple(value for variant in self.variants for value in variant.get("enum", ()))

    def elements(self) -> Node:
        """The elements of the list that stands here."""
        inner = [variant["items"] for variant in self.variants if "items" in variant]
        return Node(self.root, tuple(v for schema in inner for v in _variants(self.root, schema)), f"{self.pointer}/*")

    def below(self, name: str) -> Node:
        """The property ``name``; raises :class:`PathError`."""
        pointer = f"{self.pointer}/{name}"
        found = [variant["properties"][name] for variant in self.variants if name in variant.get("properties", {})]
        if found:
            return Node(self.root, tuple(v for schema in found for v in _variants(self.root, schema)), pointer)
        if self.is_free:
            return Node(self.root, (), pointer)
        raise PathError(f"{pointer.removeprefix('/properties/').replace('/*', '').replace('/', '.')} does not exist")

    def walk(self, path: PropertyPath) -> Node:
        """The node at ``path``, which starts here; raises :class:`PathError`."""
        node = self
        for position, step in enumerate(path.steps):
            node = node.below(step.name)
            if step.index is not None:
                if not node.is_list and not node.is_free:
                    raise PathError(f"{step.name} is no list, so it has no element {step.index}")
                node = node.elements()
            elif node.is_list and position + 1 < len(path.steps):
                raise PathError(f"{step.name} is a list: say which element ({step.name}[0])")
        return node

    def inside(self) -> Node:
        """Where the rows of a nested block start: the list's elements, or the object itself."""
        return self.elements() if self.is_list else self


@dataclass(frozen=True, slots=True)
class RegistryType:
    """A CloudFormation resource type: its properties, and what ``Fn::GetAtt`` takes."""

    name: str
    schema: Schema = field(repr=False)
    get_atts: frozenset[str] = field(repr=False)

    @property
    def properties(self) -> Node:
        """The node that holds the type's properties."""
        return Node(self.schema, (self.schema,))

    def attribute_kind(self, name: str) -> Kind | None:
        """What ``Fn::GetAtt`` gives for an attribute; None where the schema does not say."""
        return resource_schema(self.name).attribute_kind(name)

    def is_read_only(self, node: Node) -> bool:
        """Whether the property at ``node``, or one that it lies in, cannot be set."""
        pointers = self.schema.get("readOnlyProperties", ())
        return any(node.pointer == pointer or node.pointer.startswith(f"{pointer}/") for pointer in pointers)


@cache
def registry_type(name: str) -> RegistryType | None:
    """The CloudFormation type ``name``, or None where the registry has none of that name."""
    try:
        schema = resource_schema(name)
    except UnknownTypeError:
        return None
    return RegistryType(name, schema.raw, frozenset(schema.attributes))


def _variants(root: Schema, schema: Schema) -> Iterator[Schema]:
    """``schema`` with references followed, and each of its alternatives."""
    while "$ref" in schema:
        schema = _at(root, schema["$ref"])
    alternatives = [part for key in ("oneOf", "anyOf", "allOf") for part in schema.get(key, ())]
    told = [part for part in alternatives if part.keys() & {"$ref", "type", "properties", "items"}]
    if not told or schema.keys() & {"type", "properties", "items"}:
        yield schema
    for part in told:
        yield from _variants(root, part)


def _at(root: Schema, reference: str) -> Schema:
    found: Schema = root
    for key in reference.removeprefix("#/").split("/"):
        found = found[key]
    return found


def _alternatives(variant: Schema) -> Iterator[tuple[str, ...]]:
    """Groups of which one property is required: in cfn-lint's own keywords, or in JSON Schema's where they say that."""
    yield from (tuple(variant[keyword]) for keyword in ("requiredXor", "requiredOr") if keyword in variant)
    for keyword in ("oneOf", "anyOf"):
        branches = [branch.get("required", ()) for branch in variant.get(keyword, ())]
        if branches and all(len(names) == 1 for names in branches):
            yield tuple(names[0] for names in branches)


def _refuses_empty(schema: Schema) -> bool:
    """``format`` is cfn-lint's word for texts that name a resource: an ARN, an identifier."""
    if schema.get("minLength", 0) > 0 or ("enum" in schema and "" not in schema["enum"]):
        return True
    alternatives = schema.get("anyOf") or schema.get("oneOf") or ()
    return str(schema.get("format", "")).startswith("AWS::") or (
        bool(alternatives) and all(_refuses_empty(alternative) for alternative in alternatives)
    )
