"""Short names for building values, and a short text for each, so that tests over residual values can be read."""

from __future__ import annotations

from decimal import Decimal

from converter.terraform import json_text
from converter.terraform.addresses import InstanceKey
from converter.terraform.choosing import choose
from converter.terraform.formulas import ALWAYS, All, Any_, Atom, Constant, Formula, Not
from converter.terraform.numbers import number_text
from converter.terraform.types import BOOL, NUMBER, STRING, ListType
from converter.terraform.values import (
    TRUE,
    Apply,
    Attribute,
    Base64,
    Choice,
    CidrSubnet,
    Concat,
    Element,
    Failure,
    Item,
    Join,
    Json,
    Mapping,
    Number,
    ObjectView,
    Parameter,
    Sequence,
    Split,
    String,
    Test as BoolTest,
    Unknown,
    Value,
)
from converter.terraform.walking import is_known

P, Q = Parameter("p"), Parameter("q")
MAYBE = Parameter("maybe", nullable=True)
N, FLAG, OTHER = Parameter("n", NUMBER), Parameter("flag", BOOL), Parameter("other", BOOL)
TEXTS = Parameter("texts", ListType(STRING))
IF = Atom(FLAG, TRUE)
_LB = InstanceKey((), "aws_lb", "main")
ARN = Attribute(_LB, ("arn",), non_empty=True)
DNS = Attribute(_LB, ("dns_name",))
NAME = Attribute(_LB, ("name",), value=String("web"))


def s(text: str) -> String:
    """A string."""
    return String(text)


def n(number: int | str) -> Number:
    """A number."""
    return Number(Decimal(number))


def seq(*values: Value) -> Sequence:
    """A tuple."""
    return Sequence.of(values)


def obj(**values: Value) -> Mapping:
    """An object."""
    return Mapping.of(values)


def if_flag(then: Value, otherwise: Value) -> Value:
    """``var.flag ? then : otherwise``."""
    return choose(IF, then, otherwise)


def guarded(*values: Value) -> Sequence:
    """A tuple whose elements exist where the flag is set."""
    return Sequence("tuple", tuple(Item(v, IF) for v in values))


def short(value: Value) -> str:  # noqa: C901, PLR0912 - one case a kind
    """The value in a few characters."""
    match value:
        case Parameter(name):
            return name
        case Attribute():
            return value.path[0] if isinstance(value.path[0], str) else str(value.path[0])
        case Concat(parts):
            return f"<{''.join(p.text if isinstance(p, String) else f'{{{short(p)}}}' for p in parts)}>"
        case Choice(condition, then, otherwise):
            return f"({formula(condition)} ? {short(then)} : {short(otherwise)})"
        case BoolTest(inner):
            return f"({formula(inner)})"
        case Element(source, index):
            return f"{short(source)}[{index}]"
        case Split(separator, source):
            return f"split({separator}, {short(source)})"
        case Join(separator, source):
            return f"join({separator}, {short(source)})"
        case CidrSubnet(prefix, newbits, netnum):
            return f"cidr({short(prefix)}, {newbits}, {netnum})"
        case Json(inner):
            return f"json({short(inner)})"
        case Base64(inner):
            return f"base64({short(inner)})"
        case Apply(function, arguments):
            return f"{function}!({', '.join(map(short, arguments))})"
        case Unknown():
            return "unknown"
        case Failure(finding):
            return f"fails: {finding.detail}"
        case Sequence(items=items) if not is_known(value):
            return f"[{', '.join(short(i.value) + _guard(i.guard) for i in items)}]"
        case Mapping(entries=entries) if not is_known(value):
            return f"{{{', '.join(f'{e.key} = {short(e.value)}{_guard(e.guard)}' for e in entries)}}}"
        case ObjectView():
            return value.describe()
        case Number(number):
            return number_text(number)
        case _:
            return json_text.encode(value)


def _guard(guard: Formula) -> str:
    return "" if guard == ALWAYS else f" if {formula(guard)}"


def formula(given: Formula) -> str:
    """The formula in a few characters."""
    match given:
        case Constant(value):
            return "always" if value else "never"
        case Atom(subject, literal):
            return short(subject) if literal == TRUE else f"{short(subject)} == {short(literal)}"
        case Not(operand):
            return f"not {formula(operand)}" if isinstance(operand, Atom) else f"not ({formula(operand)})"
        case All(operands):
            return " and ".join(f"({formula(o)})" if isinstance(o, Any_) else formula(o) for o in operands)
        case Any_(operands):
            return " or ".join(f"({formula(o)})" if isinstance(o, All) else formula(o) for o in operands)
