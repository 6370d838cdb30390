"""``tf2cfn parity --plan`` on real plans of the reference system."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode
from tests.reference.test_stacks_equal_plans import CASES, PASSWORDS
from tests.support.terraform_cli import Workspace

TOP = Path(__file__).resolve().parents[2]
COMMAND = ["parity", str(TOP / "terraform_ref"), "--templates", str(TOP / "templates"), "--format", "json"]


@pytest.mark.parametrize(
    "case",
    [
        "every variable",
        "no regional domains",
        *(
            pytest.param(c, marks=pytest.mark.slow)
            for c in ("defaults", "monitoring off", "alarm e-mail", "another region")
        ),
    ],
)
def test_a_real_plan_agrees(
    case: str, workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = CASES[case]
    plan = tmp_path / "plan.json"
    document = workspace.plan(values, region=str(values.get("aws_region", "us-east-1")))
    plan.write_text(json.dumps(document, default=str), encoding="utf-8")
    assert main([*COMMAND, "--plan", str(plan)]) == ExitCode.CLEAN
    printed = capsys.readouterr().out
    assert not [f for f in json.loads(printed)["findings"] if f["severity"] != "info"]
    assert not any(str(value) in printed for name, value in values.items() if "password" in name)


def test_a_plan_that_says_otherwise_is_told(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    document = workspace.plan(PASSWORDS)
    text = json.dumps(document, default=str)
    assert '"retention_in_days": 90' in text
    plan.write_text(text.replace('"retention_in_days": 90', '"retention_in_days": 60'), encoding="utf-8")
    assert main([*COMMAND, "--plan", str(plan)]) == ExitCode.FINDINGS
    found = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["id"] == "parity-plan"]
    assert [f["address"] for f in found] == ["module.ecs_cluster.aws_cloudwatch_log_group.exec[0]"]
