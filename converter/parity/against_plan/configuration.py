"""Whether a plan was made of this configuration: its own account of variables, modules, resources and providers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.findings import Finding, FindingError, Severity
from converter.hcl.syntax import Block, Literal
from converter.terraform.loading import Project
from converter.terraform.modules import ModuleNode
from converter.terraform.plan import Plan
from converter.terraform.traversals import traversal_text

SHOWN = 10
"""More differences than this are counted, not listed."""


def require_same_configuration(project: Project, plan: Plan) -> None:
    """Raise FindingError where the plan was made of another configuration."""
    try:
        found = [*_variables(project, plan), *_module(project.root, plan.configuration.get("root_module"), "")]
        found += _providers(project, plan.configuration.get("provider_config"))
    except (AttributeError, TypeError):
        found = ["its configuration section cannot be read"]
    if not found:
        return
    shown = "; ".join(found[:SHOWN])
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise FindingError(
        Finding(
            "parity-plan-configuration",
            Severity.ERROR,
            "the plan is of another configuration",
            f"{shown}{more}; plan this configuration as it is now",
        )
    )


def _variables(project: Project, plan: Plan) -> Iterator[str]:
    ephemeral = {name for name, v in project.variables.items() if v.config.block.body.attribute("ephemeral")}
    declared = {name for name, variable in project.variables.items() if not variable.part_of}
    yield from _only("variable", set(plan.variables), declared - (ephemeral - set(plan.variables)))


def _module(node: ModuleNode, planned: Any, prefix: str) -> Iterator[str]:
    """The resources and module calls that only one side has, here and below."""
    if not isinstance(planned, Mapping):
        return
    there = {
        f"{prefix}{'data.' if entry.get('mode') == 'data' else ''}{entry.get('type')}.{entry.get('name')}"
        for entry in planned.get("resources", ())
    }
    here = {f"{prefix}{'data.' if mode == 'data' else ''}{kind}.{name}" for mode, kind, name in node.config.resources}
    yield from _only("resource", there, here)
    calls = planned.get("module_calls", {})
    yield from _only("module", {f"{prefix}module.{n}" for n in calls}, {f"{prefix}module.{n}" for n in node.children})
    for name, child in node.children.items():
        if name in calls:
            yield from _module(child, calls[name].get("module"), f"{prefix}module.{name}.")


def _only(kind: str, there: set[str], here: set[str]) -> Iterator[str]:
    yield from (f"{kind} {name} is in the plan alone" for name in sorted(there - here))
    yield from (f"{kind} {name} is not in the plan" for name in sorted(here - there))


def _providers(project: Project, planned: Any) -> Iterator[str]:
    """The root module's provider blocks whose arguments are another constant, or read other things."""
    if not isinstance(planned, Mapping):
        return
    for block in project.root.config.providers:
        alias = block.body.attribute("alias")
        name = block.labels[0] if block.labels else ""
        if alias is not None:
            name = f"{name}.{alias.expression.value}" if isinstance(alias.expression, Literal) else name
        entry = planned.get(name)
        if isinstance(entry, Mapping):
            yield from _provider(name, block, entry.get("expressions", {}))


def _provider(name: str, block: Block, planned: Mapping[str, Any]) -> Iterator[str]:
    for attribute in block.body.attributes:
        there = planned.get(attribute.name)
        if not isinstance(there, Mapping):
            continue
        here = attribute.expression
        if isinstance(here, Literal):
            if "constant_value" not in there or str(there["constant_value"]) != str(here.value):
                yield f"{attribute.name} of provider {name} differs"
        elif (text := traversal_text(here)) and there.get("references", [text])[:1] != [text]:
            yield f"{attribute.name} of provider {name} differs"
