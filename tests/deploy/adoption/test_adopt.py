"""``tf2cfn adopt`` on a state that the real CLI has made: what is imported, what is said, and what never comes out."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode
from converter.cloudformation.linting import cfn_lint
from converter.cloudformation.model import Object, Ref, Template
from converter.cloudformation.resolved import PseudoParameters, ResolvedStack
from converter.cloudformation.resolver import resolve
from converter.cloudformation.values import Token, Value
from converter.cloudformation.yaml_reader import read
from converter.deploy.adoption import import_phase
from converter.deploy.adoption.adoption import place_of
from converter.deploy.adoption.identifiers import schema_of
from converter.deploy.adoption.state import read_state

SHOP = Path(__file__).with_name("shop")
SECRET = "correct-horse-battery"  # noqa: S105 - stands in the state, and is looked for
DATABASE = """
variable "owner" {
  type      = string
  sensitive = true
}

variable "password" {
  type      = string
  sensitive = true
}

resource "aws_db_instance" "app" {
  identifier          = "app"
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  username            = var.owner
  password            = var.password
  skip_final_snapshot = true
}
"""
PLACE = PseudoParameters(region="us-east-1", account_id="123456789012")
Adopt = Callable[..., int]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration, converted once."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copy(SHOP / "main.tf", folder)
    assert main(["convert", str(folder), "-o", str(folder), "-q"]) == ExitCode.CLEAN
    return folder


@pytest.fixture
def adopt(converted: Path, tmp_path: Path) -> Adopt:
    """The command on the configuration: with a state, or changes of the recorded one."""

    def run(state: dict[str, Any] | str = "state.json", *arguments: str) -> int:
        file = SHOP / state if isinstance(state, str) else tmp_path / "state.json"
        if not isinstance(state, str):
            file.write_text(json.dumps(state), encoding="utf-8")
        given = ("--templates", str(converted / "templates"), "-o", str(tmp_path / "out"))
        return main(["adopt", str(file), str(converted), *given, "--var", f"password={SECRET}", *arguments])

    return run


def recorded() -> dict[str, Any]:
    state: dict[str, Any] = json.loads((SHOP / "state.json").read_text("utf-8"))
    return state


def adoption(folder: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((folder / "out" / "adoption.json").read_text("utf-8"))
    return result


def template(file: Path) -> Template:
    return read(file.read_text("utf-8"), file.name)


def parameters(file: Path) -> dict[str, Value]:
    return {row["ParameterKey"]: row["ParameterValue"] for row in json.loads(file.read_text("utf-8"))}


# ---------------------------------------------------------------------------------------------- what is brought in


def test_everything_in_the_state_is_accounted_for_once(adopt: Adopt, tmp_path: Path) -> None:
    assert adopt() == ExitCode.CLEAN
    found = adoption(tmp_path)
    addresses = [line["address"] for line in found["state"]]
    count = sum(len(r["instances"]) for r in recorded()["resources"] if r["mode"] == "managed")
    assert len(addresses) == len(set(addresses)) == count == sum(found["sums"].values())
    fates = {line["address"]: line["fate"] for line in found["state"]}
    assert fates['aws_subnet.a["b"]'] == fates["aws_sqs_queue.work[1]"] == "imported"
    assert fates["aws_s3_bucket_versioning.logs"] == fates["aws_iam_role_policy.task"] == "merged"
    assert fates["aws_sqs_queue_policy.work"] == "made anew"
    assert fates["aws_ssm_parameter.pw"] == "deploy script"
    assert fates["aws_default_security_group.default"] == "left to Terraform"


def test_a_state_as_json_gives_the_same(adopt: Adopt, tmp_path: Path) -> None:
    assert adopt("state.json") == ExitCode.CLEAN
    before = {p.name: p.read_bytes() for p in sorted((tmp_path / "out").rglob("*")) if p.is_file()}
    shutil.rmtree(tmp_path / "out")
    assert adopt("show.json") == ExitCode.CLEAN
    assert {p.name: p.read_bytes() for p in sorted((tmp_path / "out").rglob("*")) if p.is_file()} == before


def test_identifiers_are_those_of_the_type_and_the_values_of_the_state(adopt: Adopt, tmp_path: Path) -> None:
    assert adopt() == ExitCode.CLEAN
    rows = [
        row for file in (tmp_path / "out" / "resources-to-import").iterdir() for row in json.loads(file.read_text())
    ]
    for row in rows:
        schema = schema_of(row["ResourceType"])
        assert schema is not None
        assert tuple(row["ResourceIdentifier"]) == schema.primary_identifier or row["ResourceType"].endswith("::Stack")
    values = {row["LogicalResourceId"]: row["ResourceIdentifier"] for row in rows}
    attributes = {r["type"]: r["instances"][0]["attributes"] for r in recorded()["resources"]}
    assert values["Vpc"] == {"VpcId": attributes["aws_vpc"]["id"]}
    assert values["OutRoute"] == {"RouteTableId": attributes["aws_route_table"]["id"], "CidrBlock": "0.0.0.0/0"}
    assert values["InternetGatewayAttachment"] == {"AttachmentType": "IGW", "VpcId": attributes["aws_vpc"]["id"]}
    assert values["WorkSqsQueue0"] == {"QueueUrl": attributes["aws_sqs_queue"]["url"]}


def test_templates_of_the_import_hold_what_is_imported_and_nothing_else(adopt: Adopt, tmp_path: Path) -> None:
    assert adopt() == ExitCode.CLEAN
    imports = adoption(tmp_path)["imports"]
    assert imports[-1]["stack"] == "main"
    for row in imports:
        found = template(tmp_path / "out" / row["template"])
        wanted = json.loads((tmp_path / "out" / row["resources_to_import"]).read_text())
        assert {(r["LogicalResourceId"], r["ResourceType"]) for r in wanted} == {
            (name, resource.type) for name, resource in found.resources.items()
        }
        assert not found.outputs
        assert not found.rules
        assert {r.deletion_policy for r in found.resources.values()} == {"Retain"}
        assert {r.update_replace_policy for r in found.resources.values()} == {"Retain"}
        assert parameters(tmp_path / "out" / row["parameters"]).keys() == found.parameters.keys()


def test_templates_of_the_import_are_valid(adopt: Adopt, tmp_path: Path) -> None:
    assert adopt() == ExitCode.CLEAN
    texts = {file.name: file.read_text("utf-8") for file in sorted((tmp_path / "out" / "templates").iterdir())}
    assert cfn_lint(texts, ignore=["W3010"]) == ()  # the zones are the configuration's own


def test_they_say_of_every_resource_what_the_deployment_says(adopt: Adopt, converted: Path, tmp_path: Path) -> None:
    """But for what is told to be set later, and what stands for what the state tells."""
    assert adopt() == ExitCode.CLEAN
    later = {(p["logical_id"], p["property"]) for p in adoption(tmp_path)["first_update"]["properties"]}
    assert later == {("DbSecretsmanagerSecret", "SecretString")}
    folder = converted / "templates"
    given = {"Password": SECRET}
    whole = resolve(template(folder / "main-stack.yaml"), given, PLACE, lambda name: template(folder / name), file="m")
    for row in adoption(tmp_path)["imports"][:-1]:
        values = parameters(tmp_path / "out" / row["parameters"])
        found = resolve(template(tmp_path / "out" / row["template"]), values, PLACE)
        assert found.ok
        for name, resource in found.stack.resources.items():
            deployed = whole.stack.children[row["stack"]].resources[name].properties
            kept = {key: value for key, value in deployed.items() if (name, key) not in later}
            assert tell(resource.properties, found.stack) == tell(kept, whole.stack), name


def tell(value: Any, stack: ResolvedStack) -> Any:
    """A value with the state's in the place of references, whichever of them it was written with."""
    attributes = {
        r["type"]: i["attributes"] for r in recorded()["resources"] for i in r["instances"] if i.get("index_key") != 1
    }
    names = {"Vpc": "aws_vpc", "WorkSqsQueue0": "aws_sqs_queue"}
    match value:
        case Token(_, "WorkSqsQueue1", "Arn"):
            return attributes["aws_sqs_queue"]["arn"][:-1] + "1"
        case Token(_, name, attribute) if name in names:
            return attributes[names[name]]["arn" if attribute == "Arn" else "id"]
        case Token(_, name, attribute):
            return (name, attribute)
        case dict():
            return {key: tell(item, stack) for key, item in value.items()}
        case tuple():
            return tuple(tell(item, stack) for item in value)
        case _:
            return value


def test_a_change_set_takes_so_many_resources(adopt: Adopt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_phase, "MAX_RESOURCES_TO_IMPORT", 3)
    assert adopt() == ExitCode.CLEAN
    rows = [row for row in adoption(tmp_path)["imports"] if row["stack"] == "VpcStack"]
    assert [Path(row["template"]).name for row in rows] == ["VpcStack-1.yaml", "VpcStack-2.yaml", "VpcStack-3.yaml"]
    there: set[str] = set()
    for row in rows:
        names = [
            r["LogicalResourceId"] for r in json.loads((tmp_path / "out" / row["resources_to_import"]).read_text())
        ]
        assert len(names) <= 3
        there |= set(names)
        found = template(tmp_path / "out" / row["template"])
        assert found.resources.keys() == there
        assert resolve(found, parameters(tmp_path / "out" / row["parameters"]), PLACE).ok
    assert "VpcStack-3.yaml" in (tmp_path / "out" / "templates" / "main-3.yaml").read_text()
    assert adopt() == ExitCode.CLEAN
    monkeypatch.undo()
    assert adopt() == ExitCode.CLEAN
    assert not (tmp_path / "out" / "templates" / "VpcStack-1.yaml").exists()


def test_a_single_template_is_one_import(tmp_path: Path) -> None:
    shutil.copy(SHOP / "main.tf", tmp_path)
    assert main(["convert", str(tmp_path), "-o", str(tmp_path), "--layout", "single", "-q"]) == ExitCode.CLEAN
    where = ("--templates", str(tmp_path / "templates"), "-o", str(tmp_path / "out"), "--var", f"password={SECRET}")
    assert main(["adopt", str(SHOP / "state.json"), str(tmp_path), *where]) == ExitCode.CLEAN
    (row,) = adoption(tmp_path)["imports"]
    assert row["stack"] == "main"
    assert len(json.loads((tmp_path / "out" / row["resources_to_import"]).read_text())) == 17
    assert parameters(tmp_path / "out" / row["parameters"]) == {"Alarms": "true", "Name": "shop"}


def test_a_secret_that_cannot_be_left_out_is_asked_for(tmp_path: Path) -> None:
    """A property that replaces its resource when it is set later: the parameter stays, and its value is the user's."""
    (tmp_path / "main.tf").write_text(DATABASE, encoding="utf-8")
    assert main(["convert", str(tmp_path), "-o", str(tmp_path), "-q"]) == ExitCode.CLEAN
    attributes = {"id": "app", "identifier": "app", "username": SECRET, "arn": "arn:aws:rds:eu-west-1:1:db:app"}
    instance = {"attributes": attributes, "sensitive_attributes": [[{"type": "get_attr", "value": "username"}]]}
    resource = {"mode": "managed", "type": "aws_db_instance", "name": "app", "provider": "", "instances": [instance]}
    (tmp_path / "state").write_text(json.dumps({"version": 4, "serial": 1, "resources": [resource]}), encoding="utf-8")
    where = ("--templates", str(tmp_path / "templates"), "-o", str(tmp_path / "out"))
    given = ("--var", f"owner={SECRET}", "--var", f"password={SECRET}")
    assert main(["adopt", str(tmp_path / "state"), str(tmp_path), *where, *given]) == ExitCode.CLEAN
    secrets = {row["stack"]: row["secrets"] for row in adoption(tmp_path)["imports"]}
    assert secrets == {"DatabaseStack": ["Owner"], "main": ["Owner"]}
    assert parameters(tmp_path / "out" / "parameters" / "DatabaseStack.json") == {"Owner": "SECRET-TO-GIVE"}
    nested = template(tmp_path / "out" / "templates" / "main.yaml").resources["DatabaseStack"]
    assert nested.properties.get("Parameters") == Object.of({"Owner": Ref("Owner")})
    later = [line["property"] for line in adoption(tmp_path)["first_update"]["properties"]]
    assert later == ["MasterUserPassword"]
    assert not [p for p in (tmp_path / "out").rglob("*") if p.is_file() and SECRET in p.read_text("utf-8")]


def test_no_secret_comes_out(adopt: Adopt, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert SECRET in (SHOP / "state.json").read_text("utf-8")
    assert adopt("state.json", "-v") == ExitCode.CLEAN
    shown = capsys.readouterr()
    written = [path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [text for text in (*written, shown.out, shown.err) if SECRET in text]


def test_what_is_sensitive_identifies_nothing(adopt: Adopt, tmp_path: Path) -> None:
    state = recorded()
    bucket = next(r for r in state["resources"] if r["type"] == "aws_s3_bucket")
    marked = [[{"type": "get_attr", "value": name}] for name in ("bucket", "id")]
    bucket["instances"][0]["sensitive_attributes"] = marked
    assert adopt(state) == ExitCode.CLEAN
    (line,) = (line for line in adoption(tmp_path)["state"] if line["address"] == "aws_s3_bucket.logs")
    assert (line["fate"], line["reason"]) == ("made anew", "aws_s3_bucket.logs.id is sensitive")


# ---------------------------------------------------------------------------------------------- letting go


def test_what_is_imported_is_let_go_and_what_is_left_is_not(adopt: Adopt, tmp_path: Path) -> None:
    assert adopt() == ExitCode.CLEAN
    now, then = ((tmp_path / "out" / "let-go" / f"{n}.sh").read_text() for n in ("after-import", "after-first-update"))
    gone, after = (shlex.split(text.replace("\\\n", ""), comments=True)[5:] for text in (now, then))
    fates = {line["address"]: line["fate"] for line in adoption(tmp_path)["state"]}
    assert len([*gone, *after]) == len(fates) - 1
    assert 'aws_subnet.a["b"]' in gone
    assert "terraform state rm \\\n  " in then
    assert after == ["aws_sqs_queue_policy.work", "aws_ssm_parameter.pw"]
    assert "aws_default_security_group" not in now + then


def test_removed_blocks_speak_of_whole_resources(adopt: Adopt, tmp_path: Path) -> None:
    state = recorded()
    queue = next(r for r in state["resources"] if r["type"] == "aws_sqs_queue")
    queue["instances"].append({**queue["instances"][0], "index_key": 7})
    assert adopt(state, "--removed-blocks") == ExitCode.CLEAN
    text = (tmp_path / "out" / "let-go" / "after-import.tf").read_text()
    assert "removed {\n  from = aws_subnet.a\n\n  lifecycle {\n    destroy = false\n  }\n}\n" in text
    assert text.count("from = aws_subnet.a\n") == 1
    assert "from = aws_sqs_queue.work\n" not in text
    assert "#   terraform state rm 'aws_sqs_queue.work[0]'" in text


# ---------------------------------------------------------------------------------------------- what is told


def test_addresses_that_one_side_lacks_are_told(
    adopt: Adopt, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = recorded()
    state["resources"] = [r for r in state["resources"] if r["type"] != "aws_cloudwatch_log_group"]
    vpc = next(r for r in state["resources"] if r["type"] == "aws_vpc")
    state["resources"].append({**vpc, "name": "elsewhere"})
    vpc["instances"][0]["status"] = "tainted"
    assert adopt(state) == ExitCode.CLEAN
    told = capsys.readouterr().err
    assert "aws_vpc.elsewhere is in the state and not in the configuration" in told
    assert "aws_vpc.main is tainted" in told
    assert "aws_cloudwatch_log_group.app is in the configuration and not in the state" in told
    made = {row["address"]: row["effect"] for row in adoption(tmp_path)["first_update"]["made"]}
    assert made["aws_cloudwatch_log_group.app"] == "is made"
    assert adopt(state, "--fail-on", "warning") == ExitCode.FINDINGS


def test_a_name_that_differs_is_not_imported(adopt: Adopt, tmp_path: Path) -> None:
    state = recorded()
    bucket = next(r for r in state["resources"] if r["type"] == "aws_s3_bucket")
    bucket["instances"][0]["attributes"] |= {"id": "another", "bucket": "another"}
    assert adopt(state) == ExitCode.CLEAN
    (line,) = (line for line in adoption(tmp_path)["state"] if line["address"] == "aws_s3_bucket.logs")
    assert line["reason"] == "its BucketName is another in the state than in the templates"


def test_what_is_off_is_left(adopt: Adopt, tmp_path: Path) -> None:
    assert adopt("state.json", "--var", "alarms=false") == ExitCode.CLEAN
    (line,) = (line for line in adoption(tmp_path)["state"] if line["address"] == "aws_sns_topic.alarms[0]")
    assert line["fate"] == "left to Terraform"
    assert line["reason"] == "under these values of the variables the configuration does not have it"


def test_one_object_is_not_imported_twice(adopt: Adopt, capsys: pytest.CaptureFixture[str]) -> None:
    state = recorded()
    queues = next(r for r in state["resources"] if r["type"] == "aws_sqs_queue")["instances"]
    queues[1]["attributes"] |= {name: queues[0]["attributes"][name] for name in ("id", "url")}
    assert adopt(state) == ExitCode.CANNOT_RUN
    assert "WorkSqsQueue0 and WorkSqsQueue1 are one and the same AWS::SQS::Queue" in capsys.readouterr().err


def test_region_and_account_are_those_of_the_state() -> None:
    text = (SHOP / "state.json").read_text("utf-8")
    assert place_of(read_state(text)) == PLACE
    nowhere = place_of(read_state(text.replace('"arn:aws', '"nra:aws')))
    assert (nowhere.region, nowhere.account_id) == ("region-not-known", "account-not-known")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "it is no state"),
        ({"version": 4, "serial": 1, "resources": []}, "it holds no resources"),
        ({"version": 3, "serial": 1, "modules": []}, "its version is 3, made by Terraform an unknown version"),
        ("main.tf", "it is not JSON (line 1)"),
    ],
)
def test_bad_input_is_told(
    adopt: Adopt, tmp_path: Path, capsys: pytest.CaptureFixture[str], state: dict[str, Any] | str, told: str
) -> None:
    assert adopt(state) == ExitCode.CANNOT_RUN
    name = state if isinstance(state, str) else "state.json"
    assert f"error[deploy-adopt-state]: {name} is no state to adopt from: {told}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_templates_of_another_conversion_are_told(
    adopt: Adopt, converted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = converted / "templates" / "vpc-stack.yaml"
    before = file.read_text("utf-8")
    try:
        file.write_text(before + "# edited\n", encoding="utf-8")
        assert adopt() == ExitCode.CANNOT_RUN
    finally:
        file.write_text(before, encoding="utf-8")
    told = capsys.readouterr().err
    assert "error[deploy-adopt-stale]: vpc-stack.yaml in " in told
    assert not (tmp_path / "out").exists()
