"""Modules evaluated: calls, repetition of calls, variables, ``depends_on``."""

from __future__ import annotations

from tests.terraform.small_roots import Folder

FLAG = 'variable "flag" {\n  type    = bool\n  default = false\n}\n'


def test_modules_that_use_each_others_outputs_are_no_cycle(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": """\
                module "a" {
                  source = "./a"
                  given  = module.b.id
                }
                module "b" {
                  source = "./b"
                  name   = module.a.name
                }
                output "x" { value = module.a.both }
                """,
            "a/main.tf": """\
                variable "given" {}
                output "name" { value = "n" }
                output "both" { value = "${var.given}/n" }
                """,
            "b/main.tf": """\
                variable "name" {}
                resource "aws_sns_topic" "t" { name = var.name }
                output "id" { value = aws_sns_topic.t.arn }
                """,
        }
    )
    assert evaluated.errors == []
    assert evaluated.output() == "<{arn}/n>"
    assert evaluated.argument("module.b.aws_sns_topic.t", "name") == '"n"'


def test_a_repeated_module_makes_instances_under_its_keys(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": FLAG
            + """\
                module "m" {
                  source   = "./m"
                  for_each = merge({ a = "x" }, var.flag ? { b = "y" } : {})
                  name     = each.value
                }
                output "x" { value = { for k, m in module.m : k => m.arn } }
                """,
            "m/main.tf": """\
                variable "name" {}
                resource "aws_sns_topic" "t" {
                  count = 2
                  name  = "${var.name}${count.index}"
                }
                output "arn" { value = aws_sns_topic.t[1].arn }
                """,
        }
    )
    assert evaluated.guards == {
        'module.m["a"].aws_sns_topic.t[0]': "always",
        'module.m["a"].aws_sns_topic.t[1]': "always",
        'module.m["b"].aws_sns_topic.t[0]': "flag",
        'module.m["b"].aws_sns_topic.t[1]': "flag",
    }
    assert evaluated.argument('module.m["b"].aws_sns_topic.t[1]', "name") == '"y1"'
    assert evaluated.output() == "{a = arn, b = arn if flag}"


def test_a_module_that_exists_conditionally_narrows_what_is_inside(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": FLAG
            + """\
                module "m" {
                  source = "./m"
                  count  = var.flag ? 1 : 0
                  flag   = var.flag
                }
                """,
            "m/main.tf": """\
                variable "flag" { type = bool }
                resource "aws_sns_topic" "t" {
                  count = var.flag ? 1 : 0
                  name  = var.flag ? "on" : "off"
                }
                """,
        }
    )
    assert evaluated.guards == {"module.m[0].aws_sns_topic.t[0]": "flag"}
    assert evaluated.argument("module.m[0].aws_sns_topic.t[0]", "name") == '"on"'


def test_optional_attributes_reach_through_modules(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": """\
                variable "name" { type = string }
                module "m" {
                  source  = "./m"
                  objects = { a = { name = var.name }, b = { name = "b", size = 7, inner = { y = null } } }
                }
                output "x" { value = module.m.objects }
                """,
            "m/main.tf": """\
                variable "objects" {
                  type = map(object({
                    name  = string
                    size  = optional(number, 3)
                    inner = optional(object({ y = optional(string, "why"), z = optional(string) }), {})
                  }))
                }
                output "objects" { value = var.objects }
                """,
        }
    )
    inner = '"inner":{"y":"why","z":null}'
    first = 'a = {name = name, size = 3, inner = {"y":"why","z":null}}'
    assert evaluated.output() == f'{{{first}, b = {{{inner},"name":"b","size":7}}}}'


def test_null_for_a_variable_that_is_not_nullable_is_its_default(folder: Folder) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}\noutput "x" { value = module.m.x }\n',
        "m/main.tf": """\
            variable "a" { default = "given" }
            variable "b" {
              default  = "default"
              nullable = false
            }
            output "x" { value = [var.a, var.b] }
            """,
    }
    assert folder.evaluate(files).output() == '[null,"default"]'


def test_depends_on_a_module_is_on_all_that_is_in_it(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": """\
                resource "aws_eip" "before" {}
                module "m" {
                  source     = "./m"
                  depends_on = [aws_eip.before]
                }
                resource "aws_eip" "after" { depends_on = [module.m] }
                """,
            "m/main.tf": 'resource "aws_sns_topic" "t" { count = 2 }\nmodule "n" { source = "../n" }\n',
            "n/main.tf": 'resource "aws_sns_topic" "u" {}\n',
        }
    )
    waits = {address: [str(k) for k in i.depends_on] for address, i in evaluated.instances.items()}
    assert waits == {
        "aws_eip.before": [],
        "aws_eip.after": [
            "module.m.aws_sns_topic.t[0]",
            "module.m.aws_sns_topic.t[1]",
            "module.m.module.n.aws_sns_topic.u",
        ],
        "module.m.aws_sns_topic.t[0]": ["aws_eip.before"],
        "module.m.aws_sns_topic.t[1]": ["aws_eip.before"],
        "module.m.module.n.aws_sns_topic.u": ["aws_eip.before"],
    }


def test_depends_on_hands_on_what_others_wait_for(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": """\
                resource "aws_eip" "a" {}
                resource "aws_eip" "b" {}
                resource "aws_eip" "c" {}
                locals { name = aws_eip.a.id }
                data "aws_region" "here" { depends_on = [aws_eip.b] }
                resource "aws_eip" "by_local" { depends_on = [local.name] }
                resource "aws_eip" "by_data" { depends_on = [data.aws_region.here] }
                module "m" {
                  source = "./m"
                  name   = aws_eip.c.id
                }
                """,
            "m/main.tf": 'variable "name" {}\nresource "aws_eip" "by_variable" { depends_on = [var.name] }\n',
        }
    )
    waits = {address: [str(k) for k in i.depends_on] for address, i in evaluated.instances.items() if i.depends_on}
    assert waits == {
        "aws_eip.by_local": ["aws_eip.a"],
        "aws_eip.by_data": ["aws_eip.b"],
        "module.m.aws_eip.by_variable": ["aws_eip.c"],
    }


def test_instance_of_a_module_that_is_called_once(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": 'module "m" { source = "./m" }\noutput "x" { value = module.m[0].o }\n',
            "m/main.tf": 'output "o" { value = 1 }\n',
        }
    )
    assert evaluated.errors == ["main.tf:2: module.m has no instances"]


def test_what_a_module_calls_sensitive_stays_so_but_a_root_output_may_hand_it_on(folder: Folder) -> None:
    """As Terraform 1.11 has it: the argument of a module's output marks nothing outside the module."""
    evaluated = folder.evaluate(
        {
            "main.tf": """\
                module "m" { source = "./m" }
                output "declared" { value = upper(module.m.declared) }
                output "secret" { value = module.m.secret }
                """,
            "m/main.tf": """\
                variable "secret" {
                  default   = "s3"
                  sensitive = true
                }
                output "declared" {
                  value     = "plain"
                  sensitive = true
                }
                output "secret" {
                  value     = var.secret
                  sensitive = true
                }
                """,
        }
    )
    assert evaluated.errors == ["main.tf:3: output refers to sensitive values"]
    declared, *others = evaluated.evaluation.outputs
    assert (declared.name, declared.value.sensitive, others) == ("declared", True, [])


def test_a_failure_tells_nothing_sensitive(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        resource "aws_ssm_parameter" "p" {
          name  = "p"
          type  = "String"
          value = "v"
        }
        locals { told = one(compact([aws_ssm_parameter.p.insecure_value, aws_ssm_parameter.p.key_id])) }
        output "x" { value = nonsensitive(sensitive(local.told)) }
        """
    )
    assert evaluated.errors == []
