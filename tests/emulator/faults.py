"""Makes chosen resources fail or slow, for the tests of what happens then."""

from __future__ import annotations

import fnmatch
import threading
import time
from dataclasses import dataclass

from .resource_types import ResourceFailure

FAULTS_PATH = "/moto-api/cloudformation/faults"
"""Where a server takes faults: POST one as JSON, DELETE all."""
OPERATIONS = frozenset({"create", "update", "delete", "import", "change-set"})


@dataclass
class Fault:
    """What happens to the resources that match."""

    operation: str
    """``create``, ``update``, ``delete`` or ``import`` of a resource, or ``change-set``: its making for a stack."""
    logical_id: str
    """A pattern for the logical ID; for a change set the stack's name."""
    stack: str = "*"
    """A pattern for the stack's name."""
    message: str | None = None
    """The reason of the failure; none: it succeeds, only later."""
    seconds: float = 0
    """How long the operation takes before it succeeds or fails."""
    times: int | None = None
    """How often it happens; none: always."""

    def __post_init__(self) -> None:
        if self.operation not in OPERATIONS:
            raise ValueError(f"no operation {self.operation}: {', '.join(sorted(OPERATIONS))}")


class Faults:
    """The faults that are in force, the first that matches counts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a fault in force."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Let everything succeed again."""
        with self._lock:
            self._faults.clear()

    def strike(self, operation: str, stack: str, logical_id: str, cancelled: threading.Event | None = None) -> None:
        """Wait and fail as told; ``cancelled`` ends the waiting."""
        fault = self._take(operation, stack, logical_id)
        if fault is None:
            return
        if cancelled is None:
            time.sleep(fault.seconds)
        else:
            cancelled.wait(fault.seconds)
        if fault.message is not None:
            raise ResourceFailure(fault.message, "GeneralServiceException")

    def _take(self, operation: str, stack: str, logical_id: str) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if (
                    fault.operation == operation
                    and fnmatch.fnmatchcase(logical_id, fault.logical_id)
                    and fnmatch.fnmatchcase(stack, fault.stack)
                    and fault.times != 0
                ):
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None
