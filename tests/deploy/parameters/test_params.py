"""``tf2cfn params``: Terraform variables in, parameters of the main stack out."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode

SECRET = "correct-horse-battery"  # noqa: S105 - one that is looked for
SOURCE = """
variable "name" {
  type    = string
  default = "web"

  validation {
    condition     = length(var.name) <= 8
    error_message = "a name has at most 8 characters"
  }
}

variable "password" {
  type      = string
  sensitive = true
}

variable "zones" {
  type    = list(string)
  default = ["a", "b"]
}

variable "copies" {
  type    = number
  default = 1
}

variable "limits" {
  type    = object({ size = number, kind = optional(string, "io") })
  default = { size = 20 }
}

data "aws_kms_alias" "app" {
  name = "alias/app"
}

resource "aws_db_instance" "main" {
  identifier          = lower(var.name)
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = var.limits.size
  storage_type        = var.limits.kind
  username            = "admin"
  password            = var.password
  kms_key_id          = data.aws_kms_alias.app.target_key_id
  skip_final_snapshot = true
}

resource "aws_sns_topic" "zone" {
  count = length(var.zones)
  name  = "${var.name}-${var.zones[count.index]}"
}

resource "aws_sqs_queue" "each" {
  count = var.copies
  name  = "each-${count.index}"
}
"""

Params = Callable[..., int]


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Params:
    """A conversion on disk, and the command on it."""
    (tmp_path / "main.tf").write_text(SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["convert", "-q"]) == ExitCode.CLEAN
    return lambda *arguments: main(["params", *arguments])


def values(text: str) -> dict[str, str]:
    return {row["ParameterKey"]: row["ParameterValue"] for row in json.loads(text)}


def test_variables_become_parameters_and_derived_ones_are_computed(
    params: Params, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--var", "name=API", "--var", f"password={SECRET}", "--var", 'zones=["x", "y"]')
    assert params(*given, "--lookup-value", "AliasKeyId=1234", "--var", "limits={size = 30}") == ExitCode.CLEAN
    shown = capsys.readouterr()
    assert values(shown.out) == {
        "Name": "API",
        "NameLower": "api",
        "Zones": "x,y",
        "LimitsSize": "30",
        "LimitsKind": "io",
        "AliasKeyId": "1234",
    }
    assert SECRET not in shown.out + shown.err
    assert "left out, as sensitive: Password" in shown.err


def test_secrets_go_into_a_file_that_only_its_owner_reads(params: Params, tmp_path: Path) -> None:
    file = tmp_path / "out" / "parameters.json"
    file.parent.mkdir()
    file.write_text("of before", encoding="utf-8")
    file.chmod(0o644)
    assert params("--var", f"password={SECRET}", "-o", str(file)) == ExitCode.CLEAN
    assert values(file.read_text(encoding="utf-8"))["Password"] == SECRET
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["parameters.json"]


def test_a_look_up_that_nobody_made_is_told(params: Params, capsys: pytest.CaptureFixture[str]) -> None:
    assert params("--var", f"password={SECRET}") == ExitCode.CLEAN
    shown = capsys.readouterr()
    assert "AliasKeyId" not in values(shown.out)
    assert "warning[deploy-not-looked-up]: parameter AliasKeyId has no value" in shown.err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--var", "copies=2"), "variable 'copies' was fixed at another value"),
        (("--var", 'zones=["x"]'), "variable 'zones' has 1 elements, and the templates were made for 2"),
        (("--var", "limits={size = 1, kind = null}"), ""),
        (("--var", 'zones=["x,y", "z"]'), "no parameter of the templates carries the value of variable 'zones'"),
        (("--var", "name=much-too-long"), "a name has at most 8 characters"),
        (("--lookup-value", "Nobody=1"), "Nobody is no parameter that is looked up"),
        (("--lookup-value", "Name=1"), "give the variable's value instead"),
    ],
)
def test_what_no_deployment_would_take_is_an_error(
    given: tuple[str, ...], told: str, params: Params, capsys: pytest.CaptureFixture[str]
) -> None:
    code = params("--var", f"password={SECRET}", *given)
    shown = capsys.readouterr()
    if not told:
        assert code == ExitCode.CLEAN
        return
    assert code != ExitCode.CLEAN
    assert told in shown.err
    assert shown.out == ""
    assert SECRET not in shown.err


def test_a_variable_without_a_value_is_named_with_its_line(params: Params, capsys: pytest.CaptureFixture[str]) -> None:
    assert params() == ExitCode.FINDINGS
    shown = capsys.readouterr().err
    assert "no value for required variable 'password'" in shown
    assert "main.tf:12" in shown


def test_templates_of_another_configuration_are_told(
    params: Params, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "main.tf").open("a", encoding="utf-8") as file:
        file.write('variable "new" { default = "x" }\n')
    assert params("--var", f"password={SECRET}") == ExitCode.FINDINGS
    assert "variable 'new' is new" in capsys.readouterr().err


def test_without_a_conversion_there_are_no_parameters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.tf").write_text(SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["params"]) == ExitCode.CANNOT_RUN
    assert "run tf2cfn convert first" in capsys.readouterr().err


BRANCHES = """
variable "whole" {
  type    = bool
  default = true
}

variable "number" {
  type    = number
  default = 9
}

resource "aws_sqs_queue" "one" {
  name = var.whole ? "whole" : cidrhost("10.0.0.0/30", var.number)
}
"""


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ((), ExitCode.CLEAN, '""'),
        (("--var", "number=2"), ExitCode.CLEAN, '"10.0.0.2"'),
        (("--var", "number=2", "--var", "whole=false"), ExitCode.CLEAN, '"10.0.0.2"'),
        (("--var", "whole=false"), ExitCode.FINDINGS, "does not accommodate a host numbered 9"),
    ],
)
def test_what_fails_in_a_branch_that_is_not_taken_is_left_empty(
    given: tuple[str, ...],
    code: ExitCode,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "main.tf").write_text(BRANCHES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["convert", "-q"]) == ExitCode.CLEAN
    capsys.readouterr()
    assert main(["params", *given]) == code
    shown = capsys.readouterr()
    assert told in shown.out + shown.err
