"""Write ``docs/findings/ID.md`` for every kind of finding in the catalogue, and their index.

Usage::

    python scripts/generate_finding_pages.py            # write
    python scripts/generate_finding_pages.py --check    # write nothing, exit with 1 when a page is stale
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from converter.findings.catalogue import CATALOGUE, ROOMS, room_of
from converter.findings.kinds.kind import FindingKind
from scripts.page_folder import ROOT, PageFolder

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


FOLDER = PageFolder(ROOT / "docs" / "findings", pages)

if __name__ == "__main__":
    sys.exit(FOLDER.command(__file__, "Write docs/findings/ from the catalogue."))
