"""What references to resources see."""

from __future__ import annotations

from converter.terraform.values import Attribute
from tests.terraform.small_roots import Folder

FLAG = 'variable "flag" {\n  type    = bool\n  default = false\n}\n'


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


def test_a_block_that_the_provider_fills_in_is_there_though_nobody_writes_it(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        resource "aws_eks_cluster" "c" {
          name     = "c"
          role_arn = "arn:aws:iam::111122223333:role/r"
          vpc_config {
            subnet_ids = ["subnet-1", "subnet-2"]
          }
        }
        output "x" { value = one(aws_eks_cluster.c[*].kubernetes_network_config[0].service_ipv4_cidr) }
        output "y" { value = try(aws_eks_cluster.c.outpost_config[0].outpost_arns, "none") }
        """
    )
    assert evaluated.errors == []
    (value,) = (o.value for o in evaluated.evaluation.outputs if o.name == "x")
    assert isinstance(value, Attribute)
    assert value.path == ("kubernetes_network_config", 0, "service_ipv4_cidr")
    assert evaluated.output("y") == '"none"'


def test_a_nested_block_is_complete_at_any_depth(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        resource "aws_lb_listener" "a" {
          load_balancer_arn = "arn"
          default_action {
            type = "fixed-response"
            fixed_response {
              content_type = "text/plain"
            }
          }
        }
        resource "aws_security_group" "a" {
          ingress {
            from_port = 1
            to_port   = 2
            protocol  = "tcp"
          }
        }
        locals {
          action = aws_lb_listener.a.default_action[0]
        }
        output "x" { value = [local.action.redirect, local.action.fixed_response[0].message_body] }
        output "y" { value = [for rule in aws_security_group.a.ingress : [rule.to_port, rule.cidr_blocks]] }
        """
    )
    assert evaluated.errors == []
    assert evaluated.output("x") == "[[],null]"
    assert evaluated.output("y") == "[[2,null]]"


def test_a_service_s_principal_is_known_where_the_partition_has_no_name_of_its_own(folder: Folder) -> None:
    text = """\
        provider "aws" {
          region = "REGION"
        }
        variable "service" {
          default = "rds"
        }
        data "aws_region" "here" {}
        data "aws_service_principal" "p" {
          service_name = var.service
          region       = data.aws_region.here.name
        }
        output "x" { value = data.aws_service_principal.p.name }
        """
    assert folder.evaluate(text.replace("REGION", "eu-west-1")).output() == "<{service}.amazonaws.com>"
    assert folder.evaluate(text.replace("REGION", "cn-north-1")).output() == "name"


def test_a_local_file_that_is_not_there_is_an_error_at_its_data_source(folder: Folder) -> None:
    text = 'data "local_file" "f" {\n  filename = "NAME"\n}\noutput "x" { value = data.local_file.f.content }\n'
    assert folder.evaluate({"main.tf": text.replace("NAME", "f.txt"), "f.txt": "hello"}).output() == '"hello"'
    missing = folder.evaluate(text.replace("NAME", "nowhere.zip"))
    assert missing.errors == ["main.tf:1: unreadable file"]
    assert [f.detail for f in missing.findings if f.summary == "unreadable file"] == ['no file exists at "nowhere.zip"']
