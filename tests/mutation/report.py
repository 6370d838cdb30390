"""Counts and tables: for the screen, and as ``docs/mutation.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.mutation.sampling import TEMPLATE_OPERATORS
from tests.mutation.terraform_operators import TERRAFORM_OPERATORS
from tests.mutation.verdicts import GOOD, UNCOUNTED, Outcome, Verdict

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mutation.md"
HEADINGS = {
    Verdict.KILLED: "killed",
    Verdict.KILLED_AT_END: "at the end",
    Verdict.EQUIVALENT: "equivalent",
    Verdict.REFUSED: "refused",
    Verdict.ELSEWHERE: "elsewhere",
    Verdict.SURVIVED: "survived",
    Verdict.FALSE_ALARM: "false alarm",
    Verdict.CRASHED: "crashed",
}
MEANINGS = {
    **{operator.name: operator.does for operator in TEMPLATE_OPERATORS},
    **{operator.name: operator.does for operator in TERRAFORM_OPERATORS},
}

INTRODUCTION = """\
# Mutation suite

<!-- written by make mutation -->

How far can `tf2cfn parity` be trusted? `make mutation` makes one small change at a time, to the templates of the
reference system or to its Terraform configuration, and asks whether the comparison finds it. The mutants are the same
on every machine: a hash of a mutant's name decides whether it is taken, so that every operator, every file and every
resource type is represented.

A mutant is **killed** where a finding names the changed place, one above it (down to the resource, parameter or
output), or its Terraform address or argument. It is killed **at the end** of the chain where the changed thing only
hands a value on - a parameter, a condition, an output, what a nested stack is given - and a finding names a place that
takes the value: nothing but the writer's intention tells which link of such a chain is wrong. It is **equivalent**
where it is proved to change nothing; then there must be no finding at all. Anything else counts against the score: a
finding **elsewhere**, none at all (**survived**), a **false alarm** about an equivalent mutant. A changed configuration
that cannot be evaluated any more is **refused** with an error and not counted.

Descriptions, comments and metadata are not mutated: they have no effect on what is deployed.
"""


def score(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """How many of the mutants that are not equivalent are killed, and how many there are."""
    counted = [o for o in outcomes if o.verdict not in UNCOUNTED]
    return sum(o.verdict in GOOD for o in counted), len(counted)


def score_line(outcomes: Sequence[Outcome]) -> str:
    """The score in words."""
    killed, counted = score(outcomes)
    share = 100 * killed / counted if counted else 100
    equivalent = sum(o.verdict is Verdict.EQUIVALENT for o in outcomes)
    # Rounded down: 100 % means all of them
    shown = f"{int(share * 10) / 10:g}"
    return f"{shown} %: {killed} of {counted} mutants killed; {equivalent} more are equivalent"


def table(
    outcomes: Iterable[Outcome], key: Callable[[Outcome], str], heading: str, keys: Iterable[str] = ()
) -> list[tuple[str, ...]]:
    """Rows of counts per key, headings first, the sum last; ``keys`` have a row each in any case."""
    counts: dict[str, Counter[Verdict]] = {name: Counter() for name in keys}
    for outcome in outcomes:
        counts.setdefault(key(outcome), Counter())[outcome.verdict] += 1
    rows: list[tuple[str, ...]] = [(heading, "mutants", *HEADINGS.values())]
    total: Counter[Verdict] = Counter()
    for name, found in counts.items():
        rows.append(_row(name, found))
        total.update(found)
    rows.append(_row("all", total))
    return rows


def _row(name: str, counts: Counter[Verdict]) -> tuple[str, ...]:
    return (name, str(counts.total()), *(str(counts[verdict] or "") for verdict in HEADINGS))


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as text in columns, the first one to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells[1:]]).rstrip())
    return "\n".join(lines)


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table."""
    head, *body = rows
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *body))


def page(outcomes: Sequence[Outcome], chosen: int) -> str:
    """The page of the documentation; ``chosen`` is how many mutants a whole run has."""
    parts = [INTRODUCTION, "## Score\n", f"**{score_line(outcomes)}.**\n"]
    if len(outcomes) < chosen:
        parts.append(f"The figures are those of {len(outcomes)} mutants of {chosen}.\n")
    operators = table(outcomes, lambda o: o.operator, "operator", MEANINGS)
    described = [(row[0], MEANINGS.get(row[0], ""), *row[1:]) for row in operators]
    described[0] = ("operator", "what it does", *operators[0][1:])
    parts += ["## Operators\n", operator_table(described), ""]
    parts += ["## Files\n", markdown(table(sorted(outcomes, key=lambda o: o.file), lambda o: o.file, "file")), ""]
    parts += ["## Equivalent mutants\n", *_reasons(o for o in outcomes if o.verdict is Verdict.EQUIVALENT)]
    rest = [f"- {o.name}: {o.verdict}" for o in outcomes if o.verdict not in GOOD]
    if rest:
        parts += ["## Not killed\n", *rest, ""]
    return "\n".join(parts).rstrip() + "\n"


def operator_table(rows: Sequence[Sequence[str]]) -> str:
    """The table of operators: the second column is words too."""
    head, *body = rows
    rule = ["---", "---", *["---:"] * (len(head) - 2)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *body))


def _reasons(outcomes: Iterable[Outcome]) -> list[str]:
    """The equivalent mutants, by reason."""
    by_reason: dict[str, list[str]] = {}
    for outcome in outcomes:
        by_reason.setdefault(outcome.reason, []).append(outcome.name)
    lines = []
    for reason, names in by_reason.items():
        lines += [f"{reason[0].upper()}{reason[1:]}:\n", *(f"- {name}" for name in sorted(names)), ""]
    return lines
