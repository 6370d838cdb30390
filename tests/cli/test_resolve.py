"""``tf2cfn resolve``: what it prints, what it masks, and what it says of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode

PARENT = """\
Parameters:
  Size: {Type: Number, Default: 2}
  Password: {Type: String, NoEcho: true}
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Size: !Ref Size, Password: !Ref Password}
Outputs:
  Topic: {Value: !GetAtt Child.Outputs.Topic}
"""
CHILD = """\
Parameters:
  Size: {Type: Number}
  Password: {Type: String, NoEcho: true}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub "t-${Size}"
      DisplayName: !Sub "said ${Password} aloud"
Outputs:
  Topic: {Value: !Ref Topic}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.yaml").write_text(PARENT, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "content",
    [
        {"Size": 7, "Password": "planted"},
        [{"ParameterKey": "Size", "ParameterValue": "7"}, {"ParameterKey": "Password", "ParameterValue": "planted"}],
    ],
)
def test_the_tree_as_json(folder: Path, capsys: pytest.CaptureFixture[str], content: object) -> None:
    (folder / "p.json").write_text(json.dumps(content), encoding="utf-8")
    argv = ["resolve", str(folder / "main.yaml"), "--parameters", str(folder / "p.json"), "--format", "json"]
    assert main(argv) == ExitCode.CLEAN
    printed = capsys.readouterr().out
    child = json.loads(printed)["stack"]["children"]["Child"]
    assert child["resources"]["Topic"]["properties"] == {"TopicName": "t-7", "DisplayName": "said **** aloud"}
    assert "planted" not in printed


def test_a_value_given_alone_wins(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "p.json").write_text('{"Size": 7, "Password": "planted"}', encoding="utf-8")
    argv = ["resolve", str(folder / "main.yaml"), "--parameters", str(folder / "p.json"), "--parameter", "Size=9"]
    assert main([*argv, "--format", "json"]) == ExitCode.CLEAN
    assert '"t-9"' in capsys.readouterr().out


def test_a_table_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", str(folder / "main.yaml"), "--parameter", "Password=planted"]) == ExitCode.CLEAN
    printed = capsys.readouterr().out
    assert "child.yaml" in printed
    assert "planted" not in printed


def test_a_missing_parameter_is_a_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", str(folder / "main.yaml")]) == ExitCode.FINDINGS
    assert "Password" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["not json", "[1, 2]", '{"Size": [1]}'])
def test_a_bad_parameters_file(folder: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (folder / "p.json").write_text(text, encoding="utf-8")
    argv = ["resolve", str(folder / "main.yaml"), "--parameters", str(folder / "p.json")]
    assert main(argv) == ExitCode.CANNOT_RUN
    assert "p.json" in capsys.readouterr().err


def test_a_template_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", str(folder / "other.yaml")]) == ExitCode.CANNOT_RUN
    assert "other.yaml" in capsys.readouterr().err
