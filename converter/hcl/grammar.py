"""python-hcl2's grammar, mended as it is loaded, and its LALR parser.

This is the only module that imports ``lark`` and ``hcl2``. The grammar is the file that python-hcl2 ships; the
replacements below mend what its rules get wrong. Tokens come from :mod:`converter.hcl.scanner` instead of the
grammar's own terminals: newlines, templates and heredocs depend on context that a regular lexer does not have, and the
patterns of the terminals therefore do not matter here, only their names.
"""

from __future__ import annotations

import functools
import hashlib
import io
import sys
from collections.abc import Container, Iterator, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Literal

import lark
from lark import Lark, Tree, UnexpectedToken
from lark.lexer import Lexer

from converter.hcl.cache import cache_directory, write
from converter.hcl.tokens import END, KEYWORDS, NEWLINE, Token

Rule = Tree[Token]
_KEYWORDS = frozenset(KEYWORDS.values())
Start = Literal["body", "lone_expression", "lone_template"]

_REPLACEMENTS = (
    # `!!x` and `- -x`: a unary operator takes another unary operation
    ("!unary_op : (MINUS | NOT) expr_term", "!unary_op : (MINUS | NOT) unary_expr"),
    # `"${~ x ~}"`
    ("interpolation: INTERP_START expression RBRACE",
     "interpolation: INTERP_START STRIP_MARKER? expression STRIP_MARKER? RBRACE"),
    # `core::upper(x)`: any number of namespaces
    ("function_call : identifier (COLONS identifier COLONS identifier)? LPAR",
     "function_call : identifier (COLONS identifier)* LPAR"),
    # heredocs are templates, not opaque text
    ("heredoc_template : HEREDOC_TEMPLATE\n", "heredoc_template : HEREDOC_START string_part* HEREDOC_END\n"),
    ("heredoc_template_trim : HEREDOC_TEMPLATE_TRIM\n",
     "heredoc_template_trim : HEREDOC_START_TRIM string_part* HEREDOC_END\n"),
    ("\n// Ignore whitespace",
     '\nHEREDOC_START : "<<"\nHEREDOC_START_TRIM : "<<-"\nHEREDOC_END : "<<<"\n// Ignore whitespace'),
    # whole texts that are one expression or one template
    ("start : body\n", "start : body\nlone_expression : expression\nlone_template : string_part*\n"),
)  # fmt: skip


class GrammarError(RuntimeError):
    """The installed python-hcl2 is not the one that this package was made for."""


class UnexpectedInput(Exception):  # noqa: N818 - it carries a place, it is not shown
    """The grammar does not allow ``token`` where it stands; ``expected`` names the terminals it would have allowed."""

    def __init__(self, token: Token, expected: frozenset[str]) -> None:
        super().__init__(f"unexpected {token.type}")
        self.token = token
        self.expected = expected


class _TokensAreGiven(Lexer):
    """Stands where Lark wants a lexer: tokens are fed in directly."""

    def __init__(self, lexer_conf: object) -> None:
        del lexer_conf

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Any]:
        """Give no token at all."""
        del lexer_state, parser_state
        return iter(())


def version() -> str:
    """The version of the installed python-hcl2."""
    return metadata.version("python-hcl2")


def grammar_text() -> str:
    """The mended grammar.

    Raises :class:`GrammarError` where a replacement does not fit the installed version any more.
    """
    text = resources.files("hcl2").joinpath("hcl2.lark").read_text(encoding="utf-8")
    for old, new in _REPLACEMENTS:
        if text.count(old) != 1:
            raise GrammarError(
                f"python-hcl2 {version()} has a grammar that this tool does not know (no single {old.strip()!r});"
                " install python-hcl2==8.1.*"
            )
        text = text.replace(old, new)
    return text


def _cache_file(text: str) -> Path | None:
    directory = cache_directory()
    if directory is None:
        return None
    made_with = f"{lark.__version__} {sys.version_info[:2]} {_TokensAreGiven.__module__}"
    name = hashlib.sha256(f"{made_with}\0{text}".encode()).hexdigest()[:24]
    return directory / f"grammar-{version()}-{name}.lark"


@functools.lru_cache(maxsize=1)
def _parser() -> Lark:
    """The parser; making its tables takes seconds, so they are kept between runs."""
    text = grammar_text()
    file = _cache_file(text)
    if file is not None:
        try:
            return Lark.load(io.BytesIO(file.read_bytes()))
        except Exception:  # noqa: BLE001, S110 - missing, or broken in any way: it is made anew
            pass
    parser = Lark(
        text,
        parser="lalr",
        lexer=_TokensAreGiven,
        start=["body", "lone_expression", "lone_template"],
        maybe_placeholders=False,
    )
    if file is not None:
        buffer = io.BytesIO()
        parser.save(buffer)
        write(file, buffer.getvalue())
    return parser


def _is_name(tokens: Sequence[Token], position: int, accepted: Container[str]) -> bool:
    """Whether a word that could be a keyword here is a name, by what stands around it."""
    token = tokens[position]
    if token.type in {"NULL", "TRUE", "FALSE"}:
        return position + 1 < len(tokens) and tokens[position + 1].type in {"LPAR", "COLONS"}
    before = tokens[position - 1].type if position else NEWLINE
    starts_item = before in {NEWLINE, "COMMA"} or (before == "LBRACE" and token.type != "FOR")
    return starts_item and "NAME" in accepted


def parse_tokens(tokens: Sequence[Token], start: Start) -> Rule:
    """The tree of the grammar's rules over ``tokens``; its leaves are those tokens.

    Raises :class:`UnexpectedInput` at the first token that does not fit.
    """
    state = _parser().parse_interactive(None, start=start).parser_state
    states = state.parse_conf.states
    stack = state.state_stack
    feed: Any = state.feed_token  # Lark asks only for `.type` of a token
    at, index = (tokens[-1].end, tokens[-1].index + 1) if tokens else (0, 0)
    token = end = Token(END, "", at, at, index)
    try:
        for position, token in enumerate(tokens):
            if token.type in _KEYWORDS and (
                token.type not in states[stack[-1]] or _is_name(tokens, position, states[stack[-1]])
            ):
                token.type = "NAME"
            feed(token)
        token = end
        result: Rule = feed(end, is_end=True)
    except UnexpectedToken as error:
        raise UnexpectedInput(token, frozenset(error.expected)) from None
    return result
