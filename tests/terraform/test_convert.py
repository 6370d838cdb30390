"""Conversion of values to types."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from converter.findings import Span
from converter.terraform.convert import ValueTypeError, bare, convert, unify
from converter.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    describe,
)
from converter.terraform.values import (
    NULL,
    TRUE,
    Entry,
    Mapping,
    Null,
    ObjectView,
    Sequence,
    Unknown,
    Value,
    mark,
    type_of,
)
from tests.terraform.shorthand import ARN, FLAG, IF, TEXTS, N, P, Q, guarded, if_flag, n, obj, s, seq, short

LISTS, SETS, MAPS = ListType(DYNAMIC), SetType(DYNAMIC), MapType(DYNAMIC)
PAIR = ObjectType.of({"a": STRING, "b": NUMBER}, frozenset({"b"}))

CONVERSIONS: list[tuple[Value, Type, str]] = [
    (n("1.50"), STRING, '"1.5"'),
    (s("1e3"), NUMBER, "1000"),
    (TRUE, STRING, '"true"'),
    (s("0"), BOOL, "false"),
    (NULL, STRING, "null"),
    (seq(n(1), s("a")), LISTS, '["1","a"]'),
    (seq(s("b"), s("a"), s("b")), SETS, '["a","b"]'),
    (obj(b=n(1), a=s("x")), MAPS, '{"a":"x","b":"1"}'),
    (obj(a=n(1), c=s("x")), PAIR, '{"a":"1","b":null}'),
    (Mapping.of({"a": s("x"), "c": s("y")}, "map", STRING), PAIR, '{"a":"x","b":null}'),
    # residual scalars keep their node
    (P, STRING, "p"),
    (N, STRING, "<{n}>"),
    (FLAG, STRING, "<{flag}>"),
    (convert(N, STRING), NUMBER, "n"),
    (P, NUMBER, "tonumber!(p)"),
    (P, BOOL, "tobool!(p)"),
    (convert(P, NUMBER), STRING, "p"),
    (if_flag(n(1), s("x")), STRING, '(flag ? "1" : "x")'),
    (seq(P, n(1)), LISTS, '[p, "1"]'),
    (obj(a=P, b=ARN), MapType(STRING), "{a = p, b = arn}"),
    # residual lists
    (TEXTS, ListType(STRING), "texts"),
    (TEXTS, LISTS, "texts"),
    (TEXTS, SetType(STRING), "toset!(texts)"),
    (convert(TEXTS, SetType(STRING)), ListType(STRING), "sort!(toset!(texts))"),
    # guards stay
    (guarded(n(1)), ListType(STRING), '["1" if flag]'),
    (guarded(P), SETS, "[p if flag]"),
    (if_flag(obj(a=s("x")), obj()), MAPS, '{a = "x" if flag}'),
    (if_flag(obj(a=s("x"), b=n(1)), obj(a=s("x"))), PAIR, '{a = "x", b = (flag ? 1 : null)}'),
    # a branch that cannot be converted fails, the other does not
    (if_flag(s("x"), s("1")), NUMBER, "(flag ? fails: a number is required : 1)"),
]


@pytest.mark.parametrize(("value", "type_", "result"), CONVERSIONS)
def test_converted(value: Value, type_: Type, result: str) -> None:
    converted = convert(value, type_)
    assert short(converted) == result
    assert short(convert(converted, type_)) == result, "a second conversion changes nothing"


MESSAGES: list[tuple[Value, Type, str]] = [
    (s("x"), NUMBER, "a number is required"),
    (s("TRUE"), BOOL, 'a bool is required; to convert from string, use lowercase "true"'),
    (n(1), BOOL, "bool required, but have number"),
    (seq(), STRING, "string required, but have tuple"),
    (seq(s("a"), obj()), ListType(STRING), "element 1: string required, but have object"),
    (seq(s("a"), obj()), LISTS, "all list elements must have the same type"),
    (obj(a=seq(), b=s("x")), MAPS, "all map elements must have the same type"),
    (obj(), PAIR, 'attribute "a" is required'),
    (obj(a=seq()), PAIR, 'attribute "a": string required, but have tuple'),
    (obj(a=s("x"), b=s("x")), PAIR, ".b: a number is required"),
    (seq(obj(a=s("x"), b=s("x"))), ListType(PAIR), "[0].b: a number is required"),
    (Mapping.of({}, "map", STRING), PAIR, 'map has no element for required attribute "a"'),
    (s("a"), ListType(STRING), "list of string required, but have string"),
    (obj(), ObjectType.of({"a": STRING, "b": STRING, "c": STRING}), 'attributes "a", "b", and "c" are required'),
]


@pytest.mark.parametrize(("value", "type_", "message"), MESSAGES)
def test_message(value: Value, type_: Type, message: str) -> None:
    with pytest.raises(ValueTypeError) as raised:
        convert(value, type_)
    assert str(raised.value) == message


UNIFIED: list[tuple[Iterable[Type], Type | None]] = [
    ([STRING, NUMBER], STRING),
    ([NUMBER, BOOL], None),
    ([STRING, DYNAMIC], STRING),
    ([], None),
    ([ListType(STRING), ListType(NUMBER)], ListType(STRING)),
    ([TupleType((STRING,)), TupleType((NUMBER, NUMBER))], ListType(STRING)),
    ([TupleType((STRING, BOOL)), TupleType((NUMBER, BOOL))], TupleType((STRING, BOOL))),
    ([ListType(STRING), TupleType((NUMBER,))], ListType(STRING)),
    ([SetType(STRING), ListType(STRING)], ListType(STRING)),
    ([ObjectType.of({"a": STRING}), ObjectType.of({"b": NUMBER})], MapType(STRING)),
    ([ObjectType.of({"a": STRING}), ObjectType.of({"a": NUMBER})], ObjectType.of({"a": STRING})),
    ([ObjectType.of({"a": STRING}), MapType(NUMBER)], MapType(STRING)),
    ([ObjectType.of({"a": STRING}), ObjectType.of({"b": ListType(STRING)})], None),
    ([ObjectType.of({}), TupleType(())], None),
]


@pytest.mark.parametrize(("types", "common"), UNIFIED)
def test_unified(types: Iterable[Type], common: Type | None) -> None:
    assert unify(types) == common


class Lazy(ObjectView):
    """An object that says which of its attributes were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def attribute(self, name: str, span: Span | None = None) -> Value | None:
        del span
        self.asked.append(name)
        return s(name) if name in self.names() else None

    def names(self) -> tuple[str, ...]:
        return ("a", "b", "c")

    def describe(self) -> str:
        return "lazy"


def test_an_object_on_demand_gives_what_is_asked_for() -> None:
    view = Lazy()
    assert short(convert(view, ObjectType.of({"a": STRING}))) == '{"a":"a"}'
    assert view.asked == ["a"]
    assert convert(view, DYNAMIC) is view
    assert short(convert(view, MAPS)) == '{"a":"a","b":"b","c":"c"}'
    with pytest.raises(ValueTypeError):
        convert(view, STRING)


def test_nulls_and_unknowns_take_the_type() -> None:
    assert convert(NULL, PAIR) == Null(ObjectType.of({"a": STRING, "b": NUMBER}))
    assert convert(Unknown(reason="why"), STRING) == Unknown(STRING, "why")
    assert convert(Unknown(TupleType((NUMBER, STRING))), LISTS) == Unknown(ListType(STRING))
    with pytest.raises(ValueTypeError):
        convert(Unknown(TupleType(())), STRING)


def test_marks_stay() -> None:
    assert convert(mark(n(1)), STRING) == mark(s("1"))
    assert convert(mark(N), STRING).sensitive
    inner = convert(seq(mark(s("a"))), LISTS)
    assert isinstance(inner, Sequence)
    assert inner.items[0].value.sensitive
    assert convert(seq(mark(s("a"))), SETS).sensitive, "a set carries the marks of its elements"


def test_bare_takes_conversions_off() -> None:
    assert bare(convert(N, STRING)) == N
    assert bare(convert(TEXTS, SETS)) == TEXTS
    assert bare(s("a")) == s("a")


def test_guarded_entries_keep_key_values() -> None:
    value = Mapping("object", (Entry("k", s("v"), IF, P),))
    converted = convert(value, MAPS)
    assert isinstance(converted, Mapping)
    assert converted.entries == (Entry("k", s("v"), IF, P),)
    assert describe(type_of(converted)) == "map(string)"
    assert short(convert(seq(P, Q), SETS)) == "[p, q]"
