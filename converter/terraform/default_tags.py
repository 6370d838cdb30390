"""The provider's ``default_tags``: every resource that can be tagged gets them, and its own tags win.

Facts: "Provider Configuration", ``default_tags``, in the AWS provider's documentation. In a plan the merged tags are
``tags_all``; what a resource's ``tags`` are is left as it is written where expressions refer to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from converter.terraform.choosing import choose
from converter.terraform.configuration import ResourceConfig
from converter.terraform.convert import convert
from converter.terraform.formulas import both
from converter.terraform.functions import call
from converter.terraform.instances import Argument, BodyValue
from converter.terraform.provider_schema import BlockSchema
from converter.terraform.references import ModuleInstance
from converter.terraform.types import STRING, MapType
from converter.terraform.values import Mapping, Null, Unknown, Value

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator

OVERRIDE = "override_provider"
"""The block in which a resource (``aws_s3_object``) states other default tags than its provider."""


def with_default_tags(
    evaluator: Evaluator, module: ModuleInstance, config: ResourceConfig, body: BodyValue, schema: BlockSchema | None
) -> BodyValue:
    """The body of a resource with the provider's default tags among its own."""
    if config.mode != "managed" or not is_taggable(schema):
        return body
    found = default_tags_argument(evaluator, module, config)
    if found is None:
        return body
    own = body.arguments.get("tags")
    defaults = found.value
    for block in body.blocks.get(OVERRIDE, ()):
        for inner in block.body.blocks.get("default_tags", ()):
            others = inner.body.value("tags")
            given = Mapping("map") if isinstance(others, Null) else others
            defaults = choose(both(block.guard, inner.guard), given, defaults)
    tags = merged(evaluator, defaults, own.value if own is not None else Null(), config)
    argument = replace(own, value=tags) if own is not None else replace(found, name="tags", value=tags)
    return replace(body, arguments={**body.arguments, "tags": argument})


def is_taggable(schema: BlockSchema | None) -> bool:
    """Whether the provider applies its default tags to resources of a type."""
    return schema is not None and "tags_all" in schema.attributes and "tags" in schema.attributes


def default_tags_argument(evaluator: Evaluator, module: ModuleInstance, config: ResourceConfig) -> Argument | None:
    """The ``tags`` of the ``default_tags`` block of the provider that a resource uses."""
    provider = evaluator.knowledge.providers.of(module, config)
    blocks = provider.blocks.get("default_tags", ()) if provider is not None else ()
    found = blocks[0].body.arguments.get("tags") if blocks else None
    return found if found is not None and not isinstance(found.value, Null | Unknown) else None


def merged(evaluator: Evaluator, defaults: Value, own: Value, config: ResourceConfig) -> Value:
    """Both sets of tags; on a key of both, the resource's own."""
    if isinstance(own, Unknown):
        return own
    context = evaluator.call_context(evaluator.scope(evaluator.root), config.block.header)
    tags = call("merge", [defaults, Mapping("map") if isinstance(own, Null) else own], context)
    return convert(tags, MapType(STRING))
