"""What CloudFormation's own handlers make of properties before they call a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.clients import AccountClients
from tests.emulator.resource_types import Context
from tests.emulator.types.rows import rows
from tests.emulator.types.transforms import prepared

_ACCOUNT, _REGION = "123456789012", "us-east-1"
_TAG = {"Key": "a", "Value": "b"}


def _prepared(type_name: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    context = Context(_ACCOUNT, _REGION, "aws", "demo/1", "demo", AccountClients(_ACCOUNT, _REGION), {})
    return prepared(rows()[type_name], context, "Thing", properties)


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ({}, None),
        ({"Prefix": "logs/"}, {"Prefix": "logs/"}),
        ({"TagFilters": [_TAG]}, {"Tag": _TAG}),
        ({"TagFilters": [_TAG, _TAG]}, {"And": {"Tags": [_TAG, _TAG]}}),
        ({"Prefix": "logs/", "TagFilters": [_TAG]}, {"And": {"Prefix": "logs/", "Tags": [_TAG]}}),
        (
            {"Prefix": "logs/", "AccessPointArn": "arn:aws:s3:::p"},
            {"And": {"Prefix": "logs/", "AccessPointArn": "arn:aws:s3:::p"}},
        ),
    ],
)
def test_what_a_part_of_a_bucket_is_about_stands_in_one_filter(
    part: Mapping[str, Any], wanted: Mapping[str, Any] | None
) -> None:
    (made,) = _prepared("AWS::S3::Bucket", {"MetricsConfigurations": [{"Id": "all", **part}]})["Metrics"]
    assert made == {"Id": "all", **({"Filter": wanted} if wanted else {})}


def test_where_lists_and_analyses_go_is_a_bucket() -> None:
    destination = {"BucketArn": "arn:aws:s3:::lists", "BucketAccountId": _ACCOUNT, "Format": "CSV"}
    analysis = {"DataExport": {"OutputSchemaVersion": "V_1", "Destination": destination}}
    lists = {"Id": "daily", "Enabled": True, "ScheduleFrequency": "Daily", "Destination": destination}
    made = _prepared(
        "AWS::S3::Bucket",
        {
            "AnalyticsConfigurations": [{"Id": "all", "StorageClassAnalysis": analysis}],
            "InventoryConfigurations": [lists],
        },
    )
    bucket = {"Bucket": "arn:aws:s3:::lists", "Format": "CSV"}
    analysed = made["Analytics"][0]["StorageClassAnalysis"]["DataExport"]["Destination"]
    assert analysed == {"S3BucketDestination": {**bucket, "BucketAccountId": _ACCOUNT}}
    assert made["Inventories"] == [
        {
            "Id": "daily",
            "IsEnabled": True,
            "Schedule": {"Frequency": "Daily"},
            "Destination": {"S3BucketDestination": {**bucket, "AccountId": _ACCOUNT}},
        }
    ]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_zone_is_associated_with_the_networks_after_the_first(count: int) -> None:
    networks = [{"VPCId": f"vpc-{number}", "VPCRegion": _REGION} for number in range(count)]
    made = _prepared("AWS::Route53::HostedZone", {"Name": "inside.example.org", "VPCs": networks})
    assert made.get("Others", []) == networks[1:]
