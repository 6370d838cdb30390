"""Functions over IP address ranges in CIDR notation."""

from __future__ import annotations

import ipaddress
import re
from decimal import Decimal

from converter.terraform.functions.model import TEXT_LIST, Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.numbers import is_integer
from converter.terraform.types import NUMBER, STRING
from converter.terraform.values import Apply, CidrSubnet, Number, String, Value, type_of

TABLE = Table()
_PREFIX = Param("prefix", STRING)

_ADDRESSES = 2**128

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(text: str, argument: int | None = None) -> Network:
    """The network of an address range; bits of the host part are dropped, leading zeros are decimal as of old."""
    error = RefusedError(f"invalid CIDR expression: invalid CIDR address: {text}", argument)
    address, slash, length = text.partition("/")
    if not slash or not re.fullmatch(r"[0-9]+", length):
        raise error
    if ":" not in address:
        parts = address.split(".")
        if not all(re.fullmatch(r"[0-9]{1,3}", p) for p in parts):
            raise error
        address = ".".join(str(int(p)) for p in parts)
    try:
        return ipaddress.ip_network(f"{address}/{int(length)}", strict=False)
    except ValueError:
        raise error from None


def _whole(number: Decimal, argument: int | None = None) -> int:
    if not is_integer(number):
        raise RefusedError("value must be a whole number", argument)
    if abs(number) > _ADDRESSES:
        raise RefusedError("value is larger than the number of all addresses", argument)
    return int(number)


def _subnet(network: Network, newbits: int, netnum: int) -> Network:
    length = network.prefixlen + newbits
    if newbits < 0:
        raise RefusedError("prefix extension must not be negative")
    if length > network.max_prefixlen:
        raise RefusedError(f"insufficient address space to extend prefix of {network.prefixlen} by {newbits}")
    if netnum > (1 << newbits) - 1 or netnum < 0:
        raise RefusedError(f"prefix extension of {newbits} does not accommodate a subnet numbered {netnum}")
    first = int(network.network_address) + (netnum << (network.max_prefixlen - length))
    return type(network)((first, length))


def _text(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """The address as Go prints it: an IPv4 address mapped into IPv6 in IPv4's form."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped if mapped is not None else address)


def _range_text(network: Network) -> str:
    return f"{_text(network.network_address)}/{network.prefixlen}"


def _residual_subnet(arguments: Arguments, context: CallContext) -> Value | None:
    """A subnet of a subnet is one of the outer range."""
    del context
    prefix, newbits, netnum = arguments
    if not (isinstance(newbits, Number) and isinstance(netnum, Number)) or isinstance(prefix, String):
        return None
    bits, number = _whole(newbits.value, 1), _whole(netnum.value, 2)
    if bits < 0 or number < 0 or number >= 1 << bits or type_of(prefix) != STRING:
        return None
    if isinstance(prefix, CidrSubnet):
        return CidrSubnet(prefix.prefix, prefix.newbits + bits, (prefix.netnum << bits) + number)
    if isinstance(prefix, Apply):
        return None
    return CidrSubnet(prefix, bits, number)


@TABLE.known("cidrsubnet", _PREFIX, Param("newbits", NUMBER), Param("netnum", NUMBER), residual=_residual_subnet)
def cidrsubnet(prefix: str, newbits: Decimal, netnum: Decimal) -> str:
    """A range inside a range."""
    return _range_text(_subnet(_network(prefix), _whole(newbits), _whole(netnum)))


@TABLE.known("cidrhost", _PREFIX, Param("hostnum", NUMBER))
def cidrhost(prefix: str, hostnum: Decimal) -> str:
    """An address inside a range; a negative number counts from the end."""
    number = _whole(hostnum)
    network = _network(prefix)
    hosts = 1 << (network.max_prefixlen - network.prefixlen)
    offset = number if number >= 0 else hosts + number
    if not 0 <= offset < hosts:
        raise RefusedError(f"prefix of {network.prefixlen} does not accommodate a host numbered {number}")
    return _text(network.network_address + offset)


@TABLE.known("cidrnetmask", _PREFIX)
def cidrnetmask(prefix: str) -> str:
    """The mask of an IPv4 range."""
    network = _network(prefix)
    if network.version == 6:
        raise RefusedError(f"IPv6 addresses cannot have a netmask: {prefix}")
    return str(network.netmask)


@TABLE.known("cidrsubnets", _PREFIX, variadic=Param("newbits", NUMBER), returns=TEXT_LIST)
def cidrsubnets(prefix: str, *newbits: Decimal) -> list[str]:
    """Consecutive ranges of given sizes inside a range."""
    network = _network(prefix, 0)
    position = int(network.network_address)
    end = position + (1 << (network.max_prefixlen - network.prefixlen))
    found: list[str] = []
    for index, extra in enumerate(newbits, start=1):
        bits = _whole(extra, index)
        if bits < 1:
            raise RefusedError("must extend prefix by at least one bit", index)
        if bits > 32:
            raise RefusedError("may not extend prefix by more than 32 bits", index)
        length = network.prefixlen + bits
        if length > network.max_prefixlen:
            raise RefusedError(
                f"would extend prefix to {length} bits, which is too long for an IPv{network.version} address", index
            )
        size = 1 << (network.max_prefixlen - length)
        position = -(-position // size) * size
        if position >= end:
            last = found[-1] if found else prefix
            raise RefusedError(
                f"not enough remaining address space for a subnet with a prefix of {length} bits after {last}", index
            )
        found.append(_range_text(type(network)((position, length))))
        position += size
    return found
