"""The emulated AWS with its CloudFormation, as a server for the time of a ``with`` block."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.support.emulated_aws import EmulatedAws

from .faults import FAULTS_PATH, Fault

_ROOT = Path(__file__).resolve().parents[2]


class EmulatedCloud(EmulatedAws):
    """A server in a process of its own; reached by boto3, the AWS CLI and Terraform alike."""

    def __init__(self, *, settle: float = 10, pace: float = 0, start_limit: float = 300) -> None:
        """``settle`` and ``pace`` as ``python -m tests.emulator --help`` explains them."""
        super().__init__(start_limit)
        self._settle = settle
        self._pace = pace

    def inject(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._ask("POST", FAULTS_PATH, json.dumps(asdict(fault)))

    def clear_faults(self) -> None:
        """Let everything succeed again."""
        self._ask("DELETE", FAULTS_PATH)

    def _argv(self, port: int) -> list[str]:
        program = [sys.executable, "-m", "tests.emulator"]
        return [*program, "--port", str(port), "--settle", str(self._settle), "--pace", str(self._pace)]

    def _variables(self) -> dict[str, str]:
        return {"PYTHONPATH": str(_ROOT)}
