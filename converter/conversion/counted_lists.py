"""List variables whose length is fixed: a text whose pattern counts the elements, split where it is used.

No rule can measure a list ("Rules", AWS CloudFormation User Guide), and a list with another number of elements would
deploy something else than Terraform makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from converter.cloudformation.model import Node, Object, Output, Parameter, Ref, Resource, Split
from converter.cloudformation.rewriting import rewrite, rewrite_condition
from converter.conversion.parameters import Parameters
from converter.rules.engine import FlatTemplate
from converter.rules.json_text import UNESCAPED, UNESCAPED_CLASS
from converter.terraform.evaluator import Evaluation
from converter.terraform.values import Sequence


def count_elements(
    evaluation: Evaluation, flat: FlatTemplate, parameters: Parameters, outputs: dict[str, Output]
) -> None:
    """Make the list parameters whose length is fixed such texts, here and wherever they are used."""
    counted: set[str] = set()
    for name, count in _lengths(evaluation, parameters):
        parameters.parameters[name] = _as_text(parameters.parameters[name], count)
        parameters.narrowed[name] = f"it has {count} elements, and their number shapes the resources"
        counted.add(name)
    if not counted:
        return

    def replacement(node: Node) -> Node | None:
        return Split(",", node) if isinstance(node, Ref) and node.name in counted else None

    def inside(properties: Object) -> Object:
        return Object(tuple((name, rewrite(value, replacement)) for name, value in properties.entries))

    def changed(resource: Resource) -> Resource:
        return replace(resource, properties=inside(resource.properties), update_policy=inside(resource.update_policy))

    conditions = flat.lowering.conditions.expressions
    conditions.update({name: rewrite_condition(e, replacement) for name, e in conditions.items()})
    flat.resources = {name: changed(resource) for name, resource in flat.resources.items()}
    flat.alternatives = {key: rewrite(node, replacement) for key, node in flat.alternatives.items()}
    outputs.update({name: replace(o, value=rewrite(o.value, replacement)) for name, o in outputs.items()})


def _lengths(evaluation: Evaluation, parameters: Parameters) -> Iterator[tuple[str, int]]:
    """The list parameters whose length is fixed. What holds each element needs a list's own type, and stays one."""
    for entry in parameters.variables:
        value = evaluation.variables[entry.name].in_force
        parameter = parameters.parameters.get(entry.parameter or "")
        if entry.parameter is None or parameter is None or not isinstance(value, Sequence):
            continue
        holds = parameter.allowed_values or parameter.allowed_pattern not in {None, UNESCAPED}
        if parameter.type == "CommaDelimitedList" and not holds and any(place.length_only for place in entry.places):
            yield entry.parameter, len(value.items)


def _as_text(parameter: Parameter, count: int) -> Parameter:
    default, in_json = parameter.default, parameter.allowed_pattern == UNESCAPED
    element = rf"[^,{UNESCAPED_CLASS}]+" if in_json else "[^,]+"
    told = f"{count} elements, separated by commas" if count > 1 else "one element, without a comma"
    fits = isinstance(default, str) and default.count(",") == count - 1
    return replace(
        parameter,
        type="String",
        default=default if fits else None,
        allowed_pattern=f"{element}(,{element}){{{count - 1}}}" if count > 1 else element,
        constraint_description=f"{told}; {parameter.constraint_description}" if in_json else told,
    )
