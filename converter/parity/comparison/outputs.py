"""Terraform's outputs against the root template's, under each assignment; and what nested stacks export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from converter.cloudformation.intrinsics import join
from converter.cloudformation.model import Template
from converter.cloudformation.resolved import ResolvedOutput, ResolvedStack
from converter.cloudformation.resolver import resolve
from converter.cloudformation.values import Token, Value, tokens
from converter.findings import Finding, Place, Severity
from converter.parity.comparison.meaning import Label, plain
from converter.parity.comparison.model import Item, ItemKind
from converter.parity.comparison.square import Comparison
from converter.parity.today import Today
from converter.rules.ledger import Verdict
from converter.stacks.output_folding import SEPARATOR
from converter.terraform.evaluation import OutputValue

ID = "parity-output"
STALE = "the templates are stale: run tf2cfn convert"
STACK_NAME = "${AWS::StackName}"


@dataclass(slots=True)
class OutputCheck:
    """Compares outputs under one assignment after the other, and says each thing once.

    ``names`` are outputs that the templates call otherwise (the usual name → theirs), or by Terraform's name.
    """

    today: Today
    root: Template
    file: str
    names: Mapping[str, str]
    found: dict[str, Finding] = field(default_factory=dict)
    _wrong: dict[str, str] = field(default_factory=dict)
    _terraform: dict[str, OutputValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        outputs = self.today.evaluation.outputs
        self._terraform = {name: o for o in reversed(outputs) for name in self.today.outputs[o.name]}

    def name(self, usual: str) -> str:
        """The name in the templates of an output that is usually called otherwise."""
        if usual in self.names:
            return self.names[usual]
        terraform = self._terraform.get(usual)
        alone = terraform is not None and len(self.today.outputs[terraform.name]) == 1 and not self._is_fold(usual)
        return self.names.get(terraform.name, usual) if terraform is not None and alone else usual

    # ------------------------------------------------------------------------------------------ names

    def interface(self) -> None:
        """Every output of the configuration is there, and no other one."""
        wanted = {self.name(usual): usual for usual in self.today.main.outputs}
        for name, usual in wanted.items():
            if name not in self.root.outputs:
                output = self._terraform.get(usual)
                summary = f"output {output.name if output else usual} has no output {name} in the templates"
                self._say(usual, summary, STALE, ("Outputs",))
        for name in self.root.outputs:
            if name not in wanted:
                detail = f"{STALE}; or, if it was renamed, say so in [parity.outputs]"
                place = Place(self.file, ("Outputs", name))
                summary = f"output {name} of the templates has no output in the configuration"
                self.found.setdefault(summary, Finding(ID, Severity.ERROR, summary, detail, place=place))
        for usual, made in self.today.main.outputs.items():
            there = self.root.outputs.get(self.name(usual))
            if there is not None and (there.export_name is None) != (made.export_name is None):
                way = "is not exported" if there.export_name is None else "is exported"
                self._say(
                    usual,
                    f"output {self.name(usual)} {way}",
                    "convert again, or undo the edit",
                    ("Outputs", self.name(usual), "Export"),
                )

    # ------------------------------------------------------------------------------------------ values

    def values(self, comparison: Comparison, hidden: Callable[[str], str]) -> None:
        """The values under one assignment; ``hidden`` takes secrets out of a text."""
        square = comparison.square
        expected, actual = self._folded(square.expected.outputs), square.resolution.stack.outputs
        for usual in dict.fromkeys((*self.today.main.outputs, *expected)):
            name = self.name(usual)
            if name not in self.root.outputs:
                continue
            one = self._text(expected.get(usual), comparison.wanted_label)
            other = self._text(actual.get(name), comparison.there_label)
            if one != other:
                detail = f"Terraform: {hidden(_shown(one))}; template: {hidden(_shown(other))} (under {square.name})"
                self._say(
                    usual,
                    f"output {name} differs from the configuration's",
                    f"{detail}; convert again, or undo the change to the template",
                    ("Outputs", name, "Value"),
                )

    def _folded(self, outputs: Mapping[str, ResolvedOutput]) -> Mapping[str, ResolvedOutput]:
        """Outputs with those together that the root template has together."""
        found = dict(outputs)
        for fold in self.today.output_folds:
            pieces = [found.pop(name).value if name in found else "" for name in fold.members]
            found[fold.name] = ResolvedOutput(value=join(SEPARATOR, tuple(pieces)))
        return found

    def _is_fold(self, name: str) -> bool:
        return any(fold.name == name for fold in self.today.output_folds)

    def _text(self, output: ResolvedOutput | None, label: Label) -> str | None:
        return None if output is None else str(plain(output.value, label))

    def _say(self, usual: str, summary: str, detail: str, path: tuple[str, ...]) -> None:
        output = self._terraform.get(usual)
        self._wrong.setdefault(usual, summary)
        self.found.setdefault(
            summary,
            Finding(
                ID,
                Severity.ERROR,
                summary,
                detail,
                output.span if output is not None else None,
                address=f"output.{output.name}" if output is not None else None,
                place=Place(self.file, path),
            ),
        )

    # ------------------------------------------------------------------------------------------ items

    def items(self) -> Iterator[Item]:
        """Every output with its verdict."""
        for output in self.today.evaluation.outputs:
            names = self.today.outputs[output.name]
            yield self._item(output, names)

    def _item(self, output: OutputValue, names: tuple[str, ...]) -> Item:
        address = f"output.{output.name}"
        wrong = [self._wrong[name] for name in names if name in self._wrong]
        place = Place(self.file, ("Outputs", self.name(names[0]))) if names else None
        if wrong:
            return Item(
                ItemKind.OUTPUT, address, Verdict.MISMATCH, reason="; ".join(wrong), span=output.span, place=place
            )
        if not names:
            rows = {row["name"]: row["reason"] for row in self.today.conversion.record["outputs"]}
            reason = rows.get(output.name) or "no value"
            return Item(ItemKind.OUTPUT, address, Verdict.DROPPED, reason=reason, span=output.span)
        folds = [name for name in names if self._is_fold(name)]
        verdict = Verdict.SAME if len(names) == 1 and not folds else Verdict.EQUIVALENT
        reason = "" if len(names) == 1 else "an output for each attribute"
        if folds:
            reason = f"a piece of {', '.join(folds)}"
        return Item(ItemKind.OUTPUT, address, verdict, reason=reason, span=output.span, place=place)


def _shown(text: str | None) -> str:
    return "no such output" if text is None else repr(text if len(text) <= 200 else f"{text[:200]}…")


# ---------------------------------------------------------------------------------------------- exports


@dataclass(frozen=True, slots=True)
class _Export:
    """One export: its value as text, where it is written, and what it refers to."""

    value: str
    place: Place
    tokens: tuple[Token, ...]


def check_exports(
    today: Today, comparison: Comparison, parameters: Mapping[str, Value], main_file: str
) -> Iterator[Finding]:
    """What other stacks import must be exported under the same name, with the same value.

    A nested stack's name begins its exports' names; it has a part that CloudFormation makes up, and is left out. What
    a resource exports that only one side has is not told: that one side has it is.
    """
    given = {name: value for name, value in parameters.items() if name in today.main.parameters}
    root = resolve(today.main, given, comparison.square.expected.pseudo, today.template, file=main_file).stack
    wanted = _exports(root, lambda token: comparison.wanted_label(replace(token, stack=())))
    there = _exports(comparison.square.resolution.stack, comparison.there_label)
    written = _outputs_by_value(comparison)
    pairs, names = comparison.matches.pairs, comparison.matches.names
    for name in sorted(wanted.keys() | there.keys()):
        one, other = wanted.get(name), there.get(name)
        if one is None and other is not None and all((t.stack, t.logical_id) in names for t in other.tokens):
            summary = f"the templates export {name}, which a conversion of today does not"
            yield Finding(ID, Severity.ERROR, summary, f"{STALE}, or undo the edit", place=other.place)
        elif other is None and one is not None and all(t.logical_id in pairs for t in one.tokens):
            summary = f"the templates do not export {name}"
            place = written.get(one.value, Place(one.place.file, one.place.path[:2]))  # where today writes it
            yield Finding(ID, Severity.ERROR, summary, f"{STALE}, or undo the edit", place=place)
        elif one is not None and other is not None and one.value != other.value:
            summary = f"export {name} has another value than the configuration's"
            detail = f"it should be {_shown(one.value)}, and is {_shown(other.value)}; {STALE}, or undo the edit"
            if all(t.logical_id in pairs for t in one.tokens):
                yield Finding(ID, Severity.ERROR, summary, detail, place=other.place)


def _exports(root: ResolvedStack, label: Label) -> dict[str, _Export]:
    found: dict[str, _Export] = {}
    for stack in root.stacks():
        for name, output in stack.outputs.items():
            if output.export_name is not None:
                exported = str(plain(output.export_name, label)).replace(stack.pseudo.stack_name, STACK_NAME)
                place = Place(stack.file, ("Outputs", name, "Value"))
                found[exported] = _Export(str(plain(output.value, label)), place, tuple(tokens(output.value)))
    return found


def _outputs_by_value(comparison: Comparison) -> dict[str, Place]:
    """Where the nested stacks have an output of a value."""
    found: dict[str, Place] = {}
    for stack in comparison.square.resolution.stack.stacks():
        for name, output in stack.outputs.items() if stack.path else ():
            found.setdefault(str(plain(output.value, comparison.there_label)), Place(stack.file, ("Outputs", name)))
    return found
