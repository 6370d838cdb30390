"""A resource says which checks of cfn-lint know less than its service takes, and no other resource does."""

from __future__ import annotations

import pytest

from converter.cloudformation.linting import cfn_lint
from converter.cloudformation.model import Object
from converter.cloudformation.schemas import resource_types
from converter.rules.lint_exceptions import lint_exceptions, lint_metadata
from tests.conversion.converting import converted

DATABASE = """
resource "aws_db_instance" "d" {{
  engine                      = "{engine}"
  engine_version              = "{version}"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "admin"
  manage_master_user_password = true
  skip_final_snapshot         = true
}}
"""


@pytest.mark.parametrize(("engine", "version", "told"), [("mysql", "8.0", True), ("mysql", "8.0.41", False)])
def test_the_beginning_of_a_version_is_no_error(engine: str, version: str, *, told: bool) -> None:
    result = converted(DATABASE.format(engine=engine, version=version)).done
    text = result.files["templates/database-stack.yaml"]
    assert ("ignore_checks" in text) == told
    assert [f.summary for f in cfn_lint({"database.yaml": text}) if "E3691" in f.summary] == []


def test_the_schema_of_a_text_may_say_object() -> None:
    result = converted(
        """resource "aws_memorydb_cluster" "c" {
          acl_name     = "open-access"
          name         = "c"
          node_type    = "db.r6gd.xlarge"
          data_tiering = true
        }"""
    ).done
    text = result.files["templates/memorydb-stack.yaml"]
    assert "ignore_checks" in text
    assert [f.summary for f in cfn_lint({"memorydb.yaml": text}) if "E3012" in f.summary] == []


def test_what_is_not_known_stays_checked() -> None:
    assert lint_metadata("AWS::RDS::DBInstance", Object((("EngineVersion", "8.0"),))) == Object()


def test_every_type_with_an_exception_is_one() -> None:
    assert set(lint_exceptions()) <= set(resource_types())
