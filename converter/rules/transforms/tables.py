"""DynamoDB tables: key schemas, capacity, streams."""

from __future__ import annotations

from converter.rules.ledger import Verdict
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf
from converter.rules.selection import text_of
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.formulas import ALWAYS, NEVER, Formula
from converter.terraform.instances import ResourceInstance
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import Null, String, Value


def on_demand(table: ResourceInstance) -> Formula:
    """When a table is billed by request; by itself it is not ("Resource: aws_dynamodb_table", billing_mode)."""
    mode = table.body.value("billing_mode")
    if isinstance(mode, Null):
        return NEVER
    return formula_of(binary("==", mode, String("PAY_PER_REQUEST"))) or NEVER


@transform("key_schema")
def key_schema(context: TransformContext, value: Value) -> Transformed:
    """A key's attribute as an element of a key schema; the row gives its role, ``HASH`` or ``RANGE``."""
    role = Guarded(Fixed(str(context.parameters)))
    return Transformed(
        Items(
            [
                Guarded(Branch({"AttributeName": Guarded(Leaf(item.value)), "KeyType": role}), item.guard)
                for item in context.lists.of(value, context.span)
            ]
        )
    )


@transform("provisioned_capacity")
def provisioned_capacity(context: TransformContext, value: Value) -> Transformed:
    """A capacity, where the table has one; the hook ``table`` looks after a mode that only a variable knows."""
    if on_demand(context.instance) == ALWAYS:
        return Transformed(None, Verdict.EQUIVALENT, "a table that is billed by request has no provisioned capacity")
    return Transformed(Leaf(value))


@transform("stream_view")
def stream_view(context: TransformContext, value: Value) -> Transformed:
    """A stream's view as its specification, which is there where the stream is enabled."""
    enabled = formula_of(context.instance.body.value("stream_enabled")) or NEVER
    if enabled == NEVER or text_of(value) == "":
        return Transformed(None, Verdict.EQUIVALENT, "the stream is not enabled")
    specification = Branch({"StreamViewType": Guarded(Leaf(value))})
    return Transformed(specification if enabled == ALWAYS else Conditional(enabled, specification, Leaf(Null())))
