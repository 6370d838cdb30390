"""Template text, YAML or JSON, to the template model.

Everything wrong is collected with its place. Facts: "Template sections", "Resource attributes", AWS CloudFormation User
Guide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from converter.cloudformation.condition_depth import depths
from converter.cloudformation.model import (
    Assertion,
    ConditionExpression,
    ConditionRef,
    Equals,
    Node,
    Object,
    Output,
    Parameter,
    Resource,
    Rule,
    RuleExpression,
    Template,
)
from converter.cloudformation.node_reader import NodeReader
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.yaml_source import Path, Source, compose
from converter.findings.model import Finding, FindingError

MAX_CONDITION_DEPTH = 250
"""Operators and named conditions below each other. Those that people write have some five, converted ones may have
twice as many as the converter allows an expression."""

_PARAMETER_KEYS = {
    "Type": "type",
    "Description": "description",
    "Default": "default",
    "NoEcho": "no_echo",
    "AllowedValues": "allowed_values",
    "AllowedPattern": "allowed_pattern",
    "MinLength": "min_length",
    "MaxLength": "max_length",
    "MinValue": "min_value",
    "MaxValue": "max_value",
    "ConstraintDescription": "constraint_description",
}
_RESOURCE_TEXT = {
    "Type": "type",
    "Condition": "condition",
    "DeletionPolicy": "deletion_policy",
    "UpdateReplacePolicy": "update_replace_policy",
}
_RESOURCE_OBJECTS = {
    "Properties": "properties",
    "Metadata": "metadata",
    "CreationPolicy": "creation_policy",
    "UpdatePolicy": "update_policy",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A template that was read: the model, where its parts stand (path to line and column), and what is wrong."""

    template: Template
    file: str
    positions: Mapping[Path, tuple[int, int]]
    findings: tuple[Finding, ...] = ()

    def position(self, path: Path) -> tuple[int, int] | None:
        """Line and column of a path, or of the nearest part above it that was written."""
        while path:
            if path in self.positions:
                return self.positions[path]
            path = path[:-1]
        return None


def read(text: str, file: str = "template.yaml") -> Template:
    """The template in a text; comments are left out, Subs come in normal form.

    Raises FindingError with everything that is wrong.
    """
    document = parse(text, file)
    if document.findings:
        raise FindingError(*document.findings)
    return document.template


def parse(text: str, file: str = "template.yaml") -> Document:
    """The template in a text with places and findings.

    Raises FindingError only where the text is no YAML or JSON mapping at all.
    """
    root, source = compose(text, file)
    reader = _TemplateReader(source)
    template = reader.template(root)
    return Document(template, file, source.positions, tuple(source.findings))


class _TemplateReader:
    """Reads the sections of one file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._nodes = NodeReader(source)

    def template(self, root: yaml.MappingNode) -> Template:
        readers: dict[str, tuple[str, Callable[[yaml.Node, Path], Any]]] = {
            "Parameters": ("parameters", self._parameter),
            "Rules": ("rules", self._rule),
            "Mappings": ("mappings", self._object),
            "Conditions": ("conditions", self._nodes.condition),
            "Resources": ("resources", self._resource),
            "Outputs": ("outputs", self._output),
        }
        fields: dict[str, Any] = {}
        for key, raw, path in self._source.entries(root, ()):
            if key in readers:
                name, reader = readers[key]
                entries = list(self._mapping(raw, path))
                fields[name] = {k: reader(v, at) for k, v, at in entries}
                if key == "Conditions":
                    self._check_depth(fields[name], {k: v for k, v, _ in entries})
            elif key == "Metadata":
                fields["metadata"] = self._object(raw, path)
            elif key == "Description":
                fields["description"] = self._text(raw, path)
            elif key == "AWSTemplateFormatVersion":
                if self._text(raw, path) != "2010-09-09":
                    self._source.report(raw, path, "cfn-template-shape", "the only format version is 2010-09-09")
            elif key in ("Transform", "Hooks"):
                detail = "process the template first" if key == "Transform" else "remove the section"
                self._source.report(raw, path, "cfn-unsupported", f"section {key} is not supported", detail)
            else:
                self._source.report(raw, path, "cfn-unknown-section", f"{key} is not a section of a template")
        if "resources" not in fields:
            self._source.report(root, (), "cfn-template-shape", "a template needs a Resources section")
        return Template(**fields)

    # ------------------------------------------------------------------------------------------ entries

    def _check_depth(self, conditions: Mapping[str, ConditionExpression], nodes: Mapping[str, yaml.Node]) -> None:
        """Refuse conditions that are nested too deeply: whoever evaluates them goes down all their levels."""
        for name, depth in depths(conditions).items():
            if depth > MAX_CONDITION_DEPTH:
                summary = f"condition {name} is nested deeper than {MAX_CONDITION_DEPTH} levels"
                detail = "counted with the conditions that it refers to; say it with fewer of them"
                self._source.report(nodes[name], ("Conditions", name), "cfn-template-shape", summary, detail)
                return

    def _parameter(self, raw: yaml.Node, path: Path) -> Parameter:
        fields: dict[str, Any] = {}
        for key, value, at in self._mapping(raw, path):
            name = _PARAMETER_KEYS.get(key)
            if name is None:
                self._unknown_key(value, at, "a parameter")
            elif name == "allowed_values":
                given = self._nodes.node(value, at)
                items = given if isinstance(given, tuple) else (given,)
                fields[name] = tuple(self._constant(item, value, at) for item in items)
            elif name == "default":
                fields[name] = self._constant(self._nodes.node(value, at), value, at)
            elif name == "no_echo":
                fields[name] = self._text(value, at).lower() in ("true", "yes", "on")
            elif name in ("min_length", "max_length", "min_value", "max_value"):
                fields[name] = self._number(value, at)
            else:
                fields[name] = self._text(value, at)
        if "type" not in fields:
            self._source.report(raw, path, "cfn-template-shape", f"parameter {path[-1]} has no Type")
        return Parameter(**fields)

    def _rule(self, raw: yaml.Node, path: Path) -> Rule:
        condition: RuleExpression | None = None
        assertions: list[Assertion] = []
        for key, value, at in self._mapping(raw, path):
            if key == "RuleCondition":
                condition = self._rule_expression(value, at)
            elif key == "Assertions" and isinstance(value, yaml.SequenceNode):
                assertions += [self._assertion(item, (*at, i)) for i, item in enumerate(value.value)]
            else:
                self._unknown_key(value, at, "a rule")
        return Rule(assertions=tuple(assertions), condition=condition)

    def _assertion(self, raw: yaml.Node, path: Path) -> Assertion:
        test: RuleExpression = Equals("", "")
        description = ""
        for key, value, at in self._mapping(raw, path):
            if key == "Assert":
                test = self._rule_expression(value, at)
            elif key == "AssertDescription":
                description = self._text(value, at)
            else:
                self._unknown_key(value, at, "an assertion")
        return Assertion(test=test, description=description)

    def _rule_expression(self, raw: yaml.Node, path: Path) -> RuleExpression:
        expression: ConditionExpression = self._nodes.condition(raw, path)
        if isinstance(expression, ConditionRef):
            self._source.report(raw, path, "cfn-template-shape", "a rule cannot use a condition")
            return Equals("", "")
        return expression

    def _resource(self, raw: yaml.Node, path: Path) -> Resource:
        fields: dict[str, Any] = {}
        for key, value, at in self._mapping(raw, path):
            if key in _RESOURCE_TEXT:
                fields[_RESOURCE_TEXT[key]] = self._text(value, at)
            elif key in _RESOURCE_OBJECTS:
                fields[_RESOURCE_OBJECTS[key]] = self._object(value, at)
            elif key == "DependsOn":
                fields["depends_on"] = self._names(value, at)
            else:
                self._unknown_key(value, at, "a resource")
        if "type" not in fields:
            self._source.report(raw, path, "cfn-template-shape", f"resource {path[-1]} has no Type")
            fields["type"] = ""
        return Resource(**fields)

    def _output(self, raw: yaml.Node, path: Path) -> Output:
        fields: dict[str, Any] = {}
        for key, value, at in self._mapping(raw, path):
            if key == "Value":
                fields["value"] = self._nodes.node(value, at)
            elif key in ("Description", "Condition"):
                fields[key.lower()] = self._text(value, at)
            elif key == "Export":
                export = self._object(value, at)
                fields["export_name"] = export.get("Name")
                if set(dict(export.entries)) != {"Name"}:
                    self._source.report(value, at, "cfn-template-shape", "Export needs a Name and nothing else")
            else:
                self._unknown_key(value, at, "an output")
        if "value" not in fields:
            self._source.report(raw, path, "cfn-template-shape", f"output {path[-1]} has no Value")
            fields["value"] = ""
        return Output(**fields)

    # ------------------------------------------------------------------------------------------ shapes

    def _mapping(self, raw: yaml.Node, path: Path) -> Iterator[tuple[str, yaml.Node, Path]]:
        if not self._source.enter(raw, path):
            return
        if isinstance(raw, yaml.MappingNode) and not raw.tag.startswith("!"):
            yield from self._source.entries(raw, path)
        else:
            self._source.report(raw, path, "cfn-template-shape", f"{_name(path)} must be an object")

    def _object(self, raw: yaml.Node, path: Path) -> Object:
        node = self._nodes.node(raw, path)
        if isinstance(node, Object):
            return node
        self._source.report(raw, path, "cfn-template-shape", f"{_name(path)} must be an object")
        return Object()

    def _text(self, raw: yaml.Node, path: Path) -> str:
        """A literal text; a number or boolean as it is written."""
        if isinstance(raw, yaml.ScalarNode) and not raw.tag.startswith("!"):
            if not self._source.enter(raw, path):
                return ""
            if raw.tag != "tag:yaml.org,2002:null":
                return self._source.text(raw)
            self._source.scalar(raw, path)
            return ""
        self._source.report(raw, path, "cfn-template-shape", f"{_name(path)} must be literal text")
        return ""

    def _names(self, raw: yaml.Node, path: Path) -> tuple[str, ...]:
        if not isinstance(raw, yaml.SequenceNode):
            return (self._text(raw, path),)
        return tuple(self._text(item, (*path, i)) for i, item in enumerate(raw.value))

    def _constant(self, node: Node, raw: yaml.Node, path: Path) -> str | int | Decimal:
        """A parameter's literal; booleans become text, as parameters have none."""
        if isinstance(node, bool):
            return scalar_text(node)
        if isinstance(node, (str, int, Decimal)):
            return node
        self._source.report(raw, path, "cfn-template-shape", f"{_name(path)} must be literal text or a number")
        return ""

    def _number(self, raw: yaml.Node, path: Path) -> int | Decimal | None:
        text = self._text(raw, path)
        try:
            number = Decimal(text)
        except ArithmeticError:
            number = Decimal("NaN")
        if number.is_finite():
            return int(number) if number == number.to_integral_value() else number
        self._source.report(raw, path, "cfn-template-shape", f"{_name(path)} must be a number")
        return None

    def _unknown_key(self, raw: yaml.Node, path: Path, where: str) -> None:
        self._source.report(raw, path, "cfn-unknown-key", f"{path[-1]} is not a key of {where}")


def _name(path: Path) -> str:
    return ".".join(str(step) for step in path) or "the template"
