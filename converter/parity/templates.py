"""The folder of templates: reads them, keeps them, and says clearly what is wrong with one that cannot be read."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from pathlib import Path

from converter.cloudformation.model import Template
from converter.cloudformation.yaml_reader import parse
from converter.findings import Finding, FindingError, Findings, Place, Severity

ROOT_TEMPLATES = ("main-stack.yaml", "main-stack.yml", "main-stack.json", "main-stack.template")
FOLDER = "templates/"
"""What the names of a conversion's templates begin with."""

MAX_SIZE = 8 * 1024 * 1024
NESTED_STACK = "AWS::CloudFormation::Stack"


class TemplateFolder:
    """The templates in a folder. As a function: the template of a file, or None where there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = Path(os.path.realpath(folder))  # unlike Path.resolve, at peace with links that lead in circles
        self._read: dict[str, Template] = {}
        self._texts: dict[str, str] = {}

    @property
    def root_file(self) -> str:
        """The file of the root template; FindingError where there is none."""
        for name in ROOT_TEMPLATES:
            if (self.folder / name).is_file():
                return name
        missing = f"there is no {ROOT_TEMPLATES[0]} in {self.folder.as_posix()}"
        if not self.folder.is_dir():
            missing = f"there is no folder {self.folder.as_posix()}"
            if self.folder.is_file():
                missing = f"{self.folder.as_posix()} is a file, not the folder of the templates"
        detail = "give the folder of the templates with --templates, or write them with tf2cfn convert"
        raise FindingError(Finding("parity-templates-missing", Severity.ERROR, missing, detail))

    @property
    def templates(self) -> Mapping[str, Template]:
        """The templates that have been read, by file."""
        return self._read

    def __call__(self, file: str) -> Template | None:
        if file not in self._read:
            path = Path(os.path.realpath(self._root / file))
            if not path.is_relative_to(self._root) or not path.is_file():
                return None
            self._read[file] = self._template(path, file)
        return self._read[file]

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of the templates that have been read, by file."""
        return self._texts

    def text(self, file: str) -> str | None:
        """The text of a template that has been read."""
        return self._texts.get(file)

    def _template(self, path: Path, file: str) -> Template:
        try:
            if path.stat().st_size > MAX_SIZE:
                raise _unreadable(file, f"it is larger than {MAX_SIZE} bytes")
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise _unreadable(file, reason) from None
        document = parse(text, file)
        if document.findings:
            raise FindingError(*document.findings)
        self._texts[file] = text
        return document.template

    def load_all(self) -> Template:
        """The root template, after it and everything nested in it has been read.

        Raises FindingError with all that is missing or broken.
        """
        findings = Findings()
        start = self.root_file
        waiting, seen = [start], {start}
        while waiting:
            file = waiting.pop(0)
            try:
                template = self(file)
            except FindingError as problem:
                findings.extend(problem.findings)
                continue
            assert template is not None
            for logical_id, nested in _nested_files(template, file):
                path = Path(os.path.realpath(self._root / nested))
                if not path.is_file():
                    findings.add(_missing(file, logical_id, nested, "which is not there"))
                elif not path.is_relative_to(self._root):
                    findings.add(_missing(file, logical_id, nested, "which is outside the folder of the templates"))
                elif nested not in seen:
                    seen.add(nested)
                    waiting.append(nested)
        if not len(findings):
            findings.extend(self._circle(start, (), set()))
        if len(findings):
            raise FindingError(*findings)
        return self._read[start]

    def _circle(self, file: str, above: tuple[str, ...], done: set[str]) -> tuple[Finding, ...]:
        """The error about nested stacks that lead back to one of those ``above``; ``done`` are files without any."""
        if file in done:
            return ()
        for logical_id, nested in _nested_files(self._read[file], file):
            chain = (*above, file)
            if nested in chain:
                circle = " → ".join((*chain[chain.index(nested) :], nested))
                return (_circular(file, logical_id, circle),)
            if found := self._circle(nested, chain, done):
                return found
        done.add(file)
        return ()


class ConvertedTemplates(TemplateFolder):
    """The templates of a conversion that is not written anywhere."""

    def __init__(self, files: Mapping[str, str]) -> None:
        super().__init__(Path())
        for path, text in files.items():
            if path.startswith(FOLDER):
                file = path.removeprefix(FOLDER)
                self._texts[file], self._read[file] = text, parse(text, file).template

    @property
    def root_file(self) -> str:
        """The file of the root template."""
        return ROOT_TEMPLATES[0]

    def __call__(self, file: str) -> Template | None:
        return self._read.get(posixpath.normpath(file))

    def load_all(self) -> Template:
        """The root template; everything has been read."""
        return self._read[self.root_file]


def _nested_files(template: Template, file: str) -> list[tuple[str, str]]:
    """The nested stacks with a literal, relative TemplateURL: logical ID and file."""
    folder = file.rpartition("/")[0]
    found = []
    for logical_id, resource in template.resources.items():
        url = resource.properties.get("TemplateURL")
        if resource.type == NESTED_STACK and isinstance(url, str) and "://" not in url:
            found.append((logical_id, posixpath.normpath(posixpath.join(folder, url))))
    return found


def _circular(file: str, logical_id: str, circle: str) -> Finding:
    return Finding(
        "parity-templates-circular",
        Severity.ERROR,
        f"nested stacks lead in a circle: {circle}",
        f"correct TemplateURL of {logical_id}: a stack cannot contain itself",
        place=Place(file, ("Resources", logical_id, "Properties", "TemplateURL")),
    )


def _missing(file: str, logical_id: str, nested: str, problem: str) -> Finding:
    return Finding(
        "parity-templates-missing",
        Severity.ERROR,
        f"nested stack {logical_id} needs {nested}, {problem}",
        "put the file there, or correct TemplateURL",
        place=Place(file, ("Resources", logical_id, "Properties", "TemplateURL")),
    )


def _unreadable(file: str, reason: str) -> FindingError:
    return FindingError(Finding("parity-templates-unreadable", Severity.ERROR, f"cannot read {file}", reason))
