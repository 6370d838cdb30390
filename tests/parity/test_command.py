"""``tf2cfn parity`` as a command: output, exit codes, and what it says of input that cannot be looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main
from converter.parity.properties.model import FINDING_IDS
from tests.parity.shop import SHOP, change, copy_of_shop

TITLE = "Task definitions run on Fargate"


def parity(shop: Path, *argv: str) -> int:
    return main(["parity", str(shop), "--templates", str(shop / "templates"), "--properties-only", *argv])


def json_of(shop: Path, capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    parity(shop, "--format", "json", *argv)
    return json.loads(capsys.readouterr().out)


def test_what_holds_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert parity(SHOP) == 0
    captured = capsys.readouterr()
    assert "11 of 11 properties hold" in captured.out
    assert TITLE in captured.out
    assert "parity-added-parameter" not in captured.out, "information is shown with -v"
    assert captured.err == ""


def test_what_fails_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "templates" / "data-stack.yaml", 'Permissions: "755"', 'Permissions: "777"')
    assert parity(shop) == 1
    out = capsys.readouterr().out
    assert "10 of 11 properties hold" in out
    assert "error[parity-p5]: RootDirectory.CreationInfo.Permissions is 777, not 755" in out
    assert "data-stack.yaml#/Resources/AccessPoint/Properties/RootDirectory/CreationInfo/Permissions" in out


def test_quiet_shows_errors_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert parity(SHOP, "-q") == 0
    assert TITLE not in capsys.readouterr().out


def test_fail_on_info(capsys: pytest.CaptureFixture[str]) -> None:
    assert parity(SHOP, "--fail-on", "info", "-v") == 1
    assert "info[parity-added-parameter]: parameter ZoneId has no variable" in capsys.readouterr().out


def test_json_has_this_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "templates" / "data-stack.yaml", 'Permissions: "755"', 'Permissions: "777"')
    report = json_of(shop, capsys)
    keys = ["schema_version", "command", "directory", "templates", "summary", "properties", "items", "findings"]
    assert list(report) == keys
    assert (report["summary"]["verdicts"], report["summary"]["failed"]) == ({}, True)
    assert [entry["id"] for entry in report["properties"]] == list(FINDING_IDS)
    assert report["properties"][0] == {"id": "P1", "title": TITLE, "status": "pass", "checked": 2, "findings": []}
    failed = report["properties"][4]
    assert (failed["status"], [finding["id"] for finding in failed["findings"]]) == ("fail", ["parity-p5"])
    assert failed["findings"][0] in report["findings"]


def test_the_ledger_is_counted_and_names_the_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "templates" / "data-stack.yaml", 'Permissions: "755"', 'Permissions: "777"')
    target = {"stack": "DataStack", "template": "data-stack.yaml", "logical_id": "AccessPoint"}
    source = {"file": "main.tf", "line": 5}
    resources = [
        {"address": "aws_efs_access_point.x", "verdict": "same", "source": source, "targets": [target]},
        {"address": "aws_x.y", "verdict": "dropped", "source": source, "targets": []},
    ]
    (shop / "conversion.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    report = json_of(shop, capsys)
    assert report["summary"]["verdicts"] == {"dropped": 1, "same": 1}
    finding = report["properties"][4]["findings"][0]
    assert finding["address"] == "aws_efs_access_point.x"
    assert (finding["source"]["file"], finding["source"]["start"]["line"]) == ("main.tf", 5)


def test_several_formats_are_written_beside_each_other(tmp_path: Path) -> None:
    assert parity(SHOP, "--format", "text,json", "-o", str(tmp_path / "out" / "report")) == 0
    assert TITLE in (tmp_path / "out" / "report.txt").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["schema_version"] == 1


def test_two_runs_give_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert json_of(SHOP, capsys) == json_of(SHOP, capsys)


# ---------------------------------------------------------------------------------------------- bad input


def faulty(tmp_path: Path, file: str, text: str | None) -> Path:
    shop = copy_of_shop(tmp_path)
    if text is None:
        (shop / file).unlink()
    else:
        (shop / file).write_text(text, encoding="utf-8")
    return shop


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("templates/main-stack.yaml", None, "error[parity-templates-missing]: there is no main-stack.yaml in"),
        ("templates/dns-stack.yaml", None, "nested stack DnsStack needs dns-stack.yaml, which is not there"),
        ("templates/dns-stack.yaml", "Resources: [", "error[cfn-yaml-syntax]: dns-stack.yaml cannot be read"),
        ("templates/dns-stack.yaml", "Resources: {X: {Typ: AWS::SNS::Topic}}", "Typ is not a key of a resource"),
        ("templates/dns-stack.yaml", "Resources: {X: !Foo y}", "dns-stack.yaml"),
        ("conversion.json", "[]", "error[parity-ledger]: conversion.json is not what tf2cfn convert writes"),
        ("tf2cfn.toml", "[properties\n", "error[config-syntax]: "),
        ("tf2cfn.toml", "[propertys]\n", "error[config-content]: propertys: unknown key"),
        ("tf2cfn.toml", "[properties.P5]\npath = 1\n", "error[config-content]: properties.P5.path: unknown key"),
        ("tf2cfn.toml", "[[layout.pins]]\naddress = 'x'\n", "a pin needs `address` and `stack`"),
        ("main.tf", 'variable "x" {', "error[hcl-"),
    ],
)
def test_bad_input_exits_with_2(
    file: str, text: str | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = faulty(tmp_path, file, text)
    assert parity(shop) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""


def test_two_broken_templates_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = faulty(tmp_path, "templates/dns-stack.yaml", "Resources: [")
    (shop / "templates" / "data-stack.yaml").write_text("- x\n", encoding="utf-8")
    assert parity(shop) == 2
    assert "2 errors" in capsys.readouterr().err


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parity", str(SHOP), "--templates", "nowhere"]) == 2
    assert "there is no folder nowhere" in capsys.readouterr().err


def test_a_template_that_resolves_wrongly_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "templates" / "data-stack.yaml", "SecretArn: {Value: !Ref Secret}", "SecretArn: {Value: !Ref Gone}")
    assert parity(shop) == 1
    assert "error[cfn-ref-unknown]: Ref to Gone" in capsys.readouterr().out


def test_a_parameter_that_no_usual_text_fits_needs_a_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = copy_of_shop(tmp_path)
    main_template = shop / "templates" / "main-stack.yaml"
    above = "Password: {Type: String, NoEcho: true}\n  ZoneId"
    change(main_template, above, above.replace("true", "true, AllowedPattern: '[A-Z]{3}-[0-9]{5}'"))
    assert parity(shop) == 2
    captured = capsys.readouterr()
    assert "parameter Password has no default, and none of the usual texts fits" in captured.err
    assert parity(shop, "--var", "password=ABC-12345") == 1, "the constraint lacks evidence"
    assert "AllowedPattern of parameter Password" in capsys.readouterr().out
