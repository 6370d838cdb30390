"""Other major versions of the AWS provider: the rows against the schema, and which version a configuration is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import Findings, Severity
from converter.terraform.evaluator import Settings, evaluate
from converter.terraform.loading import Project, load
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.provider_versions import TypeDifference, all_differences, locked_version, major_of

SCHEMA = ProviderSchema.load()
ROWS = [
    (major, kind, name, row)
    for major, differences in all_differences().items()
    for kind, types in (("resource", differences.resources), ("data_source", differences.data_sources))
    for name, row in types.items()
]


@pytest.mark.parametrize(("major", "kind", "name", "row"), ROWS, ids=[f"{r[0]}-{r[1]}-{r[2]}" for r in ROWS])
def test_rows_say_what_the_schema_does_not(major: int, kind: str, name: str, row: TypeDifference) -> None:
    schema: BlockSchema | None = getattr(SCHEMA, kind)(name)
    assert schema is not None
    assert set(row.renamed.values()) <= set(schema.arguments)
    own = {*row.renamed, *row.added, *row.advice}
    known = {n for n in own & {*schema.attributes, *schema.blocks} if n in schema.arguments}
    assert not known, f"version {major}: the schema has {known} too"


@pytest.mark.parametrize(
    ("constraints", "major"),
    [
        (["~> 5.31"], 5),
        ([">= 4.0"], 5),
        (["~> 4.20"], 4),
        ([">= 4.0, < 5.0"], 4),
        (["~> 6.0"], 6),
        (["= 6.2.0"], 6),
        ([">= 5.0", ">= 6.1"], 6),
        (["> 5.100.0, < 6.0"], 5),
        ([], 5),
    ],
)
def test_the_version_that_a_configuration_is_for(tmp_path: Path, constraints: list[str], major: int) -> None:
    blocks = "".join(
        f'terraform {{\n  required_providers {{\n    aws = {{ source = "hashicorp/aws", version = "{c}" }}\n  }}\n}}\n'
        for c in constraints[:1]
    )
    files = {"main.tf": blocks}
    if len(constraints) > 1:
        files["main.tf"] += 'module "inner" {\n  source = "./inner"\n}\n'
        files["inner/main.tf"] = blocks.replace(constraints[0], constraints[1])
    project = project_of(files, tmp_path)
    assert major_of(project.root, SCHEMA.version) == major


def test_the_lock_file_decides(tmp_path: Path) -> None:
    lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "6.2.0"\n  constraints = ">= 5.0.0"\n}\n'
    assert locked_version(lock) == "6.2.0"
    assert locked_version('provider "registry.terraform.io/hashicorp/null" {\n  version = "3.2.0"\n}\n') == ""
    project = project_of({"main.tf": "locals {}\n", ".terraform.lock.hcl": lock}, tmp_path)
    assert major_of(project.root, SCHEMA.version) == 6


QUEUE = 'resource "aws_sqs_queue" "main" {\n  name = "main"\n  region = "us-east-1"\n  brand_new = 1\n}\n'


def requires(constraint: str) -> str:
    return (
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", '
        f'version = "{constraint}" }}\n  }}\n}}\n'
    )


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (">= 5.0", ["terraform-argument 'region'", "terraform-argument 'brand_new'"]),
        (">= 6.0", ["terraform-newer-provider 'brand_new'"]),
    ],
)
def test_arguments_of_a_newer_version(tmp_path: Path, constraint: str, expected: list[str]) -> None:
    found = evaluated(requires(constraint) + QUEUE, tmp_path, allow=False)
    assert [f"{f.id} {f.summary.rpartition(' ')[2]}" for f in found if f.severity is Severity.ERROR] == expected


def test_what_a_newer_version_has_is_left_out_where_that_is_allowed(tmp_path: Path) -> None:
    assert not evaluated(requires(">= 6.0") + QUEUE, tmp_path, allow=True).errors


def test_an_argument_of_an_older_version_comes_with_what_to_write(tmp_path: Path) -> None:
    found = evaluated(
        requires("~> 4.0")
        + 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n  capacity_providers = ["FARGATE"]\n}\n',
        tmp_path,
        allow=True,
    )
    assert [f.detail for f in found if f.id == "terraform-argument"] == [
        "version 5.100.0 of the provider has it no more; use aws_ecs_cluster_capacity_providers"
    ]


def evaluated(text: str, folder: Path, *, allow: bool) -> Findings:
    project = project_of({"main.tf": text}, folder)
    findings = Findings()
    evaluate(project.root, project.variables, SCHEMA, findings, Settings(allow_unknown_types=allow))
    return findings


def project_of(files: dict[str, str], folder: Path) -> Project:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    project = load(folder, Findings())
    assert project is not None
    return project
