"""What users read when a file is wrong."""

import pytest

from converter.findings import Finding
from converter.hcl import parse_file_leniently
from tests.hcl.cases import pairs

PAIRS = pairs("messages.txt")


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=range(len(PAIRS)))
def test_message(text: str, expected: str) -> None:
    findings = parse_file_leniently(text, "x.tf")[1]
    assert [_line(f) for f in findings] == [line.strip() for line in expected.split("\n")]


def _line(finding: Finding) -> str:
    assert finding.subject is not None
    start = finding.subject.start
    return f"{start.line}:{start.column} {finding.summary}: {finding.detail}"


def test_all_errors_of_a_file_are_reported() -> None:
    text = """
a {
  b = "\\x"
  b = [1 2]
}
c {
  d = 1
  d = "\\y"
  d = 'e'
}
f {
  g = "%{ if h }"
  g = 1
}
i = (
"""
    findings = parse_file_leniently(text, "x.tf")[1]
    assert [(f.subject.start.line, f.summary) for f in findings if f.subject] == [
        (4, "missing comma between items"),
        (9, "single quotes are not valid"),
        (9, "single quotes are not valid"),
        (12, "if directive is not closed"),
        (13, "argument g is set twice"),
        (15, "( is not closed"),
    ]


def test_the_sound_part_of_a_file_is_kept() -> None:
    tree, findings = parse_file_leniently("a = 1\nb = ]\nc {}\n", "x.tf")
    assert len(findings) == 1
    assert [a.name for a in tree.body.attributes] == ["a"]
    assert [b.type for b in tree.body.blocks] == ["c"]


def test_consequences_of_an_error_are_not_reported() -> None:
    findings = parse_file_leniently("a = <<E \n1 + 2\nfoo bar\nE\nb = 1\n", "x.tf")[1]
    assert [f.summary for f in findings] == ["invalid heredoc"]


def test_text_that_is_not_utf8() -> None:
    findings = parse_file_leniently(b'\xef\xbb\xbfa = 1\nb = "\xff"\n', "x.tf")[1]
    (finding,) = findings
    assert finding.summary == "file is not UTF-8"
    assert finding.subject is not None
    assert (finding.subject.start.line, finding.subject.start.column) == (2, 6)


def test_context_shows_the_bracket_around() -> None:
    (finding,) = parse_file_leniently("a = [\n  1,\n  2 3\n]\n", "x.tf")[1]
    assert finding.context is not None
    assert finding.context.start.line == 1
