"""Which places of the templates a finding about a change may name.

The place itself, one above it (down to the entry of a section: a resource, a parameter, an output), or one below it.
Where the changed thing is only handed on - a parameter, a condition, an output, what a nested stack is given - the
places that finally take the value are as right: nothing but the writer's intention tells which link of the chain is
wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from converter.cloudformation.model import ConditionRef, GetAtt, If, Ref, Template
from converter.cloudformation.places import Path
from converter.findings import Place
from tests.mutation.sites import Site, template_sites
from tests.mutation.system import NESTED_STACK, OUTPUTS, TemplateSet, nested_file

Located = tuple[str, Path]

ENTRY = 2
"""The steps that name an entry of a section: the section and the entry's own name."""


def plain(path: Path) -> Path:
    """A path without the functions on its way, whatever is below the first of them."""
    steps: list[str | int] = []
    for step in path:
        if isinstance(step, str) and (step.startswith("Fn::") or step == "Ref"):
            break
        steps.append(step)
    return tuple(steps)


def covers(named: Path, changed: Path) -> bool:
    """Whether a finding that names one path speaks of a change at the other.

    Elements of a list of plain values have no identity, so another element of the same list is as good.
    """
    one, other = plain(named), plain(changed)
    if one and len(one) == len(other) and isinstance(one[-1], int) and isinstance(other[-1], int):
        one, other = one[:-1], other[:-1]
    shorter = min(len(one), len(other))
    return shorter >= ENTRY and one[:shorter] == other[:shorter]


def names(place: Place | None, places: Iterable[Located]) -> bool:
    """Whether a finding's place is one of the right ones."""
    return place is not None and any(place.file == file and covers(place.path, path) for file, path in places)


class Chains:
    """Where values that are only handed on finally arrive."""

    def __init__(self, system: TemplateSet, sites: Mapping[str, tuple[Site, ...]] | None = None) -> None:
        self.system = system
        self.sites = sites or {file: tuple(template_sites(template)) for file, template in system}

    def after(self, file: str, template: Template) -> Chains:
        """The chains where one template is another one."""
        return Chains(
            TemplateSet({**self.system.templates, file: template}),
            {**self.sites, file: tuple(template_sites(template))},
        )

    def ends(self, start: Located) -> frozenset[Located]:
        """The places that take a value which passes the start, itself left out."""
        found: set[Located] = set()
        waiting, seen = [start], {start}
        while waiting:
            link = waiting.pop()
            for place in self._takers(*link):
                if place not in seen:
                    seen.add(place)
                    waiting.append(place)
                    found.add(place)
        return frozenset(found)

    def _takers(self, file: str, path: Path) -> Iterator[Located]:
        """The places that take the value at a place directly."""
        if len(path) < ENTRY:
            return
        section, name = path[:ENTRY]
        match section:
            case "Parameters":
                yield from self._readers(file, str(name))
                yield from ((file, ("Rules", rule)) for rule in self.system.templates[file].rules)
            case "Conditions":
                yield from self._deciders(file, str(name))
            case "Outputs":
                for stack in self.system.instances(file):
                    yield from self._getters(stack.parent, stack.logical_id, f"{OUTPUTS}{name}")
            case "Rules":
                for site in self.sites[file]:
                    if site.path[:ENTRY] == path[:ENTRY] and isinstance(site.node, Ref):
                        yield file, ("Parameters", site.node.name)
            case "Resources":
                if path[ENTRY:] == ("Condition",):  # what refers to it finds it there, or does not
                    yield from self._referrers(file, str(name))
                yield from self._into_nested(file, str(name), path)

    def _readers(self, file: str, parameter: str) -> Iterator[Located]:
        for site in self.sites[file]:
            if isinstance(site.node, Ref) and site.node.name == parameter:
                yield file, _link(site)

    def _referrers(self, file: str, resource: str) -> Iterator[Located]:
        for site in self.sites[file]:
            match site.node:
                case Ref(name) | GetAtt(name) if name == resource:
                    yield file, _link(site)

    def _getters(self, file: str, resource: str, attribute: str) -> Iterator[Located]:
        for site in self.sites[file]:
            if isinstance(site.node, GetAtt) and (site.node.resource, site.node.attribute) == (resource, attribute):
                yield file, _link(site)

    def _deciders(self, file: str, condition: str) -> Iterator[Located]:
        template = self.system.templates[file]
        for site in self.sites[file]:
            if isinstance(site.node, ConditionRef) and site.node.name == condition:
                yield file, _link(site)
            elif isinstance(site.node, If) and site.node.condition == condition:
                yield file, plain(site.path)
        for section in ("resources", "outputs"):
            for name, entry in getattr(template, section).items():
                if entry.condition == condition:
                    yield file, (section.capitalize(), name)

    def _into_nested(self, file: str, name: str, path: Path) -> Iterator[Located]:
        resource = self.system.templates[file].resources.get(name)
        if resource is None or resource.type != NESTED_STACK:
            return
        nested = nested_file(resource)
        if path[2:4] == ("Properties", "Parameters") and len(path) > 4:
            yield nested, ("Parameters", path[4])
        elif len(path) == ENTRY or path[2:4] == ("Properties", "TemplateURL"):
            template = self.system.templates[nested]
            for section in ("parameters", "resources", "outputs"):
                yield from ((nested, (section.capitalize(), entry)) for entry in getattr(template, section))


def _link(site: Site) -> Path:
    """The place that takes a value: for a condition or an output as a whole, else the property."""
    return site.path[:ENTRY] if site.path[0] in ("Conditions", "Outputs", "Rules") else plain(site.path)
