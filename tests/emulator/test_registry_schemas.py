"""Properties held against the registry's schemas."""

from __future__ import annotations

from tests.emulator.registry_schemas import faults

KEY = [{"AttributeName": "id", "KeyType": "HASH"}]


def test_alternatives_with_keywords_that_are_not_checked_are_judged() -> None:
    table = {"KeySchema": KEY, "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}
    assert faults("AWS::DynamoDB::Table", "us-east-1", table) == []
