"""What the tables of recorders, accelerators, firewalls and snapshots make of orders, defaults and blocks."""

from __future__ import annotations

from typing import Any

import pytest

from converter.cloudformation.model import Resource
from tests.conversion.converting import converted

RECORDER = """
resource "aws_config_configuration_recorder" "all" {
  name     = "all"
  role_arn = "arn:aws:iam::111122223333:role/config"
}

resource "aws_config_delivery_channel" "all" {
  name           = "all"
  s3_bucket_name = "records"
  depends_on     = [aws_config_configuration_recorder.all]
}

resource "aws_config_configuration_recorder_status" "all" {
  name       = aws_config_configuration_recorder.all.name
  is_enabled = %s
  depends_on = [aws_config_delivery_channel.all]
}

resource "aws_config_config_rule" "volumes" {
  name = "volumes"
  source {
    owner             = "AWS"
    source_identifier = "ENCRYPTED_VOLUMES"
  }
  depends_on = [aws_config_configuration_recorder_status.all]
}
"""
SNAPSHOTS = """
variable "hours" {
  type    = number
  default = null
}

resource "aws_dlm_lifecycle_policy" "this" {
  description        = "snapshots"
  execution_role_arn = "arn:aws:iam::111122223333:role/dlm"
  policy_details {
    resource_types = ["VOLUME"]
    target_tags    = { Snapshot = "true" }
    schedule {
      name = "schedule"
      create_rule {
        %s
      }
      retain_rule {
        count = 14
      }
    }
  }
}
"""


def properties(resource: Resource) -> dict[str, Any]:
    return dict(resource.properties.entries)


def test_a_recorder_and_its_channel_do_not_wait_for_each_other() -> None:
    result = converted(RECORDER % "true")
    assert result.ids == []
    assert result.resource("AllConfigConfigurationRecorder").depends_on == ()
    assert result.resource("AllConfigDeliveryChannel").depends_on == ()


def test_what_waits_for_the_status_of_a_recorder_waits_for_the_recorder() -> None:
    result = converted(RECORDER % "true")
    assert result.resource("VolumesConfigConfigRule").depends_on == ("AllConfigConfigurationRecorder",)


def test_a_recorder_that_is_not_enabled_is_stopped_after_the_deployment() -> None:
    steps = converted(RECORDER % "false").done.files["conversion.json"]
    assert "stop-configuration-recorder" in steps


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("interval = 12", {"Interval": 12, "IntervalUnit": "HOURS"}),
        ('cron_expression = "cron(5 14 3 * ? *)"', {"CronExpression": "cron(5 14 3 * ? *)"}),
    ],
)
def test_an_interval_is_one_of_hours_and_a_clock_has_none(rule: str, expected: dict[str, Any]) -> None:
    details = dict(properties(converted(SNAPSHOTS % rule).resource("DlmLifecyclePolicy"))["PolicyDetails"].entries)
    (schedule,) = details["Schedules"]
    assert dict(dict(schedule.entries)["CreateRule"].entries) == expected


def test_an_endpoint_of_an_accelerator_gets_what_the_provider_sends() -> None:
    source = """
    resource "aws_globalaccelerator_endpoint_group" "this" {
      listener_arn = "arn:aws:globalaccelerator::111122223333:accelerator/1/listener/2"
      endpoint_configuration {
        endpoint_id = "eipalloc-0a1b2c3d"
      }
    }
    """
    (endpoint,) = properties(converted(source).resource("GlobalacceleratorEndpointGroup"))["EndpointConfigurations"]
    assert dict(endpoint.entries) == {
        "ClientIPPreservationEnabled": False,
        "EndpointId": "eipalloc-0a1b2c3d",
        "Weight": 0,
    }


def test_several_rules_of_a_group_are_its_elements() -> None:
    source = """
    resource "aws_route53_resolver_firewall_rule_group" "group" {
      name = "group"
    }

    resource "aws_route53_resolver_firewall_rule" "each" {
      for_each                = { first = 1, second = 2 }
      name                    = each.key
      action                  = "ALERT"
      firewall_domain_list_id = "rslvr-fdl-0123456789abcdef"
      firewall_rule_group_id  = aws_route53_resolver_firewall_rule_group.group.id
      priority                = each.value
    }
    """
    rules = properties(converted(source).resource("GroupRoute53ResolverFirewallRuleGroup"))["FirewallRules"]
    assert [dict(rule.entries)["Priority"] for rule in rules] == [1, 2]
