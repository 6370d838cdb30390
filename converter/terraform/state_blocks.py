"""Blocks that speak of what Terraform does with its state: ``moved``, ``removed``, ``import``.

Facts: "moved Block", "removed Block", "import Block", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.hcl.syntax import Block, Literal
from converter.terraform.block_reader import BlockReader
from converter.terraform.configuration import ImportBlock, MovedBlock, RemovedBlock
from converter.terraform.object_addresses import AddressError, NoTraversalError, ObjectAddress, object_address
from converter.terraform.provider_declarations import check_provider_reference
from converter.terraform.provisioner_blocks import provisioners


def moved_block(reader: BlockReader, block: Block) -> Iterator[MovedBlock]:
    """A ``moved`` block, where it is valid."""
    if not reader.require(block, "from", "to"):
        return
    source, target = _address(reader, block, "from"), _address(reader, block, "to")
    if source is None or target is None:
        return
    if source.module != target.module:
        detail = "from and to are both addresses of resources, or both of modules"
        reader.error('invalid "moved" addresses', detail, block.header)
        return
    yield MovedBlock(source.text, target.text, block)


def removed_block(reader: BlockReader, block: Block) -> Iterator[RemovedBlock]:
    """A ``removed`` block, where it is valid."""
    if not reader.require(block, "from"):
        return
    address = _address(reader, block, "from")
    if address is None:
        return
    place = block.body.attribute("from")
    assert place is not None  # required above
    if address.keyed:
        detail = "a removed block speaks of all instances; leave the key out"
        reader.error("resource instance keys not allowed", detail, place.expression.span)
        return
    if address.data:
        detail = "data sources are read anew each time, and there is nothing to remove"
        reader.error("data source address not allowed", detail, place.expression.span)
        return
    destroy = True
    for lifecycle in block.body.blocks_of_type("lifecycle"):
        destroy = reader.flag(lifecycle.body, "destroy", default=True)
    for provisioner in provisioners(reader, block.body):
        if provisioner.when != "destroy":
            detail = "the object is only removed here, so only provisioners with when = destroy have a meaning"
            reader.error("invalid provisioner block", detail, provisioner.block.header)
    yield RemovedBlock(address.text, destroy, block)


def import_block(reader: BlockReader, block: Block) -> Iterator[ImportBlock]:
    """An ``import`` block, where it is valid."""
    if not reader.require(block, "to", *(() if block.body.attribute("identity") else ("id",))):
        return
    address = _address(reader, block, "to", any_key=True)
    if address is None:
        return
    place = block.body.attribute("to")
    assert place is not None  # required above
    if address.data or address.module:
        detail = "only managed resources can be imported"
        reader.error("invalid import address", detail, place.expression.span)
        return
    provider = block.body.attribute("provider")
    if provider is not None:
        detail = "it belongs to imports that write their own configuration, with -generate-config-out"
        if check_provider_reference(reader, provider.expression):
            reader.error("invalid import provider argument", detail, provider.expression.span)
    given = block.body.attribute("id")
    if given is not None and isinstance(given.expression, Literal) and given.expression.value in (None, ""):
        reader.error("invalid import id argument", "an ID is needed here", given.expression.span)
        return
    yield ImportBlock(address.text, block)


def _address(reader: BlockReader, block: Block, name: str, *, any_key: bool = False) -> ObjectAddress | None:
    """The address in an argument; None where there is none, which is reported."""
    attribute = block.body.attribute(name)
    assert attribute is not None  # the caller required it
    expression = attribute.expression
    try:
        return object_address(expression, any_key=any_key)
    except NoTraversalError:
        detail = f"{name} is an address written as names and keys, without quotes, calls and operators"
        reader.error("invalid expression", detail, expression.span)
    except AddressError:
        reader.error("invalid address", f"{name} is the address of a resource or module", expression.span)
    return None
