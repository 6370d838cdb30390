"""``count``, ``for_each`` and ``dynamic`` over open variables: which instances there are, and what gets fixed."""

from __future__ import annotations

import pytest

from tests.terraform.shorthand import formula, short
from tests.terraform.small_roots import Folder

FLAG = 'variable "flag" {\n  type    = bool\n  default = false\n}\n'
CIDRS = 'variable "cidrs" {\n  type    = list(string)\n  default = ["10.0.0.0/24", "10.0.1.0/24"]\n}\n'

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


def test_the_keys_of_a_map_variable_are_fixed_at_every_place_that_reads_it(folder: Folder) -> None:
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
    assert evaluated.fixed == {}
    assert evaluated.lengths == {"tags": ["main.tf:10", "main.tf:11"]}
    assert evaluated.argument('aws_eip.a["a"]', "tags") == "{a = tags.a}"


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


def test_a_secret_names_no_instance(folder: Folder) -> None:
    text = 'variable "secret" {\n  sensitive = true\n}\nresource "aws_eip" "a" {\n  for_each = toset([var.secret])\n}\n'
    assert folder.evaluate(text).errors == ["main.tf:5: invalid for_each argument"]


def test_a_secret_may_decide_about_a_count(folder: Folder) -> None:
    text = (
        'variable "secret" {\n  sensitive = true\n}\nresource "aws_eip" "a" {\n  count = var.secret == "x" ? 1 : 0\n}\n'
    )
    evaluated = folder.evaluate(text)
    assert evaluated.errors == []
    assert list(evaluated.guards) == ["aws_eip.a[0]"]


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


def test_the_length_of_a_list_decides_between_it_and_what_the_account_has(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        variable "zones" {
          type    = list(string)
          default = ["a", "b"]
        }
        data "aws_availability_zones" "all" {}
        locals {
          zones  = length(var.zones) > 0 ? var.zones : sort(data.aws_availability_zones.all.names)
          chosen = [for zone in local.zones : zone]
        }
        resource "aws_subnet" "s" {
          count             = length(local.chosen)
          vpc_id            = "vpc-1"
          availability_zone = local.chosen[count.index]
        }
        """
    )
    assert evaluated.errors == []
    assert list(evaluated.instances) == ["aws_subnet.s[0]", "aws_subnet.s[1]"]
    assert evaluated.argument("aws_subnet.s[0]", "availability_zone") == "zones[0]"
    assert evaluated.fixed == {}
    assert list(evaluated.lengths) == ["zones"]


KEYED = """\
resource "random_pet" "user" {}
resource "random_pet" "other" {}
data "aws_caller_identity" "me" {}
data "aws_iam_session_context" "me" {
  arn = data.aws_caller_identity.me.arn
}
locals {
  by_pet  = { (random_pet.user.id) = "a", "x-${random_pet.other.id}" = "b" }
  by_data = { (data.aws_iam_session_context.me.issuer_arn) = "c" }
}
"""


def test_nested_blocks_may_have_keys_that_only_the_deployment_tells(folder: Folder) -> None:
    evaluated = folder.evaluate(
        KEYED
        + """
        resource "aws_cloudformation_stack" "s" {
          name       = "s"
          parameters = { for key, value in local.by_pet : value => key }
        }
        resource "aws_db_proxy" "p" {
          name           = "p"
          engine_family  = "MYSQL"
          role_arn       = "arn:aws:iam::111122223333:role/r"
          vpc_subnet_ids = ["subnet-1", "subnet-2"]
          dynamic "auth" {
            for_each = local.by_pet
            content {
              username    = auth.key
              description = auth.value
            }
          }
        }
        output "x" { value = try(local.by_pet["c"], "none") }
        """
    )
    assert evaluated.errors == []
    names = {evaluated.argument("aws_db_proxy.p", "auth", n, "username") for n in range(2)}
    assert names == {"id", "<x-{id}>"}
    assert evaluated.argument("aws_cloudformation_stack.s", "parameters") == "{a = id, b = <x-{id}>}"
    assert evaluated.output() == "unknown", "the one key or the other may turn out to be it"


def test_instances_have_keys_that_a_plan_knows(folder: Folder) -> None:
    evaluated = folder.evaluate(
        KEYED
        + """
        resource "aws_sns_topic" "a" {
          for_each = local.by_data
          name     = each.value
          policy   = each.key
        }
        resource "aws_sns_topic" "b" {
          for_each = local.by_pet
        }
        """
    )
    assert evaluated.errors == ["main.tf:18: invalid for_each argument"]
    (address,) = (a for a in evaluated.instances if a.startswith("aws_sns"))
    assert address == 'aws_sns_topic.a["${data.aws_iam_session_context.me.issuer_arn}"]'
    assert evaluated.argument(address, "policy") == "issuer_arn"
