"""Which finding ids the code of the package uses, read from its syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from converter.findings.catalogue import ROOMS

PACKAGE = Path(__file__).resolve().parents[2] / "converter"
CATALOGUE_ROWS = PACKAGE / "findings" / "kinds"
ID = re.compile(rf"(?:{'|'.join(ROOMS)})(?:-[a-z0-9]+)+")
BEGINNING = re.compile(rf"(?:{'|'.join(ROOMS)})-(?:[a-z0-9]+-)*")
NOT_IDS = frozenset({"deploy-step"})  # a verdict
MAKER = "Finding"


def ids_in_package() -> Mapping[str, str]:
    """Every id that the package uses → a place that does."""
    used: dict[str, str] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        if CATALOGUE_ROWS not in file.parents:
            for id_, line in ids_in(file.read_text(encoding="utf-8")):
                used.setdefault(id_, f"{file.relative_to(PACKAGE.parent)}:{line}")
    return used


def ids_in(source: str) -> Iterator[tuple[str, int]]:
    """Texts that have the form of an id, and whatever is given to ``Finding`` as one, with their lines."""
    tree = ast.parse(source)
    names = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_id(node.value):
            yield node.value, node.lineno
        elif isinstance(node, ast.Call) and _name(node.func) == MAKER:
            given = _first(node)
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value, given.lineno
            elif isinstance(given, ast.Name) and given.id in names:
                yield names[given.id], given.lineno


def built_ids_in(source: str) -> Iterator[int]:
    """The lines on which an id is put together (``f"cfn-{kind}"``), where nobody could look it up in the catalogue."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in {MAKER, "_finding", "report", "error"}:
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                if isinstance(argument, ast.JoinedStr) and _begins_as_id(argument):
                    yield argument.lineno


def _begins_as_id(text: ast.JoinedStr) -> bool:
    first = text.values[0] if text.values else None
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return False
    return len(text.values) > 1 and BEGINNING.fullmatch(first.value) is not None


def built_ids_in_package() -> list[str]:
    """Every place of the package where an id is put together."""
    return [
        f"{file.relative_to(PACKAGE.parent)}:{line}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for line in built_ids_in(file.read_text(encoding="utf-8"))
    ]


def _is_id(text: str) -> bool:
    return ID.fullmatch(text) is not None and text not in NOT_IDS


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _name(function: ast.expr) -> str | None:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def _first(call: ast.Call) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return next((keyword.value for keyword in call.keywords if keyword.arg == "id"), None)
