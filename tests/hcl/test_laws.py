"""What holds for every expression."""

from hypothesis import given, settings, strategies as st

from converter.findings import FindingError
from converter.hcl import parse_expression, parse_file_leniently, parse_template, unparse
from tests.hcl.trees import without_spans

names = st.sampled_from(["a", "b-c", "var", "each", "é", "_x", "if", "in", "for_each", "nullable"])
characters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=6)
quoted_text = characters.map(
    lambda text: (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("${", "$${").replace("%{", "%%{")
    )
).filter(lambda text: not text.endswith(("$", "%")))
scalars = st.one_of(
    names,
    st.integers(0, 10**30).map(str),
    st.decimals(0, 1000, places=3).map(str),
    st.sampled_from(["true", "false", "null", "{}", "[]", '""', "1e3"]),
    quoted_text.map(lambda text: f'"{text}"'),
)
binary = st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operand = inner.map(lambda text: f"({text})")
    steps = st.lists(
        st.one_of(
            st.sampled_from([".x", ".0", "[*]", ".*", ".for"]),
            inner.map(lambda text: f"[{text}]"),
        ),
        max_size=4,
    ).map("".join)
    return st.one_of(
        operand,
        st.builds("{} {} {}".format, inner, binary, inner),
        st.builds("{} ? {} : {}".format, inner, inner, inner),
        st.builds("{}{}".format, st.sampled_from(["-", "!"]), inner),
        st.builds("{}{}".format, st.one_of(names, operand), steps),
        st.builds("{}({})".format, names, st.lists(inner, max_size=3).map(", ".join)),
        st.builds("core::f({}...)".format, inner),
        st.lists(inner, max_size=3).map(", ".join).map("[{}]".format),
        st.builds("{{ {} = {}, ({}) = {} }}".format, names.filter(lambda n: n != "for"), inner, inner, inner),
        st.builds("[for {}, v in {} : {} if {}]".format, names, inner, inner, inner),
        st.builds("{{for v in {} : {} => {}...}}".format, inner, inner, inner),
        st.builds('"{}${{{}}}{}"'.format, quoted_text, inner, quoted_text),
        st.builds('"%{{ if {} ~}} {}${{{}}}%{{ else }}x%{{ endif }}"'.format, inner, quoted_text, inner),
        st.builds('"%{{ for k, v in {} }}${{{}}}%{{ endfor ~}} y"'.format, inner, inner),
    )


expressions = st.recursive(scalars, _larger, max_leaves=12)


@given(expressions)
@settings(max_examples=400, deadline=None)
def test_unparsing_and_parsing_again_gives_the_same_tree(text: str) -> None:
    try:
        tree = parse_expression(text)
    except FindingError as error:
        wrong = {finding.summary for finding in error.findings}
    else:
        assert without_spans(parse_expression(unparse(tree))) == without_spans(tree)
        wrong = set()
    # some generated texts are wrong in just these ways
    assert wrong <= {"nested splat expression", "two legacy indexes in a row"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_tree_or_findings(text: str) -> None:
    tree, findings = parse_file_leniently(text, "x.tf")
    assert tree.path == "x.tf"
    assert all(f.subject and f.detail for f in findings)


SYMBOLS = [*'ab1 \n"{}[]()=,.:?$%~<>-!&|#/*\\', "${", "%{ if a }", "<<E\n", "\nE\n"]


@given(st.lists(st.sampled_from(SYMBOLS), max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_sequence_of_symbols_gives_a_tree_or_findings(pieces: list[str]) -> None:
    _, findings = parse_file_leniently("".join(pieces), "x.tf")
    assert all(f.subject and f.detail for f in findings)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_text_without_sequences_is_its_own_template(text: str) -> None:
    if "${" not in text and "%{" not in text:
        template = parse_template(text)
        assert getattr(template, "value", None) == text.removeprefix("\ufeff")
