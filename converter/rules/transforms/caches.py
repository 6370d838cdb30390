"""Log destinations of ElastiCache: one Terraform argument is two properties, by the kind of destination.

Facts: "log_delivery_configuration", AWS provider; "DestinationDetails", AWS::ElastiCache::ReplicationGroup.
"""

from __future__ import annotations

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Branch, Guarded, Items, Leaf
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.formulas import negate
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import Mapping, Null, Sequence, String, Value

_PLAIN = {"destination_type": "DestinationType", "log_format": "LogFormat", "log_type": "LogType"}


@transform("cache_log_delivery")
def cache_log_delivery(context: TransformContext, value: Value) -> Transformed:
    """``log_delivery_configuration`` blocks: the destination is a log group's name or a delivery stream's."""
    _ = context
    items = value.items if isinstance(value, Sequence) else ()
    return Transformed(
        Items([Guarded(_delivery(item.value), item.guard) for item in items if isinstance(item.value, Mapping)])
    )


def _delivery(block: Mapping) -> Branch:
    firehose = formula_of(binary("==", block.get("destination_type") or Null(), String("kinesis-firehose")))
    if firehose is None:
        raise InexpressibleError("destination_type is known only after the deployment")
    destination = Guarded(Leaf(block.get("destination") or Null()))
    details = Branch(
        {
            "CloudWatchLogsDetails": Guarded(Branch({"LogGroup": destination}), negate(firehose)),
            "KinesisFirehoseDetails": Guarded(Branch({"DeliveryStream": destination}), firehose),
        }
    )
    plain = {target: Guarded(Leaf(block.get(name) or Null())) for name, target in _PLAIN.items()}
    return Branch({"DestinationDetails": Guarded(details), **plain})
