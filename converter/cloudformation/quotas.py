"""CloudFormation's limits on a template. Source: "Understand CloudFormation quotas", AWS CloudFormation User Guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
MAX_NESTED_OPERATIONS = 2500
"""Resources that an operation on a stack with nested ones can create, update or delete."""
MAX_BODY_BYTES = 51_200
MAX_S3_BODY_BYTES = 1_048_576

_SPLITTABLE = {(), ("Parameters",), ("Outputs",), ("Resources",), ("Mappings",)}
_LOGICAL_ID = re.compile(r"[A-Za-z0-9]+")
_DYNAMIC = re.compile(r"\{\{resolve:[^{}]*\}\}")


def clipped(text: str, limit: int) -> str:
    """A text cut to so many bytes of UTF-8, never within a character."""
    return text.encode()[:limit].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class Load:
    """How much of something a template has, and how much it may have; ``path`` is the section."""

    what: str
    found: int
    limit: int
    path: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether there is too much of it."""
        return self.found > self.limit


def loads(template: Template, text: str) -> tuple[Load, ...]:
    """What a template has of everything that becomes less when it is split; ``text`` is the template as written."""
    texts = (node for _, node in all_nodes(template) if isinstance(node, str))
    dynamic = sum(len(_DYNAMIC.findall(text)) for text in texts)
    return (
        Load("parameters", len(template.parameters), MAX_PARAMETERS, ("Parameters",)),
        Load("outputs", len(template.outputs), MAX_OUTPUTS, ("Outputs",)),
        Load("resources", len(template.resources), MAX_RESOURCES, ("Resources",)),
        Load("mappings", len(template.mappings), MAX_MAPPINGS, ("Mappings",)),
        Load("dynamic references", dynamic, MAX_DYNAMIC_REFERENCES, ("Resources",)),
        Load("bytes of the template", len(text.encode()), MAX_S3_BODY_BYTES),
    )


def quota_findings(template: Template, file: str, text: str | None = None) -> Iterator[Finding]:
    """Every limit that the template exceeds; ``text`` is the template as written, where it has been."""
    written = write(template) if text is None else text
    for load in loads(template, written):
        yield from _over(file, load.path, load.what, load.found, load.limit)
    yield from _counts(template, file)
    yield from _names(template, file)
    yield from _sizes(template, file)
    body = len(written.encode())
    if MAX_BODY_BYTES < body <= MAX_S3_BODY_BYTES:
        summary = f"the template has {body:,} bytes; above {MAX_BODY_BYTES:,} it must be uploaded to S3"
        yield Finding("cfn-body-size", Severity.INFO, summary, place=Place(file))


def _over(file: str, path: tuple[str | int, ...], what: str, found: int, limit: int) -> Iterator[Finding]:
    if found > limit:
        splittable = path in _SPLITTABLE
        detail = "split the template into nested stacks" if splittable else "shorten it"
        summary = f"{what}: {found:,}, and CloudFormation takes {limit:,}"
        yield Finding("cfn-quota", Severity.ERROR, summary, detail, place=Place(file, path))


def _counts(template: Template, file: str) -> Iterator[Finding]:
    for name, mapping in template.mappings.items():
        yield from _over(
            file, ("Mappings", name), f"attributes of mapping {name}", len(mapping), MAX_MAPPING_ATTRIBUTES
        )


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
