"""What references to resources see."""

from __future__ import annotations

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
