"""What is said of outputs."""

from __future__ import annotations

from converter.findings import Finding, Severity
from converter.terraform.configuration import OutputConfig


def unmarked_output(config: OutputConfig) -> Finding:
    """The finding about a root output whose value is sensitive and that does not say so."""
    return Finding(
        "terraform-output",
        Severity.ERROR,
        "output refers to sensitive values",
        f"the value of output {config.name!r} comes from something sensitive; add sensitive = true",
        config.block.header,
    )
