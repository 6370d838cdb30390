"""Making syntax findings."""

from __future__ import annotations

from converter.findings import Finding, Severity, Span


def syntax_error(
    summary: str, detail: str, subject: Span, *, context: Span | None = None, id_: str = "hcl-syntax"
) -> Finding:
    """An error in the text of a configuration; ``detail`` says what to do about it."""
    return Finding(id_, Severity.ERROR, summary, detail, subject=subject, context=context)
