"""A small Terraform root, converted into a folder, then either side edited; and what parity says of the two."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from converter.conversion import ConvertSettings, convert
from converter.findings import Finding, Findings
from converter.parity.check import check_parity
from converter.parity.comparison.model import Item, ItemKind
from converter.parity.model import ParityReport
from converter.project_configuration import load_configuration
from converter.terraform.loading import load

PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n'


@dataclass(frozen=True)
class Root:
    """A Terraform root in ``folder``, and its templates in ``folder / "templates"``."""

    folder: Path

    @classmethod
    def converted(cls, folder: Path, text: str) -> Root:
        """Write the root and convert it."""
        root = cls(folder)
        (folder / "main.tf").write_text(PROVIDER + text, encoding="utf-8")
        findings = Findings()
        project = load(folder, findings)
        assert project is not None
        conversion = convert(project, ConvertSettings(), findings)
        assert conversion is not None, [f.summary for f in findings]
        for name, written in conversion.files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(written, encoding="utf-8")
        return root

    @property
    def templates(self) -> Path:
        """The folder of the templates."""
        return self.folder / "templates"

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands in a file exactly once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}:\n{text}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def configure(self, text: str) -> None:
        """Write the project's configuration."""
        (self.folder / "tf2cfn.toml").write_text(text, encoding="utf-8")

    def report(self) -> ParityReport:
        """What parity says."""
        findings = Findings()
        project = load(self.folder, findings)
        assert project is not None
        configuration = load_configuration(self.folder, findings)
        assert not findings.errors, [f.summary for f in findings.errors]
        return check_parity(project, self.templates, configuration)

    def compared(self) -> list[Finding]:
        """The findings of the comparison, without those of the properties."""
        return [f for f in self.report().others if f.id.startswith("parity-")]

    def told(self) -> list[tuple[str, str]]:
        """Id and summary of each finding of the comparison."""
        return [(finding.id, finding.summary) for finding in self.compared()]


def item(report: ParityReport, kind: ItemKind, address: str, path: str = "") -> Item:
    """The verdict about one thing."""
    (found,) = [i for i in report.items if (i.kind, i.address, i.path) == (kind, address, path)]
    return found
