"""Parameters that are filled before a deployment: derived ones as a deployer computes them, and look-ups."""

from __future__ import annotations

from collections.abc import Mapping

from converter.cloudformation.parameters import is_list_type
from converter.conversion.parameters import derived_text
from converter.parity.comparison.searching import Values
from converter.parity.today import Today
from converter.rules.engine import FlatTemplate
from converter.terraform.failures import EvaluationError
from converter.terraform.values import Null


class NotCarriedError(ValueError):
    """A derived parameter cannot carry its value, so that no deployment has these values."""


def derived_values(today: Today, values: Values) -> Mapping[str, str]:
    """The derived parameters and their texts; those whose computation fails are left to their default.

    Raises NotCarriedError where a value is no text that a parameter can have.
    """
    found: dict[str, str] = {}
    for name, value in today.flat.lowering.derived:
        try:
            text = derived_text(value, lambda variable: values.get(variable) or Null())
        except EvaluationError:
            continue
        if text is None:
            raise NotCarriedError(name)
        found[name] = text
    return found


_ELEMENTS = 32
"""More than anybody selects from a list."""


def looked_up_values(flat: FlatTemplate) -> dict[str, str]:
    """Values that look-ups might find, the same on both sides."""
    return {
        name: ",".join(f"looked-up-{name}-{n}" for n in range(_ELEMENTS))
        if is_list_type(look_up.type)
        else f"looked-up-{name}"
        for name, look_up in flat.references.look_ups.items()
    }
