"""Look-ups that fill parameters before a deployment: those beside the templates, against those of the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from converter.conversion.lookups import LookUp, lookups_json
from converter.findings import Finding, Place, Severity

ID = "parity-look-up"
_STALE = "the deploy script would fill it with something else; run tf2cfn convert"
_ASKED = ("service", "operation", "requests", "expected", "prefix", "document", "passed")
"""What of a look-up decides the value that is found."""


def check_look_ups(
    today: Sequence[LookUp], written: Sequence[Mapping[str, Any]] | None, file: str
) -> Iterator[Finding]:
    """What is asked otherwise than the configuration does; nothing where no ledger says what is asked."""
    if written is None:
        return
    there = {entry["parameter"]: entry for entry in written}
    wanted = {entry["parameter"]: (look_up, entry) for look_up, entry in zip(today, lookups_json(today), strict=True)}
    for name, (look_up, entry) in wanted.items():
        recorded = there.get(name)
        differing = _ASKED if recorded is None else [key for key in _ASKED if recorded.get(key) != entry.get(key)]
        if differing:
            told = "is not looked up" if recorded is None else "is looked up otherwise"
            yield Finding(
                ID,
                Severity.ERROR,
                f"the parameter {name} {told}",
                f"{look_up.address} asks for it ({', '.join(differing)}); {_STALE}",
                look_up.span,
                address=look_up.address,
                place=Place(file, ("Parameters", name)),
            )
    for name in there.keys() - wanted.keys():
        yield Finding(
            ID,
            Severity.ERROR,
            f"the parameter {name} is looked up, and nothing in the configuration asks for it",
            _STALE,
            place=Place(file, ("Parameters", name)),
        )
