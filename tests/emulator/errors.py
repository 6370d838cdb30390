"""What CloudFormation's API answers to a request that it refuses."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal with AWS's error code; no stack is changed by it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ValidationError(ApiError):
    """Code ``ValidationError``: by far the most frequent one."""

    def __init__(self, message: str) -> None:
        super().__init__("ValidationError", message)


class TemplateError(ValidationError):
    """The template itself, or what its functions come to, is not valid."""
