"""What to say about characters that make no token, and about what was left open."""

from __future__ import annotations

from converter.hcl.modes import Frame, Mode
from converter.hcl.text import SourceText

CLOSERS = {"(": ")", "[": "]", "{": "}"}
UNCLOSED_QUOTE = "quoted string is not closed"


def unclosed(frame: Frame, misplaced: tuple[Frame, int] | None, source: SourceText) -> tuple[str, str, int, int]:
    """Summary, detail, start and end for something that the end of the text leaves open.

    ``misplaced`` is the first block whose closing brace does not stand below its start, and that brace's line.
    """
    line = source.line_number(frame.start)
    end = frame.start + max(len(frame.opener), 1)
    if frame.mode is Mode.HEREDOC:
        detail = f"no line after this one consists of {frame.marker} alone and ends with a line break; add one"
        return "heredoc is not closed", detail, frame.start, end
    if frame.mode is Mode.QUOTED:
        return UNCLOSED_QUOTE, 'close it with "', frame.start, len(source.text)
    if frame.mode is Mode.SEQUENCE:
        return f"{frame.opener} is not closed", "close it with }", frame.start, end
    if frame.mode is Mode.BODY:
        hint = "add } on a line of its own where the block ends"
        if misplaced is not None and misplaced[0].start > frame.start:
            inner_line = source.line_number(misplaced[0].start)
            hint = (
                f"by their indentation, the block opened on line {inner_line} is the one whose brace is missing,"
                f" and that on line {misplaced[1]} belongs to an outer block"
            )
        header = source.text[frame.item_start : frame.start].strip()
        detail = f"the block {header} opened on line {line} has no closing brace before the end of the file; {hint}"
        return "block is not closed", detail, frame.item_start, end
    detail = f"add the closing {CLOSERS[frame.opener]} for the {frame.opener} opened on line {line}"
    return f"{frame.opener} is not closed", detail, frame.start, end


def invalid_character(char: str) -> tuple[str, str]:
    """Summary and detail for a character that is part of no token."""
    if char == "'":
        return "single quotes are not valid", 'write strings in double quotes (")'
    if char in "\u201c\u201d\u2018\u2019":
        return "curly quotes are not valid", 'write strings in straight double quotes (")'
    if char == ";":
        return "semicolons are not valid", "put each argument on a line of its own; separate items with commas"
    if char in "&|":
        return f"{char} is not an operator", f"for boolean logic write {char}{char}; there are no bitwise operators"
    if char == "^":
        return "^ is not an operator", "for powers use the function pow; there are no bitwise operators"
    if char == "`":
        return "backticks are not valid", "for a string of several lines use a heredoc (<<EOT)"
    if char == "\r":
        return "carriage return without a line feed", "use the line breaks of Unix or Windows"
    if char == "$":
        return "$ is not valid here", "outside of strings an expression is written without ${ }"
    if char == "~":
        return "~ is not valid here", "it may only follow ${ or %{ or stand before their closing }, without a space"
    name = char if char.isprintable() and char.strip() else f"U+{ord(char):04X}"
    return f"character {name} is not valid here", "remove it, or put it into a quoted string"
