"""``conversion.json``: what became of every resource, argument, variable and output."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from converter.conversion.outputs import OutputEntry
from converter.conversion.parameters import Parameters
from converter.conversion.steps import step_of
from converter.findings import Findings
from converter.findings.render import findings_json
from converter.rules.engine import FlatTemplate
from converter.rules.ledger import ArgumentEntry, ResourceEntry, Target
from converter.stacks.nesting import Nesting
from converter.terraform.evaluator import Evaluation
from converter.terraform.instances import ResourceInstance

SCHEMA_VERSION = 1


def record(
    flat: FlatTemplate,
    nesting: Nesting,
    parameters: Parameters,
    outputs: list[OutputEntry],
    evaluation: Evaluation,
    findings: Findings,
) -> dict[str, Any]:
    """The record as plain data."""
    instances = {i.key: i for i in evaluation.instances}
    resources = [_resource(entry, instances[entry.key], flat, nesting) for entry in flat.ledger.values()]
    resources.sort(key=lambda r: str(r["address"]))
    verdicts = Counter(resource["verdict"] for resource in resources)
    arguments = Counter(argument["verdict"] for resource in resources for argument in resource["arguments"])
    return {
        "schema_version": SCHEMA_VERSION,
        "summary": {
            "resources": len(resources),
            "verdicts": dict(sorted(verdicts.items())),
            "arguments": dict(sorted(arguments.items())),
            "stacks": len(nesting.stacks) + 1,
            "cloudformation_resources": len(flat.resources),
        },
        "files": [f"templates/{name}-stack.yaml" for name in nesting.names()],
        "resources": resources,
        "variables": _variables(parameters, evaluation),
        "outputs": [{"name": o.name, "outputs": list(o.outputs), "reason": o.reason} for o in outputs],
        "placement": {
            "moved": list(nesting.placement.moves),
            "named": sorted({f"{user} names {used[0]}" for user, used in nesting.placement.composed}),
            "order_not_kept": _orderings(nesting),
        },
        "findings": findings_json(findings),
    }


def _orderings(nesting: Nesting) -> list[str]:
    """Pairs of stacks that Terraform's depends_on orders the other way round than references do."""
    return [f"{one} after {other}" for one, other in nesting.orderings_dropped]


def text_of(data: Mapping[str, Any]) -> str:
    """The record as JSON text, the same on every run."""
    return json.dumps(data, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def _resource(entry: ResourceEntry, instance: ResourceInstance, flat: FlatTemplate, nesting: Nesting) -> dict[str, Any]:
    result: dict[str, Any] = {
        "address": str(entry.key),
        "type": entry.key.type,
        "verdict": str(entry.verdict),
        "reason": entry.reason,
        "source": {"file": entry.span.file, "line": entry.span.start.line},
    }
    if condition := flat.lowering.condition_of(entry.guard):
        result["condition"] = condition
    result["targets"] = [t for target in entry.targets for t in _target(target, flat, nesting)]
    step = step_of(entry, instance, flat.lowering)
    if step is not None:
        result["step"] = step
    result["arguments"] = [_argument(a, flat, nesting) for _, a in sorted(entry.arguments.items())]
    return result


def _argument(entry: ArgumentEntry, flat: FlatTemplate, nesting: Nesting) -> dict[str, Any]:
    result: dict[str, Any] = {"path": entry.path, "verdict": str(entry.verdict)}
    if entry.reason:
        result["reason"] = entry.reason
    if entry.span is not None:
        result["line"] = entry.span.start.line
    targets = [t for target in entry.targets for t in _target(target, flat, nesting)]
    if targets:
        result["targets"] = targets
    return result


def _target(target: Target, flat: FlatTemplate, nesting: Nesting) -> list[dict[str, str]]:
    name = flat.logical_ids.get((target.key, target.part))
    if name is None or name not in nesting.placement.homes:
        return []
    home = nesting.placement.homes[name]
    place = {
        "stack": nesting.stack_id(home),
        "template": f"{home.split('/')[0]}-stack.yaml",
        "logical_id": name,
    }
    if target.property:
        place["property"] = target.property
    return [place]


def _variables(parameters: Parameters, evaluation: Evaluation) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for entry in sorted(parameters.variables, key=lambda e: e.name):
        variable = evaluation.variables[entry.name]
        row: dict[str, Any] = {
            "name": entry.name,
            "verdict": str(entry.verdict),
            "parameter": entry.parameter,
            "sensitive": variable.config.sensitive,
            "source": {"file": variable.config.block.span.file, "line": variable.config.block.span.start.line},
        }
        if entry.reason:
            row["reason"] = entry.reason
        if entry.places:
            row["places"] = [{"file": d.span.file, "line": d.span.start.line, "why": d.why} for d in entry.places]
        if entry.parameter in parameters.narrowed:
            row["narrowed"] = parameters.narrowed[entry.parameter or ""]
        rows.append(row)
    rows.extend(
        {"name": None, "verdict": "added", "parameter": name, "reason": reason}
        for name, reason in sorted(parameters.added.items())
    )
    return rows
