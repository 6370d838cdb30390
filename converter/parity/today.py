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
from converter.stacks.folding import Folding
from converter.stacks.layout import MAIN, Style
from converter.stacks.output_folding import OutputFold
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
    def folding(self) -> Folding:
        """Which parameters of the root template are pieces of others."""
        return self.conversion.cut.folding

    @property
    def unfolded(self) -> Template:
        """The root template as it would be if a template took any number of parameters."""
        return self.folding.unfolded(self.main)

    @property
    def output_folds(self) -> Sequence[OutputFold]:
        """Outputs of the root template that hold several."""
        return self.conversion.cut.output_folds

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
        """The root outputs that each output of the configuration becomes, or is a piece of."""
        pieces = {member: fold.name for fold in self.output_folds for member in fold.members}
        rows = self.conversion.record["outputs"]
        return {row["name"]: tuple(dict.fromkeys(pieces.get(n, n) for n in row["outputs"])) for row in rows}

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
        known = {row["parameter"] for row in self.variables} | {fold.name for fold in self.folding.folds}
        return [name for name in self.main.parameters if name not in known]

    def template(self, file: str) -> Template | None:
        """The template that would be written to a file."""
        return self.conversion.templates.get(file.removeprefix("./").removesuffix("-stack.yaml"))


def convert_today(
    project: Project, configuration: ProjectConfiguration, findings: Findings, style: Style | None = None
) -> Today | None:
    """Convert in memory. None where the configuration cannot be evaluated; then ``findings`` say why.

    ``style`` is the layout that the templates were made with, where that is not the configuration's.
    """
    found = Findings()
    settings = ConvertSettings.of(configuration, style, allow_partial=True)
    conversion = convert(project, settings, found)
    if conversion is None:
        findings.extend(found.errors)
        return None
    return Today(conversion, tuple(found))
