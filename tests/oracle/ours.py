"""What our evaluator makes of an expression, as pair files write it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from converter.findings import FindingError, Findings
from converter.hcl import parse_expression
from converter.terraform import json_text
from converter.terraform.console import Console
from converter.terraform.loading import load
from converter.terraform.numbers import number_text, parse_number
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.types import describe
from converter.terraform.values import type_of
from converter.terraform.walking import is_known
from tests.oracle.pair_files import ALONE, SYNTAX

ROOTS = Path(__file__).parent / "roots"


@cache
def console(root: str) -> Console:
    """The evaluator of a root."""
    findings = Findings()
    project = load(ROOTS / root, findings)
    assert project is not None
    assert list(findings) == []
    return Console(project, ProviderSchema.load())


def result(root: str, expression: str) -> str:
    """The result of an expression in a root."""
    if root == ALONE:
        return _parsed(expression)
    try:
        value = console(root).evaluate(expression)
    except FindingError as problem:
        finding = problem.findings[0]
        return SYNTAX if finding.id.startswith("hcl-") else f"!  {finding.in_terraform_words}"
    kind = describe(type_of(value))
    if not is_known(value):
        return f"?  {kind}"
    try:
        return f"=> {kind} {canonical(json_text.encode(value))}"
    except json_text.JsonError:
        return "!  Failed to serialize resource instance in state"  # what an infinite number comes to


def _parsed(text: str) -> str:
    try:
        parse_expression(text)
    except FindingError as problem:
        return f"!  {problem.findings[0].in_terraform_words}"
    return "=> no error"


def canonical(text: str) -> str:
    """JSON in one form: keys sorted, numbers in full and without exponent, nothing escaped needlessly."""
    return _written(json.loads(text, parse_int=_Number, parse_float=_Number, parse_constant=_Number))


class _Number(str):
    """A number as it stands in the text."""

    __slots__ = ()


def _written(value: object) -> str:
    match value:
        case _Number():
            number = parse_number(value)
            assert number is not None
            return number_text(abs(number) if number == 0 else number)  # a state knows no negative zero
        case list():
            return f"[{','.join(map(_written, value))}]"
        case dict():
            return f"{{{','.join(f'{json.dumps(k, ensure_ascii=False)}:{_written(value[k])}' for k in sorted(value))}}}"
        case _:
            return json.dumps(value, ensure_ascii=False)
