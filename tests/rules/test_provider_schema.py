"""The shipped provider schemas, and the file that the extraction script writes."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from converter.mappings_folder import mappings_folder
from converter.terraform.provider_schema import AWS_FILE, AttributeSchema, ProviderSchema
from tests.support.terraform_cli import find_provider_mirror, terraform_missing_reason

SCHEMA = ProviderSchema.load()


def test_the_file_is_small_and_says_what_it_is() -> None:
    content = (mappings_folder() / "provider" / AWS_FILE).read_bytes()
    packed = json.loads(gzip.decompress(content))
    assert len(content) < 2**20
    assert content[4:8] == b"\0\0\0\0"  # no time stamp: the same provider gives the same bytes
    assert (packed["version"], packed["provider"]) == ("5.100.0", "registry.terraform.io/hashicorp/aws")
    assert (len(packed["resources"]), len(packed["data_sources"])) == (1526, 608)


def test_attributes_carry_types_and_flags() -> None:
    vpc = SCHEMA.resource("aws_vpc")
    assert vpc is not None
    assert vpc.attributes["arn"] == AttributeSchema("string", computed=True)
    assert vpc.attributes["tags"] == AttributeSchema(["map", "string"], optional=True)
    database = SCHEMA.resource("aws_db_instance")
    assert database is not None
    assert database.attributes["password"].sensitive
    address = SCHEMA.resource("aws_eip")
    assert address is not None
    assert address.attributes["vpc"].deprecated


def test_nested_blocks_carry_mode_and_bounds() -> None:
    listener = SCHEMA.resource("aws_lb_listener")
    assert listener is not None
    action = listener.blocks["default_action"]
    assert (action.mode, action.min_items, action.max_items) == ("list", 1, 0)
    group = action.block.blocks["forward"].block.blocks["target_group"]
    assert (group.mode, group.min_items, group.max_items) == ("set", 1, 5)
    assert "default_action" in listener.arguments
    assert "arn" not in listener.arguments


def test_equal_blocks_are_one_object() -> None:
    group, alias = SCHEMA.resource("aws_lb"), SCHEMA.resource("aws_alb")
    assert group is alias


def test_data_sources_and_resources_are_apart() -> None:
    data, resource = SCHEMA.data_source("aws_vpc"), SCHEMA.resource("aws_vpc")
    assert data is not None
    assert "default" in data.attributes
    assert resource is not None
    assert "default" not in resource.attributes


def test_hand_written_providers() -> None:
    password = SCHEMA.resource("random_password")
    assert password is not None
    assert password.attributes["result"] == AttributeSchema("string", computed=True, sensitive=True)
    assert password.attributes["length"].required
    assert SCHEMA.resource("terraform_data") is not None
    for name in SCHEMA.resource_types:
        assert SCHEMA.resource(name), name
    for name in SCHEMA.data_source_types:
        assert SCHEMA.data_source(name), name


def test_an_unknown_type_has_close_matches() -> None:
    assert SCHEMA.resource("aws_subnt") is None
    assert SCHEMA.close_matches("aws_subnt")[0] == "aws_subnet"
    assert SCHEMA.close_matches("aws_regin", data_sources=True)[0] == "aws_region"
    assert SCHEMA.close_matches("nothing_like_this") == ()


def test_the_shipped_file_is_what_the_script_writes(tmp_path: Path) -> None:
    mirror = find_provider_mirror()
    reason = terraform_missing_reason()
    if reason or mirror is None:
        pytest.skip(str(reason))
    script = mappings_folder().parent / "scripts" / "extract_provider_schema.py"
    command = [sys.executable, str(script), "--plugin-dir", str(mirror), "-o", str(tmp_path / "s")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / "s").read_bytes() == (mappings_folder() / "provider" / AWS_FILE).read_bytes()
