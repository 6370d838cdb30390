"""The identifiers that an import asks for, and where a state or a template tells them.

A type's identifiers are the primaryIdentifier of its registry schema. Most follow from the rule tables; the rest is
stated in ``mappings/deployment/import.yaml``. Facts: "Import AWS resources into a CloudFormation stack" and "Resource
type support", AWS CloudFormation User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from converter.cloudformation.schemas import ResourceSchema, UnknownTypeError, regions_by_type, resource_schema
from converter.mappings_folder import mappings_folder
from converter.rules.model import AlsoRule, ArgumentRow, ResourceRule

NESTED_STACK = "AWS::CloudFormation::Stack"
HOLE = re.compile(r"\$\{(?P<property>/)?(?P<name>[^}]+)\}")
"""What stands for a value in a source's text: an attribute in the state, or (with a slash) a property."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one identifier comes from: the first of ``texts`` whose names are all set; or why it is not known."""

    property: str
    texts: tuple[str, ...] = ()
    unknown: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Importable:
    """How resources of a type are imported: all of its identifiers. Where ``problem`` says something, they are not."""

    type: str
    sources: tuple[Source, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ImportTable:
    """``mappings/deployment/import.yaml``."""

    identifiers: Mapping[str, Mapping[str, Mapping[str, Any]]]
    optional: Mapping[str, tuple[str, ...]]
    put_over: frozenset[str]


@cache
def import_table() -> ImportTable:
    """The table; read once per process."""
    data = yaml.safe_load((mappings_folder() / "deployment" / "import.yaml").read_text("utf-8"))
    optional = {name: tuple(rows) for name, rows in data["optional"].items()}
    return ImportTable(data["identifiers"], optional, frozenset(data["put_over"]))


def importable(type_name: str, rule: ResourceRule, part: str = "") -> Importable:
    """How the resource that ``part`` of a Terraform resource becomes is imported, or why it is not."""
    schema = schema_of(type_name)
    if schema is None:
        return Importable(type_name, problem="the registry does not know the type")
    if "read" not in schema.raw.get("handlers", {}):
        return Importable(type_name, problem="CloudFormation cannot import the type: its schema has no read handler")
    if part and _also(rule, part) is None:
        return Importable(type_name, problem="the state knows one object where the template has several")
    sources = tuple(source(schema, rule, part, name) for name in schema.primary_identifier)
    problem = next((s.unknown for s in sources if s.unknown), "")
    return Importable(type_name, sources, problem)


def schema_of(type_name: str) -> ResourceSchema | None:
    """The schema of a type in any region; None where there is none."""
    regions = regions_by_type().get(type_name, ())
    try:
        return resource_schema(type_name, "us-east-1" if "us-east-1" in regions or not regions else regions[0])
    except UnknownTypeError:
        return None


def source(schema: ResourceSchema, rule: ResourceRule, part: str, name: str) -> Source:
    """Where one identifier of a type comes from."""
    table = import_table()
    optional = name in table.optional.get(schema.type, ())
    stated = table.identifiers.get(schema.type, {}).get(rule.terraform_type, {}).get(name)
    if isinstance(stated, Mapping):
        return Source(name, unknown=str(stated["unknown"]))
    if stated is not None:
        return Source(name, (stated,) if isinstance(stated, str) else tuple(stated), optional=optional)
    texts = tuple(dict.fromkeys(_derived(schema, rule, part, name)))
    if not texts:
        return Source(name, unknown=f"nothing tells its {name}")
    return Source(name, texts, optional=optional)


def _derived(schema: ResourceSchema, rule: ResourceRule, part: str, name: str) -> Iterator[str]:
    """What the tables say: the attribute that is the GetAtt, the one that is the Ref, the property, the argument.

    With one identifier Ref gives it ("primaryIdentifier", CloudFormation CLI User Guide); the rows of attributes are
    checked against the schemas.
    """
    own = [row for row in rule.attributes.values() if _is_part(row.part or "", part) and not (row.after or row.before)]
    yield from (f"${{{row.name}}}" for row in own if row.get_att == name)
    if len(schema.primary_identifier) == 1:
        yield from (f"${{{row.name}}}" for row in own if row.ref)
    also = _also(rule, part)
    rows, stated = (also.rows, also.properties) if also is not None else (rule.arguments, rule.properties)
    writing = [row for row in rows.values() if _writes(row, name)]
    if writing or name in stated:
        yield f"${{/{name}}}"
    if also is None:
        yield from (f"${{{row.name}}}" for row in writing if row.transform is None or row.transform.name == "name")


def _also(rule: ResourceRule, part: str) -> AlsoRule | None:
    return next((also for also in rule.also.values() if _is_part(also.name, part)), None) if part else None


def _writes(row: ArgumentRow, name: str) -> bool:
    return row.to is not None and str(row.to).removeprefix("/") == name


def _is_part(base: str, part: str) -> bool:
    """Whether a part is the one that a table names: the name itself, or one of those that are numbered."""
    return part == base or (bool(base) and part.startswith(base) and part[len(base) :].isdigit())


def variants(rule: ResourceRule) -> Iterator[ResourceRule]:
    """A rule and every other one that its cases, and standing apart, make of it."""
    yield rule
    for case in rule.cases:
        yield from variants(case.rule)
    if rule.apart is not None:
        yield from variants(rule.apart)
