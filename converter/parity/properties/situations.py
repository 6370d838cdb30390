"""Parameter values under which the templates are looked at: ordinary ones, and each decision taken another way.

Deterministic: a value for every parameter without a default, then one situation for every value that some condition or
list of allowed values makes different.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.model import Object, Ref, Template
from converter.cloudformation.places import placed
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import Value
from converter.findings import Finding, FindingError, Place, Severity
from converter.parity.parameter_values import comparisons, filler, fits
from converter.parity.properties.paths import rendered

Load = Callable[[str], Template | None]

REGION = "us-east-1"
OTHER_REGION = "eu-central-1"
NESTED_STACK = "AWS::CloudFormation::Stack"

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Situation:
    """Parameter values and what the deployment's surroundings are; ``name`` tells what is out of the ordinary."""

    parameters: Mapping[str, Value] = field(default_factory=dict)
    pseudo: PseudoParameters = field(default_factory=lambda: PseudoParameters(region=REGION))
    name: str = ""


# ---------------------------------------------------------------------------------------------- the ordinary one


def ordinary(template: Template, file: str, given: Mapping[str, Value]) -> Situation:
    """Defaults, the given values, and fillers where a parameter or a rule needs a value.

    Raises FindingError where a parameter has no default and no filler fits it.
    """
    values: dict[str, Value] = {name: value for name, value in given.items() if name in template.parameters}
    ruled = _ruled_parameters(template)
    missing: list[Finding] = []
    for name, parameter in template.parameters.items():
        if name in values:
            continue
        if parameter.default is None or (parameter.default == "" and name in ruled):
            value = filler(name, parameter, ruled.get(name, frozenset()))
            if value is not None:
                values[name] = value
            elif parameter.default is None:
                missing.append(_no_value(name, file))
    if missing:
        raise FindingError(*missing)
    return Situation(values)


def _no_value(name: str, file: str) -> Finding:
    return Finding(
        "parity-parameter-value",
        Severity.ERROR,
        f"parameter {name} has no default, and none of the usual texts fits its constraints",
        "give the value of the variable with --var NAME=VALUE or --var-file",
        place=Place(file, ("Parameters", name)),
    )


def _ruled_parameters(template: Template) -> dict[str, frozenset[str]]:
    """The parameters that rules speak of, each with the literals that it is compared with."""
    found: dict[str, frozenset[str]] = {}
    for rule in template.rules.values():
        for assertion in rule.assertions:
            for _, node in placed(assertion.test, ()):
                for name, literal in comparisons(node):
                    found[name] = found.get(name, frozenset()) | {literal}
    return found


# ---------------------------------------------------------------------------------------------- other ones


def situations(template: Template, load: Load, base: Situation) -> Iterator[Situation]:
    """The ordinary situation, another region, and every decision that the parameters make, taken another way."""
    yield base
    yield Situation(base.parameters, PseudoParameters(region=OTHER_REGION), f"in region {OTHER_REGION}")
    decisions = _decisions(template, load)
    words = dict(_other_words(template, decisions.keys()))
    if words:
        yield Situation({**base.parameters, **words}, base.pseudo, f"with other values of {', '.join(words)}")
    for name, parameter in template.parameters.items():
        now = _text(base.parameters.get(name, parameter.default))
        literals = decisions.get(name, frozenset())
        choices = [scalar_text(value) for value in parameter.allowed_values]
        if not choices and literals:
            choices = [*sorted(literals)]
            if other := filler(name, parameter, literals):
                choices.append(_text(other))
        for choice in dict.fromkeys(choices):
            if choice != now and fits(name, parameter, choice):
                told = f"{name}={'…' if parameter.no_echo else choice or repr('')}"
                yield Situation({**base.parameters, name: choice}, base.pseudo, f"with {told}")


def _other_words(template: Template, decided: Collection[str]) -> Iterator[tuple[str, str]]:
    """Another value for each parameter whose default is a plain word and on which no condition depends."""
    for index, (name, parameter) in enumerate(template.parameters.items()):
        default, other = parameter.default, f"other{index}"
        if parameter.allowed_values or name in decided or not isinstance(default, str):
            continue
        if _WORD.fullmatch(default) and fits(name, parameter, other):
            yield name, other


def _text(value: Value | None) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_text, value))
    return rendered(value)


def _decisions(template: Template, load: Load, depth: int = 0) -> dict[str, frozenset[str]]:
    """The literals that conditions, here and in nested stacks, compare each parameter with."""
    found: dict[str, frozenset[str]] = {}

    def note(name: str, literals: frozenset[str]) -> None:
        if name in template.parameters:
            found[name] = found.get(name, frozenset()) | literals

    for expression in template.conditions.values():
        for _, node in placed(expression, ()):
            for name, literal in comparisons(node):
                note(name, frozenset({literal}))
    for resource in template.resources.values():
        url = resource.properties.get("TemplateURL")
        given = resource.properties.get("Parameters")
        if resource.type != NESTED_STACK or not isinstance(url, str) or not isinstance(given, Object) or depth > 8:
            continue
        nested = load(url.removeprefix("./"))
        below = _decisions(nested, load, depth + 1) if nested is not None else {}
        for name, node in given:
            if isinstance(node, Ref) and name in below:
                note(node.name, below[name])
    return found
