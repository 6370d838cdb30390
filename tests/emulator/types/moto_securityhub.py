"""The configuration of a hub: moto keeps none and says the same of every hub."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.securityhub.models import SecurityHubBackend
from moto.securityhub.responses import SecurityHubResponse

from .patch import Patch


def update_configuration(_original: Any) -> Any:
    """Keep what a hub is told."""

    def updated(response: SecurityHubResponse) -> str:
        backend = response.securityhub_backend
        backend.describe_hub()  # which fails where there is no hub
        backend.__dict__.setdefault("configuration", {}).update(json.loads(response.body))
        return "{}"

    return updated


def describe_hub(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Show what a hub was told."""

    def described(backend: SecurityHubBackend, hub_arn: str | None = None) -> dict[str, Any]:
        return {**original(backend, hub_arn), **backend.__dict__.get("configuration", {})}

    return described


PATCHES = (
    Patch(
        "no UpdateSecurityHubConfiguration",
        SecurityHubResponse,
        "update_security_hub_configuration",
        update_configuration,
    ),
    Patch("all hubs are configured alike", SecurityHubBackend, "describe_hub", describe_hub),
)
