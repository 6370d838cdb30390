"""Properties of a template's resources against the registry schemas.

cfn-lint looks closer at values; this finds what it does not (nulls, read-only properties that are set) and what must
never leave this package: names that do not exist.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from converter.cloudformation.model import NO_VALUE, GetAtt, If, Node, Object, Template
from converter.cloudformation.places import Path, all_nodes, placed
from converter.cloudformation.schemas import Kind, PropertySchema, ResourceSchema, UnknownTypeError, resource_schema
from converter.findings.model import Finding, Place, Severity

_LISTED = 8


def property_findings(template: Template, file: str, region: str) -> Iterator[Finding]:
    """Unknown types, properties and attributes, read-only ones set, required ones missing, wrong shapes, nulls."""
    checks = _Checks(file)
    for name, resource in template.resources.items():
        path: Path = ("Resources", name, "Properties")
        yield from checks.nulls(resource.properties, path)
        try:
            schema = resource_schema(resource.type, region)
        except UnknownTypeError as error:
            yield checks.error("cfn-unknown-type", ("Resources", name, "Type"), str(error))
            continue
        if resource.type.endswith("::MODULE"):
            continue
        yield from checks.value(resource.properties, schema.root, path)
    for at, node in all_nodes(template):
        if isinstance(node, GetAtt) and node.resource in template.resources:
            yield from checks.attribute(node, template.resources[node.resource].type, at, region)


class _Checks:
    """Checks of one file."""

    def __init__(self, file: str) -> None:
        self._file = file

    def error(self, id: str, path: Path, summary: str, detail: str = "") -> Finding:
        return Finding(id, Severity.ERROR, summary, detail, place=Place(self._file, path))

    def nulls(self, node: Node, path: Path) -> Iterator[Finding]:
        """Nulls, which the model's types exclude but a caller's data may hold."""
        found: Iterator[tuple[Path, object]] = placed(node, path)
        for at, inner in found:
            if inner is None:
                yield self.error("cfn-null-value", at, f"{at[-1]} is null", "leave it out, or use AWS::NoValue")

    def value(self, node: Node, schema: PropertySchema, path: Path) -> Iterator[Finding]:
        """A value against its schema; functions are looked into where they choose between values."""
        match node:
            case If(_, then, otherwise):
                yield from self.value(then, schema, (*path, "Fn::If", 1))
                yield from self.value(otherwise, schema, (*path, "Fn::If", 2))
            case Object():
                yield from self._object(node, schema, path)
            case tuple():
                if schema.kind not in (Kind.ARRAY, Kind.JSON) and "array" not in schema.types:
                    yield self._wrong_kind(schema, "a list", path)
                elif schema.kind is Kind.ARRAY and (item := schema.item) is not None:
                    for position, element in enumerate(node):
                        yield from self.value(element, item, (*path, position))
            case str() | int() if schema.kind in (Kind.ARRAY, Kind.OBJECT, Kind.MAP) and "string" not in schema.types:
                yield self._wrong_kind(schema, "a scalar", path)

    def _wrong_kind(self, schema: PropertySchema, found: str, path: Path) -> Finding:
        return self.error(
            "cfn-property-kind",
            path,
            f"{schema.path or path[-1]} of {schema.resource.type} is {found}, not {schema.kind}",
        )

    def _object(self, node: Object, schema: PropertySchema, path: Path) -> Iterator[Finding]:
        if schema.kind is Kind.MAP and (item := schema.item) is not None:
            for key, value in node:
                yield from self.value(value, item, (*path, key))
        if schema.kind in (Kind.JSON, Kind.MAP):
            return
        if schema.kind is not Kind.OBJECT:
            if "object" not in schema.types:
                yield self._wrong_kind(schema, "an object", path)
            return
        owner = f"{schema.resource.type}{'.' + schema.path if schema.path else ''}"
        for key, value in node:
            inner = schema.get(key)
            if inner is None:
                yield self._unknown(key, schema, owner, (*path, key))
            elif inner.read_only and not inner.required:
                detail = "only AWS sets it; read it with Fn::GetAtt"
                yield self.error("cfn-read-only-property", (*path, key), f"{key} of {owner} is read-only", detail)
            else:
                yield from self.value(value, inner, (*path, key))
        for name in schema.required_properties:
            if node.get(name) is None or node.get(name) == NO_VALUE:
                yield self.error("cfn-required-property", path, f"{owner} needs {name}")

    def _unknown(self, key: str, schema: PropertySchema, owner: str, path: Path) -> Finding:
        matches = difflib.get_close_matches(key, schema.properties, n=1)
        hint = f"did you mean {matches[0]}" if matches else ""
        return self.error("cfn-unknown-property", path, f"{owner} has no property {key}", hint)

    def attribute(self, node: GetAtt, type_name: str, path: Path, region: str) -> Iterator[Finding]:
        """Whether the type has the attribute."""
        try:
            schema: ResourceSchema = resource_schema(type_name, region)
        except UnknownTypeError:
            return
        if not schema.has_attribute(node.attribute):
            matches = difflib.get_close_matches(node.attribute, schema.attributes, n=1)
            listed = ", ".join(schema.attributes[:_LISTED]) + (", ..." if len(schema.attributes) > _LISTED else "")
            hint = f"did you mean {matches[0]}" if matches else f"it has {listed or 'none'}"
            yield self.error("cfn-unknown-attribute", path, f"{type_name} has no attribute {node.attribute}", hint)
