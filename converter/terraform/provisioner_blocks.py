"""``provisioner`` and ``connection`` blocks: steps that Terraform runs beside a resource.

Facts: "Provisioners", "Provisioner Connection Settings", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.hcl.syntax import Block, Body, Literal, Variable
from converter.terraform.block_reader import BlockReader
from converter.terraform.configuration import Provisioner
from converter.terraform.referring import references
from converter.terraform.suggestions import did_you_mean

_META_ARGUMENTS = frozenset({"when", "on_failure"})

_ARGUMENTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "local-exec": (frozenset({"command"}), frozenset({"interpreter", "working_dir", "environment", "quiet"})),
    "file": (frozenset({"destination"}), frozenset({"source", "content"})),
    "remote-exec": (frozenset(), frozenset({"inline", "script", "scripts"})),
}
"""The arguments of Terraform's own provisioners: those that they need, and the others."""

_REMOVED = frozenset({"chef", "habitat", "puppet", "salt-masterless"})
_RESERVED = frozenset({"lifecycle", "depends_on", "provider", "count", "for_each"})

_OWN_NAMES = frozenset({"self", "each", "count", "path", "terraform"})
"""What a destroy-time provisioner may refer to: the rest may be gone by then."""


def provisioners(reader: BlockReader, body: Body) -> Iterator[Provisioner]:
    """The provisioners of a resource, in order."""
    check_connections(reader, body, needs_host=False)
    for block in body.blocks_of_type("provisioner"):
        reader.check_parts(block)
        if len(block.labels) == 1:
            yield _provisioner(reader, block)


def check_connections(reader: BlockReader, body: Body, *, needs_host: bool = True) -> None:
    """Report what is wrong with the ``connection`` block of a resource or provisioner."""
    found = body.blocks_of_type("connection")
    for block in found:
        reader.check_parts(block)
        if needs_host:
            reader.require(block, "host")
    for further in found[1:]:
        reader.error("duplicate connection block", "there is one connection block; merge them", further.header)


def _provisioner(reader: BlockReader, block: Block) -> Provisioner:
    kind = block.labels[0]
    when = block.body.attribute("when")
    if when is not None and _keyword(when.expression) not in {"create", "destroy"}:
        reader.error('invalid "when" keyword', "when is create or destroy", when.expression.span)
    failure = block.body.attribute("on_failure")
    if failure is not None and _keyword(failure.expression) not in {"continue", "fail"}:
        reader.error('invalid "on_failure" keyword', "on_failure is continue or fail", failure.expression.span)
    destroys = when is not None and _keyword(when.expression) == "destroy"
    _check_type(reader, block)
    check_connections(reader, block.body)
    for inner in block.body.blocks:
        if inner.type in _RESERVED:
            detail = f"a provisioner has no {inner.type} block"
            reader.error("reserved block type name in provisioner block", detail, inner.header)
    if destroys:
        _check_destroy(reader, block)
    return Provisioner(kind, "destroy" if destroys else "create", block)


def _check_type(reader: BlockReader, block: Block) -> None:
    """Report a provisioner that there is not, and arguments that one of Terraform's own does not have."""
    kind = block.labels[0]
    if kind in _REMOVED:
        detail = "it was removed from Terraform 0.15; use local-exec, or an image that needs no provisioning"
        reader.error(f'the "{kind}" provisioner has been removed', detail, block.header)
    elif kind not in _ARGUMENTS:
        detail = f"there is no provisioner {kind!r}{did_you_mean(kind, _ARGUMENTS)}"
        reader.error("unknown provisioner", detail, block.header, "Missing required provisioner plugin")
    else:
        required, optional = _ARGUMENTS[kind]
        reader.require(block, *sorted(required))
        for attribute in block.body.attributes:
            if attribute.name not in required | optional | _META_ARGUMENTS:
                hint = did_you_mean(attribute.name, required | optional)
                reader.error(
                    f"unsupported argument {attribute.name!r}",
                    f"the provisioner {kind} has no such argument{hint}",
                    attribute.name_span,
                    "Unsupported argument",
                )


def _check_destroy(reader: BlockReader, block: Block) -> None:
    for attribute in block.body.attributes:
        if attribute.name in _META_ARGUMENTS:
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
