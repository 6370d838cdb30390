"""What the tables of S3 and Athena make of children, conditions and values that mean "not set"."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion.converting import converted
from tests.parity.converted import Root

NOTIFYING = """
variable "flag" {
  type    = bool
  default = true
}

resource "aws_s3_bucket" "this" {
}

resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.this.id
  eventbridge = %s
}
"""
WORKGROUP = """
resource "aws_athena_workgroup" "this" {
  name = "reports"
  configuration {
    bytes_scanned_cutoff_per_query = %s
  }
}
"""


def test_a_bucket_that_notifies_nobody_has_no_empty_configuration(tmp_path: Path) -> None:
    assert Root.converted(tmp_path, NOTIFYING % "var.flag").told() == []
    assert "NotificationConfiguration: !If\n        - FlagIsTrue\n" in converted(NOTIFYING % "var.flag").text("storage")
    assert "NotificationConfiguration:\n        EventBridge" in converted(NOTIFYING % "true").text("storage")
    assert "NotificationConfiguration" not in converted(NOTIFYING % "false").text("storage")


@pytest.mark.parametrize(("bytes_scanned", "written"), [("0", False), ("10485760", True)])
def test_a_cutoff_of_zero_bytes_is_none(bytes_scanned: str, *, written: bool) -> None:
    text = converted(WORKGROUP % bytes_scanned).text("analytics")
    assert ("BytesScannedCutoffPerQuery: 10485760" in text) is written
    assert ("BytesScannedCutoffPerQuery" in text) is written


def test_what_a_table_says_is_never_empty_decides_how_long_a_list_is() -> None:
    text = """
resource "aws_s3_bucket" "logs" {}

output "known" {
  value = compact([aws_s3_bucket.logs.bucket, ""])[0]
}

output "is_set" {
  value = aws_s3_bucket.logs.bucket != ""
}
"""
    written = converted(text).text("main")
    assert 'IsSet:\n    Value: "true"\n' in written
    assert "Known:\n    Value: !GetAtt StorageStack.Outputs.LogsS3Bucket" in written
