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
