"""What the provider makes of values before a plan shows them: the rows against the schema, and what they do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.parity.against_plan.provider_rewrites import LETTERS, all_rewrites, as_planned, read_rewrites
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.types import ObjectType, SetType, from_json

ROWS = [(kind, path) for kind, rows in all_rewrites().items() for path in rows]


@pytest.mark.parametrize(("kind", "path"), ROWS, ids=[f"{kind}.{'.'.join(path)}" for kind, path in ROWS])
def test_a_row_names_what_the_provider_has(kind: str, path: tuple[str, ...]) -> None:
    block = ProviderSchema.load().resource(kind)
    assert block is not None
    rewrite = all_rewrites()[kind][path]
    assert {*rewrite.unset_where, *([rewrite.adds] if rewrite.adds else [])} <= set(block.attributes)
    forms = (rewrite.adds, rewrite.unset_where, rewrite.values, rewrite.letters in LETTERS, rewrite.sorted_by)
    assert sum(map(bool, (*forms, rewrite.left_out))) == 1
    for name in path[:-1]:
        if name in block.attributes and block.attributes[name].type == "string":  # the rest leads into JSON text
            return
        if name in block.attributes:  # a set of objects, which are written as blocks
            objects = from_json(block.attributes[name].type)
            assert isinstance(objects, SetType)
            assert isinstance(objects.element, ObjectType)
            assert path[-1] in dict(objects.element.attributes)
            return
        block = block.blocks[name].block
    assert path[-1] in block.attributes


def test_what_a_resource_of_another_kind_does_not_know_is_not_planned() -> None:
    given = {"enable_cross_zone_load_balancing": True, "idle_timeout": 30}
    assert as_planned("aws_lb", given) == {**given, "enable_cross_zone_load_balancing": None}
    network = {**given, "load_balancer_type": "network"}
    assert as_planned("aws_lb", network) == {**network, "idle_timeout": None}


def test_a_value_joins_a_set_once() -> None:
    given = {"domain_name": "a.org", "subject_alternative_names": ["b.org"]}
    planned = as_planned("aws_acm_certificate", given)
    assert planned["subject_alternative_names"] == ["b.org", "a.org"]
    assert as_planned("aws_acm_certificate", planned) == planned
    assert as_planned("aws_acm_certificate", {"domain_name": "a.org"}) == {"domain_name": "a.org"}


def test_letters_change_wherever_a_block_stands() -> None:
    given = {"retry_strategy": [{"evaluate_on_exit": [{"action": "EXIT"}, {"on_reason": "X"}]}]}
    planned = {"retry_strategy": [{"evaluate_on_exit": [{"action": "exit"}, {"on_reason": "X"}]}]}
    assert as_planned("aws_batch_job_definition", given) == planned


def test_a_protocols_number_is_planned_as_its_name() -> None:
    given = {"ingress": [{"protocol": "6", "from_port": 443}, {"protocol": "udp"}], "egress": [{"protocol": "47"}]}
    planned = {"ingress": [{"protocol": "tcp", "from_port": 443}, {"protocol": "udp"}], "egress": [{"protocol": "47"}]}
    assert as_planned("aws_security_group", given) == planned
    assert as_planned("aws_security_group_rule", {"protocol": "all"}) == {"protocol": "-1"}


def test_containers_are_planned_by_name_and_without_a_cpu_of_none() -> None:
    given = [
        {"name": "web", "cpu": 0, "memory": 0, "environment": [{"name": "B"}, {"name": "A", "value": ""}]},
        {"name": "log", "cpu": 10, "secrets": [{"name": "B", "valueFrom": "x"}, {"name": "A", "valueFrom": "y"}]},
    ]
    planned = [
        {"name": "log", "cpu": 10, "secrets": [{"name": "A", "valueFrom": "y"}, {"name": "B", "valueFrom": "x"}]},
        {"name": "web", "memory": 0, "environment": [{"name": "A", "value": ""}, {"name": "B"}]},
    ]
    found = as_planned("aws_ecs_task_definition", {"container_definitions": json.dumps(given)})
    assert json.loads(found["container_definitions"]) == planned


@pytest.mark.parametrize("text", ["no JSON", "7", '{"cpu": 1}', "[[1], 2, null]", '[{"name": "a", "environment": 3}]'])
def test_json_text_of_another_form_stays_what_it_is(text: str) -> None:
    found = as_planned("aws_ecs_task_definition", {"container_definitions": text})["container_definitions"]
    assert found == text or json.loads(found) == json.loads(text)


def test_rows_of_another_form_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "rows.yaml"
    file.write_text("format: 2\nresources: {}\n")
    with pytest.raises(ValueError, match="format 2"):
        read_rewrites(file)
