"""All files of the bundle, by path below the output folder.

The scripts are the same for every configuration and lie as they are in ``static/``; what is particular to one stands in
the tables of ``scripts/data``, which the scripts read as data and never as code.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from converter.conversion import Conversion
from converter.conversion.record import text_of
from converter.conversion.writing import MARK, RECORD
from converter.deploy.bundle.example import parameters_example
from converter.deploy.bundle.guide import guide
from converter.deploy.bundle.tables import tables

_STATIC = Path(__file__).resolve().parent / "static"
NOTE = f"{MARK}: edits are lost with the next conversion. Without this line the file is yours and is left alone."


def with_bundle(conversion: Conversion) -> Conversion:
    """The conversion with the files of the bundle among its own, in the record too."""
    made = bundle_files(conversion)
    data = {**conversion.record, "files": [*conversion.record["files"], *sorted(made)]}
    files = {**conversion.files, **made, RECORD: text_of(data)}
    return replace(conversion, files=files, record=data)


def bundle_files(conversion: Conversion) -> dict[str, str]:
    """The files of the bundle."""
    return {
        **static_files(),
        **{f"scripts/data/{name}.tsv": f"# {NOTE}\n{text}" for name, text in tables(conversion).items()},
        "parameters.json.example": parameters_example(conversion),
        "docs/deployment.md": f"<!-- {NOTE} -->\n\n{guide(conversion)}",
    }


@cache
def static_files() -> dict[str, str]:
    """The files that are the same for every configuration, each with the note on its first line that takes one."""
    files: dict[str, str] = {}
    for path in sorted(_STATIC.rglob("*")):
        if path.is_file():
            first, _, rest = path.read_text("utf-8").partition("\n")
            files[path.relative_to(_STATIC).as_posix()] = f"{first}\n# {NOTE}\n{rest}"
    return files
