"""Where a template writes a value that was found in its resolved form."""

from __future__ import annotations

from collections.abc import Iterator

from converter.cloudformation.model import NO_VALUE, If, Node, Object, Resource
from converter.cloudformation.resolved import ResolvedStack
from converter.parity.comparison.meaning import Steps


def written_steps(stack: ResolvedStack, logical_id: str, steps: Steps) -> Steps:
    """The steps below a resource as its template has them: through the branch of each ``Fn::If`` that is taken.

    They end where the template computes the value by another function, or leaves it out.
    """
    resource = stack.template.resources.get(logical_id)
    if resource is None or not steps:
        return steps
    sections = _sections(resource)
    section = str(steps[0])
    if section not in sections:
        return steps
    return (section, *_follow(sections[section], steps[1:], stack))


def _sections(resource: Resource) -> dict[str, Object]:
    return {
        "Properties": resource.properties,
        "CreationPolicy": resource.creation_policy,
        "UpdatePolicy": resource.update_policy,
    }


def _follow(node: Node | None, steps: Steps, stack: ResolvedStack) -> Iterator[str | int]:
    """The steps through a node, one by one."""
    while isinstance(node, If):
        is_on = stack.conditions.get(node.condition, False)
        yield from ("Fn::If", 1 if is_on else 2)
        node = node.then if is_on else node.otherwise
    if not steps:
        return
    step, rest = steps[0], steps[1:]
    match node:
        case Object() if isinstance(step, str):
            yield step
            inner = node.get(step)
            if inner is not None and not _is_absent(inner, stack):
                yield from _follow(inner, rest, stack)
        case tuple() if isinstance(step, int):
            present = [n for n, item in enumerate(node) if not _is_absent(item, stack)]
            if step < len(present):
                yield present[step]
                yield from _follow(node[present[step]], rest, stack)


def _is_absent(node: Node, stack: ResolvedStack) -> bool:
    while isinstance(node, If):
        node = node.then if stack.conditions.get(node.condition, False) else node.otherwise
    return node == NO_VALUE
