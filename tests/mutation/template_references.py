"""Operators over references: what a property, an output or a nested stack's parameter points to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from converter.cloudformation.model import GetAtt, Node, Object, Output, Ref, Template
from converter.cloudformation.places import Path
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.schemas import resource_schema
from tests.mutation.mutant import Change, TemplateOperator
from tests.mutation.sites import GONE, AnyNode, Site, property_sites, resource_sites, template_sites
from tests.mutation.system import MAIN, NESTED_STACK, OUTPUTS, TemplateSet, nested_file

FIXED = {"AWS::Region": "us-east-1", "AWS::Partition": "aws", "AWS::AccountId": "123456789012"}
"""Pseudo parameters and what a hand that hard-codes them would write."""

SUBNET = "AWS::EC2::Subnet"
SECURITY_GROUP = "AWS::EC2::SecurityGroup"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


def spelled(node: AnyNode) -> str:
    """A reference as a description names it."""
    match node:
        case Ref(name):
            return name
        case GetAtt(resource, attribute):
            return f"{resource}.{attribute}"
        case _:
            return repr(node)[:60]


# ---------------------------------------------------------------------------------------------- single references


def change_ref(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    """Another reference of the same meaning: a resource of the same type, or a parameter that carries the like."""
    for site in property_sites(template):
        if isinstance(site.node, Ref):
            for other in _alternatives(system, file, template, site.node):
                yield Change(site.path, f"{site.node.name} to {other}", site.put(Ref(other)))


def _alternatives(system: TemplateSet, file: str, template: Template, node: Ref) -> Iterator[str]:
    if node.name in template.resources:
        kind = template.resources[node.name].type
        yield from (n for n, r in template.resources.items() if r.type == kind and n != node.name)
    elif node.name in template.parameters:
        origin = system.origin(file, node)
        for name, parameter in template.parameters.items():
            if name == node.name or parameter.type != template.parameters[node.name].type:
                continue
            other = system.origin(file, Ref(name))
            if origin and other and (origin.type, origin.attribute) == (other.type, other.attribute):
                yield name


def change_attribute(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in template_sites(template):
        if isinstance(site.node, GetAtt) and site.path[0] == "Resources":
            kind = template.resources[site.node.resource].type
            if kind != NESTED_STACK:
                for other in resource_schema(kind).attributes:
                    if other != site.node.attribute:
                        changed = GetAtt(site.node.resource, other)
                        yield Change(site.path, f"{spelled(site.node)} to {spelled(changed)}", site.put(changed))


def change_getatt(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if isinstance(site.node, GetAtt):
            kind = template.resources[site.node.resource].type
            for name, resource in template.resources.items():
                if resource.type == kind and name not in (site.node.resource, site.path[1]):
                    changed = replace(site.node, resource=name)
                    yield Change(site.path, f"{spelled(site.node)} to {spelled(changed)}", site.put(changed))


def hard_code(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    """A reference becomes the text that it has by default, so that nothing differs until a value is another one."""
    for site in property_sites(template):
        if not isinstance(site.node, Ref):
            continue
        text = FIXED.get(site.node.name)
        origin = system.origin(file, site.node)
        if origin is not None and not origin.type:
            default = system.templates[origin.file].parameters[origin.name].default
            text = scalar_text(default) if default is not None else None
        if text is not None:
            yield Change(site.path, f"{site.node.name} to {text!r}", site.put(text))


# ---------------------------------------------------------------------------------------------- exchanges


def _exchange(kind: str, system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    """Two resources that refer to two things of one kind, each with the other's."""
    found: list[tuple[Site, str]] = []
    for site in property_sites(template):
        if isinstance(site.node, (Ref, GetAtt)):
            origin = system.origin(file, site.node)
            if origin is not None and origin.type == kind:
                found.append((site, f"{origin.file}#{origin.name}"))
    for index, (one, what) in enumerate(found):
        for other, other_what in found[index + 1 :]:
            if what != other_what and one.path[1] != other.path[1]:
                # the second site's own rebuilding starts from the template that the first one gives
                first = one.put(other.node)
                again = next(s for s in resource_sites(first, str(other.path[1])) if s.path == other.path)
                detail = f"{spelled(one.node)} and {spelled(other.node)} of {other.path[1]} exchanged"
                yield Change(one.path, detail, again.put(one.node), also=(other.path,))
                break


def swap_subnets(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    return _exchange(SUBNET, system, file, template)


def swap_security_groups(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    return _exchange(SECURITY_GROUP, system, file, template)


def swap_target_groups(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    return _exchange(TARGET_GROUP, system, file, template)


# ---------------------------------------------------------------------------------------------- outputs


def _with_outputs(template: Template, outputs: dict[str, Output]) -> Template:
    return replace(template, outputs=outputs)


def rename_output(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    for name in template.outputs:
        renamed = {f"{n}Renamed" if n == name else n: o for n, o in template.outputs.items()}
        unread = file != MAIN and not _is_read(system, file, name)
        proof = "no template reads it by its name, and an export keeps its own" if unread else ""
        yield Change(("Outputs", name), f"renamed to {name}Renamed", _with_outputs(template, renamed), proof=proof)


def _is_read(system: TemplateSet, file: str, output: str) -> bool:
    """Whether a template reads an output of a nested stack."""
    getters = {(stack.parent, GetAtt(stack.logical_id, f"{OUTPUTS}{output}")) for stack in system.instances(file)}
    return any((parent, site.node) in getters for parent, template in system for site in template_sites(template))


def drop_output(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name in template.outputs:
        rest = {n: o for n, o in template.outputs.items() if n != name}
        yield Change(("Outputs", name), "dropped", _with_outputs(template, rest))


def repoint_output(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    names = list(template.outputs)
    for name, other in pairwise([*names, *names[:1]]):
        output, value = template.outputs[name], template.outputs[other].value
        if value != output.value and system.origin(file, value) != system.origin(file, output.value):
            changed = {**template.outputs, name: replace(output, value=value)}
            yield Change(("Outputs", name, "Value"), f"the value of {other}", _with_outputs(template, changed))


def change_export(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, output in template.outputs.items():
        if output.export_name is None:
            added = {**template.outputs, name: replace(output, export_name=f"export-of-{name}")}
            yield Change(("Outputs", name), "exported", _with_outputs(template, added))
        else:
            dropped = {**template.outputs, name: replace(output, export_name=None)}
            yield Change(("Outputs", name, "Export"), "export dropped", _with_outputs(template, dropped))


# ---------------------------------------------------------------------------------------------- nested stacks


def _argument_sites(template: Template) -> Iterator[Site]:
    """What each nested stack is given: one site per parameter."""
    for name, resource in template.resources.items():
        if resource.type == NESTED_STACK:
            for site in resource_sites(template, name):
                if len(site.path) == 5 and site.path[3] == "Parameters":
                    yield site


def drop_argument(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in _argument_sites(template):
        yield Change(site.path, "dropped", site.put(GONE))


def swap_arguments(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    for name, resource in template.resources.items():
        given = resource.properties.get("Parameters")
        if resource.type != NESTED_STACK or not isinstance(given, Object):
            continue
        for (one, left), (other, right) in pairwise(given.entries):
            origins = system.origin(file, left), system.origin(file, right)
            if left != right and origins[0] != origins[1]:
                swapped = Object.of({**dict(given.entries), one: right, other: left})
                changed = _with_property(template, name, "Parameters", swapped)
                path = ("Resources", name, "Properties", "Parameters", one)
                meet = _only_meet_unordered(system.templates[nested_file(resource)], one, other)
                proof = "both are only read side by side in lists whose order means nothing" if meet else ""
                yield Change(path, f"exchanged with {other}", changed, also=((*path[:-1], other),), proof=proof)


def _only_meet_unordered(template: Template, one: str, other: str) -> bool:
    """Whether two parameters are only read as elements of the same lists, whose order the schema calls meaningless."""
    lists: dict[str, list[Path]] = {one: [], other: []}
    for site in template_sites(template):
        if isinstance(site.node, Ref) and site.node.name in lists:
            if site.path[0] != "Resources" or not isinstance(site.path[-1], int):
                return False
            lists[site.node.name].append(site.path[:-1])
    if sorted(lists[one], key=repr) != sorted(lists[other], key=repr):
        return False
    schemas = (resource_schema(template.resources[str(path[1])].type).property(tuple(path[3:])) for path in lists[one])
    return all(schema is not None and schema.unordered for schema in schemas)


def change_argument(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    """A nested stack's parameter gets another output of the same stack, or another parameter."""
    for site in _argument_sites(template):
        node, others = site.node, list[Node]()
        if isinstance(node, GetAtt) and node.attribute.startswith(OUTPUTS):
            outputs = system.templates[nested_file(template.resources[node.resource])].outputs
            others = [GetAtt(node.resource, f"{OUTPUTS}{name}") for name in outputs]
        elif isinstance(node, Ref) and node.name in template.parameters:
            kind = template.parameters[node.name].type
            others = [Ref(name) for name, parameter in template.parameters.items() if parameter.type == kind]
        for other in others:
            if other != node and system.origin(file, other) != system.origin(file, node):
                yield Change(site.path, f"{spelled(node)} to {spelled(other)}", site.put(other))


def change_template_url(system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    files = [file for file, _ in system if file != MAIN]
    for name, resource in template.resources.items():
        if resource.type == NESTED_STACK:
            own = nested_file(resource)
            other = files[(files.index(own) + 1) % len(files)]
            changed = _with_property(template, name, "TemplateURL", f"./{other}")
            yield Change(("Resources", name, "Properties", "TemplateURL"), f"{own} to {other}", changed)


def _with_property(template: Template, name: str, key: str, value: Node) -> Template:
    resource = template.resources[name]
    properties = Object.of({**dict(resource.properties.entries), key: value})
    return replace(template, resources={**template.resources, name: replace(resource, properties=properties)})


OPERATORS = (
    TemplateOperator("change-ref", "a reference leads to another thing of the same kind", change_ref, 2),
    TemplateOperator("change-getatt", "an attribute is that of another resource of the type", change_getatt, 2),
    TemplateOperator("change-attribute", "another attribute of the same resource is taken", change_attribute, 2),
    TemplateOperator("hard-code", "a reference is written out as its value by default", hard_code, 2),
    TemplateOperator("swap-subnets", "two resources have each other's subnet", swap_subnets, 2),
    TemplateOperator("swap-security-groups", "two resources have each other's security group", swap_security_groups, 3),
    TemplateOperator("swap-target-groups", "two resources have each other's target group", swap_target_groups, 3),
    TemplateOperator("rename-output", "an output has another name", rename_output, 1),
    TemplateOperator("drop-output", "an output is left out", drop_output, 1),
    TemplateOperator("repoint-output", "an output has the value of another one", repoint_output, 1),
    TemplateOperator("change-export", "an output is exported, or no longer", change_export, 1),
    TemplateOperator("drop-argument", "a nested stack is not given a parameter", drop_argument, 6),
    TemplateOperator("swap-arguments", "a nested stack is given two values in each other's place", swap_arguments, 6),
    TemplateOperator("change-argument", "a nested stack is given another value of the kind", change_argument, 8),
    TemplateOperator("change-template-url", "a nested stack instantiates another file", change_template_url, 4),
)
