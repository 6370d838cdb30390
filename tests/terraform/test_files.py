"""Configurations in override files and in JSON."""

from __future__ import annotations

from tests.terraform.small_roots import Folder


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
    assert evaluated.argument("aws_lb.a", "subnet_mapping", 0, "subnet_id") == "<subnet-{rules.0.port}>"
    assert evaluated.argument("aws_lb.a", "subnet_mapping", 0, "allocation_id") == "rules.0.note"
    assert evaluated.instances["aws_lb.a"].config.lifecycle.create_before_destroy
    assert len(evaluated.evaluation.constraints) == 1
    assert evaluated.output() == "arn"
