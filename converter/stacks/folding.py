"""More variables than a template takes: parameters of like kind become pieces of one text.

A template takes 200 parameters ("Understand CloudFormation quotas", AWS CloudFormation User Guide). Where a main stack
would need more, parameters of one kind go into a ``String`` parameter whose pattern counts and holds its pieces, read
by ``Fn::Select`` of ``Fn::Split``. Nested stacks see nothing of it, but for one that would itself need too many: it is
given the whole text. Which ones go is a function of the parameters
alone, so that whoever has the configuration knows the folding: nothing has to be read back from templates.

What may not go: a parameter that a rule speaks of (rules have no ``Fn::Select``; "Rules", same guide), whose
constraints a pattern of its piece cannot say, that holds a list or a secret (which may have any character, and is
followed by name), or that the deploy script fills or reads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from converter.cloudformation.model import (
    Assertion,
    Join,
    Node,
    Object,
    Output,
    Parameter,
    Ref,
    Resource,
    Rule,
    Select,
    Split,
    Template,
)
from converter.cloudformation.parameters import held_in_use, only_holds_in_use
from converter.cloudformation.places import placed
from converter.cloudformation.quotas import MAX_PARAMETER_DESCRIPTION_CHARACTERS
from converter.cloudformation.rewriting import Rewrite, rewrite, rewrite_condition
from converter.cloudformation.scalars import scalar_text
from converter.stacks.grouping import Candidate, Group, groups

SEPARATORS = (",", "|", ";", "~", "^")
"""What may stand between pieces: the first that no piece has is taken."""
BUDGET = 1024
"""Bytes of the pieces that a group begins with, so that there is room below the 4,096 that a value may have."""
BOOLEANS = frozenset({"true", "false"})
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_NO_EFFECT = "Unused"


class _Rank(IntEnum):
    """What goes first: that which loses least by it."""

    SWITCH = 0
    CHOICE = 1
    NUMBER = 2
    TEXT = 3
    REQUIRED = 10


_KINDS = {_Rank.SWITCH: "Switches", _Rank.CHOICE: "Choices", _Rank.NUMBER: "Numbers", _Rank.TEXT: "Texts"}


@dataclass(frozen=True, slots=True)
class Fold:
    """One parameter in the place of several. ``members`` are these, as they would stand alone, in order."""

    name: str
    separator: str
    members: Mapping[str, Parameter]
    parameter: Parameter

    def pieces(self, text: str) -> dict[str, str] | None:
        """The members' texts in a value; None where it has another number of pieces."""
        pieces = text.split(self.separator)
        return dict(zip(self.members, pieces, strict=True)) if len(pieces) == len(self.members) else None

    def text(self, given: Mapping[str, str]) -> str | None:
        """The value for given texts of members, defaults for the others; None where one has neither."""
        pieces = []
        for name, member in self.members.items():
            if name not in given and member.default is None:
                return None
            pieces.append(given[name] if name in given else scalar_text(member.default or ""))
        return self.separator.join(pieces)

    def narrows(self, member: str) -> bool:
        """Whether a member takes fewer texts than it would alone."""
        return self.members[member].allowed_pattern is not None

    def reference(self, member: str) -> Node:
        """What reads a member's text."""
        return Select(list(self.members).index(member), Split(self.separator, Ref(self.name)))


@dataclass(frozen=True, slots=True)
class Folding:
    """All folds of a main stack; none as a rule."""

    folds: tuple[Fold, ...] = ()
    _by_member: dict[str, Fold] = field(default_factory=dict, init=False, repr=False, compare=False)
    _by_name: dict[str, Fold] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_member.update({name: fold for fold in self.folds for name in fold.members})
        self._by_name.update({fold.name: fold for fold in self.folds})

    def __bool__(self) -> bool:
        return bool(self.folds)

    def of(self, parameter: str) -> Fold | None:
        """The fold that a parameter went into."""
        return self._by_member.get(parameter)

    def named(self, name: str) -> Fold | None:
        """The fold of a name."""
        return self._by_name.get(name)

    def given(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Values for the main stack's parameters, from texts for the parameters before any went into a fold.

        A fold of which nothing is given is left to its default.
        """
        found = {name: text for name, text in texts.items() if name not in self._by_member}
        for fold in self.folds:
            if not fold.members.keys().isdisjoint(texts) and (text := fold.text(texts)) is not None:
                found[fold.name] = text
        return found

    def node(self, node: Node) -> Node:
        """A node of the main stack with folded parameters read from their folds."""
        return rewrite(node, self._read)

    def folded(self, template: Template) -> Template:
        """The main stack with folds in the place of their members."""
        if not self.folds:
            return template
        parameters = {name: p for name, p in template.parameters.items() if name not in self._by_member}
        for fold in self.folds:
            parameters[fold.name] = fold.parameter
        rules = {name: rule for name, rule in template.rules.items() if not _speaks_of(rule) & self._by_member.keys()}
        for fold in self.folds:
            if all(_has_no_effect(name, template.rules) for name in fold.members):
                held = held_in_use(fold.name, fold.parameter)
                description = f"{fold.name} has no effect"
                rules[f"{fold.name}HasNoEffect"] = Rule(assertions=(Assertion(test=held, description=description),))
        changed = _rewritten(template, self._read)
        return replace(changed, parameters=parameters, rules=rules)

    def folded_inside(self, template: Template) -> Template:
        """A nested stack that is given folds whole where it reads several pieces of them."""
        several = tuple(fold for fold in self.folds if len(fold.members.keys() & template.parameters.keys()) > 1)
        part = Folding(several)
        parameters = {name: p for name, p in template.parameters.items() if part.of(name) is None}
        for fold in several:
            parameters[fold.name] = Parameter(description=fold.parameter.description)
        return replace(_rewritten(template, part._read), parameters=dict(sorted(parameters.items())))

    def unfolded(self, template: Template) -> Template:
        """A main stack with every member a parameter of its own again, and read as such."""
        if not self.folds:
            return template
        parameters: dict[str, Parameter] = {}
        for name, parameter in template.parameters.items():
            fold = self.named(name)
            parameters.update({name: parameter} if fold is None else fold.members)
        return replace(_rewritten(template, self._read_alone), parameters=parameters)

    def _read(self, node: Node) -> Node | None:
        if isinstance(node, Ref) and (fold := self.of(node.name)) is not None:
            return fold.reference(node.name)
        return None

    def _read_alone(self, node: Node) -> Node | None:
        match node:
            case Select(int() as index, Split(separator, Ref(name))) if (fold := self.named(name)) is not None:
                names = list(fold.members)
                return Ref(names[index]) if separator == fold.separator and 0 <= index < len(names) else None
            case Ref(name) if (fold := self.named(name)) is not None:
                return Join(fold.separator, tuple(map(Ref, fold.members)))
            case _:
                return None


def _rewritten(template: Template, replacement: Rewrite) -> Template:
    """A template whose conditions, resources and outputs are rewritten."""

    def whole(node: Object) -> Object:
        found = rewrite(node, replacement)
        assert isinstance(found, Object)  # an object is never a reference
        return found

    def resource(entry: Resource) -> Resource:
        return replace(
            entry,
            properties=whole(entry.properties),
            metadata=whole(entry.metadata),
            creation_policy=whole(entry.creation_policy),
            update_policy=whole(entry.update_policy),
        )

    def output(entry: Output) -> Output:
        exported = None if entry.export_name is None else rewrite(entry.export_name, replacement)
        return replace(entry, value=rewrite(entry.value, replacement), export_name=exported)

    return replace(
        template,
        conditions={n: rewrite_condition(c, replacement) for n, c in template.conditions.items()},
        resources={n: resource(r) for n, r in template.resources.items()},
        outputs={n: output(o) for n, o in template.outputs.items()},
    )


# ---------------------------------------------------------------------------------------------- what is folded


def fold_parameters(
    parameters: Mapping[str, Parameter],
    rules: Mapping[str, Rule],
    room: int,
    *,
    kept: Collection[str] = (),
    taken: Iterable[str] = (),
) -> Folding:
    """The folds that it takes for ``parameters`` to be no more than ``room``; fewer where no more can be folded.

    ``kept`` are parameters that stay as they are, ``taken`` further names that a fold must not have.
    """
    excess = len(parameters) - room
    if excess <= 0:
        return Folding()
    ruled = {n for rule in rules.values() if not _is_no_effect(rule) for n in _speaks_of(rule)}
    candidates = [
        candidate
        for name, parameter in parameters.items()
        if name not in ruled and name not in kept and (candidate := _candidate(name, parameter, rules)) is not None
    ]
    made = groups(candidates, excess, (*parameters, *taken), BUDGET)
    return Folding(tuple(fold for group in made if (fold := _fold(group, parameters)) is not None))


def _candidate(name: str, parameter: Parameter, rules: Mapping[str, Rule]) -> Candidate | None:
    """A parameter as a candidate; None where a piece cannot carry it."""
    rank = _rank(parameter)
    if rank is None:
        return None
    kind = _KINDS[rank]
    unused = _has_no_effect(name, rules)
    level = -1 if unused else int(rank)
    if parameter.default is None:
        kind, level = f"Required{kind}", level + _Rank.REQUIRED
    weight = max([_size(parameter.default), *map(_size, parameter.allowed_values)]) + 1
    return Candidate(name, kind, level, weight, _NO_EFFECT if unused else "")


def _size(value: object) -> int:
    return len(scalar_text(value).encode()) if isinstance(value, str | int) else 20


def _rank(parameter: Parameter) -> _Rank | None:
    bounds = (parameter.min_value, parameter.max_value, parameter.allowed_pattern)
    if parameter.no_echo or any(bound is not None for bound in bounds):
        return None
    lengths = (parameter.min_length, parameter.max_length)
    if parameter.type == "Number":
        return None if parameter.allowed_values else _Rank.NUMBER
    if parameter.type != "String":
        return None
    if parameter.allowed_values:
        if frozenset(parameter.allowed_values) == BOOLEANS:
            return _Rank.SWITCH
        is_plain = all(isinstance(value, str) for value in parameter.allowed_values) and lengths == (None, None)
        return _Rank.CHOICE if is_plain else None
    return _Rank.TEXT


def _fold(group: Group, parameters: Mapping[str, Parameter]) -> Fold | None:
    """The fold of a group; None where every separator stands in some piece."""
    members = {name: parameters[name] for name in group.members}
    texts = [scalar_text(p.default) for p in members.values() if p.default is not None]
    texts += [scalar_text(value) for p in members.values() for value in p.allowed_values]
    free = any(_rank(p) is _Rank.TEXT for p in members.values())
    offered = SEPARATORS[1:] if free else SEPARATORS  # a free text is likely to have commas
    separator = next((s for s in offered if not any(s in text for text in texts)), None)
    if separator is None:
        return None
    narrowed = {name: _narrowed(p, separator) for name, p in members.items()}
    names = ", ".join(members)
    has_default = all(p.default is not None for p in members.values())
    shown = "commas" if separator == "," else f"'{separator}'"
    description = f"{len(members)} values separated by {shown}, in this order: {names}"
    fold = Fold(group.name, separator, narrowed, Parameter())
    parameter = Parameter(
        type="String",
        description=description[:MAX_PARAMETER_DESCRIPTION_CHARACTERS],
        default=fold.text({}) if has_default else None,
        allowed_pattern=_pattern(narrowed.values(), separator),
        constraint_description=_told(narrowed, separator),
        comment="tf2cfn params fills it: a template takes no more than 200 parameters",
    )
    return replace(fold, parameter=parameter)


def _narrowed(parameter: Parameter, separator: str) -> Parameter:
    """A free text as it may be in a fold: without the separator."""
    if _rank(parameter) is not _Rank.TEXT:
        return parameter
    return replace(parameter, allowed_pattern=f"^[^{re.escape(separator)}]*$")


def _pattern(members: Iterable[Parameter], separator: str) -> str:
    """The pattern of a fold: a pattern for every piece, those that are alike counted."""
    between = re.escape(separator) if separator in "|^" else separator
    parts: list[tuple[str, int]] = []
    for member in members:
        own = _piece_pattern(member, separator)
        if parts and parts[-1][0] == own:
            parts[-1] = (own, parts[-1][1] + 1)
        else:
            parts.append((own, 1))
    written = [own if count == 1 else f"{own}({between}{own}){{{count - 1}}}" for own, count in parts]
    return f"^{between.join(written)}$"


def _piece_pattern(member: Parameter, separator: str) -> str:
    if member.type == "Number":
        return _NUMBER
    if member.allowed_values:
        return f"({'|'.join(re.escape(scalar_text(value)) for value in member.allowed_values)})"
    most = "" if member.max_length is None else str(member.max_length)
    length = "*" if (member.min_length or 0) == 0 and not most else f"{{{member.min_length or 0},{most}}}"
    return f"[^{re.escape(separator)}]{length}"


def _told(members: Mapping[str, Parameter], separator: str) -> str:
    said = []
    for name, member in members.items():
        if member.type == "Number":
            said.append(f"{name} (a number)")
        elif member.allowed_values:
            said.append(f"{name} ({' or '.join(scalar_text(value) for value in member.allowed_values)})")
        else:
            said.append(name)
    return f"one value for each of {separator.join(said)}"[:MAX_PARAMETER_DESCRIPTION_CHARACTERS]


# ---------------------------------------------------------------------------------------------- rules


def _speaks_of(rule: Rule) -> set[str]:
    tests = [assertion.test for assertion in rule.assertions]
    conditions = [] if rule.condition is None else [rule.condition]
    return {n.name for test in (*tests, *conditions) for _, n in placed(test, ()) if isinstance(n, Ref)}


def _is_no_effect(rule: Rule) -> bool:
    """Whether a rule holds whatever is given: it only keeps a parameter that nothing reads."""
    return rule.condition is None and all(only_holds_in_use(a.test) for a in rule.assertions)


def _has_no_effect(name: str, rules: Mapping[str, Rule]) -> bool:
    return any(_is_no_effect(rule) and _speaks_of(rule) == {name} for rule in rules.values())
