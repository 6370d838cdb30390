"""Functions over residual, guarded, conditional and unknown arguments."""

from __future__ import annotations

import pytest

from converter.terraform.addresses import InstanceKey
from converter.terraform.concatenation import concat
from converter.terraform.equality import equal
from converter.terraform.formulas import ALWAYS, Atom
from converter.terraform.functions import FUNCTIONS, CallContext, FunctionError, call
from converter.terraform.types import BOOL, NUMBER, STRING, ListType
from converter.terraform.values import (
    FALSE,
    NULL,
    TRUE,
    Apply,
    Attribute,
    Choice,
    Element,
    Entry,
    Item,
    Join,
    Mapping,
    Parameter,
    Sequence,
    String,
    Unknown,
    Value,
    mark,
)
from converter.terraform.walking import walk
from tests.terraform.shorthand import (
    ARN,
    DNS,
    FLAG,
    IF,
    MAYBE,
    NAME,
    TEXTS,
    N,
    P,
    Q,
    guarded,
    if_flag,
    n,
    obj,
    s,
    seq,
    short,
)


def expand(value: Value) -> Value:
    return Sequence.of([Element(value, 0), Element(value, 1)], "list", STRING)


CONTEXT = CallContext(expand=expand)
TLS = if_flag(obj(https=s("y")), obj())
TEMPLATE = concat([s("arn:"), P, s("-x")])
UNKNOWN = Unknown(STRING)
PARTITION = Attribute(InstanceKey((), "aws_partition", "current", None, "data"), ("partition",))

RESULTS: list[tuple[str, list[Value], str]] = [
    # structure
    ("merge", [obj(http=s("x")), TLS], '{http = "x", https = "y" if flag}'),
    ("merge", [obj(https=s("x")), TLS], '{https = (flag ? "y" : "x")}'),
    ("merge", [TLS, obj(https=P)], "{https = p}"),
    ("merge", [if_flag(obj(a=s("1")), NULL), obj(b=P)], '{a = "1" if flag, b = p}'),
    ("concat", [if_flag(seq(s("a")), seq()), seq(P)], '["a" if flag, p]'),
    ("concat", [TEXTS, seq(s("x"))], '[texts[0], texts[1], "x"]'),
    ("concat", [TEXTS], "texts"),
    ("flatten", [seq(if_flag(seq(s("a")), seq()), seq(P, seq(Q)))], '["a" if flag, p, q]'),
    ("flatten", [seq(TEXTS, s("x"))], '[texts[0], texts[1], "x"]'),
    ("flatten", [seq(if_flag(seq(s("a")), s("b")))], '["a" if flag, "b" if not flag]'),
    ("length", [if_flag(obj(a=P), obj())], "(flag ? 1 : 0)"),
    ("length", [call("merge", [obj(http=P), TLS], CONTEXT)], "(flag ? 2 : 1)"),
    ("length", [seq(P, Q)], "2"),
    ("length", [TEXTS], "length!(texts)"),
    ("length", [call("toset", [seq(P, s("a"))], CONTEXT)], 'length!(["a", p])'),
    ("length", [seq(UNKNOWN, UNKNOWN)], "2"),
    ("keys", [TLS], '["https" if flag]'),
    ("values", [call("merge", [obj(http=P), TLS], CONTEXT)], '[p, "y" if flag]'),
    ("reverse", [TEXTS], "[texts[1], texts[0]]"),
    ("element", [TEXTS, n(3)], "texts[1]"),
    ("element", [if_flag(seq(s("a"), s("b")), seq(s("z"))), n(1)], '(flag ? "b" : "z")'),
    ("element", [seq(UNKNOWN, P), n(1)], "p"),
    ("slice", [TEXTS, n(0), n(1)], "[texts[0]]"),
    ("one", [guarded(ARN)], "(flag ? arn : null)"),
    ("one", [seq(P)], "p"),
    ("zipmap", [seq(s("a"), s("b")), TEXTS], "{a = texts[0], b = texts[1]}"),
    ("chunklist", [seq(P, Q, s("x")), n(2)], '[[p, q], ["x"]]'),
    ("setproduct", [seq(s("a")), seq(P, Q)], '[["a", p], ["a", q]]'),
    ("transpose", [obj(k=guarded(s("a")))], '{a = ["k" if flag] if flag}'),
    # selection
    ("lookup", [obj(a=P), s("a")], "p"),
    ("lookup", [obj(a=UNKNOWN), s("b"), s("d")], '"d"'),
    ("lookup", [TLS, s("https"), s("d")], '(flag ? "y" : "d")'),
    ("lookup", [obj(a=s("1"), b=s("2")), P, s("d")], '(p == "a" ? "1" : (p == "b" ? "2" : "d"))'),
    ("contains", [seq(s("a"), s("b")), P], '(p == "a" or p == "b")'),
    ("contains", [guarded(s("a")), s("a")], "(flag)"),
    ("contains", [seq(UNKNOWN, s("a")), s("a")], "true"),
    ("contains", [seq(UNKNOWN), s("a")], "unknown"),
    ("contains", [TEXTS, s("a")], 'contains!(texts, "a")'),
    ("index", [seq(s("a"), P), s("a")], "0"),
    ("coalesce", [P, s("b")], '(p == "" ? "b" : p)'),
    ("coalesce", [MAYBE, ARN], '(maybe == null or maybe == "" ? arn : maybe)'),
    ("coalesce", [ARN, P], "arn"),
    ("coalesce", [NULL, s(""), P, s("x")], '(p == "" ? "x" : p)'),
    ("coalesce", [if_flag(ARN, NULL), s("x")], '(flag ? arn : "x")'),
    ("coalesce", [N, n(1)], "n"),
    ("coalescelist", [guarded(s("a")), seq(P)], '[p if not flag, "a" if flag]'),
    ("compact", [seq(P, s(""), ARN, if_flag(ARN, s("")))], '[p if not p == "", arn, arn if flag]'),
    ("distinct", [seq(P, s("x"), P)], '[p, "x" if not p == "x"]'),
    ("alltrue", [seq(FLAG)], "(flag)"),
    ("anytrue", [seq(FLAG, s("false"))], "(flag)"),
    # texts
    ("join", [s(","), seq(P, s("x"), N)], "<{p},x,{n}>"),
    ("join", [s(","), TEXTS], "join(,, texts)"),
    ("join", [s(","), guarded(s("a"), s("b"))], '(flag ? "a,b" : "")'),
    ("join", [s(","), call("split", [s(","), P], CONTEXT)], "p"),
    ("split", [s(","), P], "split(,, p)"),
    ("split", [s(","), if_flag(s("a,b"), s("c"))], '[(flag ? "a" : "c"), "b" if flag]'),
    ("format", [s("%s-%d-%v"), P, N, FLAG], "<{p}-{n}-{flag}>"),
    ("format", [s("a%05d"), N], 'format!("a%05d", n)'),
    ("format", [s("%s"), if_flag(s("a"), s("b"))], '(flag ? "a" : "b")'),
    ("format", [s("%v"), seq(P)], "json([p])"),
    ("formatlist", [s("%s-%s"), s("a"), seq(P, s("b"))], '[<a-{p}>, "a-b"]'),
    ("upper", [P], "upper!(p)"),
    ("upper", [if_flag(s("a"), s("b"))], '(flag ? "A" : "B")'),
    ("upper", [if_flag(s("a"), P)], '(flag ? "A" : upper!(p))'),
    ("upper", [NAME], '"WEB"'),
    ("upper", [UNKNOWN], "unknown"),
    ("startswith", [TEMPLATE, s("arn")], "true"),
    ("startswith", [TEMPLATE, s("x")], "false"),
    ("startswith", [TEMPLATE, s("arn:x")], 'startswith!(<arn:{p}-x>, "arn:x")'),
    ("startswith", [UNKNOWN, s("")], "true"),
    ("endswith", [TEMPLATE, s("-x")], "true"),
    ("strcontains", [TEMPLATE, s("rn")], "true"),
    ("trimprefix", [TEMPLATE, s("arn:")], "<{p}-x>"),
    ("trimsuffix", [concat([P, s(".fifo")]), s(".fifo")], "p"),
    ("trimsuffix", [ARN, s(":*")], "arn"),
    ("trimsuffix", [ARN, s("*")], 'trimsuffix!(arn, "*")'),
    ("format", [concat([s("arn:"), PARTITION, s(":sns:%s:")]), P], "<arn:{partition}:sns:{p}:>"),
    ("format", [concat([Q, s(":%s")]), P], "format!(<{q}:%s>, p)"),
    ("toset", [Apply("sort", (seq(ARN, P),), ListType(STRING))], "[arn, p]"),
    ("trimsuffix", [P, s(".fifo")], 'trimsuffix!(p, ".fifo")'),
    ("substr", [TEMPLATE, n(0), n(3)], '"arn"'),
    ("replace", [if_flag(s("a.b"), s("c")), s("."), s("-")], '(flag ? "a-b" : "c")'),
    ("replace", [concat([s("*.x."), P]), s("*."), s("")], '<x.{replace!(p, "*.", "")}>'),
    ("replace", [concat([P, Q]), s("."), s("-")], '<{replace!(p, ".", "-")}{replace!(q, ".", "-")}>'),
    ("replace", [concat([P, Q]), s("*."), s("-")], 'replace!(<{p}{q}>, "*.", "-")'),
    ("replace", [concat([s("x*"), P]), s("*."), s("")], 'replace!(<x*{p}>, "*.", "")'),
    ("replace", [concat([P, s(".x")]), s("*."), s("")], 'replace!(<{p}.x>, "*.", "")'),
    ("replace", [concat([P, s("b"), Q]), s("abc"), s("")], 'replace!(<{p}b{q}>, "abc", "")'),
    ("replace", [concat([s("a1"), P]), s("/[0-9]/"), s("")], 'replace!(<a1{p}>, "/[0-9]/", "")'),
    ("sort", [seq(if_flag(s("b"), s("c")), s("a"))], '["a", (flag ? "b" : "c")]'),
    # encodings
    ("jsonencode", [obj(a=P, b=n(1))], "json({a = p, b = 1})"),
    ("jsonencode", [seq(TEXTS)], "json([[texts[0], texts[1]]])"),
    ("jsonencode", [TLS], 'json({https = "y" if flag})'),
    ("upper", [call("jsonencode", [TLS], CONTEXT)], '(flag ? "{\\"HTTPS\\":\\"Y\\"}" : "{}")'),
    ("jsonencode", [obj(a=if_flag(s("1"), P))], 'json({a = (flag ? "1" : p)})'),
    ("jsonencode", [obj(a=UNKNOWN)], "unknown"),
    ("jsondecode", [call("jsonencode", [obj(a=P)], CONTEXT)], "{a = p}"),
    ("base64encode", [TEMPLATE], "base64(<arn:{p}-x>)"),
    ("base64decode", [call("base64encode", [P], CONTEXT)], "p"),
    # networks
    ("cidrsubnet", [P, n(8), n(2)], "cidr(p, 8, 2)"),
    ("cidrsubnet", [call("cidrsubnet", [P, n(8), n(2)], CONTEXT), n(4), n(3)], "cidr(p, 12, 35)"),
    ("cidrsubnet", [P, N, n(2)], "cidrsubnet!(p, n, 2)"),
    ("cidrhost", [P, n(1)], "cidrhost!(p, 1)"),
    # conversions and sets
    ("tostring", [N], "<{n}>"),
    ("tonumber", [if_flag(s("1"), s("2"))], "(flag ? 1 : 2)"),
    ("toset", [TEXTS], "toset!(texts)"),
    ("tomap", [TLS], '{https = "y" if flag}'),
    ("setunion", [guarded(s("a")), seq(s("b"))], '["a" if flag, "b"]'),
    ("setintersection", [seq(s("a"), s("b")), guarded(s("b"))], '["b" if flag]'),
    ("setsubtract", [seq(s("a"), s("b")), guarded(s("b"))], '["a", "b" if not flag]'),
    ("min", [N, n(3)], "min!(n, 3)"),
    ("max", [if_flag(n(1), n(5)), n(3)], "(flag ? 3 : 5)"),
    ("range", [N], "range!(n)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "result"), RESULTS)
def test_result(name: str, arguments: list[Value], result: str) -> None:
    assert short(call(name, arguments, CONTEXT)) == result


FAILING_BRANCHES: list[tuple[str, list[Value], str]] = [
    ("lookup", [TLS, s("https")], '(flag ? "y" : fails: Call to function "lookup" failed: '),
    ("lookup", [obj(a=s("1")), P], '(p == "a" ? "1" : fails: Call to function "lookup" failed: '),
    ("tonumber", [if_flag(s("1"), s("x"))], '(flag ? 1 : fails: Invalid value for "v" parameter: '),
    ("index", [seq(s("a")), P], '(p == "a" ? 0 : fails: Call to function "index" failed: '),
    ("coalesce", [P], '(p == "" ? fails: Call to function "coalesce" failed: '),
    ("element", [guarded(s("a")), n(0)], '(flag ? "a" : fails: '),
    ("one", [Sequence("tuple", (*seq(P).items, *guarded(Q).items))], "(flag ? fails: "),
    ("upper", [if_flag(s("a"), NULL)], '(flag ? "A" : fails: Invalid value for "str" parameter: argument must not be '),
]


@pytest.mark.parametrize(("name", "arguments", "start"), FAILING_BRANCHES)
def test_a_failing_branch_is_a_leaf(name: str, arguments: list[Value], start: str) -> None:
    assert short(call(name, arguments, CONTEXT)).startswith(start)


ERRORS: list[tuple[str, list[Value], int | None, str]] = [
    ("mrge", [], None, 'There is no function named "mrge". Did you mean "merge"?'),
    ("upper", [], None, 'Function "upper" expects 1 argument. Missing value for "str".'),
    ("upper", [P, P], 1, 'Function "upper" expects only 1 argument.'),
    ("upper", [obj()], 0, 'Invalid value for "str" parameter: string required, but have object.'),
    ("upper", [NULL], 0, 'Invalid value for "str" parameter: argument must not be null.'),
    ("upper", [if_flag(obj(), seq())], 0, 'Invalid value for "str" parameter: string required, but have tuple.'),
    ("lookup", [obj(), s("a")], 0, 'Invalid value for "inputMap" parameter: the given object has no attribute "a".'),
    ("join", [s(",")], None, 'Call to function "join" failed: at least one list is required.'),
]


@pytest.mark.parametrize(("name", "arguments", "argument", "message"), ERRORS)
def test_error(name: str, arguments: list[Value], argument: int | None, message: str) -> None:
    with pytest.raises(FunctionError) as raised:
        call(name, arguments, CONTEXT)
    assert raised.value.detail == message
    assert raised.value.argument == argument


def test_marks() -> None:
    assert call("upper", [mark(P)], CONTEXT).sensitive
    assert call("join", [s(","), seq(mark(P))], CONTEXT).sensitive
    merged = call("merge", [obj(a=mark(P)), obj(b=Q)], CONTEXT)
    assert isinstance(merged, Mapping)
    assert not merged.sensitive
    assert [e.value.sensitive for e in merged.entries] == [True, False]
    assert not call("nonsensitive", [mark(P)], CONTEXT).sensitive


def _under_flags(count: int) -> Sequence:
    """A list of so many elements, each of which exists under a flag of its own."""
    flags = [Atom(Parameter(f"f{number}", BOOL), TRUE) for number in range(count)]
    return Sequence("list", tuple(Item(s(f"v{number}"), flag) for number, flag in enumerate(flags)))


def test_many_guarded_elements_stay_in_a_joined_text() -> None:
    assert isinstance(call("join", [s(","), _under_flags(4)], CONTEXT), Choice)
    many = call("join", [s(","), _under_flags(20)], CONTEXT)
    assert many == Join(",", _under_flags(20))
    assert short(call("upper", [many], CONTEXT)).startswith("upper!(join(,, [")


def test_a_joined_text_is_split_where_its_letters_count() -> None:
    many = call("join", [s(","), _under_flags(5)], CONTEXT)
    assert isinstance(many, Join)
    upper = call("upper", [many], CONTEXT)
    assert {v.text for v in walk(upper) if isinstance(v, String)} >= {"", "V0", "V1,V4", "V0,V1,V2,V3,V4"}
    same = equal(concat([s("x"), many]), s("xv1,v4"))
    assert same != FALSE
    formula = equal(concat([s("x"), call("join", [s(","), _under_flags(5)], CONTEXT)]), s("v"))
    assert formula == FALSE


def test_a_call_is_computed_outside_once() -> None:
    elements = _under_flags(5).items
    joined = Join(",", Sequence("list", (*elements, Item(P, ALWAYS))))
    assert call("upper", [joined], CONTEXT) == Apply("upper", (joined,), STRING)
    assert short(call("upper", [if_flag(P, Q)], CONTEXT)) == "upper!((flag ? p : q))"
    assert short(call("upper", [if_flag(P, s("x"))], CONTEXT)) == '(flag ? upper!(p) : "X")'


def test_an_assumption_decides() -> None:
    assert short(call("length", [guarded(s("a"))], CONTEXT)) == "(flag ? 1 : 0)"
    assert short(call("upper", [if_flag(s("a"), NULL)], CallContext(assumption=IF))) == '"A"'


def test_residual_keys_are_compared() -> None:
    mapping = Mapping("object", (Entry("example.com", s("v"), ALWAYS, P),))
    assert short(call("lookup", [mapping, P, s("d")], CONTEXT)) == '"v"'
    assert short(call("keys", [mapping], CONTEXT)) == "[p]"


def test_the_table_names_itself() -> None:
    assert len(FUNCTIONS) == 116
    assert all(name == function.name for name, function in FUNCTIONS.items())
    assert {"try", "can"}.isdisjoint(FUNCTIONS)


def test_unknown_results_have_a_type_and_a_reason() -> None:
    result = call("length", [Unknown(ListType(STRING), "why")], CONTEXT)
    assert result == Unknown(NUMBER, "why", not_null=True)
    assert short(call("upper", [DNS], CONTEXT)) == "upper!(dns_name)"
