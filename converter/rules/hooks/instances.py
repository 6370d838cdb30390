"""EC2 instances: block devices and network interfaces that Terraform need not name; key pairs; network ACLs."""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Finding, Severity
from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.names import logical_id
from converter.rules.properties import Branch, Fixed, Guarded, Items, Leaf, LookedUp
from converter.rules.selection import text_of
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import Choice, Null, String, Value


@hook("block_devices")
def block_devices(context: HookContext, draft: Draft) -> None:
    """The root volume gets the device that the provider reads from the image; a suppressed device has no volume.

    Facts: "AWS::EC2::Instance BlockDeviceMapping", "AWS::AutoScaling::LaunchConfiguration BlockDeviceMapping".
    """
    _ = context
    image = "ami" if "ami" in draft.instance.body.arguments else "image_id"
    device = LookedUp(
        parameter="RootDeviceName",
        description=f"Root device of the image that {draft.instance.address} starts from (/dev/xvda, say)",
        data_type="aws_ami",
        attribute="root_device_name",
        reader=draft.key,
        arguments=(("image_id", draft.instance.body.value(image)),),
    )
    for element in _elements(draft.properties, "BlockDeviceMappings"):
        element.entries.setdefault("DeviceName", Guarded(device))
        suppressed, volume = element.entries.get("NoDevice"), element.entries.get("Ebs")
        if suppressed is not None and volume is not None and isinstance(suppressed.tree, Leaf):
            there = both(volume.guard, negate(_holds(suppressed.tree.value)))
            element.entries["Ebs"] = Guarded(volume.tree, there)
            if there == NEVER:
                del element.entries["Ebs"]


@hook("suppressed_devices")
def suppressed_devices(context: HookContext, draft: Draft) -> None:
    """A device that a launch template suppresses has no volume, though the configuration may describe one.

    Facts: RunInstances, BlockDeviceMapping, NoDevice: the device is removed "regardless of the assigned value".
    """
    data = draft.properties.entries.get("LaunchTemplateData")
    if data is None or not isinstance(data.tree, Branch):
        return
    for element in _elements(data.tree, "BlockDeviceMappings"):
        suppressed, volume = element.entries.get("NoDevice"), element.entries.get("Ebs")
        if suppressed is None or volume is None or not isinstance(suppressed.tree, Leaf):
            continue
        there = both(volume.guard, negate(both(suppressed.guard, _is_set(suppressed.tree.value))))
        if there == volume.guard:
            continue
        element.entries["Ebs"] = Guarded(volume.tree, there)
        if there == NEVER:
            del element.entries["Ebs"]
        context.findings.add(
            Finding(
                "rules-argument-dropped",
                Severity.WARNING,
                "the volume of a suppressed device is left out",
                "no_device takes the device out of the mapping, whatever its value; set either no_device or ebs",
                draft.instance.span,
                address=draft.instance.address,
            )
        )


def _is_set(value: Value) -> Formula:
    """When a value is not null."""
    match value:
        case Null():
            return NEVER
        case Choice(condition, then, otherwise):
            return either(both(condition, _is_set(then)), both(negate(condition), _is_set(otherwise)))
        case _:
            return ALWAYS


def _holds(value: Value) -> Formula:
    """When a flag is true; it may be null."""
    if isinstance(value, Choice):
        then, otherwise = _holds(value.then), _holds(value.otherwise)
        return either(both(value.condition, then), both(negate(value.condition), otherwise))
    if isinstance(value, Null):
        return NEVER
    return ALWAYS if text_of(value) == "true" else formula_of(value) or NEVER


@hook("network_interface_index")
def network_interface_index(context: HookContext, draft: Draft) -> None:
    """The primary network interface that a public or a further address needs: device 0.

    Facts: "AWS::EC2::Instance NetworkInterface", DeviceIndex is required.
    """
    _ = context
    for element in _elements(draft.properties, "NetworkInterfaces"):
        element.entries.setdefault("DeviceIndex", Guarded(Fixed("0")))


@hook("generated_key_name")
def generated_key_name(context: HookContext, draft: Draft) -> None:
    """Where Terraform generates a key pair's name, its prefix and label make one.

    Facts: "AWS::EC2::KeyPair", KeyName is required.
    """
    _ = context
    if "KeyName" in draft.properties.entries:
        return
    prefix = text_of(draft.instance.body.value("key_name_prefix")) or ""
    draft.properties.entries["KeyName"] = Guarded(Fixed(f"{prefix}{logical_id(draft.key)}"))


@hook("network_acl_icmp")
def network_acl_icmp(context: HookContext, draft: Draft) -> None:
    """Rules of ICMP: the provider always sends its type and code, and CloudFormation requires them there.

    Facts: "AWS::EC2::NetworkAclEntry", Icmp.
    """
    for entry in (draft, *context.parts):
        protocol = entry.properties.entries.get("Protocol")
        if entry.type != "AWS::EC2::NetworkAclEntry" or protocol is None or not isinstance(protocol.tree, Leaf):
            continue
        value = protocol.tree.value
        formulas = [formula_of(binary("==", value, String(number))) for number in ("1", "58")]
        there = either(*(formula for formula in formulas if formula is not None))
        given = entry.properties.entries.pop("Icmp", None)
        if there == NEVER:
            continue
        icmp = given.tree if given is not None and isinstance(given.tree, Branch) else Branch()
        for name in ("Code", "Type"):
            icmp.entries.setdefault(name, Guarded(Fixed(0)))
        entry.properties.entries["Icmp"] = Guarded(icmp, there)


def _elements(properties: Branch, name: str) -> Iterator[Branch]:
    """The objects of a list property that the rows have written."""
    entry = properties.entries.get(name)
    for element in entry.tree.elements if entry is not None and isinstance(entry.tree, Items) else ():
        if isinstance(element.tree, Branch):
            yield element.tree
