"""The syntax tree of the Terraform language: frozen, typed, with a source span on every node.

It follows HCL's native syntax specification ("HCL Native Syntax Specification", hashicorp/hcl). The parser behind it
can be replaced: none of its types appear here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from converter.findings import Span


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that stands at a place in a source file."""

    span: Span


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, bool, null, or a quoted string / bare object key without any template sequence (unescaped)."""

    value: str | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class TemplateText(Node):
    """Literal text inside a template: escapes resolved, strip markers and heredoc indentation already applied."""

    text: str


@dataclass(frozen=True, slots=True)
class TemplateInterpolation(Node):
    """``${ expression }`` inside a template."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class TemplateIf(Node):
    """``%{ if condition }then%{ else }otherwise%{ endif }``."""

    condition: Expression
    then: tuple[TemplatePart, ...]
    otherwise: tuple[TemplatePart, ...]


@dataclass(frozen=True, slots=True)
class TemplateFor(Node):
    """``%{ for key, value in collection }body%{ endfor }``."""

    key_name: str | None
    value_name: str
    collection: Expression
    body: tuple[TemplatePart, ...]


TemplatePart = TemplateText | TemplateInterpolation | TemplateIf | TemplateFor


@dataclass(frozen=True, slots=True)
class Template(Node):
    """A quoted string or heredoc with at least one sequence that is not mere text, or a heredoc; result is a string."""

    parts: tuple[TemplatePart, ...]


@dataclass(frozen=True, slots=True)
class TemplateWrap(Node):
    """A quoted template that is exactly one interpolation, ``"${x}"``: the value of x itself, whatever its type."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """The root identifier of a reference: ``var``, ``local``, ``each``, ``aws_vpc``, or a ``for`` symbol."""

    name: str


@dataclass(frozen=True, slots=True)
class GetAttr(Node):
    """``source.name``."""

    source: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Index(Node):
    """``source[key]``, also the legacy form ``source.0`` (key is then a number literal)."""

    source: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class SplatItem(Node):
    """Stands, inside :attr:`Splat.each`, for the element that the splat is applied to."""


@dataclass(frozen=True, slots=True)
class Splat(Node):
    """``source[*]…`` (full) or ``source.*…`` (attribute-only).

    ``each`` is evaluated per element, with :class:`SplatItem` for the element; everything that HCL applies per element
    is inside it, everything that HCL applies to the resulting list is outside the node.
    """

    source: Expression
    each: Expression
    full: bool


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function call; ``name`` keeps its namespace (``core::upper``, ``provider::ns::f``)."""

    name: str
    name_span: Span
    arguments: tuple[Expression, ...]
    expand_final: bool


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """``condition ? then : otherwise``."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """A binary operation; ``operator`` is one of ``|| && == != < <= > >= + - * / %``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """``-operand`` or ``!operand``."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Parentheses(Node):
    """``( expression )``: kept, since an object key in parentheses is an expression."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class TupleExpression(Node):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class ObjectItem(Node):
    """``key = value``; a bare key is a :class:`Literal` string."""

    key: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class ObjectExpression(Node):
    """``{ a = 1, "b" = 2 }``."""

    items: tuple[ObjectItem, ...]


@dataclass(frozen=True, slots=True)
class ForExpression(Node):
    """``[for k, v in c : value if condition]``; with ``key``, ``{for k, v in c : key => value... if condition}``."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    grouped: bool


Expression = (
    Literal
    | Template
    | TemplateWrap
    | Variable
    | GetAttr
    | Index
    | SplatItem
    | Splat
    | Call
    | Conditional
    | Binary
    | Unary
    | Parentheses
    | TupleExpression
    | ObjectExpression
    | ForExpression
)


@dataclass(frozen=True, slots=True)
class Attribute(Node):
    """``name = expression``; ``comment`` is the text of the comment lines just above, without markers, else ``""``."""

    name: str
    name_span: Span
    expression: Expression
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Block(Node):
    """``type "label" { body }``; ``header`` spans type and labels, ``span`` the whole block."""

    type: str
    labels: tuple[str, ...]
    header: Span
    body: Body
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Body(Node):
    """Attributes and blocks in source order.

    In JSON syntax nested blocks cannot be told from attributes without a schema: a JSON body keeps them as attributes
    (``json`` is then true), and :func:`converter.hcl.json_syntax.blocks_of` reads one as blocks when asked to.
    """

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    json: bool = False

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, if it is set."""
        return next((a for a in self.attributes if a.name == name), None)

    def blocks_of_type(self, type_: str) -> tuple[Block, ...]:
        """The nested blocks of a type, in source order."""
        return tuple(b for b in self.blocks if b.type == type_)


@dataclass(frozen=True, slots=True)
class Comment(Node):
    """A comment anywhere in a file: its text without markers."""

    text: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One parsed file: its path relative to the configuration's root, its top-level body, and all its comments."""

    path: str
    body: Body
    comments: tuple[Comment, ...] = ()
