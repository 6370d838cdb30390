"""The steps of "Add a resource type in thirty minutes" in docs/rule-tables.md, taken as they are written there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode
from converter.cloudformation.model import DELETION_POLICIES
from converter.findings import Findings
from converter.mappings_folder import mappings_folder
from converter.rules import data_rows, loader, row_reader
from converter.rules.checks import check_tables
from converter.rules.engine import Engine
from converter.rules.hooks.registry import HOOKS
from converter.rules.loader import NOT_TABLES, load_tables, parse_tables
from converter.rules.model import RuleTables
from converter.rules.overlays import tables_in_force
from converter.rules.transforms.registry import TRANSFORMS
from converter.terraform.evaluator import evaluate
from converter.terraform.loading import load
from converter.terraform.provider_schema import ProviderSchema

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rule-tables.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
RECIPE = TEXT[TEXT.index("## Add a resource type") :]
NAME = "aws_ecr_pull_through_cache_rule"
TERRAFORM = """
resource "aws_ecr_pull_through_cache_rule" "this" {
  ecr_repository_prefix = "public"
  upstream_registry_url = "public.ecr.aws"
}
"""


def block(language: str, text: str) -> str:
    """The first code block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def table() -> str:
    found = re.search(r"```yaml\n(.*?)```", RECIPE, re.DOTALL)
    assert found is not None
    return textwrap.dedent(f"   {found[1].strip(' ')}" if found[1].startswith("resources") else found[1])


def tables(text: str) -> RuleTables:
    return parse_tables([("new.yaml", text)])


def test_the_type_of_the_recipe_is_still_to_be_added() -> None:
    assert NAME not in load_tables().resources


def test_the_table_of_the_recipe_is_clean() -> None:
    assert [f.summary for f in check_tables(tables(table()))] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("      credential_arn: CredentialArn\n", "", "credential_arn has no row"),
        ("CustomRoleArn", "CustomRolArn", "CustomRolArn does not exist"),
        ("ecr_repository_prefix: {argument", "ecr_prefix: {argument", "no argument or attribute ecr_prefix"),
    ],
)
def test_the_checks_name_what_is_wrong(old: str, new: str, expected: str) -> None:
    text = table()
    assert old in text
    assert any(expected in f.summary for f in check_tables(tables(text.replace(old, new))))


def test_the_type_is_converted(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM, encoding="utf-8")
    findings = Findings()
    project = load(tmp_path, findings)
    assert project is not None
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings)
    flat = Engine(tables(table()), evaluation, findings).run()
    assert list(findings) == []
    (resource,) = flat.resources.values()
    assert resource.type == "AWS::ECR::PullThroughCacheRule"
    assert dict(resource.properties) == {"EcrRepositoryPrefix": "public", "UpstreamRegistryUrl": "public.ecr.aws"}


def test_the_same_table_in_a_folder_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Steps 1 to 4 in a project of one's own: no change to ours, and the project's file names the folder."""
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "our-rules"
    own.mkdir()
    (own / "ecr.yaml").write_text(table(), encoding="utf-8")
    (tmp_path / "tf2cfn.toml").write_text(block("toml", TEXT), encoding="utf-8")
    (tmp_path / "main.tf").write_text(TERRAFORM, encoding="utf-8")
    assert main(["rules", "check", "--rules", "our-rules"]) == ExitCode.CLEAN
    assert main(["rules", "show", NAME]) == ExitCode.CLEAN
    assert "our-rules/ecr.yaml" in capsys.readouterr().out
    assert main(["convert", "-o", "out"]) == ExitCode.CLEAN
    text = (tmp_path / "out" / "templates" / "ecr-stack.yaml").read_text(encoding="utf-8")
    assert "Type: AWS::ECR::PullThroughCacheRule" in text


def test_the_documents_overlay_changes_one_row(tmp_path: Path) -> None:
    text = block("yaml", TEXT[TEXT.index("## Tables of your own") :])
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    before, after = load_tables().resources["aws_sns_topic"], tables_in_force((tmp_path,)).resources["aws_sns_topic"]
    assert after.arguments["display_name"].default == "our alarms"
    assert {n: r for n, r in after.arguments.items() if n != "display_name"} == {
        n: r for n, r in before.arguments.items() if n != "display_name"
    }
    assert after.attributes == before.attributes


def test_every_key_that_the_loader_takes_is_explained() -> None:
    keys = {
        *loader._RULE_KEYS, *row_reader._ROW_KEYS, *row_reader._ATTRIBUTE_FORMS, *data_rows._FORMS,
        *data_rows._ARGUMENT_FORMS, *data_rows._BESIDE, *data_rows._LOOK_UP_KEYS,
        *DELETION_POLICIES, *row_reader.VERDICTS, "cases", "when", "apart", "extends", "look_up", "computed",
        "into", "by", "element", "self_reference", "each", "fixed_form", "non_empty", "description", "policy",
        "replace",
    }  # fmt: skip
    for key in keys:
        assert re.search(rf"`[^`]*\b{key}\b|^ *{key}:", TEXT, re.MULTILINE), key


def test_every_name_of_the_code_is_explained() -> None:
    """Transforms and hooks that exist, and keys that tables use, stand in the document."""
    for name in (*TRANSFORMS, *HOOKS):
        assert re.search(rf"\b{name}\b", TEXT), name
    used = set()
    for path in mappings_folder().glob("*.yaml"):
        if path.name not in NOT_TABLES:
            used |= set(re.findall(r"[{\s]([a-z_]+):", path.read_text(encoding="utf-8")))
    keys = {
        *("also", "apart", "as", "beside", "cases", "deletion", "each", "fan_out", "finish", "fixed_form", "harmless"),
        *("key", "merge", "non_empty", "note", "pseudo", "ready", "rows", "values", "when", "when_ignored", "zones"),
    }
    assert keys <= used | {"computed"}
    for key in keys:
        assert re.search(rf"`[^`]*\b{key}\b", TEXT), key
