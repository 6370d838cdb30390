"""The reference system's templates as somebody else would write them; and its Terraform moved on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from converter.findings import Finding, Findings, Severity
from converter.parity.check import check_parity
from converter.project_configuration import load_configuration
from converter.terraform.loading import load
from tests.parity import rewritten

TOP = Path(__file__).resolve().parents[2]


def found(terraform: Path, templates: Path) -> list[Finding]:
    findings = Findings()
    project = load(terraform, findings)
    assert project is not None
    report = check_parity(project, templates, load_configuration(terraform, findings))
    return [f for f in report.findings if f.severity is not Severity.INFO and not f.id.startswith("parity-p")]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_other_names_json_long_forms_and_another_order_mean_the_same(seed: int, tmp_path: Path) -> None:
    templates = rewritten.renamed(rewritten.read(TOP / "templates"), "main-stack.yaml", seed)
    changed = {
        file: rewritten.with_text_scalars(rewritten.shuffled(rewritten.without_subs(data), seed))
        for file, data in templates.items()
    }
    rewritten.write(changed, tmp_path)
    assert found(TOP / "terraform_ref", tmp_path) == []


def test_stale_templates_are_named(tmp_path: Path) -> None:
    shutil.copytree(TOP / "terraform_ref", tmp_path / "terraform")
    outputs = tmp_path / "terraform" / "outputs.tf"
    variables = tmp_path / "terraform" / "variables.tf"
    text = outputs.read_text(encoding="utf-8")
    name = text.split('output "', 1)[1].split('"', 1)[0]
    outputs.write_text(text.replace(f'output "{name}"', 'output "brand_new"', 1), encoding="utf-8")
    with variables.open("a", encoding="utf-8") as file:
        file.write('\nvariable "brand_new" {\n  type    = string\n  default = "x"\n}\n')
        file.write('\nresource "aws_sns_topic" "brand_new" {\n  name = var.brand_new\n}\n')
    told = found(tmp_path / "terraform", TOP / "templates")
    summaries = [f.summary for f in told]
    assert "output brand_new has no output BrandNew in the templates" in summaries
    assert "the templates differ from the configuration: BrandNewSnsTopic" in summaries
    assert all("BrandNew" in s or "has no output in the configuration" in s for s in summaries)
