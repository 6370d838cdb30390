"""hypothesis strategies for templates: any the model can say, and ones that resolve."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from converter.cloudformation import model as m

logical_ids = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True)
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(
        [
            "yes",
            "No",
            "012",
            "1e3",
            "1.0",
            "1_000",
            "0x1F",
            "12:30",
            "2012-10-17",
            "1.2.3",
            "~",
            "null",
            "=",
            "<<",
            "- a",
            "a: b",
            "a #b",
            "key:",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "`x",
            "|",
            ">",
            "? x",
            "[a]",
            "{a}",
            "a,b",
            "",
            " ",
            "\n",
            "${A}",
            "${!A}",
            "${",
            "$",
            "$${A}",
            "${a b}",
            "a\nb\n",
            "a\n\nb",
            "a\n",
            "\na",
            "  a\nb",
            "a \nb",
            "\ta\nb",
            "a\r\nb",
            "é",
            "😀",
            "\x85",
            "a\x85b",
            "\u2028",
            "'",
            '"',
            "\\",
            "a\\nb",
            "Y",
            "n",
            "-1",
            "+1",
            ".5",
            "1.",
        ]
    ),
)
keys = st.one_of(logical_ids, texts).filter(lambda k: k != "Ref" and not k.startswith("Fn::"))
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).filter(lambda d: d != d.to_integral_value()),
    st.sampled_from([Decimal("0.1"), Decimal("1E+3"), 0]),
)
scalars: st.SearchStrategy[m.Node] = st.one_of(texts, numbers, st.booleans())
refs = st.builds(m.Ref, st.one_of(logical_ids, st.sampled_from(["AWS::Region", "AWS::NoValue"])))
get_atts = st.builds(m.GetAtt, logical_ids, st.from_regex(r"[A-Za-z]{1,5}(\.[A-Za-z]{1,5})?", fullmatch=True))


def _extend(inner: st.SearchStrategy[m.Node]) -> st.SearchStrategy[m.Node]:
    lists = st.lists(inner, max_size=3).map(tuple)
    objects = st.dictionaries(keys, inner, max_size=3).map(m.Object.of)
    return st.one_of(
        lists,
        objects,
        st.builds(m.Sub, st.lists(st.one_of(texts, refs, get_atts, inner), max_size=4).map(tuple)),
        st.builds(m.Join, texts, st.one_of(lists, inner)),
        st.builds(m.Select, st.one_of(st.integers(0, 5), refs), inner),
        st.builds(m.Split, texts, inner),
        st.builds(m.If, logical_ids, inner, inner),
        st.builds(m.FindInMap, inner, inner, inner),
        st.builds(m.GetAZs, inner),
        st.builds(m.Cidr, inner, st.one_of(st.integers(1, 9), refs), st.one_of(st.integers(1, 9), refs)),
        st.builds(m.Base64, inner),
        st.builds(m.ImportValue, inner),
        st.builds(m.ToJsonString, inner),
        st.builds(m.Length, inner),
    )


nodes: st.SearchStrategy[m.Node] = st.recursive(st.one_of(scalars, refs, get_atts), _extend, max_leaves=8)
objects = st.dictionaries(keys, nodes, max_size=3).map(m.Object.of)


def _conditions(leaf: st.SearchStrategy[m.ConditionExpression]) -> st.SearchStrategy[m.ConditionExpression]:
    def extend(inner: st.SearchStrategy[m.ConditionExpression]) -> st.SearchStrategy[m.ConditionExpression]:
        many = st.lists(inner, min_size=1, max_size=13).map(tuple)
        return st.one_of(st.builds(m.Not, inner), st.builds(m.And, many), st.builds(m.Or, many))

    return st.recursive(leaf, extend, max_leaves=6)


equals = st.builds(m.Equals, nodes, nodes)
conditions = _conditions(st.one_of(equals, st.builds(m.ConditionRef, logical_ids)))
rule_expressions = _conditions(
    st.one_of(
        equals,
        st.builds(m.RuleContains, st.lists(nodes, max_size=3).map(tuple), nodes),
        st.builds(m.RuleEachMember, st.sampled_from(("EachMemberIn", "EachMemberEquals")), nodes, nodes),
    )
)
constants = st.one_of(texts, numbers)
optional_numbers = st.one_of(st.none(), st.integers(0, 100))
comments = st.sampled_from(["", "a comment", "two\nlines: here", "# hash", "-"])
parameters = st.builds(
    m.Parameter,
    type=st.sampled_from(["String", "Number", "CommaDelimitedList"]),
    description=texts,
    default=st.one_of(st.none(), constants),
    no_echo=st.booleans(),
    allowed_values=st.lists(constants, max_size=3).map(tuple),
    allowed_pattern=st.one_of(st.none(), texts),
    min_length=optional_numbers,
    max_value=optional_numbers,
    constraint_description=texts,
    comment=comments,
)
assertions = st.builds(m.Assertion, test=rule_expressions, description=texts)
rules = st.builds(
    m.Rule, assertions=st.lists(assertions, max_size=2).map(tuple), condition=st.one_of(st.none(), rule_expressions)
)
names = st.one_of(st.none(), logical_ids)
resources = st.builds(
    m.Resource,
    type=st.sampled_from(["AWS::SNS::Topic", "Custom::X"]),
    properties=objects,
    condition=names,
    depends_on=st.lists(logical_ids, max_size=2).map(tuple),
    deletion_policy=st.sampled_from([None, "Retain"]),
    creation_policy=objects,
    update_policy=objects,
    metadata=objects,
    comment=comments,
)
outputs = st.builds(
    m.Output, value=nodes, description=texts, export_name=st.one_of(st.none(), nodes), condition=names, comment=comments
)
templates = st.builds(
    m.Template,
    description=texts,
    metadata=objects,
    parameters=st.dictionaries(keys, parameters, max_size=2),
    rules=st.dictionaries(keys, rules, max_size=2),
    mappings=st.dictionaries(keys, objects, max_size=2),
    conditions=st.dictionaries(keys, conditions, max_size=2),
    resources=st.dictionaries(keys, resources, min_size=1, max_size=2),
    outputs=st.dictionaries(keys, outputs, max_size=2),
    comment=comments,
)
