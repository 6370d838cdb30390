"""Comments above items go with the items; all comments are kept with the file."""

import pytest

from converter.hcl import parse_file


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("a = 1\n", ""),
        ("# one\na = 1\n", "one"),
        ("// one\na = 1\n", "one"),
        ("# one\n// two\n#three\na = 1\n", "one\ntwo\nthree"),
        ("## one\n#   indented\na = 1\n", "one\n  indented"),
        ("/* one */\na = 1\n", "one"),
        ("/*\n * one\n * two\n */\na = 1\n", "one\ntwo"),
        ("/* one */ a = 1\n", ""),
        ("# one\n\na = 1\n", ""),
        ("# one\n\n# two\na = 1\n", "two"),
        ("b = 2 # not of a\na = 1\n", ""),
        ("a = 1 # beside\n", ""),
        ("# one\r\na = 1\r\n", "one"),
    ],
)
def test_comment_above_an_argument(text: str, comment: str) -> None:
    body = parse_file(text, "x.tf").body
    (attribute,) = (a for a in body.attributes if a.name == "a")
    assert attribute.comment == comment


def test_comment_above_a_block() -> None:
    body = parse_file('# outer\na "b" {\n  # inner\n  c {}\n\n  # last\n  d = 1\n}\n', "x.tf").body
    (outer,) = body.blocks
    assert outer.comment == "outer"
    assert outer.body.blocks[0].comment == "inner"
    assert outer.body.attributes[0].comment == "last"


def test_all_comments_of_a_file() -> None:
    tree = parse_file('a = 1 # x\nb = "# no" // y\n/* z */\nc = <<E\n# no\nE\n', "x.tf")
    assert [(c.span.start.line, c.text) for c in tree.comments] == [(1, "x"), (2, "y"), (3, "z")]
