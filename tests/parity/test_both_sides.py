"""Changes of the Terraform side and of the project's configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import Finding, Findings, Severity
from converter.parity.properties.model import Outcome, Status
from converter.project_configuration import load_configuration
from tests.parity.shop import change, copy_of_shop, report_of

BASE = 'variable "base_domain" {\n  type    = string'
CAPACITY = 'variable "capacity" {\n  type    = number\n  default = 0.5'


def outcome_of(shop: Path, property: str) -> Outcome:
    return next(outcome for outcome in report_of(shop).outcomes if outcome.row.id == property)


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    shop = copy_of_shop(tmp_path)
    change(shop / file, old, new)
    return shop


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('default = "shop.example"', 'default = "x"', "the default of parameter BaseDomain is not that of variable"),
        (
            f'{BASE}\n  default = "shop.example"',
            BASE,
            "parameter BaseDomain has a default, and variable base_domain is",
        ),
        (CAPACITY, CAPACITY.replace("0.5", "0.50001"), "the default of parameter Capacity"),
        (CAPACITY, CAPACITY.replace("number", "string"), "parameter Capacity has type Number, and variable capacity"),
        (
            CAPACITY,
            CAPACITY.replace("number", "map(number)").replace("0.5", "{}"),
            "no parameter can carry map(number)",
        ),
        ('default = ["10.0.0.0/8", ', 'default = ["10.0.0.0/8, 11.0.0.0/8", ', "no parameter can carry the default of"),
        (CAPACITY, CAPACITY.replace("0.5", "null"), "variable capacity is null by default"),
        ('variable "capacity"', 'variable "size"', "variable size has no parameter Size"),
        ('variable "capacity"', 'variable "size"', "parameter Capacity has no variable and no reason"),
        ('contains(["small", "large"], var.tier)', 'var.tier == "small"', "takes values that variable tier refuses"),
        ('["small", "large"]', '["small", "large", "huge"]', "AllowedValues of parameter Tier refuses values"),
    ],
)
def test_a_changed_variable_is_seen(old: str, new: str, says: str, tmp_path: Path) -> None:
    outcome = outcome_of(changed(tmp_path, "main.tf", old, new), "P11")
    assert outcome.status is Status.FAIL
    assert any(says in finding.summary for finding in outcome.findings), [f.summary for f in outcome.findings]


def test_a_finding_about_a_parameter_shows_the_variable(tmp_path: Path) -> None:
    shop = changed(tmp_path, "main.tf", 'default = "shop.example"', 'default = "x"')
    finding = next(f for f in outcome_of(shop, "P11").findings if f.severity is Severity.ERROR)
    assert finding.subject is not None
    assert (finding.subject.file, finding.subject.start.line) == ("main.tf", 25)


def test_a_validation_in_both_worlds_needs_no_evidence(tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    change(shop / "main.tf", CAPACITY, CAPACITY + "\n  validation {\n    condition = var.capacity >= 0.5\n"
           '    error_message = "At least one half."\n  }')  # fmt: skip
    change(shop / "templates" / "main-stack.yaml", "Default: 0.5", "Default: 0.5, MinValue: 0.5")
    assert outcome_of(shop, "P11").status is Status.PASS
    change(shop / "templates" / "main-stack.yaml", "MinValue: 0.5", "MinValue: 1")
    assert "refuses values that variable capacity takes" in outcome_of(shop, "P11").findings[0].summary


def test_evidence_may_stand_in_the_template(tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    main = shop / "templates" / "main-stack.yaml"
    change(main, "Default: shop.example", "Default: shop.example, MaxLength: 253")
    assert outcome_of(shop, "P11").status is Status.FAIL
    change(
        main, "Parameters:\n  Name", "Metadata: {tf2cfn: {narrowed: {BaseDomain: DNS says so}}}\nParameters:\n  Name"
    )
    assert outcome_of(shop, "P11").status is Status.PASS


def test_a_region_that_is_no_variable_of_the_provider_needs_a_parameter(tmp_path: Path) -> None:
    shop = changed(tmp_path, "main.tf", "region = var.region", 'region = "eu-west-1"')
    assert "variable region has no parameter Region" in outcome_of(shop, "P11").findings[0].summary
    with (shop / "tf2cfn.toml").open("a", encoding="utf-8") as file:
        file.write('[properties.P11.carried]\nregion = "the region of the stack"\n')
    assert outcome_of(shop, "P11").status is Status.PASS


def test_a_given_secret_in_a_template_is_seen(tmp_path: Path) -> None:
    shop = changed(tmp_path, "templates/data-stack.yaml", "Engine: aurora-mysql", "Engine: hunter2-hunter2")
    assert outcome_of(shop, "P8").status is Status.PASS
    (shop / "terraform.tfvars").write_text('password = "hunter2-hunter2"\n', encoding="utf-8")
    finding = outcome_of(shop, "P8").findings[0]
    assert "the value given for sensitive variable password (terraform.tfvars)" in finding.summary
    assert "hunter2" not in finding.summary + finding.detail


def test_a_new_sensitive_variable_is_seen(tmp_path: Path) -> None:
    shop = changed(tmp_path, "main.tf", BASE, f"{BASE}\n  sensitive = true")
    found = [(str(finding.place), finding.summary) for finding in outcome_of(shop, "P8").findings]
    says = "parameter BaseDomain, which lacks NoEcho, carries the sensitive value of BaseDomain"
    assert ("main-stack.yaml#/Parameters/BaseDomain", says) in found


# ---------------------------------------------------------------------------------------------- the configuration


def warnings_of(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.summary for finding in findings if finding.id == "parity-unused-expectation"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"/audit/*" = 90', '"/audit/*" = 90\n"/old/*" = 7', "properties.P9.retention./old/*"),
        ('paths = ["/files"]', 'paths = ["/files", "/old"]', "properties.P5.paths.1"),
        ('resource = "*"', 'resource = "arn:{partition}:ecr:::x"', "properties.P7.exceptions.0"),
        ('ZoneId = "', 'Gone = "of old"\nZoneId = "', "properties.P11.added.Gone"),
        ('Name = "load', 'Gone = "of old"\nName = "load', "properties.P11.narrowed.Gone"),
        ('"*-store" =', '"old" = []\n"*-store" =', "properties.P10.accepts.old"),
    ],
)
def test_an_expectation_that_applies_to_nothing_is_a_warning(old: str, new: str, path: str, tmp_path: Path) -> None:
    report = report_of(changed(tmp_path, "tf2cfn.toml", old, new))
    assert warnings_of(report.findings) == [f"{path} applies to nothing in the templates"]


@pytest.mark.parametrize(
    ("old", "new", "property", "says"),
    [
        ('"*" = { cpu = 256, memory = 512 }', "", "P1", "nothing is expected of shop-store"),
        ("uid = 1000", "uid = 500", "P5", "PosixUser.Uid is 1000, not 500"),
        ('"*-store" = ["*-front"]', '"*-store" = ["*-back"]', "P10", "shop-store accepts service shop-front"),
        (
            'services = { front = "{front_domain}" }',
            'services = { front = "{front_domain}", back = "b" }',
            "P6",
            "back",
        ),
        ('Name = "load balancers take names up to 32 characters"', "", "P11", "MaxLength of parameter Name refuses"),
        ("start_period = 60", "start_period = 30", "P3", "StartPeriod is 60, not 30"),
    ],
)
def test_another_expectation_makes_the_property_fail(
    old: str, new: str, property: str, says: str, tmp_path: Path
) -> None:
    outcome = outcome_of(changed(tmp_path, "tf2cfn.toml", old, new), property)
    assert any(says in finding.summary for finding in outcome.findings), [f.summary for f in outcome.findings]


@pytest.mark.parametrize(
    ("old", "new", "says", "line"),
    [
        ("[properties.P9.retention]", "[properties.P99.retention]", "properties.P99: there is no such property", 35),
        ("[properties.P9.retention]", "[properties.P9.keep]", "properties.P9.keep: unknown key", 35),
        ("cpu = 512,", 'cpu = "512",', "properties.P1.sizes.*-front.cpu: expected a whole number", 2),
        ("cpu = 512, ", "", "properties.P1.sizes.*-front: key 'cpu' is missing", 2),
        ("cpu = 512,", "cpus = 1, cpu = 512,", "properties.P1.sizes.*-front.cpus: unknown key", 2),
        ('paths = ["/files"]', 'paths = "/files"', "properties.P5.paths: expected a list", 17),
    ],
)
def test_a_faulty_configuration_is_told_with_its_line(old: str, new: str, says: str, line: int, tmp_path: Path) -> None:
    shop = changed(tmp_path, "tf2cfn.toml", old, new)
    found = [f for f in report_of(shop).others if f.id == "config-content"]
    assert any(says in f.summary and f.subject and f.subject.start.line == line for f in found), [
        (f.summary, f.subject) for f in found
    ]


def test_without_a_configuration_only_the_general_holds(tmp_path: Path) -> None:
    shop = copy_of_shop(tmp_path)
    (shop / "tf2cfn.toml").unlink()
    findings = Findings()
    assert load_configuration(shop, findings).properties == {}
    statuses = {outcome.row.id: outcome.status for outcome in report_of(shop).outcomes}
    assert statuses["P6"] is Status.NOT_APPLICABLE
    assert [name for name, status in statuses.items() if status is Status.FAIL] == ["P7", "P10", "P11"]
