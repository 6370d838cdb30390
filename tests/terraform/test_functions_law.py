"""The square over functions and operators: variables put in before or after evaluation give the same result."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from converter.terraform.choosing import choose
from converter.terraform.concatenation import concat
from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import ALWAYS, Atom, Formula, both, either, negate
from converter.terraform.functions import CallContext, call
from converter.terraform.operators import binary, unary
from converter.terraform.residuals import substitute
from converter.terraform.sets import without_marks
from converter.terraform.types import BOOL, NUMBER, STRING, ListType, Type
from converter.terraform.values import (
    TRUE,
    Bool,
    Element,
    Entry,
    Failure,
    Item,
    Mapping,
    Null,
    Number,
    Parameter,
    Sequence,
    String,
    Test as BoolTest,
    Unknown,
    Value,
)
from converter.terraform.walking import walk

CHOICES: dict[str, tuple[Type, list[Value]]] = {
    "p": (STRING, [String(t) for t in ("", "a", "b", "a-b")]),
    "q": (STRING, [String(t) for t in ("", "a", "x")]),
    "n": (NUMBER, [Number(Decimal(x)) for x in (0, 1, 80)]),
    "f": (BOOL, [Bool(True), Bool(False)]),
    "g": (BOOL, [Bool(True), Bool(False)]),
    "l": (
        ListType(STRING),
        [Sequence.of([String("a"), String(t)], "list", STRING) for t in ("", "b")],
    ),
}
VARIABLES = {name: Parameter(name, kind) for name, (kind, _) in CHOICES.items()}
ATOMS: list[Formula] = [
    Atom(VARIABLES["f"], TRUE),
    Atom(VARIABLES["g"], TRUE),
    Atom(VARIABLES["p"], String("a")),
    Atom(VARIABLES["q"], String("")),
]


def expand(value: Value) -> Value:
    if value == VARIABLES["l"]:
        return Sequence.of([Element(value, 0), Element(value, 1)], "list", STRING)
    return Unknown(reason="of unknown length")


CONTEXT = CallContext(expand=expand)
Maker = Callable[[], Value]


class Draw:
    """Draws values with variables in them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same values in every run

    def number_below(self, count: int) -> int:
        return self.random.randrange(count)

    def formula(self) -> Formula:
        one, other, chance = self.random.choice(ATOMS), self.random.choice(ATOMS), self.random.random()
        if chance < 0.6:
            return one
        if chance < 0.75:
            return negate(one)
        return both(one, other) if chance < 0.87 else either(one, other)

    def guard(self) -> Formula:
        return self.formula() if self.random.random() < 0.3 else ALWAYS

    def text(self) -> Value:
        chance = self.random.random()
        if chance < 0.47:
            return String(self.random.choice(["", "a", "b", "x", "a-b", "1"]))
        if chance < 0.7:
            return VARIABLES[self.random.choice("pq")]
        if chance < 0.8:
            start, end = self.random.choice(["a", "a-", ""]), self.random.choice(["", "-b"])
            return concat([String(start), VARIABLES[self.random.choice("pq")], String(end)])
        return choose(self.formula(), self.text(), self.text()) if chance < 0.95 else Null(STRING)

    def number(self) -> Value:
        chance = self.random.random()
        if chance < 0.6:
            return Number(Decimal(self.random.choice([0, 1, 2, 3, 80])))
        return VARIABLES["n"] if chance < 0.8 else choose(self.formula(), self.number(), self.number())

    def truth(self) -> Value:
        chance = self.random.random()
        if chance < 0.3:
            return Bool(self.random.random() < 0.5)
        return VARIABLES[self.random.choice("fg")] if chance < 0.6 else BoolTest(self.formula())

    def texts(self) -> Value:
        return VARIABLES["l"] if self.random.random() < 0.1 else self.sequence(self.text)

    def sequence(self, element: Maker) -> Value:
        chance = self.random.random()
        if chance < 0.15:
            return choose(self.formula(), self.sequence(element), self.sequence(element))
        guarded = chance < 0.6
        items = tuple(Item(element(), self.guard() if guarded else ALWAYS) for _ in range(self.number_below(4)))
        return Sequence("tuple", items)

    def numbers(self) -> Value:
        return self.sequence(self.number)

    def truths(self) -> Value:
        return self.sequence(self.truth)

    def text_or_texts(self) -> Value:
        return self.texts() if self.random.random() < 0.5 else self.text()

    def nested(self) -> Value:
        return self.sequence(self.text_or_texts)

    def object(self, value: Maker | None = None) -> Value:
        if self.random.random() < 0.2:
            return choose(self.formula(), self.object(value), self.object(value))
        names = self.random.sample("abx", self.number_below(4))
        return Mapping("object", tuple(Entry(name, (value or self.text)(), self.guard()) for name in names))

    def lists_by_name(self) -> Value:
        return self.object(lambda: self.sequence(self.text))

    def anything(self) -> Value:
        return self.random.choice([self.text, self.number, self.truth, self.texts, self.object])()


def literal(value: str | int) -> Callable[[Draw], Value]:
    return lambda _: String(value) if isinstance(value, str) else Number(Decimal(value))


T, L, OBJ, X, B, NUM = Draw.text, Draw.texts, Draw.object, Draw.anything, Draw.truth, Draw.number
CALLS: list[tuple[str, tuple[Callable[[Draw], Value], ...]]] = [
    ("merge", (OBJ, OBJ, OBJ)), ("concat", (L, L)), ("flatten", (Draw.nested,)), ("length", (X,)), ("lookup", (OBJ, T)),
    ("lookup", (OBJ, T, T)), ("element", (L, literal(3))), ("keys", (OBJ,)), ("values", (OBJ,)), ("contains", (L, T)),
    ("compact", (L,)), ("distinct", (L,)), ("coalesce", (T, T, T)), ("one", (L,)), ("reverse", (L,)), ("toset", (L,)),
    ("tolist", (L,)), ("tomap", (OBJ,)), ("tostring", (X,)), ("tonumber", (T,)), ("tobool", (T,)),
    ("join", (literal(","), L, L)), ("join", (literal("-"), L)), ("split", (literal("-"), T)),
    ("format", (literal("%s-%v|%s"), T, X, NUM)), ("format", (literal("%d:%t"), NUM, B)), ("jsonencode", (X,)),
    ("jsonencode", (OBJ,)), ("yamlencode", (OBJ,)), ("base64encode", (T,)), ("upper", (T,)), ("sort", (L,)),
    ("index", (L, T)), ("slice", (L, literal(0), literal(1))), ("chunklist", (L, literal(2))), ("matchkeys", (L, L, L)),
    ("setunion", (L, L)), ("setintersection", (L, L)), ("setsubtract", (L, L)), ("setproduct", (L, L)),
    ("transpose", (Draw.lists_by_name,)), ("alltrue", (Draw.truths,)), ("anytrue", (Draw.truths,)), ("min", (NUM, NUM)),
    ("sum", (Draw.numbers,)), ("startswith", (T, T)), ("endswith", (T, T)), ("strcontains", (T, T)),
    ("trimprefix", (T, T)), ("trimsuffix", (T, T)), ("substr", (T, literal(0), NUM)), ("replace", (T, T, T)),
    ("formatlist", (literal("%s-%s"), L, T)), ("regexall", (literal("a"), T)), ("==", (X, X)), ("==", (T, T)),
    ("!=", (L, L)), ("==", (OBJ, OBJ)), ("&&", (B, B)), ("||", (B, B)), ("+", (NUM, NUM)), ("<", (NUM, NUM)),
    ("/", (NUM, NUM)), ("!", (B,)), ("-", (NUM,)),
]  # fmt: skip


def run(name: str, arguments: list[Value]) -> Value:
    if name[0].isalpha():
        return call(name, arguments, CONTEXT)
    return binary(name, arguments[0], arguments[1]) if len(arguments) == 2 else unary(name, arguments[0])


def outcome(compute: Callable[[], Value]) -> Value | None:
    """The value; None for a failure, whatever it says."""
    try:
        value = without_marks(compute())
    except EvaluationError:
        return None
    return None if any(isinstance(v, Failure) for v in walk(value)) else value


def known(value: Value, assignment: dict[str, Value]) -> Value:
    return substitute(value, lambda parameter: assignment[parameter.name], CONTEXT)


def form(value: Value | None) -> str:
    """A text that equal values share: what kind a list is depends on which branch it came from, sets have no order."""
    match value:
        case Sequence("set", items):
            return f"{{{sorted({form(i.value) for i in items})}}}"
        case Sequence(items=items):
            return f"[{[form(i.value) for i in items]}]"
        case Mapping(entries=entries):
            return f"({sorted((e.key, form(e.value)) for e in entries)})"
        case Null():
            return "null"
        case _:
            return repr(value)


@pytest.mark.parametrize(("name", "makers"), CALLS)
def test_square(name: str, makers: tuple[Callable[[Draw], Value], ...]) -> None:
    draw = Draw(len(makers) + sum(map(ord, name)))
    for _ in range(40):
        check(draw, name, makers)


def check(draw: Draw, name: str, makers: tuple[Callable[[Draw], Value], ...]) -> None:
    arguments = [make(draw) for make in makers]
    before: Value | None
    try:
        before = run(name, arguments)
    except EvaluationError:
        before = None
    for _ in range(4):
        assignment = {key: draw.random.choice(values) for key, (_, values) in CHOICES.items()}
        plain = [known(a, assignment) for a in arguments]
        wanted = outcome(lambda plain=plain: run(name, plain))  # type: ignore[misc]
        found = None if before is None else outcome(lambda a=assignment: known(before, a))  # type: ignore[misc]
        if not isinstance(found, Unknown):
            assert form(found) == form(wanted), (arguments, assignment)
