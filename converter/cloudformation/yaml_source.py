"""Template text to a tree of YAML nodes, and the places of what is read from it.

JSON is read as YAML with JSON's own rules for numbers. Facts: "Template format", AWS CloudFormation User Guide: YAML
1.1 without aliases, merges, and the binary, omap, pairs, set and timestamp tags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from converter.findings.model import Finding, FindingError, Findings, Place, Position, Severity, Span

Path = tuple[str | int, ...]
MAX_DEPTH = 200

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(?P<fraction>\.[0-9]+)?(?P<exponent>[eE][+-]?[0-9]+)?")
_SURROGATES = re.compile(
    r"(?<!\\)(?P<before>(?:\\\\)*)\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
)
_STANDARD = "tag:yaml.org,2002:"
_TRUE = frozenset({"true", "yes", "on"})


def yaml_loader() -> Any:
    """The YAML loader of templates, in C where PyYAML was built with it."""
    return _Loader


@dataclass(slots=True)
class Source:
    """One template file being read: where things stand, and what is wrong with it."""

    file: str
    is_json: bool = False
    positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    _seen: set[int] = field(default_factory=set)

    def report(self, node: yaml.Node, path: Path, id: str, summary: str, detail: str = "") -> None:
        """Collect an error at a node."""
        where = f"line {node.start_mark.line + 1}, column {node.start_mark.column + 1}"
        self.findings.add(Finding(id, Severity.ERROR, f"{summary} ({where})", detail, place=Place(self.file, path)))

    def enter(self, node: yaml.Node, path: Path) -> bool:
        """Note where a node stands; False, with a finding, where it is an alias of one that was read before."""
        self.positions.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if id(node) in self._seen:
            self.report(node, path, "cfn-yaml-alias", "YAML alias", "CloudFormation reads none; write the value out")
            return False
        self._seen.add(id(node))
        return True

    def entries(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, yaml.Node, Path]]:
        """Entries of a mapping with their paths; a key that is there twice is reported and left out."""
        seen: set[str] = set()
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(key_node, path, "cfn-template-shape", "a key must be text")
                continue
            key = self.text(key_node)
            if key_node.tag == f"{_STANDARD}merge":
                self.report(key_node, path, "cfn-yaml-alias", "YAML merge", "CloudFormation reads none; write it out")
                continue
            if key in seen:
                self.report(key_node, (*path, key), "cfn-duplicate-key", f"key {key} is there twice", "remove one")
                continue
            seen.add(key)
            self.positions[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            yield key, value_node, (*path, key)

    def text(self, node: yaml.ScalarNode) -> str:
        """A scalar's text as written, without quotes."""
        text: str = node.value
        return text

    def scalar(self, node: yaml.ScalarNode, path: Path) -> str | int | Decimal | bool | None:
        """A scalar's value; None (with a finding) for null and what a template cannot hold."""
        text = self.text(node)
        if node.style and node.tag.startswith(_STANDARD):
            return text
        if self.is_json and (number := _JSON_NUMBER.fullmatch(text)):
            return Decimal(text) if number["fraction"] or number["exponent"] else _integer(text)
        match node.tag.removeprefix(_STANDARD):
            case "str" | "timestamp":
                return text
            case "bool":
                return text.lower() in _TRUE
            case "int":
                return _integer(text)
            case "float":
                return self._number(node, text, path)
            case "null":
                self.report(node, path, "cfn-null-value", "null value", "leave the key out, or use AWS::NoValue")
                return None
            case _:
                self.report(node, path, "cfn-unknown-intrinsic", f"{node.tag} is not a CloudFormation function")
                return None

    def _number(self, node: yaml.Node, text: str, path: Path) -> Decimal | str | None:
        plain = text.replace("_", "")
        if ":" in plain:
            return text
        if plain.lstrip("+-").lower() in (".inf", ".nan"):
            self.report(node, path, "cfn-template-shape", f"{text} is not a number that a template can hold")
            return None
        return Decimal(plain)


def _integer(text: str) -> int | str:
    """A YAML 1.1 integer: decimal, octal (012), hexadecimal, binary, base 60."""
    plain = text.replace("_", "").lower()
    negative = plain.startswith("-")
    digits = plain.lstrip("+-")
    try:
        if ":" in digits:
            value = 0
            for part in digits.split(":"):
                value = value * 60 + int(part)
        elif digits.startswith("0b"):
            value = int(digits, 2)
        elif digits.startswith("0x"):
            value = int(digits, 16)
        elif digits.startswith("0") and len(digits) > 1:
            value = int(digits, 8)
        else:
            value = int(digits)
    except ValueError:
        return text
    return -value if negative else value


def compose(text: str, file: str) -> tuple[yaml.MappingNode, Source]:
    """The root mapping of a template text.

    Raises FindingError for text that is not YAML or JSON, or holds no mapping.
    """
    text = text.removeprefix("\ufeff")
    source = Source(file, is_json=_is_json(text))
    if source.is_json:
        text = _SURROGATES.sub(_one_escape, text.replace("\t", " "))
    try:
        _check_depth(text, file)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise FindingError(_syntax_finding(error, file)) from None
    except yaml.YAMLError as error:
        raise FindingError(_broken(file, " ".join(str(error).split()))) from None
    if not isinstance(root, yaml.MappingNode):
        raise FindingError(_broken(file, "a template is a mapping with a Resources section"))
    return root, source


def _one_escape(pair: re.Match[str]) -> str:
    """The one escape that YAML has for a character that JSON escapes as two."""
    code = 0x10000 + ((int(pair["high"], 16) - 0xD800) << 10) + int(pair["low"], 16) - 0xDC00
    return f"{pair['before']}\\U{code:08X}"


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise FindingError(_broken(file, f"nested deeper than {MAX_DEPTH} levels"))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _syntax_finding(error: yaml.MarkedYAMLError, file: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    what = ", ".join(p for p in (error.context, error.problem) if p)
    start = Position(mark.line + 1, mark.column + 1, 0) if mark else None
    end = Position(mark.line + 1, mark.column + 2, 0) if mark else None
    return _broken(file, f"{what}{where}", Span(file, start, end) if start and end else None)


def _broken(file: str, what: str, span: Span | None = None) -> Finding:
    summary = f"{file} cannot be read as a template: {what}"
    return Finding("cfn-yaml-syntax", Severity.ERROR, summary, subject=span, place=Place(file))
