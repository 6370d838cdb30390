"""Layouts: where resources belong, when stacks are deployed, and stacks that no layout has."""

from __future__ import annotations

import pytest

from converter.stacks.layout import Layout, StackLayout, Stages, Style, read_layout

DATA = {
    "stages": {"parameter": "Stage", "default": "all", "values": ["base", "all"], "description": "d", "first": ["repo"],
               "later": ["service"]},
    "stacks": {"images": {"types": ["repo"], "exports": {"repo": ["url"]}},
               "services": {"types": ["service", "log"], "stage": "all", "description": "Services - all of them"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("homes", "staged"),
    [
        ([("repo", "images"), ("service", "services")], True),
        ([("repo", "images"), ("log", "services")], False),
        ([("log", "services")], False),
        ([("service", "services")], False),
        ([("repo", "services"), ("service", "services")], False),
    ],
)
def test_stages_are_there_only_where_they_separate_something(homes: list[tuple[str, str]], *, staged: bool) -> None:
    layout = read_layout(DATA).staged_for(homes)
    assert (layout.stages is not None) is staged
    assert layout.stage("services") == ("all" if staged else None)


@pytest.mark.parametrize(
    ("address", "stack"),
    [
        ("aws_x.y", "root"),
        ("module.network.aws_x.y", "network"),
        ('module.net_work["a.b"].module.inner.aws_x.y[0]', "net-work"),
        ("module.main.aws_x.y", "main-module"),
        ("module.root.aws_x.y", "root-module"),
    ],
)
def test_a_stack_for_each_module(address: str, stack: str) -> None:
    layout = read_layout(DATA, style=Style.MODULE)
    assert layout.home("service", address, "AWS::X::Y") == (stack, False)
    assert layout.stages is None


def test_pins_hold_for_modules_and_not_for_a_single_template() -> None:
    pins = [("module.a.*", "mine")]
    assert read_layout(DATA, pins, Style.MODULE).home("x", "module.a.b.c", "AWS::X::Y") == ("mine", True)
    assert read_layout(DATA, pins, Style.SINGLE).home("x", "module.a.b.c", "AWS::X::Y") == ("main", False)


def test_further_stacks_stand_beside_the_one_that_they_are_taken_from() -> None:
    layout = read_layout(DATA).with_parts({"services-2": "services", "lambda-2": "lambda"})
    assert list(layout.stacks) == ["images", "services", "services-2", "lambda", "lambda-2"]
    part = layout.stack("services-2")
    assert (part.description, part.stage, part.kinds) == ("Services - all of them (part 2)", "all", ())
    assert layout.stack("lambda-2").description == "Resources of lambda (part 2)"


def test_a_layout_without_stages_has_none() -> None:
    layout = Layout({"s": StackLayout("s", stage="all")}, stages=Stages("Stage", "all", ("all",)))
    assert layout.stage("s") == "all"
    assert Layout(layout.stacks).stage("s") is None
