"""A resolved tree of stacks with an index: what a reference means, and which names are known before a deployment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.resolved import Resolution, ResolvedResource, ResolvedStack
from converter.cloudformation.values import Text, Token, Value, concatenate
from converter.parity.properties.model import Selection, Subject
from converter.parity.properties.paths import get, rendered, spread

Names = Mapping[str, Mapping[str, str]]
REF = "Ref"


@dataclass(slots=True)
class Tree:
    """One resolution. ``situation`` says in words which parameter values it is for; empty for the ordinary ones."""

    resolution: Resolution
    names: Names = field(default_factory=dict)
    situation: str = ""
    _stacks: dict[tuple[str, ...], ResolvedStack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stacks = {stack.path: stack for stack in self.root.stacks()}

    @property
    def root(self) -> ResolvedStack:
        """The root stack."""
        return self.resolution.stack

    def stacks(self) -> Iterator[ResolvedStack]:
        """Every stack instance, parents first."""
        return iter(self._stacks.values())

    def resources(self, *types: str) -> Iterator[tuple[ResolvedStack, str, ResolvedResource]]:
        """Every resource of the types (all, where none is given)."""
        for stack in self._stacks.values():
            for logical_id, resource in stack.resources.items():
                if not types or resource.type in types:
                    yield stack, logical_id, resource

    def resource(self, token: Token) -> ResolvedResource | None:
        """The resource that a reference leads to."""
        stack = self._stacks.get(token.stack)
        return stack.resources.get(token.logical_id) if stack else None

    def plain(self, value: Value) -> Value:
        """The value with references to names replaced by the names, where those are known."""
        match value:
            case Token():
                named = self._name(value)
                return value if named is None else named
            case Text(parts):
                return concatenate(self.plain(part) for part in parts)
            case tuple():
                return tuple(map(self.plain, value))
            case Mapping():
                return {key: self.plain(inner) for key, inner in value.items()}
            case _:
                return value

    def text(self, value: Value | None) -> str:
        """The value as text, names put in, with holes for what is not known."""
        return "" if value is None else rendered(self.plain(value))

    def _name(self, token: Token) -> Value | None:
        resource = self.resource(token)
        if resource is None:
            return None
        path = self.names.get(resource.type, {}).get(token.attribute or REF)
        found = get(resource.properties, path) if path else None
        return None if found is None or found == token else self.plain(found)

    # ------------------------------------------------------------------------------------------ selection

    def select(self, selection: Selection) -> Iterator[Subject]:
        """Every element that a selection speaks of."""
        for stack, logical_id, resource in self.resources(*selection.paths):
            for path in selection.paths[resource.type]:
                for steps, value in spread(resource.properties, path):
                    if _fits(value, selection.where):
                        name = self._subject_name(resource, value, selection.name)
                        yield Subject(stack, logical_id, resource, steps, value, name)

    def _subject_name(self, resource: ResolvedResource, value: Value, path: str) -> str:
        if not path:
            return ""
        source = resource.properties if path.startswith("/") else value
        return self.text(get(source, path.removeprefix("/")))


def _fits(value: Value, where: Mapping[str, str]) -> bool:
    return all(rendered(get(value, path)) == wanted for path, wanted in where.items())
