"""From Terraform values and property trees to CloudFormation nodes.

Everything is written for one flat template; which stack a resource lives in is decided later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.cloudformation.model import (
    NO_VALUE,
    Base64,
    GetAtt,
    If,
    Join,
    Node,
    Object,
    Ref,
    Select,
    Split,
    Sub,
    walk as nodes_in,
)
from converter.rules.address_blocks import Lengths, cidr
from converter.rules.conditions import Conditions
from converter.rules.derived import DerivedParameters
from converter.rules.inexpressible import InexpressibleError
from converter.rules.json_text import json_text
from converter.rules.literals import number_node, text_node
from converter.rules.members import member_of
from converter.rules.names import parameter_name
from converter.rules.properties import (
    Branch,
    Conditional,
    Fixed,
    Guarded,
    Items,
    Leaf,
    LookedUp,
    ResourceRef,
    Tree,
    Upload,
)
from converter.rules.shapes import Shapes
from converter.rules.substitution import sub
from converter.rules.text_variables import numbers_made_of_texts
from converter.terraform import values as tf
from converter.terraform.addresses import InstanceKey
from converter.terraform.choosing import choose
from converter.terraform.convert import bare
from converter.terraform.distribution import planned
from converter.terraform.equality import equal, formula_of
from converter.terraform.formulas import ALWAYS, NEVER, Formula, Not, both, negate, under
from converter.terraform.navigation import is_residual_collection
from converter.terraform.residuals import planned_value
from converter.terraform.types import DYNAMIC, STRING, ListType, MapType, ObjectType
from converter.terraform.walking import leaves, parameters_in, walk

_WITHOUT_COMMAS = frozenset({"cidrsubnets", "range"})
"""Functions whose elements have no commas: a derived parameter can carry their results as a list."""


@dataclass(slots=True)
class Lowering:
    """Lowers values and trees.

    ``reference`` resolves attributes of resources and data sources, ``resource`` what a tree refers to: a resource that
    is made, or a file that the deploy script uploads. ``has_members`` says whether the members of a data source's
    attribute are told one by one, ``tells_number`` whether a resource's attribute is no text. ``escaped`` are variables
    whose values JSON text has to escape; ``in_json`` becomes the parameters whose text it takes as it is, ``as_number``
    those that are texts and stand unchanged where Terraform has made a number of them, whatever the conditions.
    ``emptied`` are variables that are empty unless given a value.
    """

    reference: Callable[[tf.Attribute], Node]
    resource: Callable[[ResourceRef | Upload | LookedUp], Node]
    derived: DerivedParameters
    region_variable: str | None = None
    has_members: Callable[[tf.Attribute], bool] = lambda _: False
    tells_number: Callable[[tf.Attribute], bool] = lambda _: False
    used: dict[str, None] = field(default_factory=dict)
    block_lengths: Lengths = field(default_factory=dict)
    provided_lengths: Mapping[InstanceKey, int] = field(default_factory=dict)
    escaped: frozenset[str] = frozenset()
    in_json: dict[str, None] = field(default_factory=dict)
    as_number: dict[str, None] = field(default_factory=dict)
    emptied: frozenset[str] = frozenset()
    conditions: Conditions = field(init=False)

    def __post_init__(self) -> None:
        self.conditions = Conditions(self.compared)

    def compared(self, value: tf.Value) -> Node:
        """The node of a value in a condition, which is decided before any resource is made."""
        value = planned(value)
        made = next((v for v in walk(value) if isinstance(v, tf.Attribute) and v.resource.mode == "managed"), None)
        if made is not None:
            path = ".".join(str(step) for step in made.path)
            raise InexpressibleError(f"a condition cannot depend on {made.resource}.{path}, known after the deployment")
        node = self.value(value, "string")
        if any("{{resolve:" in text for text in _texts_in(node)):
            raise InexpressibleError("a condition cannot hold a dynamic reference; give the value as a variable")
        read = next((part for part in nodes_in(node) if isinstance(part, GetAtt)), None)
        if read is not None:  # a data source that reads what the configuration makes
            raise InexpressibleError(
                f"a condition cannot depend on {read.attribute} of {read.resource}, known after the deployment"
            )
        return node

    def condition_of(self, guard: Formula) -> str:
        """The name of the condition under which something exists; empty where it is always there, or has no form."""
        try:
            return "" if guard == ALWAYS else self.conditions.name(guard)
        except InexpressibleError:
            return ""

    # ------------------------------------------------------------------------------------------ trees

    def tree(self, tree: Tree, shapes: Shapes | None, path: tuple[str, ...] = (), assumption: Formula = ALWAYS) -> Node:
        """The node of a property tree; ``shapes`` tells the kinds of its leaves."""
        kind = shapes.kind(path) if shapes is not None else None
        match tree:
            case Leaf(value):
                self.note_numbers(value, assumption)
                if kind == "array" and shapes is not None:
                    return self.list_value(value, shapes, path, assumption)
                if kind == "string" and shapes is not None and shapes.refuses_empty(path):
                    value = self.set_or_null(value)
                return self.value(value, kind, assumption)
            case Fixed(node):
                return node
            case ResourceRef() | Upload() | LookedUp():
                return self.resource(tree)
            case Conditional(condition, then, otherwise):
                return self.choose(
                    condition,
                    assumption,
                    lambda inner: self.tree(then, shapes, path, inner),
                    lambda inner: self.tree(otherwise, shapes, path, inner),
                )
            case Items(elements=elements):
                nodes: list[Node] = []
                for element in elements:
                    nodes.extend(self.element(element, shapes, path, assumption))
                return _list_or_unset(nodes, shapes, path)
            case Branch():
                return self.branch(tree, shapes, path, assumption)

    def element(
        self, element: Guarded, shapes: Shapes | None, path: tuple[str, ...], assumption: Formula
    ) -> tuple[Node, ...]:
        """One element of a list: none, or one that may depend on a condition."""
        guard = under(element.guard, assumption)
        if guard == NEVER:
            return ()
        inner = both(assumption, guard)
        match element.tree:
            case Leaf(value):
                kind = shapes.item_kind(path) if shapes is not None else None
                node = self.value(value, kind, inner)
            case _:
                node = self.tree(element.tree, shapes, path, inner)
        return (node,) if guard == ALWAYS else (If(self.conditions.name(guard), node, NO_VALUE),)

    def list_value(self, value: tf.Value, shapes: Shapes, path: tuple[str, ...], assumption: Formula) -> Node:
        """A value in the place of a list: a residual list stays whole, a single value becomes a list of one."""
        item_kind = shapes.item_kind(path)
        if isinstance(value, tf.Sequence):
            nodes: list[Node] = []
            for item in value.items:
                nodes.extend(self.element(Guarded(Leaf(item.value), item.guard), shapes, path, assumption))
            return _list_or_unset(nodes, shapes, path)
        if isinstance(value, tf.Choice):
            return self.choose(
                value.condition,
                assumption,
                lambda inner: self.list_value(value.then, shapes, path, inner),
                lambda inner: self.list_value(value.otherwise, shapes, path, inner),
            )
        if isinstance(value, tf.Null):
            return NO_VALUE
        member = member_of(value)
        if member is not None and member.type == DYNAMIC and self.has_members(member):
            return self.reference(replace(member, type=ListType(STRING)))
        node = self.value(value, item_kind, assumption)
        return node if is_residual_collection(value) else (node,)

    def branch(self, branch: Branch, shapes: Shapes | None, path: tuple[str, ...], assumption: Formula) -> Object:
        entries: list[tuple[str, Node]] = []
        names = list(branch.entries)
        inner_shapes = None if branch.free else shapes
        if inner_shapes is not None:
            order = {name: n for n, name in enumerate(inner_shapes.order(path))}
            names.sort(key=lambda name: order.get(name, len(order)))
        for name in names:
            entry = branch.entries[name]
            guard = under(entry.guard, assumption)
            if guard == NEVER:
                continue
            node = self.tree(entry.tree, inner_shapes, (*path, name), both(assumption, guard))
            if node == NO_VALUE:
                continue
            if guard != ALWAYS:
                node = If(self.conditions.name(guard), node, NO_VALUE)
            entries.append((name, node))
        return Object(tuple(entries))

    def choose(
        self,
        condition: Formula,
        assumption: Formula,
        then: Callable[[Formula], Node],
        otherwise: Callable[[Formula], Node],
    ) -> Node:
        """``Fn::If``, unless the assumption decides the condition or both branches are alike."""
        decided = under(condition, assumption)
        if decided == ALWAYS:
            return then(assumption)
        if decided == NEVER:
            return otherwise(assumption)
        if isinstance(decided, Not):
            positive = negate(decided)
            one, other = otherwise(both(assumption, positive)), then(both(assumption, decided))
            return one if one == other else If(self.conditions.name(positive), one, other)
        one, other = then(both(assumption, decided)), otherwise(both(assumption, negate(decided)))
        return one if one == other else If(self.conditions.name(decided), one, other)

    def set_or_null(self, value: tf.Value) -> tf.Value:
        """The value with null for an empty text: to the provider, an argument that is empty is not set."""
        match value:
            case tf.String(""):
                return tf.Null()
            case tf.Choice(condition, then, otherwise):
                return choose(condition, self.set_or_null(then), self.set_or_null(otherwise))
            case tf.Parameter(name) if name in self.emptied:
                return choose(formula_of(equal(value, tf.String(""))) or NEVER, tf.Null(), value)
            case _:
                return value

    def note_numbers(self, value: tf.Value, assumption: Formula = ALWAYS) -> None:
        """Note the texts that a value takes as numbers; one under a condition may well be none."""
        if assumption == ALWAYS:
            self.as_number.update((parameter_name(name), None) for name in numbers_made_of_texts(value))

    # ------------------------------------------------------------------------------------------ values

    def value(self, value: tf.Value, kind: str | None, assumption: Formula = ALWAYS) -> Node:  # noqa: C901, PLR0912 - one case a kind
        """The node of a value, in the form that a property of ``kind`` takes."""
        value = bare(value)
        if isinstance(value, tf.ObjectView):
            value = value.expand()
        match value:
            case tf.Null():
                return NO_VALUE
            case tf.String(text):
                return text_node(text, kind)
            case tf.Number(number):
                return number_node(number, kind)
            case tf.Bool(flag):
                return ("true" if flag else "false") if kind == "string" else flag
            case tf.Parameter(name):
                return self.parameter(name)
            case tf.Attribute():
                return self.reference(value)
            case tf.Concat(parts):
                return self.concat(parts, assumption)
            case tf.Choice(condition, then, otherwise):
                return self.choose(
                    condition,
                    assumption,
                    lambda inner: self.value(then, kind, inner),
                    lambda inner: self.value(otherwise, kind, inner),
                )
            case tf.Test(formula):
                yes, no = ("true", "false") if kind == "string" else (True, False)
                return self.choose(formula, assumption, lambda _: yes, lambda _: no)
            case tf.Element(tf.Attribute() as source, index):
                return self.reference(replace(source, path=(*source.path, index), type=value.type))
            case tf.Element(tf.Apply()) | tf.Apply() if (known := planned_value(value)) is not None:
                return self.value(known, kind, assumption)
            case tf.Element(source, index) if _may_have_commas(source):
                listed = tf.Apply("tolist", (source,), ListType(STRING))  # a set's elements have no positions
                return self.derive(tf.Apply("[]", (listed, tf.Number(Decimal(index))), STRING))
            case tf.Element(source, index):
                return Select(index, self.value(source, None, assumption))
            case tf.Split(separator, source):
                return Split(separator, self.value(source, "string", assumption))
            case tf.Join(separator, source):
                return Join(separator, self.value(source, None, assumption))
            case tf.CidrSubnet():

                def lower(prefix: tf.Value) -> Node:
                    return self.value(prefix, "string", assumption)

                return cidr(value, lower, self.conditions, self.block_lengths, self.provided_lengths)
            case tf.Json(inner):
                return json_text(inner, assumption, self)
            case tf.Base64(inner):
                return Base64(self.value(inner, "string", assumption))
            case tf.Apply("replace", (source, tf.String(old), tf.String(new))) if _is_literal(old) and _waits(source):
                return Join(new, Split(old, self.value(source, "string", assumption)))
            case tf.Apply():
                return self.derive(value)
            case tf.Sequence(items=items):
                nodes: list[Node] = []
                for item in items:
                    nodes.extend(self.element(Guarded(Leaf(item.value), item.guard), None, (), assumption))
                return tuple(nodes)
            case tf.Mapping(entries=entries):
                if any(e.key_value is not None for e in entries):
                    raise InexpressibleError("CloudFormation does not compute the names of properties")
                tree = Branch({e.key: Guarded(Leaf(e.value), e.guard) for e in entries}, free=True)
                return self.tree(tree, None, (), assumption)
            case tf.Unknown():
                raise InexpressibleError(value.reason or "its value is known only after the deployment")
            case tf.Failure():
                raise InexpressibleError(value.finding.summary)

    def parameter(self, name: str) -> Node:
        """The reference to a root variable's parameter; the provider's region is the stack's own."""
        if name == self.region_variable:
            return Ref("AWS::Region")
        self.used.setdefault(name)
        return Ref(parameter_name(name))

    def derive(self, value: tf.Apply) -> Node:
        """The reference to a derived parameter for what CloudFormation cannot compute."""
        member = member_of(value)
        if member is not None and self.has_members(member):
            return self.reference(member)
        if isinstance(value.type, MapType | ObjectType):
            raise InexpressibleError("a map or an object has to be computed, and no parameter can carry one")
        awaited = _waits(value)
        if awaited is not None:
            raise InexpressibleError(
                f"CloudFormation has no function {value.function!r}, and {awaited.resource} is known only after the "
                "deployment"
            )
        for name in parameters_in(value):
            self.used.setdefault(name)
        return Ref(self.derived.name(value))

    def concat(self, parts: tuple[tf.Value, ...], assumption: Formula) -> Node:
        """A template as Sub; references in it that are substitutions themselves are opened."""
        pieces: list[str | Node] = []
        for part in parts:
            if len(parts) > 1 and isinstance(part, tf.Attribute) and self.tells_number(part):
                path = ".".join(map(str, part.path))
                raise InexpressibleError(f"CloudFormation tells {part.resource}.{path} as a number, not as a text")
            node = self.value(part, "string", assumption)
            if isinstance(node, bool | int | Decimal):
                node = str(node).lower() if isinstance(node, bool) else str(node)
            if isinstance(node, Sub):
                pieces.extend(node.parts)
            else:
                pieces.append(node)
        return sub(pieces)


def _may_have_commas(value: tf.Value) -> bool:
    """Whether a list has to be computed, with elements that a comma-separated list may not be able to carry."""
    computed = bare(value)
    return isinstance(computed, tf.Apply) and computed.function not in _WITHOUT_COMMAS


def _list_or_unset(nodes: Sequence[Node], shapes: Shapes | None, path: tuple[str, ...]) -> Node:
    """A list; without elements none at all where CloudFormation refuses an empty one."""
    return NO_VALUE if not nodes and shapes is not None and shapes.needs_element(path) else tuple(nodes)


def _texts_in(node: Node) -> Iterator[str]:
    """The literal texts of a node, those between the references of a ``Sub`` included."""
    for part in nodes_in(node):
        yield from (p for p in (part.parts if isinstance(part, Sub) else (part,)) if isinstance(p, str))


def _waits(value: tf.Value) -> tf.Attribute | None:
    """An attribute inside a value that is known only after the deployment; also where another one repeats it."""
    return next((v for v in leaves(value) if isinstance(v, tf.Attribute) and v.value is None), None)


def _is_literal(pattern: str) -> bool:
    """Whether what Terraform's ``replace`` looks for is text; between slashes it is a regular expression."""
    return pattern != "" and not (len(pattern) > 1 and pattern[0] == pattern[-1] == "/")
