"""From a folder to what the evaluator needs: the module tree, the root variables and their given values."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.hcl import SourceReader, TfvarsValue, read_module_leniently, read_tfvars, tfvars_paths
from converter.terraform.concealing import conceal, without_values
from converter.terraform.configuration import ModuleCall
from converter.terraform.constants import constant
from converter.terraform.inputs import Given, InputVariable, read_inputs
from converter.terraform.module_reader import ModuleContent
from converter.terraform.modules import LocateModule, ModuleNode, load_tree


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
    may_be_empty: bool = False,
) -> Project | None:
    """Load a configuration. What is wrong goes to ``findings``, and what is right is loaded all the same.

    None where the folder cannot be read at all, or holds no configuration and may not be empty.
    """
    sources = SourceReader(directory)
    try:
        root = load_tree(
            lambda folder, span: _content(sources, folder, span, may_be_empty), findings, _installed(sources)
        )
    except FindingError as problem:
        findings.extend(problem.findings)
        return None
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
    return Project(root, variables, sources)


def _content(sources: SourceReader, folder: str, subject: Span | None, may_be_empty: bool) -> ModuleContent:
    """What is in a module's folder."""
    if folder != "." and not sources.is_folder(folder):
        raise _no_module(
            f"no folder {folder}", "the source leads to a folder that is not there; check the path", subject
        )
    source = read_module_leniently(sources, folder, subject)
    if not source.files and not source.broken and not (may_be_empty and folder == "."):
        where = "this folder" if folder == "." else f"folder {folder}"
        detail = "a module's folder has at least one file that ends in .tf or .tf.json; check the path"
        raise _no_module(f"no configuration in {where}", detail, subject)
    texts = tuple(text for text in map(sources.text_of, source.broken) if text is not None)
    return ModuleContent(source.blocks, source.findings, texts)


def _no_module(summary: str, detail: str, subject: Span | None) -> FindingError:
    return FindingError(Finding("terraform-module-source", Severity.ERROR, summary, detail, subject))


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


def _manifest(sources: SourceReader, path: str) -> list[tuple[str, str]]:
    """The keys and folders of installed modules. Raises FindingError where the file is not what Terraform writes."""
    try:
        entries = json.loads(sources.read(path))["Modules"]
        found = [(entry["Key"], entry["Dir"]) for entry in entries]
        if all(isinstance(part, str) for pair in found for part in pair):
            return found
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise _no_module(
        f"{path} is not a list of modules", "Terraform did not write it like this; run `terraform init` again", None
    )


def _installed(sources: SourceReader) -> LocateModule | None:
    """A locator of modules that ``terraform init`` installed, by its manifest; None where there is no manifest."""
    manifest = ".terraform/modules/modules.json"
    if not sources.exists(manifest):
        return None
    folders = dict(_manifest(sources, manifest))
    keys = {folder: key for key, folder in folders.items()}

    def locate(folder: str, call: ModuleCall) -> str | None:
        parent = keys.get(folder, "")
        found = folders.get(f"{parent}.{call.name}" if parent else call.name)
        return posixpath.normpath(found) if found else None

    return locate
