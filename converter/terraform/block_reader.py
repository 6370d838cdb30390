"""What reading any block of the language takes: its literal arguments, its parts, and what is wrong with them.

Facts: "Configuration Language" reference pages of the Terraform documentation (one per block type).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from converter.findings import Finding, Findings, Severity, Span
from converter.hcl.syntax import Block, Body, Expression, Literal, Parentheses, TupleExpression, Variable
from converter.terraform.configuration import Check
from converter.terraform.numbers import number_text
from converter.terraform.referring import references
from converter.terraform.suggestions import did_you_mean

_CONDITION = (frozenset({"condition", "error_message"}), frozenset[str]())

EXPECTED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "variable": (
        frozenset({"type", "default", "description", "sensitive", "nullable", "ephemeral"}),
        frozenset({"validation"}),
    ),
    "output": (
        frozenset({"value", "description", "sensitive", "depends_on", "ephemeral"}),
        frozenset({"precondition"}),
    ),
    "validation": _CONDITION,
    "precondition": _CONDITION,
    "postcondition": _CONDITION,
    "assert": _CONDITION,
    "lifecycle": (
        frozenset({"create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"}),
        frozenset({"precondition", "postcondition"}),
    ),
    "moved": (frozenset({"from", "to"}), frozenset()),
    "import": (frozenset({"to", "id", "identity", "for_each", "provider"}), frozenset()),
    "removed": (frozenset({"from"}), frozenset({"lifecycle", "provisioner", "connection"})),
    "check": (frozenset({"depends_on"}), frozenset({"data", "assert"})),
    "terraform": (
        frozenset({"required_version", "experiments", "language"}),
        frozenset({"required_providers", "backend", "cloud", "provider_meta"}),
    ),
}
"""The arguments and nested blocks of the blocks that the language itself defines."""

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_CONDITIONS = frozenset({"validation", "precondition", "postcondition", "assert"})


class BlockReader:
    """Reads literal parts of blocks; what is wrong goes to ``findings``."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def error(self, summary: str, detail: str, span: Span, terraform: str = "") -> Finding:
        """Report a declaration that is not valid; ``terraform`` is Terraform's summary where ours is another."""
        finding = Finding("terraform-declaration", Severity.ERROR, summary, detail, span, terraform_summary=terraform)
        self.findings.add(finding)
        return finding

    def check_name(self, kind: str, name: str, span: Span) -> None:
        """Report a name that is no identifier."""
        if not _IDENTIFIER.fullmatch(name):
            self.error(
                f"invalid {kind} name",
                f"{name!r} is no name: it begins with a letter or underscore and goes on with letters, digits, "
                "underscores and dashes",
                span,
            )

    def require(self, block: Block, *names: str) -> bool:
        """Whether a block has the arguments that it needs; those that are missing are reported."""
        missing = [name for name in names if block.body.attribute(name) is None]
        for name in missing:
            self.error(
                f"missing required argument {name!r}",
                f"a {block.type} block needs the argument {name}",
                block.header,
                "Missing required argument",
            )
        return not missing

    def checks(self, body: Body, kind: str, variable: str = "") -> Iterator[Check]:
        """The conditions of a kind that a body states; those of a validation speak of its ``variable``."""
        for block in body.blocks_of_type(kind):
            message = block.body.attribute("error_message")
            condition = block.body.attribute("condition")
            if self.require(block, "condition", "error_message") and condition is not None and message is not None:
                self._check_subject(condition.expression, kind, variable)
                yield Check(condition.expression, message.expression, block.span, kind)

    def _check_subject(self, condition: Expression, kind: str, variable: str) -> None:
        """Report a condition that speaks of nothing, or a validation that does not speak of its variable."""
        found = list(references(condition))
        if kind == "validation" and not any(
            r.root == "var" and (not r.names() or r.names()[0].name == variable) for r in found
        ):
            detail = f"the condition has to refer to var.{variable}: otherwise it checks nothing of its value"
            self.error("invalid variable validation condition", detail, condition.span)
        elif not found:
            detail = "the condition has to refer to something of the configuration: otherwise it checks nothing"
            self.error(f"invalid {kind} expression", detail, condition.span)

    def expression(self, body: Body, name: str) -> Expression | None:
        """An argument's expression, where it is set."""
        attribute = body.attribute(name)
        return attribute.expression if attribute else None

    def expressions(self, body: Body, name: str) -> tuple[Expression, ...]:
        """The elements of an argument that is a list in brackets."""
        expression = self.expression(body, name)
        while isinstance(expression, Parentheses):
            expression = expression.expression
        if expression is None:
            return ()
        if isinstance(expression, TupleExpression):
            return expression.items
        self.error(f"{name} is not a list", f"{name} needs a list of references in brackets", expression.span)
        return ()

    def text(self, body: Body, name: str) -> str:
        """An argument that is a literal text; a number or bool is taken as its text."""
        expression = self.expression(body, name)
        match expression:
            case None | Literal(value=None):
                return ""
            case Literal(value=str() as text):
                return text
            case Literal(value=bool() as flag):
                return "true" if flag else "false"
            case Literal(value=Decimal() as number):
                return number_text(number)
            case _:
                self.error(
                    f"{name} is not a plain string", "write it as a literal string", expression.span,
                    "Variables not allowed",
                )  # fmt: skip
                return ""

    def flag(self, body: Body, name: str, *, default: bool) -> bool:
        """An argument that is a literal true or false (or its text)."""
        expression = self.expression(body, name)
        match expression:
            case None | Literal(value=None):
                return default
            case Literal(value=bool() as flag):
                return flag
            case Literal(value="true" | "false" as text):
                return text == "true"
            case Variable() as keyword if keyword.name in {"true", "false"}:
                return keyword.name == "true"
            case _:
                self.error(
                    f"{name} is not true or false", "write a literal true or false", expression.span,
                    "Variables not allowed" if not isinstance(expression, Literal) else "Unsuitable value type",
                )  # fmt: skip
                return default

    def check_parts(self, block: Block) -> None:
        """Report arguments and nested blocks that a block of the language does not have."""
        expected = EXPECTED.get(block.type)
        if expected is None:
            return
        arguments, blocks = expected
        for attribute in block.body.attributes:
            if attribute.name not in arguments:
                self.error(
                    f"unsupported argument {attribute.name!r}",
                    f"a {block.type} block has no such argument{did_you_mean(attribute.name, arguments)}",
                    attribute.name_span,
                    "Unsupported argument",
                )
        for inner in block.body.blocks:
            if inner.type not in blocks:
                self.error(
                    f"unsupported block type {inner.type!r}",
                    f"a {block.type} block has no such block{did_you_mean(inner.type, blocks)}",
                    inner.header,
                    "Unsupported block type",
                )
            elif inner.type in _CONDITIONS:
                self.check_parts(inner)
