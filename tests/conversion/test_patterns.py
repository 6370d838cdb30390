"""Patterns of parameters: they match what Terraform's regular expressions are found in, and nothing else."""

from __future__ import annotations

import pytest
import re2
import regex

from converter.conversion.patterns import UntranslatableError, all_of, quoted, translated

TEXTS = (
    "",
    "a",
    "b",
    "ab",
    "abc",
    "Abc",
    "a.b",
    "a-b",
    "a b",
    "a\nb",
    "a\n",
    "\n",
    "x]y",
    "1",
    "12",
    "123",
    "a1",
    "1a",
    "_",
    "a\tb",
    "{",
    "a{2}",
    "aa",
    "aaa",
    "$",
    "^",
    "a$",
    "a|b",
    "(a)",
    "é",
    "arn:aws:sns:x",
    "a\\b",
    "a\rb",
    "zab",
    "abz",
)
PATTERNS = (
    "",
    "a",
    "^a",
    "a$",
    r"\D",
    r"^\W$",
    "^a$",
    "^a|b$",
    "^(a|b)$",
    "^[a-z]+$",
    "^[^a-z]",
    "[[:alpha:]]+[[:digit:]]",
    r"^\d{1,2}$",
    r"\s",
    r"\S+",
    r"a[\s-]b",
    "a.b",
    "^.$",
    "^a{2}$",
    "^a{2,}$",
    "^(?:ab)+?c?$",
    r"\.",
    r"^[\w.-]+$",
    r"\Aa",
    r"a\z",
    r"\$",
    r"^\^$",
    "^(?P<x>a)b",
    r"a\|b",
    r"^\{$",
    r"x\]y",
    "a||b",
    "^$",
    "b|",
    r"[\d_]",
    "(a|b)c*?",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_translated_pattern_matches_the_same_texts(pattern: str) -> None:
    wanted = [text for text in TEXTS if re2.search(pattern, text)]
    assert [text for text in TEXTS if regex.fullmatch(translated(pattern), text)] == wanted


@pytest.mark.parametrize(
    "pattern", ["(?i)a", r"\bword", r"\pL", "a{", "[]a]", "[a&&b]", "[[a]", "a^b", "(a$|b)", r"\Qa\E", r"[\S]"]
)
def test_what_java_reads_otherwise_is_refused(pattern: str) -> None:
    with pytest.raises(UntranslatableError):
        translated(pattern)


@pytest.mark.parametrize("text", TEXTS)
def test_a_quoted_text_matches_itself_alone(text: str) -> None:
    assert [other for other in TEXTS if regex.fullmatch(quoted(text), other)] == [text]


def test_all_of_several_patterns() -> None:
    both = all_of(r"[\s\S]{2,}", "a[\\s\\S]*", "a[\\s\\S]*")
    assert [text for text in TEXTS if regex.fullmatch(both, text)] == [
        text for text in TEXTS if len(text) >= 2 and text.startswith("a")
    ]
