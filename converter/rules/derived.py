"""Derived parameters: what CloudFormation cannot compute from parameters, computed outside and passed in.

A derived parameter's default is the value at the variables' defaults; ``tf2cfn params`` computes it anew from the
user's own values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from converter.rules.names import pascal
from converter.terraform.values import Apply
from converter.terraform.walking import parameters_in, walk


class DerivedParameters:
    """The derived parameters of one conversion, by the value that each carries."""

    def __init__(self) -> None:
        self.names: dict[Apply, str] = {}

    def name(self, value: Apply) -> str:
        """The parameter for a value; equal values share one."""
        if value not in self.names:
            sources = "".join(pascal(p) for p in parameters_in(value))
            steps = "".join(dict.fromkeys(pascal(v.function) for v in walk(value) if isinstance(v, Apply)))
            name = f"{sources}{steps or 'Computed'}"[:120]
            if name in self.names.values():
                name += hashlib.sha256(repr(value).encode()).hexdigest()[:6]
            self.names[value] = name
        return self.names[value]

    def __iter__(self) -> Iterator[tuple[str, Apply]]:
        return ((name, value) for value, name in self.names.items())
