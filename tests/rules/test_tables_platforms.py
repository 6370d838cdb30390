"""What the tables of Batch, Amazon MQ, mail and Redshift make of what only a variable or another resource knows."""

from __future__ import annotations

import pytest

from tests.conversion.converting import converted

FLEET = """
variable "kind" {
  type    = string
  default = "EC2"
}

resource "aws_batch_compute_environment" "fleet" {
  type         = "MANAGED"
  service_role = %s
  compute_resources {
    allocation_strategy = %s
    max_vcpus           = 4
    subnets             = ["subnet-0a1b2c3d"]
    type                = %s
  }
}
"""
WAREHOUSE = """
variable "logged" {
  type    = bool
  default = true
}

resource "aws_redshift_cluster" "orders" {
  cluster_identifier = "orders"
  master_username    = "chief"
  master_password    = "Correct-horse-1"
  node_type          = "ra3.large"
  number_of_nodes    = 2
  logging {
    enable      = %s
    bucket_name = "logs"
  }
}
"""
BROKER = """
resource "aws_mq_broker" "orders" {
  broker_name        = "orders"
  engine_type        = "%s"
  engine_version     = "1"
  host_instance_type = "mq.t3.micro"
  user {
    username = "orders"
    password = "correct-horse-battery"
  }
}

resource "aws_ssm_parameter" "url" {
  name  = "url"
  type  = "String"
  value = aws_mq_broker.orders.instances[0].endpoints[0]
}
"""
MAIL = """
variable "events" {
  type    = list(string)
  default = ["BOUNCE", "DELIVERY_DELAY"]
}

resource "aws_sesv2_configuration_set_event_destination" "mail" {
  configuration_set_name = "mail"
  event_destination_name = "mail"
  event_destination {
    matching_event_types = var.events
    sns_destination {
      topic_arn = "arn:aws:sns:us-east-1:111122223333:mail"
    }
  }
}
"""
JOB = """
resource "aws_batch_job_definition" "work" {
  name = "work"
  type = "container"
}

resource "aws_ssm_parameter" "revision" {
  name  = "revision"
  type  = "String"
  value = "${aws_batch_job_definition.work.arn_prefix} ${aws_batch_job_definition.work.revision}"
}
"""


def test_a_minimum_depends_on_the_kind_of_capacity() -> None:
    found = converted(FLEET % ("null", '"BEST_FIT"', "var.kind"))
    assert found.ids == []
    assert "MinvCpus: !If [KindIsEC2OrKindIsSPOTOrKindIsEc2OrKindIsSpot, 0," in found.text("batch")


@pytest.mark.parametrize(
    ("role", "strategy", "in_place"),
    [
        ("null", '"BEST_FIT_PROGRESSIVE"', True),
        ("null", '"spot_capacity_optimized"', True),
        ("null", '"BEST_FIT"', False),
        ("null", "null", False),
        ('"arn:aws:iam::111122223333:role/batch"', '"BEST_FIT_PROGRESSIVE"', False),
    ],
)
def test_what_batch_updates_itself_is_not_replaced(role: str, strategy: str, in_place: bool) -> None:
    text = converted(FLEET % (role, strategy, '"EC2"')).text("batch")
    assert ("ReplaceComputeEnvironment: false" in text) is in_place
    assert "MinvCpus: 0" in text


@pytest.mark.parametrize(
    ("enabled", "written"),
    [("true", "LoggingProperties:\n"), ("var.logged", "LoggingProperties: !If\n"), ("false", "")],
)
def test_logs_are_written_where_they_are_enabled(enabled: str, written: str) -> None:
    text = converted(WAREHOUSE % enabled).text("redshift")
    assert ("LoggingProperties" in text) is bool(written)
    assert written in text


@pytest.mark.parametrize(("engine", "endpoint"), [("ActiveMQ", "OpenWireEndpoints"), ("RabbitMQ", "AmqpEndpoints")])
def test_the_first_endpoint_of_a_broker_is_that_of_its_engine(engine: str, endpoint: str) -> None:
    assert f"!GetAtt OrdersMqBroker.{endpoint}" in "".join(converted(BROKER % engine).done.files.values())


def test_each_element_of_a_list_is_spelled_as_cloudformation_does() -> None:
    text = converted(MAIL).text("mail")
    assert text.count("- deliveryDelay\n") == text.count("- bounce\n") == 2


def test_a_revision_is_the_end_of_the_name() -> None:
    text = "".join(converted(JOB).done.files.values())
    assert "job-definition/work" in text
    assert '!Select [6, !Split [":", !Ref WorkBatchJobDefinitionRevision]]' in text
