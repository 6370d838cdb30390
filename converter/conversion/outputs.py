"""Root outputs as CloudFormation outputs: scalars as they are, lists joined, objects split, null as a condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.cloudformation.model import Join, Output
from converter.cloudformation.quotas import MAX_OUTPUT_DESCRIPTION_BYTES, clipped
from converter.findings import Finding, Findings, Severity
from converter.rules.inexpressible import InexpressibleError
from converter.rules.lowering import Lowering
from converter.rules.names import pascal
from converter.stacks.crossing import MAX_KEY
from converter.stacks.words import within
from converter.terraform.choosing import choose
from converter.terraform.convert import bare
from converter.terraform.evaluator import Evaluation, OutputValue
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.navigation import is_residual_collection
from converter.terraform.values import Attribute, Choice, Mapping, Null, ObjectView, Sequence, Value
from converter.terraform.walking import is_sensitive, leaves

_SHOWN = 3
"""Reasons that a finding spells out."""


@dataclass(frozen=True, slots=True)
class OutputEntry:
    """What became of one root output: the output names it became, and why it became none."""

    name: str
    outputs: tuple[str, ...]
    reason: str = ""


def make_outputs(
    evaluation: Evaluation, lowering: Lowering, findings: Findings
) -> tuple[dict[str, Output], list[OutputEntry]]:
    """The main stack's outputs, and the record of the root outputs."""
    outputs: dict[str, Output] = {}
    entries: list[OutputEntry] = []
    for output in evaluation.outputs:
        if output.sensitive or is_sensitive(output.value):
            entries.append(OutputEntry(output.name, (), "sensitive: stack outputs are shown in clear text"))
            findings.add(
                Finding(
                    "rules-output-dropped",
                    Severity.WARNING,
                    f"output {output.name!r} is sensitive and left out",
                    "CloudFormation shows stack outputs in clear text; read the value where it is kept",
                    output.span,
                )
            )
            continue
        made = dict(_outputs(output, lowering, findings))
        outputs.update(made)
        entries.append(OutputEntry(output.name, tuple(made)))
    return outputs, entries


def _outputs(output: OutputValue, lowering: Lowering, findings: Findings) -> Iterator[tuple[str, Output]]:
    lost: dict[str, None] = {}
    for long_name, value, guard in _scalars(pascal(output.name), output.value, ALWAYS):
        name = within(long_name, MAX_KEY)
        present, plain = _present(value)
        guard_here = both(guard, present)
        if guard_here == NEVER:
            continue
        lowering.note_numbers(plain, guard_here)
        try:
            _check_texts(plain, lowering)
            node = lowering.value(plain, None if isinstance(plain, Sequence) else "string", guard_here)
            if isinstance(node, tuple) or is_residual_collection(plain):
                node = Join(",", node)
            condition = None if guard_here == ALWAYS else lowering.conditions.name(guard_here)
        except InexpressibleError as problem:
            lost.setdefault(str(problem))
            continue
        description = " ".join(output.description.split())
        yield (
            name,
            Output(
                value=node if not isinstance(node, bool | int) else str(node).lower(),
                description=clipped(description, MAX_OUTPUT_DESCRIPTION_BYTES),
                condition=condition,
                comment=f"output.{output.name} ({output.span.file})",
            ),
        )
    if lost:
        findings.add(_inexpressible(output, tuple(lost)))


def _check_texts(value: Value, lowering: Lowering) -> None:
    """Raise InexpressibleError where CloudFormation tells a part of an output as a number, which no output takes."""
    for leaf in leaves(value, enter_known=False):
        if isinstance(leaf, Attribute) and lowering.tells_number(leaf):
            path = ".".join(map(str, leaf.path))
            raise InexpressibleError(
                f"CloudFormation tells {leaf.resource}.{path} as a number, and an output is a text"
            )


def _inexpressible(output: OutputValue, reasons: tuple[str, ...]) -> Finding:
    """One finding for an output, however many of its values (those of a whole resource, say) have no form."""
    shown = "; ".join(reasons[:_SHOWN])
    more = f"; and {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
    whole = isinstance(bare(output.value), Mapping | ObjectView)
    return Finding(
        "rules-inexpressible",
        Severity.WARNING,
        f"{'some of ' if whole else ''}output {output.name!r} cannot be expressed in CloudFormation",
        f"{shown}{more}",
        output.span,
    )


def _scalars(name: str, value: Value, guard: Formula) -> Iterator[tuple[str, Value, Formula]]:
    """The leaves of an output: an object's attributes become outputs of their own, so do the objects of a list."""
    value = bare(value)
    if isinstance(value, ObjectView):
        value = value.expand()
    if isinstance(value, Mapping):
        for entry in value.entries:
            yield from _scalars(f"{name}{pascal(entry.key)}", entry.value, both(guard, entry.guard))
    elif isinstance(value, Sequence) and any(_is_structure(item.value) for item in value.items):
        for position, item in enumerate(value.items):
            yield from _scalars(f"{name}{position}", item.value, both(guard, item.guard))
    else:
        yield name, value, guard


def _is_structure(value: Value) -> bool:
    return isinstance(bare(value), Mapping | ObjectView | Sequence)


def _present(value: Value) -> tuple[Formula, Value]:
    """When a value is not null, and what it is then."""
    value = bare(value)
    match value:
        case Null():
            return NEVER, value
        case Choice(condition, then, otherwise):
            first, one = _present(then)
            second, other = _present(otherwise)
            present = either(both(condition, first), both(negate(condition), second))
            if first == NEVER:
                return present, other
            if second == NEVER:
                return present, one
            return present, choose(condition, one, other)
        case _:
            return ALWAYS, value
