"""What modules ask of Terraform and its providers: versions, and the provider configurations that they are given.

Facts: "Version Constraints", "Provider Requirements", "Providers Within Modules", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Finding, Severity, Span
from converter.hcl.syntax import Block, ObjectExpression
from converter.terraform.configuration import ModuleCall, ModuleConfig
from converter.terraform.modules import ModuleNode
from converter.terraform.traversals import traversal_text
from converter.terraform.versions import allows

TERRAFORM_VERSION = "1.11.4"
"""The version of the language that is evaluated."""


def check_versions(config: ModuleConfig, provider_version: str) -> Iterator[Finding]:
    """The version constraints of a module that are not met; ``provider_version`` is that of the AWS provider."""
    for required in config.required_versions:
        if not allows(required.constraint, TERRAFORM_VERSION):
            yield Finding(
                "terraform-version",
                Severity.WARNING,
                f"written for Terraform {required.constraint}",
                f"the configuration is read as Terraform {TERRAFORM_VERSION} reads it; what other versions do "
                "differently is not seen",
                required.span,
                terraform_summary="Unsupported Terraform Core version",
            )
    for provider in config.required_providers.values():
        if provider.name == "aws" and provider.version and not allows(provider.version, provider_version):
            yield Finding(
                "terraform-version",
                Severity.WARNING,
                f"written for version {provider.version} of the AWS provider",
                f"arguments and defaults are those of version {provider_version}",
                provider.span,
            )


def check_providers(module: ModuleNode, *, root: bool) -> Iterator[Finding]:
    """The provider configurations with an alias that are used or passed on, and that a module does not have."""
    config = module.config
    known = {_name(block) for block in config.providers}
    known |= {alias for provider in config.required_providers.values() for alias in provider.aliases}
    for resource in config.resources.values():
        name = traversal_text(resource.provider) if resource.provider is not None else ""
        if resource.provider is not None and "." in name and name not in known:
            yield _missing(name, "add a provider block with that alias" if root else _REMEDY, resource.provider.span)
    for call in config.calls.values():
        yield from _check_call(module, call, known, root=root)


_REMEDY = "add it to configuration_aliases of the provider's entry in required_providers"


def _check_call(module: ModuleNode, call: ModuleCall, known: set[str], *, root: bool) -> Iterator[Finding]:
    given: dict[str, str] = {}
    if isinstance(call.providers, ObjectExpression):
        for item in call.providers.items:
            given[traversal_text(item.key)] = traversal_text(item.value)
            if "." in traversal_text(item.value) and traversal_text(item.value) not in known:
                remedy = "add a provider block with that alias" if root else _REMEDY
                yield _missing(traversal_text(item.value), remedy, item.value.span)
    child = module.children.get(call.name)
    if child is None:
        return
    for provider in child.config.required_providers.values():
        for alias in provider.aliases:
            if alias not in given:
                yield _missing(alias, f"pass it with providers = {{ {alias} = … }}", call.block.header)


def _missing(name: str, remedy: str, span: Span) -> Finding:
    return Finding(
        "terraform-provider",
        Severity.ERROR,
        "missing required provider configuration",
        f"there is no provider configuration {name} here; {remedy}",
        span,
    )


def _name(block: Block) -> str:
    alias = block.body.attribute("alias")
    return block.labels[0] if alias is None else f"{block.labels[0]}.{traversal_text(alias.expression)}"
