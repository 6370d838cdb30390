"""Operators over whole resources: existence, retention, order, policies, ingress and access points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from converter.cloudformation.model import GetAtt, Node, Object, Ref, Resource, Sub, Template
from converter.cloudformation.places import Path
from tests.mutation.mutant import Change, TemplateOperator
from tests.mutation.sites import GONE, Site, property_sites, resource_sites
from tests.mutation.system import TemplateSet

POLICIES = {"deletion_policy": "DeletionPolicy", "update_replace_policy": "UpdateReplacePolicy"}
EVERYBODY = "0.0.0.0/0"
SOURCES = ("SourceSecurityGroupId", "CidrIp", "CidrIpv6", "SourcePrefixListId")


def _with(template: Template, name: str, resource: Resource) -> Template:
    return replace(template, resources={**template.resources, name: resource})


# ---------------------------------------------------------------------------------------------- existence


def delete_resource(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name in template.resources:
        rest = {n: r for n, r in template.resources.items() if n != name}
        if rest:  # a template without resources is none, and cannot be read at all
            yield Change(("Resources", name), "deleted", replace(template, resources=rest))


def duplicate_resource(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, resource in template.resources.items():
        copied = {**template.resources, f"{name}Copy": resource}
        path = ("Resources", name)
        yield Change(path, "duplicated", replace(template, resources=copied), also=(("Resources", f"{name}Copy"),))


# ---------------------------------------------------------------------------------------------- retention, order


def drop_retention(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, resource in template.resources.items():
        for field, key in POLICIES.items():
            before = getattr(resource, field)
            if before is not None:
                proof = ""
                if before == "Delete" and not _keeps_snapshot(resource):
                    proof = "Delete is what CloudFormation does without the attribute"
                changed = _with(template, name, _attributes(resource, {field: None}))
                yield Change(("Resources", name, key), f"{before} dropped", changed, proof=proof)


def change_retention(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, resource in template.resources.items():
        for field, key in POLICIES.items():
            before = getattr(resource, field)
            after = "Retain" if before in (None, "Delete") else "Delete"
            changed = _with(template, name, _attributes(resource, {field: after}))
            yield Change(("Resources", name, key), f"{before} to {after}", changed)


def _attributes(resource: Resource, values: Mapping[str, str | None]) -> Resource:
    return replace(resource, **values)  # type: ignore[arg-type]


def _keeps_snapshot(resource: Resource) -> bool:
    """Whether CloudFormation takes a snapshot where no policy is written.

    Source: "DeletionPolicy attribute", AWS CloudFormation User Guide.
    """
    alone = "DBClusterIdentifier" not in resource.properties
    return resource.type == "AWS::RDS::DBCluster" or (resource.type == "AWS::RDS::DBInstance" and alone)


def drop_depends_on(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, resource in template.resources.items():
        for other in resource.depends_on:
            rest = tuple(d for d in resource.depends_on if d != other)
            changed = _with(template, name, replace(resource, depends_on=rest))
            proof = ""
            if _reaches(changed, name, other):
                proof = "the order follows from references, or from what else is depended on"
            yield Change(("Resources", name, "DependsOn"), f"{other} dropped", changed, proof=proof)


def _reaches(template: Template, start: str, goal: str) -> bool:
    """Whether a resource still waits for another one, through references and DependsOn."""
    waiting, seen = [start], {start}
    while waiting:
        name = waiting.pop()
        if name not in template.resources:
            continue
        named = set(template.resources[name].depends_on)
        for site in resource_sites(template, name):
            if isinstance(site.node, Ref):
                named.add(site.node.name)
            elif isinstance(site.node, GetAtt):
                named.add(site.node.resource)
        if goal in named:
            return True
        waiting.extend(named - seen)
        seen |= named
    return False


# ---------------------------------------------------------------------------------------------- policy statements


def _statements(template: Template) -> Iterator[tuple[Site, Object]]:
    for site in property_sites(template):
        if isinstance(site.node, Object) and "Effect" in site.node:
            yield site, site.node


def _set(node: Object, key: str, value: Node) -> Object:
    return Object.of({**dict(node.entries), key: value})


def flip_effect(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site, node in _statements(template):
        other = "Deny" if node.get("Effect") == "Allow" else "Allow"
        yield Change((*site.path, "Effect"), f"to {other}", site.put(_set(node, "Effect", other)))


def change_action(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site, node in _statements(template):
        actions = node.get("Action")
        path = (*site.path, "Action")
        first = actions[0] if isinstance(actions, tuple) else actions
        if isinstance(first, str):
            service = first.partition(":")[0]
            rest = actions[1:] if isinstance(actions, tuple) else ()
            if first != f"{service}:*":
                yield Change(path, f"{first} to {service}:*", site.put(_set(node, "Action", (f"{service}:*", *rest))))
            more = (*((first, *rest)), f"{service}:PutAnything")
            yield Change(path, "one more", site.put(_set(node, "Action", more)))
            if rest:
                yield Change(path, f"{first} dropped", site.put(_set(node, "Action", rest)))


def change_policy_resource(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site, node in _statements(template):
        resources = node.get("Resource")
        path = (*site.path, "Resource")
        if resources is None:
            continue
        if resources != "*":
            yield Change(path, "to *", site.put(_set(node, "Resource", "*")))
        if isinstance(resources, tuple) and len(resources) > 1:
            yield Change(path, "first one dropped", site.put(_set(node, "Resource", resources[1:])))
        if isinstance(resources, Sub):
            yield Change(path, "with a suffix", site.put(_set(node, "Resource", Sub((*resources.parts, "-x")))))


def change_principal(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site, node in _statements(template):
        principal = node.get("Principal")
        if principal is not None:
            path = (*site.path, "Principal")
            if principal != "*":
                yield Change(path, "everybody", site.put(_set(node, "Principal", "*")))
            other = Object((("Service", "lambda.amazonaws.com"),))
            yield Change(path, "another service", site.put(_set(node, "Principal", other)))


def change_policy_condition(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site, node in _statements(template):
        condition = node.get("Condition")
        path = (*site.path, "Condition")
        if isinstance(condition, Object):
            kept = Object(tuple(e for e in node.entries if e[0] != "Condition"))
            yield Change(path, "dropped", site.put(kept))
            (operator, test), *rest = condition.entries
            changed = Object(((f"{operator}IfExists", test), *rest))
            yield Change(path, f"{operator} to {operator}IfExists", site.put(_set(node, "Condition", changed)))
        else:
            test = Object((("Bool", Object((("aws:SecureTransport", "true"),))),))
            yield Change(path, "added", site.put(_set(node, "Condition", test)))


def drop_statement(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site, node in _statements(template):
        if site.removable:
            yield Change(site.path, f"{node.get('Sid') or 'statement'} dropped", site.put(GONE))


# ---------------------------------------------------------------------------------------------- ingress, access points


def widen_ingress(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in _rules(template):
        node = site.node
        assert isinstance(node, Object)
        rest = Object(tuple(e for e in node.entries if e[0] not in SOURCES))
        if node.get("CidrIp") != EVERYBODY:
            yield Change(site.path, "from everywhere", site.put(_set(rest, "CidrIp", EVERYBODY)))
        if "FromPort" in node:
            yield Change((*site.path, "ToPort"), "up to 65535", site.put(_set(node, "ToPort", 65535)))
        if site.removable:
            added = _set(rest, "CidrIp", EVERYBODY)
            yield Change(site.path, "everywhere instead", site.put(added))


def _rules(template: Template) -> Iterator[Site]:
    """Every ingress rule: a resource of its own, or an element of a group's list."""
    for site in property_sites(template):
        if isinstance(site.node, Object) and "SecurityGroupIngress" in site.path and "IpProtocol" in site.node:
            yield site
    for name, resource in template.resources.items():
        if resource.type == "AWS::EC2::SecurityGroupIngress":
            yield _whole(template, name, resource)


def _whole(template: Template, name: str, resource: Resource) -> Site:
    path: Path = ("Resources", name, "Properties")
    return Site(path, resource.properties, lambda new: _with(template, name, replace(resource, properties=new)))


def detach_access_point(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in property_sites(template):
        if site.key in ("AuthorizationConfig", "AccessPointId") and "EFSVolumeConfiguration" in site.path:
            yield Change(site.path, "detached", site.put(GONE))


OPERATORS = (
    TemplateOperator("delete-resource", "a resource is not there", delete_resource, 1),
    TemplateOperator("duplicate-resource", "a resource is there twice", duplicate_resource, 1),
    TemplateOperator("drop-retention-policy", "DeletionPolicy or UpdateReplacePolicy is left out", drop_retention, 1),
    TemplateOperator(
        "change-retention-policy", "DeletionPolicy or UpdateReplacePolicy is another", change_retention, 1
    ),
    TemplateOperator("drop-depends-on", "a resource does not wait for another one", drop_depends_on, 4),
    TemplateOperator("flip-effect", "a policy statement denies", flip_effect),
    TemplateOperator("change-action", "a policy statement has other actions", change_action, 3),
    TemplateOperator("change-policy-resource", "a policy statement has other resources", change_policy_resource, 3),
    TemplateOperator("change-principal", "a policy statement has another principal", change_principal),
    TemplateOperator("change-policy-condition", "a policy statement has another condition", change_policy_condition),
    TemplateOperator("drop-statement", "a policy statement is left out", drop_statement),
    TemplateOperator("widen-ingress", "an ingress rule lets in more", widen_ingress, 4),
    TemplateOperator("detach-access-point", "a volume goes past its access point", detach_access_point, 3),
)
