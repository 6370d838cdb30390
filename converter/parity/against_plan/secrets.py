"""What a plan calls sensitive: our evaluation must call it so too, and no template may have it as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from converter.findings import Finding, Place, Severity
from converter.parity.against_plan.agreement import Steps, path_text, planned_name
from converter.parity.templates import TemplateFolder
from converter.terraform.instances import BodyValue, ResourceInstance
from converter.terraform.plan import Plan, PlannedResource
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.values import Mapping as MappingValue, ObjectView, Sequence, Value

LEAST_TELLING = 6
"""Shorter texts are ordinary words that stand in templates by chance."""


def secret_findings(
    plan: Plan, instances: Iterable[ResourceInstance], folder: TemplateFolder, ordinary: frozenset[str]
) -> Iterator[Finding]:
    """What the plan hides and we do not. ``ordinary`` texts are those that everybody may read."""
    shown: set[tuple[str, str]] = set()
    for instance in instances:
        planned = plan.resources.get(instance.address)
        if planned is None:
            continue
        for steps, value in sensitive_arguments(planned):
            where = f"{instance.address}.{path_text(steps)}"
            if is_marked(instance.body, steps) is False:
                yield _unmarked(where, instance)
            for file, text in folder.texts.items():
                if (file, where) not in shown and _telling(value, ordinary) and str(value) in text:
                    shown.add((file, where))
                    yield _written_out(where, file, instance)


def sensitive_arguments(planned: PlannedResource) -> Iterator[tuple[Steps, Any]]:
    """The values that the plan hides because of where they come from.

    What the provider's schema hides wherever it comes from (the value of an SSM parameter) tells nothing about it.
    """
    schema = ProviderSchema.load().resource(planned.type)
    yield from _sensitive(planned.values, planned.sensitive, schema, ())


def _sensitive(value: Any, hidden: Any, schema: BlockSchema | None, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    if hidden is True:
        if value is not None:
            yield steps, value
    elif isinstance(hidden, Mapping) and isinstance(value, Mapping):
        for name, inner in hidden.items():
            attribute = schema.attributes.get(name) if schema is not None else None
            if attribute is None or not (attribute.sensitive or attribute.write_only):
                nested = schema.blocks.get(name) if schema is not None else None
                below = nested.block if nested is not None else None
                yield from _sensitive(value.get(name), inner, below, (*steps, name))
    elif isinstance(hidden, list) and isinstance(value, list):
        for index, (one, inner) in enumerate(zip(value, hidden, strict=False)):
            yield from _sensitive(one, inner, schema, (*steps, index))


def is_marked(body: BodyValue, steps: Steps) -> bool | None:
    """Whether the value of ours at a path is sensitive, itself or in a part; None where we have none there."""
    name, *rest = steps
    argument = body.arguments.get("tags" if name == "tags_all" else str(name))
    if argument is not None:
        return _value_marked(argument.value, tuple(rest))
    blocks = body.blocks.get(str(name), ())
    if not blocks:
        return None
    if rest and isinstance(rest[0], int) and rest[0] < len(blocks) and rest[1:]:
        return is_marked(blocks[rest[0]].body, tuple(rest[1:]))
    return any(_value_marked(a.value, ()) for block in blocks for _, a in block.body.walk())


def _value_marked(value: Value, steps: Steps) -> bool:
    if value.sensitive:
        return True
    if isinstance(value, ObjectView):
        return _value_marked(value.expand(), steps)
    parts = _parts(value)
    if steps and steps[0] in parts:
        return _value_marked(parts[steps[0]], steps[1:])
    return any(_value_marked(part, ()) for part in parts.values())


def _parts(value: Value) -> Mapping[str | int, Value]:
    match value:
        case Sequence(items=items):
            return {index: item.value for index, item in enumerate(items)}
        case MappingValue(entries=entries):
            return {entry.key: entry.value for entry in entries}
        case _:
            return {}


def _telling(value: Any, ordinary: frozenset[str]) -> bool:
    return isinstance(value, str) and len(value) >= LEAST_TELLING and value not in ordinary


def _unmarked(where: str, instance: ResourceInstance) -> Finding:
    return Finding(
        "parity-plan-sensitive",
        Severity.ERROR,
        f"the plan hides {where}, and the evaluation does not",
        "a sensitive value could reach the templates or a report here",
        instance.span,
        address=instance.address,
    )


def _written_out(where: str, file: str, instance: ResourceInstance) -> Finding:
    return Finding(
        "parity-plan-sensitive",
        Severity.ERROR,
        f"the value of {where}, which the plan hides, stands in the template",
        "hand it on through a parameter with NoEcho",
        instance.span,
        address=instance.address,
        place=Place(file),
    )


def hidden_texts(plan: Plan) -> tuple[str, ...]:
    """Every text that the plan hides, for whatever reason; short ones with their quotes, as messages have them."""
    found: set[str] = set()
    for planned in plan.resources.values():
        for _, value in _sensitive(planned.values, planned.sensitive, None, ()):
            found.update(_texts(value))
    for output in plan.outputs.values():
        if output.sensitive:
            found.update(_texts(output.value))
    return tuple(found)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str) and value:
        yield value if len(value) >= LEAST_TELLING else repr(value)


def hides(planned: PlannedResource | None, name: str) -> bool:
    """Whether the plan hides an argument, or a part of it, for whatever reason."""
    if planned is None or not isinstance(planned.sensitive, Mapping):
        return planned is not None and planned.sensitive is True
    return _any(planned.sensitive.get(planned_name(planned, name)))


def _any(hidden: Any) -> bool:
    if isinstance(hidden, Mapping):
        return any(map(_any, hidden.values()))
    if isinstance(hidden, list):
        return any(map(_any, hidden))
    return hidden is True
