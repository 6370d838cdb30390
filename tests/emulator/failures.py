"""Why a resource or a stack failed, in the words of CloudFormation's events."""

from __future__ import annotations

import logging
import uuid

from botocore.exceptions import ClientError

from .errors import ApiError
from .resource_types import ResourceFailure

_LOG = logging.getLogger(__name__)


class OperationFailed(Exception):  # noqa: N818  (an outcome that the stack's status tells)
    """A stack operation cannot go on; the message is the stack's reason."""


class Cancelled(OperationFailed):
    """Somebody asked for the running operation to end."""


def reason_of(error: Exception) -> str:
    """Return the reason that a resource's event gives for an exception of its handler."""
    if isinstance(error, ApiError):
        return error.message
    if isinstance(error, OperationFailed):
        return str(error)
    if isinstance(error, ResourceFailure):
        return _handler_message(str(error), error.code)
    if isinstance(error, ClientError):
        answer = error.response
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
        said = answer.get("Error", {}).get("Message") or answer.get("Error", {}).get("Code", "")
        code = {404: "NotFound", 409: "AlreadyExists", 403: "AccessDenied"}.get(status, "InvalidRequest")
        return _handler_message(f"{said} (Status Code: {status}, Request ID: {uuid.uuid4()})", code)
    # A mistake of the emulator. Its text may hold values, which do not belong into events.
    _LOG.error("a handler of the emulated CloudFormation broke", exc_info=error)
    return _handler_message(f"the emulator broke with {type(error).__name__}, see its log", "InternalFailure")


def sentence(**failed: list[str]) -> str:
    """Return the stack's reason: which resources failed to be created, updated or deleted."""
    parts = [
        f"The following resource(s) failed to {operation}: [{', '.join(names)}]. "
        for operation, names in failed.items()
        if names
    ]
    return "".join(parts)


def _handler_message(text: str, code: str) -> str:
    return f'Resource handler returned message: "{text}" (RequestToken: {uuid.uuid4()}, HandlerErrorCode: {code})'
