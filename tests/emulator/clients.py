"""boto3 clients that reach moto's services in this very process."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from moto import mock_aws

_ACCESS_KEY = "emulated"  # opens nothing: no request of these clients leaves the process
_activation = threading.Lock()
_active = False


def reach_moto() -> None:
    """Send the requests of every botocore client of this process to moto, from now on."""
    global _active  # noqa: PLW0603  (moto's own switch is global too)
    with _activation:
        if not _active:
            mock_aws().start(reset=False)
            _active = True


@cache
def clients_of(account_id: str, region: str) -> AccountClients:
    """Return the clients of an account's region; they hold no state of the account."""
    return AccountClients(account_id, region)


class AccountClients:
    """The clients of one account and region, each made once."""

    def __init__(self, account_id: str, region: str) -> None:
        """Prepare only."""
        self._account_id = account_id
        self._region = region
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._session = boto3.Session(_ACCESS_KEY, _ACCESS_KEY, region_name=region)

    def client(self, service: str, region: str | None = None) -> Any:
        """Return the client of a service."""
        key = (service, region or self._region)
        with self._lock:
            if key not in self._clients:
                # The addresses of the caller's environment lead to a server, perhaps to this one.
                config = Config(ignore_configured_endpoint_urls=True, retries={"max_attempts": 0})  # type: ignore[call-arg]
                made = self._session.client(service, region_name=key[1], config=config)  # type: ignore[call-overload]
                made.meta.events.register("before-sign", self._name_account)
                self._clients[key] = made
            return self._clients[key]

    def _name_account(self, request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = self._account_id
