"""The settings of an account for API Gateway: moto fails where a change has no value, which takes a setting away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from moto.apigateway.models import Account

from .patch import Patch


def change_account(
    original: Callable[[Account, list[dict[str, Any]]], Account],
) -> Callable[[Account, Sequence[dict[str, Any]]], Account]:
    """Take a change without a value for one to nothing.

    https://docs.aws.amazon.com/apigateway/latest/api/API_PatchOperation.html
    """

    def changed(account: Account, patch_operations: Sequence[dict[str, Any]]) -> Account:
        return original(account, [{"value": None, **each} for each in patch_operations])

    return changed


PATCHES = (Patch("an account keeps its role for logs", Account, "apply_patch_operations", change_account),)
