"""Transforms of Lambda: qualified function names, Kafka endpoints, points in time."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Branch, Guarded, Leaf
from converter.rules.selection import text_of
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.choosing import map_leaves
from converter.terraform.concatenation import concat
from converter.terraform.values import Mapping, Null, Number, ObjectView, Sequence, Split, String, Value

KAFKA_BOOTSTRAP_SERVERS = "KAFKA_BOOTSTRAP_SERVERS"
"""The one kind of endpoint ("SelfManagedEventSource", AWS Lambda API Reference)."""


@transform("qualified_by")
def qualified_by(context: TransformContext, value: Value) -> Transformed:
    """A function's name or ARN with the version or alias that another argument names behind a colon.

    Facts: "AWS::Lambda::Permission", FunctionName.
    """
    qualifier = context.instance.body.value(str(context.parameters))

    def qualified(inner: Value) -> Value:
        return value if isinstance(inner, Null) or text_of(inner) == "" else concat([value, String(":"), inner])

    return Transformed(Leaf(map_leaves(qualifier, qualified)))


@transform("kafka_endpoints")
def kafka_endpoints(context: TransformContext, value: Value) -> Transformed:
    """``{KAFKA_BOOTSTRAP_SERVERS = "a:9092,b:9092"}`` as a list of servers."""
    _ = context
    content = value.expand() if isinstance(value, ObjectView) else value
    if not isinstance(content, Mapping) or {entry.key for entry in content.entries} != {KAFKA_BOOTSTRAP_SERVERS}:
        raise InexpressibleError(f"its only key must be {KAFKA_BOOTSTRAP_SERVERS}")

    def servers(inner: Value) -> Value:
        text = text_of(inner)
        if text is None:
            return inner if isinstance(inner, Null) else Split(",", inner)
        return Sequence.of([String(server.strip()) for server in text.split(",")], "list")

    entry = content.entries[0]
    found = map_leaves(entry.value, servers)
    return Transformed(Branch({"KafkaBootstrapServers": Guarded(Leaf(found), entry.guard)}))


@transform("epoch_seconds")
def epoch_seconds(context: TransformContext, value: Value) -> Transformed:
    """A time in RFC 3339 as seconds since 1970."""
    _ = context

    def seconds(inner: Value) -> Value:
        if isinstance(inner, Null):
            return inner
        text = text_of(inner)
        if text is None:
            raise InexpressibleError("the time must be known when converting: CloudFormation counts it in seconds")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise InexpressibleError(f"{text!r} is no time such as 2030-01-31T12:00:00Z")
        return Number(Decimal(str(moment.timestamp())))

    return Transformed(Leaf(map_leaves(value, seconds)))
