"""Checks of our own over templates: structure, references, schemas, quotas.

cfn-lint and cloudformation-validate (:mod:`converter.cloudformation.linting`) are asked beside these, not instead.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from converter.cloudformation.model import DELETION_POLICIES, REPLACE_POLICIES, Template
from converter.cloudformation.parameters import is_known_type, parameter_value
from converter.cloudformation.property_checks import property_findings
from converter.cloudformation.quotas import quota_findings
from converter.cloudformation.reference_checks import Nested, reference_findings
from converter.cloudformation.schemas import DEFAULT_REGION
from converter.findings.model import Finding, Place, Severity


def validate(
    template: Template, file: str = "template.yaml", *, region: str = DEFAULT_REGION, nested: Nested | None = None
) -> tuple[Finding, ...]:
    """Everything wrong with one template; ``nested`` gives the template behind a TemplateURL as it is written."""
    found = [
        *_structure(template, file),
        *reference_findings(template, file, nested),
        *property_findings(template, file, region),
    ]
    if not any(finding.id == "cfn-null-value" for finding in found):  # a null cannot be written, so has no size
        found += quota_findings(template, file)
    return tuple(dict.fromkeys(found))


def validate_all(templates: Mapping[str, Template], *, region: str = DEFAULT_REGION) -> tuple[Finding, ...]:
    """Everything wrong with a set of templates, file name to template, that nest each other by relative TemplateURL."""
    out: list[Finding] = []
    for file, template in templates.items():

        def nested(url: str, folder: str = posixpath.dirname(file)) -> Template | None:
            return templates.get(posixpath.normpath(posixpath.join(folder, url)))

        out += validate(template, file, region=region, nested=nested)
    return tuple(dict.fromkeys(out))


def _structure(template: Template, file: str) -> Iterator[Finding]:
    def error(id: str, path: tuple[str | int, ...], summary: str, detail: str = "") -> Finding:
        return Finding(id, Severity.ERROR, summary, detail, place=Place(file, path))

    if not template.resources:
        yield error("cfn-template-shape", ("Resources",), "a template needs at least one resource")
    for name, parameter in template.parameters.items():
        if not is_known_type(parameter.type):
            path = ("Parameters", name, "Type")
            yield error("cfn-parameter-type", path, f"{parameter.type} is not a parameter type")
        elif parameter.default is not None:
            _, problems = parameter_value(name, parameter, None)
            for problem in problems:
                yield error(problem.id, ("Parameters", name, "Default"), problem.summary, problem.detail)
    for name, resource in template.resources.items():
        policies = (
            ("DeletionPolicy", resource.deletion_policy, DELETION_POLICIES),
            ("UpdateReplacePolicy", resource.update_replace_policy, REPLACE_POLICIES),
        )
        for key, policy, allowed in policies:
            if policy is not None and policy not in allowed:
                detail = f"use {', '.join(allowed)}"
                yield error("cfn-template-shape", ("Resources", name, key), f"{policy} is no {key}", detail)
