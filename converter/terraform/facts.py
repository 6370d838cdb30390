"""What is certain of a residual value: that it is not null, not empty, how it begins and ends."""

from __future__ import annotations

from converter.terraform.formulas import Formula, atoms
from converter.terraform.possible_texts import possible_texts
from converter.terraform.values import (
    Apply,
    Attribute,
    Base64,
    Bool,
    Choice,
    CidrSubnet,
    Concat,
    Element,
    Join,
    Json,
    Mapping,
    Null,
    Number,
    ObjectView,
    Parameter,
    Sequence,
    Split,
    String,
    Test,
    Unknown,
    Value,
)
from converter.terraform.walking import walk

_MAY_BE_NULL = frozenset(
    {"lookup", "element", "one", "[]", ".", "jsondecode", "yamldecode", "tostring", "tonumber", "tobool", "tolist",
     "toset", "tomap", "sensitive", "nonsensitive", "index", "try", "templatefile", "ephemeralasnull"}
)  # fmt: skip


def is_single(value: Value) -> bool:
    """Whether the value is a residual number or bool converted to a string: a concatenation of it alone."""
    return isinstance(value, Concat) and len(value.parts) == 1


def never_null(value: Value) -> bool:
    """Whether the value can not be null."""
    match value:
        case String() | Number() | Bool() | Sequence() | Mapping() | ObjectView() | Test():
            return True
        case Split() | Join() | CidrSubnet() | Json() | Base64() | Element():
            return True
        case Concat(parts):
            return len(parts) > 1 or never_null(parts[0])
        case Parameter():
            return not value.nullable
        case Attribute():
            return value.non_empty or (value.value is not None and never_null(value.value))
        case Choice(_, then, otherwise):
            return never_null(then) and never_null(otherwise)
        case Apply(function, arguments):
            return function not in _MAY_BE_NULL or (function.startswith("to") and never_null(arguments[0]))
        case Unknown():
            return value.not_null
        case _:
            return False


def never_empty(value: Value) -> bool:
    """Whether the value can be neither null nor the empty string."""
    match value:
        case String(text):
            return bool(text)
        case Null():
            return False
        case Concat(parts):
            return any(never_empty(p) for p in parts)
        case Attribute():
            return value.non_empty or (value.value is not None and never_empty(value.value))
        case CidrSubnet() | Json() | Number() | Bool() | Test():
            return True
        case Base64(inner):
            return never_empty(inner)
        case Choice(_, then, otherwise):
            return never_empty(then) and never_empty(otherwise)
        case Apply(_, _, type_):
            return getattr(type_, "name", "") in ("number", "bool") and never_null(value)
        case Parameter():
            return getattr(value.type, "name", "") in ("number", "bool") and not value.nullable
        case _:
            return False


def are_identifiers_of_two(one: Value, other: Value) -> bool:
    """Whether the values identify two resources of one type, which no two share."""
    match one, other:
        case Attribute(resource=first, path=(("id" | "arn") as name,)), Attribute(resource=second, path=(last,)):
            kinds = (first.type, first.mode, name) == (second.type, second.mode, last)
            return kinds and first.mode == "managed" and first != second and one.value is None and other.value is None
        case _:
            return False


def known_prefix(value: Value) -> str:
    """The text that the string certainly begins with."""
    match value:
        case String(text):
            return text
        case Concat(parts) if isinstance(parts[0], String):
            return parts[0].text
        case Attribute() if value.value is not None:
            return known_prefix(value.value)
        case Unknown(prefix=prefix):
            return prefix
        case _:
            return ""


def known_suffix(value: Value) -> str:
    """The text that the string certainly ends with."""
    match value:
        case String(text):
            return text
        case Concat(parts) if isinstance(parts[-1], String):
            return parts[-1].text
        case Attribute() if value.value is not None:
            return known_suffix(value.value)
        case _:
            return ""


ACCOUNT_WIDE = frozenset({"aws_region", "aws_partition", "aws_caller_identity", "aws_availability_zones"})
"""Data sources that answer alike wherever they stand (without arguments of their own)."""


def is_told_later(formula: Formula) -> bool:
    """Whether a formula compares what only a deployed resource or a look-up tells."""
    return any(
        isinstance(part, Attribute) and part.resource.type not in ACCOUNT_WIDE and part.value is None
        for atom in atoms(formula)
        for side in (atom.subject, atom.literal)
        for part in walk(side)
    )


_ARN_COLONS = 5
_ARN_SLASHES = {
    "aws_dynamodb_table": 1,
    "aws_ecr_repository": 1,
    "aws_ecs_cluster": 1,
    "aws_eks_cluster": 1,
    "aws_iam_role": 1,
    "aws_kms_key": 1,
    "aws_lb": 3,
    "aws_lb_target_group": 2,
}
"""How often separators are in an ARN at least ("Resource types defined by ...", Service Authorization Reference)."""


def least_parts(value: Value, separator: str) -> int:
    """How many parts splitting the text gives at least."""
    match value:
        case String(text):
            return text.count(separator) + 1 if separator else len(text)
        case Concat(parts) if separator:
            return 1 + sum(least_parts(part, separator) - 1 for part in parts)
        case Attribute() if value.value is not None:
            return least_parts(value.value, separator)
        case Attribute(resource, ("arn",)) if resource.mode == "managed":
            found = {":": _ARN_COLONS, "/": _ARN_SLASHES.get(resource.type, 0)}
            return 1 + found.get(separator, 0)
        case Choice(_, then, otherwise):
            return min(least_parts(then, separator), least_parts(otherwise, separator))
        case Attribute() | Element() if separator and (texts := possible_texts(value)):
            return 1 + min(text.count(separator) for text in texts)
        case _:
            return 1 if separator else 0
