"""What moto does not do of replication tasks: they never become ready, and their times are texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from moto.dms.models import DatabaseMigrationServiceBackend, FakeReplicationTask

from .patch import Patch


def show_task(original: Callable[[FakeReplicationTask], dict[str, Any]]) -> Callable[[FakeReplicationTask], Any]:
    """Tell times as numbers: Terraform's provider reads nothing else."""

    def to_dict(task: FakeReplicationTask) -> Any:
        return _with_numbers(original(task))

    return to_dict


def describe_tasks(original: Callable[..., Any]) -> Callable[..., Any]:
    """A task that was made is ready by the time that it is asked for."""

    def describe_replication_tasks(backend: DatabaseMigrationServiceBackend, *arguments: Any, **named: Any) -> Any:
        tasks = list(original(backend, *arguments, **named))
        return [task.ready() if task.status == "creating" else task for task in tasks]

    return describe_replication_tasks


def _with_numbers(shown: Any, name: str = "") -> Any:
    if isinstance(shown, Mapping):
        return {key: _with_numbers(value, key) for key, value in shown.items()}
    return datetime.fromisoformat(shown).timestamp() if shown and name.endswith("Date") else shown


PATCHES = (
    Patch("the times of a replication task are texts", FakeReplicationTask, "to_dict", show_task),
    Patch(
        "a replication task is never ready",
        DatabaseMigrationServiceBackend,
        "describe_replication_tasks",
        describe_tasks,
    ),
)
