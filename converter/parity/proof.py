"""Proofs 2 and 3 as findings: templates against the configuration, and the configuration against a real plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from converter.cloudformation.model import Ref, Template
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.rewriting import condition_nodes
from converter.findings import Finding, FindingError, Findings, Place, Severity
from converter.parity import agreement, square
from converter.parity.assignments import Values, assignments
from converter.parity.square import Assignment, SquareDifference
from converter.parity.templates import TemplateFolder
from converter.rules.engine import FlatTemplate
from converter.terraform.configuration import traversal_text
from converter.terraform.evaluator import Settings
from converter.terraform.loading import Project
from converter.terraform.plan import Plan, from_plain
from converter.terraform.values import String, Value

MASK = "(sensitive value)"
MOST = 50
"""More differences than this are counted, not listed."""


def square_findings(project: Project, folder: TemplateFolder) -> tuple[Finding, ...]:
    """What the templates say otherwise than the configuration, under each of the deterministic assignments."""
    main = _main(folder)
    collected: dict[tuple[str, str], Finding] = {}
    for name, values in assignments(project.variables, main, _compared_parameters(folder)):
        for finding in _compared(project, folder, values, name):
            collected.setdefault((finding.summary, str(finding.place)), finding)
    return _limited(collected.values())


def plan_findings(project: Project, folder: TemplateFolder, plan: Plan) -> tuple[Finding, ...]:
    """What a real plan says otherwise than our evaluation, and than the templates under the plan's variables.

    Raises FindingError where the plan is of another configuration.
    """
    values = _values_of(project, plan)
    secrets = _secrets(project, values)

    def known(address: str, path: tuple[str | int, ...]) -> Value | None:
        value = plan.data.get(address, {}).get(str(path[0]))
        return None if value is None else from_plain(value)

    findings = Findings()
    evaluation, _ = square.specialised(
        project, Assignment(variables=values, settings=Settings(known_data=known)), findings
    )
    spans = {i.address: i.span for i in evaluation.instances}
    found: list[Finding] = list(findings.errors)
    for difference in agreement.compare(plan, evaluation.instances):
        where = f"{difference.address}.{difference.path}" if difference.path else difference.address
        found.append(
            Finding(
                "parity-plan",
                Severity.ERROR,
                f"the plan differs from the evaluation: {where}",
                f"planned {_masked(difference.planned, secrets)}, evaluated {_masked(difference.evaluated, secrets)}; "
                "plan the configuration as it is now, with the same variables",
                spans.get(difference.address),
                address=difference.address,
            )
        )
    found.extend(_compared(project, folder, values, "the plan's variables"))
    return _limited(found)


def _compared_parameters(folder: TemplateFolder) -> frozenset[str]:
    """The parameters that conditions anywhere in the tree compare as a whole (not a part of their text)."""
    for resource in _main(folder).resources.values():
        url = resource.properties.get("TemplateURL")
        if isinstance(url, str):
            folder(url.rsplit("/", 1)[-1])
    return frozenset(
        node.name
        for template in folder.templates.values()
        for condition in template.conditions.values()
        for node in condition_nodes(condition)
        if isinstance(node, Ref)
    )


def _main(folder: TemplateFolder) -> Template:
    template = folder(folder.root_file)
    assert template is not None  # root_file looked
    return template


def _compared(project: Project, folder: TemplateFolder, values: Values, name: str) -> Iterator[Finding]:
    """The differences under one assignment, as findings."""
    main = _main(folder)
    findings = Findings()
    region = _region(project, values)
    here = Assignment(variables=values, pseudo=PseudoParameters(region=region))
    _, flat = square.specialised(project, here, findings)
    if findings.errors:
        yield from findings.errors
        return
    look_ups = {n: f"looked-up-{n}" for n in flat.references.look_ups}
    here = Assignment(variables=values, look_ups=look_ups, pseudo=PseudoParameters(region=region))
    resolution = square.resolve_tree(_by_file(folder, main), here, folder.root_file)
    yield from (f for f in resolution.findings if f.severity is Severity.ERROR)
    files = {
        logical_id: stack.file for stack in resolution.stack.stacks() for logical_id in stack.resources
    }  # fmt: skip
    secrets = _secrets(project, values)
    for difference in square.compare(flat, resolution, here):
        yield _finding(difference, flat, files, name, secrets)


def _region(project: Project, values: Mapping[str, Value]) -> str:
    """The region that an assignment gives the provider, where a variable decides it."""
    for block in project.root.config.providers:
        written = block.body.attribute("region")
        if block.labels == ("aws",) and block.body.attribute("alias") is None and written is not None:
            value = values.get(traversal_text(written.expression).removeprefix("var."))
            if isinstance(value, String):
                return value.text
    return PseudoParameters().region


def _by_file(folder: TemplateFolder, main: Template) -> Mapping[str, Template]:
    class Files(dict[str, Template]):
        def __missing__(self, file: str) -> Template:
            template = folder(file)
            if template is None:
                raise KeyError(file)
            self[file] = template
            return template

    return Files({folder.root_file: main})


def _finding(
    difference: SquareDifference, flat: FlatTemplate, files: Mapping[str, str], name: str, secrets: tuple[str, ...]
) -> Finding:
    draft = flat.drafts.get(difference.logical_id)
    steps: tuple[str | int, ...] = ("Resources", difference.logical_id)
    if difference.path:
        steps = (*steps, "Properties", *difference.path.split("."))
    what = f"{difference.logical_id}.{difference.path}" if difference.path else difference.logical_id
    return Finding(
        "parity-square",
        Severity.ERROR,
        f"the templates differ from the configuration: {what}",
        f"Terraform: {_masked(difference.terraform, secrets)}; template: {_masked(difference.template, secrets)} "
        f"(under {name}); convert again, or undo the change to the template",
        draft.instance.span if draft is not None else None,
        address=draft.instance.address if draft is not None else None,
        place=Place(files.get(difference.logical_id, ""), steps) if difference.logical_id in files else None,
    )


def _secrets(project: Project, values: Mapping[str, Any]) -> tuple[str, ...]:
    found = [
        value.text
        for name, value in values.items()
        if project.variables[name].config.sensitive and isinstance(value, String) and value.text
    ]
    return tuple(sorted(found, key=len, reverse=True))


def _masked(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def _values_of(project: Project, plan: Plan) -> Values:
    """The plan's variables, typed. Raises FindingError where they are not this configuration's."""
    unknown = sorted(set(plan.variables) ^ set(project.variables))
    if unknown:
        raise FindingError(
            Finding(
                "parity-plan",
                Severity.ERROR,
                "the plan is of another configuration",
                f"its variables differ from the configuration's ({', '.join(unknown[:10])}); plan this one anew",
            )
        )
    values: Values = {}
    for name, variable in project.variables.items():
        span = variable.config.block.header
        values[name] = variable.constraint.apply(from_plain(plan.variables[name]), span, f"the plan's value of {name}")
    return values


def _limited(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    found = list(findings)
    if len(found) <= MOST:
        return tuple(found)
    rest = Finding(
        "parity-square",
        Severity.ERROR,
        f"{len(found) - MOST} more differences",
        "the templates seem to be stale: run tf2cfn convert",
    )
    return (*found[:MOST], rest)
