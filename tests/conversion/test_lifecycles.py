"""What the ledger says of lifecycle rules and provisioners, and the notes about blocks that change no template."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conversion.converting import converted
from tests.conversion.test_cases import FOLDER


def entries(case: str, address: str) -> dict[str, str]:
    """The verdicts of an address's lifecycle rules and provisioners."""
    data = json.loads(converted((FOLDER / f"{case}.tf").read_text(encoding="utf-8")).done.files["conversion.json"])
    (resource,) = [r for r in data["resources"] if r["address"] == address]
    rows: list[dict[str, Any]] = resource["arguments"]
    return {r["path"]: r["verdict"] for r in rows if r["path"].startswith(("lifecycle.", "provisioner["))}


@pytest.mark.parametrize(
    ("case", "address", "expected"),
    [
        (
            "lifecycle_rules",
            "aws_sns_topic.a",
            {
                "lifecycle.create_before_destroy": "same",
                "lifecycle.ignore_changes": "equivalent",
                "lifecycle.prevent_destroy": "equivalent",
                "lifecycle.replace_triggered_by": "dropped",
            },
        ),
        ("lifecycle_rules", "aws_sns_topic.b", {"lifecycle.ignore_changes": "equivalent"}),
        ("provisioners", "aws_sns_topic.a", {"provisioner[0]": "dropped"}),
        ("provisioners", "null_resource.setup", {"provisioner[0]": "dropped"}),
        ("provisioners", "terraform_data.value", {}),
    ],
)
def test_verdicts(case: str, address: str, expected: dict[str, str]) -> None:
    assert entries(case, address) == expected


@pytest.mark.parametrize(
    ("case", "ids"),
    [
        ("moved_removed_import", {"terraform-moved", "terraform-removed", "terraform-import"}),
        ("checks", {"terraform-check", "rules-check"}),
    ],
)
def test_notes(case: str, ids: set[str]) -> None:
    found = {f.id for f in converted((FOLDER / f"{case}.tf").read_text(encoding="utf-8")).findings}
    assert ids <= found


@pytest.mark.parametrize("type_", ["random_password", "aws_secretsmanager_secret_version"])
def test_value_of_an_ephemeral_resource_names_the_alternative(type_: str) -> None:
    attribute = "result" if type_ == "random_password" else "secret_string"
    argument = "length = 20" if type_ == "random_password" else 'secret_id = "kept"'
    text = f"""
ephemeral "{type_}" "this" {{
  {argument}
}}
resource "aws_secretsmanager_secret" "this" {{
  name = "kept"
}}
resource "aws_secretsmanager_secret_version" "this" {{
  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo         = ephemeral.{type_}.this.{attribute}
  secret_string_wo_version = 1
}}
"""
    result = converted(text)
    (found,) = [finding for finding in result.findings if finding.id == "rules-inexpressible"]
    assert result.conversion is None
    assert "exists only while Terraform runs" in found.detail
    assert "ephemeral = true" in found.detail
