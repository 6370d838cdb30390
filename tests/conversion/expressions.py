"""Draws expressions over variables that stay open, for the comparison of what they become with what they are."""

from __future__ import annotations

from hypothesis import strategies as st

FLAGS = ("f", "g", "h", "i", "j", "k", "m", "o")
"""More of them than what is made of their cases is written out for."""
VARIABLES = """
variable "s" {
  type    = string
  default = "abc"
}
variable "t" {
  type    = string
  default = ""
}
variable "u" {
  type    = string
  default = "x-y"
}
variable "n" {
  type    = number
  default = 3
}
variable "l" {
  type    = list(string)
  default = ["p", "q"]
}
locals {
  known   = { abc = "one", "x-y" = "two", z = "three" }
  object  = { a = var.s, b = var.f ? var.t : "none", c = "lit" }
  guarded = { for k, v in { one = var.f, two = var.g } : k => "${k}/${var.u}" if v }
  many    = { for k, v in { FLAGS } : k => "${k}.${var.t}" if v }
}
"""
for _number, _flag in enumerate(FLAGS):
    _default = "false" if _number % 2 else "true"
    VARIABLES += f'variable "{_flag}" {{\n  type    = bool\n  default = {_default}\n}}\n'
VARIABLES = VARIABLES.replace("FLAGS", ", ".join(f"{flag} = var.{flag}" for flag in FLAGS))
TEXTS = (
    "", "a", "abc", "x-y", "p", "q", "one", "A b", "a,b", 'say "hi"', "back\\slash", "new\nline", "é", "true", "1",
    "01", "${x}", "-a-", "z", "lit",
)  # fmt: skip
"""Values to try; ``<`` is not among them: JSON text may write it in two ways."""
NUMBERS = ("0", "1", "2", "3", "-1", "10", "1.5")
ELEMENTS = ("p", "q", "a", "abc", "1", 'w"q', "x-y")

Expressions = st.SearchStrategy[str]


def _call(name: str, *arguments: Expressions) -> Expressions:
    return st.tuples(*arguments).map(lambda given: f"{name}({', '.join(given)})")


def _form(template: str, *parts: Expressions) -> Expressions:
    return st.tuples(*parts).map(lambda given: template.format(*given))


_LEAVES: dict[str, Expressions] = {
    "text": st.sampled_from(("var.s", "var.t", "var.u", '"lit"', '""', '"a,b"', "local.object.a", "local.object.b")),
    "truth": st.sampled_from(("var.f", "var.g", "true", "false")),
    "number": st.sampled_from(("var.n", "0", "1", "2")),
    "list": st.sampled_from(
        (
            "var.l",
            '["k"]',
            "[var.s, var.t]",
            "[]",
            "keys(local.guarded)",
            "values(local.guarded)",
            "keys(local.many)",
            "values(local.many)",
        )
    ),
    "map": st.sampled_from(("local.object", "local.known", "local.guarded", "local.many", "{}")),
}


def _grown(of: dict[str, Expressions]) -> dict[str, Expressions]:
    """Expressions of each kind, one level deeper."""
    text, truth, number, items, entries = (of[kind] for kind in ("text", "truth", "number", "list", "map"))
    some = st.one_of
    return {
        "text": some(
            text,
            _form('"${{{}}}-${{{}}}"', text, text),
            _form('"${{{}}}"', some(number, truth)),
            _form('"%{{ if {} }}${{{}}}%{{ endif }}x"', truth, text),
            _form("({} ? {} : {})", truth, text, text),
            _form("(length({}) > 0 ? {} : {})", items, _form("{}[0]", items), text),
            _form("try({}, {})", _form("{}[{}]", items, number), text),
            _form("{}[0]", items),
            _form("element({}, {})", items, number),
            _form("lookup({}, {}, {})", entries, text, text),
            _form("one([for x in {} : x if x == {}])", items, text),
            _form('split("-", {})[0]', text),
            _call("upper", text),
            _call("title", text),
            _call("trimspace", text),
            _call("md5", text),
            _call("base64encode", text),
            _call("tostring", some(number, truth)),
            _call("join", st.sampled_from(('","', '"-"')), items),
            _call("format", st.just('"%s:%s"'), text, text),
            _call("jsonencode", some(text, items, entries, truth, number)),
            _call("coalesce", text, text, st.just('"c"')),
            _call("replace", text, st.sampled_from(('"a"', '"-"')), text),
            _call("substr", text, st.just("0"), st.sampled_from(("1", "2"))),
            _call("trimprefix", text, st.sampled_from(('"a"', '"x-"'))),
        ),
        "truth": some(
            truth,
            _form("({} == {})", text, text),
            _form("({} != {})", text, st.sampled_from(('""', '"abc"', '"x-y"'))),
            _form("!{}", truth),
            _form("({} {} {})", truth, st.sampled_from(("&&", "||")), truth),
            _form("({} {} {})", number, st.sampled_from(("==", ">")), number),
            _form("contains({}, {})", items, text),
            _form("contains(keys({}), {})", entries, text),
            _form("(length({}) > {})", items, number),
            _form("({} == null)", text),
            _call("can", _form("{}[{}]", items, number)),
            _call("startswith", text, st.just('"a"')),
            _call("alltrue", _form("[{}, {}]", truth, truth)),
        ),
        "number": some(
            number,
            _call("length", some(items, text, entries)),
            _form("({} ? {} : {})", truth, number, number),
            _form("({} {} {})", number, st.sampled_from("+*-"), number),
            _call("max", number, number),
            _form("index({}, {})", items, text),
        ),
        "list": some(
            items,
            _form("[{}, {}]", text, text),
            _form("concat({}, {})", items, items),
            _form("({} ? {} : {})", truth, items, items),
            _form('[for x in {} : "${{x}}!"]', items),
            _form("[for x in {} : x if x != {}]", items, text),
            _form('[for k, v in {} : "${{k}}=${{v}}"]', entries),
            _form("compact([{}, {}, {}])", text, text, text),
            _form("flatten([{}, [{}]])", items, text),
            _form("tolist(toset({}))", items),
            _form("tolist(setsubtract({}, [{}]))", items, text),
            _form("slice({}, 0, 1)", items),
            _form('split(",", {})', text),
            _call("distinct", items),
            _call("keys", entries),
            _call("reverse", items),
            _call("sort", items),
        ),
        "map": some(
            entries,
            _form("{{ a = {}, b = {} }}", text, text),
            _form("merge({}, {})", entries, entries),
            _form('{{ for k, v in {} : k => "${{v}}?" }}', entries),
            _form("{{ for k, v in {} : k => v if v != {} }}", entries, text),
            _form("({} ? {} : {{}})", truth, entries),
            _form('zipmap(["y", "z"], [{}, {}])', text, text),
        ),
    }


def texts(depth: int = 3) -> Expressions:
    """Expressions whose value is a text, nested up to so deep."""
    levels = _LEAVES
    for _ in range(depth):
        levels = _grown(levels)
    return st.one_of(levels["text"], _call("jsonencode", levels["list"]), _call("jsonencode", levels["map"]))


ASSIGNMENTS = st.fixed_dictionaries(
    {
        "s": st.sampled_from(TEXTS),
        "t": st.sampled_from(TEXTS),
        "u": st.sampled_from(TEXTS),
        "n": st.sampled_from(NUMBERS),
        **{flag: st.booleans() for flag in FLAGS},
        "l": st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=3),
    }
)
"""Values of the variables."""
