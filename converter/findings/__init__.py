"""The one finding model that every room reports with and every report format draws from."""

from converter.findings.model import (
    ConversionError,
    Finding,
    FindingError,
    Findings,
    Place,
    Position,
    Severity,
    Span,
)

__all__ = ["ConversionError", "Finding", "FindingError", "Findings", "Place", "Position", "Severity", "Span"]
