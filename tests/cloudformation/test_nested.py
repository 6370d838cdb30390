"""Nested stacks: parameters down, outputs up, several instances, and the order of creation."""

from __future__ import annotations

import pytest

from converter.cloudformation.model import Template
from converter.cloudformation.order import creation_order
from converter.cloudformation.resolved import Resolution
from converter.cloudformation.resolver import resolve
from converter.cloudformation.values import Text, Token, Value
from converter.cloudformation.yaml_reader import read
from converter.findings.model import FindingError

VPC = """
Parameters: {Cidr: {Type: String}, More: {Type: String, Default: "no"}}
Conditions: {HasExtra: !Equals [!Ref More, "yes"]}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr}}
  Extra: {Type: AWS::SNS::Topic, Condition: HasExtra}
Outputs:
  VpcId: {Value: !Ref Vpc}
  Cidr: {Value: !Ref Cidr}
  Extra: {Condition: HasExtra, Value: !Ref Extra}
"""
GROUPS = """
Parameters: {VpcId: {Type: String}, Ids: {Type: CommaDelimitedList, Default: ""}}
Conditions: {HasVpc: !Not [!Equals [!Ref VpcId, ""]]}
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Condition: HasVpc
    Properties: {VpcId: !Ref VpcId, GroupDescription: !Sub "${AWS::StackName} in ${VpcId}", Tags: !Ref Ids}
Outputs: {GroupId: {Value: !GetAtt Group.GroupId}}
"""
MAIN = """
Resources:
  Groups:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./groups.yaml
      Parameters:
        VpcId: !GetAtt Vpc.Outputs.VpcId
        Ids: !Join [",", [!GetAtt Vpc.Outputs.VpcId, !GetAtt Second.Outputs.VpcId]]
  Vpc: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./vpc.yaml, Parameters: {Cidr: 10.0.0.0/16}}}
  Second: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./vpc.yaml, Parameters: {Cidr: 10.1.0.0/16}}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub "${Groups.Outputs.GroupId}-${Vpc.Outputs.Cidr}"}}
"""
FILES = {"vpc.yaml": VPC, "groups.yaml": GROUPS, "main.yaml": MAIN}


def tree(parameters: dict[str, Value] | None = None, **changed: str) -> Resolution:
    texts = FILES | {f"{name}.yaml": text for name, text in changed.items()}
    templates = {name: read(text, name) for name, text in texts.items()}
    return resolve(templates["main.yaml"], parameters, loader=templates.get, file="main.yaml")


def ids(result: Resolution) -> list[str]:
    return [f.id for f in result.findings]


def test_values_flow_down_and_up() -> None:
    result = tree()
    assert result.findings == ()
    vpc = Token(("Vpc",), "Vpc")
    group = result.stack.children["Groups"].resources["Group"].properties
    assert group["VpcId"] == vpc
    assert group["Tags"] == (vpc, Token(("Second",), "Vpc"))
    name = Text((Token(("Groups",), "Group", "GroupId"), "-10.0.0.0/16"))
    assert result.stack.resources["Topic"].properties["TopicName"] == name


def test_two_instances_of_one_template() -> None:
    children = tree().stack.children
    assert children["Vpc"].resources["Vpc"].properties == {"CidrBlock": "10.0.0.0/16"}
    assert children["Second"].resources["Vpc"].properties == {"CidrBlock": "10.1.0.0/16"}
    assert children["Vpc"].file == children["Second"].file == "vpc.yaml"
    assert children["Second"].path == ("Second",)


def test_stack_names_are_derived_and_stable() -> None:
    description = tree().stack.children["Groups"].resources["Group"].properties["GroupDescription"]
    assert isinstance(description, Text)
    assert str(description.parts[0]).startswith("main-Groups-")
    assert tree().stack == tree().stack


def test_creation_order() -> None:
    order = creation_order(tree().stack)
    assert order == [
        (("Vpc",), "Vpc"),
        ((), "Vpc"),
        (("Second",), "Vpc"),
        ((), "Second"),
        (("Groups",), "Group"),
        ((), "Groups"),
        ((), "Topic"),
    ]


def test_without_a_loader_outputs_stay_symbols() -> None:
    result = resolve(read(MAIN))
    assert result.findings == ()
    given = result.stack.resources["Groups"].properties["Parameters"]
    assert isinstance(given, dict)
    assert given["VpcId"] == Token((), "Vpc", "Outputs.VpcId")


def test_relative_urls_start_at_the_template_that_names_them() -> None:
    outer = "Resources: {M: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./stacks/main.yaml}}}\n"
    templates = {f"stacks/{name}": read(text) for name, text in FILES.items()} | {"outer.yaml": read(outer)}
    result = resolve(templates["outer.yaml"], loader=templates.get, file="outer.yaml")
    assert result.findings == ()
    assert result.stack.children["M"].children["Vpc"].path == ("M", "Vpc")
    assert result.stack.find(("M", "Vpc")) is result.stack.children["M"].children["Vpc"]
    assert creation_order(result.stack)[-1] == ((), "M")


def child(properties: str, value: str = "1") -> str:
    return (
        f"Resources:\n  Vpc: {{Type: AWS::CloudFormation::Stack, Properties: {properties}}}\n"
        f"  T: {{Type: AWS::SNS::Topic, Properties: {{TopicName: {value}}}}}\n"
    )


@pytest.mark.parametrize(
    ("main", "id"),
    [
        (child("{TemplateURL: nope.yaml}"), "cfn-nested-template-missing"),
        (child("{TemplateURL: 'https://s3.amazonaws.com/b/k'}"), "cfn-nested-template-missing"),
        (child("{Parameters: {}}"), "cfn-nested-template-missing"),
        (child("{TemplateURL: main.yaml}"), "cfn-nested-template-cycle"),
        (child("{TemplateURL: vpc.yaml}"), "cfn-parameter-missing"),
        (child("{TemplateURL: vpc.yaml, Parameters: {Cidr: x, Nope: y}}"), "cfn-parameter-unknown"),
        (child("{TemplateURL: vpc.yaml, Parameters: {Cidr: [a]}}"), "cfn-parameter-type"),
        (child("{TemplateURL: vpc.yaml, Parameters: {Cidr: x}}", "!GetAtt Vpc.Outputs.Nope"), "cfn-output-unknown"),
        (child("{TemplateURL: vpc.yaml, Parameters: {Cidr: x}}", "!GetAtt Vpc.Outputs.Extra"), "cfn-output-off"),
    ],
)
def test_what_is_wrong(main: str, id: str) -> None:
    assert ids(tree(main=main)) == [id]


def test_an_output_that_is_on() -> None:
    main = child("{TemplateURL: vpc.yaml, Parameters: {Cidr: x, More: 'yes'}}", "!GetAtt Vpc.Outputs.Extra")
    result = tree(main=main)
    assert result.findings == ()
    assert result.stack.resources["T"].properties["TopicName"] == Token(("Vpc",), "Extra")


def test_stacks_that_need_each_other() -> None:
    result = tree(
        main="""
Resources:
  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: vpc.yaml, Parameters: {Cidr: !GetAtt B.Outputs.Cidr}}}
  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: vpc.yaml, Parameters: {Cidr: !GetAtt A.Outputs.Cidr}}}
"""
    )
    assert ids(result) == ["cfn-stack-cycle"]
    assert "A -> B -> A" in result.findings[0].summary
    with pytest.raises(FindingError, match="A -> B -> A"):
        creation_order(result.stack)


def test_a_cycle_of_resources_is_named() -> None:
    text = (
        "Resources: {A: {Type: T, DependsOn: B}, B: {Type: T, Properties: {X: !Ref C}}, C: {Type: T, DependsOn: A}}\n"
    )
    with pytest.raises(FindingError, match="A -> B -> C -> A"):
        creation_order(resolve(read(text)).stack)


def test_findings_name_the_stack_instance() -> None:
    broken = VPC.replace("!Ref Vpc}", "!Ref Nope}")
    result = tree(vpc=broken)
    assert {f.detail for f in result.findings} == {"stack instance Vpc", "stack instance Second"}


def test_a_loader_that_finds_a_broken_file() -> None:
    def load(file: str) -> Template | None:
        return read("[", file)

    result = resolve(read(child("{TemplateURL: x.yaml}")), loader=load)
    assert ids(result) == ["cfn-yaml-syntax"]
