"""Keys of ``for_each`` that variables tell: which of them coincide decides how many instances there are.

Of two keys that are one Terraform makes a single instance (of a set) or none (it refuses a map with both). A template
has its resources whatever the values, so the keys differ, or coincide, as they do under the values in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from converter.findings import Span
from converter.terraform.equality import equal, formula_of
from converter.terraform.evaluation import Constraint
from converter.terraform.formulas import ALWAYS, Formula, atoms, both, either, negate
from converter.terraform.lengths import KEEPS_LENGTH
from converter.terraform.values import Bool, Number, Parameter, String, Test, Value
from converter.terraform.walking import parameters_in

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


def keep_apart(
    evaluator: Evaluator, keys: Sequence[tuple[Value, Formula]], assumption: Formula, module: str, span: Span
) -> None:
    """Make constraints of what each two keys have to be to each other, as far as it compares variables.

    ``keys`` are given with the conditions under which they are there.
    """
    for (one, here), (other, there) in combinations(keys, 2):
        if isinstance(one, String) and isinstance(other, String):
            continue
        same = formula_of(equal(one, other))
        known = evaluator.in_force.if_decided(Test(same), span) if same is not None else None
        if same is None or not isinstance(known, Bool):
            continue
        wanted = same if known.value else negate(same)
        meets = either(negate(both(assumption, here, there)), wanted)
        if meets == ALWAYS or not _compares_parameters(meets):
            continue
        names = dict.fromkeys((*parameters_in(one), *parameters_in(other)))
        told = f"the keys of for_each made of {' and '.join(f'var.{name}' for name in names)}"
        message = f"{told} must be {'the same' if known.value else 'different from each other and from the others'}"
        evaluator.constraints.setdefault(Constraint(Test(meets), message, span, module, KEEPS_LENGTH))


def _compares_parameters(formula: Formula) -> bool:
    """Whether rules of a template can say the formula: each comparison is of a variable with another or with a text."""
    return all(
        isinstance(atom.subject, Parameter) and isinstance(atom.literal, Parameter | String | Number | Bool)
        for atom in atoms(formula)
    )
