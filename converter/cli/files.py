"""Files that commands write: complete, or not at all."""

from __future__ import annotations

from pathlib import Path


def put(file: Path, text: str) -> None:
    """Write a file, with the folders above it; a reader never sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)
