"""Archives that Terraform would pack before a function takes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversion.converting import converted

FUNCTION = """
resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = "arn:aws:iam::123456789012:role/main"
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = %s
}
"""
ARCHIVE = 'data "archive_file" "code" {\n  type        = "zip"\n  output_path = "build/code.zip"\n%s}\n'


def packages(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = converted(text).done.record["deployment"]["packages"]
    return found


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            '  source_dir = "${path.module}/src"\n  excludes = ["tests", "*.md"]\n  output_file_mode = "0644"\n',
            {"of": "folder", "source": "./src", "excludes": ["*.md", "tests"], "mode": "0644"},
        ),
        ('  source_file = "src/main.py"\n', {"of": "file", "source": "src/main.py", "excludes": []}),
        (
            '  source {\n    content = "pass"\n    filename = "main.py"\n  }\n',
            {"of": "texts", "source": "", "excludes": []},
        ),
    ],
)
def test_what_is_packed(arguments: str, expected: dict[str, Any]) -> None:
    (package,) = packages(ARCHIVE % arguments + FUNCTION % "data.archive_file.code.output_path")
    assert package["file"] == "build/code.zip"
    assert package["archive"] == {"address": "data.archive_file.code", **expected}


def test_a_file_that_is_there_is_not_packed() -> None:
    (package,) = packages(FUNCTION % '"code.zip"')
    assert package["file"] == "code.zip"
    assert "archive" not in package
