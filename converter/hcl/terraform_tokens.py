"""The tokens that Terraform sees in a text, also in one that is wrong; see :mod:`converter.hcl.terraform_words`.

They are those of HCL's scanner, and not those of :mod:`converter.hcl.scanner`, which gives up where no tree can come of
it and puts a message in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(
    r"""(?P<space>[ \t]+)
      | (?P<comment>(?:\#|//)[^\n]*\n?)
      | (?P<block_comment>/\*.*?\*/)
      | (?P<newline>\r?\n)
      | (?P<number>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
      | (?P<identifier>[^\W\d][\w-]*)
      | (?P<heredoc><<-?[^\W\d][\w-]*\r?\n)
      | (?P<operator>\.\.\.|==|!=|<=|>=|&&|\|\||=>|::|[-+*/%!<>?:(){}\[\],.=])
      | (?P<quote>")
      | (?P<strip_end>~\})
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r'(?P<text>(?:\\[^\n]|\$\$\{|%%\{|[$%](?!\{)|[^"\\$%\n])+)|(?P<opener>[$%]\{~?)|(?P<end>")')
_UNSUPPORTED = frozenset("&|^~")

END = "end of text"


@dataclass(frozen=True, slots=True)
class TerraformToken:
    """A token: an operator stands for itself, anything else has a kind, and its text where that matters."""

    kind: str
    text: str = ""


def tokens_of(text: str, *, template: bool = False) -> list[TerraformToken]:
    """The tokens of a text. ``braces`` counts those open in each template sequence; a string waits below it."""
    tokens: list[TerraformToken] = []
    modes: list[str] = ["bare"] if template else ["code"]
    braces = [0]
    position = 0
    while position < len(text):
        if modes[-1] == "code":
            position = _code_token(text, position, tokens, modes, braces)
        else:
            position = _template_token(text, position, tokens, modes, braces)
    tokens.append(TerraformToken(END))
    return tokens


def _code_token(text: str, position: int, tokens: list[TerraformToken], modes: list[str], braces: list[int]) -> int:
    found = _CODE.match(text, position)
    if found is None:
        character = text[position]
        tokens.append(TerraformToken("unsupported" if character in _UNSUPPORTED else "invalid", character))
        return position + 1
    kind, written = found.lastgroup or "", found.group()
    in_sequence = len(modes) > 1 and braces[-1] == 0
    if kind == "strip_end" and not in_sequence:
        tokens.append(TerraformToken("unsupported", "~"))
        return position + 1
    if kind == "newline" or (kind == "comment" and written.endswith("\n")):
        tokens.append(TerraformToken("newline"))
    elif kind == "quote":
        tokens.append(TerraformToken("open quote"))
        modes.append("quoted")
    elif kind == "heredoc":
        tokens.append(TerraformToken("open heredoc"))
        modes.append("heredoc " + written.strip().lstrip("<-"))
    elif kind == "strip_end" or (written == "}" and in_sequence):
        tokens.append(TerraformToken("end of sequence"))
        modes.pop()
        braces.pop()
    elif kind in {"number", "identifier"}:
        tokens.append(TerraformToken(kind, written))
    elif kind == "operator":
        braces[-1] += {"{": 1, "}": -1}.get(written, 0)
        tokens.append(TerraformToken(written))
    return found.end()


def _template_token(text: str, position: int, tokens: list[TerraformToken], modes: list[str], braces: list[int]) -> int:
    mode = modes[-1]
    if mode.startswith("heredoc "):
        line_end = text.find("\n", position)
        line = text[position : line_end if line_end >= 0 else len(text)]
        if text[position - 1] == "\n" and line.strip() == mode.removeprefix("heredoc ") and line_end >= 0:
            tokens.append(TerraformToken("close heredoc"))
            modes.pop()
            return position + len(line.rstrip("\r"))
    if mode == "quoted" and text[position] == "\n":
        tokens.append(TerraformToken("line break in quotes"))
        return position + 1
    found = _QUOTED.match(text, position)
    if found is None or (mode != "quoted" and found.lastgroup == "end"):
        kind = "invalid" if mode == "quoted" and text[position] == "\\" else "text"  # before the end of the text
        tokens.append(TerraformToken(kind, ""))
        return position + 1
    if found.lastgroup == "end":
        tokens.append(TerraformToken("close quote"))
        modes.pop()
    elif found.lastgroup == "opener":
        tokens.append(TerraformToken(found.group()[:2]))
        modes.append("code")
        braces.append(0)
    else:
        tokens.append(TerraformToken("text", found.group() if mode == "quoted" else ""))
    return found.end()
