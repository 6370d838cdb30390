"""The values of sensitive variables come out nowhere, whatever is wrong with them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from converter.cli.exit_codes import ExitCode
from tests.cli.converting import GOOD, SECRET, Convert

SENSITIVE = 'variable "password" {\n  type      = TYPE\n  sensitive = true\n}\n'

LEAKS = {
    "a list for a string": ("string", f'password = ["{SECRET}"]', ""),
    "a string for a number": ("number", f'password = "{SECRET}"', ""),
    "a wrong attribute": ("object({ a = number })", f'password = {{ a = "{SECRET}" }}', ""),
    "a text without quotes": ("string", f"password = {SECRET}", ""),
    "two values": ("string", f'password = "{SECRET}" "{SECRET}"', ""),
    "no closing quote": ("string", f'password = "{SECRET}', ""),
    "a number and a word": ("string", f"password = 12 {SECRET}", ""),
    "a bad escape": ("string", f'password = "\\{SECRET}"', ""),
    "a misspelled name": ("string", f'pasword = "{SECRET}"', ""),
    "a mistake on the line before": ("string", f'x = = 1\npassword = "{SECRET}"', ""),
    "a function that refuses": (
        "string",
        f'password = "{SECRET}"',
        'output "x" {\n  value     = parseint(var.password, 10)\n  sensitive = true\n}\n',
    ),
    "arithmetic": ("string", f'password = "{SECRET}"', 'output "x" { value = var.password + 1 }\n'),
    "a validation that quotes it": (
        "string",
        f'password = "{SECRET}"',
        """
        variable "other" {
          default = 1
          validation {
            condition     = var.password == "x"
            error_message = "not ${var.password}"
          }
        }
        """,
    ),
    "for_each over it": (
        "string",
        f'password = "{SECRET}"',
        'resource "aws_eip" "a" {\n  for_each = toset([var.password])\n}\n',
    ),
    "count of its length": (
        "string",
        f'password = "{SECRET}"',
        'resource "aws_eip" "a" {\n  count = length(var.password) - 100\n}\n',
    ),
    "a key that is not there": ("string", f'password = "{SECRET}"', "locals {\n  x = { a = 1 }[var.password]\n}\n"),
    "the same key twice": (
        "list(string)",
        f'password = ["{SECRET}", "{SECRET}"]',
        "locals {\n  x = { for p in var.password : p => 1 }\n}\n",
    ),
    "a decoded text": ("string", f'password = "{{{SECRET}"', "locals {\n  x = jsondecode(var.password)\n}\n"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_secret_from_a_variables_file_comes_out_nowhere(name: str, convert: Convert) -> None:
    type_, values, more = LEAKS[name]
    run = convert(
        {"main.tf": SENSITIVE.replace("TYPE", type_) + GOOD + dedent(more), "terraform.tfvars": values + "\n"}
    )
    assert SECRET not in run.out + run.err
    assert "hunter2" not in run.out + run.err


@pytest.mark.parametrize("name", ["a list for a string", "a string for a number", "a wrong attribute"])
def test_a_secret_on_the_command_line_comes_out_nowhere(
    name: str, convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_, values, _ = LEAKS[name]
    text = values.partition("=")[2].strip()
    files = {"main.tf": SENSITIVE.replace("TYPE", type_) + GOOD}
    for broken in (text, text + " ]"):
        run = convert(files, "--var", f"password={broken}")
        assert "hunter2" not in run.out + run.err
        monkeypatch.setenv("TF_VAR_password", broken)
        run = convert(files)
        assert "hunter2" not in run.out + run.err
        monkeypatch.delenv("TF_VAR_password")


def test_a_json_file_of_values_shows_no_secret(convert: Convert) -> None:
    files = {
        "main.tf": SENSITIVE.replace("TYPE", "string") + 'variable "size" { type = number }\n' + GOOD,
        "terraform.tfvars.json": f'{{"password": "{SECRET}", "size": "big"}}',
    }
    run = convert(files)
    assert run.code == ExitCode.CANNOT_RUN
    assert "a number is required" in run.err
    assert '"big"' in run.err
    assert "hunter2" not in run.err
    run = convert(files | {"terraform.tfvars.json": f'{{"password": "{SECRET}" "size": 1}}'})
    assert run.code == ExitCode.CANNOT_RUN
    assert "hunter2" not in run.err


def test_what_is_not_secret_is_shown(convert: Convert) -> None:
    files = {"main.tf": 'variable "size" { type = number }\n' + GOOD, "terraform.tfvars": 'size = "big"\n'}
    assert 'size = "big"' in convert(files).told("terraform.tfvars:1:1")
