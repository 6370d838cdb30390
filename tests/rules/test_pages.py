"""A type's page, the reference pages in docs/rules/, and the coverage of the usage ranking."""

from __future__ import annotations

import pytest

from converter.rules.inventory import inventory
from converter.rules.loader import load_tables, parse_tables
from converter.rules.page_markdown import markdown
from converter.rules.pages import ArgumentLine, TypePage, page_of
from converter.rules.ranking import Usage, load_usage, ranking_coverage
from converter.rules.row_checks import arguments_of
from converter.rules.verdicts import TypeClass, load_verdicts
from converter.terraform.provider_schema import ProviderSchema
from scripts.generate_rule_pages import FOLDER, pages


def page(name: str) -> TypePage:
    found = page_of(name, load_tables(), ProviderSchema.load())
    assert found is not None
    return found


def line(name: str, argument: str) -> ArgumentLine:
    return next(found for found in page(name).arguments if found.argument == argument)


def test_an_argument_with_its_property_and_default() -> None:
    found = line("aws_subnet", "map_public_ip_on_launch")
    assert (found.target, found.default, found.verdict) == ("MapPublicIpOnLaunch", "false", "same")
    assert not found.required
    assert line("aws_subnet", "vpc_id").required
    assert line("aws_subnet", "vpc_id").replaces
    assert not line("aws_subnet", "tags").replaces


def test_a_nested_argument_has_the_whole_property_path() -> None:
    assert line("aws_lb_target_group", "health_check.path").target == "HealthCheckPath"
    assert line("aws_iam_role", "inline_policy.policy").target == "Policies.PolicyDocument"


def test_a_property_in_a_list_of_attributes_shows_its_key() -> None:
    assert line("aws_lb", "idle_timeout").target == "LoadBalancerAttributes[Key=idle_timeout.timeout_seconds]"


def test_references_deletion_and_identifiers() -> None:
    found = page("aws_db_instance")
    becomes = {a.attribute: a.becomes for a in found.attributes}
    assert becomes["endpoint"] == "Sub ${att.Endpoint.Address}:${att.Endpoint.Port}"
    assert found.deletion.startswith("by skip_final_snapshot")
    assert found.identifiers == {"AWS::RDS::DBInstance": ("DBInstanceIdentifier",)}


def test_gaps_are_what_cloudformation_lacks() -> None:
    found = page("aws_db_instance")
    assert any(gap.startswith("final_snapshot_identifier: ") for gap in found.gaps)


def test_a_split_type_and_its_parts() -> None:
    found = page("aws_internet_gateway")
    assert found.kind == "split"
    assert found.also == {"attachment (AWS::EC2::VPCGatewayAttachment)": "where vpc_id is set"}


def test_cases_show_only_what_differs() -> None:
    found = page("aws_security_group_rule")
    one_peer = next(case for case in found.cases if case.when == "type = egress and prefix_list_ids is not set")
    assert {a.argument for a in one_peer.arguments} == {"prefix_list_ids", "source_security_group_id"}


def test_a_merged_type_names_its_parent_and_paths_from_it() -> None:
    found = page("aws_iam_role_policy").cases[0]
    assert {a.argument: a.target for a in found.arguments}["policy"] == "Policies[].PolicyDocument"


def test_a_type_without_a_table_says_what_it_would_become() -> None:
    found = page("aws_devicefarm_project")
    assert not found.has_table
    assert found.regions == {"AWS::DeviceFarm::Project": ("us-west-2",)}
    assert "no table yet" in markdown(found)


def test_an_unknown_type_has_no_page() -> None:
    assert page_of("aws_nothing", load_tables(), ProviderSchema.load()) is None


@pytest.mark.parametrize("name", sorted(load_tables().resources))
def test_a_page_accounts_for_every_argument(name: str) -> None:
    """All arguments that the provider's schema has stand on the page, unless the type as a whole becomes nothing."""
    found, rule = page(name), load_tables().resources[name]
    if rule.verdict is not None or rule.absorbed is not None:
        assert found.arguments == () or rule.cases
        return
    schema = ProviderSchema.load().resource(rule.terraform_type)
    assert schema is not None
    needed = {n for n, a in arguments_of(schema).items() if a.is_argument and not a.is_optional_in_table} - {"id"}
    shown = {a.argument for a in found.arguments} | {a.argument for case in found.cases for a in case.arguments}
    assert needed <= shown


def test_markdown_keeps_its_tables_whole() -> None:
    """A bar in a reason would end a cell."""
    for text in pages().values():
        for row in text.splitlines():
            if row.startswith("| "):
                assert row.replace("\\|", "").count("|") in {4, 5, 6, 3}, row


def test_the_reference_pages_are_current() -> None:
    assert FOLDER.stale() == [], "run python scripts/generate_rule_pages.py"


def test_every_type_stands_on_one_page() -> None:
    text = "\n".join(pages().values())
    for name in load_verdicts().resources:
        assert f"## {name}\n" in text or f"| `{name}` |" in text, name


# ---------------------------------------------------------------------------------------------- the ranking


def test_the_ranking_is_in_order_and_of_known_types() -> None:
    usage = load_usage()
    assert len(usage) == 797
    assert sum(u.blocks for u in usage) == 26725
    assert [u.capped for u in usage] == sorted((u.capped for u in usage), reverse=True)
    assert {u.type for u in usage} <= load_verdicts().resources.keys()
    assert all(u.repositories <= u.capped <= min(u.blocks, 20 * u.repositories) for u in usage)


def test_shares_count_what_has_a_table() -> None:
    tables = parse_tables([("x.yaml", "resources: {aws_iam_role: {type: AWS::IAM::Role}}")])
    usage = [Usage("aws_iam_role", 30, 20, 1), Usage("aws_subnet", 10, 10, 2)]
    found = ranking_coverage(inventory(tables), usage)
    assert (found.tables.types, found.tables.raw, found.tables.capped) == (1, 0.75, 20 / 30)
    assert [u.type for u in found.missing] == ["aws_subnet"]
    assert found.first[50] == 1
    assert found.classes[TypeClass.DIRECT].raw == 1.0
    assert sum(share.types for share in found.classes.values()) == 1526


def test_the_tables_cover_at_least_what_they_did() -> None:
    """A floor that only rises: 97 types when it was first measured, then 208."""
    found = ranking_coverage(inventory(load_tables()))
    assert found.tables.types >= 208
    assert found.tables.raw >= 0.92
    assert found.tables.capped >= 0.88
