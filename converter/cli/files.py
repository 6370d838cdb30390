"""Files that commands write: complete, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def put(file: Path, text: str) -> None:
    """Write a file, with the folders above it; a reader never sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)


def put_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on; what was there before is replaced."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # made with mode 0600
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        partial.replace(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
