"""The reference system from end to end: two stages, an update without any change, and its deletion."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.bundle.aws_cli import AwsCli
from tests.deploy.bundle.scripts import MANIFEST, Desk, bundle_of
from tests.emulator.server import EmulatedCloud
from tests.frame.checkout import ROOT

SECRETS = {"KeycloakAdminPassword": "planted-one", "KeycloakDatabasePassword": "planted-two"}
IMAGES = ("Registry", "Currenttime", "Mcpgw", "Realserverfaketools", "FlightBookingAgent", "TravelAssistantAgent")
GIVEN = {f"{name}ImageUri": "example/image:1" for name in IMAGES}


@pytest.mark.slow
def test_the_reference_system_is_deployed_in_two_stages(
    account: EmulatedCloud, cli: AwsCli, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bundle: Path = bundle_of(ROOT / "terraform_ref", tmp_path_factory.mktemp("reference"))
    desk = Desk(bundle, account, cli, "mcp")
    account.client("route53").create_hosted_zone(Name="mycorp.click", CallerReference="1")

    first = desk.deploy({**SECRETS, **GIVEN})
    assert first.code == 15, first.messages
    assert "keycloak:latest is not there, for aws_ecs_task_definition.keycloak" in first.messages
    account.client("ecr").put_image(repositoryName="keycloak", imageManifest=MANIFEST, imageTag="latest")
    second = desk.deploy({**SECRETS, **GIVEN})
    assert second.code == 0, second.messages
    assert cli.made("ecs update-service") == 7
    names = {p["Name"] for p in account.client("ssm").describe_parameters()["Parameters"]}
    assert {"/keycloak/admin", "/keycloak/admin_password", "/keycloak/database/password"} <= names

    again = desk.deploy(GIVEN)
    assert (again.code, "nothing to change" in again.messages) == (0, True), again.messages

    deleted = desk.run("delete.sh", "--confirm", "mcp", "--empty")
    assert deleted.code == 0, deleted.messages
    assert "CNAME records" in deleted.messages
    assert "delete them before a new deployment" in deleted.messages
    assert desk.status() == ""

    seen = "".join(o.messages + o.output for o in (first, second, again, deleted))
    for secret in SECRETS.values():
        assert secret not in seen
        assert not any(secret in argument for call in cli.calls for argument in call)
