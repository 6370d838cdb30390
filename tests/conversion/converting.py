"""Converts configurations given as text."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from converter.cloudformation.model import Resource, Template
from converter.conversion import Conversion, ConvertSettings, convert
from converter.findings import Finding, Findings, Severity
from converter.terraform.loading import load


@dataclass(frozen=True, slots=True)
class Converted:
    """A conversion (None where it was refused) and what was found on the way."""

    conversion: Conversion | None
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def done(self) -> Conversion:
        """The conversion, which there must be."""
        assert self.conversion is not None, [f"{f.id}: {f.summary} ({f.detail})" for f in self.findings]
        return self.conversion

    @property
    def ids(self) -> list[str]:
        """The ids of findings from warnings up."""
        return [f.id for f in self.findings if f.severity is not Severity.INFO]

    def template(self, name: str) -> Template:
        """One template."""
        return self.done.templates[name]

    def resource(self, name: str) -> Resource:
        """A resource by logical ID, in whichever stack."""
        return next(t.resources[name] for t in self.done.templates.values() if name in t.resources)

    def text(self, name: str) -> str:
        """A template's text."""
        return self.done.files[f"templates/{name}-stack.yaml"]

    def resources(self) -> dict[str, Resource]:
        """Every resource but the nested stacks, by logical ID."""
        found: dict[str, Resource] = {}
        for template in self.done.templates.values():
            found.update({n: r for n, r in template.resources.items() if r.type != "AWS::CloudFormation::Stack"})
        return found


def converted(
    source: str | Mapping[str, str],
    *,
    variables: Mapping[str, str] | None = None,
    allow_partial: bool = False,
    pins: tuple[tuple[str, str], ...] = (),
) -> Converted:
    """The conversion of one file's text, or of several files by name."""
    files = {"main.tf": source} if isinstance(source, str) else source
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="tf2cfn-test-") as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        project = load(Path(folder), findings, var_texts=list((variables or {}).items()))
        if project is None or findings.errors:
            return Converted(None, tuple(findings))
        result = convert(project, ConvertSettings(pins=pins, allow_partial=allow_partial), findings)
    return Converted(result, tuple(findings))
