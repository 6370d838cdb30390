"""The verdict about every resource and argument of the configuration: the mapping's own, or what comparing showed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from converter.findings import Place
from converter.parity.comparison.matching import Matches
from converter.parity.comparison.model import Item, ItemKind
from converter.parity.comparison.origins import Origin
from converter.parity.today import Today
from converter.rules.ledger import ArgumentEntry, ResourceEntry, Target, Verdict
from converter.terraform.formulas import ALWAYS


@dataclass(slots=True)
class Mismatches:
    """What was found to differ: by address, and by address and argument path; and what only the templates have."""

    resources: dict[str, str] = field(default_factory=dict)
    arguments: dict[tuple[str, str], str] = field(default_factory=dict)
    surplus: dict[Place, str] = field(default_factory=dict)

    def note(self, origin: Origin, reason: str) -> None:
        """Note a difference."""
        self.resources.setdefault(origin.address, reason)
        if origin.path:
            self.arguments.setdefault((origin.address, origin.path), reason)


def resource_items(
    today: Today, matches: Matches, files: Mapping[tuple[str, ...], str], mismatches: Mismatches
) -> Iterator[Item]:
    """An item for every resource instance, each followed by its arguments; then what only the templates have."""
    for key, entry in sorted(today.flat.ledger.items(), key=lambda pair: str(pair[0])):
        address = str(key)
        whole = Item(
            ItemKind.RESOURCE,
            address,
            entry.verdict,
            reason=entry.reason,
            span=entry.span,
            place=_place(entry.targets, today, matches, files),
            condition="" if entry.guard == ALWAYS else today.flat.lowering.conditions.name(entry.guard),
        )
        yield _judged(whole, mismatches.resources.get(address))
        yield from _arguments(entry, address, today, matches, files, mismatches)
    for place, reason in mismatches.surplus.items():
        yield Item(ItemKind.RESOURCE, "", Verdict.MISMATCH, reason=reason, place=place)


def _arguments(
    entry: ResourceEntry,
    address: str,
    today: Today,
    matches: Matches,
    files: Mapping[tuple[str, ...], str],
    mismatches: Mismatches,
) -> Iterator[Item]:
    for path, argument in sorted(entry.arguments.items()):
        item = Item(
            ItemKind.ARGUMENT,
            address,
            argument.verdict,
            path=path,
            reason=argument.reason,
            span=argument.span,
            place=_argument_place(argument, today, matches, files),
        )
        yield _judged(item, mismatches.arguments.get((address, path)))


def _judged(item: Item, mismatch: str | None) -> Item:
    return item if mismatch is None else replace(item, verdict=Verdict.MISMATCH, reason=mismatch)


def _argument_place(
    argument: ArgumentEntry, today: Today, matches: Matches, files: Mapping[tuple[str, ...], str]
) -> Place | None:
    place = _place(list(argument.targets), today, matches, files)
    names = argument.targets[0].property.split(".") if argument.targets else []
    if place is None or not names or not names[0]:
        return place
    return Place(place.file, (*place.path, "Properties", names[0]))


def _place(targets: list[Target], today: Today, matches: Matches, files: Mapping[tuple[str, ...], str]) -> Place | None:
    for target in targets:
        key = matches.pairs.get(today.flat.logical_ids.get((target.key, target.part), ""))
        if key is not None and key[0] in files:
            return Place(files[key[0]], ("Resources", key[1]))
    return None
