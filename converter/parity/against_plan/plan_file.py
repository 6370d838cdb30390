"""The file that ``--plan`` names: every way in which it can be no plan is told apart, as a message of its own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from converter.findings import Finding, FindingError, Severity
from converter.terraform.plan import NotAPlanError, Plan, read_plan

MAX_SIZE = 256 * 1024 * 1024
_SAVED_PLAN = b"PK\x03\x04"
"""Terraform's own form of a saved plan is a zip archive."""
_SHOW = "write it as JSON: terraform show -json plan.bin > plan.json"


def load_plan(path: Path) -> Plan:
    """The plan in a file. Raises FindingError that says what the file is instead."""
    content = _content(path)
    if content.startswith(_SAVED_PLAN):
        raise _no_plan(path, "it is a saved plan in terraform's own form", _SHOW)
    if not content.strip():
        raise _no_plan(path, "it is empty", "terraform show wrote nothing: look at what it said on stderr")
    try:
        # As bytes: a byte order mark and UTF-16, as some shells write them, are found out by the parser.
        document: object = json.loads(content, parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _not_json(path, error) from None
    except UnicodeDecodeError:
        raise _no_plan(path, "it is not text", _SHOW) from None
    except RecursionError:
        raise _no_plan(path, "it is nested too deeply", "terraform writes no such plan") from None
    except ValueError as error:
        raise _no_plan(path, str(error).lower(), _SHOW) from None
    try:
        return read_plan(document)
    except NotAPlanError as error:
        raise _no_plan(path, str(error), error.remedy) from None
    except RecursionError:
        raise _no_plan(path, "it is nested too deeply", "terraform writes no such plan") from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_SIZE:
            raise _no_plan(path, f"it is larger than {MAX_SIZE} bytes", "plan a smaller root")
        return path.read_bytes()
    except OSError as error:
        finding = Finding(
            "parity-plan-unreadable",
            Severity.ERROR,
            f"cannot read {path}: {(error.strerror or str(error)).lower()}",
            "--plan takes the file that terraform show -json plan.bin was written to",
        )
        raise FindingError(finding) from None


def _not_json(path: Path, error: json.JSONDecodeError) -> FindingError:
    if error.msg == "Extra data" and '"@level"' in error.doc[: error.pos]:
        return _no_plan(path, "it is the log of terraform plan -json", _SHOW)
    if error.doc.lstrip()[:1] not in ("{", "["):
        return _no_plan(path, "it is text, not JSON", _SHOW)
    # An open string is reported where it began, and it runs to the end of the file.
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated"):
        return _no_plan(path, "it is cut off: the JSON ends in the middle", _SHOW)
    return _no_plan(path, f"no JSON at line {error.lineno}, column {error.colno}: {error.msg.lower()}", _SHOW)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _no_plan(path: Path, problem: str, remedy: str) -> FindingError:
    return FindingError(Finding("parity-plan-unreadable", Severity.ERROR, f"{path} holds no plan: {problem}", remedy))
