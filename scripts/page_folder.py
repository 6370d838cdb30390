"""A folder of generated pages: what in it is stale, writing it, and the command line of the scripts that do so."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class PageFolder:
    """The Markdown pages of one folder; ``pages`` gives file name → text of all that belong there."""

    path: Path
    pages: Callable[[], Mapping[str, str]]

    def stale(self) -> list[str]:
        """Names of the pages that are missing, different or left over."""
        return sorted(name for name, _ in self._differences())

    def write(self) -> None:
        """Make the folder hold exactly the pages."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name, text in self._differences():
            if text is None:
                (self.path / name).unlink()
            else:
                (self.path / name).write_text(text, encoding="utf-8")

    def _differences(self) -> list[tuple[str, str | None]]:
        wanted = self.pages()
        found = {path.name: path.read_text(encoding="utf-8") for path in self.path.glob("*.md")}
        return [
            (name, wanted.get(name)) for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)
        ]

    def command(self, script: str, description: str) -> int:
        """Read the options of a script and write or check; the exit code, 1 where ``--check`` finds stale pages."""
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is stale")
        if not parser.parse_args().check:
            self.write()
            return 0
        names = self.stale()
        for name in names:
            page = (self.path / name).relative_to(ROOT)
            print(f"{page} is stale: run python {Path(script).resolve().relative_to(ROOT)}", file=sys.stderr)
        return 1 if names else 0
