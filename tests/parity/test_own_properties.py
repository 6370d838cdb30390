"""A project's own properties, and its own weights, as docs/properties.md explains them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from converter.findings import Findings, Place, Severity
from converter.mappings_folder import mappings_folder
from converter.parity.properties.model import OWN_FINDING_ID, Outcome, Status
from converter.parity.properties.row_paths import check_paths
from converter.parity.properties.table import FILE, read_table
from converter.project_configuration import load_configuration
from converter.rules.entries import Entry, read_yaml
from scripts.generate_property_page import PAGE, page
from tests.parity.shop import SHOP, change, copy_of_shop, report_of

QUEUES = """\
  Jobs:
    Type: AWS::SQS::Queue
    Properties: {QueueName: jobs, KmsMasterKeyId: alias/aws/sqs, MessageRetentionPeriod: 345600}
  Audit:
    Type: AWS::SQS::Queue
    Properties: {QueueName: jobs-audit, KmsMasterKeyId: alias/aws/sqs, MessageRetentionPeriod: 1209600}
"""
MINIMAL = """\
[[property]]
id = "named"
title = "Queues have names"
[[property.checks]]
select = { "AWS::SQS::Queue" = "." }
hold = [{ present = { at = ["QueueName"] } }]
"""


def examples() -> list[str]:
    """The blocks of TOML on the page."""
    return re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the small system, with two queues that nobody's Terraform has."""
    folder = copy_of_shop(tmp_path)
    change(folder / "templates" / "data-stack.yaml", "Resources:\n", f"Resources:\n{QUEUES}")
    return folder


def ask(shop: Path, text: str) -> None:
    with (shop / "tf2cfn.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{text}")


def outcome_of(shop: Path, property: str) -> Outcome:
    return next(outcome for outcome in report_of(shop).outcomes if outcome.row.id == property)


def faults_of(shop: Path) -> list[tuple[str, int]]:
    """The faults of the configuration, each with its line counted from the end of the shop's own."""
    own = len((SHOP / "tf2cfn.toml").read_text(encoding="utf-8").splitlines())
    return [
        (f.summary, f.subject.start.line - own - 1 if f.subject else 0)
        for f in report_of(shop).others
        if f.id == "config-content"
    ]


# ---------------------------------------------------------------------------------------------- the page


def test_the_examples_of_the_page_work(shop: Path) -> None:
    encrypted, times, _ = examples()
    ask(shop, f"{encrypted}\n{times}")
    for name in ("queues-encrypted", "queue-times"):
        outcome = outcome_of(shop, name)
        assert (outcome.status, len(outcome.checked), outcome.findings) == (Status.PASS, 2, ())


@pytest.mark.parametrize(
    ("old", "new", "property", "says", "severity"),
    [
        ("{QueueName: jobs, KmsMasterKeyId: alias/aws/sqs,", "{QueueName: jobs,", "queues-encrypted",
         "queues-encrypted: KmsMasterKeyId is missing", Severity.WARNING),
        ("MessageRetentionPeriod: 345600", "MessageRetentionPeriod: 60", "queues-encrypted",
         "queues-encrypted: MessageRetentionPeriod is 60", Severity.WARNING),
        ("MessageRetentionPeriod: 1209600", "MessageRetentionPeriod: 345600", "queue-times",
         "queue-times: MessageRetentionPeriod is 345600, not 1209600", Severity.ERROR),
    ],
)  # fmt: skip
def test_the_examples_of_the_page_fail_where_they_should(
    old: str, new: str, property: str, says: str, severity: Severity, shop: Path
) -> None:
    encrypted, times, _ = examples()
    ask(shop, f"{encrypted}\n{times}")
    change(shop / "templates" / "data-stack.yaml", old, new)
    (finding,) = outcome_of(shop, property).findings
    assert (finding.id, finding.summary, finding.severity) == (OWN_FINDING_ID, says, severity)
    assert str(finding.place).startswith("data-stack.yaml#/Resources/")


def test_the_page_names_every_key_that_it_shows() -> None:
    for example in examples():
        assert tomllib.loads(example)


def test_the_page_is_what_the_registry_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text


# ---------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("old", "new", "says", "line"),
    [
        ('id = "named"', 'id = "P3"', "property.0: id 'P3' is taken", 1),
        ('id = "named"', "", "property.0: needs `id`", 1),
        ('id = "named"', 'id = "a b"', "property.0: needs `id`", 1),
        ('title = "Queues have names"', "", "property.0: needs `title`", 1),
        ('title = "Queues have names"', 'titel = "x"', "property.0: unknown key 'titel'", 1),
        ("[[property.checks]]", 'severity = "high"\n[[property.checks]]', "property.0.severity: 'high' is none of", 4),
        ("AWS::SQS::Queue", "AWS::SQS::Queu", "there is no resource type AWS::SQS::Queu in us-east-1; did you mean", 4),
        ('"."', '"Tag[].Key"', "AWS::SQS::Queue has no property 'Tag'; did you mean 'Tags'", 4),
        ('"QueueName"', '"QueName"', "present: AWS::SQS::Queue has no property 'QueName'; did you mean 'QueueName'", 4),
        ("present", "presnt", "'presnt' is no predicate", 6),
        ("present", "presnt", "did you mean 'present'", 6),
        ('at = ["QueueName"]', "", "key 'at' is missing", 6),
        ('at = ["QueueName"]', 'at = "QueueName"', "at: expected a list", 6),
        ('present = { at = ["QueueName"] }', 'like = { at = "QueueName", pattern = "(" }', "expected a regular", 6),
        (
            'present = { at = ["QueueName"] }',
            'own = { at = "QueueName", pseudo = "zone" }',
            "expected one of region",
            6,
        ),
        ('present = { at = ["QueueName"] }', 'as_expected = { key = "x", at = "QueueName" }', "not in `expects`", 4),
        ("hold =", "holds =", "needs either `select` and `hold`, or `system`", 4),
        ("[[property.checks]]", 'expects = { severity = "text" }\n[[property.checks]]', "this key is taken", 4),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, says: str, line: int, shop: Path) -> None:
    assert old in MINIMAL
    ask(shop, MINIMAL.replace(old, new))
    found = faults_of(shop)
    assert any(says in summary and at == line for summary, at in found), found


def test_two_of_one_id_are_a_fault(shop: Path) -> None:
    ask(shop, MINIMAL + MINIMAL)
    assert faults_of(shop) == [("property.1: id 'named' is taken", 7)]


def test_the_second_row_is_told_at_its_own_line(shop: Path) -> None:
    ask(shop, MINIMAL + MINIMAL.replace("named", "other").replace("present", "presnt"))
    (found,) = faults_of(shop)
    assert found[0].startswith("property.1.checks.0.hold.0.presnt: ")
    assert found[1] == 12


def test_what_is_no_table_is_a_fault(shop: Path) -> None:
    text = (shop / "tf2cfn.toml").read_text(encoding="utf-8")
    (shop / "tf2cfn.toml").write_text(f'property = "x"\n{text}', encoding="utf-8")
    findings = Findings()
    load_configuration(shop, findings)
    assert [f.summary for f in findings] == ["property: expected [[property]] entries"]


def test_a_property_that_finds_nothing_to_look_at_is_not_applicable(tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    ask(shop, MINIMAL)
    assert outcome_of(shop, "named").status is Status.NOT_APPLICABLE


# ---------------------------------------------------------------------------------------------- other weights


def test_a_property_can_be_switched_off(tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "templates" / "data-stack.yaml", 'Permissions: "755"', 'Permissions: "777"')
    assert outcome_of(shop, "P5").status is Status.FAIL
    change(shop / "tf2cfn.toml", "[properties.P5]\n", '[properties.P5]\nseverity = "off"\nreason = "not ours"\n')
    outcome = outcome_of(shop, "P5")
    assert outcome.status is Status.NOT_APPLICABLE
    (finding,) = outcome.findings
    assert (finding.id, finding.summary) == ("parity-property-off", "property P5 is switched off")
    assert (finding.severity, finding.detail) == (Severity.INFO, "not ours")


def test_a_property_can_weigh_less(tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "templates" / "data-stack.yaml", 'Permissions: "755"', 'Permissions: "777"')
    change(shop / "tf2cfn.toml", "[properties.P5]\n", '[properties.P5]\nseverity = "warning"\nreason = "later"\n')
    outcome = outcome_of(shop, "P5")
    assert outcome.status is Status.PASS
    assert [finding.severity for finding in outcome.findings] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('severity = "off"', "properties.P5.severity: a severity of the project's own needs a `reason`"),
        ('severity = "warn"\nreason = "x"', "properties.P5.severity: expected one of error, warning, info, off"),
        ('reason = "x"', "properties.P5.reason: a reason without a severity"),
        ('severty = "off"', "properties.P5.severty: unknown key; did you mean 'severity'"),
    ],
)
def test_a_faulty_weight_is_told(text: str, says: str, tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "tf2cfn.toml", "[properties.P5]\n", f"[properties.P5]\n{text}\n")
    found = [f.summary for f in report_of(shop).others if f.id == "config-content"]
    assert any(says in summary for summary in found), found


# ---------------------------------------------------------------------------------------------- our own rows


def test_every_path_of_the_table_is_in_the_schemas() -> None:
    path = mappings_folder() / FILE
    document = read_yaml(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    findings = Findings()
    for row in read_table(path).rows:
        check_paths(row, Entry(document["properties"][row.id], Place(FILE, (row.id,)), findings))
    assert [finding.summary for finding in findings] == []
