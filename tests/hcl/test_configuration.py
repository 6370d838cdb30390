"""Folders with configuration files: which are read, and how overrides are merged."""

from pathlib import Path

import pytest

from converter.findings import FindingError
from converter.hcl import ModuleSource, SourceReader, is_configuration_file, read_module
from tests.hcl.trees import sexpr


def _module(folder: Path, **files: str) -> ModuleSource:
    for name, text in files.items():
        (folder / name.replace("__json", ".tf.json").replace("__tf", ".tf")).write_text(text)
    return read_module(SourceReader(folder), ".")


def _blocks(module: ModuleSource) -> list[str]:
    return [sexpr(block) for block in module.blocks]


def test_files_in_lexical_order(tmp_path: Path) -> None:
    module = _module(tmp_path, b__tf="locals { b = 1 }\n", a__tf="locals { a = 1 }\n", Z__tf="locals { z = 1 }\n")
    assert [file.path for file in module.files] == ["Z.tf", "a.tf", "b.tf"]
    assert [block.body.attributes[0].name for block in module.blocks_of_type("locals")] == ["z", "a", "b"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("main.tf", True),
        ("main.tf.json", True),
        (".hidden.tf", False),
        ("main.tf~", False),
        ("#main.tf#", False),
        ("main.tfvars", False),
        ("main.json", False),
        ("x.tftest.hcl", False),
        (".#main.tf", False),
    ],
)
def test_which_files_are_read(name: str, read: bool) -> None:
    assert is_configuration_file(name) is read


def test_a_module_in_a_folder_names_its_files_from_the_root(tmp_path: Path) -> None:
    (tmp_path / "modules" / "a").mkdir(parents=True)
    (tmp_path / "modules" / "a" / "main.tf").write_text("locals {}\n")
    module = read_module(SourceReader(tmp_path), "./modules/b/../a/")
    assert module.directory == "modules/a"
    assert module.blocks[0].span.file == "modules/a/main.tf"


def test_errors_of_all_files_are_reported(tmp_path: Path) -> None:
    with pytest.raises(FindingError) as caught:
        _module(tmp_path, a__tf="a = \n", b__tf="b = 1\n", c__json="{", d__tf="locals {}\n")
    assert [f.subject.file for f in caught.value.findings if f.subject] == ["a.tf", "b.tf", "c.tf.json"]
    assert "at the top level" in caught.value.findings[1].summary


def test_arguments_are_merged_one_by_one(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        main__tf='resource "a" "b" {\n  c = 1\n  d = 2\n}\n',
        override__tf='resource "a" "b" {\n  d = 3\n  e = 4\n}\n',
    )
    assert _blocks(module) == ['(block resource ["a", "b"] (body (attribute c 1) (attribute d 3) (attribute e 4)))']
    assert module.blocks[0].body.attributes[1].span.file == "override.tf"


def test_override_files_follow_each_other(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        a_override__tf='variable "x" { default = 2 }\n',
        b_override__json='{"variable": {"x": {"default": 3}}}',
        main__tf='variable "x" {\n  type = number\n  default = 1\n}\n',
    )
    (variable,) = module.blocks
    assert {a.name: sexpr(a.expression) for a in variable.body.attributes} == {"type": "number", "default": "3"}


def test_nested_blocks_are_replaced_by_type(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        main__tf=(
            'resource "a" "b" {\n  c { d = 1 }\n  c { d = 2 }\n  e { f = 1 }\n  dynamic "g" { for_each = [] }\n}\n'
        ),
        override__tf='resource "a" "b" {\n  c { d = 3 }\n  g {}\n}\n',
    )
    (resource,) = module.blocks
    assert [(b.type, sexpr(b.body)) for b in resource.body.blocks] == [
        ("e", "(body (attribute f 1))"),
        ("c", "(body (attribute d 3))"),
        ("g", "(body)"),
    ]


def test_a_dynamic_block_replaces_the_plain_ones(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        main__tf='resource "a" "b" {\n  c {}\n}\n',
        override__tf='resource "a" "b" {\n  dynamic "c" { for_each = [] }\n}\n',
    )
    assert [b.type for b in module.blocks[0].body.blocks] == ["dynamic"]


def test_lifecycle_is_merged_by_argument(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        main__tf='resource "a" "b" {\n  lifecycle {\n    ignore_changes = [c]\n    prevent_destroy = true\n  }\n}\n',
        override__tf='resource "a" "b" {\n  lifecycle { prevent_destroy = false }\n}\n',
    )
    (lifecycle,) = module.blocks[0].body.blocks
    names = {a.name: sexpr(a.expression) for a in lifecycle.body.attributes}
    assert names == {"ignore_changes": "(tuple c)", "prevent_destroy": "false"}


def test_locals_are_merged_by_name(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        a__tf="locals {\n  x = 1\n  y = 2\n}\n",
        b__tf="locals {\n  z = 3\n}\n",
        override__tf="locals {\n  z = 4\n  x = 5\n}\n",
    )
    assert _blocks(module) == [
        "(block locals [] (body (attribute x 5) (attribute y 2)))",
        "(block locals [] (body (attribute z 4)))",
    ]


def test_required_providers_are_merged_by_element(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        main__tf=(
            'terraform {\n  required_version = ">= 1"\n  backend "s3" {}\n'
            '  required_providers {\n    a = { version = "1" }\n    b = { version = "1" }\n  }\n}\n'
        ),
        override__tf='terraform {\n  cloud {}\n  required_providers {\n    b = { version = "2" }\n  }\n}\n',
    )
    first, second = module.blocks_of_type("terraform")
    assert [b.type for b in first.body.blocks] == ["required_providers"]
    assert [a.name for a in first.body.blocks[0].body.attributes] == ["a", "b"]
    assert "2" in sexpr(first.body.blocks[0].body.attributes[1].expression)
    assert [b.type for b in second.body.blocks] == ["cloud"]
    assert first.body.attribute("required_version") is not None


def test_providers_are_told_apart_by_alias(tmp_path: Path) -> None:
    module = _module(
        tmp_path,
        main__tf='provider "a" {\n  x = 1\n}\nprovider "a" {\n  alias = "b"\n  x = 2\n}\n',
        override__tf='provider "a" {\n  alias = "b"\n  x = 3\n}\nprovider "c" {}\n',
    )
    values = [sexpr(b.body.attributes[-1].expression) for b in module.blocks[:2]]
    assert values == ["1", "3"]
    assert module.blocks[2].labels == ("c",)


@pytest.mark.parametrize(
    ("override", "summary"),
    [
        ('resource "a" "x" {}\n', 'nothing to override for resource "a" "x"'),
        ("locals { x = 1 }\n", "nothing to override for local value x"),
        ('provider "a" { alias = "x" }\n', 'nothing to override for provider "a"'),
        ('resource "a" "b" { depends_on = [a.c] }\n', "argument depends_on in an override"),
        ("moved {\n  from = a.b\n  to = a.c\n}\n", "moved block in an override file"),
    ],
)
def test_overrides_that_are_wrong(tmp_path: Path, override: str, summary: str) -> None:
    with pytest.raises(FindingError) as caught:
        _module(tmp_path, main__tf='resource "a" "b" {}\n', override__tf=override)
    assert [f.summary for f in caught.value.findings] == [summary]


def test_a_folder_without_configuration(tmp_path: Path) -> None:
    assert _module(tmp_path).blocks == ()
