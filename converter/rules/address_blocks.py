"""``cidrsubnet`` as ``Fn::Cidr``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from converter.cloudformation.model import Cidr, Equals, If, Node, Select, Split
from converter.rules.conditions import Conditions
from converter.rules.inexpressible import InexpressibleError
from converter.rules.names import pascal
from converter.terraform import values as tf
from converter.terraform.addresses import InstanceKey
from converter.terraform.convert import bare
from converter.terraform.instances import ResourceInstance
from converter.terraform.walking import walk

Lengths = Mapping[str, tuple[int, int]]
"""Root variable → the shortest and longest prefix that its block can have."""

_AMAZON_PROVIDED = 56
"""The prefix length of a VPC's IPv6 block that Amazon provides ("VPC CIDR blocks", Amazon VPC User Guide)."""


def cidr(
    value: tf.CidrSubnet,
    lower: Callable[[tf.Value], Node],
    conditions: Conditions,
    lengths: Lengths,
    provided: Mapping[InstanceKey, int],
) -> Node:
    """``cidrsubnet`` as Fn::Cidr; the host bits depend on the prefix length, which a condition reads off the text.

    ``provided`` are the prefix lengths of the IPv6 blocks that VPCs are given.
    Raises InexpressibleError where nothing is known of the prefix length. Facts: "Fn::Cidr", AWS CloudFormation User
    Guide; a VPC's block is /16 to /28, and so is a subnet's ("VPC CIDR blocks", Amazon VPC User Guide).
    """
    known = _known_prefix(value)
    block = lower(bare(value.prefix))
    if isinstance(known, tf.String):
        length = int(known.text.rsplit("/", 1)[-1])
        width = 128 if ":" in known.text else 32
        return _cut(block, value.netnum, width - length - value.newbits)
    if isinstance(known, tf.Attribute) and known.path == ("ipv6_cidr_block",) and known.resource in provided:
        return _cut(block, value.netnum, 128 - provided[known.resource] - value.newbits)
    if not isinstance(known, tf.Parameter):
        raise InexpressibleError("the prefix length of a computed address block is not known")
    shortest, longest = lengths[known.name]
    length_text = Select(1, Split("/", lower(known)))
    result: Node = _cut(block, value.netnum, 32 - longest - value.newbits)
    for length in range(longest - 1, shortest - 1, -1):
        name = conditions.add(f"{pascal(known.name)}PrefixIs{length}", Equals(length_text, str(length)))
        result = If(name, _cut(block, value.netnum, 32 - length - value.newbits), result)
    return result


def block_lengths(values: Iterable[tf.Value]) -> dict[str, tuple[int, int]]:
    """For every root variable that address blocks are cut from: the prefix lengths that it can have.

    A VPC's block is /16 to /28, and so is a subnet's, which bounds the block that subnets are cut from.
    """
    lengths: dict[str, tuple[int, int]] = {}
    for value in values:
        for inner in walk(value):
            if not isinstance(inner, tf.CidrSubnet):
                continue
            known = _known_prefix(inner)
            if isinstance(known, tf.Parameter):
                shortest, longest = lengths.get(known.name, (16, 28))
                lengths[known.name] = (shortest, min(longest, 28 - inner.newbits))
    return lengths


def provided_lengths(instances: Iterable[ResourceInstance]) -> dict[InstanceKey, int]:
    """The prefix lengths of the IPv6 blocks that VPCs are given: by Amazon, or by an address pool that is told one."""
    found: dict[InstanceKey, int] = {}
    for instance in instances:
        if instance.key.type != "aws_vpc":
            continue
        told = bare(instance.body.value("ipv6_netmask_length"))
        if isinstance(told, tf.Number):
            found[instance.key] = int(told.value)
        elif not instance.body.is_set("ipv6_ipam_pool_id"):
            found[instance.key] = _AMAZON_PROVIDED
    return found


def _known_prefix(value: tf.CidrSubnet) -> tf.Value:
    """The block itself, where an attribute only repeats it."""
    prefix = bare(value.prefix)
    return bare(prefix.value) if isinstance(prefix, tf.Attribute) and prefix.value is not None else prefix


def _cut(block: Node, netnum: int, bits: int) -> Node:
    return Select(netnum, Cidr(block, netnum + 1, bits))
