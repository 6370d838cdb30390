"""Text of the Terraform language → :mod:`converter.hcl.syntax`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from converter.findings import Finding, FindingError
from converter.hcl import cache, grammar, syntax
from converter.hcl.bodies import BodyBuilder, comment_text
from converter.hcl.expressions import ExpressionBuilder, rules
from converter.hcl.messages import explain
from converter.hcl.modes import Mode
from converter.hcl.problems import syntax_error
from converter.hcl.scanner import Scanned, Scanner
from converter.hcl.terraform_words import expression_summary, file_summary, template_summary
from converter.hcl.text import SourceText
from converter.hcl.tokens import WORDS, Token

Built = TypeVar("Built")

MAX_FINDINGS = 100
"""Errors of one file that are reported; who has more looks at the first ones."""


def parse_file(text: bytes | str, path: str) -> syntax.SourceFile:
    """The tree of a ``.tf`` file; ``path`` is what its spans will name.

    Raises :class:`FindingError` with every error that was found. Use :func:`parse_file_leniently` to get the part of
    the file that is right as well.
    """
    source = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    key = cache.key_of(source, path, grammar.version())
    found = cache.load(key)
    if found is not None:
        return found
    with cache.collection_paused():
        tree, findings = parse_file_leniently(source, path)
    if findings:
        raise FindingError(*findings)
    cache.store(key, tree)
    return tree


def parse_file_leniently(text: bytes | str, path: str) -> tuple[syntax.SourceFile, tuple[Finding, ...]]:
    """The tree of a ``.tf`` file without the top-level items that do not parse, and what is wrong."""
    decoded, findings = decode(text, path)
    source = SourceText(decoded, path)
    end = len(source.text)
    scanned = Scanner(source, Mode.BODY).run()
    builder = BodyBuilder(source, scanned.tokens, scanned.comments)
    attributes: list[syntax.Attribute] = []
    blocks: list[syntax.Block] = []
    failed = False
    for tokens in _sound_items(scanned, end):
        consequence = failed and not _looks_like_item(tokens)
        failed = False
        try:
            more_attributes, more_blocks = builder.items(grammar.parse_tokens(tokens, "body"))
        except grammar.UnexpectedInput as error:
            failed = True
            if not consequence:
                findings.append(explain(error, tokens, source))
        except FindingError as error:
            findings.extend(error.findings)
        else:
            attributes.extend(more_attributes)
            blocks.extend(more_blocks)
    builder.check_unique(attributes)
    findings.extend(finding for _, finding in scanned.problems)
    findings.extend(builder.expressions.findings)
    comments = tuple(
        syntax.Comment(source.span(c.start, c.end), comment_text(source.text[c.start : c.end]))
        for c in scanned.comments
    )
    body = syntax.Body(source.span(0, end), tuple(attributes), tuple(blocks))
    found = _first(_in_order(findings))
    return syntax.SourceFile(path, body, comments), _in_terraform_words(found, file_summary, source)


def parse_expression(text: str, file: str = "<expr>") -> syntax.Expression:
    """The tree of a text that is one expression; line breaks mean nothing in it.

    Raises :class:`FindingError` with what is wrong.
    """
    return parse_expression_in(SourceText(text, file))


def parse_expression_in(source: SourceText) -> syntax.Expression:
    """As :func:`parse_expression`, for a text that stands somewhere in a file."""
    try:
        scanned = Scanner(source, Mode.GROUP).run()
        builder = _builder(source, scanned)
        tree = _parse_whole(source, scanned, "lone_expression")
        return _checked(builder, builder.expression(next(rules(tree))))
    except FindingError as error:
        raise FindingError(*_in_terraform_words(error.findings, expression_summary, source)) from None


def parse_template(text: str, file: str = "<template>") -> syntax.Literal | syntax.Template | syntax.TemplateWrap:
    """The tree of a text that is one template, as ``templatefile`` reads it: no quotes, no backslash escapes.

    Raises :class:`FindingError` with what is wrong.
    """
    return parse_template_in(SourceText(text, file))


def parse_template_in(source: SourceText) -> syntax.Literal | syntax.Template | syntax.TemplateWrap:
    """As :func:`parse_template`, for a text that stands somewhere in a file."""
    end = len(source.text)
    if "${" not in source.text and "%{" not in source.text:
        return syntax.Literal(source.span(0, end), source.text)
    try:
        scanned = Scanner(source, Mode.BARE).run()
        builder = _builder(source, scanned)
        tree = _parse_whole(source, scanned, "lone_template")
        return _checked(builder, builder.bare(tree, end))
    except FindingError as error:
        raise FindingError(*_in_terraform_words(error.findings, template_summary, source)) from None


def _in_terraform_words(
    findings: tuple[Finding, ...], summary: Callable[[str], str], source: SourceText
) -> tuple[Finding, ...]:
    """The findings about a text, the first with what Terraform calls the first error in it."""
    if not findings or findings[0].terraform_summary:
        return findings
    first = replace(findings[0], terraform_summary=summary(source.text))
    return (first, *findings[1:])


def decode(text: bytes | str, path: str) -> tuple[str, list[Finding]]:
    """The characters of a file; bytes that are not UTF-8 are replaced and reported."""
    if isinstance(text, str):
        return text, []
    try:
        return text.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8")
        replaced = text.decode("utf-8", "replace")
        start = len(before.removeprefix("\ufeff"))
        span = SourceText(replaced, path).span(start, start + 1)
        return replaced, [syntax_error("file is not UTF-8", "save it in the encoding UTF-8", span)]


def _sound_items(scanned: Scanned, end: int) -> list[list[Token]]:
    """The tokens of the top-level items in which the scanner found nothing wrong."""
    items = []
    offsets = sorted(offset for offset, _ in scanned.problems)
    for first, last in scanned.items:
        tokens = scanned.tokens[first : last + 1]  # with the line break that ends it
        start = tokens[0].start
        stop = scanned.tokens[last].start if last < len(scanned.tokens) else end + 1
        if bisect_left(offsets, start) == bisect_left(offsets, stop):
            items.append(tokens)
    return items


def _looks_like_item(tokens: list[Token]) -> bool:
    """Whether an item begins as one should; if not, and the one before is wrong, it is likely that one's rest."""
    return len(tokens) > 1 and tokens[0].type in WORDS and tokens[1].type in {"EQ", "LBRACE", "DBLQUOTE"}


def _builder(source: SourceText, scanned: Scanned) -> ExpressionBuilder:
    if scanned.problems:
        raise FindingError(*(finding for _, finding in scanned.problems))
    return ExpressionBuilder(source, scanned.tokens)


def _parse_whole(source: SourceText, scanned: Scanned, start: grammar.Start) -> grammar.Rule:
    try:
        return grammar.parse_tokens(scanned.tokens, start)
    except grammar.UnexpectedInput as error:
        raise FindingError(explain(error, scanned.tokens, source)) from None


def _checked(builder: ExpressionBuilder, built: Built) -> Built:
    if builder.findings:
        raise FindingError(*_in_order(builder.findings))
    return built


def _first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The first :data:`MAX_FINDINGS` findings, and how many are left out."""
    if len(findings) <= MAX_FINDINGS:
        return findings
    rest = findings[MAX_FINDINGS:]
    more = replace(rest[0], summary="too many errors", detail=f"{len(rest)} more in this file are not shown")
    return (*findings[:MAX_FINDINGS], more)


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    def place(finding: Finding) -> tuple[int, int]:
        start = finding.subject.start if finding.subject else None
        return (start.line, start.column) if start else (0, 0)

    return tuple(sorted(dict.fromkeys(findings), key=place))
