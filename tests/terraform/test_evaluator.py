"""Configurations evaluated with their variables open: modules, repetition, conditions, what gets fixed and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terraform.shorthand import formula, short
from tests.terraform.small_roots import Folder

FLAG = 'variable "flag" {\n  type    = bool\n  default = false\n}\n'
CIDRS = 'variable "cidrs" {\n  type    = list(string)\n  default = ["10.0.0.0/24", "10.0.1.0/24"]\n}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


# ---------------------------------------------------------------------------------------------- modules


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


# ---------------------------------------------------------------------------------------------- repetition

COUNTS = {
    "3": {"[0]": "always", "[1]": "always", "[2]": "always"},
    "0": {},
    "var.flag ? 1 : 0": {"[0]": "flag"},
    "var.flag ? 0 : 2": {"[0]": "not flag", "[1]": "not flag"},
    "var.flag ? 1 : 2": {"[0]": "always", "[1]": "not flag"},
    "var.flag && var.other ? 1 : 0": {"[0]": "flag and other"},
    "length(local.names)": {"[0]": "always", "[1]": "flag"},
    '"2"': {"[0]": "always", "[1]": "always"},
    "length(aws_eip.first)": {"[0]": "flag"},
}


@pytest.mark.parametrize("count", COUNTS)
def test_count(count: str, folder: Folder) -> None:
    evaluated = folder.evaluate(
        FLAG
        + f"""
        variable "other" {{
          type    = bool
          default = true
        }}
        locals {{
          names = concat(["a"], var.flag ? ["b"] : [])
        }}
        resource "aws_eip" "first" {{
          count = var.flag ? 1 : 0
        }}
        resource "aws_sns_topic" "t" {{
          count = {count}
        }}
        """
    )
    assert evaluated.errors == []
    found = {a.removeprefix("aws_sns_topic.t"): g for a, g in evaluated.guards.items() if a.startswith("aws_sns")}
    assert found == COUNTS[count]
    assert evaluated.fixed == {}


EACH = {
    '{ a = "x" }': {'["a"]': ("always", '"a"', '"x"')},
    'toset(["b", "a"])': {'["a"]': ("always", '"a"', '"a"'), '["b"]': ("always", '"b"', '"b"')},
    'var.flag ? { a = "x" } : {}': {'["a"]': ("flag", '"a"', '"x"')},
    'var.flag ? { a = "x" } : { a = "y" }': {'["a"]': ("always", '"a"', '(flag ? "x" : "y")')},
    "{ for i, c in var.cidrs : i => c }": {
        '["0"]': ("always", '"0"', "cidrs[0]"),
        '["1"]': ("always", '"1"', "cidrs[1]"),
    },
    '{ for k in ["a", "b"] : k => k if k == "a" || var.flag }': {
        '["a"]': ("always", '"a"', '"a"'),
        '["b"]': ("flag", '"b"', '"b"'),
    },
    'var.flag ? toset(["a"]) : toset([])': {'["a"]': ("flag", '"a"', '"a"')},
    "aws_eip.first": {'["k"]': ("always", '"k"', 'aws_eip.first["k"]')},
}


@pytest.mark.parametrize("each", EACH)
def test_for_each(each: str, folder: Folder) -> None:
    evaluated = folder.evaluate(
        FLAG
        + CIDRS
        + f"""
        resource "aws_eip" "first" {{
          for_each = {{ k = 1 }}
        }}
        locals {{
          each = {each}
        }}
        resource "aws_sns_topic" "t" {{
          for_each = local.each
          name     = each.key
          display_name = try(each.value.public_ip, each.value)
        }}
        """
    )
    assert evaluated.errors == []
    instances = {a: i for a, i in evaluated.instances.items() if a.startswith("aws_sns")}
    found = {}
    for address, instance in instances.items():
        value = instance.body.value("display_name")
        shown = each if each == "aws_eip.first" else short(value)
        key = address.removeprefix("aws_sns_topic.t")
        found[key] = (formula(instance.guard), short(instance.body.value("name")), shown)
    expected = {k: (*v[:2], each if each == "aws_eip.first" else v[2]) for k, v in EACH[each].items()}
    assert found == expected
    assert evaluated.fixed == {}


def test_a_number_variable_that_is_the_count_is_fixed_with_its_place(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        variable "size" {
          default = 2
        }
        resource "aws_eip" "a" {
          count = var.size
        }
        output "x" { value = "${var.size}" }
        """
    )
    assert list(evaluated.instances) == ["aws_eip.a[0]", "aws_eip.a[1]"]
    assert evaluated.fixed == {"size": ["main.tf:5"]}
    assert evaluated.output() == "2", "once fixed, a variable is known everywhere"


def test_what_is_given_decides_what_is_fixed(folder: Folder) -> None:
    text = 'variable "size" {\n  default = 2\n}\nresource "aws_eip" "a" {\n  count = var.size\n}\n'
    evaluated = folder.evaluate(text, var=[("size", "3")])
    assert len(evaluated.instances) == 3


def test_a_map_variable_is_fixed_with_every_place_that_reads_it(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        variable "tags" {
          type    = map(string)
          default = { a = "b" }
        }
        variable "idle" {
          type    = map(string)
          default = {}
        }
        resource "aws_eip" "a" {
          for_each = var.tags
          tags     = var.tags
        }
        """
    )
    assert evaluated.fixed == {"tags": ["main.tf:10", "main.tf:11"]}


def test_a_list_variable_keeps_its_elements_open(folder: Folder) -> None:
    evaluated = folder.evaluate(
        CIDRS
        + """\
        resource "aws_subnet" "s" {
          count      = length(var.cidrs)
          vpc_id     = "vpc-1"
          cidr_block = var.cidrs[count.index]
        }
        """
    )
    assert [evaluated.argument(f"aws_subnet.s[{n}]", "cidr_block") for n in (0, 1)] == ["cidrs[0]", "cidrs[1]"]
    assert evaluated.fixed == {}
    assert evaluated.lengths == {"cidrs": ["main.tf:6"]}


def test_dynamic_blocks_keep_their_conditions(folder: Folder) -> None:
    evaluated = folder.evaluate(
        FLAG
        + CIDRS
        + """\
        locals {
          ports = merge({ http = 80 }, var.flag ? { https = 443 } : {})
        }
        resource "aws_security_group" "g" {
          dynamic "ingress" {
            for_each = local.ports
            iterator = rule
            content {
              description = rule.key
              from_port   = rule.value
              to_port     = rule.value
              protocol    = "tcp"
              cidr_blocks = var.cidrs
            }
          }
          dynamic "egress" {
            for_each = var.cidrs
            content {
              from_port   = egress.key
              to_port     = 0
              protocol    = "-1"
              cidr_blocks = [egress.value]
            }
          }
        }
        """
    )
    assert evaluated.errors == []
    body = evaluated.instances["aws_security_group.g"].body
    assert [formula(b.guard) for b in body.blocks["ingress"]] == ["always", "flag"]
    assert evaluated.argument("aws_security_group.g", "ingress", 1, "from_port") == "443"
    assert evaluated.argument("aws_security_group.g", "ingress", 1, "description") == '"https"'
    assert evaluated.argument("aws_security_group.g", "egress", 1, "cidr_blocks") == "[cidrs[1]]"
    assert evaluated.argument("aws_security_group.g", "egress", 1, "from_port") == "1"
    assert evaluated.lengths == {"cidrs": ["main.tf:25"]}


def test_an_argument_is_narrowed_by_what_its_resource_exists_under(folder: Folder) -> None:
    evaluated = folder.evaluate(
        FLAG
        + """\
        resource "aws_eip" "a" {
          count = var.flag ? 1 : 0
        }
        resource "aws_eip_association" "b" {
          count         = var.flag ? 1 : 0
          allocation_id = aws_eip.a[0].id
          instance_id   = var.flag ? "i-1" : null
        }
        """
    )
    assert evaluated.errors == []
    assert evaluated.argument("aws_eip_association.b[0]", "allocation_id") == "id"
    assert evaluated.argument("aws_eip_association.b[0]", "instance_id") == '"i-1"'


def test_what_exists_only_sometimes_cannot_be_read_always(folder: Folder) -> None:
    evaluated = folder.evaluate(
        FLAG
        + """\
        resource "aws_eip" "a" {
          count = var.flag ? 1 : 0
        }
        resource "aws_eip_association" "b" {
          allocation_id = aws_eip.a[0].id
        }
        """
    )
    assert evaluated.errors == ["main.tf:9: invalid index"]
    assert "only for some values of the variables" in evaluated.findings.errors[0].detail


SENSITIVE = {
    'count = var.secret == "x" ? 1 : 0': "invalid count argument",
    "for_each = toset([var.secret])": "invalid for_each argument",
}


@pytest.mark.parametrize("argument", SENSITIVE)
def test_a_secret_decides_about_no_resource(argument: str, folder: Folder) -> None:
    text = f'variable "secret" {{\n  sensitive = true\n}}\nresource "aws_eip" "a" {{\n  {argument}\n}}\n'
    assert folder.evaluate(text).errors == [f"main.tf:5: {SENSITIVE[argument]}"]


def test_the_values_of_a_map_may_be_secret(folder: Folder) -> None:
    evaluated = folder.evaluate(
        'variable "secret" {\n  sensitive = true\n}\n'
        'resource "aws_ssm_parameter" "a" {\n'
        '  for_each = { a = var.secret }\n  name = each.key\n  type = "String"\n  value = each.value\n}\n'
    )
    assert evaluated.errors == []
    value = evaluated.value('aws_ssm_parameter.a["a"]', "value")
    assert short(value) == "secret"
    assert value.sensitive


# ---------------------------------------------------------------------------------------------- laziness, cycles


def test_only_the_branch_that_is_taken_is_evaluated(folder: Folder) -> None:
    evaluated = folder.evaluate('output "x" { value = true ? 1 : parseint("z", 10) }')
    assert evaluated.errors == []
    assert evaluated.output() == "1"


def test_a_resource_may_read_its_neighbour_through_locals(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        locals {
          a = { name = "n", arn = local.b }
          b = aws_sns_topic.t.arn
        }
        resource "aws_sns_topic" "t" {}
        output "x" { value = local.a.arn }
        """
    )
    assert evaluated.errors == []
    assert evaluated.output() == "arn"


LOOPS = {
    "locals": (
        "locals {\n  a = local.b\n  b = [local.c]\n  c = local.a\n}\n",
        "local.a -> local.b -> local.c -> local.a",
    ),
    "through a module": (
        'module "m" {\n  source = "./m"\n  given = local.x\n}\nlocals {\n  x = module.m.out\n}\n',
        "local.x -> module.m.output.out -> module.m.var.given -> local.x",
    ),
    "through a module's count": (
        'module "m" {\n  source = "./m"\n  given = 1\n  count = module.m[0].out\n}\n',
        "module.m refers to itself",
    ),
    "data and resource": (
        """
        data "aws_vpc" "d" {
          id = aws_subnet.s.vpc_id
        }
        resource "aws_subnet" "s" {
          vpc_id = data.aws_vpc.d.id
        }
        """,
        "data.aws_vpc.d -> aws_subnet.s -> data.aws_vpc.d",
    ),
    "depends_on": (
        """
        resource "aws_eip" "a" {
          depends_on = [aws_eip.b]
        }
        resource "aws_eip" "b" {
          depends_on = [aws_eip.a]
        }
        """,
        "aws_eip.a -> aws_eip.b -> aws_eip.a",
    ),
    "inside try": ("locals {\n  a = try(local.b, 1)\n  b = try(local.a, 1)\n}\n", "local.a -> local.b -> local.a"),
    "in a branch that is not taken": ("locals {\n  a = true ? 1 : local.a\n}\n", "local.a refers to itself"),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_cycle_is_reported_once_with_its_loop(name: str, folder: Folder) -> None:
    text, loop = LOOPS[name]
    module = 'variable "given" {}\noutput "out" { value = var.given }\n'
    evaluated = folder.evaluate({"main.tf": text, "m/main.tf": module})
    assert len(evaluated.findings.errors) == 1, evaluated.errors
    finding = evaluated.findings.errors[0]
    assert finding.id == "terraform-cycle"
    assert loop in finding.detail
    assert finding.subject is not None


# ---------------------------------------------------------------------------------------------- resources


def test_what_a_plan_knows_of_a_resource_is_known(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        variable "name" { type = string }
        resource "aws_sqs_queue" "q" {
          name                       = "${var.name}-q"
          visibility_timeout_seconds = 30
        }
        output "x" {
          value = [for q in [aws_sqs_queue.q] : [q.name, q.visibility_timeout_seconds + 1, q.kms_master_key_id]]
        }
        """
    )
    assert evaluated.output() == "[[name, 31, null]]"


def test_a_nested_block_can_be_read(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        resource "aws_lb" "a" {
          access_logs {
            bucket = "b"
          }
        }
        output "x" { value = [aws_lb.a.access_logs[0].bucket, aws_lb.a.access_logs[0].prefix] }
        """
    )
    assert evaluated.output() == '["b",null]'


def test_validation_options_of_a_certificate_have_known_names(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        variable "domain" { default = "a.example" }
        resource "aws_acm_certificate" "c" {
          domain_name               = var.domain
          subject_alternative_names = ["b.example"]
          validation_method         = "DNS"
        }
        resource "aws_route53_record" "r" {
          for_each = { for o in aws_acm_certificate.c.domain_validation_options : o.domain_name => o }
          zone_id  = "Z1"
          name     = each.value.resource_record_name
          type     = each.value.resource_record_type
          records  = [each.value.resource_record_value]
          ttl      = 60
        }
        """
    )
    assert evaluated.errors == []
    assert list(evaluated.instances) == [
        "aws_acm_certificate.c",
        'aws_route53_record.r["a.example"]',
        'aws_route53_record.r["b.example"]',
    ]
    assert evaluated.fixed == {}, "the domain stays open although the address in force has it"


def test_an_unknown_type_is_evaluated_as_it_is_written(folder: Folder) -> None:
    text = FLAG + (
        'resource "aws_frob" "x" {\n  a = var.flag\n  part {\n    b = aws_frob.y.c\n  }\n}\n'
        'resource "aws_frob" "y" {}\noutput "x" { value = [aws_frob.x.a, aws_frob.y.arn] }\n'
    )
    evaluated = folder.evaluate(text, allow_unknown_types=True)
    assert evaluated.errors == []
    assert [f.id for f in evaluated.findings] == ["terraform-resource-type", "terraform-resource-type"]
    assert evaluated.argument("aws_frob.x", "part", 0, "b") == "c"
    assert evaluated.output() == "[flag, arn]"
    assert len(folder.evaluate(text).errors) == 2


# ---------------------------------------------------------------------------------------------- conditions


def test_a_validation_of_an_open_variable_becomes_a_constraint(folder: Folder) -> None:
    text = """\
        variable "size" {
          type    = number
          default = 2
          validation {
            condition     = var.size >= 1
            error_message = "At least one."
          }
        }
        """
    evaluated = folder.evaluate(text)
    assert [(short(c.condition), c.message, c.kind) for c in evaluated.evaluation.constraints] == [
        (">=!(size, 1)", "At least one.", "validation")
    ]
    refused = folder.evaluate(text, var=[("size", "0")])
    assert [f.summary for f in refused.findings.errors] == ["invalid value for var.size"]
    assert refused.findings.errors[0].detail == "At least one."


def test_a_validation_that_holds_anyway_is_none(folder: Folder) -> None:
    text = """\
        variable "a" {
          default = "x"
          validation {
            condition     = var.a != null
            error_message = "m"
          }
        }
        """
    evaluated = folder.evaluate(text)
    assert (evaluated.errors, evaluated.evaluation.constraints) == ([], ())


def test_a_required_variable_is_validated_later(folder: Folder) -> None:
    check = '  validation {\n    condition     = length(var.NAME) > 3\n    error_message = "m"\n  }\n}\n'
    text = 'variable "a" {\n  type = string\n' + check.replace("NAME", "a")
    text += 'variable "b" {\n  type = map(string)\n' + check.replace("NAME", "b")
    evaluated = folder.evaluate(text)
    assert evaluated.errors == []
    assert [short(c.condition) for c in evaluated.evaluation.constraints] == [">!(length!(a), 3)"]


def test_a_precondition_is_a_constraint_where_its_resource_exists(folder: Folder) -> None:
    evaluated = folder.evaluate(
        FLAG
        + """\
        variable "name" { default = "x" }
        resource "aws_eip" "a" {
          count = var.flag ? 1 : 0
          lifecycle {
            precondition {
              condition     = var.name != ""
              error_message = "A name, please."
            }
          }
        }
        """
    )
    assert evaluated.errors == []
    assert [(short(c.condition), c.kind) for c in evaluated.evaluation.constraints] == [
        ('(not flag or not name == "")', "precondition")
    ]


def test_a_precondition_that_does_not_hold(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        resource "aws_eip" "a" {
          lifecycle {
            precondition {
              condition     = 1 > 2
              error_message = "Never."
            }
          }
        }
        """
    )
    assert evaluated.errors == ["main.tf:4: precondition of aws_eip.a does not hold"]


# ---------------------------------------------------------------------------------------------- providers

TAGS = """\
    provider "aws" {
      region = var.region
      default_tags {
        tags = { Owner = var.owner, Name = "default" }
      }
    }
    provider "aws" {
      alias = "west"
      default_tags {
        tags = { Where = "west" }
      }
    }
    variable "region" { default = "us-east-1" }
    variable "owner" { default = "me" }
    resource "aws_vpc" "tagged" {
      cidr_block = "10.0.0.0/16"
      tags       = { Name = "own" }
    }
    resource "aws_eip" "bare" {}
    resource "aws_eip" "west" { provider = aws.west }
    resource "aws_route" "untaggable" { route_table_id = "rtb-1" }
    module "m" {
      source    = "./m"
      providers = { aws = aws.west }
    }
    module "n" { source = "./m" }
    output "x" { value = [aws_vpc.tagged.tags, aws_vpc.tagged.tags_all, aws_eip.bare.tags] }
    """


def test_default_tags_are_merged_into_the_tags_of_all_that_can_be_tagged(folder: Folder) -> None:
    evaluated = folder.evaluate({"main.tf": TAGS, "m/main.tf": 'resource "aws_eip" "e" {}\n'})
    assert evaluated.errors == []
    found = {a: short(i.body.value("tags")) for a, i in evaluated.instances.items()}
    assert found == {
        "aws_vpc.tagged": '{Name = "own", Owner = owner}',
        "aws_eip.bare": '{Name = "default", Owner = owner}',
        "aws_eip.west": '{"Where":"west"}',
        "aws_route.untaggable": "null",
        "module.m.aws_eip.e": '{"Where":"west"}',
        "module.n.aws_eip.e": '{Name = "default", Owner = owner}',
    }
    assert evaluated.output() == '[{"Name":"own"}, {Name = "own", Owner = owner}, null]'
    assert evaluated.evaluation.region_variable == "region"


def test_what_is_wrong_in_a_provider_block_is_told(folder: Folder) -> None:
    evaluated = folder.evaluate('provider "aws" {\n  region = parseint("z", 10)\n}\n')
    assert evaluated.errors == ["main.tf:2: invalid function argument"]


# ---------------------------------------------------------------------------------------------- files


def test_override_files_change_what_they_name(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf": 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n  instance_tenancy = "default"\n}\n',
            "x_override.tf": 'resource "aws_vpc" "v" {\n  cidr_block = "10.1.0.0/16"\n}\n',
        }
    )
    assert evaluated.argument("aws_vpc.v", "cidr_block") == '"10.1.0.0/16"'
    assert evaluated.argument("aws_vpc.v", "instance_tenancy") == '"default"'


def test_a_root_in_json(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {
            "main.tf.json": """\
                {
                  "variable": {
                    "name": { "type": "string", "validation": [
                      { "condition": "${var.name != \\"\\"}", "error_message": "m" }
                    ] },
                    "rules": { "type": "list(object({ port = number, note = optional(string, \\"none\\") }))",
                               "default": [{ "port": 80 }] }
                  },
                  "locals": { "full": "${var.name}-x" },
                  "resource": {
                    "aws_lb": {
                      "a": {
                        "name": "${local.full}",
                        "lifecycle": { "create_before_destroy": true },
                        "access_logs": { "bucket": "b" },
                        "dynamic": { "subnet_mapping": {
                          "for_each": "${var.rules}",
                          "content": {
                            "subnet_id": "subnet-${subnet_mapping.value.port}",
                            "allocation_id": "${subnet_mapping.value.note}"
                          }
                        } }
                      }
                    }
                  },
                  "output": { "x": { "value": "${aws_lb.a.arn}" } }
                }
                """
        }
    )
    assert evaluated.errors == []
    assert evaluated.argument("aws_lb.a", "name") == "<{name}-x>"
    assert evaluated.argument("aws_lb.a", "access_logs", 0, "bucket") == '"b"'
    assert evaluated.argument("aws_lb.a", "subnet_mapping", 0, "subnet_id") == '"subnet-80"'
    assert evaluated.argument("aws_lb.a", "subnet_mapping", 0, "allocation_id") == '"none"'
    assert evaluated.instances["aws_lb.a"].config.lifecycle.create_before_destroy
    assert len(evaluated.evaluation.constraints) == 1
    assert evaluated.output() == "arn"
