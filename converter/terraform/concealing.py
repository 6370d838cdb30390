"""Keeping values of variables files out of messages: a source line with a secret in it is shown without the secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from converter.findings import Finding, FindingError, Span
from converter.hcl import SourceReader, parse_file, parse_json_values
from converter.terraform.configuration import VariableConfig

_ASSIGNMENT = re.compile(r"(\s*([\w-]+)\s*=\s*)(.*)")
_NAMES_ONLY = frozenset({"hcl-duplicate-attribute", "hcl-file", "hcl-tfvars"})
"""Kinds of findings about variables files whose texts name names, never values."""


def conceal(sources: SourceReader, path: str, variables: Mapping[str, VariableConfig]) -> None:
    """Have the lines of a variables file shown without the values of sensitive and undeclared variables."""
    text = sources.text_of(path)
    if text is None:
        return

    def public(name: str) -> bool:
        return name in variables and not variables[name].sensitive

    lines = text.split("\n")
    try:
        json = path.endswith(".json")
        attributes = parse_json_values(text, path) if json else parse_file(text, path).body.attributes
    except FindingError:
        lines = [_masked_line(line, public) for line in lines]
    else:
        for attribute in attributes:
            if not public(attribute.name):
                _mask(lines, attribute.expression.span)
    sources.show_as(path, "\n".join(lines))


def _mask(lines: list[str], span: Span) -> None:
    """Put stars over a stretch of source; its columns stay."""
    for number in range(span.start.line, min(span.end.line, len(lines)) + 1):
        line = lines[number - 1]
        start = span.start.column - 1 if number == span.start.line else 0
        end = span.end.column - 1 if number == span.end.line else len(line)
        lines[number - 1] = line[:start] + _stars(line[start:end]) + line[end:]


def _masked_line(line: str, public: Callable[[str], bool]) -> str:
    """A line of a file that does not parse: only names, and values of public variables, are shown."""
    found = _ASSIGNMENT.fullmatch(line)
    if found is None:
        return _stars(line)
    return line if public(found[2]) else found[1] + _stars(found[3])


def _stars(text: str) -> str:
    return re.sub(r"\S", "*", text)


def without_values(finding: Finding, sources: SourceReader) -> Finding:
    """A syntax error in a variables file whose message quotes nothing of the values there."""
    span = finding.subject
    if span is None or finding.id in _NAMES_ONLY:
        return finding
    text = sources.text_of(span.file) or ""
    lines = text.split("\n")[span.start.line - 1 : span.end.line]
    found = [_ASSIGNMENT.fullmatch(line) for line in lines]
    values = [match[3] if match else line for match, line in zip(found, lines, strict=True)]
    words = {word for value in values for word in re.findall(r"\w+", value)}
    if not words.intersection(re.findall(r"\w+", f"{finding.summary} {finding.detail}")):
        return finding
    return replace(
        finding,
        summary="invalid syntax in a file of variable values",
        detail="each line is name = value, a text in double quotes; what stands here is hidden, since it may be secret",
    )
