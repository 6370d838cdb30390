"""``moved``, ``removed`` and ``import`` blocks: what they say of addresses, held against what there is.

Facts: "moved Block", "removed Block", "import Block", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from converter.findings import Finding, Severity, Span
from converter.hcl.syntax import Block
from converter.terraform.configuration import ImportBlock, MovedBlock
from converter.terraform.modules import ModuleNode
from converter.terraform.references import ModuleInstance

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


def misplaced(evaluator: Evaluator, module: ModuleInstance) -> Iterator[Finding]:
    """What is wrong with such blocks of a module instance, and what is to be told about them."""
    config = module.node.config
    yield from _circular(config.moved, module)
    for moved in config.moved:
        if _still_there(evaluator, module, moved.source, moved.target):
            yield _error(
                "moved object still exists",
                f"{module.prefix}{moved.source} is moved, and the configuration still declares it; remove its block "
                "or the moved block",
                moved.block.header,
            )
        else:
            yield Finding(
                "terraform-moved",
                Severity.INFO,
                f"{module.prefix}{moved.source} is now {module.prefix}{moved.target}",
                "the logical ID follows the new address: a stack deployed from the old one would replace the object",
                moved.block.header,
            )
    for removed in config.removed:
        block = _declaration(module.node, removed.address)
        if block is not None:
            yield _error(
                "removed resource still exists",
                f"{module.prefix}{removed.address} is removed, and the configuration still declares it; remove its "
                "block or the removed block",
                block.header,
            )
        else:
            kept = "is destroyed" if removed.destroy else "is forgotten and stays"
            yield Finding(
                "terraform-removed",
                Severity.INFO,
                f"{module.prefix}{removed.address} is removed from Terraform's state",
                f"the object {kept} when Terraform applies that; the templates do not speak of it",
                removed.block.header,
            )
    for adopted in config.imports:
        if not _declared(module.node, adopted.target):
            yield _error(
                "configuration for import target does not exist",
                f"no block declares {adopted.target}; add one, or remove the import block",
                _target(adopted),
            )
        elif adopted.target.endswith("]") and not _repeated(module.node, adopted.target):
            yield _error(
                "invalid import 'to' expression",
                f"{adopted.target.rpartition('[')[0]} has neither count nor for_each; remove the key",
                _target(adopted),
            )
        elif module.parent is not None:
            yield _error(
                "invalid import configuration",
                "import blocks stand in the root module; move it there, with an address that begins with module.",
                adopted.block.header,
            )
        else:
            yield Finding(
                "terraform-import",
                Severity.INFO,
                f"{module.prefix}{adopted.target} adopts an existing object",
                "a stack that is created makes a new one; adopt the existing one with a change set of type IMPORT",
                adopted.block.header,
            )


def _still_there(evaluator: Evaluator, module: ModuleInstance, source: str, target: str) -> bool:
    """Whether what a moved block moves away is declared all the same."""
    if "[" not in source and "[" not in target:
        return _declared(module.node, source)
    *_, last = _split(source)
    block = module.node.config.resources.get(("managed", *_plain(source))) if "." in source else None
    if block is None or source.startswith("module."):
        return False
    keys = [i.key for i in evaluator.attempt([], evaluator.expanded, module, block)]
    return any(_key(last) == _shown(key) for key in keys)


def _target(adopted: ImportBlock) -> Span:
    attribute = adopted.block.body.attribute("to")
    assert attribute is not None  # the reader required it
    return attribute.expression.span


def _circular(moved: Sequence[MovedBlock], module: ModuleInstance) -> Iterator[Finding]:
    """The moves of a module that lead back to where they began."""
    steps = {move.source: move for move in moved}
    for move in moved:
        seen = [move.source]
        here = move
        while here.target in steps and here.target not in seen:
            seen.append(here.target)
            here = steps[here.target]
        if here.target == move.source and move.source == min(seen) and len(seen) > 1:
            yield _error(
                "cyclic dependency in move statements",
                f"the moves lead in a circle: {' -> '.join(module.prefix + s for s in [*seen, move.source])}; "
                "remove one",
                move.block.header,
            )


def _repeated(node: ModuleNode, address: str) -> bool:
    block = _declaration(node, address)
    return block is not None and any(block.body.attribute(name) is not None for name in ("count", "for_each"))


def _declared(node: ModuleNode, address: str) -> bool:
    """Whether a block of the configuration declares the address, whatever its keys."""
    return _declaration(node, address) is not None


def _declaration(node: ModuleNode, address: str) -> Block | None:
    """The block of the configuration that declares the address, whatever its keys."""
    steps = [step.partition("[")[0] for step in _split(address)]
    while steps[:1] == ["module"]:
        if steps[1] not in node.config.calls:
            return None
        if len(steps) == 2:
            return node.config.calls[steps[1]].block
        if steps[1] not in node.children:
            return None
        node, steps = node.children[steps[1]], steps[2:]
    found = node.config.resources.get(("managed", steps[0], steps[1])) if len(steps) >= 2 else None
    return found.block if found is not None else None


def _plain(address: str) -> tuple[str, str]:
    type_, name = [*_split(address), ""][:2]
    return type_, name.partition("[")[0]


def _split(address: str) -> list[str]:
    """The steps of an address; dots inside of keys part nothing."""
    steps, quoted = [""], False
    for character in address:
        if character == '"':
            quoted = not quoted
        if character == "." and not quoted:
            steps.append("")
        else:
            steps[-1] += character
    return steps


def _key(step: str) -> str:
    return step.partition("[")[2].removesuffix("]")


def _shown(key: str | int | None) -> str:
    return "" if key is None else str(key) if isinstance(key, int) else f'"{key}"'


def _error(summary: str, detail: str, span: Span) -> Finding:
    return Finding("terraform-declaration", Severity.ERROR, summary, detail, span)
