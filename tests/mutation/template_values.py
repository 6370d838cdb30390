"""Operators over plain values in the properties of resources."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from decimal import Decimal

from converter.cloudformation.model import Object, Sub, Template
from converter.cloudformation.places import Path
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.schemas import resource_schema
from tests.mutation.mutant import Change, TemplateOperator
from tests.mutation.sites import GONE, AnyNode, Site, property_sites
from tests.mutation.system import TemplateSet

TAGS = "Tags"
PORT_KEYS = ("Port", "FromPort", "ToPort", "ContainerPort", "HealthCheckPort")
OTHER_PORT = {443: 80}
PROTOCOLS = {"HTTP": "HTTPS", "HTTPS": "HTTP", "tcp": "udp", "TCP": "UDP", "http": "https", "-1": "tcp"}
RETENTIONS = (7, 14, 30, 60, 90)
BOOLEANS = {"true": "false", "false": "true", "enabled": "disabled", "ENABLED": "DISABLED", "DISABLED": "ENABLED"}


def shown(node: AnyNode) -> str:
    """A node in a mutant's description, cut short."""
    text = scalar_text(node) if isinstance(node, (str, int, Decimal)) else repr(node)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _kind(site: Site, template: Template) -> str:
    return template.resources[str(site.path[1])].type


def _is_tag(path: Path) -> bool:
    return TAGS in path[3:5]


def _number(node: AnyNode) -> Decimal | None:
    if isinstance(node, bool) or not isinstance(node, (str, int, Decimal)):
        return None
    if isinstance(node, str) and not node.lstrip("-").isdigit():
        return None
    return Decimal(node)


def _alike(node: AnyNode, number: Decimal) -> AnyNode:
    """A number in the form of another node: text for text."""
    if isinstance(node, str):
        return scalar_text(number)
    return int(number) if number == number.to_integral_value() else number


def _plain_text(site: Site) -> bool:
    node = site.node
    return (
        isinstance(node, str)
        and _number(node) is None
        and node not in BOOLEANS
        and node not in PROTOCOLS
        and not any(str(step).startswith("Fn::") for step in site.path)
    )


def drop_property(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if site.removable and isinstance(site.key, str) and not _is_tag(site.path):
            yield Change(site.path, "dropped", site.put(GONE), proof=_default_proof(site, template))


def _default_proof(site: Site, template: Template) -> str:
    """A dropped property is no change where its value is the default that the type's schema states."""
    schema = resource_schema(_kind(site, template)).property(tuple(site.path[3:]))
    default = schema.default if schema is not None else None
    if default is None or not isinstance(site.node, (str, int, Decimal)):
        return ""
    same = scalar_text(site.node) == scalar_text(default if not isinstance(default, float) else Decimal(str(default)))
    return f"{default} is the default that the resource type's schema states" if same else ""


def change_string(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if _plain_text(site):
            yield Change(site.path, f"{shown(site.node)} with x", site.put(f"{site.node}x"))


def change_number(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        number = _number(site.node)
        if number is not None and "Fn::Cidr" not in site.path and "Fn::Select" not in site.path:
            for step in (1, -1):
                new = _alike(site.node, number + step)
                yield Change(site.path, f"{shown(site.node)} to {shown(new)}", site.put(new))


def change_index(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        number = _number(site.node)
        if number is not None and ("Fn::Cidr" in site.path or "Fn::Select" in site.path):
            new = _alike(site.node, number + 1)
            is_count = site.path[-2:] == ("Fn::Cidr", 1)
            proof = "Fn::Cidr begins with the same blocks whatever their count, and there is room for one more"
            yield Change(site.path, f"{shown(site.node)} to {shown(new)}", site.put(new), proof=proof * is_count)


def flip_boolean(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if isinstance(site.node, bool):
            yield Change(site.path, f"{shown(site.node)} flipped", site.put(not site.node))
        elif isinstance(site.node, str) and site.node in BOOLEANS:
            yield Change(site.path, f"{site.node} flipped", site.put(BOOLEANS[site.node]))


def change_cidr(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if not isinstance(site.node, str) or "/" not in site.node:
            continue
        try:
            network = ipaddress.ip_network(site.node)
        except ValueError:
            continue
        others = [f"10.99.0.0/{max(network.prefixlen, 16)}"]
        if network.prefixlen:
            others.append("0.0.0.0/0")
        for other in others:
            yield Change(site.path, f"{site.node} to {other}", site.put(other))


def change_port(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        number = _number(site.node)
        if site.key in PORT_KEYS and number is not None:
            new = _alike(site.node, Decimal(OTHER_PORT.get(int(number), 443)))
            yield Change(site.path, f"{shown(site.node)} to {shown(new)}", site.put(new))


def change_protocol(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if isinstance(site.node, str) and str(site.key).endswith("Protocol") and site.node in PROTOCOLS:
            new = PROTOCOLS[site.node]
            yield Change(site.path, f"{site.node} to {new}", site.put(new))


def change_retention(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        number = _number(site.node)
        if str(site.key).startswith(("RetentionInDays", "BackupRetention", "PendingWindow")) and number is not None:
            for new in RETENTIONS:
                if new != number:
                    yield Change(site.path, f"{shown(site.node)} to {new}", site.put(new))


def drop_item(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if site.removable and isinstance(site.key, int) and not _is_tag(site.path):
            yield Change(site.path, f"{shown(site.node)} dropped", site.put(GONE))


def exchange_items(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        items = site.node
        if not isinstance(items, tuple) or len(items) < 2 or any(str(s).startswith("Fn::") for s in site.path):
            continue
        schema = resource_schema(_kind(site, template)).property(tuple(site.path[3:]))
        unordered = schema is not None and schema.unordered
        proof = "the resource type's schema says that the order means nothing" if unordered else ""
        if not {"Statement", "PolicyDocument"}.isdisjoint(map(str, site.path)):
            proof = "statements, actions, resources and principals of a policy are sets"
        if site.key == TAGS and _are_distinct(items):
            proof = "tags are a map, and each key stands once"
        changed = (items[1], items[0], *items[2:])
        yield Change(site.path, "first two elements exchanged", site.put(changed), proof=proof)


def _are_distinct(tags: tuple[AnyNode, ...]) -> bool:
    keys = [tag.get("Key") if isinstance(tag, Object) else None for tag in tags]
    return all(isinstance(key, str) for key in keys) and len(keys) == len(set(keys))


def drop_tag(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if site.removable and site.path[3] == TAGS and len(site.path) == 5:
            tag = site.node.get("Key") if isinstance(site.node, Object) else site.key
            yield Change(site.path, f"{tag} dropped", site.put(GONE))


def change_sub_text(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if isinstance(site.node, Sub):
            for position, part in enumerate(site.node.parts):
                if isinstance(part, str):
                    parts = (*site.node.parts[:position], f"{part}x", *site.node.parts[position + 1 :])
                    yield Change(site.path, f"{shown(part)} with x", site.put(Sub(parts)))


OPERATORS = (
    TemplateOperator("drop-property", "a property, at any depth, is left out", drop_property, 4),
    TemplateOperator("change-string", "a text has a letter more", change_string, 2),
    TemplateOperator("change-number", "a number is one more or one less", change_number, 2),
    TemplateOperator("change-index", "an index, or a count or size of Fn::Cidr, is one more", change_index, 3),
    TemplateOperator("flip-boolean", "a truth value, also as text, is turned round", flip_boolean),
    TemplateOperator("change-cidr", "an address block is another one, or everybody", change_cidr),
    TemplateOperator("change-port", "a port is another well-known one", change_port),
    TemplateOperator("change-protocol", "a protocol is another one", change_protocol),
    TemplateOperator("change-retention", "a retention is another number of days", change_retention),
    TemplateOperator("drop-item", "an element of a list is left out", drop_item, 2),
    TemplateOperator("exchange-items", "the first two elements of a list change places", exchange_items, 1),
    TemplateOperator("drop-tag", "a tag is left out", drop_tag, 1),
    TemplateOperator("change-sub-text", "the text of an Fn::Sub has a letter more", change_sub_text),
)
