"""Domain names follow the regional pattern wherever a stack is deployed, and the fixed names where that is off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from converter.cloudformation.resolved import PseudoParameters, ResolvedStack
from converter.cloudformation.values import Value
from converter.findings import Place
from converter.parity.parameter_values import fits
from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem, Selection, Steps, Subject, property_place
from converter.parity.properties.paths import shown, texts_in
from converter.parity.properties.predicates.registry import Arguments, Examined, system
from converter.parity.properties.situations import NESTED_STACK, Situation
from converter.parity.properties.system import System
from converter.parity.properties.tree import Tree
from converter.rules.names import parameter_name

_WORD = r"[A-Za-z0-9_*-]+"
_VARIABLE = re.compile(r"\{([a-z_0-9]+)\}")
PLANTED = "planted"


@dataclass(frozen=True, slots=True)
class Expected:
    """The full names that there must be under one situation, service by service, and the domain they end in."""

    names: Mapping[str, str]
    planted: tuple[str, ...]
    """Texts that occur in domain names only, and there only as part of an expected one."""
    parents: frozenset[str]
    """Domains that may stand alone."""


@system("domain_names", names={"*": ["text"]}, pattern="text", regions=["text"], base_domains=["text"])
def domain_names(system: System, arguments: Arguments, expected: Expectations) -> Iterator[Examined]:
    """Certificates and records carry exactly the expected names; nothing else mentions the base domain."""
    services, base = expected.get("services"), expected.get("base_domain")
    if not services or not base:
        return
    for service in services:
        expected.use("services", service)
    for region in arguments["regions"]:
        for domain in arguments["base_domains"]:
            situation = _regional(system, expected, region, domain)
            if situation is not None:
                pattern = arguments["pattern"].replace("{region}", region).replace("{base_domain}", domain)
                names = {service: pattern.replace("{service}", service) for service in services}
                wanted = Expected(names, (domain,), frozenset({domain, f"{region}.{domain}"}))
                yield from examine_names(system.resolve(situation), arguments["names"], wanted)
    if expected.get("switch"):
        situation, wanted = _fixed(system, expected)
        yield from examine_names(system.resolve(situation), arguments["names"], wanted)


def _regional(system: System, expected: Expectations, region: str, domain: str) -> Situation | None:
    """The situation in a region under a base domain; None where the parameter does not take that domain."""
    base = parameter_name(expected.get("base_domain"))
    fold = system.folding.of(base)
    parameter = system.root.parameters.get(base, fold.members[base] if fold is not None else None)
    if parameter is None or not fits(base, parameter, domain):
        return None
    values: dict[str, Value] = {base: domain}
    if switch := expected.get("switch"):
        values[parameter_name(switch)] = "true"
    return Situation(system.with_values(values), PseudoParameters(region=region), f"in {region} under {domain}")


def _fixed(system: System, expected: Expectations) -> tuple[Situation, Expected]:
    """The situation with the regional names off, every name set by the user."""
    base = expected.get("base_domain")
    values: dict[str, Value] = {parameter_name(expected.get("switch")): "false"}
    planted: dict[str, str] = {base: f"base.{PLANTED}.example"}
    for pattern in expected.get("services").values():
        for variable in _VARIABLE.findall(pattern):
            planted.setdefault(variable, f"{variable.replace('_', '-')}.{PLANTED}.example")
    for variable, text in planted.items():
        if parameter_name(variable) in system.root.parameters or system.fold(variable) is not None:
            values[parameter_name(variable)] = text
    names = {
        service: _VARIABLE.sub(lambda found: planted.get(found[1], found[0]), pattern)
        for service, pattern in expected.get("services").items()
    }
    parents = frozenset(text for variable, text in planted.items() if variable != base)
    wanted = Expected(names, tuple(planted.values()), parents)
    return Situation(system.with_values(values), system.base.pseudo, "with the regional names off"), wanted


def examine_names(tree: Tree, selected: Mapping[str, Any], wanted: Expected) -> Iterator[Examined]:
    """Every selected name is expected, every expected one is there, and so is every other mention of the domain."""
    for kind, paths in selected.items():
        found: set[str] = set()
        last: Subject | None = None
        for subject in tree.select(Selection({kind: tuple(paths)})):
            name = tree.text(subject.value).rstrip(".")
            found.add(name)
            last = subject
            problems = () if name in wanted.names.values() else (_unexpected(subject, wanted),)
            yield Examined(subject.key, problems, tree.situation)
        for service, name in wanted.names.items():
            if name not in found and last is not None:
                place = replace(last.place, path=("Resources",))
                problem = Problem(f"no {kind} has the name of service {service}", f"expected is {name}", place=place)
                yield Examined((kind, service), (problem,), tree.situation)
    yield from _mentions(tree, wanted)


def _unexpected(subject: Subject, wanted: Expected) -> Problem:
    names = ", ".join(wanted.names.values())
    return Problem(f"the domain name is {shown(subject.value)}", f"expected is one of {names}", place=subject.place)


def _mentions(tree: Tree, wanted: Expected) -> Iterator[Examined]:
    allowed = wanted.parents | set(wanted.names.values())
    pattern = re.compile(rf"(?:{_WORD}\.)*(?:{'|'.join(map(re.escape, wanted.planted))})")
    for stack, place, steps, value in _values(tree):
        for at, text in texts_in(tree.plain(value)):
            for name in pattern.findall(text):
                problems: tuple[Problem, ...] = ()
                if name not in allowed:
                    where = replace(place, path=(*place.path, *at))
                    problems = (
                        Problem(f"the domain name {name} is none of the expected", _known(allowed), place=where),
                    )
                yield Examined((stack.path, steps, at), problems, tree.situation)


def _known(allowed: frozenset[str]) -> str:
    return f"expected are {', '.join(sorted(allowed))}"


def _values(tree: Tree) -> Iterator[tuple[ResolvedStack, Place, Steps, Value]]:
    """Every resource's properties and every output."""
    for stack, logical_id, resource in tree.resources():
        if resource.type != NESTED_STACK:
            yield stack, property_place(stack, logical_id), (logical_id,), resource.properties
    for stack in tree.stacks():
        for name, output in stack.outputs.items():
            steps = ("Outputs", name, "Value")
            yield stack, Place(stack.file, steps), steps, output.value
