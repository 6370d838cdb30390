"""What is said of outputs."""

from __future__ import annotations

from converter.findings import Finding, Severity
from converter.terraform.configuration import OutputConfig
from converter.terraform.values import Failure, Value
from converter.terraform.walking import walk


def tells_secrets(value: Value) -> bool:
    """Whether something in a value is sensitive; where it fails, nothing is told."""
    return any(part.sensitive and not isinstance(part, Failure) for part in walk(value))


def unmarked_output(config: OutputConfig) -> Finding:
    """The finding about a root output whose value is sensitive and that does not say so."""
    return Finding(
        "terraform-output",
        Severity.ERROR,
        "output refers to sensitive values",
        f"the value of output {config.name!r} comes from something sensitive; add sensitive = true",
        config.block.header,
    )
