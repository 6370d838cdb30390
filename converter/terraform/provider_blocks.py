"""The ``provider`` blocks of a configuration: which one a resource uses, and what it says.

Facts: "Provider Configuration" and "The Module providers Meta-Argument", Terraform language documentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.findings import Finding, FindingError
from converter.hcl.syntax import Block, ObjectExpression
from converter.terraform.bodies import evaluate_body
from converter.terraform.configuration import ModuleCall, ResourceConfig
from converter.terraform.instances import BodyValue
from converter.terraform.references import ModuleInstance
from converter.terraform.traversals import traversal_text
from converter.terraform.values import Null, String

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


class ProviderBlocks:
    """The provider blocks, each evaluated at most once and only as far as it can be."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def check(self) -> None:
        """Evaluate the root module's provider blocks. Raises FindingError with everything that is wrong in them."""
        problems: list[Finding] = []
        for block in self.evaluator.root.node.config.providers:
            try:
                self._strict(self.evaluator.root, block)
            except FindingError as problem:
                problems.extend(problem.findings)
        if problems:
            raise FindingError(*problems)

    def default(self, provider: str = "aws") -> BodyValue | None:
        """The root module's default configuration of a provider; None where it has no block or that fails."""
        block = _block(self.evaluator.root, provider)
        return self._body(self.evaluator.root, block) if block is not None else None

    def of(self, module: ModuleInstance, config: ResourceConfig) -> BodyValue | None:
        """The configuration of the provider that a resource uses; None where it has no block or that fails."""
        found = _used(module, config)
        return self._body(*found) if found is not None else None

    def elsewhere(self, module: ModuleInstance, config: ResourceConfig) -> str:
        """Where the provider of a resource works, as a text; empty for the default provider's region and account."""
        found = _used(module, config)
        root = self.evaluator.root
        if found is None or found[1].labels[0] != "aws" or (found[0] is root and found[1] is _block(root, "aws")):
            return ""
        own, default = self._body(*found), self.default()
        if own is None:
            return f"another place (provider {_name(found[1])})"
        differing = [name for name in _PLACE if not _alike(name, own, default)]
        if not differing:
            return ""
        region = own.value("region")
        if differing == ["region"] and isinstance(region, String):
            return f"region {region.text}"
        what = " and ".join(
            ["another region"] * ("region" in differing) + ["another account"] * (differing != ["region"])
        )
        return f"{what} (provider {_name(found[1])})"

    def _body(self, module: ModuleInstance, block: Block) -> BodyValue | None:
        try:
            return self._strict(module, block)
        except FindingError:
            return None

    def _strict(self, module: ModuleInstance, block: Block) -> BodyValue:
        evaluator = self.evaluator
        return evaluator.once(
            ("provider", module, block.header),
            f'{module.prefix}provider["{_name(block)}"]',
            block.header,
            lambda: evaluate_body(evaluator, block.body, None, evaluator.scope(module), block.header),
        )


_PLACE = (
    "region", "profile", "access_key", "secret_key", "shared_config_files", "shared_credentials_files", "assume_role",
    "assume_role_with_web_identity", "endpoints",
)  # fmt: skip
"""The parts of an AWS provider's configuration that decide about region and account."""


def _alike(name: str, one: BodyValue, other: BodyValue | None) -> bool:
    """Whether two configurations say the same in an argument or in nested blocks of a type."""
    blocks = tuple(b.body.as_object() for b in one.blocks.get(name, ()))
    if other is None:
        return isinstance(one.value(name), Null) and not blocks
    return one.value(name) == other.value(name) and blocks == tuple(
        b.body.as_object() for b in other.blocks.get(name, ())
    )


def _used(module: ModuleInstance, config: ResourceConfig) -> tuple[ModuleInstance, Block] | None:
    """The provider block that a resource uses and the module instance that it stands in; None where there is none."""
    name = traversal_text(config.provider) if config.provider is not None else config.type.split("_", 1)[0]
    while True:
        block = _block(module, name)
        if block is not None:
            return module, block
        if module.parent is None or module.call is None:
            return None
        name = _passed(module.call, name)
        module = module.parent


def _block(module: ModuleInstance, name: str) -> Block | None:
    return next((block for block in module.node.config.providers if _name(block) == name), None)


def _name(block: Block) -> str:
    """How resources name the block: ``aws``, ``aws.west``."""
    alias = block.body.attribute("alias")
    return block.labels[0] if alias is None else f"{block.labels[0]}.{traversal_text(alias.expression)}"


def _passed(call: ModuleCall, name: str) -> str:
    """What a provider of a module is called in the module that calls it."""
    if isinstance(call.providers, ObjectExpression):
        for item in call.providers.items:
            if traversal_text(item.key) == name:
                return traversal_text(item.value)
    return name
