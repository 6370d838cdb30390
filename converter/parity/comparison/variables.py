"""Terraform's variables against the root template's parameters, as a conversion of today would write them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from converter.cloudformation.model import Parameter, Template
from converter.cloudformation.resolved import ResolvedStack
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import is_symbolic
from converter.findings import Finding, Place, Severity
from converter.parity.comparison.constraints import told_apart
from converter.parity.comparison.model import Item, ItemKind
from converter.parity.today import Today
from converter.rules.ledger import Verdict
from converter.stacks.folding import Fold
from converter.terraform.inputs import InputVariable
from converter.terraform.types import BOOL, NUMBER, ListType, SetType, Type

ID = "parity-variable"
SHOWN = {
    "allowed_values": "AllowedValues",
    "allowed_pattern": "AllowedPattern",
    "min_length": "MinLength",
    "max_length": "MaxLength",
    "min_value": "MinValue",
    "max_value": "MaxValue",
}
STALE = "the templates are stale: run tf2cfn convert"


@dataclass(frozen=True, slots=True)
class Interface:
    """The root template as it is, and what the project says of its names.

    ``names`` are parameters that it calls otherwise (the usual name → its own); ``excused`` are variables that reach
    the stack in another way, ``explained`` parameters without a variable whose reason is given.
    """

    root: Template
    file: str
    names: Mapping[str, str]
    excused: Collection[str] = ()
    explained: Collection[str] = ()

    def name(self, parameter: str) -> str:
        """The name here of a parameter that is usually called otherwise."""
        return self.names.get(parameter, parameter)


Checked = tuple[Item, tuple[Finding, ...]]


def check_variables(variables: Mapping[str, InputVariable], today: Today, interface: Interface) -> Iterator[Checked]:
    """Every variable, and every parameter without one, with what is wrong about it."""
    rows = {row["name"]: row for row in today.variables if row["name"] is not None}
    wanted: set[str] = set()
    for name, variable in variables.items():
        row = rows[name]
        parameter = row["parameter"]
        if parameter is not None:
            wanted.add(interface.name(parameter))
        yield _variable(variable, row, today, interface)
    for fold in today.folding.folds:
        wanted.add(interface.name(fold.name))
        yield _fold(fold, today, interface)
    added = today.reasons["added"]
    for name in today.unfolded.parameters:
        if name not in {row["parameter"] for row in rows.values()}:
            wanted.add(interface.name(name))
            yield _added(name, added.get(name, ""), today, interface)
    for name in interface.root.parameters:
        if name not in wanted and name not in interface.explained:
            yield _unknown(name, interface)


def _variable(variable: InputVariable, row: Mapping[str, Any], today: Today, interface: Interface) -> Checked:
    verdict, reason = Verdict(row["verdict"]), str(row.get("reason", ""))
    usual = row["parameter"]
    span = variable.config.block.header
    address = f"var.{variable.name}"
    if usual is None or variable.name in interface.excused:
        return Item(ItemKind.VARIABLE, address, verdict, reason=reason, span=span), ()
    if (fold := today.folding.of(usual)) is not None:
        return _piece(variable, usual, fold, interface)
    name = interface.name(usual)
    place = Place(interface.file, ("Parameters", name))

    def finding(summary: str, detail: str, severity: Severity = Severity.ERROR, at: Place = place) -> Finding:
        return Finding(ID, severity, summary, detail, span, address=address, place=at)

    there = interface.root.parameters.get(name)
    if there is None:
        place = Place(interface.file, ("Parameters",))
        found = [finding(f"variable {variable.name} has no parameter {name}", STALE, at=place)]
    else:
        wanted = today.main.parameters[usual]
        found = [
            finding(f"parameter {name} {what}, unlike variable {variable.name}", detail, severity)
            for what, detail, severity in _differences(wanted, there, variable)
        ]
        probe = told_apart(wanted, there, today.main.rules, interface.root.rules, (usual, name))
        if probe is not None:
            value = "a value" if variable.config.sensitive else _told(probe)
            found.append(finding(f"parameter {name} and variable {variable.name} do not take the same values",
                                 f"one of them takes {value}, the other does not; {STALE}, or undo it"))  # fmt: skip
    return _item(Item(ItemKind.VARIABLE, address, verdict, reason=reason, span=span, place=place), found)


def _piece(variable: InputVariable, usual: str, fold: Fold, interface: Interface) -> Checked:
    """A variable that is a piece of a parameter: its default stands at its place in the parameter's."""
    name, span, address = interface.name(fold.name), variable.config.block.header, f"var.{variable.name}"
    place = Place(interface.file, ("Parameters", name))
    item = Item(ItemKind.VARIABLE, address, Verdict.EQUIVALENT, reason=f"a piece of {name}", span=span, place=place)
    there = interface.root.parameters.get(name)
    pieces = fold.pieces(scalar_text(there.default)) if there is not None and there.default is not None else None
    if there is None or pieces is None:
        return item, ()  # the fold's own finding says it
    wanted = fold.members[usual]
    found = [
        Finding(
            ID,
            severity,
            f"piece {list(fold.members).index(usual)} of parameter {name} {what}, unlike variable {variable.name}",
            detail,
            span,
            address=address,
            place=place,
        )
        for what, detail, severity in _differences(wanted, replace(wanted, default=pieces[usual]), variable)
    ]
    return _item(item, found)


def _fold(fold: Fold, today: Today, interface: Interface) -> Checked:
    """A parameter that holds several variables: its type, and which texts it takes."""
    name = interface.name(fold.name)
    place = Place(interface.file, ("Parameters", name))
    there = interface.root.parameters.get(name)
    reason = f"holds {len(fold.members)} parameters"
    item = Item(ItemKind.VARIABLE, "", Verdict.ADDED, path=name, reason=reason, place=place)
    if there is None:
        at = Place(interface.file, ("Parameters",))
        return _item(item, [Finding(ID, Severity.ERROR, f"there is no parameter {name}: it {reason}", STALE, place=at)])
    same_pieces = there.default is not None and fold.pieces(scalar_text(there.default)) is not None
    shown = replace(there, default=fold.parameter.default) if same_pieces else there  # pieces are compared one by one
    found = [
        Finding(ID, severity, f"parameter {name} {what}", detail, place=place)
        for what, detail, severity in _differences(fold.parameter, shown, None)
    ]
    rules = (today.main.rules, interface.root.rules)
    other_pattern = there.allowed_pattern != fold.parameter.allowed_pattern  # it counts and holds every piece
    if other_pattern or told_apart(fold.parameter, there, *rules, (fold.name, name)) is not None:
        summary = f"parameter {name} does not take the values that a conversion of today gives it"
        found.append(Finding(ID, Severity.ERROR, summary, STALE, place=place))
    return _item(item, found)


def _added(usual: str, reason: str, today: Today, interface: Interface) -> Checked:
    """A parameter that the conversion adds: looked up, derived, or a stage of the deployment."""
    fold = today.folding.of(usual)
    if fold is not None:
        piece = f"{reason}; a piece of {interface.name(fold.name)}"
        place = Place(interface.file, ("Parameters", interface.name(fold.name)))
        return Item(ItemKind.VARIABLE, "", Verdict.ADDED, path=usual, reason=piece, place=place), ()
    name = interface.name(usual)
    place = Place(interface.file, ("Parameters", name))
    there, wanted = interface.root.parameters.get(name), today.unfolded.parameters[usual]
    item = Item(ItemKind.VARIABLE, "", Verdict.ADDED, path=name, reason=reason, place=place)
    if there is None:
        place = Place(interface.file, ("Parameters",))
        return _item(item, [Finding(ID, Severity.ERROR, f"there is no parameter {name}: {reason}", STALE, place=place)])
    found = [
        Finding(ID, severity, f"parameter {name} {what}", detail, place=place)
        for what, detail, severity in _differences(wanted, there, None)
    ]
    if told_apart(wanted, there, today.main.rules, interface.root.rules, (usual, name)) is not None:
        summary = f"parameter {name} does not take the values that a conversion of today gives it"
        found.append(Finding(ID, Severity.ERROR, summary, STALE, place=place))
    return _item(item, found)


def _unknown(name: str, interface: Interface) -> Checked:
    place = Place(interface.file, ("Parameters", name))
    item = Item(ItemKind.VARIABLE, "", Verdict.MISMATCH, path=name, reason="no variable stands for it", place=place)
    detail = f"{STALE}; or, if it was renamed or added by hand, say so in [parity.parameters] or properties.P11.added"
    return item, (Finding(ID, Severity.ERROR, f"parameter {name} has no variable", detail, place=place),)


def check_nested(stacks: Mapping[tuple[str, ...], ResolvedStack]) -> Iterator[Finding]:
    """Below the root nothing may be refused that only the deployment knows: its value cannot be foreseen."""
    for path, stack in stacks.items():
        for name, parameter in stack.template.parameters.items() if path else ():
            said = [shown for field, shown in SHOWN.items() if getattr(parameter, field) not in (None, ())]
            if said and is_symbolic(stack.parameters[name]):
                summary = f"parameter {name} may refuse what the stack is given: {', '.join(said)}"
                detail = "its value is known only when deployed; leave constraints to the main stack's parameters"
                yield Finding(ID, Severity.ERROR, summary, detail, place=Place(stack.file, ("Parameters", name)))


def _item(item: Item, found: list[Finding]) -> Checked:
    errors = [f for f in found if f.severity is Severity.ERROR]
    if errors:
        reason = "; ".join(f.summary for f in errors)
        item = replace(item, verdict=Verdict.MISMATCH, reason=reason)
    return item, tuple(found)


def _differences(
    wanted: Parameter, there: Parameter, variable: InputVariable | None
) -> Iterator[tuple[str, str, Severity]]:
    """How two parameters differ but for the values that they take: what, what to do, and how much it matters."""
    kind = variable.constraint.type if variable is not None else None
    if not same_type(wanted, there):
        yield f"has type {there.type}", f"it should be {wanted.type}; {STALE}, or undo the edit", Severity.ERROR
    hidden = wanted.no_echo or there.no_echo
    if (wanted.default is None) != (there.default is None):
        has = "has no default" if there.default is None else "has a default"
        yield has, f"{STALE}, or undo the edit", Severity.ERROR
    elif wanted.default is not None and not same_default(wanted, there, kind):
        value = "it differs" if hidden else f"it should be {_told(scalar_text(wanted.default))}"
        yield "has another default", f"{value}; {STALE}, or undo the edit", Severity.ERROR
    if wanted.no_echo and not there.no_echo:
        yield "lacks NoEcho", "set NoEcho: the console would show the value", Severity.ERROR
    elif there.no_echo and not wanted.no_echo:
        yield "has NoEcho", "nothing, if it is meant; or mark the variable sensitive", Severity.WARNING


def same_type(wanted: Parameter, there: Parameter) -> bool:
    """Whether two parameter types carry the same values to the same places: numbers and texts are told apart."""
    lists = {"CommaDelimitedList", "List<String>"}
    return wanted.type == there.type or {wanted.type, there.type} <= lists


def same_default(wanted: Parameter, there: Parameter, kind: Type | None) -> bool:
    """Whether two defaults mean the same to their type."""
    assert wanted.default is not None  # the caller looked
    assert there.default is not None
    one, other = scalar_text(wanted.default), scalar_text(there.default)
    if kind == BOOL:
        return one.lower() == other.lower()
    if kind == NUMBER or wanted.type == "Number":
        return _number(one) == _number(other)
    if isinstance(kind, ListType | SetType) or wanted.type == "CommaDelimitedList":
        return [piece.strip() for piece in one.split(",")] == [piece.strip() for piece in other.split(",")]
    return one == other


def _number(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _told(text: str) -> str:
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return repr(shown)
