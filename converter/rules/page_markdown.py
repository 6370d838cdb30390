"""A type's page as markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from converter.rules.pages import ArgumentLine, TypePage

CLASSES = {
    "direct": "one resource",
    "split": "several resources",
    "merged": "part of another resource",
    "deploy-step": "a step beside the deployment",
    "no-counterpart": "no counterpart",
}
"""What the classes of types are called in text."""


def markdown(page: TypePage, heading: str = "#") -> str:
    """The page as markdown, its title at the level of ``heading``."""
    return "\n".join(_lines(page, heading)) + "\n"


def _lines(page: TypePage, heading: str) -> Iterator[str]:
    yield f"{heading} {page.type}"
    yield ""
    types = ", ".join(f"`{name}`" for name in page.cfn_types)
    yield (
        f"**{CLASSES[page.kind]}**"
        + (f" · {types}" if types else "")
        + ("" if page.has_table or not types else " · no table yet")
    )
    if page.remark:
        yield from ("", f"{_cell(page.remark)}.")
    facts = list(_facts(page))
    if facts:
        yield ""
        yield from (f"- {fact}" for fact in facts)
    if page.arguments:
        yield from ("", *_arguments(page.arguments))
    if page.attributes:
        yield from (
            "",
            *table(
                ("attribute", "becomes"), ((f"`{a.attribute}`", _becomes(a.becomes, a.gap)) for a in page.attributes)
            ),
        )
    for case in page.cases:
        what = ", ".join(f"`{name}`" for name in case.cfn_types)
        yield from (
            "",
            f"Where {_cell(case.when)}"
            + (f": {what}" if what else "")
            + (f": {_cell(case.remark)}" if case.remark else ""),
        )
        if case.arguments:
            yield from ("", *_arguments(case.arguments))


def _facts(page: TypePage) -> Iterator[str]:
    if page.merged_into:
        yield f"merged into `{page.merged_into}`"
    for name, condition in page.also.items():
        yield f"also {name}: {condition}"
    if page.deletion:
        yield f"deletion policy: {page.deletion}"
    if page.update_policy:
        yield f"update policy: {', '.join(f'`{name}`' for name in page.update_policy)}"
    for name, properties in page.identifiers.items():
        if page.has_table and properties:
            yield f"identified by {', '.join(f'`{p}`' for p in properties)} (`{name}`)"
    for name, regions in page.regions.items():
        yield f"`{name}` only in {', '.join(regions)}"


def _arguments(lines: Sequence[ArgumentLine]) -> Iterator[str]:
    return table(
        ("argument", "property", "default", "verdict"),
        (
            (
                f"`{line.argument}`" + (" *" if line.required else ""),
                (f"`{line.target}`" if line.target else "") + (" ↻" if line.replaces else ""),
                f"`{_cell(line.default)}`" if line.default else "",
                line.verdict + (f": {_cell(line.remark)}" if line.remark else ""),
            )
            for line in lines
        ),
    )


def _becomes(text: str, gap: bool) -> str:
    return f"nothing: {_cell(text)}" if gap else f"`{_cell(text)}`"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, line by line."""
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---' for _ in headings)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
