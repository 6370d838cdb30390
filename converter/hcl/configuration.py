"""A module's folder → its merged top-level blocks."""

from __future__ import annotations

from dataclasses import dataclass

from converter.findings import Finding, FindingError, Span
from converter.hcl import overrides, syntax
from converter.hcl.json_syntax import parse_json_file, parse_json_file_leniently
from converter.hcl.parser import parse_file, parse_file_leniently
from converter.hcl.problems import syntax_error
from converter.hcl.sources import SourceReader

_SUFFIXES = (".tf.json", ".tf")


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """The configuration files of one folder: the top-level blocks with overrides applied, and the files themselves.

    ``findings`` is what is wrong in them, and ``broken`` names the files that are not here in full because of it.
    """

    directory: str
    blocks: tuple[syntax.Block, ...]
    files: tuple[syntax.SourceFile, ...]
    findings: tuple[Finding, ...] = ()
    broken: tuple[str, ...] = ()

    def blocks_of_type(self, type_: str) -> tuple[syntax.Block, ...]:
        """The top-level blocks of a type, in order of files and lines."""
        return tuple(block for block in self.blocks if block.type == type_)


def read_module(files: SourceReader, directory: str, subject: Span | None = None) -> ModuleSource:
    """All ``.tf`` and ``.tf.json`` files of a folder, override files merged in.

    ``subject`` is what in the source asks for the module. Raises :class:`FindingError` with the errors of all files.
    """
    source = read_module_leniently(files, directory, subject)
    if source.findings:
        raise FindingError(*source.findings)
    return source


def read_module_leniently(files: SourceReader, directory: str, subject: Span | None = None) -> ModuleSource:
    """As :func:`read_module`, without the parts that do not parse; raises only where the folder cannot be read."""
    directory = files.normal(directory)
    primary: list[syntax.SourceFile] = []
    overriding: list[syntax.SourceFile] = []
    findings: list[Finding] = []
    broken: list[str] = []
    for name in files.names(directory, subject):
        suffix = _suffix(name)
        if suffix is None:
            continue
        path = name if directory == "." else f"{directory}/{name}"
        tree, problems = _tree(files, path, suffix, subject)
        if problems:
            findings.extend(problems)
            broken.append(path)
        if tree is not None:
            findings.extend(_top_level_arguments(tree))
            (overriding if _is_override(name.removesuffix(suffix)) else primary).append(tree)
    merging: list[Finding] = []
    blocks = overrides.merge(primary, overriding, merging)
    if not broken:  # else what an override overrides may be in the part that does not parse
        findings.extend(merging)
    return ModuleSource(directory, blocks, (*primary, *overriding), tuple(findings), tuple(broken))


def _tree(
    files: SourceReader, path: str, suffix: str, subject: Span | None
) -> tuple[syntax.SourceFile | None, tuple[Finding, ...]]:
    """The tree of a file, as far as it parses, and what is wrong in it."""
    try:
        text = files.read(path, subject)
    except FindingError as error:
        return None, error.findings
    try:
        return (parse_json_file(text, path) if suffix == ".tf.json" else parse_file(text, path)), ()
    except FindingError:
        return (parse_json_file_leniently if suffix == ".tf.json" else parse_file_leniently)(text, path)


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
