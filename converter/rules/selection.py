"""Which rule (and which case of it) applies to a resource instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.rules.model import Json, ResourceRule, TypeChoice
from converter.terraform.addresses import InstanceKey
from converter.terraform.convert import bare
from converter.terraform.instances import BodyValue, ResourceInstance
from converter.terraform.values import Attribute, Bool, Null, Number, Sequence, String, Value
from converter.terraform.walking import leaves

CONDITIONS = ("*", "from_resources", "known_before_deployment", "certificate_validation")
"""What a case can ask of an argument in a word; any other text is a value that the argument has to have."""


def select(rule: ResourceRule, instance: ResourceInstance, *, apart: bool = False) -> ResourceRule:
    """The rule with the first matching case laid over it; ``apart``: the form in which a child stands alone."""
    found = next((case.rule for case in rule.cases if matches(case.when, instance.body)), rule)
    return found.apart if apart and found.apart is not None else found


def matches(when: Mapping[str, Json], body: BodyValue) -> bool:
    """Whether a body fits all conditions of a case."""
    return all(_fits(name, wanted, body) for name, wanted in when.items())


def _fits(name: str, wanted: Json, body: BodyValue) -> bool:
    value = body.value(name)
    if isinstance(wanted, dict):
        elements = [i.value for i in value.items] if isinstance(value, Sequence) else [value]
        return bool(elements) and all(_refers_to(element, wanted.get("refers_to")) for element in elements)
    if wanted is None:
        return not body.is_set(name) or (isinstance(value, Sequence) and not value.items)
    if wanted == "from_resources":
        return any(True for _ in attributes_in(value))
    if wanted == "known_before_deployment":
        return body.is_set(name) and not any(True for _ in attributes_in(value))
    if wanted == "*":
        return body.is_set(name)
    if wanted == "certificate_validation":
        return any("domain_validation_options" in a.path for a in attributes_in(value))
    return text_of(value) == _plain(wanted)


def _refers_to(value: Value, name: Json) -> bool:
    """Whether a value holds an attribute of a resource (``aws_vpc``) or data source (``data.aws_vpc``) of a type."""
    found = (leaf.resource for leaf in leaves(value, enter_known=False) if isinstance(leaf, Attribute))
    return name in {key.type if key.mode == "managed" else f"data.{key.type}" for key in found}


def _plain(wanted: Json) -> str:
    return str(wanted).lower() if isinstance(wanted, bool) else str(wanted)


def text_of(value: Value) -> str | None:
    """A known scalar (or the known value behind an attribute) as text; None for anything else."""
    value = bare(value)
    match value:
        case String(text):
            return text
        case Bool(flag):
            return "true" if flag else "false"
        case Number(number):
            return format(number.normalize(), "f")
        case Attribute() if value.value is not None:
            return text_of(value.value)
        case _:
            return None


def attributes_in(value: Value) -> Iterator[Attribute]:
    """The managed resources' attributes inside a value (not behind known attributes)."""
    for leaf in leaves(value, enter_known=False):
        if isinstance(leaf, Attribute) and leaf.resource.mode == "managed":
            yield leaf


def parent_of(value: Value) -> InstanceKey | None:
    """The instance whose attribute a value is, where it is just that."""
    value = bare(value)
    if isinstance(value, Attribute) and value.resource.mode == "managed":
        return value.resource
    found = {a.resource for a in attributes_in(value)} if not isinstance(value, Null) else set()
    return next(iter(found)) if len(found) == 1 else None


def cloudformation_type(rule: ResourceRule, instance: ResourceInstance) -> str | None:
    """The CloudFormation type that a rule gives an instance; None where it makes no resource."""
    if isinstance(rule.type, TypeChoice):
        return rule.type.values.get(text_of(instance.body.value(rule.type.argument)) or "")
    return rule.type
