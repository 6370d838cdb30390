"""Where the data folder ``mappings/`` lies: beside the package in a checkout, inside the package in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def mappings_folder() -> Path:
    """The folder of the rule tables and the provider schemas."""
    package = Path(__file__).resolve().parent
    for folder in (package.parent / "mappings", package / "_mappings"):
        if (folder / "provider").is_dir():
            return folder
    raise FileNotFoundError(f"no mappings folder beside or inside {package.name}/")
