"""What commands load first: the configuration, what its project asks for, and the lines that findings speak of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from converter.cli.arguments import RunOptions, VariableFile, VariableValue
from converter.cli.terminal import ReadSource, Terminal
from converter.findings import Findings
from converter.findings.suppression import Suppression
from converter.hcl import suppressions
from converter.project_configuration import ProjectConfiguration, load_configuration
from converter.terraform.loading import Project, load


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded configuration."""

    project: Project
    configuration: ProjectConfiguration
    read_source: ReadSource

    def suppressions(self) -> Iterator[Suppression]:
        """The findings that its comments, and its project's configuration, accept."""
        yield from suppressions(self.project.sources)
        yield from self.configuration.suppressions


def load_run(options: RunOptions, findings: Findings) -> Loaded | None:
    """Load what a command judges; None, with everything drawn that stands against it, where it cannot be read."""
    configuration = load_configuration(options.directory, findings)
    configuration = replace(configuration, rules=(*configuration.rules, *options.rules))
    project = load(
        options.directory,
        findings,
        var_files=[v.path for v in options.variables if isinstance(v, VariableFile)],
        var_texts=[(v.name, v.value) for v in options.variables if isinstance(v, VariableValue)],
        environment=os.environ,
        modules=configuration.modules.with_admitted(options.modules),
    )

    def read_source(file: str) -> str | None:
        if file == configuration.file:
            return configuration.text
        return project.sources.text_of(file) if project is not None else None

    if project is None:
        Terminal(read_source).draw(findings, options.verbosity.least)
        return None
    return Loaded(project, configuration, read_source)


def shown_folder(path: Path) -> str:
    """A folder as reports name it: from the working folder, never absolute, so that reports are alike everywhere."""
    return Path(os.path.relpath(path)).as_posix()
