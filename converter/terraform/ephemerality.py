"""Where ephemeral values go: they exist during one run only, so nothing that is kept may be made of them.

Told by references, nothing evaluated: a value is ephemeral if what it refers to is.

Facts: "Ephemeral values" and "Write-only arguments", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from converter.findings import Finding, Severity, Span
from converter.hcl.syntax import Block, Body, Call, Expression, Node, ObjectExpression
from converter.terraform.configuration import META_BLOCKS, ModuleCall, OutputConfig, ResourceConfig
from converter.terraform.modules import ModuleNode
from converter.terraform.provider_schema import BlockSchema
from converter.terraform.referring import Reference, references
from converter.terraform.traversals import traversal_text

_ANYWHERE = META_BLOCKS | {"depends_on", "provider"}
"""Parts of a resource block that take ephemeral values, or none at all."""


@dataclass(slots=True)
class Ephemerality:
    """Which expressions of one module are ephemeral."""

    module: ModuleNode
    locals: dict[tuple[str, str], bool] = field(default_factory=dict)

    def check(self, schemas: Mapping[str, BlockSchema | None]) -> Iterator[Finding]:
        """What keeps an ephemeral value in the module.

        ``schemas`` are those of its blocks, by mode and type: ``managed.aws_vpc``.
        """
        config = self.module.config
        for resource in config.resources.values():
            if resource.mode != "ephemeral":
                yield from self._resource(resource, schemas.get(f"{resource.mode}.{resource.type}"))
        for call in config.calls.values():
            yield from self._call(call)
        for output in config.outputs.values():
            yield from self._output(output)

    def of(self, node: Node) -> bool:
        """Whether an expression is ephemeral."""
        return any(self._refers(reference) for reference in _kept_references(node))

    def _refers(self, reference: Reference) -> bool:
        config, names = self.module.config, [step.name or "" for step in reference.names()]
        match reference.root, names:
            case "ephemeral", _:
                return True
            case "var", [name, *_]:
                return name in config.variables and config.variables[name].ephemeral
            case "local", [name, *rest] if name in config.locals:
                return self._local(name, rest[0] if rest else "")
            case "module", [name, output, *_] if name in self.module.children:
                outputs = self.module.children[name].config.outputs
                return output in outputs and outputs[output].ephemeral
            case _:
                return False

    def _local(self, name: str, attribute: str) -> bool:
        """Whether a local value is ephemeral, or one attribute of the object that it is."""
        key = (name, attribute)
        if key not in self.locals:
            self.locals[key] = False  # a circle is told elsewhere
            expression: Expression = self.module.config.locals[name].expression
            if attribute and isinstance(expression, ObjectExpression):
                found = [i.value for i in expression.items if traversal_text(i.key) == attribute]
                expression = found[0] if len(found) == 1 else expression
            self.locals[key] = self.of(expression)
        return self.locals[key]

    def _resource(self, config: ResourceConfig, schema: BlockSchema | None) -> Iterator[Finding]:
        for name, expression in (("count", config.count), ("for_each", config.for_each)):
            if expression is not None and self.of(expression):
                detail = f"an ephemeral value cannot decide about {name}: the instances outlive it"
                yield _finding(f"invalid {name} argument", detail, expression.span)
        yield from self._body(config.block.body, schema)

    def _body(self, body: Body, schema: BlockSchema | None) -> Iterator[Finding]:
        for attribute in body.attributes:
            known = schema.attributes.get(attribute.name) if schema is not None else None
            if attribute.name in {"count", "for_each", *_ANYWHERE} or (known is not None and known.write_only):
                continue
            if self.of(attribute.expression):
                detail = (
                    f"{attribute.name} is kept in the state, and an ephemeral value is not; only write-only arguments "
                    "take one"
                )
                yield _finding("invalid use of ephemeral value", detail, attribute.expression.span)
        for block in body.blocks:
            if block.type not in _ANYWHERE:
                yield from self._block(block, schema)

    def _block(self, block: Block, schema: BlockSchema | None) -> Iterator[Finding]:
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        inner = schema.blocks[name].block if schema is not None and name in schema.blocks else None
        bodies = [c.body for c in block.body.blocks_of_type("content")] if block.type == "dynamic" else [block.body]
        for body in bodies:
            yield from self._body(body, inner)

    def _call(self, call: ModuleCall) -> Iterator[Finding]:
        child = self.module.children.get(call.name)
        for name, attribute in call.arguments.items():
            variable = child.config.variables.get(name) if child is not None else None
            if variable is not None and not variable.ephemeral and self.of(attribute.expression):
                detail = f"the module's variable {name!r} is not ephemeral; declare it with ephemeral = true"
                yield _finding("ephemeral value not allowed", detail, attribute.expression.span)

    def _output(self, output: OutputConfig) -> Iterator[Finding]:
        if not output.ephemeral and self.of(output.value):
            detail = f"output {output.name!r} is not ephemeral, and its value is; declare it with ephemeral = true"
            yield _finding("ephemeral value not allowed", detail, output.value.span)


def ephemeral_root_outputs(root: ModuleNode) -> Iterator[Finding]:
    """The outputs of the root module that are ephemeral: nobody could take them."""
    for output in root.config.outputs.values():
        if output.ephemeral:
            detail = "only the outputs of modules that are called can be ephemeral; remove ephemeral = true"
            yield _finding("ephemeral output not allowed", detail, output.block.header)


def _kept_references(node: Node) -> Iterator[Reference]:
    """The references in an expression but those that ``ephemeralasnull`` replaces."""
    hidden = list(_replaced(node))
    for reference in references(node):
        if not any(_within(reference.span, span) for span in hidden):
            yield reference


def _replaced(node: Node) -> Iterator[Span]:
    if isinstance(node, Call) and node.name.removeprefix("core::") == "ephemeralasnull":
        yield node.span
        return
    for field_ in fields(node):
        value = getattr(node, field_.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield from _replaced(part)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start.byte <= inner.start.byte and inner.end.byte <= outer.end.byte


def _finding(summary: str, detail: str, span: Span) -> Finding:
    return Finding("terraform-ephemeral", Severity.ERROR, summary, detail, span)
