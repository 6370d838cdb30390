"""Documents of Systems Manager: JSON or YAML text as an object."""

from __future__ import annotations

from converter.rules.transforms.openapi import openapi
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.values import Value


@transform("system_document")
def system_document(context: TransformContext, value: Value) -> Transformed:
    """A document's content as an object, in either format, for JSON is YAML too; all of a parameter stays text.

    Facts: "AWS::SSM::Document", Content.
    """
    return openapi(context, value)
