"""Transforms of form: maps to lists of pairs, text to lists, names, references to a parent."""

from __future__ import annotations

from decimal import Decimal

from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import Verdict
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, ResourceRef, Tree
from converter.rules.selection import attributes_in, parent_of, text_of
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.choosing import map_leaves
from converter.terraform.concatenation import concat
from converter.terraform.navigation import is_residual_collection
from converter.terraform.operators import binary
from converter.terraform.values import (
    Choice,
    Item,
    Join,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    Split,
    String,
    Value,
)

RANDOM_TYPES = frozenset({"random_string", "random_id", "random_pet", "random_integer", "random_uuid"})
"""Types whose value in a name only makes it unique."""


def pairs(value: Value, key_name: str, value_name: str) -> Tree:
    """A map as a list of ``{key_name: key, value_name: value}``, guards kept."""
    if isinstance(value, Choice):
        return Conditional(
            value.condition, pairs(value.then, key_name, value_name), pairs(value.otherwise, key_name, value_name)
        )
    if isinstance(value, ObjectView):
        value = value.expand()
    if not isinstance(value, Mapping):
        return Items() if isinstance(value, Null) else Leaf(value)
    elements = []
    for entry in value.entries:
        if isinstance(entry.value, Null):
            continue
        branch = Branch(
            {key_name: Guarded(Leaf(entry.key_as_value)), value_name: Guarded(Leaf(entry.value))}, free=False
        )
        elements.append(Guarded(branch, entry.guard))
    return Items(elements)


@transform("tags")
def tags(context: TransformContext, value: Value) -> Transformed:
    """A map of tags as a list of ``{Key, Value}``; as a map where the property is one."""
    if context.shapes.kind(context.path) in {"object", "map"}:
        return Transformed(free_map(value))
    return Transformed(pairs(value, "Key", "Value"))


@transform("key_values")
def key_values(context: TransformContext, value: Value) -> Transformed:
    """A map as a list of objects with the two property names that the row gives."""
    names = context.parameters
    assert isinstance(names, list)  # the loader's checks
    return Transformed(pairs(value, str(names[0]), str(names[1])))


def free_map(value: Value) -> Tree:
    """A map whose keys are the user's own."""
    if isinstance(value, ObjectView):
        value = value.expand()
    if not isinstance(value, Mapping):
        return Leaf(value)
    return Branch(
        {e.key: Guarded(Leaf(e.value), e.guard) for e in value.entries if not isinstance(e.value, Null)}, free=True
    )


@transform("parameter_map")
def parameter_map(context: TransformContext, value: Value) -> Transformed:
    """``parameter { name, value }`` blocks as a map from name to value, or to the argument that the row names."""
    argument = str(context.parameters or "value")
    entries: dict[str, Guarded] = {}
    for item in context.lists.of(value, context.span):
        block = item.value.expand() if isinstance(item.value, ObjectView) else item.value
        name = text_of(block.get("name") or Null()) if isinstance(block, Mapping) else None
        if name is None:
            raise InexpressibleError("the name of a parameter is not known before the deployment")
        assert isinstance(block, Mapping)  # it has a name
        entries[name] = Guarded(Leaf(block.get(argument) or Null()), item.guard)
    return Transformed(Branch(entries, free=True))


@transform("objects")
def objects(context: TransformContext, value: Value) -> Transformed:
    """A list of scalars as a list of objects with one property each, and their position if the row names a second."""
    name, *position = context.parameters if isinstance(context.parameters, list) else [context.parameters]
    found: list[Guarded] = []
    for number, item in enumerate(context.lists.of(value, context.span)):
        branch = Branch({str(name): Guarded(Leaf(item.value))})
        branch.entries.update({str(each): Guarded(Fixed(number)) for each in position})
        found.append(Guarded(branch, item.guard))
    return Transformed(Items(found))


@transform("parent_ref")
def parent_ref(context: TransformContext, value: Value) -> Transformed:
    """Any attribute of another resource as a reference to that resource."""
    parent = parent_of(value)
    if parent is None:
        return Transformed(Leaf(value))
    _ = context
    return Transformed(ResourceRef(parent), Verdict.SAME)


@transform("name")
def name(context: TransformContext, value: Value) -> Transformed:
    """A name; left out where it holds a generated random suffix, as CloudFormation generates a unique name itself."""
    random = [a.resource for a in attributes_in(value) if a.resource.type in RANDOM_TYPES]
    if not random:
        return Transformed(Leaf(value))
    for key in random:
        context.absorb(key)
    return Transformed(
        None, Verdict.EQUIVALENT, "left out: it holds a random suffix, and CloudFormation generates a unique name"
    )


@transform("split")
def split(context: TransformContext, value: Value) -> Transformed:
    """Text as a list."""
    separator = str(context.parameters)

    def leaf(inner: Value) -> Value:
        text = text_of(inner)
        if text is not None:
            return Sequence.of([String(piece) for piece in text.split(separator)], "list")
        return inner if isinstance(inner, Null | Sequence) else Split(separator, inner)

    return Transformed(Leaf(map_leaves(value, leaf)))


@transform("join")
def join(context: TransformContext, value: Value) -> Transformed:
    """A list as text."""
    separator = str(context.parameters)

    def leaf(inner: Value) -> Value:
        if isinstance(inner, Sequence):
            texts = [text_of(i.value) for i in inner.items]
            if not inner.guarded and all(t is not None for t in texts):
                return String(separator.join(t or "" for t in texts))
            return Join(separator, inner)
        return Join(separator, inner) if is_residual_collection(inner) else inner

    return Transformed(Leaf(map_leaves(value, leaf)))


@transform("scale")
def scale(context: TransformContext, value: Value) -> Transformed:
    """A number times the row's factor; what is known only to the deployer is computed in a derived parameter."""
    factor = Number(Decimal(str(context.parameters)))

    def leaf(inner: Value) -> Value:
        return inner if isinstance(inner, Null) else binary("*", inner, factor)

    return Transformed(Leaf(map_leaves(value, leaf)))


@transform("quoted")
def quoted(context: TransformContext, value: Value) -> Transformed:
    """Each element of a list in double quotes (the values of TXT records)."""

    def wrap(inner: Value) -> Value:
        return concat([String('"'), inner, String('"')])

    if isinstance(value, Null):
        return Transformed(Leaf(value))
    items = context.lists.of(value, context.span)
    return Transformed(Leaf(Sequence("list", tuple(Item(wrap(i.value), i.guard) for i in items))))


@transform("record_name")
def record_name(context: TransformContext, value: Value) -> Transformed:
    """A record's name, made fully qualified by the zone's name where that is known.

    Facts: "Resource: aws_route53_record", argument ``name``.
    """
    parent = parent_of(context.instance.body.value("zone_id"))
    held = context.resources.get(parent) if parent is not None else None
    zone = text_of(held.body.value("name")) if held is not None else None
    if zone is None:
        return Transformed(Leaf(value))
    zone = zone.rstrip(".")

    def leaf(inner: Value) -> Value:
        text = text_of(inner)
        if text is None:
            return inner
        plain = text.rstrip(".").lower()
        if not plain:
            return String(zone)
        return String(plain if plain == zone.lower() or plain.endswith(f".{zone.lower()}") else f"{plain}.{zone}")

    return Transformed(Leaf(map_leaves(value, leaf)))
