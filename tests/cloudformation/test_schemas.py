"""The schema facade: look-ups by path, kinds, attributes; every type agrees with cfn-lint's own reading."""

from __future__ import annotations

import pytest

from converter.cloudformation.schemas import Kind, UnknownTypeError, resource_schema, resource_types


@pytest.mark.parametrize(
    ("type_name", "path", "kind"),
    [
        ("AWS::EC2::VPC", "CidrBlock", Kind.STRING),
        ("AWS::EC2::VPC", "EnableDnsSupport", Kind.BOOLEAN),
        ("AWS::EC2::VPC", "Tags", Kind.ARRAY),
        ("AWS::EC2::VPC", "Tags.Key", Kind.STRING),
        ("AWS::EC2::VPC", "Tags[].Key", Kind.STRING),
        ("AWS::EC2::VPC", ("Tags", 3, "Value"), Kind.STRING),
        ("AWS::EC2::SecurityGroup", "SecurityGroupIngress.*.FromPort", Kind.INTEGER),
        ("AWS::ECS::TaskDefinition", "ContainerDefinitions.LogConfiguration", Kind.OBJECT),
        ("AWS::ECS::TaskDefinition", "ContainerDefinitions.LogConfiguration.Options", Kind.MAP),
        ("AWS::ECS::TaskDefinition", "ContainerDefinitions.LogConfiguration.Options.awslogs-group", Kind.STRING),
        ("AWS::ECS::TaskDefinition", "ContainerDefinitions.Command", Kind.ARRAY),
        ("AWS::IAM::Role", "AssumeRolePolicyDocument", Kind.JSON),
        ("AWS::IAM::Role", "AssumeRolePolicyDocument.Statement", Kind.JSON),
        ("AWS::SSM::Parameter", "Tags", Kind.MAP),
        ("Custom::Thing", "Anything", Kind.JSON),
    ],
)
def test_kind_of_a_property(type_name: str, path: str | tuple[str | int, ...], kind: Kind) -> None:
    found = resource_schema(type_name).property(path)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize("path", ["Nope", "Tags.Nope", "CidrBlock.Deeper", "Tags.Key.Deeper"])
def test_a_property_that_is_not_there(path: str) -> None:
    assert resource_schema("AWS::EC2::VPC").property(path) is None


def test_facts_of_a_type() -> None:
    group = resource_schema("AWS::EC2::SecurityGroup")
    assert group.required == ("GroupDescription",)
    assert "GroupId" in group.read_only
    assert group.create_only == {"GroupDescription", "GroupName", "VpcId"}
    assert group.primary_identifier == ("Id",)
    assert group.tag_property == "Tags"
    ingress = group.property("SecurityGroupIngress")
    assert ingress is not None
    assert ingress.required_properties == ("IpProtocol",)
    assert ingress.properties == tuple(sorted(ingress.properties))


def test_facts_of_a_property() -> None:
    managed = resource_schema("AWS::IAM::Role").property("ManagedPolicyArns")
    assert managed is not None
    assert (managed.unordered, managed.unique) == (True, True)
    operator = resource_schema("AWS::CloudWatch::Alarm").property("ComparisonOperator")
    assert operator is not None
    assert "GreaterThanThreshold" in operator.enum
    arn = resource_schema("AWS::SQS::Queue").property("Arn")
    assert arn is not None
    assert arn.read_only


def test_attributes() -> None:
    instance = resource_schema("AWS::RDS::DBInstance")
    assert instance.has_attribute("Endpoint.Address")
    assert not instance.has_attribute("Endpoint.Nope")
    assert resource_schema("AWS::CloudFormation::Stack").has_attribute("Outputs.Anything")
    assert resource_schema("Custom::Thing").has_attribute("Anything")


def test_unknown_type_names_similar_ones() -> None:
    with pytest.raises(UnknownTypeError, match="AWS::ECS::TaskDefinition") as caught:
        resource_schema("AWS::ECS::TaskDefinitions")
    assert "AWS::ECS::TaskDefinition" in caught.value.matches


def test_every_type_has_the_attributes_that_cfn_lint_knows() -> None:
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as manager  # noqa: N811, PLC0415

    wrong = []
    for type_name in resource_types():
        if type_name.startswith("AWS::Serverless"):
            continue
        theirs = set(manager.get_resource_schema("us-east-1", type_name).get_atts)
        plain = {name for name in theirs if "*" not in name and not name.startswith("Outputs\\")}
        if plain != set(resource_schema(type_name).attributes):
            wrong.append((type_name, plain ^ set(resource_schema(type_name).attributes)))
    assert wrong == []
