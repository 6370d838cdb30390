"""An emulated AWS of our own on a free loopback port."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import processes

_PROGRAM = Path(__file__).with_name("moto_server.py")
_ATTEMPTS = 3


class EmulatedAws:
    """A moto server for the time of a ``with`` block.

    Two of them are two AWS accounts that know nothing of each other.
    """

    def __init__(self, start_limit: float = 60) -> None:
        """Prepare only; the server starts on entering the block."""
        self._start_limit = start_limit
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        self.endpoint = ""

    def __enter__(self) -> Self:
        """Start the server and wait until it answers."""
        for _ in range(_ATTEMPTS):
            self._port = _free_port()
            self.endpoint = f"http://127.0.0.1:{self._port}"
            self._process = processes.start(self._argv(self._port), env=_server_environment() | self._variables())
            if self._wait():
                return self
            processes.stop(self._process)
        message = "the emulated AWS does not start (is moto[server] installed?)"
        raise RuntimeError(message)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        if self._process:
            processes.stop(self._process)

    def reset(self) -> None:
        """Forget every resource."""
        self._ask("POST", "/moto-api/reset")

    def environment(self, region: str = "us-east-1") -> dict[str, str]:
        """Return the variables that make a program of the AWS world talk to this server."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "2",
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def client(self, service: str, region: str = "us-east-1") -> Any:
        """Return a boto3 client of this server."""
        import boto3  # noqa: PLC0415  (slow to import, and only some tests want it)

        session = boto3.Session("test", "test", region_name=region)
        return session.client(service, endpoint_url=self.endpoint)  # type: ignore[call-overload]

    def seed_hosted_zones(self, names: Iterable[str]) -> dict[str, str]:
        """Create public hosted zones; return their ids by name."""
        route53 = self.client("route53")
        ids = {}
        for name in names:
            made = route53.create_hosted_zone(Name=name, CallerReference=f"seed-{name}")
            ids[name] = made["HostedZone"]["Id"].rsplit("/", 1)[-1]
        return ids

    def _argv(self, port: int) -> list[str]:
        """Return the command that serves at a port."""
        # -P: the folder of the program must not shadow anybody's modules
        return [sys.executable, "-P", str(_PROGRAM), "-H", "127.0.0.1", "-p", str(port)]

    def _variables(self) -> dict[str, str]:
        """Return what the command needs in its environment beyond the caller's own."""
        return {}

    def _ask(self, method: str, path: str, body: str | None = None) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body)
            connection.getresponse().read()
        finally:
            connection.close()

    def _wait(self) -> bool:
        end = time.monotonic() + self._start_limit
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                return False
            try:
                self._ask("GET", "/moto-api/data.json")
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
            else:
                return True
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _server_environment() -> dict[str, str]:
    """Leave out the caller's own AWS settings: the server would obey them."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("AWS_", "MOTO_")) and not key.lower().endswith("_proxy")
    }
