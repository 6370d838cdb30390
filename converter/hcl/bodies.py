"""Grammar tree → attributes and blocks, with the checks that the grammar leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from converter.findings import Span
from converter.findings.suppression import without_directives
from converter.hcl import syntax
from converter.hcl.expressions import ExpressionBuilder, as_token, first_token, rules
from converter.hcl.grammar import Rule
from converter.hcl.problems import syntax_error
from converter.hcl.scanner import ScannedComment
from converter.hcl.text import SourceText
from converter.hcl.tokens import NEWLINE, Token


class BodyBuilder:
    """Builds the bodies of one source text; problems go into ``expressions.findings``."""

    def __init__(self, source: SourceText, tokens: Sequence[Token], comments: Sequence[ScannedComment]) -> None:
        self.source = source
        self.tokens = tokens
        self.expressions = ExpressionBuilder(source, tokens)
        self._comments = {source.line_number(c.end): c for c in comments if c.alone}

    def items(self, body: Rule, within: str = "") -> tuple[list[syntax.Attribute], list[syntax.Block]]:
        """The attributes and blocks directly inside a ``body`` node; ``within`` is the type of its block."""
        attributes: list[syntax.Attribute] = []
        blocks: list[syntax.Block] = []
        first = True
        for node in rules(body):
            start = first_token(node)
            if not first and self.tokens[start.index - 1].type != NEWLINE:
                self.expressions.problem(
                    "missing line break before this item",
                    "each argument and block must begin on a line of its own",
                    start,
                )
            first = False
            if node.data == "attribute":
                attributes.append(self._attribute(node, within))
            else:
                blocks.append(self._block(node))
        return attributes, blocks

    def check_unique(self, attributes: Sequence[syntax.Attribute]) -> None:
        """Note the attributes that set again what another one of the same body has set."""
        seen: dict[str, Span] = {}
        for attribute in attributes:
            before = seen.setdefault(attribute.name, attribute.name_span)
            if before is not attribute.name_span:
                self.expressions.findings.append(
                    syntax_error(
                        f"argument {attribute.name} is set twice",
                        f"it was already set on line {before.start.line}; keep one of the two",
                        attribute.name_span,
                        context=before if before.file != attribute.name_span.file else before.to(attribute.name_span),
                        id_="hcl-duplicate-attribute",
                        terraform="Attribute redefined",
                    )
                )

    def _attribute(self, node: Rule, within: str) -> syntax.Attribute:
        name = first_token(node)
        *_, value = rules(node)
        # the keys of a module call's providers are names, `aws.east = aws`, which Terraform does not evaluate
        names_as_keys = (within, name.text) == ("module", "providers")
        expression = self.expressions.whole_expression(value, names_as_keys=names_as_keys)
        name_span = self._span(name, name)
        return syntax.Attribute(
            name_span.to(expression.span), name.text, name_span, expression, self._comment_above(name.start)
        )

    def _block(self, node: Rule) -> syntax.Block:
        name = first_token(node)
        labels: list[str] = []
        header_end = name
        open_brace = close_brace = name
        body = node
        for child in node.children[1:]:
            if isinstance(child, Token):
                if child.type == "LBRACE":
                    open_brace = child
                else:
                    close_brace = child
            elif child.data == "body":
                body = child
            elif child.data == "string":
                header_end = _last_token(child)
                labels.append(self._quoted_label(child))
            elif child.data != "new_line_or_comment":
                header_end = first_token(child)
                labels.append(header_end.text)
        if self.tokens[open_brace.index - 1].type == NEWLINE:
            self.expressions.problem(
                "opening brace on a line of its own",
                f"the opening brace of a block must stand on the same line as its header {name.text}",
                open_brace,
            )
        attributes, blocks = self.items(body, name.text)
        self.check_unique(attributes)
        self._check_lines(open_brace, close_brace, attributes, blocks)
        return syntax.Block(
            self._span(name, close_brace),
            name.text,
            tuple(labels),
            self._span(name, header_end),
            syntax.Body(self._span(open_brace, close_brace), tuple(attributes), tuple(blocks)),
            self._comment_above(name.start),
        )

    def _quoted_label(self, node: Rule) -> str:
        label = self.expressions.quoted(node)
        if isinstance(label, syntax.Literal):
            return str(label.value)
        self.expressions.findings.append(
            syntax_error("template in a block label", "labels must be plain text; remove the ${ } or %{ }", label.span)
        )
        return ""

    def _check_lines(
        self,
        open_brace: Token,
        close_brace: Token,
        attributes: Sequence[syntax.Attribute],
        blocks: Sequence[syntax.Block],
    ) -> None:
        """A block is either empty, or one argument on one line, or its items stand on lines of their own."""
        inside = self.tokens[open_brace.index + 1]
        last = self.tokens[close_brace.index - 1]
        if inside is close_brace:
            return
        if inside.type == NEWLINE:
            if last.type != NEWLINE:
                self.expressions.problem(
                    "closing brace behind an item", "put the closing brace on a line of its own", close_brace
                )
        elif blocks:
            self.expressions.problem(
                "nested block in a block on one line", "put each item on a line of its own", open_brace
            )
        elif last.type == NEWLINE or attributes[-1].span.start.line > attributes[0].span.end.line:
            self.expressions.problem(
                "item behind an opening brace",
                "put it on a line of its own, or the closing brace on the same line",
                open_brace,
            )

    def _comment_above(self, start: int) -> str:
        line = self.source.line_number(start) - 1
        texts: list[str] = []
        while comment := self._comments.get(line):
            texts.append(comment_text(self.source.text[comment.start : comment.end]))
            line = self.source.line_number(comment.start) - 1
        return without_directives("\n".join(reversed(texts)))

    def _span(self, first: Token, last: Token) -> Span:
        return self.source.span(first.start, last.end)


def comment_text(comment: str) -> str:
    """What a comment says, without its markers."""
    if comment.startswith("/*"):
        lines = [line.strip().removeprefix("*").strip() for line in comment[2:-2].strip("*").splitlines()]
        return "\n".join(lines).strip("\n")
    return comment.lstrip("#" if comment.startswith("#") else "/").removeprefix(" ").rstrip()


def _last_token(node: Rule) -> Token:
    return as_token(node.children[-1])
