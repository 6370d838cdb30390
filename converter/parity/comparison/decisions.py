"""Every condition that decides something, in any template or in the configuration itself, and what decides it.

Conditions are evaluated alone, without resources: that is quick, so that values which take each of them both ways can
be searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import (
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    If,
    Node,
    Not,
    Object,
    Or,
    Ref,
    Resource,
    Select,
    Split,
    Template,
    children,
    walk,
)
from converter.cloudformation.places import placed, resource_nodes
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.resolver import resolve
from converter.cloudformation.rewriting import condition_names, condition_nodes
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import Value
from converter.parity.parameter_values import comparisons

Load = Callable[[str], Template | None]

NESTED_STACK = "AWS::CloudFormation::Stack"
MOST_NESTED = 8
MOST_PAIRED = 10
"""Operands of one condition that are seen in all pairs; of more, each is seen to decide alone."""

Path = tuple[str, ...]
"""The logical IDs of the nested stacks that lead to a stack instance."""

Goal = tuple[Path, frozenset[tuple[str, bool]]]
"""A stack instance, and conditions that must be seen there with these values together."""


def goal_text(goal: Goal) -> str:
    """A goal in messages: ``Storage/HasBackups = true with IsLarge = false``."""
    path, wanted = goal
    outcomes = [f"{name} = {'true' if value else 'false'}" for name, value in sorted(wanted)]
    if len(outcomes) > MOST_PAIRED:
        rarer = sum(value for _, value in wanted) * 2 < len(wanted)
        outcomes = [o for o, (_, value) in zip(outcomes, sorted(wanted), strict=True) if value is rarer]
        outcomes = [f"{' with '.join(outcomes)} alone among {len(wanted)}"]
    return "/".join((*path, " with ".join(outcomes)))


Piece = tuple[str, int, str]
"""A separator, the position of a piece of a text between separators, and a literal that it is compared with."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack instance: ``parameters`` are those that are a root parameter, or a text, and nothing else decides.

    ``exists`` are the conditions, each with its stack, that it exists under.
    """

    template: Template
    parameters: Mapping[str, Ref | str]
    exists: tuple[tuple[Path, str], ...] = ()


@dataclass(slots=True)
class Decisions:
    """The conditions of one tree of templates.

    ``involved`` are the root parameters behind each goal, ``compared`` the literals that each root parameter is
    compared with, anywhere, ``pieces`` those that a piece of its text is compared with.
    """

    root: Template
    load: Load
    stacks: dict[Path, Stack] = field(default_factory=dict)
    involved: dict[Goal, frozenset[str]] = field(default_factory=dict)
    compared: dict[str, frozenset[str]] = field(default_factory=dict)
    pieces: dict[str, frozenset[Piece]] = field(default_factory=dict)
    _bare: dict[int, Template] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stacks[()] = Stack(self.root, {name: Ref(name) for name in self.root.parameters})
        self._collect(self.root, (), {name: frozenset({name}) for name in self.root.parameters})

    def taken(self, parameters: Mapping[str, Value], pseudo: PseudoParameters) -> frozenset[Goal]:
        """The goals that are reached under the values of the root parameters."""

        def load(file: str) -> Template | None:
            template = self.load(file)
            return None if template is None else self._without_resources(template)

        given = {name: value for name, value in parameters.items() if name in self.root.parameters}
        resolution = resolve(self._without_resources(self.root), given, pseudo, load)
        outcomes = {stack.path: frozenset(stack.conditions.items()) for stack in resolution.stack.stacks()}
        return frozenset(goal for goal in self.involved if goal[0] in outcomes and goal[1] <= outcomes[goal[0]])

    @property
    def size(self) -> int:
        """How many conditions there are, in all stack instances."""
        return sum(len(stack.template.conditions) for stack in self.stacks.values())

    # ------------------------------------------------------------------------------------------ collecting

    def _collect(self, template: Template, path: Path, roots: Mapping[str, frozenset[str]]) -> None:
        """Goals of a stack instance; ``roots`` are the root parameters behind each of its parameters."""
        behind: dict[str, frozenset[str]] = {}
        for name in template.conditions:
            _behind(template, name, roots, behind)
        for name, parameters in behind.items():
            for value in (True, False):
                self.involved[path, frozenset({(name, value)})] = parameters
        for together in (*_pairs(template), *_chains(template)):
            names = {name for name, _ in together}
            if names <= behind.keys():
                self.involved[path, together] = frozenset().union(*(behind[name] for name in names))
        for expression in template.conditions.values():
            self._note_compared(expression, roots)
        for name, resource in template.resources.items():
            url, given = resource.properties.get("TemplateURL"), resource.properties.get("Parameters")
            if resource.type != NESTED_STACK or not isinstance(url, str) or len(path) > MOST_NESTED:
                continue
            nested = self.load(url.removeprefix("./"))
            if nested is not None:
                passed = dict(given) if isinstance(given, Object) else {}
                below = {n: _roots_of(passed[n], roots) for n in nested.parameters if n in passed}
                self.stacks[*path, name] = self._nested(nested, passed, path, resource.condition)
                self._collect(nested, (*path, name), below)

    def _note_compared(self, expression: ConditionExpression, roots: Mapping[str, frozenset[str]]) -> None:
        for _, node in placed(expression, ()):
            for name, literal in comparisons(node):
                self._note(roots.get(name, frozenset()), frozenset({literal}))
            for name, piece in _compared_pieces(node):
                for root in roots.get(name, frozenset()):
                    self.pieces[root] = self.pieces.get(root, frozenset()) | {piece}
        for node in condition_nodes(expression):
            for inner in walk(node):
                if isinstance(inner, Ref):
                    self._note(roots.get(inner.name, frozenset()), frozenset())

    def _note(self, parameters: frozenset[str], literals: frozenset[str]) -> None:
        for name in parameters:
            self.compared[name] = self.compared.get(name, frozenset()) | literals

    def _nested(self, template: Template, passed: Mapping[str, Node], path: Path, condition: str | None) -> Stack:
        above = self.stacks[path]
        parameters: dict[str, Ref | str] = {}
        for name, parameter in template.parameters.items():
            match passed.get(name, parameter.default):
                case Ref(outer) if outer in above.parameters:
                    parameters[name] = above.parameters[outer]
                case str() | int() as scalar:
                    parameters[name] = scalar_text(scalar)
        return Stack(template, parameters, (*above.exists, *(((path, condition),) if condition is not None else ())))

    def _without_resources(self, template: Template) -> Template:
        """The template with its conditions and nested stacks only."""
        if id(template) not in self._bare:
            kept = {
                name: Resource(
                    type=NESTED_STACK,
                    condition=resource.condition,
                    properties=Object(
                        tuple((k, v) for k, v in resource.properties if k in ("TemplateURL", "Parameters"))
                    ),
                )
                for name, resource in template.resources.items()
                if resource.type == NESTED_STACK
            }
            self._bare[id(template)] = replace(template, resources=kept, outputs={}, rules={})
        return self._bare[id(template)]


def _compared_pieces(node: object) -> Iterator[tuple[str, Piece]]:
    """Parameter and piece of every comparison of an element of a split text with a literal."""
    if isinstance(node, Equals):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            match one:
                case Select(int() as index, Split(separator, Ref(name))) if isinstance(other, (str, int)):
                    yield name, (separator, index, scalar_text(other))


def _behind(
    template: Template, name: str, roots: Mapping[str, frozenset[str]], known: dict[str, frozenset[str]]
) -> frozenset[str]:
    """The root parameters that decide a condition; what is found out goes into ``known``."""
    if name not in known:
        expression = template.conditions.get(name)
        if expression is None:
            return frozenset()
        known[name] = frozenset()  # conditions that depend on themselves end here
        direct = (_roots_of(node, roots) for node in condition_nodes(expression))
        indirect = (_behind(template, other, roots, known) for other in condition_names(expression))
        known[name] = frozenset().union(*direct, *indirect)
    return known[name]


def _roots_of(node: Node, roots: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    for inner in walk(node):
        if isinstance(inner, Ref):
            found |= roots.get(inner.name, frozenset())
    return frozenset(found)


def _pairs(template: Template) -> Iterator[frozenset[tuple[str, bool]]]:
    """For what exists under a condition: each choice within it, both ways, while it exists."""
    for name, resource in template.resources.items():
        used = {node.condition for _, node in resource_nodes(template, name) if isinstance(node, If)}
        if resource.condition is not None:
            yield from _both_ways(resource.condition, used)
    for output in template.outputs.values():
        if output.condition is not None:
            used = {node.condition for node in walk(output.value) if isinstance(node, If)}
            yield from _both_ways(output.condition, used)
    for name, expression in template.conditions.items():
        operands = [n for n in condition_names(expression) if n != name]
        if len(operands) > MOST_PAIRED:
            yield from _alone(expression)
            continue
        for one in operands:
            yield from _both_ways(one, set(operands) - {one})


def _alone(expression: ConditionExpression) -> Iterator[frozenset[tuple[str, bool]]]:
    """For each operand that is a condition or the opposite of one: it decides alone, as all others leave it open."""
    match expression:
        case And(operands):
            holds = False
        case Or(operands):
            holds = True
        case Not(operand):
            yield from _alone(operand)
            return
        case _:
            return
    simple: dict[str, bool] = {}
    for operand in operands:
        match operand:
            case ConditionRef(name):
                simple[name] = holds
            case Not(ConditionRef(name)):
                simple[name] = not holds
    for name, value in simple.items():
        yield frozenset({**{other: not decides for other, decides in simple.items()}, name: value}.items())


def _chains(template: Template) -> Iterator[frozenset[tuple[str, bool]]]:
    """Each choice within a branch of another one, both ways, while that branch is taken."""
    properties = [resource.properties for resource in template.resources.values()]
    for node in (*properties, *(output.value for output in template.outputs.values())):
        for chain in _choices_below(node, ()):
            above = dict(chain[:-1])
            condition, value = chain[-1]
            if above and condition not in above:
                yield frozenset({*above.items(), (condition, value)})


def _choices_below(node: Node, above: tuple[tuple[str, bool], ...]) -> Iterator[tuple[tuple[str, bool], ...]]:
    """Each way to take each choice in a node, after the ways to take the choices around it."""
    if isinstance(node, If):
        for value, branch in ((True, node.then), (False, node.otherwise)):
            way = (*above, (node.condition, value))
            yield way
            yield from _choices_below(branch, way)
        return
    for child in children(node):
        yield from _choices_below(child, above)


def _both_ways(condition: str, used: set[str]) -> Iterator[frozenset[tuple[str, bool]]]:
    for other in sorted(used - {condition}):
        for value in (True, False):
            yield frozenset({(condition, True), (other, value)})
