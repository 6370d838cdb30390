"""Names in templates: logical IDs from Terraform addresses, parameter names from variables.

Facts: logical IDs are alphanumeric, at most 255 characters ("Resources", AWS CloudFormation User Guide).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from converter.terraform.addresses import InstanceKey

_IMPLIED = frozenset({"this", "main", "default"})
"""Resource names that say nothing: left out of a logical ID where a module gives it a name."""

_MAX_LENGTH = 200


def pascal(text: str) -> str:
    """``orders_db-secret`` as ``OrdersDbSecret``; characters that may not stand in a logical ID are dropped."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text) if word)


def parameter_name(variable: str) -> str:
    """The parameter name of a root variable."""
    return pascal(variable)


def logical_id(key: InstanceKey, part: str = "") -> str:
    """The logical ID that an address asks for, before collisions are looked at."""
    words = [pascal(name) + _key_word(index) for name, index in key.module]
    kind = pascal(key.type.split("_", 1)[-1])
    name = "" if key.name in _IMPLIED else pascal(key.name)
    if key.module and name == words[-1]:
        name = ""
    own = name if name.endswith(kind) else f"{name}{kind}"
    if key.module and not name and words[-1].endswith(kind):
        own = ""
    text = "".join([*words, own, _key_word(key.key), pascal(part)])
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}{_digest(str(key))}"


def _key_word(key: str | int | None) -> str:
    if key is None:
        return ""
    return str(key) if isinstance(key, int) else pascal(key)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def logical_ids(
    wanted: Iterable[tuple[InstanceKey, str]], parameters: Iterable[str] = (), chosen: Mapping[str, str] | None = None
) -> Mapping[tuple[InstanceKey, str], str]:
    """A logical ID for every resource to be made, none of them a parameter's name.

    Where two addresses ask for one ID, all but the first (by address) get a suffix made from their address, so that
    nothing else moves. ``chosen`` are IDs that the user gives addresses; those come first.
    """
    chosen = chosen or {}
    taken = set(parameters)
    result: dict[tuple[InstanceKey, str], str] = {}
    ordered = sorted(wanted, key=lambda pair: (str(pair[0]) not in chosen, str(pair[0]), pair[1]))
    for key, part in ordered:
        name = f"{chosen[str(key)]}{pascal(part)}" if str(key) in chosen else logical_id(key, part)
        if name in taken and name not in result.values():
            name = f"{name}Resource"
        seed = f"{key}/{part}"
        while name in taken:
            name = f"{name}{_digest(seed)}"
            seed = name
        taken.add(name)
        result[key, part] = name
    return result
