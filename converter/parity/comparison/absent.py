"""Where the templates write a resource that does not exist under an assignment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from converter.cloudformation.model import Template
from converter.cloudformation.resolved import ResolvedStack
from converter.findings import Place
from converter.parity.comparison.decisions import NESTED_STACK

Load = Callable[[str], Template | None]


Stacks = Mapping[tuple[str, ...], ResolvedStack]
"""The stack instances that exist, by path."""


def written_place(logical_id: str, kind: str, stacks: Stacks, load: Load, root_file: str) -> Place | None:
    """The place that keeps a resource from existing: its condition, or that of a stack around it.

    None where no template has a resource of this logical ID and type.
    """
    found = (place for place, *written in _written(stacks, root_file, (), load) if written == [logical_id, kind])
    return next(found, None)


def absent_stack(stacks: Stacks, path: tuple[str, ...]) -> Place | None:
    """Where the outermost nested stack on a path that does not exist is written; None where all exist."""
    for depth in range(len(path)):
        if path[: depth + 1] not in stacks and path[:depth] in stacks:
            parent = stacks[path[:depth]]
            return condition_place(parent.file, parent.template, path[depth])
    return None


def condition_place(file: str, template: Template, logical_id: str) -> Place:
    """Where a template says when a resource exists: its condition, or the resource where it has none."""
    resource = template.resources.get(logical_id)
    has_condition = resource is not None and resource.condition is not None
    return Place(file, ("Resources", logical_id, *(("Condition",) if has_condition else ())))


def _written(stacks: Stacks, file: str, path: tuple[str, ...], load: Load) -> Iterator[tuple[Place, str, str]]:
    """Every resource in the templates, also in stacks that do not exist, with its logical ID and type."""
    template = load(file)
    if template is None:
        return
    for logical_id, resource in template.resources.items():
        place = absent_stack(stacks, path) or condition_place(file, template, logical_id)
        yield place, logical_id, resource.type
        url = resource.properties.get("TemplateURL")
        if resource.type == NESTED_STACK and isinstance(url, str):
            yield from _written(stacks, url.removeprefix("./"), (*path, logical_id), load)
