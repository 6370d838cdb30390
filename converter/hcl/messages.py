"""A token that the grammar did not expect → a message that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from converter.findings import Finding
from converter.hcl.grammar import UnexpectedInput
from converter.hcl.problems import syntax_error
from converter.hcl.text import SourceText
from converter.hcl.tokens import BINARY_OPERATORS, END, NEWLINE, WORDS, Token

Message = tuple[str, str]

_NUMBERS = frozenset({"INT_LITERAL", "FLOAT_LITERAL"})
_ENDS_OPERAND = WORDS | _NUMBERS | {"DBLQUOTE", "RPAR", "RSQB", "RBRACE", "HEREDOC_END"}
_BEGINS_HEREDOC = frozenset({"HEREDOC_START", "HEREDOC_START_TRIM"})
_STARTS_OPERAND = WORDS | _NUMBERS | _BEGINS_HEREDOC | {"DBLQUOTE", "LPAR", "LSQB", "LBRACE", "NOT"}
_OPENERS = frozenset({"LPAR", "LSQB", "LBRACE", "INTERP_START", "DIRECTIVE_START"})
_CLOSERS = frozenset({"RPAR", "RSQB", "RBRACE"})
_ITEM_BOUNDARIES = frozenset({NEWLINE, "LBRACE", "RBRACE"})
_ENDS = frozenset({NEWLINE, END})
_WANTS_OPERAND = BINARY_OPERATORS | _OPENERS | {"NOT", "QMARK", "COLON", "EQ", "COMMA", "IN", "FOR_OBJECT_ARROW"}
_PARENTHESES = "an expression ends with its line; to go on with it on the next one, put it into parentheses"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the grammar stopped: the token, the one before it, and the bracket around them."""

    tokens: Sequence[Token]
    index: int
    token: Token
    before: Token | None
    opener: Token | None
    expected: frozenset[str]

    @property
    def follows(self) -> str:
        """The type of the token before."""
        return self.before.type if self.before else ""

    @property
    def after(self) -> str:
        """The type of the token that comes next."""
        return self.tokens[self.index + 1].type if self.index + 1 < len(self.tokens) else END

    @property
    def name(self) -> str:
        """How to speak of the unexpected token."""
        names = {END: "end", NEWLINE: "end of line", "DBLQUOTE": "string"}
        return names.get(self.token.type) or self.token.text.strip()


def explain(error: UnexpectedInput, tokens: Sequence[Token], source: SourceText) -> Finding:
    """The finding for ``error``; ``tokens`` are those of the top-level item in which it happened."""
    token = error.token
    index = next((i for i, other in enumerate(tokens) if other is token), len(tokens))
    if token.type in {END, "RBRACE"} and index and tokens[index - 1].type == NEWLINE:
        index -= 1  # the grammar allows some line breaks that are wrong, and so sees only later that more is missing
        token = tokens[index]
    before = tokens[index - 1] if index else None
    opener = _enclosing(tokens, index)
    place = _Place(tokens, index, token, before, opener, error.expected)
    messages = (message(place) for message in _MESSAGES)
    summary, detail = next(filter(None, messages), None) or (
        f"unexpected {place.name}",
        "an expression cannot go on like this; check what stands before it",
    )
    start, end = token.start, token.end
    if token.type in _ENDS and before is not None:
        start, end = before.start, before.end
    context = source.span(opener.start, end) if opener is not None and opener.start < start else None
    return syntax_error(summary, detail, source.span(start, end), context=context)


def _enclosing(tokens: Sequence[Token], index: int) -> Token | None:
    """The innermost bracket that is open before ``index``."""
    depth = 0
    for token in reversed(tokens[:index]):
        if token.type in _CLOSERS:
            depth += 1
        elif token.type in _OPENERS:
            if depth == 0:
                return token
            depth -= 1
    return None


def _in_header(tokens: Sequence[Token], index: int) -> bool:
    """Whether since the start of an item there are only words and strings before ``index``."""
    while index > 0 and tokens[index - 1].type in WORDS | {"DBLQUOTE", "STRING_CHARS"}:
        index -= 1
    return index == 0 or tokens[index - 1].type in _ITEM_BOUNDARIES


def _opens_block(tokens: Sequence[Token], opener: Token) -> bool:
    if opener.type != "LBRACE":
        return False
    index = next(i for i, token in enumerate(tokens) if token is opener)
    return index > 0 and _in_header(tokens, index) and tokens[index - 1].type in WORDS | {"DBLQUOTE"}


def _in_body(place: _Place) -> bool:
    """Whether the place is in the name of an argument or the header of a block, and not in an expression."""
    if place.opener is not None and not _opens_block(place.tokens, place.opener):
        return False
    return _in_header(place.tokens, place.index)


def _item_start(place: _Place) -> Message | None:
    if not _in_body(place) or place.follows not in _ITEM_BOUNDARIES | {""}:
        return None
    kind = place.token.type
    if kind in BINARY_OPERATORS | {"QMARK", "COLON", "DOT"}:
        return f"a line cannot begin with {place.token.text}", _PARENTHESES
    if kind == "DBLQUOTE":
        return "argument name in quotes", "names of arguments and blocks are written without quotes"
    if kind == "EQ":
        return "argument without a name", 'write its name before the "="'
    if kind == END:
        return "missing expression", "write one"
    return f"unexpected {place.name}", "an argument (name = value) or a block (type { }) is expected here"


def _item_header(place: _Place) -> Message | None:
    if not _in_body(place):
        return None
    kind = place.token.type
    if kind == "COLON":
        return "arguments are set with =", 'write "=" instead of ":"'
    if kind == "EQ":
        return "argument name in quotes or with spaces", 'an argument is one bare name, then "=", then its value'
    if kind in _ENDS | {"RBRACE"}:
        return (
            "neither an argument nor a block",
            'an argument needs "=" and a value after its name; a block needs an opening brace on the same line',
        )
    if kind in BINARY_OPERATORS:
        return "arguments are set with =", f'write one "=" alone instead of {place.token.text}'
    if kind == "DOT":
        return "name with a dot", "names of arguments contain no dots; nested settings are blocks or objects"
    return (
        f"unexpected {place.name} in a block header",
        "a block is its type, then labels (names, or plain text in quotes), then {",
    )


def _operand(place: _Place) -> Message | None:
    """After ``=`` or an operator something must follow on the same line."""
    token, before = place.token, place.before
    if before is None:
        return None
    if before.type == "EQ" and token.type in _ENDS | _CLOSERS:
        return "missing value", 'write a value after the "=", on the same line'
    if token.type == "LT" and place.after == "LT":
        return "invalid heredoc", "write << or <<-, the marker (a bare name), and a line break, with no space"
    if before.type not in BINARY_OPERATORS | {"NOT", "QMARK", "COLON"}:
        return None
    if token.type == NEWLINE:
        return "line break inside an expression", _PARENTHESES
    return "missing operand", f"an expression is expected after {before.text}, not {place.name}"


def _token_before(place: _Place) -> Message | None:
    """What may not follow certain tokens."""
    token, before = place.token, place.before
    if before is None:
        return None
    if "COLONS" in {before.type, token.type}:
        return "incomplete function name", "after namespaces joined by :: a function name and its ( must follow"
    if before.type == token.type == "COMMA":
        return "two commas in a row", "remove one"
    if before is place.opener and token.type == "COMMA":
        return "comma without an item", "remove it"
    for number, rest in zip(place.tokens[max(place.index - 2, 0) :], place.tokens[place.index - 1 :], strict=False):
        if number.type in _NUMBERS and rest.type in WORDS and number.end == rest.start:
            text = number.text + rest.text
            return "invalid number", f"{text} is neither a number nor a name; a name begins with a letter"
    if token.type == "ELLIPSIS" and before.type in _ENDS_OPERAND:
        return (
            "... is not valid here",
            "it expands the last argument of a function, or groups the values of an object's for expression",
        )
    following = {
        "DOT": ("missing attribute name", "a dot must be followed by a name on the same line"),
        "DIRECTIVE_START": (
            f"unknown template directive {place.name}",
            "the directives are if, else, endif, for and endfor; to write %{ as plain text, double the sign: %%{",
        ),
        "ELLIPSIS": (f"unexpected {place.name} after ...", "it ends the last argument, and nothing may follow"),
    }
    return following.get(before.type)


def _in_no_bracket(place: _Place) -> Message | None:
    if place.opener is not None and not _opens_block(place.tokens, place.opener):
        return None
    if place.token.type in _ENDS:
        return "expression is not complete", "something must follow its last part on the same line"
    if place.follows in _ENDS_OPERAND and place.token.type in _STARTS_OPERAND | {"EQ", "COLON", "COMMA"}:
        return (
            f"unexpected {place.name} after the value",
            'an argument ends with its line: put the next item on a new line; strings are joined with "${a}${b}"',
        )
    return None


def _in_for(place: _Place) -> Message | None:
    opener = place.opener
    start = next((i for i, token in enumerate(place.tokens) if token is opener), None)
    if opener is None or start is None or place.tokens[start + 1 : start + 2] == []:
        return None
    if place.tokens[start + 1].type != "FOR":
        return None
    forms = {
        "LSQB": "[for item in list : value if condition]",
        "LBRACE": "{for key, value in map : key => value if condition}",
        "DIRECTIVE_START": "%{ for item in list } or %{ for key, value in map }",
    }
    return f"unexpected {place.name} in a for expression", f"it reads {forms.get(opener.type, forms['LSQB'])}"


def _in_object(place: _Place) -> Message | None:
    if place.opener is None or place.opener.type != "LBRACE":
        return None
    if place.follows == NEWLINE and place.token.type in BINARY_OPERATORS | {"DOT", "QMARK"}:
        return f"a line cannot begin with {place.token.text}", _PARENTHESES
    if place.follows == NEWLINE and place.token.type == "COMMA":
        return "comma at the start of a line", "put it at the end of the item before, or leave it out"
    if {"EQ", "COLON"} <= place.expected:
        return "missing = in an object", "a key and its value are written as key = value"
    if place.follows in _ENDS_OPERAND and place.token.type in _STARTS_OPERAND:
        return "missing separator between object items", "put a comma or a line break before this item"
    if place.token.type == NEWLINE:
        return "missing value", "write the value of this key on the same line"
    return None


def _in_template(place: _Place) -> Message | None:
    opener = place.opener
    if opener is None or opener.type not in {"INTERP_START", "DIRECTIVE_START"}:
        return None
    if place.token.type == "RBRACE":
        return f"nothing before }} in {opener.text}", f"an expression is expected between {opener.text} and }}"
    return (
        f"unexpected {place.name} in {opener.text}",
        f"a }} is expected here; to write {opener.text} as plain text, double the sign: {opener.text[0]}{opener.text}",
    )


def _in_list(place: _Place) -> Message | None:
    if place.opener is None or place.opener.type not in {"LPAR", "LSQB"}:
        return None
    if place.follows in _ENDS_OPERAND and place.token.type in _STARTS_OPERAND:
        what = "items" if place.opener.type == "LSQB" else "arguments"
        return f"missing comma between {what}", "put a comma before this"
    if place.token.type == "FOR_OBJECT_ARROW":
        return "=> is not valid here", "keys belong to objects: write { for ... : key => value }"
    if place.token.type == "EQ":
        return "= is not valid here", "to compare write ==; named values belong into an object { }"
    return None


def _operand_missing(place: _Place) -> Message | None:
    if place.follows in _WANTS_OPERAND:
        return f"unexpected {place.name}", "an expression is expected here"
    return None


_MESSAGES: tuple[Callable[[_Place], Message | None], ...] = (
    _item_start,
    _item_header,
    _operand,
    _token_before,
    _in_no_bracket,
    _in_for,
    _in_object,
    _in_template,
    _in_list,
    _operand_missing,
)
