"""EC2 instances and what starts them: user data, launch templates, addresses, block devices.

Facts: "AWS::EC2::Instance", "AWS::EC2::LaunchTemplate" and "AWS::EC2::NetworkInterface", CloudFormation Template
Reference.
"""

from __future__ import annotations

import base64 as encoding
from collections.abc import Callable

from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import Verdict
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, ResourceRef, Tree
from converter.rules.selection import parent_of, text_of
from converter.rules.transforms.forms import pairs
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.addresses import InstanceKey
from converter.terraform.choosing import map_leaves
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import Base64, Choice, Mapping, Null, ObjectView, Parameter, Sequence, String, Value

LATEST, DEFAULT = "$Latest", "$Default"


@transform("base64")
def base64(context: TransformContext, value: Value) -> Transformed:
    """Plain text in base64. Like the provider, text that is base64 already is left as it is, and no text is nothing."""
    _ = context

    def leaf(inner: Value) -> Value:
        text = text_of(inner)
        if text == "":
            return Null()
        if isinstance(inner, Null | Base64) or (text is not None and _is_base64(text)):
            return inner
        return Base64(inner)

    encoded = map_leaves(value, leaf)
    if isinstance(encoded, Null):
        return Transformed(None, Verdict.SAME, "empty: not set")
    return Transformed(Leaf(encoded))


def _is_base64(text: str) -> bool:
    try:
        encoding.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


@transform("private_ip_addresses")
def private_ip_addresses(context: TransformContext, value: Value) -> Transformed:
    """A list of addresses as objects. The row says what the first one is: ``primary`` or ``secondary``."""
    first_is_primary = context.parameters == "primary"
    found: list[Guarded] = []
    for position, item in enumerate(context.lists.of(value, context.span)):
        branch = Branch({"Primary": Guarded(Fixed(first_is_primary and position == 0))})
        branch.entries["PrivateIpAddress"] = Guarded(Leaf(item.value))
        found.append(Guarded(branch, item.guard))
    return Transformed(Items(found))


@transform("tag_specification")
def tag_specification(context: TransformContext, value: Value) -> Transformed:
    """A map of tags as the tags of one type of resource, which the row names."""
    tags = pairs(value, "Key", "Value")
    if isinstance(tags, Items) and not tags.elements:
        return Transformed(None, Verdict.SAME, "empty: not set")
    kind = Fixed(str(context.parameters))
    return Transformed(Items([Guarded(Branch({"ResourceType": Guarded(kind), "Tags": Guarded(tags)}))]))


@transform("launch_template")
def launch_template(context: TransformContext, value: Value) -> Transformed:
    """A launch template with the number of its version, for CloudFormation knows neither $Latest nor $Default.

    The row gives the names of the two properties for id and name, and ``numbered`` where a template outside the
    configuration needs a number too. Facts: "AWS::AutoScaling::AutoScalingGroup LaunchTemplateSpecification".
    """
    names = context.parameters
    assert isinstance(names, list)  # the loader's checks
    block = _only_block(value)
    branch = Branch()
    template: InstanceKey | None = None
    for argument, name in (("id", str(names[0])), ("name", str(names[1]))):
        given = block.get(argument) or block.get(f"launch_template_{argument}") or Null()
        if not isinstance(given, Null):
            branch.entries[name] = Guarded(Leaf(given))
            template = template or parent_of(given)
    version = _Version(context, template, must_be_number="numbered" in names)
    branch.entries["Version"] = Guarded(version.tree(block.get("version") or Null()))
    return Transformed(branch, Verdict.EQUIVALENT, "the version by its number")


def _only_block(value: Value) -> Mapping:
    found = value.items[0].value if isinstance(value, Sequence) and value.items else value
    found = found.expand() if isinstance(found, ObjectView) else found
    if not isinstance(found, Mapping):
        raise InexpressibleError("which launch template it is is not known before the deployment")
    return found


class _Version:
    """The version of a launch template, which may be made here (``key``) or elsewhere."""

    def __init__(self, context: TransformContext, key: InstanceKey | None, *, must_be_number: bool) -> None:
        self._template = context.resources.get(key) if key is not None else None
        self._must_be_number = must_be_number

    def tree(self, version: Value) -> Tree:
        """A version as Terraform names it → the number."""
        if isinstance(version, Choice):
            return Conditional(version.condition, self.tree(version.then), self.tree(version.otherwise))
        text = text_of(version)
        if isinstance(version, Null) or text in {"", DEFAULT}:
            return self._default()
        if text == LATEST:
            return self._latest()
        tree: Tree = Leaf(version)
        if self._template is not None and isinstance(version, Parameter):
            for name, number in ((LATEST, self._latest), (DEFAULT, self._default), ("", self._default)):
                tree = self._where(version, name, number, tree)
        return tree

    def _where(self, version: Value, name: str, number: Callable[[], Tree], otherwise: Tree) -> Tree:
        formula = formula_of(binary("==", version, String(name)))
        return otherwise if formula is None else Conditional(formula, number(), otherwise)

    def _latest(self) -> Tree:
        return self._elsewhere(LATEST) if self._template is None else self._attribute("LatestVersionNumber")

    def _default(self) -> Tree:
        """The provider moves the default version along, sets it, or leaves it alone."""
        if self._template is None:
            return self._elsewhere(DEFAULT)
        body = self._template.body
        chosen = body.value("default_version")
        kept = self._attribute("DefaultVersionNumber") if isinstance(chosen, Null) else Leaf(chosen)
        moved = formula_of(body.value("update_default_version"))
        return kept if moved is None else Conditional(moved, self._latest(), kept)

    def _attribute(self, name: str) -> Tree:
        assert self._template is not None  # the callers looked
        return ResourceRef(self._template.key, name)

    def _elsewhere(self, name: str) -> Tree:
        if self._must_be_number:
            raise InexpressibleError(
                f"CloudFormation wants the number of a launch template's version, not {name}; of a template outside "
                "this configuration it must be written down"
            )
        return Leaf(String(name))
