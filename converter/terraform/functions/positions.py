"""Functions that count positions: which element stands where depends on which of those before it exist."""

from __future__ import annotations

from collections.abc import Callable

from converter.terraform.distribution import SplitBy, TooManyCasesError, distribute
from converter.terraform.formulas import Formula
from converter.terraform.functions.model import Arguments, CallContext
from converter.terraform.values import Apply, Parameter, Sequence, Unknown, Value
from converter.terraform.walking import leaves


def at_positions(
    sequence: Sequence, compute: Callable[[Sequence, Formula], Value], context: CallContext, call: Apply
) -> Value:
    """``compute`` over the elements that there are, case by case; ``call``, computed outside, where there are many.

    ``compute`` gets a sequence without guards and the assumption that holds for it.
    """
    if not sequence.guarded:
        return compute(sequence, context.assumption)

    def of_case(plain: Arguments, assumption: Formula) -> Value:
        assert isinstance(plain[0], Sequence)
        return compute(plain[0], assumption)

    try:
        return distribute([sequence], of_case, assumption=context.assumption, split=SplitBy.GUARDS)
    except TooManyCasesError:
        if all(isinstance(leaf, Parameter) for leaf in leaves(call)):
            return call
        return Unknown(call.type, "too many conditions decide the positions of the elements")
