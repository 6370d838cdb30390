"""Resource types as the CloudFormation registry describes them, from the schemas that cfn-lint ships.

The files are read directly, each once: cfn-lint itself is not imported, and no newer copy in a user's cache is looked
at, so that the same installation gives the same answers. Facts: "Resource type definition schema", AWS CloudFormation
Command Line Interface User Guide.
"""

from __future__ import annotations

import difflib
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from converter.cloudformation.readable_properties import ALSO, EVERY_PROPERTY

DEFAULT_REGION = "us-east-1"
Raw = Mapping[str, Any]
PropertyPath = str | tuple[str | int, ...]


class UnknownTypeError(KeyError):
    """There is no such resource type in the region; ``matches`` are types with a similar name."""

    def __init__(self, type_name: str, region: str, matches: tuple[str, ...]) -> None:
        super().__init__(type_name)
        self.type_name, self.region, self.matches = type_name, region, matches

    def __str__(self) -> str:
        hint = f"; did you mean {' or '.join(self.matches)}" if self.matches else ""
        return f"there is no resource type {self.type_name} in {self.region}{hint}"


class Kind(StrEnum):
    """What a property holds. MAP is an object with free keys, JSON anything (policy documents and the like)."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ARRAY = "array"
    OBJECT = "object"
    MAP = "map"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class PropertySchema:
    """One property, or one element of an array. ``path`` is dotted, without array steps (``Tags.Key``)."""

    path: str
    kind: Kind
    required: bool
    read_only: bool
    create_only: bool
    write_only: bool
    resource: ResourceSchema
    raw: Raw

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types that the schema allows, as it lists them."""
        given = self.raw.get("type", ())
        return (given,) if isinstance(given, str) else tuple(given)

    @property
    def enum(self) -> tuple[str, ...]:
        """The values allowed, or none where the schema lists none."""
        return tuple(self.raw.get("enum", ()))

    @property
    def default(self) -> Any:
        """The default that the schema states, or None."""
        return self.raw.get("default")

    @property
    def unordered(self) -> bool:
        """Whether the order of an array's elements means nothing (``insertionOrder: false``)."""
        return self.raw.get("insertionOrder") is False

    @property
    def unique(self) -> bool:
        """Whether an array's elements are unique."""
        return self.raw.get("uniqueItems") is True

    @property
    def item(self) -> PropertySchema | None:
        """The elements of an array, or the values of a map; None for other kinds."""
        if self.kind is Kind.ARRAY:
            return self.resource.describe(self.path, self.raw.get("items", {}))
        if self.kind is Kind.MAP:
            return self.resource.describe(self.path, next(iter(self.raw["patternProperties"].values())))
        return None

    @property
    def properties(self) -> tuple[str, ...]:
        """Names of an object's properties, or those of an array's elements, in the documentation's order: by name."""
        if self.kind is Kind.ARRAY:
            return self.item.properties if self.item else ()
        return tuple(sorted(self.resource.members(self.raw)))

    @property
    def required_properties(self) -> tuple[str, ...]:
        """Names that an object, or each of an array's elements, must have."""
        if self.kind is Kind.ARRAY:
            return self.item.required_properties if self.item else ()
        return tuple(self.raw.get("required", ()))

    def get(self, name: str) -> PropertySchema | None:
        """The property ``name`` of an object, of an array's elements, or of a map."""
        return self.resource.below(self, name)


class ResourceSchema:
    """One resource type in one region."""

    def __init__(self, raw: Raw, type_name: str | None = None) -> None:
        self.raw = raw
        self.type: str = type_name or raw["typeName"]
        self._lookups: dict[str, PropertySchema | None] = {}

    def __repr__(self) -> str:
        return f"ResourceSchema({self.type})"

    # ------------------------------------------------------------------------------------------ the whole type

    @cached_property
    def root(self) -> PropertySchema:
        """The type itself as an object property with an empty path."""
        return PropertySchema("", Kind.OBJECT, True, False, False, False, self, self.raw)

    @property
    def properties(self) -> tuple[str, ...]:
        """Names of the properties, in the documentation's order: by name."""
        return self.root.properties

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the properties that must be set."""
        return self.root.required_properties

    @property
    def allows_any_property(self) -> bool:
        """Whether properties beyond those listed may be set, as for custom resources."""
        return self.type.startswith("Custom::") or self.type == "AWS::CloudFormation::CustomResource"

    @cached_property
    def read_only(self) -> frozenset[str]:
        """Paths that only AWS sets."""
        return self._paths("readOnlyProperties")

    @cached_property
    def create_only(self) -> frozenset[str]:
        """Paths whose change replaces the resource, always or in some cases."""
        return self._paths("createOnlyProperties") | self._paths("conditionalCreateOnlyProperties")

    @cached_property
    def write_only(self) -> frozenset[str]:
        """Paths that AWS never gives back."""
        return self._paths("writeOnlyProperties")

    @property
    def primary_identifier(self) -> tuple[str, ...]:
        """Paths of the properties that together identify a resource; what an import asks for."""
        return tuple(_dotted(p) for p in self.raw.get("primaryIdentifier", ()))

    @property
    def additional_identifiers(self) -> tuple[tuple[str, ...], ...]:
        """Further ways to identify a resource."""
        return tuple(tuple(_dotted(p) for p in group) for group in self.raw.get("additionalIdentifiers", ()))

    @property
    def tag_property(self) -> str | None:
        """The property that holds tags, where the type takes any."""
        tagging = self.raw.get("tagging", {})
        if tagging.get("taggable") is False:
            return None
        name = _dotted(tagging.get("tagProperty", "/properties/Tags"))
        return name if self.property(name) else None

    def _paths(self, key: str) -> frozenset[str]:
        return frozenset(_dotted(p) for p in self.raw.get(key, ()))

    # ------------------------------------------------------------------------------------------ attributes

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """Names that Fn::GetAtt takes, with dots; not those that only a pattern describes (Outputs of a stack)."""
        if self.type in EVERY_PROPERTY:
            return tuple(self._readable(self.raw))
        if self.type == "AWS::CloudFormation::Stack":
            return ()
        has_outputs = self.type.endswith("::CloudFormationProvisionedProduct")
        listed = (*ALSO.get(self.type, ()), *(_dotted(p, "*") for p in self.raw.get("readOnlyProperties", ())))
        return tuple(
            dict.fromkeys(name for name in listed if "*" not in name and not (has_outputs and name == "Outputs"))
        )

    def has_attribute(self, name: str) -> bool:
        """Whether Fn::GetAtt takes the name."""
        if self.type == "AWS::CloudFormation::Stack" or self.type.endswith("::CloudFormationProvisionedProduct"):
            return name.startswith("Outputs.") or name in self.attributes
        return self.allows_any_property or self.type.endswith("::MODULE") or name in self.attributes

    def attribute_kind(self, name: str) -> Kind | None:
        """What Fn::GetAtt gives for an attribute; None where the schema does not say."""
        found = self.property(name)
        return found.kind if found is not None else None

    def _readable(self, raw: Raw, path: str = "") -> Iterator[str]:
        """Paths of scalars and of lists of scalars; a reference is followed only where no type stands beside it."""
        given = raw.get("type")
        types = (given,) if isinstance(given, str) else given or ()
        if "object" in types or not path:
            for name, inner in raw.get("properties", {}).items():
                yield from self._readable(inner, f"{path}.{name}" if path else name)
        elif "array" in types:
            if raw.get("items", {}).get("type") not in ("object", "array"):
                yield path
        elif "$ref" in raw:
            yield from self._readable(self.dereferenced({"$ref": raw["$ref"]}), path)
        else:
            yield path

    # ------------------------------------------------------------------------------------------ properties

    def property(self, path: PropertyPath) -> PropertySchema | None:
        """The property at a path, or None: ``"Tags.Key"``, ``"Tags[].Key"``, ``"Tags.*.Key"``, ``("Tags", 0, "Key")``.

        Steps into arrays may be left out. Below free-form JSON everything is JSON.
        """
        steps = _steps(path)
        key = ".".join(steps)
        if key not in self._lookups:
            found: PropertySchema | None = self.root
            for step in steps:
                found = self.below(found, step) if found else None
            self._lookups[key] = found
        return self._lookups[key]

    def below(self, parent: PropertySchema, name: str) -> PropertySchema | None:
        """The property ``name`` below another one."""
        path = f"{parent.path}.{name}" if parent.path else name
        match parent.kind:
            case Kind.JSON:
                return self.describe(path, {})
            case Kind.MAP:
                return self.describe(path, next(iter(parent.raw["patternProperties"].values())))
            case Kind.ARRAY:
                item = parent.item
                return self.below(item, name) if item else None
            case Kind.OBJECT:
                members = self.members(parent.raw)
                if name in members:
                    return self.describe(path, members[name], required=name in parent.raw.get("required", ()))
                return self.describe(path, {}) if not parent.path and self.allows_any_property else None
            case _:
                return None

    def describe(self, path: str, raw: Raw, *, required: bool = False) -> PropertySchema:
        """The description of a property's schema, references followed."""
        raw = self.dereferenced(raw)
        return PropertySchema(
            path=path,
            kind=_kind(raw, bool(self.members(raw))),
            required=required,
            read_only=path in self.read_only,
            create_only=path in self.create_only,
            write_only=path in self.write_only,
            resource=self,
            raw=raw,
        )

    def dereferenced(self, raw: Raw) -> Raw:
        """The schema itself where it is a reference; what stands beside the reference is kept."""
        beside: dict[str, Any] = {}
        while "$ref" in raw:
            beside = {k: v for k, v in raw.items() if k != "$ref"} | beside
            target: Any = self.raw
            for step in raw["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            raw = target
        return {**raw, **beside} if beside else raw

    def members(self, raw: Raw) -> Mapping[str, Raw]:
        """The properties of an object schema, those of its alternatives included."""
        found: dict[str, Raw] = dict(raw.get("properties", {}))
        for key in ("allOf", "anyOf", "oneOf"):
            for alternative in raw.get(key, ()):
                if isinstance(alternative, dict):
                    found = {**self.members(self.dereferenced(alternative)), **found}
        return found


def _kind(raw: Raw, has_members: bool) -> Kind:
    given = raw.get("type")
    types = {given} if isinstance(given, str) else set(given or ())
    if has_members:
        return Kind.OBJECT
    if "object" in types or not types:
        return Kind.MAP if raw.get("patternProperties") and types == {"object"} else Kind.JSON
    for kind in (Kind.ARRAY, Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER):
        if kind in types:
            return kind
    return Kind.STRING


def _dotted(pointer: str, wildcard: str = "") -> str:
    steps = [s if s != "*" else wildcard for s in pointer.split("/")[2:] if s not in ("items", "properties")]
    return ".".join(s for s in steps if s)


def _steps(path: PropertyPath) -> list[str]:
    if isinstance(path, str):
        path = tuple(path.replace("[]", "").split(".")) if path else ()
    return [str(s) for s in path if not isinstance(s, int) and s != "*" and not re.fullmatch(r"\d+", s)]


# ---------------------------------------------------------------------------------------------- the files


@lru_cache(maxsize=1)
def _folder() -> Path:
    spec = importlib.util.find_spec("cfnlint")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("cfn-lint is not installed; resource schemas come with it")
    return Path(spec.submodule_search_locations[0]) / "data" / "schemas"


@lru_cache(maxsize=8)
def _index(region: str) -> Mapping[str, str]:
    """Type name to the name of its schema file; a region that is not known has the types of us-east-1."""
    path = _folder() / "providers" / f"{region}.json"
    if not path.is_file():
        path = _folder() / "providers" / f"{DEFAULT_REGION}.json"
    index: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return index


def resource_types(region: str = DEFAULT_REGION) -> tuple[str, ...]:
    """Every resource type of a region, sorted."""
    return tuple(sorted(_index(region)))


@lru_cache(maxsize=1)
def regions_by_type() -> Mapping[str, tuple[str, ...]]:
    """Every resource type that any region has, with its regions; sorted."""
    found: dict[str, list[str]] = {}
    for path in sorted((_folder() / "providers").glob("*-*.json")):
        for name in _index(path.stem):
            found.setdefault(name, []).append(path.stem)
    return {name: tuple(regions) for name, regions in sorted(found.items())}


@cache
def resource_schema(type_name: str, region: str = DEFAULT_REGION) -> ResourceSchema:
    """The schema of a resource type; ``Custom::X`` is a custom resource.

    Raises UnknownTypeError, with similar names, for a type that the region does not have.
    """
    index = _index(region)
    key = "AWS::CloudFormation::CustomResource" if type_name.startswith("Custom::") else type_name
    if key not in index:
        matches = difflib.get_close_matches(type_name, index, n=3, cutoff=0.8)
        raise UnknownTypeError(type_name, region, tuple(matches))
    raw = json.loads((_folder() / "resources" / f"{index[key]}.json").read_text(encoding="utf-8"))
    return ResourceSchema(raw, type_name)


def schema_date() -> str:
    """The date of the bundled schemas, as cfn-lint states it; empty where it does not."""
    path = _folder() / "version.json"
    stated: str = json.loads(path.read_text(encoding="utf-8")).get("schema_date", "") if path.is_file() else ""
    return stated
