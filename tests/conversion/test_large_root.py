"""260 variables and 700 resources: valid stacks within the limits that mean what the configuration means."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cloudformation.linting import cfn_lint
from converter.cloudformation.quotas import loads
from converter.cloudformation.validate import validate_all
from converter.conversion import Conversion, ConvertSettings, convert
from converter.findings import Findings, Severity
from converter.parity.check import check_parity
from converter.parity.comparison import square
from converter.project_configuration import ProjectConfiguration
from converter.terraform.loading import Project, load
from converter.terraform.values import Bool, Number, String, Value
from tests.conversion.large_root import large_root


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("large")
    (folder / "main.tf").write_text(large_root(), encoding="utf-8")
    findings = Findings()
    project = load(folder, findings)
    assert project is not None
    assert not findings.errors
    return project


@pytest.fixture(scope="module")
def conversion(project: Project) -> Conversion:
    findings = Findings()
    conversion = convert(project, ConvertSettings(), findings)
    assert conversion is not None, [f.summary for f in findings]
    assert {f.id for f in findings if f.severity is not Severity.INFO} == {"stacks-folded"}
    return conversion


def test_everything_is_within_the_limits_and_valid(conversion: Conversion) -> None:
    for name, template in conversion.templates.items():
        over = [load for load in loads(template, conversion.files[f"templates/{name}-stack.yaml"]) if load.is_over]
        assert over == [], name
    assert sum(len(t.resources) for n, t in conversion.templates.items() if n != "main") == 560
    files = {f"{name}-stack.yaml": template for name, template in conversion.templates.items()}
    assert [f for f in validate_all(files) if f.severity is not Severity.INFO] == []


def test_every_variable_is_a_parameter_or_a_piece_of_one(conversion: Conversion) -> None:
    main = conversion.templates["main"].parameters
    rows = conversion.record["variables"]
    assert len(rows) == 260
    pieces = {m: f["parameter"] for f in conversion.record["folded"]["parameters"] for m in f["members"]}
    assert len(main) <= 200
    for row in rows:
        assert (row["parameter"] in main) is not (row["parameter"] in pieces)
        assert row.get("folded_into") == pieces.get(row["parameter"])


def test_the_square_commutes(project: Project, conversion: Conversion) -> None:
    templates = {f"{name}-stack.yaml": template for name, template in conversion.templates.items()}
    values: dict[str, Value] = {}
    for n, (name, variable) in enumerate(project.variables.items()):
        match variable.default:
            case Bool():
                values[name] = Bool(n % 3 > 0)
            case Number(number):
                values[name] = Number(number + n)
            case _:
                values[name] = String("b" if name.startswith("tier") and n % 2 else "a")
    here = square.Assignment(variables=values, folding=conversion.cut.folding)
    findings = Findings()
    _, flat = square.specialised(project, here, findings)
    resolution = square.resolve_tree(templates, here)
    assert not findings.errors
    assert resolution.findings == ()
    assert list(square.compare(flat, resolution, here)) == []


@pytest.mark.slow
def test_parity_and_cfn_lint_have_nothing_to_say(project: Project, conversion: Conversion, tmp_path: Path) -> None:
    for name, text in conversion.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = check_parity(project, tmp_path / "templates", ProjectConfiguration())
    assert [f.summary for f in report.findings if f.severity is not Severity.INFO] == []
    texts = {n.removeprefix("templates/"): t for n, t in conversion.files.items() if n.startswith("templates/")}
    assert cfn_lint(texts, ignore=("W3002",)) == ()  # local TemplateURLs are for the package command
