"""Which resource of the templates stands for which mapped resource, whatever it is called and wherever it lives.

First what the project's configuration says, then logical ID and type. What is left is matched by meaning: equal
properties and equal ties to what is matched already, again and again as matches make more ties known; then by an
identifying name, by the ties among those that look alike, and last by how much is alike. Choices between resources that
nothing tells apart follow the order of names, so that the same input gives the same matches.
"""

from __future__ import annotations

import fnmatch
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from converter.cloudformation.resolved import ResolvedResource
from converter.cloudformation.values import Token, Value
from converter.parity.comparison.meaning import Elements, Form, JsonText, form_of, plain, text_of

ActualKey = tuple[tuple[str, ...], str]
"""A resource of the templates: the path of nested stacks that leads to it, and its logical ID."""

Node = str | ActualKey
"""A resource of either side."""

Colours = Mapping[Node, Hashable]
"""What resources look like; None for what has no such look."""

Tie = tuple[str, Node]
"""How something is referred to (type, attribute, properties), and what is."""

LIKE_ENOUGH = 0.5
"""The part of all property values that must be equal for two resources to be taken for one that was changed."""

ROUNDS = 4
"""How far ties are followed to tell apart what looks alike."""


class Sides(Protocol):
    """Both sides under one assignment, as far as matching looks at them."""

    @property
    def wanted(self) -> Mapping[str, ResolvedResource]:
        """The mapped resources by logical ID."""

    @property
    def there(self) -> Mapping[ActualKey, ResolvedResource]:
        """The resources of the templates."""

    @property
    def files(self) -> Mapping[tuple[str, ...], str]:
        """The file of each stack instance."""

    def fixed(self, logical_id: str, attribute: str | None) -> Value | None:
        """What a reference to a mapped resource comes to whatever is created; None where only the deployment knows."""

    def addresses(self, logical_id: str) -> tuple[str, ...]:
        """The Terraform addresses that went into a mapped resource."""


@dataclass(frozen=True, slots=True)
class Hint:
    """An entry of the project's configuration: the resources of an address pattern are among those of a target pattern.

    The target is ``file#LogicalId`` or ``LogicalId``; in both patterns ``*`` and ``?`` are wild.
    """

    address: str
    target: str

    def takes_address(self, address: str) -> bool:
        """Whether the entry speaks of an address."""
        return fnmatch.fnmatchcase(address, self.address.replace("[", "[[]"))

    def takes_target(self, file: str, logical_id: str) -> bool:
        """Whether the entry speaks of a resource of a template."""
        wanted_file, separator, name = self.target.rpartition("#")
        return fnmatch.fnmatchcase(logical_id, name) and (not separator or fnmatch.fnmatchcase(file, wanted_file))


@dataclass(slots=True)
class Matches:
    """The pairs, both ways; what could not be decided (a mapped resource and its candidates); hints that applied."""

    pairs: dict[str, ActualKey] = field(default_factory=dict)
    names: dict[ActualKey, str] = field(default_factory=dict)
    undecided: dict[str, tuple[ActualKey, ...]] = field(default_factory=dict)
    used: set[Hint] = field(default_factory=set)

    def add(self, name: str, key: ActualKey) -> None:
        """Take two resources for one."""
        self.pairs[name], self.names[key] = key, name


def match(squares: Sequence[Sides], hints: Iterable[Hint] = ()) -> Matches:
    """Match the resources of both sides over all assignments at once."""
    return _Matcher(squares, tuple(hints)).run()


class _Matcher:
    def __init__(self, squares: Sequence[Sides], hints: tuple[Hint, ...]) -> None:
        self.squares, self.hints = squares, hints
        self.found = Matches()
        self.wanted: dict[str, str] = {}
        self.there: dict[ActualKey, str] = {}
        self.files: dict[tuple[str, ...], str] = {}
        for square in squares:
            self.wanted.update({name: resource.type for name, resource in square.wanted.items()})
            self.there.update({key: resource.type for key, resource in square.there.items()})
            self.files.update(square.files)

    def run(self) -> Matches:
        self.bound: dict[str, frozenset[ActualKey]] = dict(self._bound())
        self._by_id()
        if self.open_wanted() and self.open_there():
            self._by_meaning()
        return self.found

    def open_wanted(self) -> list[str]:
        """The mapped resources that are not matched."""
        return sorted(n for n in self.wanted if n not in self.found.pairs)

    def open_there(self) -> list[ActualKey]:
        """The templates' resources that are not matched."""
        return sorted(k for k in self.there if k not in self.found.names)

    def _may(self, name: str, key: ActualKey) -> bool:
        """Whether types and the configuration allow a pair."""
        if self.wanted[name] != self.there[key]:
            return False
        if name in self.bound:
            return key in self.bound[name]
        return key not in self.reserved

    # ------------------------------------------------------------------------------------------ told, and by ID

    def _bound(self) -> Iterator[tuple[str, frozenset[ActualKey]]]:
        """What the configuration says: for a mapped resource, the only ones that it may be matched with."""
        self.reserved: set[ActualKey] = set()
        for name, kind in sorted(self.wanted.items()):
            addresses = {a for square in self.squares if name in square.wanted for a in square.addresses(name)}
            for hint in self.hints:
                if not any(map(hint.takes_address, addresses)):
                    continue
                keys = frozenset(
                    k for k, t in self.there.items() if t == kind and hint.takes_target(self.files[k[0]], k[1])
                )
                if keys:
                    self.found.used.add(hint)
                    self.reserved |= keys
                    yield name, keys
                    break

    def _by_id(self) -> None:
        by_id: dict[str, list[ActualKey]] = defaultdict(list)
        for key in self.open_there():
            by_id[key[1]].append(key)
        for name, keys in sorted(self.bound.items()):
            free = [k for k in keys if k not in self.found.names]
            if len(free) == 1:
                self.found.add(name, free[0])
        for name in self.open_wanted():
            candidates = [k for k in by_id[name] if k not in self.found.names and self._may(name, k)]
            if len(candidates) == 1:
                self.found.add(name, candidates[0])

    # ------------------------------------------------------------------------------------------ by meaning

    def _by_meaning(self) -> None:
        stages: tuple[Callable[[_Looks], bool], ...] = (self._equal, self._named, self._tied, self._alike)
        while self.open_wanted() and self.open_there():
            looks = _Looks(self)
            if not any(stage(looks) for stage in stages):
                return

    def _equal(self, looks: _Looks) -> bool:
        """Equal properties under every assignment, and equal ties to what is matched."""
        return self._unique(looks.wanted_colours(0), looks.there_colours(0))

    def _named(self, looks: _Looks) -> bool:
        """The same type and the same identifying name."""
        return self._unique(looks.wanted_names(), looks.there_names())

    def _tied(self, looks: _Looks) -> bool:
        """Alike, and told apart by ties among the unmatched; or by nothing, then in the order of names."""
        left, right = looks.wanted_colours(ROUNDS), looks.there_colours(ROUNDS)
        if self._unique(left, right):
            return True
        for colours in ((left, right), (looks.wanted_colours(0), looks.there_colours(0))):
            ours, theirs = _classes(colours[0]), _classes(colours[1])
            for colour, names in sorted(ours.items(), key=lambda pair: str(pair[1])):
                if any(self._pair(name, key) for name in names for key in theirs.get(colour, ())):
                    return True
        return False

    def _alike(self, looks: _Looks) -> bool:
        """The most alike, where one is more so than every other."""
        scores: dict[tuple[str, ActualKey], float] = {}
        for name in self.open_wanted():
            for key in self.open_there():
                if self._may(name, key) and (score := looks.likeness(name, key)) >= LIKE_ENOUGH:
                    scores[name, key] = score
        self.found.undecided.clear()
        progress = False
        for (name, key), score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
            if name in self.found.pairs or key in self.found.names:
                continue
            rivals = [
                (n, k)
                for (n, k), other in scores.items()
                if (n == name) != (k == key)
                and other >= score
                and n not in self.found.pairs
                and k not in self.found.names
            ]
            if not rivals:
                self.found.add(name, key)
                progress = True
            else:
                keys = {k for n, k in rivals if n == name} | {key}
                self.found.undecided.setdefault(name, tuple(sorted(keys)))
        for name in self.found.pairs:
            self.found.undecided.pop(name, None)
        return progress

    def _unique(self, left: Colours, right: Colours) -> bool:
        """Match what has a look that nothing else of its side has."""
        ours, theirs = _classes(left), _classes(right)
        progress = False
        for colour, names in ours.items():
            keys = theirs.get(colour, ())
            if len(names) == len(keys) == 1:
                progress |= self._pair(names[0], keys[0])
        return progress

    def _pair(self, name: Node, key: Node) -> bool:
        """Take two for one, where that is allowed."""
        if isinstance(name, str) and not isinstance(key, str) and self._may(name, key):
            self.found.add(name, key)
            return True
        return False


def _classes(colours: Colours) -> dict[Hashable, list[Node]]:
    found: dict[Hashable, list[Node]] = defaultdict(list)
    for thing, colour in colours.items():
        if colour is not None:
            found[colour].append(thing)
    return found


# ---------------------------------------------------------------------------------------------- looks


class _Looks:
    """What the unmatched resources look like, given the matches so far."""

    def __init__(self, matcher: _Matcher) -> None:
        self._matcher = matcher
        self._found = matcher.found
        self._text: dict[Node, list[str]] = defaultdict(list)
        self._leaves: dict[Node, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._names: dict[Node, set[str]] = defaultdict(set)
        self._ties: dict[Node, list[Tie]] = defaultdict(list)
        self._tied_by: dict[Node, list[Tie]] = defaultdict(list)
        for number, square in enumerate(matcher.squares):
            for name, resource in square.wanted.items():
                self._look(number, square, name, resource)
            for key, resource in square.there.items():
                self._look(number, square, key, resource)

    def _is_open(self, node: Node) -> bool:
        return node not in (self._found.pairs if isinstance(node, str) else self._found.names)

    def _wanted_label(self, square: Sides, token: Token) -> Any:
        if token.logical_id in self._found.pairs:
            return self._known(square, token.logical_id, token, self._wanted_label)
        resource = square.wanted.get(token.logical_id)
        return f"<{resource.type if resource else '?'}.{token.attribute}>"

    def _there_label(self, square: Sides, token: Token) -> Any:
        key = (token.stack, token.logical_id)
        if key in self._found.names:
            return self._known(square, self._found.names[key], token, self._wanted_label)
        resource = square.there.get(key)
        return f"<{resource.type if resource else '?'}.{token.attribute}>"

    def _known(self, square: Sides, name: str, token: Token, label: Callable[[Sides, Token], Any]) -> Any:
        fixed = square.fixed(name, token.attribute)
        if fixed is not None:
            return plain(fixed, lambda t: label(square, t))
        return f"<={name}.{token.attribute}>"

    def _look(self, number: int, square: Sides, node: Node, resource: ResolvedResource) -> None:
        """Note what a resource of either side looks like under one assignment."""
        is_open = self._is_open(node)
        is_wanted = isinstance(node, str)
        seen: list[Token] = []

        def noted(token: Token) -> Any:
            seen.append(token)
            return self._wanted_label(square, token) if is_wanted else self._there_label(square, token)

        data = {name: plain(value, noted) for name, value in resource.properties.items()}
        if is_open:
            form = form_of(resource.type, data)
            self._text[node].append(f"{number}:{text_of(form)}")
            for path, text in _leaves(form, ""):
                self._leaves[node][path, text] += 1
                if path.endswith("Name") or path in ("Name", "Tags[].Value"):
                    self._names[node].add(f"{number}:{path}={text}")
        for token in seen:
            other: Node = token.logical_id if is_wanted else (token.stack, token.logical_id)
            if other != node and (is_open or self._is_open(other)):
                # the same property of the same kind of thing: what is around it is in the text of either
                how = f"{resource.type}.{token.attribute}:{_where(resource, token)}"
                self._ties[node].append((how, other))
                self._tied_by[other].append((how, node))

    # ------------------------------------------------------------------------------------------ colours

    def wanted_colours(self, rounds: int) -> Colours:
        """The looks of the mapped resources that are not matched."""
        return self._colours({n: self._matcher.wanted[n] for n in self._matcher.open_wanted()}, rounds)

    def there_colours(self, rounds: int) -> Colours:
        """The looks of the templates' resources that are not matched."""
        return self._colours({k: self._matcher.there[k] for k in self._matcher.open_there()}, rounds)

    def _colours(self, types: Mapping[Any, str], rounds: int) -> Colours:
        colours = {n: hash((kind, *self._text[n], *self._known_ties(n))) for n, kind in types.items()}
        for _ in range(rounds):
            colours = {n: hash((colour, *self._open_ties(n, colours))) for n, colour in colours.items()}
        return colours

    def _known_ties(self, node: Node) -> list[str]:
        ties = [("in", how, other) for how, other in self._tied_by[node]]
        return sorted(
            f"{way} {how} {other if isinstance(other, str) else self._found.names[other]}"
            for way, how, other in ties
            if not self._is_open(other)
        )

    def _open_ties(self, node: Node, colours: Mapping[Node, int]) -> list[str]:
        ties = [("in", h, o) for h, o in self._tied_by[node]] + [("out", h, o) for h, o in self._ties[node]]
        return sorted(f"{way} {how} {colours.get(other, 0)}" for way, how, other in ties)

    # ------------------------------------------------------------------------------------------ names and likeness

    def wanted_names(self) -> Colours:
        """Type and identifying names of the mapped resources that are not matched."""
        return self._named({n: self._matcher.wanted[n] for n in self._matcher.open_wanted()})

    def there_names(self) -> Colours:
        """Type and identifying names of the templates' resources that are not matched."""
        return self._named({k: self._matcher.there[k] for k in self._matcher.open_there()})

    def _named(self, types: Mapping[Any, str]) -> Colours:
        return {n: (kind, *sorted(self._names[n])) if self._names[n] else None for n, kind in types.items()}

    def likeness(self, name: str, key: ActualKey) -> float:
        """The part of all property values that is equal."""
        one, other = self._leaves[name], self._leaves[key]
        most = max(one.total(), other.total())
        return (one & other).total() / most if most else 1.0


def _where(resource: ResolvedResource, token: Token) -> str:
    """The properties in which a resource refers to something, as one text."""
    return ",".join(sorted(name for name, value in resource.properties.items() if _mentions(value, token)))


def _mentions(value: Value, token: Token) -> bool:
    if value == token:
        return True
    match value:
        case Mapping():
            return any(_mentions(v, token) for v in value.values())
        case tuple():
            return any(_mentions(v, token) for v in value)
        case _:
            return any(_mentions(p, token) for p in getattr(value, "parts", ()) if not isinstance(p, str))


def _leaves(form: Form, path: str) -> Iterator[tuple[str, str]]:
    match form:
        case str():
            yield path, form
        case Elements(items):
            for element in items:
                yield from _leaves(element.form, f"{path}[]")
        case JsonText(inner):
            yield from _leaves(inner, f"{path}{{}}")
        case _:
            for name, inner in form.items():
                yield from _leaves(inner, f"{path}.{name}" if path else name)
