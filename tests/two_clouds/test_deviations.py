"""The stated deviations are claims: what they say of the emulated services and of CloudFormation is true."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from moto import mock_aws

from tests.emulator.clients import AccountClients
from tests.emulator.types import schemas
from tests.emulator.types.moto_patches import apply_patches
from tests.two_clouds.comparing import Deviation, deviations

_CLIENTS = AccountClients("123456789012", "us-east-1")


def _private_names() -> bool:
    ec2 = _CLIENTS.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="Gateway")
    return made["VpcEndpoint"].get("PrivateDnsEnabled") is True


def _mode_of_an_address() -> bool:
    trust = '{"Version": "2012-10-17", "Statement": []}'
    role = _CLIENTS.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    functions = _CLIENTS.client("lambda")
    functions.create_function(FunctionName="f", Runtime="python3.13", Role=role, Handler="f.f", Code={"ZipFile": b"x"})
    made = functions.create_function_url_config(FunctionName="f", AuthType="NONE")
    return bool(made["InvokeMode"] == "Buffered")


_FAULTS: dict[str, Callable[[], bool]] = {
    "private names of a gateway endpoint": _private_names,
    "mode of an address": _mode_of_an_address,
}


@pytest.mark.parametrize("name", [row.name for row in deviations() if row.cause == "emulator" and not row.minimal])
def test_a_direct_call_shows_the_emulator_s_fault(name: str) -> None:
    apply_patches()
    with mock_aws():
        assert _FAULTS[name](), "moto has caught up: the deviation can go"


@pytest.mark.parametrize("row", [row for row in deviations() if row.lacks], ids=lambda row: row.name)
def test_cloudformation_lacks_what_a_deviation_says_that_it_lacks(row: Deviation) -> None:
    resource_type, _, name = row.lacks.partition(".")
    assert schemas.property_names(resource_type)
    assert name not in schemas.property_names(resource_type)
