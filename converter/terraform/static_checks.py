"""What is wrong with a configuration whatever its variables are: names, arguments, types of resources, cycles.

Terraform reports these without evaluating anything ("terraform validate"), in blocks that nothing uses too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from converter.findings import Finding, Findings, Severity, Span
from converter.hcl.syntax import Expression
from converter.terraform.configuration import CALL_META_ARGUMENTS, ImportBlock, ModuleCall, ResourceConfig
from converter.terraform.declarations import declares_in_broken_part, undeclared
from converter.terraform.ephemerality import Ephemerality, ephemeral_root_outputs
from converter.terraform.loops import Graph, loops
from converter.terraform.modules import ModuleNode
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.provider_versions import VersionedSchema
from converter.terraform.reference_forms import (
    check_form,
    dependency_problem,
    incomplete,
    outside_repetition,
    unexpected_key,
)
from converter.terraform.referring import NO_SYMBOLS, Reference, Step, body_references, references
from converter.terraform.requirements import check_providers, check_versions
from converter.terraform.scope import StaticError
from converter.terraform.structure import check_body, check_ignored
from converter.terraform.suggestions import did_you_mean

Path = tuple[str, ...]
"""The names of the module calls that lead to a module."""

Name = tuple[str, ...]
"""What a node of the graph is: ``("var", "x")``, ``("resource", "aws_vpc", "main")`` …"""

_NO_REFERENCES = frozenset({"provider", "providers", "ignore_changes", "depends_on", "when", "on_failure"})
"""Arguments that hold no expressions, or are looked at by themselves."""

_RESERVED = frozenset({"each", "count", "self", "path", "terraform"})


def schema_of(config: ResourceConfig, schema: ProviderSchema) -> BlockSchema | None:
    """The provider's schema of a resource or data block; None for a type that it does not know."""
    if config.mode == "ephemeral":
        return None
    return schema.data_source(config.type) if config.mode == "data" else schema.resource(config.type)


def check_statically(
    root: ModuleNode, schema: ProviderSchema, findings: Findings, *, allow_unknown_types: bool = False
) -> None:
    """Report everything that is wrong with the configuration regardless of values."""
    checker = _Checker(schema, findings, Severity.WARNING if allow_unknown_types else Severity.ERROR)
    checker.module(root, ())
    findings.extend(ephemeral_root_outputs(root))
    for loop in loops(checker.graph):
        findings.add(_cycle(loop, checker.places))


def check_references(expression: Expression, root: ModuleNode, schema: ProviderSchema) -> None:
    """Hold the references of a lone expression in a root module against what can be referred to there.

    Raises StaticError for the first that is wrong. As in Terraform those that are no references at all come first.
    """
    found = list(references(expression, NO_SYMBOLS))
    for reference in found:
        check_form(reference)
    for reference in found:
        findings = Findings()
        _Checker(schema, findings, Severity.WARNING).targets(root, (), reference)
        if len(findings):
            raise StaticError(*findings)


def _cycle(loop: list[tuple[Path, Name]], places: Mapping[tuple[Path, Name], Span]) -> Finding:
    names = [_shown(node) for node in loop]
    spans = [places[node] for node in loop if node in places]
    if len(names) == 1:
        summary, detail = "self-reference", f"{names[0]} refers to itself; remove the reference"
        theirs = "Self-referential block" if loop[0][1][0] == "resource" else f"Cycle: {names[0]}"
    else:
        summary = "reference cycle"
        circle = " -> ".join([*names, names[0]])
        detail = f"these refer to each other in a circle: {circle}; break it by removing one of the references"
        theirs = f"Cycle: {', '.join(names)}"
    return Finding(
        "terraform-cycle",
        Severity.ERROR,
        summary,
        detail,
        spans[0] if spans else None,
        related=tuple(spans[1:]),
        terraform_summary=theirs,
    )


def _shown(node: tuple[Path, Name]) -> str:
    path, name = node
    prefix = "".join(f"module.{step}." for step in path)
    match name:
        case ("resource", *rest):
            return prefix + ".".join(rest)
        case _:
            return prefix + ".".join(name)


@dataclass(slots=True)
class _Checker:
    schema: ProviderSchema
    findings: Findings
    unknown_types: Severity
    graph: Graph[tuple[Path, Name]] = field(default_factory=dict)
    places: dict[tuple[Path, Name], Span] = field(default_factory=dict)
    checked: set[int] = field(default_factory=set)
    """The modules (by identity of their declarations) whose blocks have been held against their schemas."""

    def module(self, module: ModuleNode, path: Path) -> None:
        config = module.config
        first = id(config) not in self.checked
        self.checked.add(id(config))
        for variable in config.variables.values():
            self.place(path, ("var", variable.name), variable.block.header)
            for check in variable.validations:
                self.used(module, path, check.condition)
                if check.message is not None:
                    self.used(module, path, check.message)
        for name, attribute in config.locals.items():
            self.node(module, path, ("local", name), references(attribute.expression), attribute.name_span)
        for output in config.outputs.values():
            name_ = ("output", output.name)
            self.node(module, path, name_, body_references(output.block.body, _NO_REFERENCES), output.block.header)
            self.depends(module, path, name_, output.depends_on)
        for check_block in config.checks.values():
            for reference in body_references(check_block.block.body, frozenset()):
                self.targets(module, path, reference)
        for resource in config.resources.values():
            self.resource(module, path, resource, first=first)
        for block in config.providers:
            for reference in body_references(block.body, frozenset({"alias"})):
                self.targets(module, path, reference)
        for call in config.calls.values():
            self.call(module, path, call)
        for adopted in config.imports:
            self.adopted(module, path, adopted)
        self.findings.extend(check_providers(module, root=not path))
        if first:
            self.findings.extend(check_versions(config, self.schema.version))
            schemas = {f"{r.mode}.{r.type}": schema_of(r, self.schema) for r in config.resources.values()}
            self.findings.extend(Ephemerality(module).check(schemas))
        for name, child in module.children.items():
            self.module(child, (*path, name))

    def resource(self, module: ModuleNode, path: Path, config: ResourceConfig, *, first: bool) -> None:
        name = ("resource", *(() if config.mode == "managed" else (config.mode,)), config.type, config.name)
        body = config.block.body
        steps = tuple(block for block in body.blocks if block.type in {"provisioner", "connection"})
        rest = replace(body, blocks=tuple(block for block in body.blocks if block not in steps))
        self.node(module, path, name, body_references(rest, _NO_REFERENCES), config.block.header)
        for step in steps:  # they run when the resource is there, so that they may refer to it
            for reference in body_references(step.body, _NO_REFERENCES):
                self.targets(module, path, reference)
        itself = (path, name)
        self.depends(
            module, path, name, tuple(e for e in config.depends_on if [itself] != self.resolved(module, path, e))
        )
        if not first or config.mode == "ephemeral":
            return
        schema = schema_of(config, self.schema)
        if schema is None:
            self.findings.add(self.unknown_type(config))
            return
        for finding in check_body(config.block.body, schema, config.block.header, top=True):
            self.findings.add(self.of_another_version(finding, config))
        self.findings.extend(check_ignored(config, schema))

    def of_another_version(self, finding: Finding, config: ResourceConfig) -> Finding:
        """A finding about an argument or block; told otherwise where another version of the provider has it."""
        schema = self.schema
        if not isinstance(schema, VersionedSchema) or not finding.summary.startswith("unsupported "):
            return finding
        advice = schema.advice(config.type, finding.summary.rpartition(" ")[2].strip("'"))
        if advice:
            return replace(finding, detail=f"version {schema.version} of the provider has it no more; {advice}")
        if not schema.is_newer:
            return finding
        return replace(
            finding,
            id="terraform-newer-provider",
            severity=self.unknown_types,
            detail=f"version {schema.version} of the AWS provider, which is known here, does not have it, and the "
            "configuration is written for a newer one; it is left out with --allow-partial",
        )

    def adopted(self, module: ModuleNode, path: Path, adopted: ImportBlock) -> None:
        """The references of an ``import`` block."""
        body = adopted.block.body
        for attribute in body.attributes:
            if attribute.name not in {"id", "for_each"}:
                continue
            for reference in references(attribute.expression):
                self.targets(module, path, reference)
                if reference.root == "each" and body.attribute("for_each") is None:
                    self.findings.extend(outside_repetition(reference).findings)

    def unknown_type(self, config: ResourceConfig) -> Finding:
        data = config.mode == "data"
        close = self.schema.close_matches(config.type, data_sources=data)
        hint = f"did you mean {close[0]!r}?" if close else "--allow-partial converts the rest of the configuration"
        kind = "data source" if data else "resource type"
        return Finding(
            "terraform-resource-type",
            self.unknown_types,
            f"unknown {kind} {config.type!r}",
            f"no provider that is known here has a {kind} of that name; {hint}",
            config.block.header,
        )

    def call(self, module: ModuleNode, path: Path, call: ModuleCall) -> None:
        header = call.block.header
        node = ("module", call.name)
        meta = [e for e in (call.count, call.for_each) if e is not None]
        self.node(module, path, node, (r for e in meta for r in references(e)), header)
        self.depends(module, path, node, call.depends_on)
        child = module.children.get(call.name)
        for name, attribute in call.arguments.items():
            targets = [t for r in references(attribute.expression) for t in self.targets(module, path, r)]
            if child is None or name not in child.config.variables:
                continue
            inner = ((*path, call.name), ("var", name))
            self.graph.setdefault(inner, {}).update(dict.fromkeys([*targets, (path, node)]))
        if child is not None:
            self.check_call(call, child)

    def check_call(self, call: ModuleCall, child: ModuleNode) -> None:
        variables = child.config.variables
        for name, attribute in call.arguments.items():
            if name in variables or declares_in_broken_part("input variable", "var", name, child.config):
                continue
            detail = f"the module {child.config.directory} declares no variable of that name"
            self.report(
                f"unsupported argument {name!r}", f"{detail}{did_you_mean(name, variables)}", attribute.name_span
            )
        for block in call.block.body.blocks:
            detail = f"a module block has no nested blocks: write {block.type} = {{ … }}"
            self.report(f"unsupported block type {block.type!r}", detail, block.header)
        for name, variable in variables.items():
            if variable.default is None and name not in call.arguments and name not in CALL_META_ARGUMENTS:
                self.report(
                    f"missing required argument {name!r}",
                    f"the module {child.config.directory} needs a value for its variable {name!r}",
                    call.block.header,
                )

    def report(self, summary: str, detail: str, span: Span) -> None:
        self.findings.add(Finding("terraform-argument", Severity.ERROR, summary, detail, span))

    # ------------------------------------------------------------------------------------------ the graph

    def place(self, path: Path, name: Name, span: Span) -> None:
        self.places[path, name] = span
        self.graph.setdefault((path, name), {})

    def node(self, module: ModuleNode, path: Path, name: Name, found: Iterator[Reference], span: Span) -> None:
        """A node with what it refers to; all that is in a module waits for the module's own repetition."""
        self.place(path, name, span)
        edges = self.graph[path, name]
        for reference in found:
            targets = self.targets(module, path, reference)
            edges.update(dict.fromkeys(targets))
            if (path, name) in targets:
                self.places[path, name] = reference.span
        if path:
            edges.setdefault((path[:-1], ("module", path[-1])))

    def depends(self, module: ModuleNode, path: Path, name: Name, listed: tuple[Expression, ...]) -> None:
        """The edges of a node by its ``depends_on``, which names whole objects."""
        edges = self.graph[path, name]
        for expression in listed:
            for reference in references(expression):
                problem = dependency_problem(reference)
                if problem is not None:
                    self.findings.extend(problem.findings)
                else:
                    edges.update(dict.fromkeys(self.targets(module, path, reference)))

    def resolved(self, module: ModuleNode, path: Path, expression: Expression) -> list[tuple[Path, Name]]:
        """The nodes that an expression leads to, without a word about what is wrong with it."""
        silent = replace(self, findings=Findings())
        return [target for reference in references(expression) for target in silent.targets(module, path, reference)]

    def used(self, module: ModuleNode, path: Path, expression: Expression) -> None:
        for reference in references(expression, NO_SYMBOLS):
            self.targets(module, path, reference)

    def targets(self, module: ModuleNode, path: Path, reference: Reference) -> list[tuple[Path, Name]]:
        """The nodes that a reference leads to; a name that is not declared is reported."""
        config, names = module.config, reference.names()
        root = reference.root
        if root in _RESERVED:
            return []
        problem = incomplete(reference)
        if problem is not None:
            self.findings.extend(problem.findings)
            return []
        first = names[0]
        assert first.name is not None  # names() gives steps with names
        match root:
            case "var":
                return self.declared("input variable", "var", first, config.variables, module, path)
            case "local":
                return self.declared("local value", "local", first, config.locals, module, path)
            case "module":
                return self.outputs(module, path, names)
            case "data" if len(names) > 1:
                return self.instances(module, path, "data", first.name, names[1], reference)
            case "ephemeral" if len(names) > 1:
                return self.instances(module, path, "ephemeral", first.name, names[1], reference)
            case "data" | "ephemeral":
                return []
            case _:
                return self.instances(module, path, "managed", root, first, reference)

    def declared(
        self, kind: str, root: str, step: Step, names: Mapping[str, object], module: ModuleNode, path: Path
    ) -> list[tuple[Path, Name]]:
        assert step.name is not None
        if step.name in names:
            return [(path, (root, step.name))]
        self.findings.extend(undeclared(kind, root, step.name, module.config, step.span).findings)
        return []

    def instances(
        self, module: ModuleNode, path: Path, mode: str, type_: str, step: Step, reference: Reference
    ) -> list[tuple[Path, Name]]:
        assert step.name is not None
        if (mode, type_, step.name) in module.config.resources:
            config = module.config.resources[mode, type_, step.name]
            problem = unexpected_key(reference, config)
            if problem is not None:
                self.findings.extend(problem.findings)
            return [(path, ("resource", *(() if mode == "managed" else (mode,)), type_, step.name))]
        kind = {"data": "data source", "ephemeral": "ephemeral resource"}.get(mode, "resource")
        prefix = type_ if mode == "managed" else f"{mode}.{type_}"
        self.findings.extend(undeclared(kind, prefix, step.name, module.config, step.span).findings)
        return []

    def outputs(self, module: ModuleNode, path: Path, names: tuple[Step, ...]) -> list[tuple[Path, Name]]:
        called = self.declared("module call", "module", names[0], module.config.calls, module, path)
        name = names[0].name
        assert name is not None
        child = module.children.get(name)
        if child is None or not called:
            return called
        inside = (*path, name)
        if len(names) == 1:
            return [*called, *((inside, ("output", output)) for output in child.config.outputs)]
        output = names[1].name
        assert output is not None
        if output in child.config.outputs:
            return [*called, (inside, ("output", output))]
        self.findings.extend(undeclared("output", f"module.{name}", output, child.config, names[1].span).findings)
        return called
