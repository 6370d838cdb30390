"""Bad input to ``tf2cfn convert``: every mistake told with its place and remedy, all in one run, nothing written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode

GOOD = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n'
SECRET = "hunter2-planted"  # noqa: S105 - planted to be looked for
"""Stands in values that are secret; it must not come out anywhere."""


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    def told(self, place: str) -> str:
        """What was said of a place, ``file:line:column``."""
        for finding in self.err.split("\n\n"):
            if f"--> {place}\n" in finding + "\n":
                return finding
        raise AssertionError(f"nothing was said of {place}:\n{self.err}")


Convert = Callable[..., Run]


@pytest.fixture
def convert(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Convert:
    """Converts the files given by name, in a folder with the output of an earlier conversion."""
    for name in ("TF_VAR_password", "TF_VAR_size"):
        monkeypatch.delenv(name, raising=False)

    def run(files: Mapping[str, str], *arguments: str) -> Run:
        root, output = tmp_path / "root", tmp_path / "output"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        write(root, {"main.tf": GOOD})
        assert main(["convert", str(root), "-o", str(output), "-q"]) == ExitCode.CLEAN
        (root / "main.tf").unlink()
        before = content(output)
        write(root, files)
        capsys.readouterr()
        code = main(["convert", str(root), "-o", str(output), *arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert "defect of tf2cfn" not in captured.err
        if code != ExitCode.CLEAN:
            assert content(output) == before, "a conversion that fails leaves the earlier output as it is"
        return Run(code, captured.out, captured.err)

    return run


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


MISTAKES = {
    "syntax error": (
        'variable "x" {\n  default = = 1\n}\n',
        "main.tf:2:13",
        "unexpected =",
        "an expression is expected",
    ),
    "unclosed block": ('variable "x" {\n', "main.tf:1:1", "block is not closed", "add }"),
    "undeclared variable": (
        'variable "name" { default = "" }\noutput "x" { value = var.nmae }\n',
        "main.tf:2:22",
        "reference to undeclared input variable var.nmae",
        "did you mean var.name?",
    ),
    "undeclared local": ('output "x" { value = local.y }', "main.tf:1:22", "local value local.y", "in a locals block"),
    "undeclared in a local that nothing uses": ("locals {\n  x = var.y\n}", "main.tf:2:7", "input variable var.y", ""),
    "undeclared in a condition": ('output "x" { value = true ? 1 : var.y }', "main.tf:1:33", "variable var.y", ""),
    "undeclared inside try": ('output "x" { value = try(var.y, 1) }', "main.tf:1:26", "variable var.y", "declare it"),
    "undeclared resource": (
        GOOD + 'output "x" { value = aws_vpc.mian.id }',
        "main.tf:4:22",
        "reference to undeclared resource aws_vpc.mian",
        "did you mean aws_vpc.main?",
    ),
    "undeclared data source": (
        'data "aws_region" "here" {}\noutput "x" { value = data.aws_region.heer.id }',
        "main.tf:2:22",
        "data source data.aws_region.heer",
        "did you mean data.aws_region.here?",
    ),
    "undeclared module": ('output "x" { value = module.net.id }', "main.tf:1:22", "module call module.net", "call it"),
    "a bare word": ('output "x" { value = hello }', "main.tf:1:22", "invalid reference 'hello'", "a text needs quotes"),
    "each without for_each": (
        'resource "aws_vpc" "main" {\n  cidr_block = each.value\n}',
        "main.tf:2:16",
        "reference to 'each' outside for_each",
        "",
    ),
    "unknown attribute": (
        GOOD + 'output "x" { value = aws_vpc.main.idd }',
        "main.tf:4:22",
        "unsupported attribute",
        "did you mean 'id'?",
    ),
    "type error in an argument": (
        'resource "aws_vpc" "main" {\n  cidr_block           = "10.0.0.0/16"\n  enable_dns_hostnames = "perhaps"\n}',
        "main.tf:3:26",
        "incorrect attribute value type",
        "'enable_dns_hostnames'",
    ),
    "type error in an operation": (
        'locals {\n  x = 1 + "a"\n}',
        "main.tf:2:7",
        "invalid operand",
        "number is required",
    ),
    "type error in a condition": ('output "x" { value = "a" ? 1 : 2 }', "main.tf:1:22", "condition type", "bool"),
    "type error in a default": (
        'variable "x" {\n  type    = number\n  default = "many"\n}',
        "main.tf:3:13",
        "invalid value for input variable",
        "a number is required",
    ),
    "type error in an optional default": (
        'variable "x" {\n  type = object({ a = optional(number, "z") })\n}',
        "main.tf:2:40",
        "optional attribute 'a'",
        "a number is required",
    ),
    "no such type": ('variable "x" { type = strin }', "main.tf:1:23", "invalid type specification", "string, number"),
    "null default that is forbidden": (
        'variable "x" {\n  default  = null\n  nullable = false\n}',
        "main.tf:2:14",
        "invalid default value",
        "nullable",
    ),
    "a function that is not there": ('locals {\n  x = uper("a")\n}', "main.tf:2:7", "unknown function", 'mean "upper"'),
    "a function that refuses": ('locals {\n  x = parseint("z", 10)\n}', "main.tf:2:16", "function", "parse"),
    "a missing folder": ('module "a" {\n  source = "./gone"\n}', "main.tf:2:12", "no folder gone", "check the path"),
    "a module that is not installed": (
        'module "a" {\n  source = "terraform-aws-modules/vpc/aws"\n}',
        "main.tf:2:12",
        "module 'a' is not installed",
        "terraform init",
    ),
    "a module without a source": ('module "a" {}', "main.tf:1:1", "no literal source", "a plain string"),
    "a module outside": ('module "a" {\n  source = "../../a"\n}', "main.tf:2:12", "leads out of the configuration", ""),
    "the root as its own module": (
        'module "a" {\n  source = "./"\n}',
        "main.tf:2:12",
        "module 'a' calls itself",
        ". -> .",
    ),
    "locals in a circle": (
        "locals {\n  a = local.b\n  b = local.a\n}",
        "main.tf:2:3",
        "reference cycle",
        "local.a -> local.b -> local.a",
    ),
    "a value of itself": ("locals {\n  a = [local.a]\n}", "main.tf:2:3", "self-reference", "local.a refers to itself"),
    "resources in a circle": (
        """\
        resource "aws_eip" "a" {
          instance = aws_eip.b.id
        }
        resource "aws_eip" "b" {
          instance = aws_eip.a.id
        }
        """,
        "main.tf:1:1",
        "reference cycle",
        "aws_eip.a -> aws_eip.b -> aws_eip.a",
    ),
    "unsupported argument": (
        'resource "aws_vpc" "main" {\n  cidr_blok = "10.0.0.0/16"\n}',
        "main.tf:2:3",
        "unsupported argument 'cidr_blok'",
        "did you mean 'cidr_block'?",
    ),
    "an argument that the provider decides": (
        'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n  arn = "x"\n}',
        "main.tf:3:3",
        "unsupported argument 'arn'",
        "it can be read, but not set",
    ),
    "an argument of what is never made": (
        'resource "aws_vpc" "main" {\n  count = 0\n  cidr_blok = "10.0.0.0/16"\n}',
        "main.tf:3:3",
        "unsupported argument 'cidr_blok'",
        "did you mean",
    ),
    "unsupported block": (
        'resource "aws_security_group" "a" {\n  ingres {}\n}',
        "main.tf:2:3",
        "unsupported block type 'ingres'",
        "did you mean 'ingress'?",
    ),
    "a block written as an argument": (
        'resource "aws_lb" "a" {\n  access_logs = { bucket = "x" }\n}',
        "main.tf:2:3",
        "unsupported argument 'access_logs'",
        "a nested block, not an argument",
    ),
    "an argument written as a block": (
        'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n  tags {}\n}',
        "main.tf:3:3",
        "unsupported block type 'tags'",
        "write tags = …",
    ),
    "missing argument": ('resource "aws_subnet" "a" {}', "main.tf:1:1", "missing required argument 'vpc_id'", "add"),
    "missing block": (
        'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n}',
        "main.tf:1:1",
        "too few 'default_action' blocks",
        "at least 1",
    ),
    "wrong kind of block": (
        'resourse "a" "b" {}',
        "main.tf:1:1",
        "unsupported block type 'resourse'",
        "mean 'resource'",
    ),
    "missing label": ('resource "aws_vpc" {}', "main.tf:1:1", "wrong number of labels", "two labels"),
    "declared twice": (GOOD + GOOD, "main.tf:4:1", "duplicate resource 'aws_vpc.main'", "remove or rename one"),
    "unsupported argument of a variable": (
        'variable "x" {\n  defualt = 1\n}',
        "main.tf:2:3",
        "unsupported argument 'defualt'",
        "did you mean 'default'?",
    ),
    "count and for_each": (
        'resource "aws_eip" "a" {\n  count    = 1\n  for_each = {}\n}',
        "main.tf:2:14",
        "invalid combination",
        "one of the two",
    ),
    "count of what is not known": (
        GOOD + 'resource "aws_eip" "a" {\n  count = aws_vpc.main.id == "x" ? 1 : 0\n}',
        "main.tf:5:11",
        "invalid count argument",
        "known only after the deployment",
    ),
    "for_each over a list": (
        'resource "aws_eip" "a" {\n  for_each = ["a"]\n}',
        "main.tf:2:14",
        "invalid for_each argument",
        "toset()",
    ),
    "a value that fails its validation": (
        """\
        variable "x" {
          default = "no"
          validation {
            condition     = var.x == "yes"
            error_message = "Say yes."
          }
        }
        """,
        "main.tf:4:21",
        "invalid value for var.x",
        "Say yes.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_has_its_place_its_line_a_caret_and_a_remedy(name: str, convert: Convert) -> None:
    text, place, summary, remedy = MISTAKES[name]
    run = convert({"main.tf": text})
    told = run.told(place)
    assert run.code == ExitCode.CANNOT_RUN
    assert summary in told
    assert remedy in told
    assert "^" in told
    line, column = (int(n) for n in place.split(":")[1:])
    assert dedent(text).split("\n")[line - 1] in told
    assert f"{' ' * (column - 1)}^" in told


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_told_once(name: str, convert: Convert) -> None:
    run = convert({"main.tf": MISTAKES[name][0]})
    assert run.err.count("error[") == 1, run.err


def test_mistakes_in_several_files_and_modules_are_told_in_one_run(convert: Convert) -> None:
    run = convert(
        {
            "main.tf": """\
                variable "name" { type = string }
                locals {
                  a = local.b
                  b = local.a
                }
                resource "aws_vpc" "main" {
                  cidr_blok = var.nmae
                }
                resource "aws_vcp" "other" {}
                module "broken" { source = "./broken" }
                module "sound" { source = "./sound" }
                module "gone" { source = "./gone" }
                module "loop" { source = "./loop" }
                output "a" { value = module.gone.id }
                output "b" { value = module.broken.id }
                output "c" { value = module.sound.di }
                """,
            "broken.tf": 'variable "lost" {\n  default = = 1\n}\noutput "d" { value = var.lost }\n',
            "broken/main.tf": 'output "id" {\n  value = "a\n}\n',
            "sound/main.tf": 'output "id" { value = 1 + "a" }\n',
            "loop/main.tf": 'module "again" { source = "../loop" }\n',
            "terraform.tfvars": "name = [1]\nnaem = 1\n",
        }
    )
    assert run.code == ExitCode.CANNOT_RUN
    for place, summary in {
        "main.tf:3:3": "reference cycle",
        "main.tf:7:3": "unsupported argument 'cidr_blok'",
        "main.tf:7:15": "undeclared input variable var.nmae",
        "main.tf:9:1": "unknown resource type 'aws_vcp'",
        "main.tf:12:26": "no folder gone",
        "main.tf:16:22": "undeclared output module.sound.di",
        "broken.tf:2:13": "unexpected =",
        "broken/main.tf:2:11": "quoted string is not closed",
        "sound/main.tf:1:23": "invalid operand",
        "loop/main.tf:1:27": "module 'again' calls itself",
        "terraform.tfvars:1:1": "invalid value for input variable",
        "terraform.tfvars:2:1": "undeclared variable 'naem'",
    }.items():
        assert summary in run.told(place)
    assert "11 errors" in run.err, "nothing is told twice, and no consequence of another mistake:\n" + run.err


def test_a_module_that_does_not_parse_hides_nothing_elsewhere(convert: Convert) -> None:
    files = {"main.tf": 'module "a" { source = "./a" }\noutput "x" { value = var.y }\n', "a/main.tf": "x {"}
    run = convert(files)
    assert "a/main.tf:1:1" in run.err
    assert "main.tf:2:22" in run.err


def test_an_unknown_type_and_one_without_a_table_are_listed_together(convert: Convert) -> None:
    text = GOOD + 'resource "aws_frob" "x" {}\nresource "aws_lightsail_key_pair" "y" {}\n'
    run = convert({"main.tf": text})
    assert run.code == ExitCode.FINDINGS
    assert "unknown resource type 'aws_frob'" in run.told("main.tf:4:1")
    assert "--allow-partial" in run.told("main.tf:4:1")
    assert "aws_lightsail_key_pair is not supported" in run.told("main.tf:5:1")
    assert run.err.count("error[") == 2


def test_a_misspelled_type_has_a_suggestion(convert: Convert) -> None:
    run = convert({"main.tf": 'resource "aws_vpcs" "x" {}\ndata "aws_regoin" "y" {}\n'})
    assert "did you mean 'aws_vpc'?" in run.told("main.tf:1:1")
    assert "did you mean 'aws_region'?" in run.told("main.tf:2:1")


def test_allow_partial_leaves_unknown_types_out(convert: Convert) -> None:
    text = """\
        variable "on" {
          default = true
        }
        resource "aws_vpc" "main" {
          cidr_block = "10.0.0.0/16"
        }
        resource "aws_frob" "x" {
          count = var.on ? 1 : 0
          vpc   = aws_vpc.main.id
          part {
            depth = 3
          }
        }
        data "aws_frobs" "y" {}
        """
    run = convert({"main.tf": text}, "--allow-partial", "-q")
    assert run.code == ExitCode.CLEAN
    run = convert({"main.tf": text}, "--allow-partial")
    assert "warning[terraform-resource-type]" in run.err
    assert "error[" not in run.err


def test_allow_partial_forgives_nothing_else(convert: Convert) -> None:
    run = convert({"main.tf": 'resource "aws_frob" "x" {\n  y = var.z\n}\n'}, "--allow-partial")
    assert run.code == ExitCode.CANNOT_RUN
    assert "undeclared input variable var.z" in run.told("main.tf:2:7")


def test_a_required_variable_is_needed_only_where_it_shapes_the_graph(convert: Convert) -> None:
    declared = 'variable "name" {}\nvariable "tags" { type = map(string) }\n'
    run = convert({"main.tf": declared + GOOD})
    assert run.code == ExitCode.CLEAN
    shaped = declared + 'resource "aws_eip" "a" {\n  for_each = var.tags\n}\n'
    run = convert({"main.tf": shaped})
    assert run.code == ExitCode.CANNOT_RUN
    assert "no value for required variable 'tags'" in run.told("main.tf:4:14")
    assert convert({"main.tf": shaped}, "--var", 'tags={a="b"}', "-q").code == ExitCode.CLEAN


def test_values_from_the_command_line(convert: Convert) -> None:
    text = 'variable "size" { type = number }\n' + GOOD
    run = convert({"main.tf": text}, "--var", "size=big", "--var", "szie=1")
    assert run.code == ExitCode.CANNOT_RUN
    assert "a number is required" in run.told("main.tf:1:1")
    assert "value for undeclared variable 'szie'" in run.err
    assert "did you mean 'size'?" in run.err


def test_a_variables_file_that_is_not_there(convert: Convert) -> None:
    run = convert({"main.tf": GOOD}, "--var-file", "gone.tfvars")
    assert run.code == ExitCode.CANNOT_RUN
    assert "gone.tfvars" in run.err


def test_a_block_in_a_variables_file(convert: Convert) -> None:
    run = convert({"main.tf": GOOD, "terraform.tfvars": 'variable "x" {}\n'})
    assert run.code == ExitCode.CANNOT_RUN
    assert "block variable in a file of variable values" in run.told("terraform.tfvars:1:1")


def test_a_folder_without_configuration(convert: Convert) -> None:
    run = convert({"notes.txt": "nothing here"})
    assert run.code == ExitCode.CANNOT_RUN
    assert "no configuration in this folder" in run.err


def test_deep_nesting_is_refused_with_a_message(convert: Convert) -> None:
    run = convert({"main.tf": f"locals {{\n  x = {'[' * 3000}{']' * 3000}\n}}\n" + GOOD})
    assert run.code == ExitCode.CANNOT_RUN
    assert "nest" in run.err


# ---------------------------------------------------------------------------------------------- secrets

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
