"""What makes two findings of different runs the same finding.

A fingerprint rests on the id, the Terraform address, the place in the template and the summary, never on a line: text
that is inserted above a finding does not change it. The source file counts only where neither address nor place is
known.
"""

from __future__ import annotations

import hashlib
import re

from converter.findings.model import Finding

_POSITION = re.compile(r"\s*\(line \d+(, column \d+)?\)")
_LENGTH = 24
"""Hexadecimal digits: 96 bits, too many for two findings to meet by accident."""


def fingerprint(finding: Finding) -> str:
    """The stable fingerprint of a finding, in hexadecimal digits."""
    parts = (finding.id, *identity(finding), normal_summary(finding.summary))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_LENGTH]


def identity(finding: Finding) -> tuple[str, str, str]:
    """What a finding is about: address, place, and the file where neither is known."""
    place = str(finding.place) if finding.place else ""
    address = finding.address or ""
    file = finding.subject.file if finding.subject and not (address or place) else ""
    return address, place, file


def normal_summary(summary: str) -> str:
    """A summary without what changes when text moves: positions, and the kind and number of spaces."""
    return " ".join(_POSITION.sub("", summary).split())
