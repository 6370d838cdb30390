"""What the package imports is what it declares, and what it declares is pinned with hashes."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.frame.checkout import ROOT, project

PACKAGE = ROOT / "converter"
IMPORT_NAMES = {
    "cfn-lint": "cfnlint",
    "cloudformation-validate": "cloudformation_validate",
    "google-re2": "re2",
    "python-hcl2": "hcl2",
    "pyyaml": "yaml",
}


def import_names(requirements: list[str]) -> set[str]:
    names = (re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements)
    return {IMPORT_NAMES.get(name, name) for name in names}


def imported() -> set[str]:
    """Top-level names of everything imported, or read as a package's data, outside the standard library."""
    found = {name.partition(".")[0] for file in PACKAGE.rglob("*.py") for name in _modules(file.read_text("utf-8"))}
    return found - set(sys.stdlib_module_names) - {"converter"}


def _modules(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".files", "import_module", "find_spec")):
            yield from (a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_import_is_declared_and_every_declaration_imported() -> None:
    table = project()["project"]
    required = import_names(table["dependencies"])
    optional = import_names([name for extra in table["optional-dependencies"].values() for name in extra])
    assert imported() - optional == required


@pytest.mark.parametrize("name", ["run", "dev"])
def test_pins_carry_hashes_and_no_origin(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"(?m)^\s*-(?!-hash=)|://|file:", text), "options or addresses in a requirements file"
    blocks = re.split(r"\n(?=[a-z])", text)[1:]
    assert blocks
    assert all(re.match(r"[a-z0-9-]+==\S+ ", block) and "--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("name", ["run", "dev"])
def test_pins_cover_the_declarations(name: str) -> None:
    data = project()
    wanted = data["project"]["dependencies"] + (data["dependency-groups"]["dev"] if name == "dev" else [])
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"(?m)^([a-z0-9-]+)==", text))
    assert {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in wanted} <= pinned, "run make lock"
