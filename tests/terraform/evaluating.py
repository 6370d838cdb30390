"""Expressions without references evaluated on their own, and their values as one line of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from converter.findings import FindingError, Span
from converter.hcl import parse_expression, parse_template
from converter.terraform import json_text
from converter.terraform.constants import NoNames
from converter.terraform.expressions import Expressions
from converter.terraform.functions import CallContext
from converter.terraform.scope import Scope
from converter.terraform.types import describe
from converter.terraform.values import Unknown, Value, type_of
from converter.terraform.walking import is_known, walk


class LocalFiles:
    """The files below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def working_folder(self) -> str:
        return "."

    def read_bytes(self, path: str) -> bytes:
        """The content of a file."""
        return (self.root / path).read_bytes()

    def exists(self, path: str) -> bool:
        """Whether there is a regular file."""
        if (self.root / path).is_dir():
            raise IsADirectoryError(path)
        return (self.root / path).is_file()

    def files(self, folder: str) -> Iterator[str]:
        """All files below a folder."""
        base = self.root / folder
        return (p.relative_to(base).as_posix() for p in sorted(base.rglob("*")) if p.is_file())


class PlainHost:
    """What expressions ask of the evaluator around them, without variables."""

    everything_known = True

    def __init__(self, files: LocalFiles | None = None) -> None:
        self.files = files
        self.expressions = Expressions(self)

    def in_force(self, value: Value, span: Span, why: str) -> Value:
        """Nothing is residual here."""
        del span, why
        return value

    def key_in_force(self, value: Value, span: Span) -> Value:
        """Nothing is residual here."""
        del span
        return value

    def expand(self, value: Value, span: Span) -> Value:
        """Nothing is residual here."""
        del span
        return value

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        """Files and templates, no more."""
        del span

        def template(text: str, file: str, variables: dict[str, Value]) -> Value:
            return self.expressions.evaluate(parse_template(text, file), Scope(NoNames(), symbols=variables))

        return CallContext(assumption=scope.assumption, files=self.files, template=template)


def evaluate(text: str, files: LocalFiles | None = None) -> Value:
    """The value of an expression. Raises FindingError where it has none."""
    return PlainHost(files).expressions.evaluate(parse_expression(text), Scope(NoNames()))


def answer(text: str, files: LocalFiles | None = None) -> str:
    """Type and value of an expression as JSON; ``unknown`` or ``error``."""
    try:
        value = evaluate(text, files)
    except FindingError:
        return "error"
    if any(isinstance(v, Unknown) for v in walk(value)):
        return "unknown"
    if not is_known(value):
        return f"residual {value!r}"
    return f"{describe(type_of(value))} {written(value)}"


def written(value: Value) -> str:
    """A value as JSON."""
    return json_text.encode(value)
