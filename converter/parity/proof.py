"""Proof 2 as findings: the templates against the configuration, under given values of the variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from converter.cloudformation.model import Ref, Template
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.rewriting import condition_nodes
from converter.findings import Finding, Findings, Place, Severity
from converter.parity import square
from converter.parity.assignments import Values, assignments
from converter.parity.square import Assignment, SquareDifference
from converter.parity.templates import TemplateFolder
from converter.rules.engine import FlatTemplate
from converter.terraform.configuration import traversal_text
from converter.terraform.loading import Project
from converter.terraform.values import String, Value

MASK = "(sensitive value)"
MOST = 50
"""More differences than this are counted, not listed."""


def square_findings(project: Project, folder: TemplateFolder) -> tuple[Finding, ...]:
    """What the templates say otherwise than the configuration, under each of the deterministic assignments."""
    main = _main(folder)
    collected: dict[tuple[str, str], Finding] = {}
    for name, values in assignments(project.variables, main, _compared_parameters(folder)):
        for finding in compared(project, folder, values, name):
            collected.setdefault((finding.summary, str(finding.place)), finding)
    return limited(collected.values())


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


def compared(project: Project, folder: TemplateFolder, values: Values, name: str) -> Iterator[Finding]:
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
    secrets = secrets_of(project, values)
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
        f"Terraform: {masked(difference.terraform, secrets)}; template: {masked(difference.template, secrets)} "
        f"(under {name}); convert again, or undo the change to the template",
        draft.instance.span if draft is not None else None,
        address=draft.instance.address if draft is not None else None,
        place=Place(files.get(difference.logical_id, ""), steps) if difference.logical_id in files else None,
    )


def secrets_of(project: Project, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts of sensitive variables, longest first."""
    found = [
        value.text
        for name, value in values.items()
        if project.variables[name].config.sensitive and isinstance(value, String) and value.text
    ]
    return tuple(sorted(found, key=len, reverse=True))


def masked(text: str, secrets: tuple[str, ...]) -> str:
    """A text in which no secret is readable."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def limited(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first findings, and how many more there are."""
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
