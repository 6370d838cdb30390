"""Operators over the text of a Terraform configuration: what a template that was not converted again must show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from converter.findings import Span
from converter.hcl.syntax import (
    Attribute,
    Binary,
    Block,
    Conditional,
    Literal,
    ObjectExpression,
    TupleExpression,
)
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from tests.mutation.mutant import Mutant
from tests.mutation.terraform_source import TerraformSource, chain, nodes, references

DESCRIPTIVE = frozenset({"description", "error_message", "type", "source", "version", "nullable"})
"""Arguments of variables, outputs and calls that are no part of what is deployed."""

META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle"})
OPPOSITE = {"==": "!=", "!=": "==", "&&": "||", "||": "&&", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True)
class Edit:
    """A change of one file: the span, the text that takes its place, and what to say of it."""

    span: Span
    text: str
    detail: str
    also: tuple[tuple[Span, str], ...] = ()
    """Further replacements in the same file that the change needs."""
    proof: str = ""
    """Why the templates stay right, where they do."""


@dataclass(frozen=True)
class TerraformOperator:
    """A kind of change of the configuration. ``each`` is how many mutants are taken at most."""

    name: str
    does: str
    edits: Callable[[TerraformSource], Iterator[Edit]]
    each: int = 6


def terraform_mutants(operator: TerraformOperator, source: TerraformSource) -> Iterator[Mutant]:
    """Every mutant of an operator."""
    for edit in operator.edits(source):
        file = edit.span.file
        text = _replaced(source.texts[file], ((edit.span, edit.text), *edit.also))
        if text != source.texts[file]:
            part = source.enclosing(edit.span)
            place = ".".join(part.name) if part is not None else "file"
            spans = (edit.span, *(span for span, _ in edit.also))
            yield Mutant(operator.name, file, place, edit.detail, spans=spans, text=text, proof=edit.proof)


def _replaced(text: str, changes: tuple[tuple[Span, str], ...]) -> str:
    encoded = text.encode()
    for span, new in sorted(changes, key=lambda change: -change[0].start.byte):
        encoded = encoded[: span.start.byte] + new.encode() + encoded[span.end.byte :]
    return encoded.decode()


def written(source: TerraformSource, span: Span) -> str:
    """The text of a span."""
    return source.texts[span.file].encode()[span.start.byte : span.end.byte].decode()


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 50 else f"{line[:47]}..."


# ---------------------------------------------------------------------------------------------- values


def _valued(source: TerraformSource) -> Iterator[Attribute]:
    """Every attribute whose value counts, at any depth of resources, module calls, locals and root outputs."""
    for _, block in source.blocks("resource", "module", "locals", "data"):
        for node in nodes(block.body):
            if isinstance(node, Attribute) and node.name not in DESCRIPTIVE | {"depends_on"}:
                yield node


def _literals(source: TerraformSource) -> Iterator[Literal]:
    for attribute in _valued(source):
        keys = {
            id(item.key)
            for node in nodes(attribute.expression)
            if isinstance(node, ObjectExpression)
            for item in node.items
        }
        descriptive = {
            id(inner)
            for node in nodes(attribute.expression)
            if isinstance(node, ObjectExpression)
            for item in node.items
            if isinstance(item.key, Literal) and item.key.value == "error_message"
            for inner in nodes(item.value)
        }
        for node in nodes(attribute.expression):
            if isinstance(node, Literal) and id(node) not in keys | descriptive:
                yield node


def change_text(source: TerraformSource) -> Iterator[Edit]:
    for literal in _literals(source):
        text = written(source, literal.span)
        if isinstance(literal.value, str) and text.startswith('"') and literal.value:
            yield Edit(literal.span, f'{text[:-1]}x"', f"{_brief(text)} with x")


def change_number(source: TerraformSource) -> Iterator[Edit]:
    for literal in _literals(source):
        if isinstance(literal.value, Decimal):
            yield Edit(literal.span, str(literal.value + 1), f"{literal.value} to {literal.value + 1}")


def flip_boolean(source: TerraformSource) -> Iterator[Edit]:
    for literal in _literals(source):
        if isinstance(literal.value, bool):
            yield Edit(literal.span, "false" if literal.value else "true", f"{literal.value} flipped".lower())


def drop_item(source: TerraformSource) -> Iterator[Edit]:
    for attribute in _valued(source):
        for node in nodes(attribute.expression):
            items = node.items if isinstance(node, (ObjectExpression, TupleExpression)) else ()
            if len(items) > 1:
                for before, after in pairwise(items):
                    stretch = Span(before.span.file, before.span.start, after.span.start)
                    yield Edit(stretch, "", f"{_brief(written(source, before.span))} dropped")


def swap_branches(source: TerraformSource) -> Iterator[Edit]:
    for _, block in source.blocks("resource", "module", "locals", "output", "data"):
        for node in nodes(block.body):
            if isinstance(node, Conditional):
                yes, no = written(source, node.then.span), written(source, node.otherwise.span)
                changed = f"{written(source, node.condition.span)} ? {no} : {yes}"
                yield Edit(node.span, changed, f"branches of {_brief(written(source, node.span))}")


def change_operator(source: TerraformSource) -> Iterator[Edit]:
    for _, block in source.blocks("resource", "module", "locals"):
        for node in nodes(block.body):
            if isinstance(node, Binary) and node.operator in OPPOSITE:
                left, right = written(source, node.left.span), written(source, node.right.span)
                changed = f"{left} {OPPOSITE[node.operator]} {right}"
                yield Edit(node.span, changed, f"{_brief(written(source, node.span))} to {OPPOSITE[node.operator]}")


def change_reference(source: TerraformSource) -> Iterator[Edit]:
    """A reference leads to another resource of its type in the same folder."""
    labels: dict[tuple[str, str], list[str]] = {}
    for folder, block in source.blocks("resource"):
        if block.body.attribute("for_each") is None and block.body.attribute("count") is None:
            labels.setdefault((folder, block.labels[0]), []).append(block.labels[1])
    for folder, block in source.blocks("resource", "module"):
        for attribute in (n for n in nodes(block.body) if isinstance(n, Attribute)):
            names = chain(attribute.expression)
            if len(names) == 3:
                for other in labels.get((folder, names[0]), ()):
                    if names[1] in labels[folder, names[0]] and other not in (names[1], block.labels[-1]):
                        changed = ".".join((names[0], other, names[2]))
                        yield Edit(attribute.expression.span, changed, f"{'.'.join(names)} to {changed}")


# ---------------------------------------------------------------------------------------------- arguments and blocks


def _schemas(block: Block) -> Iterator[tuple[Block, BlockSchema]]:
    """A resource block and the blocks nested in it, each with its schema."""
    schema = ProviderSchema.load().resource(block.labels[0])
    waiting = [(block, schema)] if schema is not None else []
    while waiting:
        here, its = waiting.pop()
        yield here, its
        waiting.extend((b, its.blocks[b.type].block) for b in here.body.blocks if b.type in its.blocks)


def drop_argument(source: TerraformSource) -> Iterator[Edit]:
    for _, resource in source.blocks("resource"):
        for block, schema in _schemas(resource):
            for attribute in block.body.attributes:
                known = schema.attributes.get(attribute.name)
                if known is not None and known.optional and attribute.name not in META:
                    yield Edit(attribute.span, "", f"{attribute.name} of {block.type} dropped")


def drop_block(source: TerraformSource) -> Iterator[Edit]:
    for _, resource in source.blocks("resource"):
        for block, schema in _schemas(resource):
            for inner in block.body.blocks:
                known = schema.blocks.get(inner.type)
                if known is not None and known.min_items == 0:
                    yield Edit(inner.span, "", f"block {inner.type} dropped")


def drop_module_argument(source: TerraformSource) -> Iterator[Edit]:
    optional = {
        (folder, block.labels[0]) for folder, block in source.blocks("variable") if block.body.attribute("default")
    }
    for folder, block in source.blocks("module"):
        for attribute in block.body.attributes:
            if (source.called(folder, block), attribute.name) in optional:
                yield Edit(attribute.span, "", f"argument {attribute.name} dropped")


def drop_order(source: TerraformSource) -> Iterator[Edit]:
    for _, block in source.blocks("resource", "module"):
        attribute = block.body.attribute("depends_on")
        if attribute is not None:
            proof = "what waits longer than it must ends up the same"
            yield Edit(attribute.span, "", "depends_on dropped", proof=proof)


def add_order(source: TerraformSource) -> Iterator[Edit]:
    """A resource waits for another one that itself needs nothing, so that no circle comes about."""
    free: dict[str, list[Block]] = {}
    for folder, block in source.blocks("resource"):
        names = {name[0] for name in references(block.body)}
        if names <= {"var", "local"}:
            free.setdefault(folder, []).append(block)
    for folder, block in source.blocks("resource"):
        others = [o for o in free.get(folder, ()) if o is not block and o.labels not in set(references(block.body))]
        if others and block.body.attribute("depends_on") is None:
            first = block.body.attributes[0]
            other = ".".join(others[0].labels)
            text = f"depends_on = [{other}]\n\n  {written(source, first.span)}"
            yield Edit(first.span, text, f"waits for {other}")


# ---------------------------------------------------------------------------------------------- resources and calls


def _is_referenced(source: TerraformSource, folder: str, name: tuple[str, ...]) -> bool:
    return any(
        part.folder == folder and part.name != name and name in {r[: len(name)] for r in references(part.node)}
        for part in source.parts
        if part.name[: len(name)] != name
    )


def delete_resource(source: TerraformSource) -> Iterator[Edit]:
    for folder, block in source.blocks("resource"):
        if not _is_referenced(source, folder, block.labels):
            yield Edit(block.span, "", "deleted")


def duplicate_resource(source: TerraformSource) -> Iterator[Edit]:
    for _, block in source.blocks("resource"):
        yield _copied(source, block, "duplicated")


def new_module_call(source: TerraformSource) -> Iterator[Edit]:
    for _, block in source.blocks("module"):
        yield _copied(source, block, "a second call")


def _copied(source: TerraformSource, block: Block, detail: str) -> Edit:
    text = written(source, block.span)
    name = f'"{block.labels[-1]}"'
    copy = text.replace(name, f'"{block.labels[-1]}_copy"', 1)
    end = Span(block.span.file, block.span.end, block.span.end)
    return Edit(end, f"\n\n{copy}\n", f"{'.'.join(block.labels)} {detail}")


# ---------------------------------------------------------------------------------------------- variables and outputs


def _variables(source: TerraformSource) -> Iterator[Block]:
    return (block for folder, block in source.blocks("variable") if not folder)


def _outputs(source: TerraformSource) -> Iterator[Block]:
    return (block for folder, block in source.blocks("output") if not folder)


def change_default(source: TerraformSource) -> Iterator[Edit]:
    for folder, block in source.blocks("variable"):
        default = block.body.attribute("default")
        for node in nodes(default.expression) if default is not None else ():
            if isinstance(node, Literal) and node.value is not None:
                text = written(source, node.span)
                match node.value:
                    case bool():
                        new = "false" if node.value else "true"
                    case Decimal():
                        new = str(node.value + 1)
                    case _ if text.startswith('"'):
                        new = f'{text[:-1]}x"'
                    case _:
                        continue
                given = folder and source.is_always_given(folder, block.labels[0])
                proof = "every call of the module gives the argument" if given else ""
                yield Edit(node.span, new, f"{text} to {new} in {folder or 'the root'}", proof=proof)


def drop_default(source: TerraformSource) -> Iterator[Edit]:
    for block in _variables(source):
        default = block.body.attribute("default")
        if default is not None:
            yield Edit(default.span, "", "default dropped")


def add_variable(source: TerraformSource) -> Iterator[Edit]:
    for block in _variables(source):
        name = f"{block.labels[0]}_extra"
        end = Span(block.span.file, block.span.end, block.span.end)
        yield Edit(
            end, f'\n\nvariable "{name}" {{\n  type    = string\n  default = "extra"\n}}\n', f"new variable {name}"
        )


def change_sensitive(source: TerraformSource) -> Iterator[Edit]:
    for block in _variables(source):
        sensitive = block.body.attribute("sensitive")
        if sensitive is not None:
            yield Edit(sensitive.span, "", "no longer sensitive")
        elif (kind := block.body.attribute("type")) is not None and written(source, kind.expression.span) == "string":
            yield Edit(kind.span, f"{written(source, kind.span)}\n  sensitive = true", "sensitive")


def add_validation(source: TerraformSource) -> Iterator[Edit]:
    for block in _variables(source):
        kind, name = block.body.attribute("type"), block.labels[0]
        if kind is not None and written(source, kind.expression.span) == "string":
            rule = f'validation {{\n    condition     = length(var.{name}) > 3\n    error_message = "Too short."\n  }}'
            yield Edit(kind.span, f"{written(source, kind.span)}\n\n  {rule}", "a validation of the length")


def rename_output(source: TerraformSource) -> Iterator[Edit]:
    for block in _outputs(source):
        yield Edit(block.header, f'output "{block.labels[0]}_renamed"', "renamed")


def drop_output(source: TerraformSource) -> Iterator[Edit]:
    for block in _outputs(source):
        yield Edit(block.span, "", "dropped")


def add_output(source: TerraformSource) -> Iterator[Edit]:
    for block in _outputs(source):
        yield _copied(source, block, "duplicated")


def repoint_output(source: TerraformSource) -> Iterator[Edit]:
    outputs = list(_outputs(source))
    for one, other in pairwise(outputs):
        value, new = one.body.attribute("value"), other.body.attribute("value")
        if value is not None and new is not None:
            text = written(source, new.expression.span)
            if text != written(source, value.expression.span):
                yield Edit(value.expression.span, text, f"the value of {other.labels[0]}")


TERRAFORM_OPERATORS = (
    TerraformOperator("terraform-change-text", "a text has a letter more", change_text, 14),
    TerraformOperator("terraform-change-number", "a number is one more", change_number, 10),
    TerraformOperator("terraform-flip-boolean", "a truth value is turned round", flip_boolean, 8),
    TerraformOperator("terraform-drop-item", "an element of a list or object is left out", drop_item, 10),
    TerraformOperator("terraform-swap-branches", "the branches of a conditional change places", swap_branches, 8),
    TerraformOperator("terraform-change-operator", "a comparison or connective is its opposite", change_operator, 4),
    TerraformOperator("terraform-change-reference", "a reference leads to another resource", change_reference, 8),
    TerraformOperator("terraform-drop-argument", "an optional argument is left out", drop_argument, 10),
    TerraformOperator("terraform-drop-block", "an optional nested block is left out", drop_block, 6),
    TerraformOperator("terraform-drop-module-argument", "a call leaves an argument out", drop_module_argument, 6),
    TerraformOperator("terraform-drop-order", "a depends_on is left out", drop_order, 4),
    TerraformOperator("terraform-add-order", "a resource waits for another one", add_order, 4),
    TerraformOperator("terraform-delete-resource", "a resource is not there", delete_resource, 6),
    TerraformOperator("terraform-duplicate-resource", "a resource is there twice", duplicate_resource, 4),
    TerraformOperator("terraform-new-call", "a module is called once more", new_module_call, 4),
    TerraformOperator("terraform-change-default", "a variable has another default", change_default, 8),
    TerraformOperator("terraform-drop-default", "a variable has no default", drop_default, 4),
    TerraformOperator("terraform-add-variable", "there is a variable more", add_variable, 3),
    TerraformOperator("terraform-change-sensitive", "a variable is sensitive, or no longer", change_sensitive, 4),
    TerraformOperator("terraform-add-validation", "a variable refuses values", add_validation, 3),
    TerraformOperator("terraform-rename-output", "an output has another name", rename_output, 3),
    TerraformOperator("terraform-drop-output", "an output is not there", drop_output, 3),
    TerraformOperator("terraform-add-output", "there is an output more", add_output, 3),
    TerraformOperator("terraform-repoint-output", "an output has the value of another one", repoint_output, 3),
)
