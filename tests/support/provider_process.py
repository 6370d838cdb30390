"""One AWS provider process that several Terraform commands share.

Terraform starts and asks a provider afresh several times in every command; with a provider of this size that is
more than half of the time a plan takes.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from . import processes

_ATTACH = re.compile(r"TF_REATTACH_PROVIDERS='(\{.*\})'")


class ProviderProcess:
    """A provider in its own debug mode, which Terraform attaches to instead of starting one."""

    def __init__(self, program: Path, env: Mapping[str, str], cwd: Path, start_limit: float = 60) -> None:
        """Start the provider; it gets the environment and the folder that Terraform would have handed down."""
        self._folder = tempfile.TemporaryDirectory(prefix="tf2cfn-provider-")
        self._log = Path(self._folder.name, "stdout")
        self._process: subprocess.Popen[str] = processes.start(
            [str(program), "-debug"], env=env, stdout=self._log, cwd=cwd
        )
        self.environment = self._wait(start_limit)

    def close(self) -> None:
        """End the provider."""
        processes.stop(self._process)
        self._folder.cleanup()

    def _wait(self, limit: float) -> dict[str, str]:
        """Return the variable to attach with; nothing where this provider does not offer it."""
        end = time.monotonic() + limit
        while time.monotonic() < end and self._process.poll() is None:
            found = _ATTACH.search(self._log.read_text(encoding="utf-8", errors="replace"))
            if found:
                return {"TF_REATTACH_PROVIDERS": found.group(1)}
            time.sleep(0.1)
        return {}
