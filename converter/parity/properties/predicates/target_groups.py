"""Names of target groups: a group is known by the container and port that a service registers in it."""

from __future__ import annotations

from converter.cloudformation.values import Token
from converter.parity.properties.model import Subject
from converter.parity.properties.paths import as_tuple, get
from converter.parity.properties.predicates.registry import namer
from converter.parity.properties.tree import Tree

SERVICE = "AWS::ECS::Service"


@namer("attached_container")
def attached_container(tree: Tree, subject: Subject) -> str:
    """``container:port`` of the service behind the target group; empty where there is none."""
    for _, _, service in tree.resources(SERVICE):
        for entry in as_tuple(service.properties.get("LoadBalancers")):
            group = get(entry, "TargetGroupArn")
            if isinstance(group, Token) and (group.stack, group.logical_id) == (subject.stack.path, subject.logical_id):
                return f"{tree.text(get(entry, 'ContainerName'))}:{tree.text(get(entry, 'ContainerPort'))}"
    return ""
