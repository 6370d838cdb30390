"""From a folder to what the evaluator needs: the module tree, the root variables and their given values."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from converter.findings import Finding, FindingError, Findings, Span
from converter.hcl import SourceReader, TfvarsValue, read_module_leniently, read_tfvars, tfvars_paths
from converter.terraform.concealing import conceal, without_values
from converter.terraform.constants import constant
from converter.terraform.inputs import Given, InputVariable, read_inputs
from converter.terraform.module_reader import ModuleContent
from converter.terraform.module_sources import ModuleFolders, ModuleLocator, no_module
from converter.terraform.modules import ModuleNode, load_tree
from converter.terraform.provider_versions import LOCK_FILE, locked_version
from converter.terraform.spreading import spread_out


@dataclass(frozen=True, slots=True)
class Project:
    """A configuration, loaded: module tree, root variables, and the reader that keeps its sources."""

    root: ModuleNode
    variables: Mapping[str, InputVariable]
    sources: SourceReader


class ReaderFiles:
    """The files that functions may read: those of the configuration."""

    def __init__(self, sources: SourceReader) -> None:
        self.sources = sources

    @property
    def working_folder(self) -> str:
        """The root's folder: Terraform is taken to be called there."""
        return self.sources.root.as_posix()

    def read_bytes(self, path: str) -> bytes:
        """The content of a file; OSError where there is none or it lies outside."""
        try:
            return self.sources.read(path)
        except FindingError as problem:
            raise FileNotFoundError(problem.findings[0].summary) from None

    def exists(self, path: str) -> bool:
        """Whether there is a regular file; OSError where something else is there."""
        if self.sources.is_folder(path):
            raise IsADirectoryError(path)
        return self.sources.exists(path)

    def files(self, folder: str) -> Iterator[str]:
        """The paths of all regular files below a folder, relative to it."""
        for path in self.sources.walk(folder):
            yield posixpath.relpath(path, folder)


def load(
    directory: Path,
    findings: Findings,
    *,
    var_files: Sequence[Path] = (),
    var_texts: Sequence[tuple[str, str]] = (),
    environment: Mapping[str, str] | None = None,
    modules: ModuleFolders | None = None,
    may_be_empty: bool = False,
) -> Project | None:
    """Load a configuration. What is wrong goes to ``findings``, and what is right is loaded all the same.

    None where the folder cannot be read at all, or holds no configuration and may not be empty.
    """
    sources = SourceReader(directory)
    try:
        root = load_tree(
            lambda folder, span: _content(sources, folder, span, may_be_empty),
            findings,
            ModuleLocator(sources, modules or ModuleFolders()),
        )
    except FindingError as problem:
        findings.extend(problem.findings)
        return None
    if sources.exists(LOCK_FILE):
        root = replace(root, locked=locked_version(sources.read(LOCK_FILE).decode(errors="replace")))
    files: dict[str, TfvarsValue] = {}
    problems: tuple[Finding, ...] = ()
    try:
        files = read_tfvars(sources, ".", var_files)
    except FindingError as problem:
        problems = tuple(without_values(f, sources) for f in problem.findings)
        findings.extend(problems)
    given = _given(files, var_texts, environment or {})
    variables = read_inputs(root.config.variables, given, constant, findings, problems)
    for path in tfvars_paths(sources, ".", var_files):
        conceal(sources, path, root.config.variables)
    return Project(root, spread_out(variables), sources)


def _content(sources: SourceReader, folder: str, subject: Span | None, may_be_empty: bool) -> ModuleContent:
    """What is in a module's folder."""
    if folder != "." and not sources.is_folder(folder):
        raise no_module(
            f"no folder {folder}", "the source leads to a folder that is not there; check the path", subject
        )
    source = read_module_leniently(sources, folder, subject)
    if not source.files and not source.broken and not (may_be_empty and folder == "."):
        where = "this folder" if folder == "." else f"folder {folder}"
        detail = "a module's folder has at least one file that ends in .tf or .tf.json; check the path"
        raise no_module(f"no configuration in {where}", detail, subject)
    texts = tuple(text for text in map(sources.text_of, source.broken) if text is not None)
    return ModuleContent(source.blocks, source.findings, texts)


def _given(
    files: Mapping[str, TfvarsValue], var_texts: Sequence[tuple[str, str]], environment: Mapping[str, str]
) -> dict[str, list[Given]]:
    """The values given for variables, by name, from least to most important."""
    given: dict[str, list[Given]] = {}
    for name, text in environment.items():
        if name.startswith("TF_VAR_"):
            given.setdefault(name.removeprefix("TF_VAR_"), []).append(Given(name, text=text))
    for name, value in files.items():
        given.setdefault(name, []).append(Given(value.span.file, value.expression, span=value.span))
    for name, text in var_texts:
        given.setdefault(name, []).append(Given(f"--var {name}", text=text))
    return given
