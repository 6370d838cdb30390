"""``conversion.json``: what became of every resource, argument, variable and output."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from converter.conversion.lookups import lookups_json
from converter.conversion.outputs import OutputEntry
from converter.conversion.parameters import Parameters
from converter.conversion.steps import DeploySteps, steps_json
from converter.findings import Findings
from converter.findings.render import findings_json
from converter.rules.engine import FlatTemplate
from converter.rules.ledger import ArgumentEntry, ResourceEntry, Target, Verdict
from converter.stacks.cutting import Cut
from converter.stacks.folding import Folding
from converter.stacks.output_folding import SEPARATOR
from converter.terraform.evaluator import Evaluation
from converter.terraform.inputs import InputVariable
from converter.terraform.json_text import JsonError, encode
from converter.terraform.spreading import structure
from converter.terraform.values import Sequence
from converter.terraform.walking import is_sensitive

SCHEMA_VERSION = 1


def record(
    flat: FlatTemplate,
    made: Cut,
    parameters: Parameters,
    outputs: list[OutputEntry],
    evaluation: Evaluation,
    findings: Findings,
    beside: DeploySteps,
) -> dict[str, Any]:
    """The record as plain data; ``beside`` is what is done beside the stacks."""
    resources = [_resource(entry, flat, made) for entry in flat.ledger.values()]
    resources.sort(key=lambda r: str(r["address"]))
    verdicts = Counter(resource["verdict"] for resource in resources)
    arguments = Counter(argument["verdict"] for resource in resources for argument in resource["arguments"])
    return {
        "schema_version": SCHEMA_VERSION,
        "summary": {
            "resources": len(resources),
            "verdicts": dict(sorted(verdicts.items())),
            "arguments": dict(sorted(arguments.items())),
            "stacks": len(made.templates),
            "cloudformation_resources": len(flat.resources),
        },
        "files": [f"templates/{name}-stack.yaml" for name in made.templates],
        "resources": resources,
        "variables": _variables(parameters, evaluation, made.folding),
        "outputs": [{"name": o.name, "outputs": list(o.outputs), "reason": o.reason} for o in outputs],
        "folded": {
            "parameters": [
                {"parameter": fold.name, "separator": fold.separator, "members": list(fold.members)}
                for fold in made.folding.folds
            ],
            "outputs": [
                {"output": fold.name, "separator": SEPARATOR, "members": list(fold.members)}
                for fold in made.output_folds
            ],
        },
        "lookups": lookups_json(beside.lookups),
        "deployment": steps_json(beside),
        "placement": {
            "layout": str(made.layout.style),
            "moved": list(made.placement.moves),
            "split": dict(sorted(made.placement.portions.items())),
            "named": sorted({f"{user} names {used[0]}" for user, used in made.placement.composed}),
            "order_not_kept": _orderings(made),
        },
        "findings": findings_json(findings),
    }


def _orderings(made: Cut) -> list[str]:
    """Pairs of stacks that Terraform's depends_on orders the other way round than references do."""
    return [f"{one} after {other}" for one, other in made.orders_not_kept]


def text_of(data: Mapping[str, Any]) -> str:
    """The record as JSON text, the same on every run."""
    return json.dumps(data, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def _resource(entry: ResourceEntry, flat: FlatTemplate, made: Cut) -> dict[str, Any]:
    result: dict[str, Any] = {
        "address": str(entry.key),
        "type": entry.key.type,
        "verdict": str(entry.verdict),
        "reason": entry.reason,
        "source": {"file": entry.span.file, "line": entry.span.start.line},
    }
    if condition := flat.lowering.condition_of(entry.guard):
        result["condition"] = condition
    result["targets"] = [t for target in entry.targets for t in _target(target, flat, made)]
    result["arguments"] = [_argument(a, flat, made) for _, a in sorted(entry.arguments.items())]
    return result


def _argument(entry: ArgumentEntry, flat: FlatTemplate, made: Cut) -> dict[str, Any]:
    result: dict[str, Any] = {"path": entry.path, "verdict": str(entry.verdict)}
    if entry.reason:
        result["reason"] = entry.reason
    if entry.span is not None:
        result["line"] = entry.span.start.line
    targets = [t for target in entry.targets for t in _target(target, flat, made)]
    if targets:
        result["targets"] = targets
    return result


def _target(target: Target, flat: FlatTemplate, made: Cut) -> list[dict[str, str]]:
    name = flat.logical_ids.get((target.key, target.part))
    if name is None or name not in made.placement.homes:
        return []
    home = made.placement.homes[name]
    place = {
        "stack": made.stack_id(home),
        "template": f"{home.split('/')[0]}-stack.yaml",
        "logical_id": name,
    }
    if target.property:
        place["property"] = target.property
    return [place]


def _variables(parameters: Parameters, evaluation: Evaluation, folding: Folding) -> list[dict[str, Any]]:
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
        if entry.verdict is Verdict.FIXED and (value := fixed_value(variable)) is not None:
            row["value"] = value
        if variable.parts:
            row["structure"] = structure(variable)
        if any(place.length_only for place in entry.places) and isinstance(variable.in_force, Sequence):
            row["elements"] = len(variable.in_force.items)
        if entry.places:
            row["places"] = [{"file": d.span.file, "line": d.span.start.line, "why": d.why} for d in entry.places]
        if entry.parameter in parameters.narrowed:
            row["narrowed"] = parameters.narrowed[entry.parameter or ""]
        if entry.parameter is not None and (fold := folding.of(entry.parameter)) is not None:
            row["folded_into"] = fold.name
            if fold.narrows(entry.parameter):
                row["narrowed"] = f"it is a piece of {fold.name}, and pieces are separated by {fold.separator}"
        rows.append(row)
    rows.extend(
        {"name": None, "verdict": "added", "parameter": name, "reason": reason}
        for name, reason in sorted(parameters.added.items())
    )
    return rows


def fixed_value(variable: InputVariable) -> str | None:
    """The value that a variable is fixed at, as JSON text; None where it is sensitive, or there is none."""
    value = variable.in_force
    if value is None or is_sensitive(value) or variable.config.ephemeral:
        return None
    try:
        return encode(value)
    except (TypeError, JsonError):
        return None
