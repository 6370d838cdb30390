"""Functions over timestamps."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from converter.terraform.functions.model import Param, RefusedError, Table
from converter.terraform.types import NUMBER, STRING

TABLE = Table()

_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_DURATION = re.compile(r"([0-9]*\.?[0-9]*)(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _moment(text: str, argument: int | None) -> tuple[datetime, Fraction]:
    """A timestamp in whole seconds, and the fraction of a second."""
    found = _TIMESTAMP.fullmatch(text)
    if not found:
        raise RefusedError(f'not a valid RFC3339 timestamp: cannot use "{text}"', argument)
    zone: timezone = UTC
    if found[8] != "Z":
        hours, minutes = int(found[10]), int(found[11])
        if hours > 23 or minutes > 59:
            raise RefusedError("not a valid RFC3339 timestamp: invalid UTC offset", argument)
        offset = timedelta(hours=hours, minutes=minutes)
        zone = timezone(-offset if found[9] == "-" else offset)
    try:
        moment = datetime(*(int(found[i]) for i in range(1, 7)), tzinfo=zone)  # type: ignore[arg-type,misc]
    except ValueError as problem:
        raise RefusedError(f"not a valid RFC3339 timestamp: {problem}", argument) from None
    return moment, Fraction(found[7]) if found[7] else Fraction(0)


_INT64 = 2**63
"""Go counts the nanoseconds of a duration in so many numbers."""

_LONGEST_NUMBER = 1_000


def _nanoseconds(text: str) -> Fraction:
    """A duration such as ``1h30m``."""
    body = text.lstrip("+-") if text[:1] in ("+", "-") and text[1:2] not in ("+", "-") else text
    if body == "0":
        return Fraction(0)
    total, position = Fraction(0), 0
    while position < len(body):
        found = _DURATION.match(body, position)
        if not found or not found[1].strip(".") or len(found[1]) > _LONGEST_NUMBER or total >= _INT64:
            raise RefusedError(f'time: invalid duration "{text}"')
        total += Fraction(found[1].rstrip(".") if not found[1].startswith(".") else f"0{found[1]}") * _UNITS[found[2]]
        position = found.end()
    if not body or total >= _INT64:
        raise RefusedError(f'time: invalid duration "{text}"')
    return -total if text.startswith("-") else total


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _written(moment: datetime) -> str:
    zone = _offset(moment)
    text = f"{moment.year:04}-{moment.month:02}-{moment.day:02}T{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    return text + ("Z" if zone == "+00:00" else zone)


@TABLE.known("timeadd", Param("timestamp", STRING), Param("duration", STRING))
def timeadd(text: str, duration: str) -> str:
    """A timestamp moved by a duration."""
    moment, fraction = _moment(text, None)
    seconds = (fraction + _nanoseconds(duration) / 10**9) // 1
    try:
        return _written(moment + timedelta(seconds=int(seconds)))
    except OverflowError:
        raise RefusedError("the resulting time lies outside the years 1 to 9999") from None


@TABLE.known("timecmp", Param("timestamp_a", STRING), Param("timestamp_b", STRING), returns=NUMBER)
def timecmp(one: str, other: str) -> int:
    """-1, 0 or 1: which of two timestamps is the later one."""
    a, b = _moment(one, 0), _moment(other, 1)
    return (a > b) - (a < b)


_PIECE = re.compile(r"''|'(?:[^']|'')*'|'.*|([A-Za-z])\1*|[^A-Za-z']+", re.DOTALL)


@TABLE.known("formatdate", Param("format", STRING), Param("time", STRING))
def formatdate(pattern: str, text: str) -> str:
    """A timestamp in another form."""
    moment, _ = _moment(text, 1)
    out = []
    for found in _PIECE.finditer(pattern):
        piece = found[0]
        if piece.startswith("'"):
            if piece == "'" or not piece.endswith("'"):
                raise RefusedError("unterminated literal '", 0)
            out.append("'" if piece == "''" else piece[1:-1].replace("''", "'"))
        elif found[1]:
            out.append(_field(piece, moment))
        else:
            out.append(piece)
    return "".join(out)


def _field(piece: str, moment: datetime) -> str:
    hour12 = moment.hour % 12 or 12
    month, day = _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
    zone = _offset(moment)
    compact = zone.replace(":", "")
    half = "am" if moment.hour < 12 else "pm"
    fields = {
        "YY": f"{moment.year % 100:02}", "YYYY": f"{moment.year:04}",
        "M": str(moment.month), "MM": f"{moment.month:02}", "MMM": month[:3], "MMMM": month,
        "D": str(moment.day), "DD": f"{moment.day:02}", "EEE": day[:3], "EEEE": day,
        "h": str(moment.hour), "hh": f"{moment.hour:02}", "H": str(hour12), "HH": f"{hour12:02}",
        "AA": half.upper(), "aa": half, "m": str(moment.minute), "mm": f"{moment.minute:02}",
        "s": str(moment.second), "ss": f"{moment.second:02}",
        "Z": "Z" if zone == "+00:00" else zone, "ZZZ": "UTC" if zone == "+00:00" else compact,
        "ZZZZ": compact, "ZZZZZ": zone,
    }  # fmt: skip
    if piece not in fields:
        raise RefusedError(f'invalid date format verb "{piece}"', 0)
    return fields[piece]
