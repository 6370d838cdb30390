"""Blocks that speak of what Terraform does with its state: ``moved``, ``removed``, ``import``; and provisioners.

Facts: "moved Block", "removed Block", "import Block", "Provisioners", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.hcl.syntax import Block, Body, Literal, Variable
from converter.terraform.block_reader import BlockReader
from converter.terraform.configuration import ImportBlock, MovedBlock, Provisioner, RemovedBlock
from converter.terraform.referring import references
from converter.terraform.traversals import traversal_text

_REQUIRED = {"local-exec": ("command",), "file": ("destination",)}
"""The arguments that Terraform's own provisioners need."""

_OWN_NAMES = frozenset({"self", "each", "count", "path", "terraform"})
"""What a destroy-time provisioner may refer to: the rest may be gone by then."""


def moved_block(reader: BlockReader, block: Block) -> Iterator[MovedBlock]:
    """A ``moved`` block, where it is valid."""
    if not reader.require(block, "from", "to"):
        return
    source, target = _address(reader, block, "from"), _address(reader, block, "to")
    if not source or not target:
        return
    if _is_module(source) != _is_module(target):
        detail = "from and to are both addresses of resources, or both of modules"
        reader.error('invalid "moved" addresses', detail, block.header)
        return
    yield MovedBlock(source, target, block)


def removed_block(reader: BlockReader, block: Block) -> Iterator[RemovedBlock]:
    """A ``removed`` block, where it is valid."""
    if not reader.require(block, "from"):
        return
    address = _address(reader, block, "from")
    if not address:
        return
    destroy = True
    for lifecycle in block.body.blocks_of_type("lifecycle"):
        destroy = reader.flag(lifecycle.body, "destroy", default=True)
    yield RemovedBlock(address, destroy, block)


def import_block(reader: BlockReader, block: Block) -> Iterator[ImportBlock]:
    """An ``import`` block, where it is valid."""
    if not reader.require(block, "to", *(() if block.body.attribute("identity") else ("id",))):
        return
    address = _address(reader, block, "to")
    if address:
        yield ImportBlock(address, block)


def provisioners(reader: BlockReader, body: Body) -> Iterator[Provisioner]:
    """The provisioners of a resource, in order."""
    for block in body.blocks_of_type("provisioner"):
        kind = block.labels[0] if block.labels else ""
        reader.require(block, *_REQUIRED.get(kind, ()))
        when = block.body.attribute("when")
        if when is not None and _keyword(when.expression) not in {"create", "destroy"}:
            reader.error('invalid "when" keyword', "when is create or destroy", when.expression.span)
        destroys = when is not None and _keyword(when.expression) == "destroy"
        if destroys:
            _check_destroy(reader, block)
        yield Provisioner(kind, "destroy" if destroys else "create", block)


def _check_destroy(reader: BlockReader, block: Block) -> None:
    for attribute in block.body.attributes:
        if attribute.name in {"when", "on_failure"}:
            continue
        for reference in references(attribute.expression):
            if reference.root not in _OWN_NAMES:
                reader.error(
                    "invalid reference from destroy provisioner",
                    "a destroy-time provisioner may refer to self, count.index and each.key only: everything else may "
                    "be destroyed before it runs",
                    reference.span,
                )
                return


def _keyword(expression: object) -> str:
    match expression:
        case Variable(name=name):
            return name
        case Literal(value=str() as text):
            return text
        case _:
            return ""


def _address(reader: BlockReader, block: Block, name: str) -> str:
    attribute = block.body.attribute(name)
    assert attribute is not None  # the caller required it
    text = traversal_text(attribute.expression)
    if not text or "." not in text:
        reader.error("invalid address", f"{name} is the address of a resource or module", attribute.expression.span)
        return ""
    return text


def _is_module(address: str) -> bool:
    """Whether an address ends in a module call."""
    steps = address.split(".")
    return steps[-2:-1] == ["module"]
