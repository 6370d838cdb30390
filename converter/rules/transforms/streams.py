"""Streams: encryption, where a second argument says whether there is any."""

from __future__ import annotations

from collections.abc import Callable

from converter.rules.ledger import Verdict
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.equality import formula_of
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.operators import binary
from converter.terraform.values import Choice, Mapping, Null, Sequence, String, Value

_WITHOUT = Transformed(None, Verdict.SAME, "not encrypted with a key: no property")


@transform("stream_encryption")
def stream_encryption(context: TransformContext, value: Value) -> Transformed:
    """``encryption_type`` KMS with the key beside it; there is no property for NONE.

    Facts: "StreamEncryption", AWS::Kinesis::Stream.
    """
    there = _when(value, lambda inner: formula_of(binary("==", inner, String("KMS"))))
    if there == NEVER:
        return _WITHOUT
    branch = Branch({"EncryptionType": Guarded(Fixed("KMS"))})
    branch.entries["KeyId"] = Guarded(Leaf(context.instance.body.value("kms_key_id")))
    return Transformed(branch if there == ALWAYS else Conditional(there, branch, Leaf(Null())))


@transform("delivery_stream_encryption")
def delivery_stream_encryption(context: TransformContext, value: Value) -> Transformed:
    """A ``server_side_encryption`` block where it is enabled, which it is not by itself.

    Facts: "DeliveryStreamEncryptionConfigurationInput", AWS::KinesisFirehose::DeliveryStream.
    """
    _ = context
    for item in value.items if isinstance(value, Sequence) else ():
        block = item.value
        if not isinstance(block, Mapping):
            continue
        there = both(item.guard, _when(block.get("enabled") or Null(), formula_of))
        if there == NEVER:
            return _WITHOUT
        key, kind = block.get("key_arn") or Null(), block.get("key_type") or Null()
        tree: Tree = Branch(
            {
                "KeyARN": Guarded(Leaf(key)),
                "KeyType": Guarded(Fixed("AWS_OWNED_CMK") if isinstance(kind, Null) else Leaf(kind)),
            }
        )
        return Transformed(tree if there == ALWAYS else Conditional(there, tree, Leaf(Null())))
    return Transformed(Items())


def _when(value: Value, test: Callable[[Value], Formula | None]) -> Formula:
    """When a test holds for a value; never for null, and always where nothing can be told."""
    if isinstance(value, Null):
        return NEVER
    if isinstance(value, Choice):
        then, otherwise = _when(value.then, test), _when(value.otherwise, test)
        return either(both(value.condition, then), both(negate(value.condition), otherwise))
    found = test(value)
    return ALWAYS if found is None else found
