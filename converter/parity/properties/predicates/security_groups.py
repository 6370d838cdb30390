"""Who may reach a service: predicates over security groups and their rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.cloudformation.resolved import ResolvedResource
from converter.cloudformation.values import Token, Value
from converter.findings import Place
from converter.parity.properties.expectations import Expectations, matches
from converter.parity.properties.model import Problem, Subject, property_place
from converter.parity.properties.paths import as_mapping, as_tuple, get, number, shown
from converter.parity.properties.predicates.registry import Arguments, element
from converter.parity.properties.predicates.tasks import container_ports
from converter.parity.properties.tree import Tree

GROUP = "AWS::EC2::SecurityGroup"
INGRESS = "AWS::EC2::SecurityGroupIngress"
SERVICE = "AWS::ECS::Service"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
LISTENER_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
SERVICE_GROUPS = "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"
OPEN_SOURCES = ("CidrIp", "CidrIpv6", "SourcePrefixListId", "SourceSecurityGroupName")

Home = tuple[tuple[str, ...], str]
"""Where a resource stands: stack instance and logical ID."""


@dataclass(frozen=True, slots=True)
class IngressRule:
    """A rule that lets something into a group, and where it is written."""

    value: Value
    place: Place


def home_of(value: Value | None) -> Home | None:
    """The resource that a reference leads to."""
    return (value.stack, value.logical_id) if isinstance(value, Token) else None


@element("accepts_only_named", {"key": {"*": ["text"]}}, key="key")
def accepts_only_named(tree: Tree, subject: Subject, arguments: Arguments, expected: Expectations) -> Iterator[Problem]:
    """A service's group lets in only the balancers that forward to the service and the services named for it.

    Each rule names one group as its source and a port of the service's containers.
    """
    home = home_of(subject.value)
    if home is None:
        yield Problem(f"the group is {shown(subject.value)}", "name a group that the templates create")
        return
    balancers = _balancer_groups(tree, subject.resource)
    services = _service_groups(tree)
    ports = _service_ports(tree, subject.resource)
    accepted = expected.named(arguments["key"], subject.name) or ()
    for rule in ingress_rules(tree, home):
        yield from _open_sources(rule)
        source = get(rule.value, "SourceSecurityGroupId")
        who = home_of(source)
        if source is not None and who not in balancers and not _is_named(services.get(who), accepted):
            yield Problem(
                f"{subject.name} accepts {_described(services.get(who), source)}",
                f"only its balancers and the services in properties.{expected.row.id}.{arguments['key']} may reach it",
                place=rule.place,
            )
        yield from _ports(rule, ports, subject.name)


def ingress_rules(tree: Tree, group: Home) -> Iterator[IngressRule]:
    """Every rule of a group, inside it or standing alone."""
    for stack, logical_id, resource in tree.resources(GROUP, INGRESS):
        if resource.type == GROUP and (stack.path, logical_id) == group:
            for index, rule in enumerate(as_tuple(resource.properties.get("SecurityGroupIngress"))):
                yield IngressRule(rule, property_place(stack, logical_id, ("SecurityGroupIngress", index)))
        elif resource.type == INGRESS and home_of(resource.properties.get("GroupId")) == group:
            yield IngressRule(resource.properties, property_place(stack, logical_id))


def _open_sources(rule: IngressRule) -> Iterator[Problem]:
    given = as_mapping(rule.value)
    for key in OPEN_SOURCES:
        if key in given:
            summary = f"a service's group lets in {key} {shown(given[key])}"
            yield Problem(summary, "let in only security groups", place=rule.place)
    if "SourceSecurityGroupId" not in given and not any(key in given for key in OPEN_SOURCES):
        yield Problem("a service's group has a rule without a source", "name a security group", place=rule.place)


def _is_named(names: frozenset[str] | None, patterns: Sequence[str]) -> bool:
    """Whether one of the services that wear a group is accepted."""
    return any(matches(pattern, name) for name in names or () for pattern in patterns)


def _described(names: frozenset[str] | None, source: Value) -> str:
    return f"service {', '.join(sorted(names))}" if names else shown(source)


def _ports(rule: IngressRule, ports: frozenset[object], service: str) -> Iterator[Problem]:
    first, last = number(get(rule.value, "FromPort")), number(get(rule.value, "ToPort"))
    if get(rule.value, "IpProtocol") not in ("tcp", "6", 6) or first is None or first != last or first not in ports:
        detail = f"its containers listen on {', '.join(sorted(map(str, ports))) or 'nothing'} (tcp)"
        opened = f"{shown(get(rule.value, 'IpProtocol'))} {first}-{last}"
        yield Problem(f"{service} is open on {opened}", detail, place=rule.place)


def _service_ports(tree: Tree, service: ResolvedResource) -> frozenset[object]:
    definition = service.properties.get("TaskDefinition")
    task = tree.resource(definition) if isinstance(definition, Token) else None
    containers = as_tuple(task.properties.get("ContainerDefinitions")) if task else ()
    return frozenset(port for container in containers for port in container_ports(as_mapping(container)))


def _service_groups(tree: Tree) -> dict[Home | None, frozenset[str]]:
    """Group → the names of the services that wear it."""
    found: dict[Home | None, frozenset[str]] = {}
    for _, _, service in tree.resources(SERVICE):
        name = tree.text(service.properties.get("ServiceName"))
        for group in as_tuple(get(service.properties, SERVICE_GROUPS)):
            home = home_of(group)
            found[home] = found.get(home, frozenset()) | {name}
    return found


def _balancer_groups(tree: Tree, service: ResolvedResource) -> set[Home | None]:
    """The groups of the balancers whose listeners forward to the service."""
    targets = {home_of(get(entry, "TargetGroupArn")) for entry in as_tuple(service.properties.get("LoadBalancers"))}
    listeners = {
        (stack.path, logical_id): home_of(resource.properties.get("LoadBalancerArn"))
        for stack, logical_id, resource in tree.resources(LISTENER)
    }
    balancers: set[Home | None] = set()
    for stack, logical_id, resource in tree.resources(LISTENER, LISTENER_RULE):
        if resource.type == LISTENER:
            listener: Home | None = (stack.path, logical_id)
            actions = resource.properties.get("DefaultActions")
        else:
            listener = home_of(resource.properties.get("ListenerArn"))
            actions = resource.properties.get("Actions")
        if listener in listeners and targets & _forwarded(actions):
            balancers.add(listeners[listener])
    return {
        home_of(group)
        for stack, logical_id, resource in tree.resources(BALANCER)
        if (stack.path, logical_id) in balancers
        for group in as_tuple(resource.properties.get("SecurityGroups"))
    } - {None}


def _forwarded(actions: Value | None) -> set[Home | None]:
    """The target groups that actions forward to."""
    found: set[Home | None] = set()
    for action in as_tuple(actions):
        found.add(home_of(get(action, "TargetGroupArn")))
        groups = as_tuple(get(action, "ForwardConfig.TargetGroups"))
        found.update(home_of(get(group, "TargetGroupArn")) for group in groups)
    return found - {None}
