"""Parameters that CloudFormation cannot compute: under an assignment they have the value that a deployer computes."""

from __future__ import annotations

from collections.abc import Mapping

from converter.conversion.parameters import default_text
from converter.parity.comparison.assignments import Values
from converter.parity.today import Today
from converter.terraform.failures import EvaluationError
from converter.terraform.functions import CallContext
from converter.terraform.residuals import substitute
from converter.terraform.values import Bool, Null, Number, Sequence, String


def derived_values(today: Today, values: Values) -> Mapping[str, str]:
    """The derived parameters and their texts; those whose computation fails are left to their default."""
    found: dict[str, str] = {}
    for name, value in today.flat.lowering.derived:
        try:
            known = substitute(value, lambda parameter: values.get(parameter.name) or Null(), CallContext())
        except EvaluationError:
            continue
        if isinstance(known, String | Number | Bool | Sequence):
            found[name] = default_text(known)
    return found
