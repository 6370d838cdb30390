"""Templates as YAML that people read in review.

Sections come in the order of "Template sections" (AWS CloudFormation User Guide), entries in the order of the model,
comments above their entries. The same template gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from converter.cloudformation.model import Node, Object, Output, Parameter, Resource, Rule, Template
from converter.cloudformation.yaml_nodes import Writable, entry

FORMAT_VERSION = "2010-09-09"


def write(template: Template) -> str:
    """The template as YAML text, with a newline at the end.

    Raises ValueError for what no template can say: an And or Or without operands, a number that is not finite.
    """
    lines = _comment(template.comment, 0)
    lines += entry("AWSTemplateFormatVersion", FORMAT_VERSION, 0)
    if template.description:
        lines += entry("Description", template.description, 0)
    if template.metadata.entries:
        lines += ["", *entry("Metadata", template.metadata, 0)]
    lines += _section("Parameters", ((n, p.comment, _parameter(p)) for n, p in template.parameters.items()))
    lines += _section("Rules", ((n, "", _rule(r)) for n, r in template.rules.items()))
    lines += _section("Mappings", ((n, "", m) for n, m in template.mappings.items()))
    lines += _section("Conditions", ((n, "", c) for n, c in template.conditions.items()))
    lines += _section("Resources", ((n, r.comment, _resource(r)) for n, r in template.resources.items()))
    lines += _section("Outputs", ((n, o.comment, _output(o)) for n, o in template.outputs.items()))
    return "\n".join(lines) + "\n"


def _comment(text: str, indent: int) -> list[str]:
    pad = " " * indent
    return [f"{pad}# {line}".rstrip() for line in text.splitlines()]


def _section(name: str, entries: Iterable[tuple[str, str, Writable]]) -> list[str]:
    """A section; a blank line between entries, save between neighbours of one line each."""
    out: list[str] = []
    previous = 0
    for key, comment, content in entries:
        lines = _comment(comment, 2)
        lines += entry(key, content, 2)
        if previous and (previous > 1 or len(lines) > 1):
            out.append("")
        out += lines
        previous = len(lines)
    return ["", f"{name}:", *out] if out else []


def _parameter(parameter: Parameter) -> Object:
    rows: list[tuple[str, Writable | None]] = [
        ("Type", parameter.type),
        ("Description", parameter.description or None),
        ("Default", parameter.default),
        ("NoEcho", parameter.no_echo or None),
        ("AllowedValues", parameter.allowed_values or None),
        ("AllowedPattern", parameter.allowed_pattern),
        ("MinLength", parameter.min_length),
        ("MaxLength", parameter.max_length),
        ("MinValue", parameter.min_value),
        ("MaxValue", parameter.max_value),
        ("ConstraintDescription", parameter.constraint_description or None),
    ]
    return _present(rows)


def _rule(rule: Rule) -> Object:
    assertions = tuple(
        Object.of({"Assert": cast(Node, a.test), "AssertDescription": a.description}) for a in rule.assertions
    )
    return _present([("RuleCondition", rule.condition), ("Assertions", assertions)])


def _resource(resource: Resource) -> Object:
    depends: Writable | None = resource.depends_on or None
    if len(resource.depends_on) == 1:
        depends = resource.depends_on[0]
    rows: list[tuple[str, Writable | None]] = [
        ("Type", resource.type),
        ("Condition", resource.condition),
        ("DependsOn", depends),
        ("CreationPolicy", _filled(resource.creation_policy)),
        ("UpdatePolicy", _filled(resource.update_policy)),
        ("DeletionPolicy", resource.deletion_policy),
        ("UpdateReplacePolicy", resource.update_replace_policy),
        ("Metadata", _filled(resource.metadata)),
        ("Properties", _filled(resource.properties)),
    ]
    return _present(rows)


def _filled(value: Object) -> Object | None:
    return value if value.entries else None


def _output(output: Output) -> Object:
    rows: list[tuple[str, Writable | None]] = [
        ("Description", output.description or None),
        ("Condition", output.condition),
        ("Value", output.value),
        ("Export", None if output.export_name is None else Object((("Name", output.export_name),))),
    ]
    return _present(rows)


def _present(rows: list[tuple[str, Writable | None]]) -> Object:
    return Object(tuple((key, cast(Node, value)) for key, value in rows if value is not None))
