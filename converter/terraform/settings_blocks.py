"""The ``terraform`` block: versions and providers that a module asks for. Backends are where Terraform keeps its state.

Facts: "terraform Block", "Provider Requirements", "Version Constraints", Terraform language documentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from converter.hcl.syntax import Attribute, Block, Expression, Literal, ObjectExpression, TupleExpression
from converter.terraform.block_reader import BlockReader
from converter.terraform.configuration import ProviderRequirement, VersionRequirement
from converter.terraform.traversals import traversal_text
from converter.terraform.versions import is_constraint


class SettingsReader:
    """Collects what the ``terraform`` blocks of a module say."""

    def __init__(self, reader: BlockReader) -> None:
        self.reader = reader
        self.versions: list[VersionRequirement] = []
        self.providers: dict[str, ProviderRequirement] = {}
        self.backends: list[Block] = []

    def read(self, block: Block) -> None:
        """Take in one block."""
        version = block.body.attribute("required_version")
        if version is not None:
            text = self.reader.text(block.body, "required_version")
            if self.constraint(text, version):
                self.versions.append(VersionRequirement(text, version.expression.span))
        for inner in block.body.blocks:
            match inner.type:
                case "required_providers":
                    for attribute in inner.body.attributes:
                        self.provider(attribute)
                case "backend" | "cloud":
                    if self.backends:
                        detail = "a module has one backend or cloud block; remove the others"
                        self.reader.error("duplicate backend configuration", detail, inner.header)
                    self.backends.append(inner)

    def provider(self, attribute: Attribute) -> None:
        """One entry of ``required_providers``: an object, or (as before 0.13) a version alone."""
        fields = _fields(attribute.expression)
        version = _text(fields.get("version", attribute.expression))
        self.constraint(version, attribute)
        aliases = fields.get("configuration_aliases")
        self.providers[attribute.name] = ProviderRequirement(
            attribute.name,
            _text(fields.get("source")),
            version,
            tuple(traversal_text(a) for a in aliases.items) if isinstance(aliases, TupleExpression) else (),
            attribute.span,
        )

    def constraint(self, text: str, attribute: Attribute) -> bool:
        """Whether a text is a version constraint; one that is none is reported."""
        if is_constraint(text):
            return True
        detail = f"{text!r} is no list of constraints such as >= 1.5, < 2.0"
        self.reader.error("invalid version constraint", detail, attribute.expression.span)
        return False


def _fields(expression: Expression) -> Mapping[str, Expression]:
    if not isinstance(expression, ObjectExpression):
        return {}
    return {re.sub(r'^"|"$', "", traversal_text(item.key)): item.value for item in expression.items}


def _text(expression: Expression | None) -> str:
    return expression.value if isinstance(expression, Literal) and isinstance(expression.value, str) else ""
