"""A law for every transform: what is put in can be read off what comes out, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping as AbstractMapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from converter.findings import Findings, Position, Span
from converter.rules import transforms_loaded
from converter.rules.elements import Elements
from converter.rules.ledger import Verdict
from converter.rules.lowering import InexpressibleError
from converter.rules.paths import registry_type
from converter.rules.properties import Branch, Conditional, Fixed, Items, Leaf, ResourceRef, Tree
from converter.rules.shapes import Shapes
from converter.rules.transforms.registry import TRANSFORMS, TransformContext, Transformed
from converter.rules.transforms.secrets import _PUNCTUATION
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Evaluation
from converter.terraform.formulas import Atom
from converter.terraform.instances import Argument, BodyValue, ResourceInstance
from converter.terraform.types import NUMBER, STRING, ListType
from converter.terraform.values import (
    TRUE,
    Attribute,
    Bool,
    Choice,
    Concat,
    Join,
    Json,
    Mapping,
    Null,
    Number,
    Parameter,
    Sequence,
    Split,
    String,
    Value,
)

_ = transforms_loaded
HERE = Position(1, 1, 0)
SPAN = Span("main.tf", HERE, HERE)
KEY = InstanceKey((), "aws_thing", "this")
OTHER = InstanceKey((), "aws_other", "it")
CONDITION = Atom(Parameter("flag"), TRUE)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
WORD = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
JSON = st.recursive(
    st.booleans() | st.integers(-9999, 9999) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=8,
)
LAWS: dict[str, str] = {}
"""The law of each transform, by the transform's name."""


def law(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test as the law of these transforms."""

    def register(test: Callable[..., None]) -> Callable[..., None]:
        for name in names:
            LAWS[name] = test.__name__
        return test

    return register


@dataclass
class Around:
    """What a transform is given beside the value, and what it absorbed and found."""

    parameters: Any = None
    target: str = ""
    path: tuple[str, ...] = ()
    arguments: AbstractMapping[str, Value] = field(default_factory=dict)
    resources: AbstractMapping[InstanceKey, AbstractMapping[str, Value]] = field(default_factory=dict)
    self_reference: str | None = None
    absorbed: list[InstanceKey] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    def context(self) -> TransformContext:
        known = SimpleNamespace(in_force=Sequence.of([String("a"), String("b")], "list"))
        evaluation = cast("Evaluation", SimpleNamespace(variables={"texts": known}))
        return TransformContext(
            instance=instance(self.arguments),
            shapes=Shapes(registry_type(self.target) if self.target else None),
            path=self.path,
            parameters=self.parameters,
            resources={key: instance(values) for key, values in self.resources.items()},
            absorb=self.absorbed.append,
            findings=self.findings,
            span=SPAN,
            self_reference=self.self_reference,
            target=KEY,
            lists=Elements(evaluation),
        )


def instance(arguments: AbstractMapping[str, Value]) -> ResourceInstance:
    body = BodyValue({name: Argument(name, value, SPAN) for name, value in arguments.items()})
    return cast("ResourceInstance", SimpleNamespace(key=KEY, body=body, address="aws_thing.this"))


def run(name: str, value: Value, around: Around | None = None) -> Transformed:
    return TRANSFORMS[name]((around or Around()).context(), value)


def made(name: str, value: Value, around: Around | None = None) -> Any:
    tree = run(name, value, around).tree
    assert tree is not None
    return plain(tree)


def terraform(data: Any) -> Value:
    """A Terraform value from plain data."""
    match data:
        case bool():
            return Bool(data)
        case int():
            return Number(Decimal(data))
        case str():
            return String(data)
        case list():
            return Sequence.of([terraform(item) for item in data])
        case dict():
            return Mapping.of({key: terraform(value) for key, value in data.items()})
        case _:
            return Null()


def plain(data: Tree | Value) -> Any:
    """A tree, or a known value, as plain data."""
    match data:
        case Leaf(value):
            return plain(value)
        case Fixed(node):
            return node
        case Branch(entries=entries):
            return {key: plain(held.tree) for key, held in entries.items()}
        case Items(elements=elements):
            return [plain(held.tree) for held in elements]
        case String(text):
            return text
        case Bool(flag):
            return flag
        case Number(number):
            return int(number) if number == number.to_integral_value() else number
        case Sequence(items=items):
            return [plain(item.value) for item in items]
        case Mapping(entries=pairs):
            return {entry.key: plain(entry.value) for entry in pairs}
        case Null():
            return None
        case _:
            return data


# ---------------------------------------------------------------------------------------------- maps and lists


@law("tags")
@given(st.dictionaries(TEXT, TEXT, max_size=5))
def test_tags_can_be_read_back(tags: dict[str, str]) -> None:
    pairs = made("tags", terraform(tags), Around(target="AWS::EC2::VPC", path=("Tags",)))
    assert [(pair["Key"], pair["Value"]) for pair in pairs] == list(tags.items())
    assert made("tags", terraform(tags), Around(target="AWS::SSM::Parameter", path=("Tags",))) == tags


@law("key_values")
@given(st.dictionaries(TEXT, TEXT, max_size=5), st.dictionaries(TEXT, st.none(), max_size=2))
def test_pairs_can_be_read_back_and_null_is_no_pair(given_: dict[str, str], nulls: dict[str, None]) -> None:
    pairs = made("key_values", terraform({**nulls, **given_}), Around(parameters=["Name", "Value"]))
    assert {pair["Name"]: pair["Value"] for pair in pairs} == given_
    assert all(set(pair) == {"Name", "Value"} for pair in pairs)


@law("objects")
@given(st.lists(TEXT, max_size=5))
def test_objects_hold_the_elements_in_order(texts: list[str]) -> None:
    assert made("objects", terraform(texts), Around(parameters="Arn")) == [{"Arn": text} for text in texts]


def test_objects_open_a_list_variable() -> None:
    found = made("objects", Parameter("texts", ListType(STRING)), Around(parameters="Arn"))
    assert len(found) == 2


@law("parameter_map")
@given(st.dictionaries(WORD, TEXT, max_size=5))
def test_parameters_become_a_map(values: dict[str, str]) -> None:
    blocks = [{"name": name, "value": value} for name, value in values.items()]
    assert made("parameter_map", terraform(blocks)) == values


def test_a_parameter_whose_name_is_a_variable_is_not_lost() -> None:
    block = Mapping.of({"name": Parameter("p"), "value": String("x")})
    with pytest.raises(InexpressibleError):
        run("parameter_map", Sequence.of([block]))


@law("split", "join")
@given(st.lists(WORD, min_size=1, max_size=5), st.sampled_from([",", "/", "::"]))
def test_split_and_join_undo_each_other(words: list[str], separator: str) -> None:
    around = Around(parameters=separator)
    text = made("join", terraform(words), around)
    assert made("split", String(text), around) == words
    assert made("join", terraform(made("split", String(text), around)), around) == text


def test_what_is_not_known_is_split_and_joined_by_functions() -> None:
    texts = Parameter("texts", ListType(STRING))
    assert run("split", Parameter("p"), Around(parameters=",")).tree == Leaf(Split(",", Parameter("p")))
    assert run("join", texts, Around(parameters=",")).tree == Leaf(Join(",", texts))


@law("scale")
@given(st.integers(-10_000, 10_000), st.sampled_from(["60", "0.5", "1024", "0.001"]))
def test_scaling_can_be_undone(number: int, factor: str) -> None:
    once = cast("Leaf", run("scale", terraform(number), Around(parameters=factor)).tree).value
    inverse = str(1 / Decimal(factor))
    assert abs(Decimal(made("scale", once, Around(parameters=inverse))) - number) < Decimal("0.0001")


def test_a_variable_is_never_passed_on_unscaled() -> None:
    tree = run("scale", Parameter("minutes", NUMBER), Around(parameters=60)).tree
    assert isinstance(tree, Leaf)
    assert tree.value != Parameter("minutes", NUMBER)


@law("quoted")
@given(st.lists(TEXT, max_size=5))
def test_quotes_can_be_taken_off(texts: list[str]) -> None:
    found = made("quoted", terraform(texts))
    assert [text[1:-1] for text in found] == texts
    assert all(text.startswith('"') and text.endswith('"') for text in found)


def test_every_element_of_a_list_variable_is_quoted() -> None:
    tree = run("quoted", Parameter("texts", ListType(STRING))).tree
    assert isinstance(tree, Leaf)
    assert isinstance(tree.value, Sequence)
    assert all(isinstance(item.value, Concat) for item in tree.value.items)


# ---------------------------------------------------------------------------------------------- documents


@law("json", "json_text")
@given(st.dictionaries(WORD, JSON, max_size=4))
def test_json_keeps_its_content(data: dict[str, Any]) -> None:
    text = String(json.dumps(data))
    assert made("json", text) == data
    assert made("json", Json(terraform(data))) == data
    assert json.loads(made("json_text", text)) == data


@law("document")
@settings(max_examples=50)
@given(st.permutations(["Version", "Id", "Statement"]), st.permutations(["Action", "Effect", "Sid", "Resource"]))
def test_a_document_keeps_its_content_in_one_order(keys: list[str], inner: list[str]) -> None:
    statement = dict.fromkeys(inner, "x")
    data = {key: [statement] if key == "Statement" else "x" for key in keys}
    found = made("document", String(json.dumps(data)))
    assert found == data
    assert list(found["Statement"][0]) == ["Sid", "Effect", "Action", "Resource"]
    assert made("document", String(json.dumps(found))) == found


def test_a_document_that_names_its_own_resource() -> None:
    content = Mapping.of({"Resource": Attribute(KEY, ("arn",)), "Other": Attribute(OTHER, ("arn",))})
    found = made("document", Json(content), Around(self_reference="*"))
    assert found == {"Resource": "*", "Other": Attribute(OTHER, ("arn",))}


@law("json_by_schema")
@given(
    st.fixed_dictionaries(
        {"name": WORD, "essential": st.booleans(), "cpu": st.integers(0, 99)},
        optional={"command": st.lists(WORD, max_size=2), "environment": st.just([{"name": "A", "value": "b"}])},
    ),
    st.booleans(),
)
def test_keys_are_spelled_as_the_schema_spells_them(data: dict[str, Any], more: bool) -> None:
    around = Around(target="AWS::ECS::TaskDefinition", path=("ContainerDefinitions",))
    given_ = {**data, "unheardOf": "x"} if more else data
    result = run("json_by_schema", String(json.dumps([given_])), around)
    assert result.tree is not None
    (found,) = plain(result.tree)
    assert {key[0].lower() + key[1:] for key in found} == data.keys()
    assert found["Name"] == data["name"]
    assert (result.verdict is Verdict.EQUIVALENT) is more
    assert ("unheardOf" in result.reason) is more


@pytest.mark.parametrize("name", ["document", "json", "json_text", "json_by_schema"])
def test_text_that_cannot_be_read_stays_as_it_is(name: str) -> None:
    assert run(name, Parameter("p")).tree == Leaf(Parameter("p"))


# ---------------------------------------------------------------------------------------------- names and references


@law("name")
@given(TEXT, st.sampled_from(["random_string", "random_id", "random_pet"]))
def test_a_name_is_kept_or_left_to_cloudformation(text: str, kind: str) -> None:
    around = Around()
    assert made("name", String(text), around) == text
    assert around.absorbed == []
    suffix = InstanceKey((), kind, "suffix")
    result = run("name", Concat((String(text), Attribute(suffix, ("result",)))), around)
    assert result.tree is None
    assert result.verdict is Verdict.EQUIVALENT
    assert around.absorbed == [suffix]


@law("parent_ref")
@given(WORD)
def test_any_attribute_refers_to_its_resource(attribute: str) -> None:
    assert run("parent_ref", Attribute(OTHER, (attribute,))).tree == ResourceRef(OTHER)
    assert made("parent_ref", String(attribute)) == attribute


@law("record_name")
@given(st.from_regex(r"[a-z0-9]{1,5}(\.[a-z0-9]{1,5}){0,2}\.?", fullmatch=True))
def test_a_record_name_ends_with_its_zone_once(name: str) -> None:
    zone = Attribute(OTHER, ("zone_id",))
    around = Around(arguments={"zone_id": zone}, resources={OTHER: {"name": String("example.com.")}})
    once = made("record_name", String(name), around)
    assert once.endswith(".example.com")
    assert not once.endswith(".example.com.example.com")
    assert made("record_name", String(once), around) == once
    assert once.removesuffix(".example.com") == name.rstrip(".")


# ---------------------------------------------------------------------------------------------- secrets and networks


@law("secret_string")
@given(
    st.integers(8, 64),
    st.booleans(),
    st.one_of(st.none(), st.text(st.sampled_from(_PUNCTUATION), min_size=1)),
)
def test_a_generated_secret_holds_only_what_terraform_would_draw_from(
    length: int, special: bool, override: str | None
) -> None:
    password = InstanceKey((), "random_password", "p")
    arguments = {"length": terraform(length), "special": terraform(special), "override_special": terraform(override)}
    around = Around(resources={password: arguments})
    result = run("secret_string", Attribute(password, ("result",)), around)
    assert result.tree is not None
    found = plain(result.tree)
    assert found["PasswordLength"] == length
    assert around.absorbed == [password]
    assert str(result.instead) == "GenerateSecretString"
    excluded = set(_PUNCTUATION) if found.get("ExcludePunctuation") else set(found.get("ExcludeCharacters", ""))
    drawn = set(_PUNCTUATION) - excluded
    assert drawn == (set(override or "!@#$%&*()-_=+[]{}<>:?") if special else set())


@given(TEXT)
def test_any_other_secret_is_kept(text: str) -> None:
    assert made("secret_string", String(text)) == text


CIDRS = st.lists(st.sampled_from(["10.0.0.0/8", "0.0.0.0/0", "10.1.0.0/16"]), unique=True, max_size=3)


@law("security_group_rules")
@given(st.lists(st.tuples(CIDRS, CIDRS, st.sampled_from(["tcp", "-1", "all"])), max_size=3), st.booleans())
def test_there_is_one_rule_for_every_source(rules: list[tuple[list[str], list[str], str]], egress: bool) -> None:
    side = "Destination" if egress else "Source"
    around = Around(path=("SecurityGroupEgress" if egress else "SecurityGroupIngress",))
    blocks = [
        {"protocol": protocol, "from_port": 1, "to_port": 2, "cidr_blocks": cidrs, "security_groups": groups}
        for cidrs, groups, protocol in rules
    ]
    found = made("security_group_rules", terraform(blocks), around)
    expected = [
        (protocol in {"-1", "all"}, source)
        for cidrs, groups, protocol in rules
        for source in [*(("CidrIp", c) for c in cidrs), *((f"{side}SecurityGroupId", g) for g in groups)]
    ]
    common = {"IpProtocol", "FromPort", "ToPort"}
    assert [(r["IpProtocol"] == "-1", *[(k, v) for k, v in r.items() if k not in common]) for r in found] == expected
    assert all(("FromPort" in rule) is (rule["IpProtocol"] != "-1") for rule in found)


@law("target_group_stickiness")
@given(st.sampled_from(["lb_cookie", "app_cookie", "source_ip"]), st.integers(1, 604800), st.booleans())
def test_stickiness_becomes_attributes_of_its_kind(kind: str, seconds: int, enabled: bool) -> None:
    block = {"type": kind, "cookie_duration": seconds, "enabled": enabled, "cookie_name": "c"}
    found = made("target_group_stickiness", terraform([block]))
    pairs = {pair["Key"]: pair["Value"] for pair in found}
    assert len(pairs) == len(found)
    assert (pairs["stickiness.type"], pairs["stickiness.enabled"]) == (kind, enabled)
    durations = {key: value for key, value in pairs.items() if key.endswith("duration_seconds")}
    assert durations == ({} if kind == "source_ip" else {f"stickiness.{kind}.duration_seconds": seconds})
    assert ("stickiness.app_cookie.cookie_name" in pairs) is (kind == "app_cookie")


# ---------------------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize(
    ("name", "parameters", "then", "otherwise"),
    [
        ("tags", None, {"a": "b"}, {"c": "d"}),
        ("key_values", ["K", "V"], {"a": "b"}, {"c": "d"}),
        ("split", ",", "a,b", "c"),
        ("join", ",", ["a", "b"], ["c"]),
        ("scale", 60, 1, 2),
        ("json", None, '{"a": 1}', '{"b": 2}'),
        ("document", None, '{"a": 1}', '{"b": 2}'),
        ("json_text", None, '{"a": 1}', '{"b": 2}'),
    ],
)
def test_both_branches_of_a_conditional_are_transformed(name: str, parameters: Any, then: Any, otherwise: Any) -> None:
    around = Around(parameters=parameters)
    tree = run(name, Choice(CONDITION, terraform(then), terraform(otherwise)), around).tree
    branches: tuple[Any, Any]
    if isinstance(tree, Conditional):
        branches = plain(tree.then), plain(tree.otherwise)
    else:
        assert isinstance(tree, Leaf)
        if isinstance(tree.value, Sequence):  # lists merge position by position
            return
        assert isinstance(tree.value, Choice)
        branches = plain(tree.value.then), plain(tree.value.otherwise)
    assert branches == (made(name, terraform(then), around), made(name, terraform(otherwise), around))


def test_every_transform_has_a_law() -> None:
    assert LAWS.keys() == TRANSFORMS.keys()
