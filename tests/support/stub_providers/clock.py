"""The provider time."""

from __future__ import annotations

import datetime as dt
import random

from .schema import Catalog, Spec, State, filled

_OUT = "id s C; day n C; hour n C; minute n C; month n C; second n C; unix n C; year n C; triggers ms O; "
_SHIFT = "{0}_days n O; {0}_hours n O; {0}_minutes n O; {0}_months n O; {0}_years n O; "
_DAYS = {"days": 1, "months": 30, "years": 365}


def _sleep(state: State) -> State:
    return filled(state, id=str(random.getrandbits(63)))


def _moment(state: State) -> State:
    start = dt.datetime.now(dt.UTC).replace(microsecond=0)
    for key in ("base_rfc3339", "rfc3339"):
        if isinstance(state.get(key), str):
            start = dt.datetime.fromisoformat(state[key])
    shifted = start
    for prefix in ("offset", "rotation"):
        for unit, days in _DAYS.items():
            shifted += dt.timedelta(days=days * float(state.get(f"{prefix}_{unit}") or 0))
        shifted += dt.timedelta(hours=float(state.get(f"{prefix}_hours") or 0))
        shifted += dt.timedelta(minutes=float(state.get(f"{prefix}_minutes") or 0))
    text = shifted.strftime("%Y-%m-%dT%H:%M:%SZ")
    base = start.strftime("%Y-%m-%dT%H:%M:%SZ")
    return filled(
        state,
        id=base,
        base_rfc3339=base,
        rfc3339=text,
        rotation_rfc3339=text,
        year=shifted.year,
        month=shifted.month,
        day=shifted.day,
        hour=shifted.hour,
        minute=shifted.minute,
        second=shifted.second,
        unix=int(shifted.timestamp()),
    )


TIME = Catalog(
    resources={
        "time_sleep": Spec("create_duration s O; destroy_duration s O; triggers ms O; id s C", _sleep),
        "time_static": Spec(_OUT + "rfc3339 s OC", _moment),
        "time_offset": Spec(
            _OUT + "rfc3339 s C; base_rfc3339 s OC; offset_seconds n O; " + _SHIFT.format("offset"),
            _moment,
        ),
        "time_rotating": Spec(_OUT + "rfc3339 s OC; rotation_rfc3339 s OC; " + _SHIFT.format("rotation"), _moment),
    },
)
