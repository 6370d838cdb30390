"""Write the predicates into ``docs/properties.md``, from the registry.

Usage::

    python scripts/generate_property_page.py            # write
    python scripts/generate_property_page.py --check    # write nothing, exit with 1 when the page is stale
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from converter.parity.properties import predicates
from converter.parity.properties.predicates.registry import ELEMENT, SYSTEM, Registered
from converter.parity.properties.shapes import KINDS, Shape

PAGE = Path(__file__).resolve().parent.parent / "docs" / "properties.md"
BEGIN, END = "<!-- generated: begin -->\n", "<!-- generated: end -->\n"
REGISTERED = predicates.__all__
"""Importing the predicates is what registers them."""


def generated() -> str:
    """The generated part of the page."""
    return "".join(
        (
            "### Over selected elements\n\n",
            *_table(ELEMENT),
            "\n### Over the whole system\n\n",
            *_table(SYSTEM),
            "\n### Kinds of arguments\n\n| kind | is |\n| --- | --- |\n",
            *(f"| `{name}` | {kind.described} |\n" for name, kind in KINDS.items()),
            "\n`[x]` is a list of x, `{* : x}` a table with any keys.\n",
        )
    )


def _table(registered: Mapping[str, Registered]) -> Iterator[str]:
    yield "| predicate | holds where | arguments |\n| --- | --- | --- |\n"
    for name, entry in sorted(registered.items()):
        told = " ".join((inspect.getdoc(entry.function) or "").split()).replace("``", "`").replace("|", "\\|")
        arguments = ", ".join(f"`{key}`: {shown(shape)}" for key, shape in entry.arguments.items())
        yield f"| `{name}` | {told} | {arguments} |\n"


def shown(shape: Shape) -> str:
    """A shape as the page writes it."""
    if isinstance(shape, str):
        return shape
    if isinstance(shape, Mapping):
        return f"{{{', '.join(f'{key}: {shown(inner)}' for key, inner in shape.items())}}}"
    return f"[{shown(shape[0])}]"


def page(text: str) -> str:
    """A text of the page with the generated part as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{generated()}\n{END}{after}"


def main() -> int:
    """Read the options, then write or check."""
    parser = argparse.ArgumentParser(description="Write the predicates into docs/properties.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the page is stale")
    text = PAGE.read_text(encoding="utf-8")
    wanted = page(text)
    if not parser.parse_args().check:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if text != wanted:
        print(f"{PAGE.name} is stale: run scripts/generate_property_page.py", file=sys.stderr)
    return int(text != wanted)


if __name__ == "__main__":
    sys.exit(main())
