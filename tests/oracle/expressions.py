"""Draws expressions, well typed as a rule and ill typed at times, for the comparison with a live Terraform."""

from __future__ import annotations

from hypothesis import strategies as st

_TEXTS = (
    "",
    "a",
    "b",
    "A b",
    "1",
    "01",
    "1.5",
    "true",
    "é",
    "e\\u0301",
    "a,b,,c",
    "x\\ny",
    "$${a}",
    "<&>",
    "10.0.0.0/16",
)
_NUMBERS = ("0", "1", "2", "-1", "0.1", "1.5", "3", "10", "1e3", "100")
_KEYS = ("a", "b", "c", "k1")
_KINDS = ("text", "number", "bool", "list", "map", "any")

Expressions = st.SearchStrategy[str]


def _one_of(*choices: Expressions) -> Expressions:
    return st.one_of(*choices)


def _seldom(seldom: Expressions, otherwise: Expressions) -> Expressions:
    return st.integers(0, 24).flatmap(lambda number: seldom if number == 7 else otherwise)


def _call(name: str, *arguments: Expressions) -> Expressions:
    return st.tuples(*arguments).map(lambda given: f"{name}({', '.join(given)})")


def _form(template: str, *parts: Expressions) -> Expressions:
    return st.tuples(*parts).map(lambda given: template.format(*given))


def _quoted(text: str) -> str:
    return f'"{text}"'


def _collection(inner: Expressions) -> Expressions:
    items = st.lists(inner, max_size=3)
    return _one_of(
        items.map(lambda given: f"[{', '.join(given)}]"),
        items.map(lambda given: f"tolist([{', '.join(given)}])"),
        items.map(lambda given: f"toset([{', '.join(given)}])"),
    )


def _object(inner: Expressions) -> Expressions:
    entries = st.dictionaries(st.sampled_from(_KEYS), inner, max_size=3)
    text = entries.map(lambda given: "{" + ", ".join(f"{k} = {v}" for k, v in given.items()) + "}")
    return _one_of(text, text.map(lambda given: f"tomap({given})"))


_LEAVES: dict[str, Expressions] = {
    "text": _one_of(st.sampled_from(_TEXTS).map(_quoted), st.sampled_from(("local.string", "var.text", "null"))),
    "number": _one_of(st.sampled_from(_NUMBERS), st.just("local.number")),
    "bool": st.sampled_from(("true", "false", "local.bool")),
    "list": st.sampled_from(("[]", "var.list", "local.tuple", "local.set", '["a", "b"]', "[1, 2, 3]", "null")),
    "map": st.sampled_from(("{}", "local.map", "local.object", "{ a = 1 }", "var.services")),
}
_LEAVES["any"] = _one_of(*_LEAVES.values())


def _grown(kind: str, of: dict[str, Expressions]) -> Expressions:
    """Expressions of a kind, one level deeper."""
    text, number, truth, items, entries, anything = (of[k] for k in _KINDS)
    index = _one_of(number, text)
    forms: dict[str, Expressions] = {
        "text": _one_of(
            _form('"${{{}}}-${{{}}}"', anything, text),
            _form('"%{{ if {} }}${{{}}}%{{ else }}-%{{ endif }}"', truth, text),
            _form('"%{{ for x in {} }}${{x}},%{{ endfor }}"', items),
            _call("upper", text),
            _call("title", text),
            _call("replace", text, text, text),
            _call("substr", text, number, number),
            _call("trim", text, text),
            _call("join", text, items),
            _call("tostring", anything),
            _call("jsonencode", anything),
            _call("yamlencode", anything),
            _call("format", st.sampled_from(('"%s"', '"%v"', '"%q"', '"%#v"')), anything),
            _call("format", st.sampled_from(('"%d"', '"%05.2f"', '"%x"', '"%g"', '"%-6s|"')), number),
            _call("coalesce", text, text),
            _call("md5", text),
            _call("base64encode", text),
            _call("strrev", text),
            _call("element", items, _call("abs", number)),  # from the end is an accepted difference
            _form("{}[{}]", items, index),
            _form("{}.a", entries),
            _call("one", items),
            _call("regex", st.sampled_from(('"[a-z]+"', '"(.)(.)"', '"^$"', '"\\\\d"')), text),
            _call("urlencode", text),
        ),
        "number": _one_of(
            _form("({} {} {})", number, st.sampled_from("+-*/%"), number),
            _form("-{}", number),
            _call("length", anything),
            _call("max", number, number),
            _call("floor", number),
            _call("ceil", number),
            _call("abs", number),
            _call("tonumber", text),
            _call("sum", items),
            _call("index", items, anything),
            _call("signum", number),
            _call("parseint", text, st.sampled_from(("2", "10", "16", "36"))),
            _call("pow", number, st.sampled_from("0123")),
        ),
        "bool": _one_of(
            _form("({} {} {})", number, st.sampled_from(("<", "<=", ">", ">=")), number),
            _form("({} {} {})", anything, st.sampled_from(("==", "!=")), anything),
            _form("!{}", truth),
            _form("({} {} {})", truth, st.sampled_from(("&&", "||")), truth),
            _call("contains", items, anything),
            _call("can", anything),
            _call("alltrue", items),
            _call("startswith", text, text),
            _call("tobool", text),
            _call("issensitive", anything),
        ),
        "list": _one_of(
            _collection(anything),
            _collection(text),
            _form("[for x in {} : x]", _one_of(items, entries)),
            _form("[for k, v in {} : k if {}]", entries, truth),
            _form("[for x in {} : {}]", items, anything),
            _form("{}[*]", items),
            _form("{}[*].a", _collection(entries)),
            _call("concat", items, items),
            _call("flatten", items),
            _call("distinct", items),
            _call("reverse", items),
            _call("sort", items),
            _call("compact", items),
            _call("slice", items, number, number),
            _call("chunklist", items, number),
            _call("setunion", items, items),
            _call("setproduct", items, items),
            _call("keys", entries),
            _call("values", entries),
            _call("split", text, text),
            _call("tolist", items),
            _call("toset", items),
            _call("range", number),
            _call("coalescelist", items, items),
            _call("setsubtract", items, items),
        ),
        "map": _one_of(
            _object(anything),
            _object(text),
            _form("{{ for k, v in {} : k => v }}", entries),
            _form("{{ for x in {} : x => {} }}", items, anything),
            _form("{{ for x in {} : x => x... }}", items),
            _call("merge", entries, entries),
            _call("zipmap", items, items),
            _call("tomap", entries),
            _call("lookup", entries, text, anything),
            _call("transpose", entries),
        ),
    }
    if kind == "any":
        return _one_of(*forms.values())
    branch = of[kind]
    return _one_of(
        forms[kind],
        _form("({} ? {} : {})", truth, branch, branch),
        _form("try({}, {})", anything, branch),
        _form("({})", branch),
    )


def _levels(depth: int) -> dict[str, Expressions]:
    levels = _LEAVES
    for _ in range(depth):
        below = levels
        # An expression of another kind than is wanted now and then: what is refused must be refused alike.
        mixed = {k: _seldom(_LEAVES["any"], below[k]) for k in _KINDS}
        levels = {k: _one_of(_grown(k, mixed), below[k]) for k in _KINDS}
    return levels


def expressions(depth: int = 3) -> Expressions:
    """Expressions that refer to the known root, nested up to so deep."""
    return _levels(depth)["any"]
