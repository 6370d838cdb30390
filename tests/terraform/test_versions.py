"""Version constraints as Terraform reads them."""

from __future__ import annotations

import pytest

from converter.terraform.versions import allows, is_constraint


@pytest.mark.parametrize(
    ("constraint", "version", "expected"),
    [
        ("", "1.11.4", True),
        ("1.11.4", "1.11.4", True),
        ("= 1.11", "1.11.4", False),
        ("!= 1.11.4", "1.11.4", False),
        (">= 1.5, < 2.0", "1.11.4", True),
        (">= 1.12", "1.11.4", False),
        ("> 1.11.4", "1.11.4", False),
        ("<= 1.11.4", "1.11.4", True),
        ("~> 1.2", "1.11.4", True),
        ("~> 1.11.0", "1.11.4", True),
        ("~> 1.10.0", "1.11.4", False),
        ("~> 1", "5.100.0", True),
        ("~> 6.0", "5.100.0", False),
        ("< 1.11.5-beta1", "1.11.4", True),
        (">= 1.11.0-rc1", "1.11.4", False),
    ],
)
def test_constraints(constraint: str, version: str, expected: bool) -> None:
    assert is_constraint(constraint)
    assert allows(constraint, version) == expected


@pytest.mark.parametrize("text", ["latest", ">= ", "1.x", ">= 1.0,", "~> v", "=> 1.0"])
def test_what_is_no_constraint(text: str) -> None:
    assert not is_constraint(text)
    with pytest.raises(ValueError, match="no version constraint"):
        allows(text, "1.0.0")
