"""Write ``docs/findings/ID.md`` for every kind of finding in the catalogue, and their index.

Usage::

    python scripts/generate_finding_pages.py            # write
    python scripts/generate_finding_pages.py --check    # write nothing, exit with 1 when a page is stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from converter.findings.catalogue import CATALOGUE, ROOMS, room_of
from converter.findings.kinds.kind import FindingKind

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "findings"
INTRODUCTION = """\
# Findings

Every message of `tf2cfn` carries one of these ids. This folder is generated from `converter/findings/kinds/` by
`scripts/generate_finding_pages.py`.
"""


def pages() -> Mapping[str, str]:
    """File name → text of every page."""
    return {"README.md": index()} | {f"{kind.id}.md": page(kind) for kind in CATALOGUE.values()}


def page(kind: FindingKind) -> str:
    """The page of one kind of finding."""
    return (
        f"# {kind.id}\n\n"
        f"**{kind.title}** · {kind.severity} · {room_of(kind)}\n\n"
        f"## What it means\n\n{kind.meaning}\n\n"
        f"## What to do\n\n{kind.remedy}\n"
    )


def index() -> str:
    """The page that lists all others, room by room."""
    parts = [INTRODUCTION]
    for prefix, room in ROOMS.items():
        kinds = [kind for kind in CATALOGUE.values() if kind.id.partition("-")[0] == prefix]
        if kinds:
            rows = "".join(f"| [{kind.id}]({kind.id}.md) | {kind.severity} | {kind.title} |\n" for kind in kinds)
            parts.append(f"## {room[0].upper()}{room[1:]}\n\n| id | severity | title |\n| --- | --- | --- |\n{rows}")
    return "\n".join(parts)


def stale(folder: Path) -> list[str]:
    """Names of the pages that are missing, different or left over in ``folder``."""
    wanted = pages()
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def write(folder: Path) -> None:
    """Make ``folder`` hold exactly the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for name in stale(folder):
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()


def main() -> int:
    """Read the options, then write or check."""
    parser = argparse.ArgumentParser(description="Write docs/findings/ from the catalogue.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is stale")
    if not parser.parse_args().check:
        write(FOLDER)
        return 0
    names = stale(FOLDER)
    for name in names:
        print(f"docs/findings/{name} is stale: run python scripts/generate_finding_pages.py", file=sys.stderr)
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
