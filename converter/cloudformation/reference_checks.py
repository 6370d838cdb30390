"""References of a template: to what is not there, from what is never used, and in circles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from converter.cloudformation.evaluation import NESTED_STACK
from converter.cloudformation.model import ConditionRef, FindInMap, GetAtt, Object, Ref, Template
from converter.cloudformation.order import Cycle, cycle_finding, topological
from converter.cloudformation.places import Path, all_nodes, conditions_used, placed, resource_nodes
from converter.findings.model import Finding, Place, Severity

Nested = Callable[[str], Template | None]
"""The template behind a TemplateURL as it is written; None where it is not known."""

PSEUDO_PARAMETERS = frozenset(
    {
        "AWS::AccountId",
        "AWS::NoValue",
        "AWS::NotificationARNs",
        "AWS::Partition",
        "AWS::Region",
        "AWS::StackId",
        "AWS::StackName",
        "AWS::URLSuffix",
    }
)

_UNUSED = {
    "Parameters": "cfn-unused-parameter",
    "Conditions": "cfn-unused-condition",
    "Mappings": "cfn-unused-mapping",
}
"""Section → the id for an entry of it that nothing uses."""


def reference_findings(template: Template, file: str, nested: Nested | None = None) -> Iterator[Finding]:
    """Every problem with references inside the template, and to the outputs and parameters of nested ones."""
    checks = _Checks(template, file)
    yield from checks.dangling()
    yield from checks.unused()
    yield from checks.clashes()
    yield from checks.cycles()
    if nested is not None:
        yield from checks.nested(nested)


class _Checks:
    """Checks of one template."""

    def __init__(self, template: Template, file: str) -> None:
        self._template, self._file = template, file
        self._nodes = list(all_nodes(template))

    def _finding(
        self, id: str, path: Path, summary: str, detail: str = "", severity: Severity = Severity.ERROR
    ) -> Finding:
        return Finding(id, severity, summary, detail, place=Place(self._file, path))

    def dangling(self) -> Iterator[Finding]:
        template = self._template
        for path, node in self._nodes:
            static = path[0] in ("Conditions", "Rules")
            if isinstance(node, Ref):
                known = node.name in template.parameters or node.name in PSEUDO_PARAMETERS
                if not known and not (node.name in template.resources and not static):
                    yield self._finding("cfn-ref-unknown", path, f"Ref to {node.name}, which is not there")
            elif isinstance(node, GetAtt) and (static or node.resource not in template.resources):
                yield self._finding("cfn-ref-unknown", path, f"GetAtt of {node.resource}, which is not a resource here")
            elif isinstance(node, FindInMap) and isinstance(node.map, str) and node.map not in template.mappings:
                yield self._finding("cfn-ref-unknown", path, f"there is no mapping {node.map}")
        for path, name in conditions_used(template):
            if name not in template.conditions:
                yield self._finding("cfn-condition-unknown", path, f"there is no condition {name}")
        for name, resource in template.resources.items():
            for other in resource.depends_on:
                path = ("Resources", name, "DependsOn")
                if other not in template.resources:
                    yield self._finding(
                        "cfn-depends-on-unknown", path, f"{name} depends on {other}, which is not there"
                    )

    def unused(self) -> Iterator[Finding]:
        template = self._template
        refs = {node.name for _, node in self._nodes if isinstance(node, Ref)}
        conditions = {name for _, name in conditions_used(template)}
        maps = [node.map for _, node in self._nodes if isinstance(node, FindInMap)]
        used: list[tuple[str, str, set[str]]] = [
            *(("Parameters", name, refs) for name in template.parameters),
            *(("Conditions", name, conditions) for name in template.conditions),
        ]
        if all(isinstance(m, str) for m in maps):
            used += [("Mappings", name, {m for m in maps if isinstance(m, str)}) for name in template.mappings]
        for section, name, names in used:
            if name not in names:
                summary = f"{section.removesuffix('s').lower()} {name} is never used"
                yield self._finding(_UNUSED[section], (section, name), summary, "remove it", Severity.WARNING)

    def clashes(self) -> Iterator[Finding]:
        for name in self._template.parameters.keys() & self._template.resources.keys():
            yield self._finding("cfn-duplicate-id", ("Resources", name), f"{name} is a parameter and a resource")
        for section in (self._template.parameters, self._template.resources, self._template.outputs):
            for name in section:
                if name.startswith("AWS::"):
                    yield self._finding("cfn-logical-id", (name,), f"{name} is a name that CloudFormation keeps")

    def cycles(self) -> Iterator[Finding]:
        template = self._template
        edges = {name: [*self._needs(name), *r.depends_on] for name, r in template.resources.items()}
        found = topological(edges)
        if isinstance(found, Cycle):
            yield cycle_finding(self._file, found.loop)
        edges = {
            name: [n.name for _, n in placed(c, ()) if isinstance(n, ConditionRef)]
            for name, c in template.conditions.items()
        }
        found = topological(edges)
        if isinstance(found, Cycle):
            loop = " -> ".join(found.loop)
            path = ("Conditions", found.loop[0])
            yield self._finding("cfn-condition-cycle", path, f"conditions depend on each other: {loop}")

    def _needs(self, name: str) -> Iterator[str]:
        for _, node in resource_nodes(self._template, name):
            if isinstance(node, Ref) and node.name in self._template.resources:
                yield node.name
            elif isinstance(node, GetAtt):
                yield node.resource

    # ------------------------------------------------------------------------------------------ nested stacks

    def nested(self, load: Nested) -> Iterator[Finding]:
        children: dict[str, Template] = {}
        for name, resource in self._template.resources.items():
            url = resource.properties.get("TemplateURL")
            if resource.type != NESTED_STACK or not isinstance(url, str):
                continue
            child = load(url)
            path: Path = ("Resources", name, "Properties", "TemplateURL")
            if child is None:
                yield self._finding("cfn-nested-template-missing", path, f"there is no template {url}")
                continue
            children[name] = child
            yield from self._nested_parameters(name, resource.properties.get("Parameters") or Object(), child)
        for path, node in self._nodes:
            if isinstance(node, GetAtt) and node.resource in children and node.attribute.startswith("Outputs."):
                output = node.attribute.removeprefix("Outputs.")
                if output not in children[node.resource].outputs:
                    yield self._finding("cfn-output-unknown", path, f"{node.resource} has no output {output}")

    def _nested_parameters(self, name: str, given: object, child: Template) -> Iterator[Finding]:
        path: Path = ("Resources", name, "Properties", "Parameters")
        if not isinstance(given, Object):
            return
        for key, _ in given:
            if key not in child.parameters:
                yield self._finding("cfn-parameter-unknown", (*path, key), f"the template of {name} has no {key}")
        for key, parameter in child.parameters.items():
            if parameter.default is None and key not in given:
                yield self._finding("cfn-parameter-missing", path, f"{name} needs a value for parameter {key}")
