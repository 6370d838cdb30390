"""CloudFormation's limits on a template. Source: "Understand CloudFormation quotas", AWS CloudFormation User Guide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.cloudformation.model import Template
from converter.cloudformation.places import all_nodes
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.yaml_writer import write
from converter.findings.model import Finding, Place, Severity

MAX_PARAMETERS = 200
MAX_OUTPUTS = 200
MAX_RESOURCES = 500
MAX_MAPPINGS = 200
MAX_MAPPING_ATTRIBUTES = 200
MAX_NAME_CHARACTERS = 255
MAX_DESCRIPTION_BYTES = 1024
MAX_OUTPUT_DESCRIPTION_BYTES = 1024  # "Outputs" (template section)
MAX_PARAMETER_DESCRIPTION_CHARACTERS = 4000  # "Parameters" (template section)
MAX_PARAMETER_VALUE_BYTES = 4096
MAX_DYNAMIC_REFERENCES = 60
MAX_BODY_BYTES = 51_200
MAX_S3_BODY_BYTES = 1_048_576

_SPLITTABLE = {(), ("Parameters",), ("Outputs",), ("Resources",), ("Mappings",)}
_LOGICAL_ID = re.compile(r"[A-Za-z0-9]+")
_DYNAMIC = re.compile(r"\{\{resolve:[^{}]*\}\}")


def quota_findings(template: Template, file: str) -> Iterator[Finding]:
    """Every limit that the template exceeds."""
    yield from _counts(template, file)
    yield from _names(template, file)
    yield from _sizes(template, file)


def _over(file: str, path: tuple[str | int, ...], what: str, found: int, limit: int) -> Iterator[Finding]:
    if found > limit:
        splittable = path in _SPLITTABLE
        detail = "split the template into nested stacks" if splittable else "shorten it"
        summary = f"{what}: {found:,}, and CloudFormation takes {limit:,}"
        yield Finding("cfn-quota", Severity.ERROR, summary, detail, place=Place(file, path))


def _counts(template: Template, file: str) -> Iterator[Finding]:
    yield from _over(file, ("Parameters",), "parameters", len(template.parameters), MAX_PARAMETERS)
    yield from _over(file, ("Outputs",), "outputs", len(template.outputs), MAX_OUTPUTS)
    yield from _over(file, ("Resources",), "resources", len(template.resources), MAX_RESOURCES)
    yield from _over(file, ("Mappings",), "mappings", len(template.mappings), MAX_MAPPINGS)
    for name, mapping in template.mappings.items():
        yield from _over(
            file, ("Mappings", name), f"attributes of mapping {name}", len(mapping), MAX_MAPPING_ATTRIBUTES
        )
    texts = (node for _, node in all_nodes(template) if isinstance(node, str))
    dynamic = sum(len(_DYNAMIC.findall(text)) for text in texts)
    yield from _over(file, ("Resources",), "dynamic references", dynamic, MAX_DYNAMIC_REFERENCES)


def _names(template: Template, file: str) -> Iterator[Finding]:
    sections = {
        "Parameters": template.parameters,
        "Mappings": template.mappings,
        "Conditions": template.conditions,
        "Resources": template.resources,
        "Outputs": template.outputs,
    }
    for section, entries in sections.items():
        for name in entries:
            yield from _over(file, (section, name), "characters of the name", len(name), MAX_NAME_CHARACTERS)
            if not _LOGICAL_ID.fullmatch(name):
                detail = "use letters and digits only"
                summary = f"{name} cannot be a logical ID"
                yield Finding("cfn-logical-id", Severity.ERROR, summary, detail, place=Place(file, (section, name)))


def _sizes(template: Template, file: str) -> Iterator[Finding]:
    def size(text: str) -> int:
        return len(text.encode("utf-8"))

    at: tuple[str | int, ...] = ("Description",)
    yield from _over(file, at, "bytes of the description", size(template.description), MAX_DESCRIPTION_BYTES)
    for name, parameter in template.parameters.items():
        at = ("Parameters", name)
        found = len(parameter.description)
        yield from _over(file, at, "characters of the description", found, MAX_PARAMETER_DESCRIPTION_CHARACTERS)
        if parameter.default is not None:
            found = size(scalar_text(parameter.default))
            yield from _over(file, (*at, "Default"), "bytes of the default", found, MAX_PARAMETER_VALUE_BYTES)
    for name, output in template.outputs.items():
        found = size(output.description)
        yield from _over(file, ("Outputs", name), "bytes of the description", found, MAX_OUTPUT_DESCRIPTION_BYTES)
    body = size(write(template))
    yield from _over(file, (), "bytes of the template", body, MAX_S3_BODY_BYTES)
    if MAX_BODY_BYTES < body <= MAX_S3_BODY_BYTES:
        summary = f"the template has {body:,} bytes; above {MAX_BODY_BYTES:,} it must be uploaded to S3"
        yield Finding("cfn-body-size", Severity.INFO, summary, place=Place(file))
