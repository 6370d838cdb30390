"""What the API refuses, with AWS's codes and words, and what it tells of a stack."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
PARAMETER = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": "/p", "Value": "v"}}
ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}
MINIMAL: dict[str, Any] = {"Resources": {"Handle": HANDLE}}


def with_parameter(declaration: dict[str, Any]) -> dict[str, Any]:
    return {"Parameters": {"P": declaration}, "Resources": {"Handle": HANDLE}}


def refused(call: Any, **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


TEMPLATES: dict[str, tuple[Any, str]] = {
    "no resources": ({"Parameters": {}}, "At least one Resources member must be defined"),
    "unknown section": ({"Foo": {}, **MINIMAL}, "Invalid template property or properties [Foo]"),
    "no type": ({"Resources": {"A": {}}}, "Every Resources object must contain a Type member"),
    "unknown type": ({"Resources": {"A": {"Type": "AWS::Foo::Bar"}}}, "Unrecognized resource types: [AWS::Foo::Bar]"),
    "type without handler": ({"Resources": {"A": {"Type": "AWS::SQS::Queue"}}}, "no handler for the resource types"),
    "resource key": ({"Resources": {"A": {**HANDLE, "Propertys": {}}}}, "resource property 'Propertys'"),
    "logical ID": ({"Resources": {"a-b": HANDLE}}, "Resource name a-b is non alphanumeric"),
    "null": (
        {"Resources": {"A": {**PARAMETER, "Properties": {"Value": None}}}},
        "[/Resources/A/Properties/Value] 'null' values are not allowed",
    ),
    "unresolved reference": (
        {"Resources": {"A": {**PARAMETER, "Properties": {"Value": {"Ref": "Nope"}}}}},
        "Unresolved resource dependencies [Nope] in the Resources block",
    ),
    "unresolved in Sub": (
        {"Resources": {"A": {**PARAMETER, "Properties": {"Value": {"Fn::Sub": "${Nope}"}}}}},
        "Unresolved resource dependencies [Nope]",
    ),
    "unresolved DependsOn": ({"Resources": {"A": {**HANDLE, "DependsOn": "Nope"}}}, "Unresolved resource dependencies"),
    "unresolved output": (
        {**MINIMAL, "Outputs": {"O": {"Value": {"Ref": "Nope"}}}},
        "Unresolved resource dependencies [Nope] in the Outputs block",
    ),
    "unknown attribute": (
        {"Resources": {"A": PARAMETER}, "Outputs": {"O": {"Value": {"Fn::GetAtt": "A.Nope"}}}},
        "resource A does not support attribute type Nope",
    ),
    "unknown condition": ({"Resources": {"A": {**HANDLE, "Condition": "C"}}}, "Unresolved condition dependency C"),
    "condition on a resource": (
        {"Conditions": {"C": {"Fn::Equals": [{"Ref": "Handle"}, "x"]}}, **MINIMAL},
        "Cannot reference resources in the Conditions block",
    ),
    "circle": (
        {"Resources": {"A": {**HANDLE, "DependsOn": "B"}, "B": {**HANDLE, "DependsOn": "A"}, "C": HANDLE}},
        "Circular dependency between resources: [A, B]",
    ),
    "deletion policy": ({"Resources": {"A": {**HANDLE, "DeletionPolicy": "Keep"}}}, "Unrecognized DeletionPolicy Keep"),
    "501 resources": ({"Resources": {f"R{i}": HANDLE for i in range(501)}}, "greater than maximum allowed, 500"),
    "201 parameters": (
        {"Parameters": {f"P{i}": {"Type": "String", "Default": ""} for i in range(201)}, **MINIMAL},
        "greater than maximum allowed, 200",
    ),
    "macro": ({"Transform": "AWS::Serverless-2016-10-31", **MINIMAL}, "No transform named AWS::Serverless"),
    "too long": ({**MINIMAL, "Description": "x" * 51_200}, "length less than or equal to 51200"),
    "not YAML": ("Resources: [", "YAML not well-formed"),
    "not JSON": ("{", "JSON not well-formed"),
    "key twice": ("Resources: {A: {Type: X}, A: {Type: Y}}", "duplicate key A"),
    "parameter type": (with_parameter({"Type": "List<String>"}), "Unrecognized parameter type: List<String>"),
    "parameter key": (with_parameter({"Type": "String", "Defualt": ""}), "parameter property 'Defualt'"),
}


@pytest.mark.parametrize("case", TEMPLATES)
def test_a_template_that_is_refused(cloud: Any, case: str) -> None:
    template, message = TEMPLATES[case]
    with pytest.raises(ClientError) as caught:
        cloud.create(template)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert message in caught.value.response["Error"]["Message"]
    assert cloud.cloudformation.describe_stacks()["Stacks"] == []


VALUES: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "missing": ({"Type": "String"}, {}, "Parameters: [P] must have values"),
    "unknown": ({"Type": "String", "Default": ""}, {"Q": "x"}, "Parameters: [Q] do not exist in the template"),
    "allowed values": ({"Type": "String", "AllowedValues": ["a"]}, {"P": "b"}, "must be one of AllowedValues"),
    "pattern": ({"Type": "String", "AllowedPattern": "[a-z]+"}, {"P": "aB"}, "must match pattern [a-z]+"),
    "constraint description": (
        {"Type": "String", "AllowedPattern": "[a-z]+", "ConstraintDescription": "small letters"},
        {"P": "B"},
        "Parameter 'P' failed to satisfy constraint: small letters",
    ),
    "too short": ({"Type": "String", "MinLength": 3}, {"P": "ab"}, "must contain at least 3 characters"),
    "too long": ({"Type": "String", "MaxLength": "1"}, {"P": "ab"}, "must contain at most 1 characters"),
    "no number": ({"Type": "Number"}, {"P": "ab"}, "must be a number"),
    "too small": ({"Type": "Number", "MinValue": 3}, {"P": "2"}, "must be a number not less than 3"),
    "too great": ({"Type": "Number", "MaxValue": 3}, {"P": "3.5"}, "must be a number not greater than 3"),
    "member of a list": (
        {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]},
        {"P": "a,c"},
        "Each value of parameter 'P' must be one of AllowedValues",
    ),
    "no such zone": ({"Type": "AWS::Route53::HostedZone::Id"}, {"P": "Z1"}, "Z1 for parameter name P does not exist"),
    "nothing in the store": (
        {"Type": "AWS::SSM::Parameter::Value<String>"},
        {"P": "/nothing"},
        "Unable to fetch parameters [/nothing]",
    ),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_parameter_value_that_is_refused(cloud: Any, case: str) -> None:
    declaration, given, message = VALUES[case]
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    with pytest.raises(ClientError, match="ValidationError") as caught:
        cloud.create(with_parameter(declaration), Parameters=parameters)
    assert message in str(caught.value)


def test_a_rule_is_checked_before_anything_is_made(cloud: Any) -> None:
    template = {
        "Parameters": {"Env": {"Type": "String"}, "Size": {"Type": "String"}},
        "Rules": {
            "Big": {
                "RuleCondition": {"Fn::Equals": [{"Ref": "Env"}, "prod"]},
                "Assertions": [
                    {"Assert": {"Fn::Contains": [["l", "xl"], {"Ref": "Size"}]}, "AssertDescription": "prod is big"}
                ],
            }
        },
        **MINIMAL,
    }

    def given(environment: str) -> list[dict[str, str]]:
        return [
            {"ParameterKey": "Env", "ParameterValue": environment},
            {"ParameterKey": "Size", "ParameterValue": "s"},
        ]

    with pytest.raises(ClientError, match="prod is big"):
        cloud.create(template, Parameters=given("prod"))
    assert cloud.create(template, Parameters=given("dev")) == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("role", "needed", "enough"),
    [
        (ROLE, "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"),
        (
            {**ROLE, "Properties": {"RoleName": "admin", "AssumeRolePolicyDocument": {}}},
            "CAPABILITY_NAMED_IAM",
            "CAPABILITY_NAMED_IAM",
        ),
    ],
)
def test_iam_needs_an_acknowledgement(cloud: Any, role: Any, needed: str, enough: str) -> None:
    with pytest.raises(ClientError) as caught:
        cloud.create({"Resources": {"Role": role}}, Capabilities=["CAPABILITY_AUTO_EXPAND"])
    assert caught.value.response["Error"]["Code"] == "InsufficientCapabilitiesException"
    assert caught.value.response["Error"]["Message"] == f"Requires capabilities : [{needed}]"
    assert cloud.create({"Resources": {"Role": role}}, Capabilities=[enough]) == "CREATE_COMPLETE"


def test_a_transform_needs_an_acknowledgement(cloud: Any) -> None:
    template = {"Transform": "AWS::LanguageExtensions", **MINIMAL}
    with pytest.raises(ClientError, match="CAPABILITY_AUTO_EXPAND"):
        cloud.create(template)


def test_a_stack_that_is_there_already(cloud: Any) -> None:
    cloud.create(MINIMAL)
    code, message = refused(cloud.cloudformation.create_stack, StackName="demo", TemplateBody="{}")
    assert (code, message) == ("AlreadyExistsException", "Stack [demo] already exists")


def test_a_stack_that_is_not_there(cloud: Any) -> None:
    api = cloud.cloudformation
    assert refused(api.describe_stacks, StackName="x") == ("ValidationError", "Stack with id x does not exist")
    assert refused(api.update_stack, StackName="x", TemplateBody="{}")[1] == "Stack [x] does not exist"
    assert refused(api.describe_stack_events, StackName="x")[1] == "Stack [x] does not exist"
    assert refused(api.list_stack_resources, StackName="x")[1] == "Stack with id x does not exist"
    api.delete_stack(StackName="x")  # nothing to be done


def test_a_name_that_aws_refuses(cloud: Any) -> None:
    code, message = refused(cloud.cloudformation.create_stack, StackName="a_b", TemplateBody="{}")
    assert code == "ValidationError"
    assert "Member must satisfy regular expression pattern" in message


def test_no_echo_values_are_masked_everywhere(cloud: Any) -> None:
    template = {
        "Parameters": {"Secret": {"Type": "String", "NoEcho": True}},
        "Resources": {
            "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "Secret"}}}
        },
    }
    cloud.create(template, Parameters=[{"ParameterKey": "Secret", "ParameterValue": "hunter2"}])
    cloud.cloudformation.create_change_set(
        StackName="demo",
        ChangeSetName="c",
        UsePreviousTemplate=True,
        Parameters=[{"ParameterKey": "Secret", "ParameterValue": "hunter3"}],
    )
    answers = [
        cloud.stack(),
        cloud.cloudformation.describe_change_set(StackName="demo", ChangeSetName="c"),
        cloud.cloudformation.describe_stack_events(StackName="demo"),
        cloud.cloudformation.get_template_summary(StackName="demo"),
    ]
    assert cloud.stack()["Parameters"] == [{"ParameterKey": "Secret", "ParameterValue": "****"}]
    assert "hunter" not in str(answers)
    assert list(cloud.parameters().values()) == ["hunter2"]


def test_a_previous_value_is_kept(cloud: Any) -> None:
    template = {
        "Parameters": {"Secret": {"Type": "String", "NoEcho": True}, "Other": {"Type": "String", "Default": "a"}},
        "Resources": {
            "P": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Type": "String", "Value": {"Fn::Sub": "${Secret}${Other}"}},
            }
        },
    }
    cloud.create(template, Parameters=[{"ParameterKey": "Secret", "ParameterValue": "hunter2"}])
    keep = {"ParameterKey": "Secret", "UsePreviousValue": True}
    cloud.update(Parameters=[keep, {"ParameterKey": "Other", "ParameterValue": "b"}])
    assert list(cloud.parameters().values()) == ["hunter2b"]
    with pytest.raises(ClientError) as caught:
        cloud.create(template, "new", Parameters=[keep])
    message = caught.value.response["Error"]["Message"]
    assert "Cannot specify usePreviousValue as true" in message


def test_validation_and_summary_of_a_template(cloud: Any) -> None:
    template = (
        "Parameters: {Env: {Type: String, Default: 1, AllowedValues: [1, 2]}}\n"
        "Resources: {Role: {Type: 'AWS::IAM::Role', Properties: {RoleName: x}}}"
    )
    answer = cloud.cloudformation.validate_template(TemplateBody=template)
    assert answer["Capabilities"] == ["CAPABILITY_NAMED_IAM"]
    assert answer["Parameters"] == [{"ParameterKey": "Env", "DefaultValue": "1", "NoEcho": False}]
    summary = cloud.cloudformation.get_template_summary(TemplateBody=template)
    assert summary["ResourceTypes"] == ["AWS::IAM::Role"]
    assert summary["Parameters"][0]["ParameterConstraints"] == {"AllowedValues": ["1", "2"]}
    assert summary["ResourceIdentifierSummaries"][0]["ResourceIdentifiers"] == ["RoleName"]


def test_the_template_comes_back_as_it_was_sent(cloud: Any) -> None:
    body = "# with its comment\nResources:\n  H: {Type: 'AWS::CloudFormation::WaitConditionHandle'}\n"
    cloud.create(body)
    assert cloud.cloudformation.get_template(StackName="demo")["TemplateBody"] == body


def test_many_events_come_in_pages(cloud: Any) -> None:
    cloud.create({"Resources": {f"H{i}": HANDLE for i in range(40)}})
    first = cloud.cloudformation.describe_stack_events(StackName="demo")
    assert len(first["StackEvents"]) == 100
    pages = cloud.cloudformation.get_paginator("describe_stack_events").paginate(StackName="demo")
    events = [event["EventId"] for page in pages for event in page["StackEvents"]]
    assert len(events) == len(set(events)) == 122


def test_accounts_and_regions_do_not_see_each_other(cloud: Any) -> None:
    import boto3  # noqa: PLC0415

    cloud.create(MINIMAL)
    elsewhere = boto3.client("cloudformation", "us-east-1")
    assert elsewhere.describe_stacks()["Stacks"] == []
