"""From a property of a resource back to the Terraform argument that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from converter.findings import Span
from converter.parity.comparison.meaning import Steps
from converter.rules.engine import FlatTemplate
from converter.rules.ledger import ArgumentEntry

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True, slots=True)
class Origin:
    """What of the configuration a property comes from; ``path`` is empty where no single argument says it."""

    address: str
    path: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Written:
    """A property that an argument writes."""

    property: tuple[str, ...]
    address: str
    entry: ArgumentEntry


class Origins:
    """The origins of everything in one flat template."""

    def __init__(self, flat: FlatTemplate) -> None:
        self._flat = flat
        self._written: dict[str, list[_Written]] = {}
        self._at: dict[str, list[str]] = {}
        for key, entry in flat.ledger.items():
            for target in entry.targets:
                name = flat.logical_ids.get((target.key, target.part))
                if name is not None:
                    self._at.setdefault(name, []).append(str(key))
            for argument in entry.arguments.values():
                for target in argument.targets:
                    name = flat.logical_ids.get((target.key, target.part))
                    if name is not None:
                        names = tuple(step for step in target.property.split(".") if step)
                        self._written.setdefault(name, []).append(_Written(names, str(key), argument))

    def resource(self, logical_id: str) -> Origin | None:
        """The Terraform resource behind a mapped one."""
        draft = self._flat.drafts.get(logical_id)
        return Origin(draft.instance.address, "", draft.instance.span) if draft is not None else None

    def property(self, logical_id: str, steps: Steps) -> Origin | None:
        """The argument behind a property: the one that writes it, or what is around it, or something in it."""
        whole = self.resource(logical_id)
        names = tuple(step for step in steps if isinstance(step, str))
        written = [w for w in self._written.get(logical_id, ()) if w.property]
        candidates = _nearest(written, names)
        if not candidates:
            return whole
        chosen = _most_alike(_at_index(candidates, steps), names)
        address, entry = chosen[0].address, chosen[0].entry
        span = entry.span or self._header(address) or (whole.span if whole else None)
        return Origin(address, entry.path if len(chosen) == 1 else _block(chosen), span)

    def _header(self, address: str) -> Span | None:
        return next((entry.span for key, entry in self._flat.ledger.items() if str(key) == address), None)


def _nearest(written: list[_Written], names: tuple[str, ...]) -> list[_Written]:
    """The writers of the property itself; else of the innermost property around it; else of what is in it."""
    for length in range(len(names), 0, -1):
        found = [w for w in written if w.property == names[:length]]
        if found:
            return found
    return [w for w in written if w.property[: len(names)] == names]


def _at_index(candidates: list[_Written], steps: Steps) -> list[_Written]:
    """Of the writers of a list's elements, those of the element at hand."""
    index = next((step for step in steps if isinstance(step, int)), None)
    if index is None:
        return candidates
    own = [w for w in candidates if f"[{index}]" in w.entry.path]
    if len({w.address for w in candidates}) == 1 and own:
        return own
    return [candidates[index]] if index < len(candidates) else candidates


def _most_alike(candidates: list[_Written], names: tuple[str, ...]) -> list[_Written]:
    """Of several arguments that write a property together, the one whose name shares most words with it, if any.

    All of them where none does: then it is their block that says the property.
    """
    if len(candidates) == 1 or len({w.address for w in candidates}) > 1:
        return candidates[:1]
    wanted = {word.lower() for word in _WORD.findall(names[-1])} if names else set()
    likeness = [len(wanted & set(_argument(w).split("_"))) for w in candidates]
    best = max(likeness)
    return [candidates[likeness.index(best)]] if best else candidates


def _argument(written: _Written) -> str:
    """The last name in an argument's path."""
    return written.entry.path.rpartition(".")[2].partition("[")[0]


def _block(written: list[_Written]) -> str:
    """The block around several arguments; the first of them where they have none in common."""
    paths = [w.entry.path for w in written]
    blocks = {path.rpartition(".")[0] for path in paths}
    return blocks.pop() if len(blocks) == 1 and "" not in blocks else paths[0]


def guarded(flat: FlatTemplate) -> Mapping[str, str]:
    """The name of the condition under which each Terraform resource exists, where not always."""
    return dict(_guards(flat))


def _guards(flat: FlatTemplate) -> Iterator[tuple[str, str]]:
    for name, draft in flat.drafts.items():
        condition = flat.resources[name].condition
        if condition is not None:
            for source in draft.sources:
                yield source.address, condition
