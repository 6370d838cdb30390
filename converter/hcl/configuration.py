"""A module's folder → its merged top-level blocks."""

from __future__ import annotations

from dataclasses import dataclass

from converter.findings import Finding, FindingError, Span
from converter.hcl import overrides, syntax
from converter.hcl.json_syntax import parse_json_file
from converter.hcl.parser import parse_file
from converter.hcl.problems import syntax_error
from converter.hcl.sources import SourceReader

_SUFFIXES = (".tf.json", ".tf")


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """The configuration files of one folder: the top-level blocks with overrides applied, and the files themselves."""

    directory: str
    blocks: tuple[syntax.Block, ...]
    files: tuple[syntax.SourceFile, ...]

    def blocks_of_type(self, type_: str) -> tuple[syntax.Block, ...]:
        """The top-level blocks of a type, in order of files and lines."""
        return tuple(block for block in self.blocks if block.type == type_)


def read_module(files: SourceReader, directory: str, subject: Span | None = None) -> ModuleSource:
    """All ``.tf`` and ``.tf.json`` files of a folder, override files merged in.

    ``subject`` is what in the source asks for the module. Raises :class:`FindingError` with the errors of all files.
    """
    directory = files.normal(directory)
    primary: list[syntax.SourceFile] = []
    overriding: list[syntax.SourceFile] = []
    findings: list[Finding] = []
    for name in files.names(directory, subject):
        suffix = _suffix(name)
        if suffix is None:
            continue
        path = name if directory == "." else f"{directory}/{name}"
        try:
            text = files.read(path, subject)
            tree = parse_json_file(text, path) if suffix == ".tf.json" else parse_file(text, path)
        except FindingError as error:
            findings.extend(error.findings)
            continue
        findings.extend(_top_level_arguments(tree))
        (overriding if _is_override(name.removesuffix(suffix)) else primary).append(tree)
    blocks = overrides.merge(primary, overriding, findings)
    if findings:
        raise FindingError(*findings)
    return ModuleSource(directory, blocks, (*primary, *overriding))


def is_configuration_file(name: str) -> bool:
    """Whether Terraform reads a file of this name as part of a module."""
    return _suffix(name) is not None


def _suffix(name: str) -> str | None:
    if name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#")):
        return None
    return next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), None)


def _is_override(stem: str) -> bool:
    return stem == "override" or stem.endswith("_override")


def _top_level_arguments(tree: syntax.SourceFile) -> list[Finding]:
    return [
        syntax_error(
            f"argument {attribute.name} at the top level",
            "only blocks can stand here; values of your own belong into a locals block, values of variables into a"
            " .tfvars file",
            attribute.name_span,
        )
        for attribute in tree.body.attributes
    ]
