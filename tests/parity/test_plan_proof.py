"""A plan in the place of our evaluation: what it says otherwise is told, of our evaluation and of the templates."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main

JOBS = Path(__file__).parent / "data" / "jobs"
OWN = frozenset({"parity-plan", "parity-plan-sensitive", "parity-plan-incomplete", "parity-plan-configuration"})

Document = dict[str, Any]
Change = Callable[[Document], None]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The templates of the small root."""
    folder = tmp_path_factory.mktemp("jobs")
    assert main(["convert", str(JOBS), "-o", str(folder), "-q"]) == 0
    return folder / "templates"


def document(name: str = "plan") -> Document:
    loaded: Document = json.loads((JOBS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


class Checked:
    """What the command says of a plan."""

    def __init__(self, plan: Document, templates: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = folder / "plan.json"
        file.write_text(json.dumps(plan), encoding="utf-8")
        capsys.readouterr()
        command = ["parity", str(JOBS), "--templates", str(templates), "--plan", str(file), "--format", "json"]
        self.code = main(command)
        printed = capsys.readouterr()
        self.text = printed.out + printed.err
        self.error = printed.err
        self.findings = json.loads(printed.out)["findings"] if printed.out else []

    def of_plan(self) -> list[str]:
        return [f["summary"] for f in self.findings if f["id"] in OWN]

    def of_templates(self) -> list[str]:
        return [f["summary"] for f in self.findings if f["id"] == "parity-square"]


@pytest.fixture
def check(templates: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Document], Checked]:
    """Run the command with a plan."""
    return lambda plan: Checked(plan, templates, tmp_path, capsys)


def planned(plan: Document, address: str) -> Document:
    """The values and the change of an instance, to write into."""
    found = next(r for r in plan["planned_values"]["root_module"]["resources"] if r["address"] == address)
    values: Document = found["values"]
    return values


def change_of(plan: Document, address: str) -> Document:
    found: Document = next(c["change"] for c in plan["resource_changes"] if c["address"] == address)
    return found


GROUP = "aws_cloudwatch_log_group.main"
WEB = "aws_security_group.web"
TOKEN = "aws_ssm_parameter.token"  # noqa: S105 - an address


@pytest.mark.parametrize("name", ["plan", "update"])
def test_a_plan_of_this_configuration_agrees(name: str, check: Callable[[Document], Checked]) -> None:
    """Also one after an apply, of an update with other variables, where computed values are known."""
    checked = check(document(name))
    assert (checked.of_plan(), checked.of_templates()) == ([], [])
    assert "planted-token" not in checked.text


def retention(plan: Document) -> None:
    planned(plan, GROUP)["retention_in_days"] = 30


def tag(plan: Document) -> None:
    planned(plan, GROUP)["tags_all"]["Team"] = "other"


def new_tag(plan: Document) -> None:
    planned(plan, GROUP)["tags_all"]["Cost"] = "7"


def port(plan: Document) -> None:
    planned(plan, WEB)["ingress"][0]["from_port"] = 8443


def fewer_blocks(plan: Document) -> None:
    del planned(plan, WEB)["ingress"][0]
    change_of(plan, WEB)["after_unknown"]["ingress"].pop()


def name_of_topic(plan: Document) -> None:
    planned(plan, 'aws_sns_topic.jobs["fast"]')["display_name"] = "Task"


@pytest.mark.parametrize(
    ("change", "where", "resource"),
    [
        (retention, f"{GROUP}.retention_in_days", "CloudwatchLogGroup"),
        (tag, f"{GROUP}.tags.Team", "CloudwatchLogGroup"),
        (new_tag, f"{GROUP}.tags.Cost", "CloudwatchLogGroup"),
        (port, f"{WEB}.ingress[0].from_port", "Web"),
        (fewer_blocks, f"{WEB}.ingress", "Web"),
        (name_of_topic, 'aws_sns_topic.jobs["fast"].display_name', "Jobs"),
    ],
)
def test_what_the_plan_says_otherwise_is_held_against_the_templates(
    change: Change, where: str, resource: str, check: Callable[[Document], Checked]
) -> None:
    """The templates come from the same evaluation, so only the plan can tell that both are wrong."""
    plan = document()
    change(plan)
    checked = check(plan)
    assert checked.code == 1
    assert any(where in summary for summary in checked.of_plan()), checked.of_plan()
    assert any(resource in summary for summary in checked.of_templates()), checked.of_templates()


def test_an_instance_more_or_less_is_told(check: Callable[[Document], Checked]) -> None:
    plan = document()
    resources = plan["planned_values"]["root_module"]["resources"]
    slow = next(r for r in resources if r["address"] == 'aws_sns_topic.jobs["slow"]')
    resources.remove(slow)
    resources.append({**slow, "address": 'aws_sns_topic.jobs["third"]', "index": "third"})
    summaries = check(plan).of_plan()
    assert summaries == [
        'the plan differs from the evaluation: aws_sns_topic.jobs["third"]',
        'the plan differs from the evaluation: aws_sns_topic.jobs["slow"]',
    ]


def test_the_type_of_an_index_counts(check: Callable[[Document], Checked]) -> None:
    plan = document()
    text = json.dumps(plan["planned_values"]).replace('aws_sns_topic.jobs[\\"slow\\"]', "aws_sns_topic.jobs[0]")
    plan["planned_values"] = json.loads(text)
    assert len(check(plan).of_plan()) == 2


def test_what_only_the_deployment_knows_says_nothing(check: Callable[[Document], Checked]) -> None:
    plan = document()
    values = planned(plan, GROUP)
    del values["retention_in_days"]
    change_of(plan, GROUP)["after_unknown"]["retention_in_days"] = True
    assert check(plan).of_plan() == []


def test_an_output_of_the_plan_is_held_against_ours(check: Callable[[Document], Checked]) -> None:
    plan = document()
    plan["output_changes"]["group"]["after"] = "/shop/other"
    assert check(plan).of_plan() == ["the plan differs from the evaluation: output.group"]


# ---------------------------------------------------------------------------------------------- what is sensitive


def test_what_the_plan_hides_must_be_hidden_by_us(check: Callable[[Document], Checked]) -> None:
    plan = document()
    change_of(plan, GROUP)["after_sensitive"]["name"] = True
    summaries = check(plan).of_plan()
    assert f"the plan hides {GROUP}.name, and the evaluation does not" in summaries


def test_what_the_plan_hides_must_not_stand_in_a_template(check: Callable[[Document], Checked]) -> None:
    plan = document()
    change_of(plan, WEB)["after_sensitive"]["ingress"][0]["cidr_blocks"] = [True]
    summaries = check(plan).of_plan()
    assert f"the value of {WEB}.ingress[0].cidr_blocks[0], which the plan hides, stands in the template" in summaries


def test_what_the_provider_hides_for_any_value_tells_nothing(check: Callable[[Document], Checked]) -> None:
    assert change_of(document(), TOKEN)["after_sensitive"]["value"] is True
    assert check(document()).of_plan() == []


def test_a_hidden_difference_does_not_show_its_values(check: Callable[[Document], Checked]) -> None:
    plan = document()
    planned(plan, TOKEN)["value"] = "another-planted-token"
    checked = check(plan)
    assert checked.of_plan() == [f"the plan differs from the evaluation: {TOKEN}.value"]
    assert "planted-token" not in checked.text


# ---------------------------------------------------------------------------------------------- incomplete, another


def test_what_an_incomplete_plan_leaves_out_is_no_difference(check: Callable[[Document], Checked]) -> None:
    plan = document()
    plan["complete"] = False
    module = plan["planned_values"]["root_module"]
    module["resources"] = [r for r in module["resources"] if r["type"] == "aws_sns_topic"]
    checked = check(plan)
    assert checked.of_plan() == ["the plan is incomplete: it was made for some resources only"]
    assert [f["severity"] for f in checked.findings if f["id"] == "parity-plan-incomplete"] == ["warning"]


def test_deferred_changes_are_counted(check: Callable[[Document], Checked]) -> None:
    plan = document()
    plan["deferred_changes"] = [{"reason": "resource_config_unknown"}]
    assert check(plan).of_plan() == ["the plan is incomplete: 1 changes are deferred"]


def with_variable(plan: Document) -> None:
    plan["variables"]["size"] = {"value": 1}


def with_resource(plan: Document) -> None:
    more = {"address": "aws_sns_topic.x", "mode": "managed", "type": "aws_sns_topic", "name": "x"}
    plan["configuration"]["root_module"]["resources"].append(more)


def without_resource(plan: Document) -> None:
    del plan["configuration"]["root_module"]["resources"][0]


def with_module(plan: Document) -> None:
    plan["configuration"]["root_module"]["module_calls"] = {"net": {"source": "./net", "module": {}}}


def in_another_region(plan: Document) -> None:
    plan["configuration"]["provider_config"]["aws"]["expressions"]["region"] = {"constant_value": "eu-west-1"}


def with_a_region_variable(plan: Document) -> None:
    plan["configuration"]["provider_config"]["aws"]["expressions"]["region"] = {"references": ["var.name"]}


def with_another_form(plan: Document) -> None:
    plan["configuration"]["root_module"]["resources"] = [1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (with_variable, "variable size is in the plan alone"),
        (with_resource, "resource aws_sns_topic.x is in the plan alone"),
        (without_resource, f"resource {GROUP} is not in the plan"),
        (with_module, "module module.net is in the plan alone"),
        (in_another_region, "region of provider aws differs"),
        (with_a_region_variable, "region of provider aws differs"),
        (with_another_form, "its configuration section cannot be read"),
    ],
)
def test_a_plan_of_another_configuration_exits_with_2(
    change: Change, says: str, check: Callable[[Document], Checked]
) -> None:
    plan = copy.deepcopy(document())
    change(plan)
    checked = check(plan)
    assert checked.code == 2
    assert "error[parity-plan-configuration]: the plan is of another configuration" in checked.error
    assert says in checked.error
