"""Templates against the configuration, and the configuration against a plan: stale and edited ones are named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode

TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the reference configuration and of its templates."""
    shutil.copytree(TOP / "terraform_ref", tmp_path / "terraform")
    shutil.copytree(TOP / "templates", tmp_path / "templates")
    return tmp_path


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def compared(folder: Path, capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[dict[str, Any]]]:
    command = ["parity", str(folder / "terraform"), "--templates", str(folder / "templates"), "--format", "json", *argv]
    code = main(command)
    printed = capsys.readouterr()
    findings = json.loads(printed.out)["findings"] if printed.out else []
    return code, [f for f in findings if f["id"] in {"parity-square", "parity-plan"}]


def test_an_edited_template_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(copy / "templates" / "alb-stack.yaml", "Port: 7860", "Port: 7861")
    code, found = compared(copy, capsys)
    assert code == ExitCode.FINDINGS
    assert [f["summary"] for f in found] == [
        "the templates differ from the configuration: LoadBalancerLbTargetGroupGradio.Port"
    ]
    assert found[0]["template"]["file"] == "alb-stack.yaml"
    assert found[0]["address"] == 'module.load_balancer.aws_lb_target_group.this["gradio"]'


def test_a_branch_that_only_other_values_take_is_seen(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = copy / "templates" / "dns-stack.yaml"
    change(file, '!If [UseRegionalDomainsIsTrue, !Sub "kc.${AWS::Region}.${BaseDomain}", !Ref KeycloakDomain]',
           '!If [UseRegionalDomainsIsTrue, !Sub "kc.${AWS::Region}.${BaseDomain}", !Ref RootDomain]')  # fmt: skip
    code, found = compared(copy, capsys)
    assert code == ExitCode.FINDINGS
    assert [f["summary"].rpartition(": ")[2] for f in found] == ["KeycloakAcmCertificate.DomainName"]


def test_terraform_that_moved_on_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keycloak = copy / "terraform" / "keycloak.tf"
    change(keycloak, "retention_in_days = 7", "retention_in_days = 14")
    with keycloak.open("a", encoding="utf-8") as file:
        file.write('\nresource "aws_sns_topic" "news" {\n  name = "news"\n}\n')
    code, found = compared(copy, capsys)
    assert code == ExitCode.FINDINGS
    assert {f["summary"].rpartition(": ")[2] for f in found} == {
        "KeycloakCloudwatchLogGroup.RetentionInDays",
        "NewsSnsTopic",
    }


@pytest.mark.parametrize("text", ["no json", "{}", '{"planned_values": {}}'])
def test_what_is_no_plan(copy: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    plan = copy / "plan.json"
    plan.write_text(text, encoding="utf-8")
    argv = ["parity", str(copy / "terraform"), "--templates", str(copy / "templates"), "--plan", str(plan)]
    assert main(argv) == ExitCode.CANNOT_RUN
    assert "plan.json" in capsys.readouterr().err


def test_a_plan_of_another_configuration(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = copy / "plan.json"
    document = {"planned_values": {}, "resource_changes": [], "variables": {"size": {"value": 1}}}
    plan.write_text(json.dumps(document), encoding="utf-8")
    argv = ["parity", str(copy / "terraform"), "--templates", str(copy / "templates"), "--plan", str(plan)]
    assert main(argv) == ExitCode.CANNOT_RUN
    assert "another configuration" in capsys.readouterr().err
