"""What of the configuration has no counterpart in any template, as the ledger of the conversion says with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from converter.findings import Span
from converter.hcl.syntax import Block
from tests.mutation.terraform_source import Part, TerraformSource, Thing, references

EVERYTHING = ""
"""The argument that stands for the whole resource."""

DROPPED = "dropped"


@dataclass(frozen=True)
class Ledger:
    """For each resource the arguments that stand in no template, with the reasons."""

    arguments: Mapping[Thing, Mapping[str, str]]

    @classmethod
    def of(cls, document: Mapping[str, Any], source: TerraformSource) -> Ledger:
        """What a ``conversion.json`` says; an argument counts where it is so for each instance of the resource."""
        found: dict[Thing, dict[str, str]] = {}
        kept: set[tuple[Thing, str]] = set()
        for entry in document["resources"]:
            thing = source.thing(entry["address"])
            if thing is None:
                continue
            reasons = found.setdefault(thing, {})
            for argument in ({"path": EVERYTHING, **entry}, *entry["arguments"]):
                name = argument["path"].partition(".")[0].partition("[")[0]
                without_effect = name != EVERYTHING and not argument.get("targets")
                if argument["verdict"] == DROPPED or without_effect:
                    reasons[name] = argument.get("reason") or entry["reason"]
                else:
                    kept.add((thing, name))
        return cls({
            thing: {name: reason for name, reason in reasons.items() if (thing, name) not in kept}
            for thing, reasons in found.items()
        })  # fmt: skip

    def reason(self, source: TerraformSource, span: Span) -> str:
        """Why a change there changes no template: everything that takes the value is dropped; else empty."""
        part = source.enclosing(span)
        if part is None:
            return ""
        own = (part.folder, part.name)
        if part.name[0] in ("output", "data", "module"):
            return ""
        ends = source.ends(own) if part.name[0] in ("var", "local") else {own}
        reasons = {self._reason(source, end, own, span) for end in ends}
        return "; ".join(sorted(reasons)) if reasons and "" not in reasons else ""

    def _reason(self, source: TerraformSource, end: Thing, own: Thing, span: Span) -> str:
        """Why the resource at the end of a chain takes nothing of it along."""
        reasons = self.arguments.get(end, {})
        if EVERYTHING in reasons:
            return f"{end[1][0]} is in no template: {reasons[EVERYTHING]}"
        taking = set(_taking(source, end, own, span))
        if not taking or not taking <= reasons.keys():
            return ""
        return "; ".join(f"{name} of {end[1][0]} is in no template: {reasons[name]}" for name in sorted(taking))


def _taking(source: TerraformSource, end: Thing, own: Thing, span: Span) -> Iterator[str]:
    """The arguments of a resource that take a value: those at the span, or those that refer to what leads there."""
    parts: list[Part] = [p for p in source.parts if (p.folder, p.name) == end]
    leading = {own, *source.reached(own)}
    for part in parts:
        assert isinstance(part.node, Block)
        body = part.node.body
        for name, argument in (*((a.name, a) for a in body.attributes), *((b.type, b) for b in body.blocks)):
            if end == own:
                if argument.span.file == span.file and argument.span.start <= span.start <= argument.span.end:
                    yield name
            elif any((part.folder, reference) in leading for reference in references(argument)):
                yield name
