"""What the tables of builds, caches, mail, permissions, backups and search make of variables and references."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cloudformation.model import GetAtt, Resource, Select, Split
from tests.conversion.converting import converted
from tests.parity.converted import Root

OPERATIONS = Path(__file__).with_name("operations.tf")
GROUP = """
resource "aws_elasticache_replication_group" "this" {
  replication_group_id = "shop"
  description          = "shop"
  node_type            = "cache.t4g.micro"
  %s
}

output "primary" {
  value = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "configuration" {
  value = aws_elasticache_replication_group.this.configuration_endpoint_address
}
"""
MAIL = """
resource "aws_ses_domain_identity" "mail" {
  domain = "example.org"
}

resource "aws_ses_domain_dkim" "mail" {
  domain = aws_ses_domain_identity.mail.domain
}

resource "aws_config_config_rule" "tokens" {
  name        = "tokens"
  description = %s
  source {
    owner             = "AWS"
    source_identifier = "ENCRYPTED_VOLUMES"
  }
}
"""
GRANT = """
variable "all" {
  type    = bool
  default = true
}

resource "aws_lakeformation_permissions" "this" {
  principal   = "arn:aws:iam::111122223333:role/analyst"
  permissions = ["SELECT"]
  %s
}
"""


def group(more: str) -> Resource:
    return converted(GROUP % more).resource("ElasticacheReplicationGroup")


def test_the_square_commutes_over_all_of_them(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, OPERATIONS.read_text(encoding="utf-8"))
    assert root.told() == []


def test_what_terraform_changes_in_place_is_not_replaced() -> None:
    assert group("").update_policy.entries == (("UseOnlineResharding", True),)
    domain = converted('resource "aws_opensearch_domain" "this" {\n domain_name = "shop"\n}').resource(
        "OpensearchDomain"
    )
    assert domain.update_policy.entries == (("EnableVersionUpgrade", True),)


@pytest.mark.parametrize("name", ['"last"', "var.last"])
def test_any_final_snapshot_becomes_the_deletion_policy(name: str) -> None:
    variable = '\n}\nvariable "last" {\n  type = string\n  default = "last"'
    found = group(f"final_snapshot_identifier = {name}{variable}")
    assert (found.deletion_policy, found.update_replace_policy) == ("Snapshot", "Snapshot")


def test_without_a_final_snapshot_there_is_no_deletion_policy() -> None:
    assert (group("").deletion_policy, group("").update_replace_policy) == (None, None)


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ("num_cache_clusters = 2", "ConfigurationEndPoint"),
        ('cluster_mode = "enabled"\n  num_node_groups = 2', "PrimaryEndPoint"),
    ],
)
def test_an_endpoint_that_the_group_lacks_is_not_asked_for(more: str, missing: str) -> None:
    result = converted(GROUP % more)
    assert result.ids == []
    texts = [text for name, text in result.done.files.items() if name.startswith("templates/")]
    assert sum(text.count("EndPoint.Address") for text in texts) == 1
    assert not any(f"{missing}.Address" in text for text in texts)


def test_a_token_is_the_head_of_the_name_of_its_record() -> None:
    result = converted(
        MAIL % "aws_ses_domain_dkim.mail.dkim_tokens[1]", pins=(("aws_config_config_rule.tokens", "mail"),)
    )
    description = dict(result.resource("TokensConfigConfigRule").properties.entries)["Description"]
    assert description == Select(0, Split("._domainkey", GetAtt("MailSesDomainIdentity", "DkimDNSTokenName2")))


@pytest.mark.parametrize(
    "value", ['join(",", aws_ses_domain_dkim.mail.dkim_tokens)', "aws_ses_domain_dkim.mail.dkim_tokens[3]"]
)
def test_what_is_no_token_is_told(value: str) -> None:
    result = converted(MAIL % value)
    assert result.ids == ["rules-inexpressible"]
    assert any("refer to dkim_tokens[0], [1] and [2]" in finding.detail for finding in result.findings)


def test_one_artifact_store_without_a_region_is_the_pipelines() -> None:
    text = converted({"main.tf": OPERATIONS.read_text(encoding="utf-8")}).text("delivery")
    assert "\n      ArtifactStore:\n" in text
    assert "ArtifactStores" not in text


def test_a_wildcard_that_only_the_deployment_knows_depends_on_a_condition() -> None:
    text = converted(GRANT % 'table {\n database_name = "shop"\n wildcard = var.all\n }').text("catalog")
    assert "TableWildcard: !If [AllIsTrue, {}, !Ref " in text


def test_a_wildcard_that_other_arguments_fill_must_be_known() -> None:
    columns = 'table_with_columns {\n database_name = "shop"\n name = "orders"\n wildcard = var.all\n }'
    assert "rules-inexpressible" in converted(GRANT % columns).ids


def test_a_query_whose_text_only_the_deployment_knows_is_told() -> None:
    source = """
    variable "query" {
      type = string
    }

    resource "aws_resourcegroups_group" "this" {
      name = "shop"
      resource_query {
        query = var.query
      }
    }
    """
    assert converted(source).ids == ["rules-inexpressible"]
