"""Hashes, identifiers, and what is different at every run."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Callable

from converter.terraform.functions.model import Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.types import NUMBER, STRING
from converter.terraform.values import Number, String, Unknown, Value

TABLE = Table()
_STR = Param("str", STRING)

HASHES: dict[str, Callable[[bytes], str]] = {
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).hexdigest(),
    "sha256": lambda data: hashlib.sha256(data).hexdigest(),
    "sha512": lambda data: hashlib.sha512(data).hexdigest(),
    "base64sha256": lambda data: base64.b64encode(hashlib.sha256(data).digest()).decode(),
    "base64sha512": lambda data: base64.b64encode(hashlib.sha512(data).digest()).decode(),
}


def _hash(name: str, digest: Callable[[bytes], str]) -> None:
    @TABLE.known(name, _STR)
    def compute(text: str) -> str:
        return digest(text.encode())


for _name, _digest in HASHES.items():
    _hash(_name, _digest)

_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


@TABLE.known("uuidv5", Param("namespace", STRING), Param("name", STRING))
def uuidv5(namespace: str, name: str) -> str:
    """The UUID of a name."""
    try:
        space = _NAMESPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError:
        raise RefusedError(f"uuidv5() doesn't support namespace {namespace}") from None
    return str(uuid.uuid5(space, name))


def _never_known(name: str, reason: str, *parameters: Param, variadic: Param | None = None) -> None:
    @TABLE.structural(name, *parameters, variadic=variadic, returns=STRING)
    def evaluate(arguments: Arguments, context: CallContext) -> Value:
        del arguments, context
        return Unknown(STRING, reason, not_null=True)


@TABLE.structural("plantimestamp", returns=STRING)
def plantimestamp(arguments: Arguments, context: CallContext) -> Value:
    """The time of the plan: unknown but where the evaluation stands for one."""
    del arguments
    if context.plan_time:
        return String(context.plan_time)
    return Unknown(STRING, "plantimestamp() is another value at every run", not_null=True)


_never_known("timestamp", "timestamp() is another value at every run")
_never_known("uuid", "uuid() is another value at every run")
_MAX_COST = 31


@TABLE.structural("bcrypt", _STR, variadic=Param("cost", NUMBER), returns=STRING, marks="deep")
def bcrypt(arguments: Arguments, context: CallContext) -> Value:
    """A salted hash, unknown like everything that differs at every run."""
    del context
    if len(arguments) > 2:
        raise RefusedError("bcrypt() takes no more than two arguments")
    cost = arguments[1] if len(arguments) == 2 else None
    if isinstance(cost, Number) and cost.value > _MAX_COST:
        raise RefusedError(f"error occurred generating password crypto/bcrypt: cost {cost.value} is outside allowed "
                           f"inclusive range 4..{_MAX_COST}")  # fmt: skip
    return Unknown(STRING, "bcrypt() is another value at every run", not_null=True)


@TABLE.structural("rsadecrypt", Param("ciphertext", STRING), Param("privatekey", STRING), returns=STRING, marks="deep")
def rsadecrypt(arguments: Arguments, context: CallContext) -> Value:
    """What only the holder of a private key can read: checked, and left unknown."""
    del context
    text, key = arguments
    if isinstance(text, String):
        try:
            base64.b64decode(text.text, validate=True)
        except ValueError:
            raise RefusedError("failed to decode input: cipher text must be base64-encoded", 0) from None
    if isinstance(key, String) and not re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----", key.text):
        raise RefusedError("failed to parse key: not a private key in PEM form", 1)
    return Unknown(STRING, "rsadecrypt() is not computed here", not_null=True)
