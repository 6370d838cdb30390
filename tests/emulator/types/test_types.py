"""Every type: created, read back, changed, deleted; all that the reference system's templates set is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from moto import mock_aws

from tests.emulator.clients import AccountClients
from tests.emulator.resource_types import Context, Registry, ResourceFailure
from tests.emulator.types import catalogue, schemas
from tests.emulator.types.cases import Case, Outcome, cases, run_system
from tests.emulator.types.coverage import Depth, depth, types_by_depth
from tests.emulator.types.kept_in_memory import kept_types
from tests.emulator.types.rows import rows

_TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
_REGION = "us-east-1"
_ACCOUNT = "123456789012"
_CLIENTS = AccountClients(_ACCOUNT, _REGION)  # made once: they are what takes longest
_SYSTEMS = {case.system for case in cases()}
_OF_THE_REFERENCE = ("fargate", "identity", "network")


def _context(tags: Mapping[str, str] | None = None) -> Context:
    stack_id = f"arn:aws:cloudformation:{_REGION}:{_ACCOUNT}:stack/demo/1"
    return Context(_ACCOUNT, _REGION, "aws", stack_id, "demo", _CLIENTS, tags or {})


@cache
def _registry() -> Registry:
    registry = Registry()
    catalogue.register(registry)
    return registry


@pytest.mark.parametrize(
    "system",
    [
        # The reference system's types; the others are many and take their time.
        *_OF_THE_REFERENCE,
        *(pytest.param(name, marks=pytest.mark.slow) for name in sorted(_SYSTEMS - set(_OF_THE_REFERENCE))),
    ],
)
def test_system_is_created_read_back_changed_and_deleted(system: str) -> None:
    with mock_aws():
        outcomes = run_system(system, _registry(), _context())
    members = [case for case in cases() if case.system == system]
    problems = {case.logical_id: list(_problems(case, outcomes[case.logical_id])) for case in members}
    assert {name: found for name, found in problems.items() if found} == {}


def _problems(case: Case, outcome: Outcome) -> Iterator[str]:
    row = rows()[case.type_name]
    if outcome.error:
        yield outcome.error
    if outcome.remains:
        yield "is still there after its deletion"
    known = {path for path in row.lost if _is_set(path, outcome.properties)}
    for path in set(outcome.lost) - known:
        yield f"{path} is not shown by the service"
    for path in known - set(outcome.lost):
        yield f"{path} is shown by now: the row need not say that it is lost"
    for path in set(outcome.lost_by_update) - known:
        yield f"{path} is not shown after the update"
    if outcome.created is not None and case.type_name not in _OTHER_REF:
        identifier = schemas.primary_identifier(case.type_name)
        known_values = {**outcome.properties, **outcome.created.attributes}
        if len(identifier) == 1 and known_values.get(identifier[0], outcome.created.physical_id) != (
            outcome.created.physical_id
        ):
            yield f"Ref is {outcome.created.physical_id}, not {identifier[0]}"


_OTHER_REF = {
    # Types whose Ref is documented as something else than their registry identifier.
    "AWS::Batch::JobDefinition",
    "AWS::Events::Rule",
}


@cache
def _template_resources() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    found = []
    for path in sorted(_TEMPLATES.glob("*-stack.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), _IntrinsicsAsMaps)  # noqa: S506  (a SafeLoader)
        found += [(each["Type"], each.get("Properties", {})) for each in content["Resources"].values()]
    return tuple(found)


class _IntrinsicsAsMaps(yaml.SafeLoader):
    """YAML with the short forms of intrinsic functions as maps of their tag."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {f"!{suffix}": node.value}
    if isinstance(node, yaml.SequenceNode):
        return {f"!{suffix}": loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {f"!{suffix}": loader.construct_mapping(node, deep=True)}


_IntrinsicsAsMaps.add_multi_constructor("!", _intrinsic)


def test_every_type_of_the_reference_system_is_deployed_and_read_back() -> None:
    types = {type_name for type_name, _ in _template_resources()} - {"AWS::CloudFormation::Stack"}
    assert len(types) > 40
    assert {name: depth(name) for name in types if depth(name) is not Depth.READ_BACK} == {}


def test_every_property_of_the_reference_system_is_tried() -> None:
    tried = {(case.type_name, path) for case in cases() for path in _paths(case.properties)}
    wanted = {(name, path) for name, properties in _template_resources() for path in _paths(properties)}
    nested_stacks = "AWS::CloudFormation::Stack"
    assert sorted(each for each in wanted - tried if each[0] != nested_stacks) == []


def test_every_row_has_a_case() -> None:
    assert set(rows()) - {case.type_name for case in cases()} == set()


def test_enough_types_are_deployed() -> None:
    found = types_by_depth()
    assert len(found[Depth.READ_BACK]) + len(found[Depth.DEPLOYED]) >= 110


def test_property_that_nothing_takes_is_refused_before_anything_is_made() -> None:
    with mock_aws():
        handler = _registry().handler("AWS::SNS::TopicPolicy")
        properties = {"Topics": ["arn:aws:sns:us-east-1:123456789012:x"], "PolicyDocument": {}, "Invented": 1}
        with pytest.raises(Exception, match="Invented reaches no member"):
            handler.create(_context(), "AWS::SNS::TopicPolicy", "Policy", properties)


def test_change_that_no_call_carries_is_refused() -> None:
    with mock_aws():
        handler = _registry().handler("AWS::Kinesis::Stream")
        old = {"Name": "s", "StreamModeDetails": {"StreamMode": "ON_DEMAND"}}
        made = handler.create(_context(), "AWS::Kinesis::Stream", "Stream", old)
        new = {"Name": "s", "StreamModeDetails": {"StreamMode": "PROVISIONED"}}
        with pytest.raises(Exception, match="no call of its row updates StreamModeDetails"):
            handler.update(_context(), "AWS::Kinesis::Stream", "Stream", made.physical_id, old, new)


def test_tags_of_the_stack_reach_the_resource() -> None:
    with mock_aws():
        context = _context({"Team": "data", "aws:cloudformation:stack-name": "demo"})
        handler = _registry().handler("AWS::SQS::Queue")
        made = handler.create(context, "AWS::SQS::Queue", "Queue", {"Tags": [{"Key": "Own", "Value": "1"}]})
        shown = handler.read(context, "AWS::SQS::Queue", made.physical_id, {})
        assert shown["Tags"] == {"Team": "data", "Own": "1"}


def test_failure_after_the_creation_leaves_nothing_behind() -> None:
    with mock_aws():
        context = _context()
        handler = _registry().handler("AWS::IAM::Role")
        properties = {
            "RoleName": "r",
            "AssumeRolePolicyDocument": {},
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/No"],
        }
        with pytest.raises(Exception, match="does not exist or is not attachable"):
            handler.create(context, "AWS::IAM::Role", "Role", properties)
        assert context.client("iam").list_roles()["Roles"] == []


def test_name_is_made_up_anew_for_a_replacement() -> None:
    with mock_aws():
        handler = _registry().handler("AWS::SNS::Topic")
        ids = [handler.create(_context(), "AWS::SNS::Topic", "Alarms", {}).physical_id for _ in range(2)]
        assert ids[0] != ids[1]
        assert all(":demo-Alarms-" in each for each in ids)


@pytest.mark.parametrize("type_name", sorted(kept_types()))
def test_kept_type_has_the_attributes_of_its_schema(type_name: str) -> None:
    handler = _registry().handler(type_name)
    context = _context()
    properties = dict.fromkeys(schemas.schema(type_name).get("required", ()), "x")
    made = handler.create(context, type_name, "Kept", properties)
    wanted = {name for name in schemas.read_only_names(type_name) if "." not in name and _is_text(type_name, name)}
    assert wanted <= set(made.attributes)
    assert handler.read(context, type_name, made.physical_id, properties) == properties
    handler.delete(context, type_name, made.physical_id, properties)
    with pytest.raises(ResourceFailure):
        handler.read(context, type_name, made.physical_id, properties)


@pytest.mark.parametrize(
    ("properties", "identifier"),
    [({"DBClusterIdentifier": "orders"}, "orders"), ({}, r"demo-Kept-\w+")],
)
def test_kept_type_has_its_own_name_where_it_is_given_one(properties: dict[str, Any], identifier: str) -> None:
    made = _registry().handler("AWS::DocDB::DBCluster").create(_context(), "AWS::DocDB::DBCluster", "Kept", properties)
    assert re.fullmatch(identifier, made.physical_id)
    assert made.attributes["Endpoint"].startswith(f"{made.physical_id}.")


def _is_text(type_name: str, name: str) -> bool:
    return bool(schemas.schema(type_name)["properties"].get(name, {}).get("type") == "string")


def _is_set(path: str, properties: Any) -> bool:
    head, _, rest = path.partition(".")
    if isinstance(properties, list):
        return any(_is_set(path, each) for each in properties)
    if not isinstance(properties, Mapping) or head not in properties:
        return False
    return not rest or _is_set(rest, properties[head])


_DOCUMENTS = ("Document", "Policy", "KeyPolicy", "RepositoryPolicyText", "Tags", "FileSystemTags")


def _paths(value: Any, path: str = "") -> Iterator[str]:
    """Return the paths of properties, without what lies within documents, tags and values of intrinsic functions."""
    if isinstance(value, list):
        for each in value:
            yield from _paths(each, path)
    elif isinstance(value, Mapping) and any(str(key).startswith("!") for key in value):
        for branch in value.get("!If", ())[1:]:
            yield from _paths(branch, path)
        yield path
    elif isinstance(value, Mapping) and not path.endswith(_DOCUMENTS):
        for key, each in value.items():
            yield from _paths(each, f"{path}.{key}" if path else str(key))
    else:
        yield path
