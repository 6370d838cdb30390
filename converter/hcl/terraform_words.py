"""What Terraform's own parser calls the first syntax error of a text.

Our messages say what to do; programs and people who know Terraform's look for its summaries. The grammar that reads
correct texts cannot tell them, as they depend on the order in which a recursive descent looks at the tokens; this is
that descent, without making a tree, and it only runs for a text that is wrong.

Facts: package hclsyntax of hashicorp/hcl, observed by asking Terraform (``tests/oracle/pairs/syntax_errors.txt``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from converter.hcl.terraform_tokens import END, TerraformToken, tokens_of

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_ESCAPE = re.compile(
    r'\\(?:[nrt"\\]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|(?P<wrong>.?))', re.DOTALL
)
_LONGEST = 200_000
"""Characters of a text that is looked at: the answer is not worth more time."""

_BINARY = (("||",), ("&&",), ("==", "!="), (">", ">=", "<", "<="), ("+", "-"), ("*", "/", "%"))


class _FirstError(Exception):
    """The first thing that is wrong; its only argument is Terraform's summary of it."""


def expression_summary(text: str) -> str:
    """Terraform's summary of the first error in a text that should be one expression; empty where it finds none."""
    return _summary(text, _Parser.whole_expression)


def template_summary(text: str) -> str:
    """Terraform's summary of the first error in a text that should be one template; empty where it finds none."""
    return _summary(text, _Parser.whole_template, template=True)


def file_summary(text: str) -> str:
    """Terraform's summary of the first error in a text that should be a file; empty where it finds none."""
    return _summary(text, _Parser.whole_file)


def _summary(text: str, parse: Callable[[_Parser], None], *, template: bool = False) -> str:
    if len(text) > _LONGEST:
        return ""
    tokens = tokens_of(text, template=template)
    try:
        _check_tokens(tokens)
        parse(_Parser(tokens))
    except _FirstError as error:
        return str(error)
    except RecursionError:
        return ""
    return ""


def _check_tokens(tokens: list[TerraformToken]) -> None:
    """What is no token of the language is reported before anything is parsed."""
    for token in tokens:
        match token.kind:
            case "unsupported":
                raise _FirstError("Unsupported operator")
            case "invalid":
                raise _FirstError("Invalid character")
            case "line break in quotes":
                raise _FirstError("Invalid multi-line string")


# ------------------------------------------------------------------------------------------------------------- parser


class _Parser:
    """One method per rule of the language; each stops behind what it has read, or raises the first error."""

    def __init__(self, tokens: list[TerraformToken]) -> None:
        self.tokens = tokens
        self.position = 0
        self.newlines = [True]

    # --- tokens

    def peek(self) -> TerraformToken:
        if not self.newlines[-1]:
            while self.tokens[self.position].kind == "newline":
                self.position += 1
        return self.tokens[self.position]

    def read(self) -> TerraformToken:
        token = self.peek()
        if token.kind != END:
            self.position += 1
        return token

    def at(self, *kinds: str) -> bool:
        return self.peek().kind in kinds

    def at_word(self, word: str) -> bool:
        return self.peek() == TerraformToken("identifier", word)

    def fail(self, summary: str, at_end: str = "") -> NoReturn:
        """Raise the error; it may have another summary where the text ends."""
        raise _FirstError(at_end if at_end and self.at(END) else summary)

    # --- whole texts

    def whole_expression(self) -> None:
        self.newlines.append(False)
        self.expression()
        if not self.at(END):
            self.fail("Extra characters after expression")

    def whole_template(self) -> None:
        self.template(END)

    def whole_file(self) -> None:
        self.body(END)

    # --- bodies

    def body(self, closer: str) -> None:
        while not self.at(closer):
            if self.at("newline"):
                self.read()
            elif self.at(END):
                self.fail("Unclosed configuration block")
            elif self.at("identifier"):
                self.item()
            else:
                self.fail("Invalid argument name" if self.at("open quote") else "Argument or block definition required")
        self.read()

    def item(self) -> None:
        self.read()
        if self.at("="):
            self.read()
            self.expression()
            if not self.at("newline", END):
                self.fail("Missing newline after argument")
        elif self.at("open quote", "{", "identifier"):
            self.block()
        else:
            self.fail("Argument or block definition required")

    def block(self) -> None:
        while not self.at("{"):
            if self.at("open quote"):
                self.label()
            elif self.at("identifier"):
                self.read()
            else:
                self.fail("Invalid block definition")
        self.read()
        if self.at("identifier"):
            self.single_line_body()
        else:
            self.body("}") if not self.at("}") else self.read()
        if not self.at("newline", END):
            self.fail("Missing newline after block definition")

    def single_line_body(self) -> None:
        self.read()
        if not self.at("="):
            self.fail("Argument definition required")
        self.read()
        self.expression()
        if not self.at("}"):
            self.fail("Invalid single-argument block definition", "Unclosed configuration block")
        self.read()

    def label(self) -> None:
        self.read()
        while not self.at("close quote"):
            if not self.at("text"):
                self.fail("Invalid string literal", "Unterminated string literal")
            self.text(self.read())
        self.read()

    # --- expressions

    def expression(self) -> None:
        self.binary(0)
        if not self.at("?"):
            return
        self.read()
        self.expression()
        if not self.at(":"):
            self.fail("Missing false expression in conditional")
        self.read()
        self.expression()

    def binary(self, level: int) -> None:
        if level == len(_BINARY):
            self.with_traversals()
            return
        self.binary(level + 1)
        while self.at(*_BINARY[level]):
            self.read()
            self.binary(level + 1)

    def with_traversals(self) -> None:
        self.term()
        self.traversals()

    def traversals(self) -> None:
        while True:
            if self.at("."):
                self.read()
                self.attribute()
            elif self.at("["):
                self.read()
                self.index()
            else:
                return

    def attribute(self) -> None:
        if self.at("*"):
            self.read()
            while self.at("."):
                self.read()
                if self.at("*"):
                    self.fail("Nested splat expression not allowed")
                self.name_or_number()
        else:
            self.name_or_number()

    def name_or_number(self) -> None:
        token = self.peek()
        if token.kind == "number" and "." in token.text:
            self.fail("Invalid legacy index syntax")
        if token.kind not in {"number", "identifier"}:
            self.fail("Invalid attribute name")
        self.number() if token.kind == "number" else self.read()

    def number(self) -> None:
        if not _NUMBER.fullmatch(self.read().text):
            self.fail("Invalid number literal")

    def index(self) -> None:
        if self.at("*"):
            self.read()
            if not self.at("]"):
                self.fail("Missing close bracket on splat index")
            self.read()
            return
        self.newlines.append(False)
        self.expression()
        if not self.at("]"):
            self.fail("Missing close bracket on index")
        self.read()
        self.newlines.pop()

    def term(self) -> None:
        token = self.peek()
        match token.kind:
            case "(":
                self.parentheses()
            case "number":
                self.number()
            case "identifier":
                self.read()
                if self.at("(", "::"):
                    self.call()
            case "open quote":
                self.read()
                self.template("close quote")
            case "open heredoc":
                self.read()
                self.template("close heredoc")
            case "-" | "!":
                self.read()
                self.with_traversals()
            case "[":
                self.tuple_()
            case "{":
                self.object_()
            case _:
                self.fail("Invalid expression", "Missing expression")

    def parentheses(self) -> None:
        self.read()
        self.newlines.append(False)
        self.expression()
        if not self.at(")"):
            self.fail("Unbalanced parentheses")
        self.read()
        self.newlines.pop()

    def call(self) -> None:
        opening = self.read()
        while opening.kind == "::":
            if self.read().kind != "identifier":
                self.fail("Missing function name")
            opening = self.read()
        if opening.kind != "(":
            self.fail("Missing open parenthesis")
        self.newlines.append(False)
        while not self.at(")"):
            self.expression()
            if self.at("..."):
                self.read()
                if not self.at(")"):
                    self.fail("Missing closing parenthesis")
            elif self.at(","):
                self.read()
            elif not self.at(")"):
                self.fail("Missing argument separator", "Unterminated function call")
        self.read()
        self.newlines.pop()

    def tuple_(self) -> None:
        self.read()
        self.newlines.append(False)
        if self.at_word("for"):
            self.for_("]")
        else:
            while not self.at("]"):
                self.expression()
                if self.at(","):
                    self.read()
                elif not self.at("]"):
                    self.fail("Missing item separator", "Unterminated tuple constructor expression")
            self.read()
        self.newlines.pop()

    def object_(self) -> None:
        self.read()
        self.newlines.append(False)
        is_for = self.at_word("for")
        self.newlines.pop()
        self.newlines.append(not is_for)
        if is_for:
            self.for_("}")
        else:
            while not self.at("}"):
                if self.at("newline"):
                    self.read()
                else:
                    self.object_item()
            self.read()
        self.newlines.pop()

    def object_item(self) -> None:
        unterminated = "Unterminated object constructor expression"
        self.expression()
        if self.at("newline", ","):
            self.fail("Missing attribute value")
        if not self.at("=", ":"):
            self.fail("Missing key/value separator", unterminated)
        self.read()
        self.expression()
        if self.at(",", "newline"):
            self.read()
        elif not self.at("}"):
            self.fail("Missing attribute separator", unterminated)

    def for_(self, closer: str) -> None:
        invalid = "Invalid 'for' expression"
        self.read()
        self.for_names(invalid)
        self.expression()
        if not self.at(":"):
            self.fail(invalid)
        self.read()
        self.expression()
        keyed = self.at("=>")
        if keyed:
            self.read()
            self.expression()
        grouped = self.at("...")
        if grouped:
            self.read()
        if self.at_word("if"):
            self.read()
            self.expression()
        if not self.at(closer) or keyed is not (closer == "}") or (grouped and closer == "]"):
            self.fail(invalid)
        self.read()

    def for_names(self, invalid: str) -> None:
        """The names of a ``for``, up to and including ``in``."""
        if not self.at("identifier"):
            self.fail(invalid)
        self.read()
        if self.at(","):
            self.read()
            if not self.at("identifier"):
                self.fail(invalid)
            self.read()
        if not self.at_word("in"):
            self.fail(invalid)
        self.read()

    # --- templates

    def template(self, closer: str) -> None:
        """A template up to ``closer``: first all its parts, then whether its directives belong together."""
        directives: list[str] = []
        while not self.at(closer):
            token = self.read()
            match token.kind:
                case "text":
                    self.text(token)
                case "${":
                    self.interpolation(closer)
                case "%{":
                    directives.append(self.directive())
                case _:
                    self.fail("Unterminated template string")
        self.read()
        _check_directives(directives)

    def text(self, token: TerraformToken) -> None:
        if any(found["wrong"] is not None for found in _ESCAPE.finditer(token.text)):
            self.fail("Invalid escape sequence")

    def interpolation(self, closer: str) -> None:
        self.newlines.append(False)
        self.expression()
        if not self.at("end of sequence"):
            unclosed = "Unclosed template interpolation sequence"
            quoted = self.at("close quote", "open quote") and closer == "close quote"
            self.fail(unclosed if quoted else "Extra characters after interpolation expression", unclosed)
        self.read()
        self.newlines.pop()

    def directive(self) -> str:
        self.newlines.append(False)
        if not self.at("identifier"):
            self.fail("Invalid template directive")
        keyword = self.read().text
        if keyword == "if":
            self.expression()
        elif keyword == "for":
            self.for_names("Invalid 'for' directive")
            self.expression()
        elif keyword not in {"else", "endif", "endfor"}:
            self.fail("Invalid template control keyword")
        if not self.at("end of sequence"):
            self.fail(f"Extra characters in {keyword} marker")
        self.read()
        self.newlines.pop()
        return keyword


_ENDED_BY = {"endif": ("if", "else"), "endfor": ("for",)}


def _check_directives(directives: list[str]) -> None:
    """Whether each ``if`` and ``for`` has its end, and each ``else`` and end its beginning."""
    opened: list[str] = []
    for keyword in directives:
        if keyword in {"if", "for"}:
            opened.append(keyword)
        elif keyword == "else" and opened[-1:] == ["if"]:
            opened[-1] = "else"
        elif opened and opened[-1] in _ENDED_BY.get(keyword, ()):
            opened.pop()
        else:
            raise _FirstError(f"Unexpected {keyword} directive")
    if opened:
        raise _FirstError("Unexpected end of template")
