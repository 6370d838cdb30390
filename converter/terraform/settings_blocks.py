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

_ENTRY = frozenset({"source", "version", "configuration_aliases"})
"""What describes a required provider."""

_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z_-]*[0-9A-Za-z])?"
_SOURCE = re.compile(rf"(?:(?:[\w.-]+(?::\d+)?/)?{_LABEL}/)?{_LABEL}")


class SettingsReader:
    """Collects what the ``terraform`` blocks of a module say."""

    def __init__(self, reader: BlockReader) -> None:
        self.reader = reader
        self.versions: list[VersionRequirement] = []
        self.providers: dict[str, ProviderRequirement] = {}
        self.backends: list[Block] = []
        self.requirements: Block | None = None

    def read(self, block: Block) -> None:
        """Take in one block."""
        version = block.body.attribute("required_version")
        if version is not None:
            text = self.reader.text(block.body, "required_version")
            if self.constraint(text, version.expression):
                self.versions.append(VersionRequirement(text, version.expression.span))
        for inner in block.body.blocks:
            match inner.type:
                case "required_providers":
                    self.required_providers(inner)
                case "backend" | "cloud":
                    if self.backends:
                        detail = "a module has one backend or cloud block; remove the others"
                        self.reader.error("duplicate backend configuration", detail, inner.header)
                    self.backends.append(inner)

        self.experiments(block)

    def experiments(self, block: Block) -> None:
        """Report experiments: released versions of Terraform have none."""
        attribute = block.body.attribute("experiments")
        if attribute is not None and not (
            isinstance(attribute.expression, TupleExpression) and not attribute.expression.items
        ):
            detail = "experiments can be enabled only in alpha releases of Terraform; remove the argument"
            self.reader.error("module uses experimental features", detail, attribute.expression.span)

    def required_providers(self, block: Block) -> None:
        """A ``required_providers`` block, of which a module has one."""
        if self.requirements is not None:
            detail = f"the providers are listed on line {self.requirements.header.start.line} already; merge the blocks"
            self.reader.error("duplicate required providers configuration", detail, block.header)
            return
        self.requirements = block
        for inner in block.body.blocks:
            detail = f"an entry is an argument: write {inner.type} = {{ … }}"
            self.reader.error(f'unexpected "{inner.type}" block', detail, inner.header)
        for attribute in block.body.attributes:
            self.provider(attribute)

    def provider(self, attribute: Attribute) -> None:
        """One entry of ``required_providers``: an object, or (as before 0.13) a version alone."""
        fields = _fields(attribute.expression)
        stated = fields.get("version", attribute.expression)
        version = _text(stated)
        if not self.constraint(version, stated):
            version = ""
        self.check_entry(attribute.name, fields)
        aliases = fields.get("configuration_aliases")
        self.providers[attribute.name] = ProviderRequirement(
            attribute.name,
            _text(fields.get("source")),
            version,
            tuple(traversal_text(a) for a in aliases.items) if isinstance(aliases, TupleExpression) else (),
            attribute.span,
        )

    def check_entry(self, name: str, fields: Mapping[str, Expression]) -> None:
        """Report what is wrong with the object that describes a required provider."""
        for key, expression in fields.items():
            if key not in _ENTRY:
                detail = f"a provider is described by {', '.join(sorted(_ENTRY))}; remove {key}"
                self.reader.error("invalid required_providers object", detail, expression.span)
        source = fields.get("source")
        if source is not None and not (isinstance(source, Literal) and isinstance(source.value, str)):
            self.reader.error("invalid source", "the source is a plain string", source.span)
        elif source is not None and not _SOURCE.fullmatch(_text(source)):
            detail = "a source is [hostname/][namespace/]type, as in hashicorp/aws"
            self.reader.error("invalid provider source string", detail, source.span)
        aliases = fields.get("configuration_aliases")
        for alias in aliases.items if isinstance(aliases, TupleExpression) else ():
            if not re.fullmatch(rf"{re.escape(name)}\.[^\W\d][\w-]*", traversal_text(alias)):
                detail = f"an alias of this provider is written {name}.ALIAS"
                self.reader.error("invalid configuration_aliases value", detail, alias.span)

    def constraint(self, text: str, expression: Expression) -> bool:
        """Whether a text is a version constraint; one that is none is reported."""
        if is_constraint(text):
            return True
        detail = f"{text!r} is no list of constraints such as >= 1.5, < 2.0"
        self.reader.error("invalid version constraint", detail, expression.span)
        return False


def _fields(expression: Expression) -> Mapping[str, Expression]:
    if not isinstance(expression, ObjectExpression):
        return {}
    return {re.sub(r'^"|"$', "", traversal_text(item.key)): item.value for item in expression.items}


def _text(expression: Expression | None) -> str:
    return expression.value if isinstance(expression, Literal) and isinstance(expression.value, str) else ""
