"""Whether two parameters take the same values, found out by asking both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from converter.cloudformation.model import Parameter, Ref, Rule, Template
from converter.cloudformation.places import placed
from converter.cloudformation.resolver import resolve
from converter.cloudformation.scalars import scalar_text
from converter.parity.parameter_values import FILLERS, comparisons, fits

FIELDS = ("allowed_values", "allowed_pattern", "min_length", "max_length", "min_value", "max_value")
NUMBERS = ("0", "-1", "1", "2", "1.5", "1000000")
TEXTS = (
    "", "x", "a b", "UPPER", "under_score", "x" * 300, "10.0.0.0/8", "10.0.0.0/28", "999.0.0.0/16", "false", 'say "a"',
    "back\\slash", "a,b", "a\tb",
)  # fmt: skip
SWAPPED = str.maketrans("0123456789", "9876543210")


def told_apart(
    ours: Parameter,
    theirs: Parameter,
    our_rules: Mapping[str, Rule],
    their_rules: Mapping[str, Rule],
    names: tuple[str, str],
) -> str | None:
    """A value that one of two parameters takes and the other refuses; None where none is found.

    ``names`` are the parameter's names on both sides, by which rules speak of it.
    """
    ruled = (_about(our_rules, names[0]), _about(their_rules, names[1]))
    same_fields = all(getattr(ours, field) == getattr(theirs, field) for field in FIELDS)
    if same_fields and ours.type == theirs.type and _same_rules(ruled, names):
        return None
    for probe in probes((ours, theirs), (*_literals(ruled[0]), *_literals(ruled[1]))):
        if _takes(ours, names[0], ruled[0], probe) != _takes(theirs, names[1], ruled[1], probe):
            return probe
    return None


def probes(parameters: Sequence[Parameter], literals: Sequence[str] = ()) -> Iterator[str]:
    """Values at and beside every limit that the parameters state, and ordinary ones."""
    found: list[str] = list(literals)
    for parameter in parameters:
        found += [scalar_text(value) for value in parameter.allowed_values]
        for bound in (parameter.min_value, parameter.max_value):
            if bound is not None:
                found += [format(Decimal(bound) + step, "f") for step in (Decimal(-1), Decimal(0), Decimal(1))]
                found += [format(Decimal(bound) + step, "f") for step in (Decimal("-0.5"), Decimal("0.5"))]
        for length in (parameter.min_length, parameter.max_length):
            if length is not None:
                found += ["x" * max(0, length + step) for step in (-1, 0, 1)]
        if parameter.default is not None:
            found += _variations(scalar_text(parameter.default))
    yield from dict.fromkeys([*found, *FILLERS, *NUMBERS, *TEXTS])


def _variations(text: str) -> list[str]:
    """A text, and texts like it: something added, something left out, other digits, another case."""
    head, slash, length = text.rpartition("/")
    lengths = [f"{head}/{n}" for n in range(8, 33)] if slash and length.isdigit() else []
    return [text, f"{text}x", f"x{text}", text[:-1], text[1:], text.translate(SWAPPED), text.swapcase(), *lengths]


def _takes(parameter: Parameter, name: str, rules: Mapping[str, Rule], probe: str) -> bool:
    if not fits(name, parameter, probe):
        return False
    if not rules:
        return True
    # What other parameters a rule reads are taken as empty, on both sides.
    others = {
        node.name
        for rule in rules.values()
        for assertion in rule.assertions
        for _, node in placed(assertion.test, ())
        if isinstance(node, Ref) and not node.name.startswith("AWS::")
    }
    parameters = {**dict.fromkeys(others, Parameter(default="")), name: parameter}
    found = resolve(Template(parameters=parameters, rules=rules), {name: probe}).findings
    return not any(finding.id == "cfn-rule-failed" for finding in found)


def _about(rules: Mapping[str, Rule], name: str) -> Mapping[str, Rule]:
    """The rules whose assertions read a parameter."""
    return {
        key: rule
        for key, rule in rules.items()
        if any(node == Ref(name) for a in rule.assertions for _, node in placed(a.test, ()))
    }


def _literals(rules: Mapping[str, Rule]) -> list[str]:
    found: list[str] = []
    for rule in rules.values():
        for assertion in rule.assertions:
            for _, node in placed(assertion.test, ()):
                found += [literal for _, literal in comparisons(node)]
    return found


def _same_rules(ruled: tuple[Mapping[str, Rule], Mapping[str, Rule]], names: tuple[str, str]) -> bool:
    ours, theirs = (
        sorted(
            repr((rule.condition, [a.test for a in rule.assertions])).replace(repr(Ref(name)), "Ref(it)")
            for rule in rules.values()
        )
        for rules, name in zip(ruled, names, strict=True)
    )
    return ours == theirs
