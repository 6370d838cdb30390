"""Values of variables from ``.tfvars`` files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from converter.findings import Finding, FindingError, Severity, Span
from converter.hcl import syntax
from converter.hcl.json_syntax import parse_json_values
from converter.hcl.parser import parse_file
from converter.hcl.sources import SourceReader


class TfvarsValue(NamedTuple):
    """A value given to a variable, and where: ``span`` is the whole assignment, ``span.file`` the file."""

    expression: syntax.Expression
    span: Span


def read_tfvars(
    files: SourceReader, directory: str, explicit: Sequence[Path | str] = (), *, automatic: bool = True
) -> dict[str, TfvarsValue]:
    """The values of all variables, by name; later files win.

    The order is Terraform's: ``terraform.tfvars``, ``terraform.tfvars.json``, ``*.auto.tfvars`` and
    ``*.auto.tfvars.json`` by name (these only if ``automatic``), then ``explicit`` files as given (paths of the
    operating system; they may lie anywhere, since the user named them). Raises :class:`FindingError` with the errors
    of all files.
    """
    values: dict[str, TfvarsValue] = {}
    findings: list[Finding] = []
    for path in tfvars_paths(files, directory, explicit, automatic=automatic):
        try:
            for attribute in _attributes(files.read(path), path):
                values[attribute.name] = TfvarsValue(attribute.expression, attribute.span)
        except FindingError as error:
            findings.extend(error.findings)
    if findings:
        raise FindingError(*findings)
    return values


def tfvars_paths(
    files: SourceReader, directory: str, explicit: Sequence[Path | str] = (), *, automatic: bool = True
) -> tuple[str, ...]:
    """The files that :func:`read_tfvars` reads, in order."""
    paths = [_join(files.normal(directory), name) for name in _automatic(files.names(directory))] if automatic else []
    return (*paths, *(files.allow(path) for path in explicit))


def _automatic(names: Sequence[str]) -> list[str]:
    first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    return first + [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]


def _attributes(text: bytes, path: str) -> tuple[syntax.Attribute, ...]:
    if path.endswith(".json"):
        return parse_json_values(text, path)
    body = parse_file(text, path).body
    findings = [
        Finding(
            "hcl-tfvars",
            Severity.ERROR,
            f"block {block.type} in a file of variable values",
            f'it may only hold values: write {block.type} = {{ ... }} with "="; to declare a variable use a .tf file',
            subject=block.header,
        )
        for block in body.blocks
    ]
    if findings:
        raise FindingError(*findings)
    return body.attributes


def _join(directory: str, name: str) -> str:
    return name if directory == "." else f"{directory}/{name}"
