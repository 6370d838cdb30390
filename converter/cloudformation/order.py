"""The order in which CloudFormation would create the resources of a resolved tree of stacks.

Facts: "DependsOn attribute", AWS CloudFormation User Guide: a resource waits for what its properties refer to and for
its DependsOn; a nested stack is one resource of its parent, complete when all of its own resources are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from converter.cloudformation.resolved import ResolvedStack
from converter.findings.model import Finding, FindingError, Place, Severity

Step = tuple[tuple[str, ...], str]
"""A stack's path and a logical ID in it."""


def creation_order(stack: ResolvedStack) -> list[Step]:
    """Every resource in order of completion: a nested stack after its content, dependencies before dependents.

    Independent resources keep the template's order. Raises FindingError, with the loop named, for a cycle.
    """
    out: list[Step] = []
    edges = {n: (*r.references, *r.depends_on) for n, r in stack.resources.items()}
    found = topological(edges)
    if isinstance(found, Cycle):
        raise FindingError(cycle_finding(stack.file, found.loop))
    for name in found:
        if name in stack.children:
            out += creation_order(stack.children[name])
        out.append((stack.path, name))
    return out


class Cycle:
    """A loop: names in order, the first again at the end."""

    def __init__(self, loop: tuple[str, ...]) -> None:
        self.loop = loop


def topological(edges: Mapping[str, Sequence[str]]) -> list[str] | Cycle:
    """Names with what they need before them, else in the order given; or the first loop. Unknown names are ignored."""
    done: dict[str, None] = {}
    for start in edges:
        if start in done:
            continue
        trail: dict[str, list[str]] = {start: list(reversed(edges[start]))}
        while trail:
            name, pending = next(reversed(trail.items()))
            if not pending:
                trail.popitem()
                done[name] = None
                continue
            needed = pending.pop()
            if needed in trail:
                names = list(trail)
                return Cycle((*names[names.index(needed) :], needed))
            if needed in edges and needed not in done:
                trail[needed] = list(reversed(edges[needed]))
    return list(done)


def cycle_finding(file: str, loop: tuple[str, ...]) -> Finding:
    """The finding for resources that wait for each other."""
    return Finding(
        "cfn-cycle",
        Severity.ERROR,
        f"resources wait for each other: {' -> '.join(loop)}",
        "take one reference out into a resource of its own, as AWS::EC2::SecurityGroupIngress does for rules",
        place=Place(file, ("Resources", loop[0])),
    )
