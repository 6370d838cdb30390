"""The error of a value that CloudFormation cannot compute."""

from __future__ import annotations


class InexpressibleError(Exception):
    """A value has no CloudFormation form; the message says why."""
