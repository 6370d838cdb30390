"""``--plan`` with files that are no plan to compare with: each is told apart, and nothing else is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main
from converter.parity.against_plan import plan_file
from converter.parity.against_plan.plan_file import load_plan

JOBS = Path(__file__).parent / "data" / "jobs"
PLAN: dict[str, Any] = json.loads((JOBS / "plan.json").read_text(encoding="utf-8"))
TEXT = json.dumps(PLAN)

NOT_PLANS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n", "it is empty"),
    "saved plan": (b"PK\x03\x04rest of the archive", "it is a saved plan in terraform's own form"),
    "text": (b"Terraform will perform the following actions:\n", "it is text, not JSON"),
    "bytes": (b"\x80\x81\xff", "it is not text"),
    "cut off": (TEXT[: len(TEXT) // 2].encode(), "it is cut off"),
    "cut off between": (b'{"planned_values": {},', "it is cut off"),
    "a slip": (b'{"planned_values": {},\n "x" 1}', "no JSON at line 2, column 6"),
    "no number": (b'{"planned_values": NaN}', "nan is no json number"),
    "a long number": (b'{"planned_values": ' + b"9" * 5000 + b"}", "exceeds the limit"),
    "a list": (b"[]", "a plan is a JSON object"),
    "nothing in it": (b"{}", "it has no planned_values and resource_changes"),
    "deep": (b'{"planned_values":' + b"[" * 200_000, "it is nested too deeply"),
    "state file": (b'{"version": 4, "serial": 1, "lineage": "x"}', "it is a state file"),
    "state": (b'{"format_version": "1.0", "terraform_version": "1.11.4", "values": {}}', "it is the JSON of a state"),
    "schemas": (b'{"format_version": "1.0", "provider_schemas": {}}', "it is the JSON of the providers' schemas"),
    "validate": (b'{"valid": true, "diagnostics": []}', "it is the answer of terraform validate"),
    "log": (b'{"@level":"info","@message":"x"}\n{"@level":"info","@message":"y"}\n', "it is the log of terraform plan"),
    "template": (b'{"Resources": {}}', "it is a CloudFormation template"),
    "old format": (json.dumps({**PLAN, "format_version": "0.2"}).encode(), "its format version is 0.2"),
    "new format": (json.dumps({**PLAN, "format_version": "2.0"}).encode(), "its format version is 2.0"),
    "with errors": (json.dumps({**PLAN, "errored": True}).encode(), "terraform could not finish the plan"),
    "another form": (json.dumps({**PLAN, "planned_values": []}).encode(), "its content has another form"),
    "another form of changes": (json.dumps({**PLAN, "resource_changes": [1]}).encode(), "its content has another"),
}


@pytest.mark.parametrize("case", NOT_PLANS)
def test_what_is_no_plan_is_told(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, says = NOT_PLANS[case]
    plan = tmp_path / "plan.json"
    plan.write_bytes(content)
    assert main(["parity", str(JOBS), "--templates", str(tmp_path), "--plan", str(plan)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"error[parity-plan-unreadable]: {plan} holds no plan: " in printed.err
    assert says in printed.err


def test_a_plan_to_destroy_everything_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = [{**c, "change": {**c["change"], "actions": ["delete"]}} for c in PLAN["resource_changes"]]
    plan = tmp_path / "plan.json"
    destroying = {**PLAN, "planned_values": {"root_module": {}}, "resource_changes": changes}
    plan.write_text(json.dumps(destroying), encoding="utf-8")
    assert main(["parity", str(JOBS), "--templates", str(tmp_path), "--plan", str(plan)]) == 2
    assert "it plans to destroy everything" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["nothing", "a folder"])
def test_what_cannot_be_read_is_told(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.json"
    if what == "a folder":
        plan.mkdir()
    assert main(["parity", str(JOBS), "--templates", str(tmp_path), "--plan", str(plan)]) == 2
    assert f"error[parity-plan-unreadable]: cannot read {plan}: " in capsys.readouterr().err


def test_a_huge_file_is_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_file, "MAX_SIZE", 100)
    plan = tmp_path / "plan.json"
    plan.write_text(TEXT, encoding="utf-8")
    assert main(["parity", str(JOBS), "--templates", str(tmp_path), "--plan", str(plan)]) == 2
    assert "it is larger than 100 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_encodings_that_shells_write_are_read(encoding: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_bytes(TEXT.encode(encoding))
    assert load_plan(plan).variables["name"] == "shop"


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.99"])
def test_later_versions_of_the_same_format_are_read(version: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({**PLAN, "format_version": version, "something_new": 1}), encoding="utf-8")
    assert len(load_plan(plan).resources) == 5


def test_a_deposed_object_is_not_the_instance(tmp_path: Path) -> None:
    """What a replacement left behind has a change of the same address, and nothing is unknown in it."""
    address = "aws_cloudwatch_log_group.main"
    deposed = {
        "address": address, "deposed": "a1b2", "mode": "managed", "type": "aws_cloudwatch_log_group", "name": "main",
        "change": {"actions": ["delete"], "after_unknown": {}, "after_sensitive": False},
    }  # fmt: skip
    plan = tmp_path / "plan.json"
    changes = [*PLAN["resource_changes"], deposed]
    plan.write_text(json.dumps({**PLAN, "resource_changes": changes}), encoding="utf-8")
    assert load_plan(plan).resources[address].unknown["arn"] is True
