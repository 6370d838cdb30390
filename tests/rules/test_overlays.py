"""A user's own tables: they add types, take the place of ours, or change single rows of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import FindingError
from converter.rules.loader import load_tables, parse_tables
from converter.rules.model import RuleTables
from converter.rules.overlays import tables_in_force

OURS = """
resources:
  aws_lb:
    type: AWS::ElasticLoadBalancingV2::LoadBalancer
    arguments: {name: Name, tags: {to: Tags, as: tags}, internal: {to: Scheme}}
    attributes: {arn: ref}
    cases:
      - when: {internal: true}
        arguments: {name: {verdict: dropped, reason: gone}}
aliases: {aws_alb: aws_lb}
"""


def laid(*overlays: str) -> RuleTables:
    return parse_tables([("ours.yaml", OURS)], [[(f"over{n}.yaml", text)] for n, text in enumerate(overlays)])


def test_a_type_of_ones_own_is_added() -> None:
    tables = laid("resources: {aws_sqs_queue: {type: AWS::SQS::Queue, arguments: {name: QueueName}}}")
    assert tables.resources["aws_sqs_queue"].file == "over0.yaml"
    assert tables.resources["aws_lb"].file == "ours.yaml"


def test_a_table_of_ones_own_takes_the_place_of_ours() -> None:
    rule = laid("resources: {aws_lb: {verdict: dropped, reason: ours is better}}").resources["aws_lb"]
    assert (rule.verdict, rule.type, rule.cases) == ("dropped", None, ())


def test_single_rows_are_laid_over_ours_and_its_cases() -> None:
    tables = laid("resources: {aws_lb: {extends: true, arguments: {tags: {to: Tags, as: json}, internal: null}}}")
    rule = tables.resources["aws_lb"]
    assert rule.arguments["tags"].transform is not None
    assert rule.arguments["tags"].transform.name == "json"
    assert str(rule.arguments["name"].to) == "Name"
    assert "internal" not in rule.arguments
    assert rule.attributes["arn"].ref
    (case,) = rule.cases
    assert case.rule.arguments["name"].verdict == "dropped"
    assert case.rule.arguments["tags"].transform == rule.arguments["tags"].transform


def test_another_name_of_the_type_follows() -> None:
    tables = laid("resources: {aws_lb: {extends: true, arguments: {name: LoadBalancerName}}}")
    assert tables.resources["aws_alb"] is tables.resources["aws_lb"]


def test_another_name_may_get_a_table_of_its_own() -> None:
    tables = laid("resources: {aws_alb: {verdict: dropped, reason: gone}}")
    assert tables.resources["aws_alb"].verdict == "dropped"
    assert tables.resources["aws_lb"].verdict is None


def test_a_later_folder_wins() -> None:
    one = "resources: {aws_lb: {verdict: dropped, reason: first}}"
    assert laid(one, one.replace("first", "second")).resources["aws_lb"].reason == "second"


def test_data_sources_are_replaced() -> None:
    tables = laid("data: {aws_region: {attributes: {name: {none: secret}}}}")
    assert tables.data["aws_region"].attributes["name"].none == "secret"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resources: {aws_sqs_queue: {extends: true, type: AWS::SQS::Queue}}", "there is no table below to extend"),
        ("resources: {aws_lb: {extends: true, argument: {}}}", "unknown key 'argument'"),
        ("resources: {aws_lb: {verdict: gone}}", "is none of"),
        ("resources: [", "not readable as YAML"),
    ],
)
def test_faults_of_form_name_the_users_file(text: str, expected: str) -> None:
    with pytest.raises(FindingError) as raised:
        laid(text)
    assert any(f.summary.startswith("over0.yaml") and expected in f.summary for f in raised.value.findings)


def test_extends_is_not_for_our_own_tables() -> None:
    with pytest.raises(FindingError):
        parse_tables([("ours.yaml", "resources: {aws_lb: {extends: true}}")])


def overlay(folder: Path, text: str) -> tuple[Path, ...]:
    folder.mkdir()
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return (folder,)


def test_the_same_checks_apply(tmp_path: Path) -> None:
    folders = overlay(tmp_path / "own", "resources: {aws_sns_topic: {extends: true, arguments: {name: TopicNam}}}")
    with pytest.raises(FindingError) as raised:
        tables_in_force(folders)
    (finding,) = raised.value.findings
    assert finding.id == "rules-property-path"
    assert finding.summary.startswith(f"{tmp_path / 'own' / 'own.yaml'}: aws_sns_topic.arguments.name")


def test_what_is_merged_into_a_table_of_ones_own_is_checked_again(tmp_path: Path) -> None:
    folders = overlay(tmp_path / "own", "resources: {aws_iam_role: {verdict: dropped, reason: made by others}}")
    with pytest.raises(FindingError) as raised:
        tables_in_force(folders)
    assert any("aws_iam_role_policy_attachment" in finding.summary for finding in raised.value.findings)


def test_unknown_transforms_and_hooks_are_told(tmp_path: Path) -> None:
    text = "resources: {aws_sns_topic: {extends: true, finish: [magic], arguments: {name: {to: TopicName, as: lower}}}}"
    with pytest.raises(FindingError) as raised:
        tables_in_force(overlay(tmp_path / "own", text))
    assert {finding.id for finding in raised.value.findings} == {"rules-hook", "rules-transform"}


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(FindingError, match="no rule tables"):
            load_tables((folder,))


def test_every_file_of_the_folder_is_read(tmp_path: Path) -> None:
    """No name is passed over, as those of our own folder that hold something else."""
    (tmp_path / "layout.yaml").write_text("resources: {aws_sqs_queue: {verdict: dropped, reason: x}}", encoding="utf-8")
    (tmp_path / "more.yml").write_text("resources: {aws_sns_topic: {verdict: dropped, reason: x}}", encoding="utf-8")
    tables = load_tables((tmp_path,))
    assert {tables.resources[name].verdict for name in ("aws_sqs_queue", "aws_sns_topic")} == {"dropped"}


def test_text_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(FindingError, match="cannot read the rule tables"):
        load_tables((tmp_path,))


def test_without_overlays_the_tables_are_ours() -> None:
    assert tables_in_force(()) is load_tables()
