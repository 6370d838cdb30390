"""The cases of the type tests: small systems (``cases/*.yaml``), each resource with the properties that templates set.

A resource is written as in a template, with ``!Ref`` and ``!GetAtt`` to those above it; ``Change`` holds the properties
that an update sets (null takes one away).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from botocore import xform_name

from tests.emulator.resource_types import Context, Created, Registry, ResourceFailure

from .comparison import not_shown
from .rows import rows
from .transforms import prepared

_FOLDER = Path(__file__).with_name("cases")


@dataclass(frozen=True)
class _Reference:
    logical_id: str
    attribute: str | None = None


class _Loader(yaml.SafeLoader):
    """YAML with the two short forms that cases use."""


_Loader.add_constructor("!Ref", lambda _, node: _Reference(str(node.value)))
_Loader.add_constructor("!GetAtt", lambda _, node: _Reference(*str(node.value).split(".", 1)))


@dataclass(frozen=True)
class Case:
    """One resource of a system."""

    system: str
    logical_id: str
    type_name: str
    properties: Mapping[str, Any]
    change: Mapping[str, Any]
    stays: str = ""
    """Why it cannot be deleted."""
    setup: tuple[Mapping[str, Any], ...] = ()
    """Calls that bring about what no resource type makes: ``service.Operation`` and its parameters."""


@dataclass
class Outcome:
    """What became of a case."""

    created: Created | None = None
    error: str = ""
    lost: tuple[str, ...] = ()
    lost_by_update: tuple[str, ...] = ()
    remains: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    """As they were given, references resolved."""


@cache
def cases() -> tuple[Case, ...]:
    """Return every case, in the order of creation within its system."""
    return tuple(case for path in sorted(_FOLDER.glob("*.yaml")) for case in _system(path))


def _system(path: Path) -> Iterator[Case]:
    content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  (a SafeLoader with two tags)
    for logical_id, written in content.items():
        yield Case(
            path.stem,
            logical_id,
            written["Type"],
            written.get("Properties", {}),
            written.get("Change", {}),
            written.get("Stays", ""),
            tuple(written.get("Setup", ())),
        )


def run_system(system: str, registry: Registry, context: Context) -> dict[str, Outcome]:
    """Create, read, change and delete the resources of a system; return the outcomes by logical ID."""
    members = [case for case in cases() if case.system == system]
    outcomes: dict[str, Outcome] = {case.logical_id: Outcome() for case in members}
    made: dict[str, tuple[Created, Mapping[str, Any]]] = {}
    for case in members:
        outcome = outcomes[case.logical_id]
        try:
            _build(case, registry, context, outcome, made)
        except Exception as error:  # noqa: BLE001  (the test shows it)
            outcome.error = f"{type(error).__name__}: {error}"
    for case in reversed(members):
        if case.logical_id in made and not case.stays:
            created, properties = made[case.logical_id]
            outcome = outcomes[case.logical_id]
            row = rows().get(case.type_name)
            if row is not None and not row.has_life:
                continue
            try:
                outcome.remains = _remains_after_delete(case, registry, context, created, properties)
            except Exception as error:  # noqa: BLE001  (as above)
                outcome.error = outcome.error or f"delete: {type(error).__name__}: {error}"
    return outcomes


def _build(
    case: Case,
    registry: Registry,
    context: Context,
    outcome: Outcome,
    made: dict[str, tuple[Created, Mapping[str, Any]]],
) -> None:
    for call in case.setup:
        ((name, parameters),) = call.items()
        service, _, operation = name.rpartition(".")
        getattr(context.client(service), xform_name(operation))(**parameters)
    handler = registry.handler(case.type_name)
    references = {logical_id: created for logical_id, (created, _) in made.items()}
    properties = _resolved(case.properties, references)
    outcome.properties = properties
    outcome.created = handler.create(context, case.type_name, case.logical_id, properties)
    made[case.logical_id] = outcome.created, properties
    outcome.lost = _lost(case, registry, context, outcome.created, properties)
    if case.change:
        change = _resolved(case.change, references)
        changed = {key: value for key, value in {**properties, **change}.items() if value is not None}
        physical_id = outcome.created.physical_id
        updated = handler.update(context, case.type_name, case.logical_id, physical_id, properties, changed)
        made[case.logical_id] = updated, changed
        outcome.lost_by_update = _lost(case, registry, context, updated, changed)


def _lost(
    case: Case, registry: Registry, context: Context, created: Created, properties: Mapping[str, Any]
) -> tuple[str, ...]:
    row = rows().get(case.type_name)
    shown = registry.handler(case.type_name).read(context, case.type_name, created.physical_id, properties)
    if row is None:
        return ()
    return not_shown(row, prepared(row, context, case.logical_id, properties), shown)


def _remains_after_delete(
    case: Case, registry: Registry, context: Context, created: Created, properties: Mapping[str, Any]
) -> bool:
    handler = registry.handler(case.type_name)
    handler.delete(context, case.type_name, created.physical_id, properties)
    handler.delete(context, case.type_name, created.physical_id, properties)  # twice is no failure
    try:
        handler.read(context, case.type_name, created.physical_id, properties)
    except ResourceFailure as failure:
        return failure.code != "NotFound"
    return True


def _resolved(value: Any, made: Mapping[str, Created]) -> Any:
    if isinstance(value, _Reference):
        created = made[value.logical_id]
        return created.physical_id if value.attribute is None else created.attributes[value.attribute]
    if isinstance(value, Mapping):
        return {key: _resolved(each, made) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, made) for each in value]
    return value
