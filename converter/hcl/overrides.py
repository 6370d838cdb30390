"""Override files, merged as Terraform merges them (Terraform language, "Override Files")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from converter.findings import Finding
from converter.hcl import syntax
from converter.hcl.problems import syntax_error

_MERGED = frozenset({"resource", "data", "ephemeral", "module", "variable", "output", "provider"})
_FIXED_ARGUMENTS = {
    "resource": frozenset({"depends_on"}),
    "data": frozenset({"depends_on"}),
    "ephemeral": frozenset({"depends_on"}),
    "module": frozenset({"depends_on"}),
    "output": frozenset({"depends_on"}),
}


def merge(
    primary: Sequence[syntax.SourceFile], overriding: Sequence[syntax.SourceFile], findings: list[Finding]
) -> tuple[syntax.Block, ...]:
    """The top-level blocks of ``primary`` with those of ``overriding`` merged in, in order; problems are noted."""
    blocks = [block for file in primary for block in file.body.blocks]
    for file in overriding:
        for block in file.body.blocks:
            if block.type == "locals":
                _merge_locals(blocks, block, findings)
            elif block.type == "terraform":
                _merge_terraform(blocks, block)
            elif block.type in _MERGED:
                _merge_block(blocks, block, findings)
            else:
                findings.append(
                    syntax_error(
                        f"{block.type} block in an override file",
                        "blocks of this type cannot be overridden; move it to another file",
                        block.header,
                    )
                )
    return tuple(blocks)


_INSTEAD = {"count": "for_each", "for_each": "count"}
"""What an overriding argument takes the place of, beside itself."""


def _empty(attribute: syntax.Attribute) -> bool:
    return isinstance(attribute.expression, syntax.TupleExpression) and not attribute.expression.items


def _alias(block: syntax.Block) -> object:
    alias = block.body.attribute("alias")
    return alias.expression.value if alias and isinstance(alias.expression, syntax.Literal) else None


def _merge_block(blocks: list[syntax.Block], override: syntax.Block, findings: list[Finding]) -> None:
    for index, block in enumerate(blocks):
        if block.type != override.type or block.labels != override.labels:
            continue
        if block.type == "provider" and _alias(block) != _alias(override):
            continue
        for name in sorted(_FIXED_ARGUMENTS.get(block.type, ())):
            attribute = override.body.attribute(name)
            if attribute is not None and not _empty(attribute):
                findings.append(
                    syntax_error(
                        f"argument {name} in an override",
                        "it cannot be overridden; set it in the block that is overridden",
                        attribute.name_span,
                    )
                )
        blocks[index] = replace(block, body=_merge_bodies(block.body, override.body))
        return
    if override.type == "provider" and _alias(override) is None:
        blocks.append(override)  # a provider without a block has an empty configuration, which this overrides
        return
    labels = " ".join(f'"{label}"' for label in override.labels)
    findings.append(
        syntax_error(
            f"nothing to override for {override.type} {labels}",
            "an override file can only change blocks that another file of the folder defines",
            override.header,
        )
    )


def _merge_bodies(base: syntax.Body, override: syntax.Body) -> syntax.Body:
    """Arguments one by one; nested blocks of a type are replaced as a whole, except ``lifecycle``."""
    lifecycle = override.blocks_of_type("lifecycle")
    replaced = {_block_kind(block) for block in override.blocks if block.type != "lifecycle"}
    if base.json or override.json:
        replaced |= {attribute.name for attribute in override.attributes}
    kept: list[syntax.Block] = []
    for block in base.blocks:
        if block.type == "lifecycle" and lifecycle:
            kept.append(replace(block, body=_merge_bodies(block.body, lifecycle[-1].body)))
            lifecycle = ()
        elif _block_kind(block) not in replaced:
            kept.append(block)
    added = [block for block in override.blocks if block.type != "lifecycle"]
    attributes = _merge_attributes(base.attributes, override.attributes, gone=replaced)
    return syntax.Body(base.span, attributes, (*kept, *added, *lifecycle), json=base.json or override.json)


def _block_kind(block: syntax.Block) -> str:
    """The type of block that a block makes: for ``dynamic`` that of its label."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _merge_attributes(
    base: Sequence[syntax.Attribute], override: Sequence[syntax.Attribute], gone: set[str]
) -> tuple[syntax.Attribute, ...]:
    new = {attribute.name: attribute for attribute in override}
    gone = gone | {other for name, other in _INSTEAD.items() if name in new and other not in new}
    kept = [new.pop(a.name, a) for a in base if a.name in new or a.name not in gone]
    return (*kept, *new.values())


def _merge_locals(blocks: list[syntax.Block], override: syntax.Block, findings: list[Finding]) -> None:
    for attribute in override.body.attributes:
        for index, block in enumerate(blocks):
            if block.type == "locals" and block.body.attribute(attribute.name) is not None:
                merged = _merge_attributes(block.body.attributes, (attribute,), gone=set())
                blocks[index] = replace(block, body=replace(block.body, attributes=merged))
                break
        else:
            findings.append(
                syntax_error(
                    f"nothing to override for local value {attribute.name}",
                    "an override file can only change local values that another file of the folder defines",
                    attribute.name_span,
                )
            )


def _merge_terraform(blocks: list[syntax.Block], override: syntax.Block) -> None:
    """Arguments and blocks replace those of all ``terraform`` blocks; ``required_providers`` is merged by element."""
    replaced = {block.type for block in override.body.blocks} - {"required_providers"}
    if replaced & {"backend", "cloud"}:
        replaced |= {"backend", "cloud"}
    names = {attribute.name for attribute in override.body.attributes}
    requirements = {a.name for b in override.body.blocks_of_type("required_providers") for a in b.body.attributes}
    given = [b for b in override.body.blocks if b.type == "required_providers"]
    for index, block in enumerate(blocks):
        if block.type != "terraform":
            continue
        nested = []
        for inner in block.body.blocks:
            if inner.type in replaced:
                continue
            if inner.type == "required_providers":
                kept = _without(inner.body, requirements)
                added = tuple(a for b in given for a in b.body.attributes)
                given = []
                nested.append(replace(inner, body=replace(kept, attributes=kept.attributes + added)))
            else:
                nested.append(inner)
        blocks[index] = replace(block, body=replace(_without(block.body, names), blocks=tuple(nested)))
    rest = tuple(b for b in override.body.blocks if b.type != "required_providers" or b in given)
    blocks.append(replace(override, body=replace(override.body, blocks=rest)))


def _without(body: syntax.Body, names: set[str]) -> syntax.Body:
    return replace(body, attributes=tuple(a for a in body.attributes if a.name not in names))
