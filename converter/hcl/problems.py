"""Making syntax findings."""

from __future__ import annotations

from converter.findings import Finding, Severity, Span


def syntax_error(
    summary: str,
    detail: str,
    subject: Span,
    *,
    context: Span | None = None,
    id_: str = "hcl-syntax",
    terraform: str = "",
) -> Finding:
    """An error in the text of a configuration; ``detail`` says what to do, ``terraform`` is Terraform's summary."""
    return Finding(id_, Severity.ERROR, summary, detail, subject=subject, context=context, terraform_summary=terraform)
