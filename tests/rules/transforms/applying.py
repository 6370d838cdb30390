"""Applies a transform outside of a conversion, and keeps which test is the law of which transform."""

from __future__ import annotations

from collections.abc import Callable, Mapping as AbstractMapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import strategies as st

from converter.findings import Findings, Position, Span
from converter.rules import transforms_loaded
from converter.rules.elements import Elements
from converter.rules.paths import registry_type
from converter.rules.properties import Branch, Fixed, Items, Leaf, Tree
from converter.rules.shapes import Shapes
from converter.rules.transforms.registry import TRANSFORMS, TransformContext, Transformed
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Evaluation
from converter.terraform.formulas import Atom
from converter.terraform.instances import Argument, BodyValue, ResourceInstance
from converter.terraform.values import (
    TRUE,
    Bool,
    Mapping,
    Null,
    Number,
    Parameter,
    Sequence,
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
