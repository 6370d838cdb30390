"""The tokens of the Terraform language, named as the terminals of python-hcl2's grammar."""

from __future__ import annotations

from dataclasses import dataclass

NEWLINE = "NL_OR_COMMENT"
END = "$END"

KEYWORDS = {
    "if": "IF",
    "in": "IN",
    "for": "FOR",
    "for_each": "FOR_EACH",
    "else": "ELSE",
    "endif": "ENDIF",
    "endfor": "ENDFOR",
    "null": "NULL",
    "true": "TRUE",
    "false": "FALSE",
}
"""Words that the grammar may treat as keywords; wherever it does not expect one, the word is a plain NAME."""

OPERATORS = {
    "==": "DOUBLE_EQ",
    "!=": "NEQ",
    "<": "LT",
    ">": "GT",
    "<=": "LEQ",
    ">=": "GEQ",
    "-": "MINUS",
    "*": "ASTERISK",
    "/": "SLASH",
    "%": "PERCENT",
    "&&": "DOUBLE_AMP",
    "||": "DOUBLE_PIPE",
    "+": "PLUS",
    "!": "NOT",
    "?": "QMARK",
    "(": "LPAR",
    ")": "RPAR",
    "{": "LBRACE",
    "}": "RBRACE",
    "[": "LSQB",
    "]": "RSQB",
    ",": "COMMA",
    ".": "DOT",
    "=": "EQ",
    ":": "COLON",
    "=>": "FOR_OBJECT_ARROW",
    "...": "ELLIPSIS",
    "::": "COLONS",
}

BINARY_OPERATORS = frozenset(
    {
        "DOUBLE_EQ",
        "NEQ",
        "LT",
        "GT",
        "LEQ",
        "GEQ",
        "MINUS",
        "ASTERISK",
        "SLASH",
        "PERCENT",
        "DOUBLE_AMP",
        "DOUBLE_PIPE",
        "PLUS",
    }
)

WORDS = frozenset({"NAME", *KEYWORDS.values()})


@dataclass(slots=True)
class Token:
    """One token: its terminal's name, its text, where it starts and ends, and its number in the file."""

    type: str
    text: str
    start: int
    end: int
    index: int
