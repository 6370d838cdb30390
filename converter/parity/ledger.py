"""What the conversion wrote down beside the templates: verdicts, and which address became which resource.

The ledger names places, is counted, and says by which layout the stacks were made; no property rests on it. It also
holds the look-ups that fill parameters before a deployment: those are compared with what the configuration asks for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.findings import Finding, FindingError, Position, Severity, Span
from converter.stacks.layout import Style

FILE = "conversion.json"
MAX_SIZE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Origin:
    """The Terraform resource behind a template's resource."""

    address: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """``verdicts`` counts the resources per verdict; ``origins`` are keyed by stack instance and logical ID.

    ``style`` is the layout that was asked for; None where it does not say. ``look_ups`` are the requests that fill
    parameters, as they are written; None where it does not say.
    """

    verdicts: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
    style: Style | None = None
    look_ups: Sequence[Mapping[str, Any]] | None = None

    def origin(self, stack: str, logical_id: str) -> Origin:
        """The origin of a resource; an empty one where it is not known."""
        return self.origins.get((stack, logical_id), Origin())


def load_ledger(templates: Path) -> Ledger:
    """The ledger beside (or in) the folder of templates; an empty one where there is none.

    Raises FindingError where the file is no ledger.
    """
    for folder in (templates.parent, templates):
        path = folder / FILE
        if path.is_file() and path.stat().st_size <= MAX_SIZE:
            try:
                return read_ledger(json.loads(path.read_text(encoding="utf-8")))
            except (ValueError, TypeError, KeyError, AttributeError):
                detail = "write it anew with tf2cfn convert, or remove it"
                raise FindingError(
                    Finding("parity-ledger", Severity.ERROR, f"{FILE} is not what tf2cfn convert writes", detail)
                ) from None
    return Ledger()


def read_ledger(document: Mapping[str, Any]) -> Ledger:
    """The ledger in a JSON document."""
    resources = document["resources"]
    verdicts = Counter(str(entry["verdict"]) for entry in resources)
    layout = document.get("placement", {}).get("layout")
    style = Style(layout) if layout is not None else None
    look_ups = document.get("lookups")
    if look_ups is not None:
        look_ups = tuple({**entry, "parameter": str(entry["parameter"])} for entry in look_ups)
    return Ledger(dict(sorted(verdicts.items())), dict(_origins(resources)), style, look_ups)


def _origins(resources: Any) -> Iterator[tuple[tuple[str, str], Origin]]:
    for entry in resources:
        origin = Origin(entry["address"], _span(entry.get("source")))
        for target in entry.get("targets", ()):
            yield (target.get("stack", ""), target["logical_id"]), origin


def _span(source: Any) -> Span | None:
    if not isinstance(source, Mapping) or "line" not in source:
        return None
    start = Position(int(source["line"]), 1, 0)
    return Span(str(source["file"]), start, start)
