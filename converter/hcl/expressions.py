"""Grammar tree → expressions of :mod:`converter.hcl.syntax`.

Mends what the grammar gets wrong (splats) and checks what it lets through (newlines inside expressions, object items
without a separator, ambiguous keys).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal as Choice, cast

from converter.findings import Finding, FindingError, Position, Span
from converter.hcl import syntax, templates
from converter.hcl.grammar import Rule
from converter.hcl.problems import syntax_error
from converter.hcl.text import SourceText
from converter.hcl.tokens import NEWLINE, Token

MAX_DEPTH = 200
"""Levels of an expression; a deeper one is refused rather than left to exhaust the stack of whoever walks it."""

_MAX_EXPONENT = 5000
_HUGE = Decimal((0, (1,), _MAX_EXPONENT + 1))
_POSTFIX = frozenset({"index_expr_term", "get_attr_expr_term", "attr_splat_expr_term", "full_splat_expr_term"})
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class _Step:
    """One step of a traversal: what stands after a term."""

    kind: Choice["attribute", "index", "legacy index", "attribute splat", "full splat"]
    start: int
    end: int
    name: str = ""
    key: syntax.Expression | None = None


class ExpressionBuilder:
    """Builds expressions of one source text; problems go into ``findings``."""

    def __init__(self, source: SourceText, tokens: Sequence[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.findings: list[Finding] = []
        self._depth = 0
        self._names_as_keys = False
        self._build: dict[str, Callable[[Rule], syntax.Expression]] = {
            "expr_term": self._term,
            "conditional": self._conditional,
            "binary_op": self._binary,
            "unary_op": self._unary,
            "int_lit": self._number,
            "float_lit": self._number,
            "string": self.quoted,
            "heredoc_template": self._heredoc,
            "heredoc_template_trim": self._heredoc,
            "tuple": self._tuple,
            "object": self._object,
            "identifier": self._identifier,
            "literal_value": self._constant,
            "function_call": self._call,
            "for_tuple_expr": self._for_tuple,
            "for_object_expr": self._for_object,
            **dict.fromkeys(_POSTFIX, self._postfix),
        }

    def whole_expression(self, node: Rule, *, names_as_keys: bool = False) -> syntax.Expression:
        """The expression of a grammar node that is not part of another one. Raises as :meth:`expression` does.

        ``names_as_keys`` says that a key such as ``a.b`` in an object is a name there.
        """
        self._depth = 0
        self._names_as_keys = names_as_keys
        return self.expression(node)

    def expression(self, node: Rule) -> syntax.Expression:
        """The expression of a grammar node.

        Raises :class:`FindingError` where it is nested deeper than :data:`MAX_DEPTH`.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH:
            token = first_token(node)
            raise FindingError(
                syntax_error(
                    "expression is nested too deeply",
                    f"it has more than {MAX_DEPTH} levels; take parts out into locals",
                    self.source.span(token.start, token.end),
                )
            )
        built = self._build[node.data](node)
        self._depth -= 1
        return built

    # --- terms

    def _term(self, node: Rule) -> syntax.Expression:
        children = node.children
        if len(children) == 1:
            return self._build[as_rule(children[0]).data](as_rule(children[0]))
        inner = next(child for child in rules(node))
        return syntax.Parentheses(self._between(node), self.expression(inner))

    def _number(self, node: Rule) -> syntax.Expression:
        token = as_token(node.children[0])
        try:
            value = Decimal(token.text)
        except InvalidOperation:  # its exponent does not even fit there
            value = _HUGE
        if value and abs(value.adjusted()) > _MAX_EXPONENT:
            self.problem("number is out of range", f"exponents up to {_MAX_EXPONENT} are supported", token)
            value = Decimal(0)
        return syntax.Literal(self._span_of(token), value)

    def _identifier(self, node: Rule) -> syntax.Expression:
        token = as_token(node.children[0])
        return syntax.Variable(self._span_of(token), token.text)

    def _constant(self, node: Rule) -> syntax.Expression:
        token = as_token(node.children[0])
        return syntax.Literal(self._span_of(token), _CONSTANTS[token.text])

    def _tuple(self, node: Rule) -> syntax.Expression:
        return syntax.TupleExpression(self._between(node), tuple(self.expression(item) for item in rules(node)))

    def _call(self, node: Rule) -> syntax.Expression:
        name_tokens = [as_token(rule.children[0]) for rule in rules(node) if rule.data == "identifier"]
        name = "::".join(token.text for token in name_tokens)
        arguments: tuple[syntax.Expression, ...] = ()
        expand = False
        for rule in rules(node):
            if rule.data == "arguments":
                arguments = tuple(self.expression(argument) for argument in rules(rule))
                expand = any(isinstance(c, Token) and c.type == "ELLIPSIS" for c in rule.children)
        name_span = self.source.span(name_tokens[0].start, name_tokens[-1].end)
        return syntax.Call(self._between(node), name, name_span, arguments, expand)

    # --- operators

    def _conditional(self, node: Rule) -> syntax.Expression:
        for child in node.children:
            if isinstance(child, Token):
                self._check_no_newline_around(child)
        condition, then, otherwise = (self.expression(part) for part in rules(node))
        return syntax.Conditional(condition.span.to(otherwise.span), condition, then, otherwise)

    def _binary(self, node: Rule) -> syntax.Expression:
        pending: list[tuple[Token, Rule]] = []
        left_node = node
        while left_node.data == "binary_op":
            left_node, term = rules(left_node)
            operator_rule, right = rules(term)
            pending.append((as_token(operator_rule.children[0]), right))
        self._depth += len(pending)
        left = self.expression(left_node)
        for operator, right in reversed(pending):
            self._check_no_newline_around(operator)
            operand = self.expression(right)
            left = syntax.Binary(left.span.to(operand.span), operator.text, left, operand)
        self._depth -= len(pending)
        return left

    def _unary(self, node: Rule) -> syntax.Expression:
        operator = as_token(node.children[0])
        operand = self.expression(as_rule(node.children[1]))
        return syntax.Unary(self._span_of(operator).to(operand.span), operator.text, operand)

    # --- traversals

    def _postfix(self, node: Rule) -> syntax.Expression:
        nested: list[list[_Step]] = []
        base = node
        while True:
            if base.data == "expr_term" and len(base.children) == 1:
                base = as_rule(base.children[0])
            elif base.data in _POSTFIX:
                nested.append(list(self._steps(as_rule(base.children[1]))))
                base = as_rule(base.children[0])
            else:
                break
        steps = [step for group in reversed(nested) for step in group]
        self._depth += len(steps)
        built = self._apply(self.expression(base), steps)
        self._depth -= len(steps)
        return built

    def _steps(self, node: Rule) -> Iterator[_Step]:
        start = first_token(node).start
        if node.data == "get_attr":
            name = first_token(as_rule(node.children[1]))
            yield _Step("attribute", start, name.end, name=name.text)
        elif node.data == "short_index":
            number = as_token(node.children[1])
            key = syntax.Literal(self._span_of(number), Decimal(number.text))
            yield _Step("legacy index", start, number.end, key=key)
        elif node.data == "braces_index":
            end = as_token(node.children[-1]).end
            yield _Step("index", start, end, key=self.expression(next(rules(node))))
        else:
            marker = as_token(node.children[0])
            full = node.data == "full_splat"
            yield _Step("full splat" if full else "attribute splat", marker.start, marker.end)
            for child in rules(node):
                yield from self._steps(child)

    def _apply(self, source: syntax.Expression, steps: Sequence[_Step]) -> syntax.Expression:
        """Apply ``steps`` with HCL's rules for splats.

        An attribute-only splat takes the attributes and legacy indexes after it, no more; a full splat takes
        everything after it, further splats included.
        """
        position = 0
        while position < len(steps):
            step = steps[position]
            position += 1
            if step.kind == "attribute":
                source = syntax.GetAttr(self._from(source, step.end), source, step.name)
            elif step.key is not None:
                source = syntax.Index(self._from(source, step.end), source, step.key)
            else:
                each: syntax.Expression = syntax.SplatItem(self.source.span(step.start, step.end))
                if step.kind == "full splat":
                    taken = steps[position:]
                else:
                    taken = self._taken_by_attribute_splat(steps[position:])
                position += len(taken)
                end = taken[-1].end if taken else step.end
                each = self._apply(each, taken)
                source = syntax.Splat(self._from(source, end), source, each, step.kind == "full splat")
        return source

    def _taken_by_attribute_splat(self, steps: Sequence[_Step]) -> Sequence[_Step]:
        count = 0
        while count < len(steps) and steps[count].kind in {"attribute", "legacy index"}:
            count += 1
        if count < len(steps) and steps[count].kind == "attribute splat":
            step = steps[count]
            self.findings.append(
                syntax_error(
                    "nested splat expression",
                    "an attribute-only splat .* cannot contain another one; write [*] for the first",
                    self.source.span(step.start, step.end),
                )
            )
        return steps[:count]

    # --- collections

    def _object(self, node: Rule) -> syntax.Expression:
        items: list[syntax.ObjectItem] = []
        for child in node.children:
            if isinstance(child, Token):
                if child.type == "COMMA" and self.tokens[child.index - 1].type == NEWLINE:
                    remedy = "put it at the end of the item before, or leave it out"
                    self.problem("comma at the start of a line", remedy, child)
            elif child.data == "object_elem":
                first = first_token(child)
                if items and self.tokens[first.index - 1].type not in {NEWLINE, "COMMA"}:
                    self.problem(
                        "missing separator between object items", "put a comma or a line break before this item", first
                    )
                if not items and first.type == "FOR":
                    self.problem(
                        "for is a keyword here",
                        'after { it begins a for expression; for a key of that name write "for"',
                        first,
                    )
                items.append(self._object_item(child))
        return syntax.ObjectExpression(self._between(node), tuple(items))

    def _object_item(self, node: Rule) -> syntax.ObjectItem:
        for child in node.children:
            if isinstance(child, Token) and self.tokens[child.index - 1].type == NEWLINE:
                self.problem("line break inside an object item", "put the key and its value on one line", child)
        key_rule, value_rule = rules(node)
        key = self._object_key(as_rule(key_rule.children[0]))
        value = self.expression(value_rule)
        return syntax.ObjectItem(key.span.to(value.span), key, value)

    def _object_key(self, node: Rule) -> syntax.Expression:
        inner = node
        while inner.data == "expr_term" and len(inner.children) == 1:
            inner = as_rule(inner.children[0])
        if inner.data in {"identifier", "literal_value", "keyword"}:
            token = as_token(inner.children[0])
            return syntax.Literal(self._span_of(token), token.text)
        key = self.expression(node)
        if isinstance(key, syntax.GetAttr | syntax.Index) and _is_traversal(key) and not self._names_as_keys:
            self.findings.append(
                syntax_error(
                    "ambiguous object key",
                    "if it is a reference, put it into parentheses; if it is a name with a dot, into quotes",
                    key.span,
                )
            )
        return key

    def _for_tuple(self, node: Rule) -> syntax.Expression:
        intro, value, *rest = rules(node)
        key_name, value_name, collection = self._for_intro(intro)
        built = self.expression(value)
        condition = self._for_condition(rest)
        span = self._between(node)
        return syntax.ForExpression(span, key_name, value_name, collection, None, built, condition, grouped=False)

    def _for_object(self, node: Rule) -> syntax.Expression:
        intro, key, value, *rest = rules(node)
        key_name, value_name, collection = self._for_intro(intro)
        built_key, built_value = self.expression(key), self.expression(value)
        condition = self._for_condition(rest)
        grouped = any(isinstance(child, Token) and child.type == "ELLIPSIS" for child in node.children)
        span = self._between(node)
        return syntax.ForExpression(
            span, key_name, value_name, collection, built_key, built_value, condition, grouped=grouped
        )

    def _for_intro(self, node: Rule) -> tuple[str | None, str, syntax.Expression]:
        *names, collection = rules(node)
        texts = [as_token(name.children[0]).text for name in names]
        return (texts[0] if len(texts) > 1 else None), texts[-1], self.expression(collection)

    def _for_condition(self, rest: Sequence[Rule]) -> syntax.Expression | None:
        return self.expression(next(rules(rest[0]))) if rest else None

    # --- templates

    def quoted(self, node: Rule) -> syntax.Literal | syntax.Template | syntax.TemplateWrap:
        """The template of a quoted string."""
        pieces = self._pieces(node, quoted=True)
        return templates.build_template(pieces, self._between(node), flush=False, findings=self.findings)

    def bare(self, node: Rule, end: int) -> syntax.Literal | syntax.Template | syntax.TemplateWrap:
        """The template that is a whole text of ``end`` characters."""
        pieces = self._pieces(node, quoted=False)
        return templates.build_template(pieces, self.source.span(0, end), flush=False, findings=self.findings)

    def _heredoc(self, node: Rule) -> syntax.Expression:
        pieces = self._pieces(node, quoted=False)
        flush = node.data == "heredoc_template_trim"
        return templates.build_template(pieces, self._between(node), flush=flush, findings=self.findings)

    def _pieces(self, node: Rule, *, quoted: bool) -> list[templates.Piece]:
        pieces: list[templates.Piece] = []
        for part in rules(node):
            content = part.children[0]
            if isinstance(content, Token):
                text = templates.unescape(
                    content.text, content.start, self.source, quoted=quoted, findings=self.findings
                )
                pieces.append(templates.Text(text, self._span_of(content)))
            else:
                pieces.append(self._sequence(content))
        return pieces

    def _sequence(self, node: Rule) -> templates.Piece:
        span = self._between(node)
        left = _is_strip_marker(node.children[1])
        right = _is_strip_marker(node.children[-2])
        inner = list(rules(node))
        if node.data == "interpolation":
            return templates.Interpolation(self.expression(inner[0]), span, left, right)
        if node.data == "template_if_start":
            return templates.If("if", span, left, right, self.expression(inner[0]))
        if node.data == "template_for_start":
            *names, collection = inner
            texts = [as_token(name.children[0]).text for name in names]
            key_name = texts[0] if len(texts) > 1 else None
            return templates.For("for", span, left, right, key_name, texts[-1], self.expression(collection))
        kind = cast('Choice["else", "endif", "endfor"]', node.data.removeprefix("template_"))
        return templates.Directive(kind, span, left, right)

    # --- common

    def problem(self, summary: str, detail: str, token: Token) -> None:
        """Note a syntax error at a token."""
        self.findings.append(syntax_error(summary, detail, self._span_of(token)))

    def _check_no_newline_around(self, operator: Token) -> None:
        neighbours = self.tokens[operator.index - 1], self.tokens[operator.index + 1]
        if any(token.type == NEWLINE for token in neighbours):
            self.problem(
                "line break inside an expression",
                "an expression ends with its line; to go on with it on the next one, put it into parentheses",
                operator,
            )

    def _span_of(self, token: Token) -> Span:
        return self.source.span(token.start, token.end)

    def _between(self, node: Rule) -> Span:
        """The span of a node whose last child is a token, or of an empty one."""
        return self.source.span(first_token(node).start, as_token(node.children[-1]).end)

    def _from(self, start: syntax.Expression, end: int) -> Span:
        last: Position = self.source.position(end)
        return Span(self.source.path, start.span.start, last)


def rules(node: Rule) -> Iterator[Rule]:
    """The children of a node that are rules, without those for newlines."""
    for child in node.children:
        if not isinstance(child, Token) and child.data != "new_line_or_comment":
            yield child


def first_token(node: Any) -> Token:
    """The token with which a node begins."""
    while not isinstance(node, Token):
        node = node.children[0]
    return node


def as_rule(node: Token | Rule) -> Rule:
    """A child that the grammar makes a rule."""
    return cast("Rule", node)


def as_token(node: Token | Rule) -> Token:
    """A child that the grammar makes a token."""
    return cast("Token", node)


def _is_strip_marker(node: Token | Rule) -> bool:
    return isinstance(node, Token) and node.type == "STRIP_MARKER"


def _is_traversal(node: syntax.Expression) -> bool:
    while isinstance(node, syntax.GetAttr | syntax.Index):
        if isinstance(node, syntax.Index) and not isinstance(node.key, syntax.Literal):
            return False
        node = node.source
    return isinstance(node, syntax.Variable)
