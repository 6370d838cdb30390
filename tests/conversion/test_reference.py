"""The reference system's templates: complete, current, and what the issue asks of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from converter.cloudformation.linting import cfn_lint, cloudformation_validate, has_cloudformation_validate
from converter.cloudformation.model import GetAtt, Output, Ref, Sub, Template, walk
from converter.cloudformation.order import creation_order
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.resolver import resolve
from converter.cloudformation.rewriting import condition_names
from converter.cloudformation.yaml_reader import read
from converter.conversion import Conversion, ConvertSettings, convert
from converter.conversion.parameters import default_text
from converter.conversion.writing import changes
from converter.deploy.bundle import with_bundle
from converter.findings import Findings, Severity
from converter.project_configuration import load_configuration
from converter.rules.names import parameter_name, pascal
from converter.terraform.loading import Project, load

TOP = Path(__file__).resolve().parents[2]
NAMES = (
    "main", "vpc", "security-groups", "efs", "secrets", "iam", "database", "ecr", "ecs-cluster", "alb", "dns",
    "ecs-services", "autoscaling",
)  # fmt: skip
ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
VALIDATE_EXCEPTIONS = {
    "W3002": "as in .cfnlintrc",
    "W1011": "as in .cfnlintrc",
    "W2509": "the name of a parameter holds the word Secret or Password where it carries the ARN of one",
}


@cache
def project() -> Project:
    findings = Findings()
    loaded = load(TOP / "terraform_ref", findings)
    assert loaded is not None
    assert not findings.errors
    return loaded


@cache
def conversion() -> Conversion:
    findings = Findings()
    configuration = load_configuration(TOP / "terraform_ref", findings)
    result = convert(project(), ConvertSettings.of(configuration), findings)
    assert result is not None, list(findings.errors)
    return result


@cache
def texts() -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((TOP / "templates").glob("*.yaml"))}


@cache
def templates() -> Mapping[str, Template]:
    return {name.removesuffix("-stack.yaml"): read(text, name) for name, text in texts().items()}


def test_what_is_committed_is_current() -> None:
    found = changes(with_bundle(conversion()).files, TOP)
    assert (found.added, found.changed, found.removed, found.kept) == ((), (), (), ())


def test_there_are_thirteen_templates_of_these_names() -> None:
    assert set(texts()) == {f"{name}-stack.yaml" for name in NAMES}
    assert json.loads((TOP / "conversion.json").read_text(encoding="utf-8"))["files"][0] == "templates/main-stack.yaml"


# ---------------------------------------------------------------------------------------------- the interface


def test_all_variables_but_the_region_are_parameters_with_their_defaults() -> None:
    variables = dict(project().variables)
    assert len(variables) == 29
    del variables["aws_region"]
    parameters = templates()["main"].parameters
    for name, variable in variables.items():
        parameter = parameters[parameter_name(name)]
        if variable.default is None:
            assert parameter.default is None, name
        else:
            assert str(parameter.default) == default_text(variable.default), name
        assert parameter.no_echo is variable.config.sensitive, name
    added = set(parameters) - {parameter_name(name) for name in variables}
    assert added == {"HostedZoneId", "DeploymentStage"}


def test_the_region_is_the_stacks_own() -> None:
    entry = next(v for v in conversion().record["variables"] if v["name"] == "aws_region")
    assert (entry["verdict"], entry["parameter"]) == ("equivalent", None)


@pytest.mark.parametrize("variable", ["EnableMonitoring", "AlarmEmail", "UseRegionalDomains"])
def test_switches_are_live_conditions(variable: str) -> None:
    compared = {
        node.name
        for template in templates().values()
        for condition in template.conditions.values()
        for value in (getattr(condition, "left", None), getattr(condition, "right", None))
        if value is not None
        for node in walk(value)
        if isinstance(node, Ref)
    }
    assert variable in compared


def test_every_condition_is_used() -> None:
    for name, template in templates().items():
        text = texts()[f"{name}-stack.yaml"]
        for condition, expression in template.conditions.items():
            assert text.count(condition) > 1, (name, condition)
            assert all(other in template.conditions for other in condition_names(expression))


def test_no_variable_is_frozen() -> None:
    assert [v["name"] for v in conversion().record["variables"] if v["verdict"] in {"fixed", "derived"}] == []


def test_what_crosses_stacks_is_a_plain_text_parameter() -> None:
    for name, template in templates().items():
        if name == "main":
            continue
        for parameter in template.parameters.values():
            assert parameter.type in {"String", "Number"}
            assert parameter.allowed_pattern is None
            assert parameter.description


def test_secrets_stay_hidden_all_the_way() -> None:
    sensitive = {parameter_name(n) for n, v in project().variables.items() if v.config.sensitive}
    assert len(sensitive) == 4
    for name, template in templates().items():
        for parameter, entry in template.parameters.items():
            assert entry.no_echo is (parameter in sensitive), (name, parameter)
        for output in template.outputs.values():
            assert not {n.name for n in walk(output.value) if isinstance(n, Ref)} & sensitive


def test_nothing_is_transformed() -> None:
    assert not [name for name, text in texts().items() if re.search(r"^Transform|Fn::Transform", text, re.MULTILINE)]


def test_no_name_says_nothing() -> None:
    """A reader of main sees what each parameter is for."""
    assert all(parameter.description for parameter in templates()["main"].parameters.values())


# ---------------------------------------------------------------------------------------------- linters


def test_cfn_lint_finds_nothing() -> None:
    found = cfn_lint(texts(), ignore=("W3002", "W1011"))
    assert [f"{f.id} {f.place}: {f.summary}" for f in found] == []


def test_exceptions_carry_their_reason() -> None:
    lines = (TOP / ".cfnlintrc").read_text(encoding="utf-8").splitlines()
    rules = [number for number, line in enumerate(lines) if re.fullmatch(r"\s+- [EWI]\d{4}", line)]
    assert [lines[number].strip(" -") for number in rules] == ["W3002", "W1011"]
    assert all(lines[number - 1].lstrip().startswith("#") for number in rules)


def test_a_second_opinion_finds_nothing_else() -> None:
    if not has_cloudformation_validate():
        pytest.skip("cloudformation-validate is not installed")
    found = cloudformation_validate(texts(), ignore=tuple(VALIDATE_EXCEPTIONS))
    assert [f"{f.id} {f.place}: {f.summary}" for f in found] == []


# ---------------------------------------------------------------------------------------------- outputs

ROOT_OUTPUTS = (
    "vpc_id", "vpc_cidr", "private_subnet_ids", "public_subnet_ids", "ecs_cluster_name", "ecs_cluster_arn",
    "mcp_gateway_url", "mcp_gateway_auth_url", "mcp_gateway_alb_dns", "mcp_gateway_https_enabled",
    "mcp_gateway_autoscaling_enabled", "mcp_gateway_monitoring_enabled", "mcp_gateway_efs_id", "mcp_gateway_efs_arn",
    "mcp_gateway_efs_access_points", "monitoring_sns_topic", "deployment_summary", "keycloak_url",
    "keycloak_admin_console", "keycloak_alb_dns", "keycloak_ecr_repository", "registry_url",
    "registry_certificate_arn", "registry_dns_record",
)  # fmt: skip


@pytest.mark.parametrize("name", ROOT_OUTPUTS)
def test_every_root_output_is_an_output_of_main(name: str) -> None:
    assert [o for o in templates()["main"].outputs if o == pascal(name) or o.startswith(pascal(name))]


def exported(stack: str) -> Iterator[tuple[str, Output, str]]:
    """The exported outputs of a stack with the type of the resource that they read."""
    template = templates()[stack]
    for name, output in template.outputs.items():
        if output.export_name is None:
            continue
        assert output.export_name == Sub((Ref("AWS::StackName"), f"-{name}")), (stack, name)
        read_of = next(n for n in walk(output.value) if isinstance(n, Ref | GetAtt))
        resource = read_of.name if isinstance(read_of, Ref) else read_of.resource
        yield name, output, template.resources[resource].type.rpartition("::")[2]


EXPORTS: Mapping[str, Mapping[str, int]] = {
    "vpc": {"VPC": 2, "Subnet": 6, "RouteTable": 4},
    "security-groups": {"SecurityGroup": 12},
    "efs": {"FileSystem": 2, "AccessPoint": 6},
    "secrets": {"Secret": 5, "Key": 1},
    "iam": {"Role": 17},
    "database": {"DBCluster": 1, "DBProxy": 1},
    "ecr": {"Repository": 1},
    "ecs-cluster": {"Cluster": 4, "PrivateDnsNamespace": 1},
    "alb": {"LoadBalancer": 6, "TargetGroup": 4},
    "dns": {"Certificate": 2, "RecordSet": 2},
}
"""At least so many outputs that read a resource of the type: the export lists of the implementation plan."""


@pytest.mark.parametrize("stack", EXPORTS)
def test_stacks_export_what_the_plan_lists(stack: str) -> None:
    kinds: dict[str, int] = {}
    for _, _, kind in exported(stack):
        kinds[kind] = kinds.get(kind, 0) + 1
    assert {k: n for k, n in EXPORTS[stack].items() if kinds.get(k, 0) < n} == {}


# ---------------------------------------------------------------------------------------------- the record


def test_nothing_is_unaccounted() -> None:
    record = conversion().record
    verdicts = {"same", "equivalent", "derived", "fixed", "deploy-step", "dropped", "unsupported"}
    assert {r["verdict"] for r in record["resources"]} <= verdicts - {"unsupported"}
    written = {i.address: {".".join(map(str, p)) for p, _ in i.body.walk()} for i in conversion().evaluation.instances}
    assert {r["address"] for r in record["resources"]} == set(written)
    for resource in record["resources"]:
        assert len(resource["arguments"]) >= len(written[resource["address"]])
        assert all(a["verdict"] in verdicts for a in resource["arguments"])


def test_every_resource_is_made_from_something() -> None:
    targets = {
        (t["template"], t["logical_id"]) for r in conversion().record["resources"] for t in r["targets"]
    }  # fmt: skip
    for name, template in templates().items():
        for logical_id, resource in template.resources.items():
            if resource.type != "AWS::CloudFormation::Stack":
                assert (f"{name}-stack.yaml", logical_id) in targets


def test_deploy_steps_say_what_to_put_but_never_a_value() -> None:
    record = conversion().record
    by_hand = {r["address"] for r in record["resources"] if r["verdict"] == "deploy-step"}
    puts = {
        step["address"]: call["arguments"]
        for step in record["deployment"]["steps"]
        for call in step["calls"]
        if call["role"] == "create" and call["command"] == ["ssm", "put-parameter"]
    }
    assert puts.keys() == by_hand
    assert {(put["Name"], put["Value"]) for put in puts.values()} == {
        ("/keycloak/admin", "${KeycloakAdmin}"),
        ("/keycloak/admin_password", "${KeycloakAdminPassword}"),
        ("/keycloak/database/password", "${KeycloakDatabasePassword}"),
        ("/keycloak/database/username", "${KeycloakDatabaseUsername}"),
    }
    assert all(put["Type"] == "SecureString" for put in puts.values())


def test_nothing_more_severe_than_a_warning_is_found() -> None:
    findings = Findings()
    convert(project(), ConvertSettings(), findings)
    assert {f.id for f in findings if f.severity is not Severity.INFO} == {"rules-dropped"}


# ---------------------------------------------------------------------------------------------- the tree


def given() -> dict[str, Any]:
    return {"KeycloakAdminPassword": "one-password", "KeycloakDatabasePassword": "other-password", "HostedZoneId": "Z1"}


@pytest.mark.parametrize("stage", ["foundation", "all"])
def test_the_tree_is_created_in_order(stage: str) -> None:
    resolution = resolve(
        templates()["main"],
        {**given(), "DeploymentStage": stage},
        PseudoParameters(region="us-east-1", availability_zones={"us-east-1": ZONES}),
        lambda path: templates().get(path.rsplit("/", 1)[-1].removesuffix("-stack.yaml")),
        file="main-stack.yaml",
    )
    assert resolution.findings == ()
    order = creation_order(resolution.stack)
    stacks = [name for path, name in order if not path]
    assert len(stacks) == (11 if stage == "foundation" else 13)
    assert stacks[0] == "VpcStack"
    for earlier, later in (
        ("IamStack", "DatabaseStack"),
        ("DnsCertificatesStack", "AlbStack"),
        ("AlbStack", "DnsRecordsStack"),
        ("VpcStack", "SecurityGroupsStack"),
    ):
        assert stacks.index(earlier) < stacks.index(later)
