"""What a conversion of today would give: the templates' interface, the verdicts, and when what exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from converter.cloudformation.model import Template
from converter.conversion.pipeline import Conversion, ConvertSettings, convert
from converter.findings import Finding, Findings
from converter.project_configuration import ProjectConfiguration
from converter.rules.engine import FlatTemplate
from converter.stacks.nesting import MAIN
from converter.terraform.evaluator import Evaluation
from converter.terraform.loading import Project


@dataclass(frozen=True, slots=True)
class Today:
    """A conversion that is not written anywhere. ``findings`` are what it could not convert."""

    conversion: Conversion
    findings: tuple[Finding, ...]

    @property
    def main(self) -> Template:
        """The root template."""
        return self.conversion.templates[MAIN]

    @property
    def flat(self) -> FlatTemplate:
        """Everything in one template, every variable a parameter."""
        return self.conversion.flat

    @property
    def evaluation(self) -> Evaluation:
        """The configuration evaluated with every variable a parameter."""
        return self.conversion.evaluation

    @property
    def variables(self) -> Sequence[Mapping[str, Any]]:
        """What becomes of each variable, as ``conversion.json`` writes it; parameters without one have no name."""
        rows: Sequence[Mapping[str, Any]] = self.conversion.record["variables"]
        return rows

    @property
    def outputs(self) -> Mapping[str, tuple[str, ...]]:
        """The root outputs that each output of the configuration becomes."""
        return {row["name"]: tuple(row["outputs"]) for row in self.conversion.record["outputs"]}

    @property
    def reasons(self) -> Mapping[str, Mapping[str, str]]:
        """Why parameters stand for no variable, and why they take fewer values than theirs."""
        stages = {name: self.main.parameters[name].description for name in self.staging}
        added = {row["parameter"]: row["reason"] for row in self.variables if row["name"] is None}
        narrowed = {row["parameter"]: row["narrowed"] for row in self.variables if "narrowed" in row}
        return {"added": {**stages, **added}, "narrowed": narrowed}

    @property
    def staging(self) -> Sequence[str]:
        """The parameters that no row of the record speaks of: they say how much to deploy."""
        known = {row["parameter"] for row in self.variables}
        return [name for name in self.main.parameters if name not in known]

    def template(self, file: str) -> Template | None:
        """The template that would be written to a file."""
        return self.conversion.templates.get(file.removeprefix("./").removesuffix("-stack.yaml"))


def convert_today(project: Project, configuration: ProjectConfiguration, findings: Findings) -> Today | None:
    """Convert in memory. None where the configuration cannot be evaluated; then ``findings`` say why."""
    found = Findings()
    settings = ConvertSettings(
        pins=tuple((pin.address, pin.stack) for pin in configuration.pins),
        title=configuration.title,
        allow_partial=True,
        overlays=configuration.rules,
    )
    conversion = convert(project, settings, found)
    if conversion is None:
        findings.extend(found.errors)
        return None
    return Today(conversion, tuple(found))
