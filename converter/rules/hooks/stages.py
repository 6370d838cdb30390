"""Stages of REST APIs: the methods that settings are for."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Branch, Guarded, Items, Leaf
from converter.rules.transforms.stages import http_method


@hook("method_settings")
def method_settings(context: HookContext, draft: Draft) -> None:
    """Each element's HttpMethod, which Terraform writes behind the path.

    Facts: "Resource: aws_api_gateway_method_settings", method_path; "MethodSetting", AWS::ApiGateway::Stage. A path
    that cannot be parted was told by the transform ``method_path``.
    """
    entry = draft.properties.entries.get("MethodSettings")
    if entry is None or not isinstance(entry.tree, Items):
        return
    keys = {child.key for child, _ in context.children if child.key.type == "aws_api_gateway_method_settings"}
    merged = [instance for key, instance in context.instances.items() if key in keys]  # in the order of merging
    for instance, element in zip(merged, entry.tree.elements, strict=False):
        if not isinstance(element.tree, Branch):
            continue
        try:
            method = http_method(instance.body.value("method_path"))
        except InexpressibleError:
            continue
        element.tree.entries["HttpMethod"] = Guarded(Leaf(method))
