"""Where the values of sensitive variables go: marked values are planted in their parameters and followed.

A planted value is a symbol, so that it is found inside texts, encodings and selections too; a second run plants texts,
so that conditions are decided on real values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from converter.cloudformation.model import GetAtt, Ref, Template, walk
from converter.cloudformation.resolved import ResolvedResource, ResolvedStack
from converter.cloudformation.values import Imported, Text, Value, symbols
from converter.findings import Place, Span
from converter.parity.parameter_values import fits
from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem
from converter.parity.properties.paths import Steps
from converter.parity.properties.predicates.registry import Arguments, Examined, system
from converter.parity.properties.situations import NESTED_STACK, Situation
from converter.parity.properties.system import System, plain
from converter.parity.properties.tree import Tree
from converter.rules.names import parameter_name
from converter.terraform.inputs import InputVariable

MARK = "planted value of "
LEAST_TELLING = 6
"""Shorter values are ordinary words that stand in templates by chance."""

Finds = Callable[[Value], frozenset[str]]
"""The names of the planted parameters whose value is (part of) a text, number or symbol."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Values for the sensitive parameters, and how to find them again."""

    values: Mapping[str, Value]
    finds: Finds


@system("stays_hidden", homes={"*": ["text"]})
def stays_hidden(system: System, arguments: Arguments, _expected: Expectations) -> Iterator[Examined]:
    """Sensitive values stay in NoEcho parameters, all the way down, and reach only properties made for them."""
    sensitive = {
        parameter_name(name): variable
        for name, variable in system.variables.items()
        if variable.config.sensitive and parameter_name(name) in system.root.parameters
    }
    yield from _given_values(system)
    if not sensitive:
        return
    spans = {name: variable.config.block.header for name, variable in sensitive.items()}
    for name in sensitive:
        yield Examined((name,))
    for situation in system.situations:
        planted = planted_symbols(sensitive)
        situation_with = Situation({**situation.parameters, **planted.values}, situation.pseudo, situation.name)
        yield from follow(system.resolve(situation_with), planted.finds, arguments["homes"], spans)
    planted = planted_texts(system.root, sensitive)
    tree = system.resolve(Situation({**system.base.parameters, **planted.values}, system.base.pseudo))
    yield from follow(tree, planted.finds, arguments["homes"], spans)


def planted_symbols(names: Mapping[str, object]) -> Planted:
    """A symbol of its own for each parameter."""

    def finds(value: Value) -> frozenset[str]:
        marks = (s.name for s in symbols(value) if isinstance(s, Imported) and isinstance(s.name, str))
        return frozenset(mark.removeprefix(MARK) for mark in marks if mark.startswith(MARK))

    return Planted({name: Imported(f"{MARK}{name}") for name in names}, finds)


def planted_texts(root: Template, names: Mapping[str, object]) -> Planted:
    """A text of its own for each parameter that takes one of the usual forms."""
    texts: dict[str, str] = {}
    for index, name in enumerate(names):
        for form in (
            "planted-secret-{}",
            "PlantedSecret{}x",
            "plantedsecret{}",
            "planted{}@example.org",
            "90071{}9254",
        ):
            if fits(name, root.parameters[name], text := form.format(f"{index:02}7")):
                texts[name] = text
                break

    def finds(value: Value) -> frozenset[str]:
        shown = "".join(part for part in value.parts if isinstance(part, str)) if isinstance(value, Text) else value
        return frozenset(name for name, text in texts.items() if isinstance(shown, str) and text in shown)

    return Planted(dict(texts), finds)


def follow(tree: Tree, finds: Finds, homes: Mapping[str, list[str]], spans: Mapping[str, Span]) -> Iterator[Examined]:
    """Every place where a planted value comes out, judged."""
    for stack in tree.stacks():
        for place, names, problem in _stack_places(stack, finds, homes):
            for name in sorted(names):
                key = (stack.path, place.path, name)
                if problem is None:
                    yield Examined(key, (), tree.situation)
                    continue
                summary = f"{problem[0]} carries the sensitive value of {name}"
                found = Problem(summary, problem[1], place=place, subject=spans.get(name))
                yield Examined(key, (found,), tree.situation)


Judged = tuple[Place, frozenset[str], tuple[str, str] | None]


def _stack_places(stack: ResolvedStack, finds: Finds, homes: Mapping[str, list[str]]) -> Iterator[Judged]:
    tainted: dict[str, frozenset[str]] = {}
    for name, value in stack.parameters.items():
        if found := frozenset(n for _, names in _places(value, finds) for n in names):
            tainted[name] = found
            hidden = stack.template.parameters[name].no_echo
            fault = None if hidden else (f"parameter {name}, which lacks NoEcho,", "set NoEcho: true")
            yield Place(stack.file, ("Parameters", name)), found, fault
    for name, output in stack.outputs.items():
        values = {"Value": output.value, "Export": "" if output.export_name is None else output.export_name}
        for key, put_out in values.items():
            for _, found in _places(put_out, finds):
                yield Place(stack.file, ("Outputs", name, key)), found, (f"output {name}", "do not put it out")
    for logical_id, resource in stack.resources.items():
        yield from _resource_places(stack, logical_id, resource, finds, homes.get(resource.type, []))
        yield from _metadata_places(stack, logical_id, tainted)


def _resource_places(
    stack: ResolvedStack, logical_id: str, resource: ResolvedResource, finds: Finds, homes: list[str]
) -> Iterator[Judged]:
    sections: Mapping[str, Mapping[str, Value]] = {
        "Properties": resource.properties,
        "CreationPolicy": resource.creation_policy,
        "UpdatePolicy": resource.update_policy,
    }
    for section, properties in sections.items():
        for steps, found in _places(properties, finds):
            path = _dotted(steps)
            if resource.type == NESTED_STACK and steps[0] == "Parameters":
                continue
            allowed = section == "Properties" and any(path == home or path.startswith(f"{home}.") for home in homes)
            fault = None if allowed else (f"{path} of {logical_id}", "keep it in a secret, and refer to the secret")
            yield Place(stack.file, ("Resources", logical_id, section, *steps)), found, fault


def _metadata_places(stack: ResolvedStack, logical_id: str, tainted: Mapping[str, frozenset[str]]) -> Iterator[Judged]:
    for node in walk(stack.template.resources[logical_id].metadata):
        name = node.name if isinstance(node, Ref) else node.resource if isinstance(node, GetAtt) else ""
        if name in tainted:
            place = Place(stack.file, ("Resources", logical_id, "Metadata"))
            yield place, tainted[name], (f"the metadata of {logical_id}", "leave it out")


def _places(value: Value, finds: Finds, steps: Steps = ()) -> Iterator[tuple[Steps, frozenset[str]]]:
    """Every scalar below a value in which something planted comes out."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _places(inner, finds, (*steps, key))
        case tuple():
            for index, inner in enumerate(value):
                yield from _places(inner, finds, (*steps, index))
        case _:
            if found := finds(value):
                yield steps, found


def _dotted(steps: Steps) -> str:
    """Steps as a path of a row: ``A[].B``."""
    return re.sub(r"\.\[\]", "[]", ".".join("[]" if isinstance(step, int) else str(step) for step in steps))


# ---------------------------------------------------------------------------------------------- values of the user


def _given_values(system: System) -> Iterator[Examined]:
    """A sensitive value from a variables file, the environment or the command line stands in no template."""
    for name, variable in system.variables.items():
        text = _telling(variable)
        if text is None:
            continue
        for file in system.folder.templates:
            problems: tuple[Problem, ...] = ()
            if text in (system.folder.text(file) or ""):
                problems = (
                    Problem(
                        f"the value given for sensitive variable {name} ({variable.origin}) stands in the template",
                        "leave the parameter's default as the variable's own, and give the value when deploying",
                        place=Place(file),
                        subject=variable.config.block.header,
                    ),
                )
            yield Examined(("given", name, file), problems)


def _telling(variable: InputVariable) -> str | None:
    """The given value of a sensitive variable, where it is its own and long enough to be told from ordinary words."""
    given, default = plain(variable.given), plain(variable.default)
    if not variable.config.sensitive or not isinstance(given, str) or given == default:
        return None
    return given if len(given) >= LEAST_TELLING else None
