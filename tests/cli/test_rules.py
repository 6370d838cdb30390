"""``tf2cfn rules``: what its commands print, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode

Capture = pytest.CaptureFixture[str]
OVERLAY = """
resources:
  aws_sns_topic:
    extends: true
    arguments:
      display_name: {to: DisplayName, default: ours}
"""
BROKEN = "resources: {aws_sns_topic: {extends: true, arguments: {name: TopicNam}}}"
TOPIC = 'resource "aws_sns_topic" "t" {\n  name = "t"\n}\n'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(capsys: Capture, *argv: str) -> tuple[int, str, str]:
    code = main(["rules", *argv])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def json_of(capsys: Capture, *argv: str) -> Any:
    code, out, _ = run(capsys, *argv, "--format", "json")
    assert code == ExitCode.CLEAN
    return json.loads(out)


def write(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


def test_list_as_json(capsys: Capture) -> None:
    rules = json_of(capsys, "list")["rules"]
    assert len(rules) == 1526
    assert [rule["type"] for rule in rules] == sorted(rule["type"] for rule in rules)
    by_type = {rule["type"]: rule for rule in rules}
    role = by_type["aws_iam_role"]
    assert (role["class"], role["table"], role["cfn_types"]) == ("direct", True, ["AWS::IAM::Role"])
    fleet = by_type["aws_worklink_fleet"]
    assert (fleet["class"], fleet["table"], fleet["cfn_types"]) == ("no-counterpart", False, [])


def test_list_as_text_and_filtered(capsys: Capture) -> None:
    code, out, _ = run(capsys, "list", "--class", "split", "--without-table")
    assert code == ExitCode.CLEAN
    assert "aws_cloudformation_type" in out
    assert "AWS::CloudFormation::ResourceDefaultVersion" in out
    assert "aws_internet_gateway" not in out
    assert "with a table" in out


def test_show_in_every_format(capsys: Capture) -> None:
    code, out, _ = run(capsys, "show", "aws_db_instance")
    assert code == ExitCode.CLEAN
    for text in ("AWS::RDS::DBInstance", "allocated_storage", "AllocatedStorage", "skip_final_snapshot", "GetAtt"):
        assert text in out
    data = json_of(capsys, "show", "aws_db_instance")
    assert (data["class"], data["table"]) == ("direct", True)
    assert {"argument", "target", "verdict", "default", "replaces", "remark"} <= data["arguments"][0].keys()
    code, out, _ = run(capsys, "show", "aws_db_instance", "--format", "markdown")
    assert out.startswith("# aws_db_instance\n")


def test_show_of_types_without_a_table(capsys: Capture) -> None:
    _, out, _ = run(capsys, "show", "aws_devicefarm_project")
    assert "none yet" in out
    assert "only in: us-west-2" in out
    _, out, _ = run(capsys, "show", "aws_worklink_fleet")
    assert "the service has ended" in out


def test_show_suggests(capsys: Capture) -> None:
    code, out, err = run(capsys, "show", "aws_iam_rol")
    assert (code, out) == (ExitCode.CANNOT_RUN, "")
    assert "did you mean aws_iam_role" in err
    _, _, err = run(capsys, "show", "aws_eks_cluster_auth")
    assert "is a data source: a credential or token" in err


def test_check_is_clean(capsys: Capture) -> None:
    code, out, err = run(capsys, "check")
    assert (code, err) == (ExitCode.CLEAN, "")
    assert "1526 verdicts are sound" in out
    data = json_of(capsys, "check")
    assert (data["faults"], data["findings"]) == (0, [])


@pytest.mark.parametrize("text", [BROKEN, "resources: [", "resources: {aws_sns_topic: {verdict: gone}}"])
def test_check_finds_what_is_wrong_with_an_overlay(capsys: Capture, text: str) -> None:
    write("own/sns.yaml", text)
    code, _, err = run(capsys, "check", "--rules", "own")
    assert code == ExitCode.FINDINGS
    assert "own/sns.yaml" in err


def test_check_cannot_run_without_the_folder(capsys: Capture) -> None:
    code, _, err = run(capsys, "check", "--rules", "absent")
    assert code == ExitCode.CANNOT_RUN
    assert "no rule tables in absent" in err


def test_a_sound_overlay_shows(capsys: Capture) -> None:
    write("own/sns.yaml", OVERLAY)
    assert run(capsys, "check", "--rules", "own")[0] == ExitCode.CLEAN
    page = json_of(capsys, "show", "aws_sns_topic", "--rules", "own")
    assert page["file"] == "own/sns.yaml"
    assert {a["argument"]: a["default"] for a in page["arguments"]}["display_name"] == '"ours"'


def test_the_projects_own_folders_are_in_force(capsys: Capture) -> None:
    write("infra/our-rules/sns.yaml", OVERLAY)
    write("infra/tf2cfn.toml", 'rules = ["our-rules"]\n')
    write("infra/main.tf", TOPIC)
    assert main(["convert", "infra", "-o", "out"]) == ExitCode.CLEAN
    templates = "".join(p.read_text(encoding="utf-8") for p in Path("out/templates").iterdir())
    assert "DisplayName: ours" in templates
    capsys.readouterr()
    assert main(["parity", "infra", "--templates", "out/templates", "--fail-on", "never"]) == ExitCode.CLEAN
    assert "parity-square" not in capsys.readouterr().err


def test_a_flag_is_laid_over_the_projects_folders(capsys: Capture) -> None:
    write("our-rules/sns.yaml", OVERLAY)
    write("tf2cfn.toml", 'rules = ["our-rules"]\n')
    write("more/sns.yaml", OVERLAY.replace("ours", "more"))
    page = json_of(capsys, "show", "aws_sns_topic", "--rules", "more")
    assert {a["argument"]: a["default"] for a in page["arguments"]}["display_name"] == '"more"'


def test_folders_that_are_no_list_are_told(capsys: Capture) -> None:
    write("tf2cfn.toml", 'rules = "our-rules"\n')
    code, _, err = run(capsys, "list")
    assert code == ExitCode.CANNOT_RUN
    assert "expected a list of folders" in err


def test_convert_stops_at_a_broken_overlay(capsys: Capture) -> None:
    write("own/sns.yaml", BROKEN)
    write("main.tf", TOPIC)
    assert main(["convert", "-o", "out", "--rules", "own"]) == ExitCode.CANNOT_RUN
    assert "rules-property-path" in capsys.readouterr().err
    assert not Path("out").exists()


def test_coverage_of_the_ranking(capsys: Capture) -> None:
    code, out, _ = run(capsys, "coverage")
    assert code == ExitCode.CLEAN
    assert "of the sampled blocks" in out
    data = json_of(capsys, "coverage")
    assert sum(share["types"] for share in data["classes"].values()) == 1526
    assert 0.6 < data["tables"]["raw"] <= 1
    assert run(capsys, "coverage", "--fail-under", "100")[0] == ExitCode.FINDINGS


def test_coverage_of_a_configuration(capsys: Capture) -> None:
    write("main.tf", f'{TOPIC}resource "aws_worklink_fleet" "f" {{\n  name = "f"\n}}\n')
    code, out, _ = run(capsys, "coverage", ".")
    assert code == ExitCode.CLEAN
    assert "1 of 2 resource blocks are covered (50.0 %)" in out
    data = json_of(capsys, "coverage", ".")
    assert (data["blocks"], data["covered_blocks"], data["complete"]) == (2, 1, False)
    assert data["resources"][1]["places"] == ["main.tf:4"]
    assert run(capsys, "coverage", ".", "--fail-under", "50%")[0] == ExitCode.CLEAN
    assert run(capsys, "coverage", ".", "--fail-under", "51")[0] == ExitCode.FINDINGS


def test_coverage_of_nothing(capsys: Capture) -> None:
    assert run(capsys, "coverage", "absent")[0] == ExitCode.CANNOT_RUN


@pytest.mark.parametrize("argv", [["list", "--format", "text,json"], ["coverage", "--fail-under", "x"], ["show"], []])
def test_wrong_usage(argv: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["rules", *argv])
    assert stopped.value.code == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err
