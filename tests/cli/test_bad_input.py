"""Bad input to ``tf2cfn convert`` as a whole: everything is told in one run, and nothing is written."""

from __future__ import annotations

from converter.cli.exit_codes import ExitCode
from tests.cli.converting import GOOD, Convert


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
