"""Stages of REST APIs: the path and the method that settings are for."""

from __future__ import annotations

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Leaf
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.choosing import map_leaves
from converter.terraform.concatenation import concat
from converter.terraform.values import Concat, String, Value


@transform("method_path")
def method_path(context: TransformContext, value: Value) -> Transformed:
    """The path of ``{resource_path}/{http_method}`` as CloudFormation writes it: ``/*`` for all, else ``/~1`` first.

    Facts: "Resource: aws_api_gateway_method_settings", method_path; "MethodSetting", AWS::ApiGateway::Stage. The hook
    ``method_settings`` writes the method.
    """
    _ = context
    return Transformed(Leaf(map_leaves(value, _resource_path)))


def http_method(value: Value) -> Value:
    """The method of ``{resource_path}/{http_method}``; raises InexpressibleError where it cannot be told apart."""
    return map_leaves(value, lambda leaf: _parted(leaf)[1])


def _resource_path(value: Value) -> Value:
    path = _parted(value)[0]
    known = path.text if isinstance(path, String) else None
    if known in {"*", ""}:
        return String(f"/{known}")
    start = path.parts[0] if isinstance(path, Concat) else path
    escaped = isinstance(start, String) and start.text.startswith("~1")
    return concat([String("/" if escaped else "/~1"), path])


def _parted(value: Value) -> tuple[Value, Value]:
    """What stands before the last slash, and what behind it."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    for number in reversed(range(len(parts))):
        part = parts[number]
        if isinstance(part, String) and "/" in part.text:
            before, _, after = part.text.rpartition("/")
            path = concat([*parts[:number], String(before.lstrip("/") if number == 0 else before)])
            return path, concat([String(after), *parts[number + 1 :]])
    raise InexpressibleError("its path and its method must be told apart before the deployment")
