"""Terraform text for the two cases of every rule: every argument set, and only the required ones.

Arguments, blocks and types come from the provider's schema; values from the property that a row writes (an enumeration,
a bound), from the argument's name, or from ``cases/values.yaml`` where the target wants something particular.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from converter.rules.loader import load_tables
from converter.rules.model import ArgumentRow, PropertyPath, ResourceRule, TypeChoice
from converter.rules.paths import Node, PathError, registry_type
from converter.terraform.provider_schema import AttributeSchema, BlockSchema, ProviderSchema

VALUES = Path(__file__).parent / "cases" / "values.yaml"
ACCOUNT = "111122223333"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}],
}
BY_NAME: Mapping[str, str] = {
    r".*role_arn|execution_role|iam_roles?": f"arn:aws:iam::{ACCOUNT}:role/a-role",
    r"file_system_id": "fs-0a1b2c3d",
    r"certificate_arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555",
    r"target_group_arns?": f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:targetgroup/a/0123456789abcdef",
    r".*ip_address(es)?|private_ip": "10.0.0.10",
    r".*kms_key_arn|.*master_key_id": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555",
    r".*arns?": f"arn:aws:sns:us-east-1:{ACCOUNT}:thing",
    r"vpc_id": "vpc-0a1b2c3d",
    r"subnet_ids?|subnets": "subnet-0a1b2c3d",
    r".*security_group(_id)?s?|.*security_group_ids": "sg-0a1b2c3d",
    r"route_table_ids?": "rtb-0a1b2c3d",
    r"gateway_id": "igw-0a1b2c3d",
    r"nat_gateway_id": "nat-0a1b2c3d",
    r"prefix_list_ids?": "pl-0a1b2c3d",
    r"zone_id": "Z0123456789ABC",
    r"kms_key(_id)?|.*kms_key_id": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555",
    r"cidr_blocks?|cidr_ipv4|destination_cidr_block": "10.0.0.0/16",
    r".*ipv6_cidr_blocks?|cidr_ipv6": "2001:db8::/56",
    r"availability_zones?": "us-east-1a",
    r"policy|.*_policy": json.dumps(POLICY),
    r"port|.*_port": "8080",
    r"path": "/shop/",
    r"url|.*_url|.*endpoint": "https://example.org/",
    r".*domain_name|validation_domain": "example.org",
    r"email": "ops@example.org",
    r"password|.*_password": "correct-horse",
    r"preferred_maintenance_window|maintenance_window": "sun:05:00-sun:06:00",
    r"preferred_backup_window|backup_window": "03:00-04:00",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the type, what it is called, its text and what stands beside it."""

    type: str
    name: str
    text: str


@cache
def overrides() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(VALUES.read_text(encoding="utf-8"))
    return data


def types() -> list[str]:
    """Every resource type with a table of its own, by file and name."""
    tables = load_tables().resources
    return sorted(name for name, rule in tables.items() if name == rule.terraform_type)


def cases_of(type_name: str) -> list[Case]:
    """The cases of a type: complete, empty, and the particular ones that ``values.yaml`` asks for."""
    given = overrides().get(type_name) or {}
    found = [
        Case(type_name, "complete", CaseText(type_name, given, complete=True).text()),
        Case(type_name, "empty", CaseText(type_name, given, complete=False).text()),
    ]
    for name, variant in (given.get("cases") or {}).items():
        laid_over = {**given, **variant, "set": {**(given.get("set") or {}), **(variant.get("set") or {})}}
        text = CaseText(type_name, laid_over, complete=bool(variant.get("complete"))).text()
        found.append(Case(type_name, name, text))
    return found


@dataclass(slots=True)
class CaseText:
    """Writes one case.

    ``set`` gives values by path, ``always`` is written in any case, ``leave_out`` only where it is required, ``twice``
    gives blocks that are written two times, each with the values of the second, ``beside`` are further blocks.
    """

    type: str
    given: Mapping[str, Any]
    complete: bool
    lines: list[str] = field(default_factory=list)
    each: Mapping[str, Mapping[str, ArgumentRow]] = field(default_factory=dict)

    def text(self) -> str:
        schema = ProviderSchema.load().resource(self.type)
        assert schema is not None
        rule = load_tables().resources[self.type]
        target = _first_type(rule)
        node = found.properties if target and (found := registry_type(target)) is not None else None
        self.each = {also.each: also.rows for also in rule.also.values() if also.each is not None}
        self.lines.append(f'resource "{self.type}" "this" {{')
        self.body(schema, rule.arguments, node, "", 1)
        self.lines.append("}")
        beside = (self.given.get("beside") or "").strip()
        return "\n".join([*self.lines, *(["", beside] if beside else [])]) + "\n"

    def body(
        self, schema: BlockSchema, rows: Mapping[str, ArgumentRow], node: Node | None, path: str, depth: int
    ) -> None:
        """The arguments and blocks of one body, required ones alone unless the case is complete."""
        blocks: list[tuple[str, BlockSchema, int]] = []
        for name, attribute in sorted(schema.attributes.items()):
            inner = _objects(attribute)
            if inner is not None and attribute.is_argument:
                blocks.append((name, inner, int(attribute.required)))
            elif attribute.is_argument:
                self.attribute(name, attribute, rows.get(name), node, f"{path}{name}", depth)
        for name, nested in sorted(schema.blocks.items()):
            blocks.append((name, nested.block, nested.min_items))
        for name, inner, required in blocks:
            row = rows.get(name)
            if name == "timeouts" or not self.wanted(f"{path}{name}", required=required > 0, known=row is not None):
                continue
            below = _below(node, row.to, inside=True) if row is not None and row.to is not None else node
            again = (self.given.get("twice") or {}).get(f"{path}{name}")
            for number in range(max(required, 1 if again is None else 2)):
                if number and again:
                    self.given = {**self.given, "set": {**(self.given.get("set") or {}), **again}}
                self.lines.append(f"{'  ' * depth}{name} {{")
                self.body(inner, self.rows_of(name, row, inner), below, f"{path}{name}.", depth + 1)
                self.lines.append(f"{'  ' * depth}}}")

    def rows_of(self, name: str, row: ArgumentRow | None, inner: BlockSchema) -> Mapping[str, ArgumentRow]:
        """The rows of a nested block; a transform knows all of its arguments."""
        if row is not None and row.transform is not None:
            return {argument: ArgumentRow(name=argument, transform=row.transform) for argument in inner.arguments}
        return self.each.get(name) or (row.rows if row is not None else {})

    def attribute(
        self, name: str, schema: AttributeSchema, row: ArgumentRow | None, node: Node | None, path: str, depth: int
    ) -> None:
        known = row is not None and not (schema.deprecated and path not in (self.given.get("set") or {}))
        if not self.wanted(path, required=schema.required, known=known):
            return
        value = (self.given.get("set") or {}).get(path)
        if value is None:
            below = _below(node, row.to) if row is not None and row.to is not None and row.key is None else None
            value = _sample(name, schema.type, row, below)
        self.lines.append(f"{'  ' * depth}{name} = {_expression(value)}")

    def wanted(self, path: str, *, required: bool, known: bool) -> bool:
        """Whether an argument is written."""
        if path in (self.given.get("always") or ()):
            return True
        if path in (self.given.get("leave_out") or ()):
            return False
        return required or (self.complete and (known or path in (self.given.get("set") or {})))


def _first_type(rule: ResourceRule) -> str | None:
    if rule.merge is not None:
        return _first_type(load_tables().resources[rule.merge.into])
    if isinstance(rule.type, TypeChoice):
        return next(iter(rule.type.values.values()))
    if rule.type is None and rule.cases:
        return next((t for case in rule.cases if (t := _first_type(case.rule)) is not None), None)
    return rule.type


def _objects(schema: AttributeSchema) -> BlockSchema | None:
    """The schema of a list of objects, which may be written as blocks."""
    kind = schema.type
    if isinstance(kind, list) and kind[0] in {"list", "set"} and isinstance(kind[1], list) and kind[1][0] == "object":
        return BlockSchema({n: AttributeSchema(t, optional=True) for n, t in kind[1][1].items()})
    return None


def _below(node: Node | None, to: PropertyPath, *, inside: bool = False) -> Node | None:
    if node is None:
        return None
    try:
        found = node.walk(to)
    except PathError:
        return None
    return found.inside() if inside else found


def _sample(name: str, kind: Any, row: ArgumentRow | None, node: Node | None) -> Any:
    """A value of a type that suits an argument."""
    if isinstance(kind, list) and kind[0] in {"list", "set"}:
        return [_sample(name, kind[1], row, node.elements() if node is not None and node.is_list else node)]
    if isinstance(kind, list) and kind[0] == "map":
        return {"Team": _sample("", kind[1], None, None)}
    if kind == "bool":
        return not (row is not None and row.has_default and row.default is True)
    node = node.elements() if node is not None and node.is_list else node
    if node is not None and node.enum:
        return _inverse(node.enum[0], row)
    if row is not None and row.values:
        return next((key for key in row.values if key), next(iter(row.values)))
    if kind == "number":
        return next((v["minimum"] for v in node.variants if v.get("minimum", 0) > 0), 1) if node is not None else 1
    for pattern, value in BY_NAME.items():
        if re.fullmatch(pattern, name):
            return value
    return f"a-{name.replace('_', '-')}" if name else "blue"


def _inverse(value: object, row: ArgumentRow | None) -> object:
    """The Terraform value that a row turns into a CloudFormation value."""
    found = [key for key, other in (row.values if row is not None else {}).items() if other == value]
    return found[0] if found else value


def _expression(value: Any) -> str:
    """A value as Terraform writes it; text that begins with ``=`` is an expression."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str() if value.startswith("="):
            return value[1:].strip()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case list():
            return f"[{', '.join(_expression(v) for v in value)}]"
        case dict():
            return f"{{ {', '.join(f'{k} = {_expression(v)}' for k, v in value.items())} }}"
        case _:
            raise TypeError(f"no Terraform value: {value!r}")
