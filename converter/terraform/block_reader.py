"""What reading any block of the language takes: its literal arguments, its parts, and what is wrong with them.

Facts: "Configuration Language" reference pages of the Terraform documentation (one per block type).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.hcl.syntax import Block, Body, Expression, Parentheses, TupleExpression, Variable
from converter.terraform.configuration import Check
from converter.terraform.constants import constant
from converter.terraform.numbers import number_text
from converter.terraform.referring import calls_in, references
from converter.terraform.suggestions import did_you_mean
from converter.terraform.values import Bool, Number, String, Value

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

NESTED_LABELS: Mapping[str, int] = {
    "validation": 0, "precondition": 0, "postcondition": 0, "assert": 0, "lifecycle": 0, "connection": 0,
    "required_providers": 0, "provisioner": 1, "backend": 1, "cloud": 0, "provider_meta": 1,
}  # fmt: skip
"""How many labels the nested blocks of the language have."""

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_UNSUITABLE = "Unsuitable value type"


class BlockReader:
    """Reads literal parts of blocks; what is wrong goes to ``findings``."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def error(self, summary: str, detail: str, span: Span, terraform: str = "") -> Finding:
        """Report a declaration that is not valid; ``terraform`` is Terraform's summary where ours is another."""
        finding = Finding("terraform-declaration", Severity.ERROR, summary, detail, span, terraform_summary=terraform)
        self.findings.add(finding)
        return finding

    def literal(self, expression: Expression) -> Value | None:
        """The value of an argument that may refer to nothing; None where it does, or fails, which is reported."""
        try:
            return constant(expression)
        except FindingError as problem:
            what = next(iter(problem.findings))
            terraform = "Function calls not allowed" if any(calls_in(expression)) else "Variables not allowed"
            self.error("not a literal value", f"{what.summary}: {what.detail}", expression.span, terraform)
            return None

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
        if expression is None:
            return ()
        if isinstance(expression, TupleExpression):
            return expression.items
        inner: Expression = expression
        while isinstance(inner, Parentheses):
            inner = inner.expression
        self.error(f"{name} is not a list", f"{name} needs a list of references in brackets", inner.span)
        return ()

    def text(self, body: Body, name: str) -> str:
        """An argument that is a literal text; a number or bool is taken as its text."""
        expression = self.expression(body, name)
        value = self.literal(expression) if expression is not None else None
        match value:
            case String(text=text):
                return text
            case Bool(value=flag):
                return "true" if flag else "false"
            case Number(value=number):
                return number_text(number)
        if expression is not None and value is not None:
            self.error(f"{name} is not a plain string", "write it as a literal string", expression.span, _UNSUITABLE)
        return ""

    def flag(self, body: Body, name: str, *, default: bool) -> bool:
        """An argument that is true or false (or its text), and refers to nothing."""
        expression = self.expression(body, name)
        if expression is None:
            return default
        match expression:
            case Variable(name="true" | "false" as text):
                return text == "true"
        value = self.literal(expression)
        match value:
            case Bool(value=flag):
                return flag
            case String(text="true" | "false" as text):
                return text == "true"
        if value is not None:
            self.error(f"{name} is not true or false", "write a literal true or false", expression.span, _UNSUITABLE)
        return default

    def check_parts(self, block: Block) -> None:
        """Report arguments and nested blocks that a block of the language does not have."""
        wanted = NESTED_LABELS.get(block.type, 0)
        if block.type in NESTED_LABELS and len(block.labels) != wanted:
            self.check_labels(block, wanted)
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
            elif inner.type in NESTED_LABELS and inner.type != "lifecycle":  # those of resources are read elsewhere
                self.check_parts(inner)

    def check_labels(self, block: Block, wanted: int) -> None:
        """Report a nested block that has not so many labels."""
        shown = ("no labels", "one label, its type", "two labels, its type and its name")[wanted]
        more = len(block.labels) > wanted
        self.error(
            f"wrong number of labels for {block.type}",
            f"a {block.type} block has {shown}; this one has {len(block.labels)}",
            block.header,
            f"{'Extraneous label' if more else 'Missing type'} for {block.type}",
        )
