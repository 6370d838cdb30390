"""Whole files: what is right, what is wrong, and that Terraform says the same."""

import random
import re
from pathlib import Path

import pytest

from converter.findings import FindingError
from converter.hcl import parse_file, parse_file_leniently
from tests.hcl.cases import pairs, snippets
from tests.hcl.terraform_fmt import MISSING, accepted
from tests.hcl.trees import sexpr

VALID = snippets("bodies_valid.txt")
INVALID = snippets("bodies_invalid.txt")
TREES = pairs("bodies.txt")

needs_terraform = pytest.mark.skipif(MISSING is not None, reason=MISSING or "")


@pytest.mark.parametrize("text", VALID, ids=range(len(VALID)))
def test_valid(text: str) -> None:
    assert parse_file_leniently(text, "x.tf")[1] == ()


@pytest.mark.parametrize("text", INVALID, ids=range(len(INVALID)))
def test_invalid(text: str) -> None:
    with pytest.raises(FindingError) as caught:
        parse_file(text, "x.tf")
    for finding in caught.value.findings:
        assert finding.id in {"hcl-syntax", "hcl-duplicate-attribute", "hcl-invalid-escape"}
        assert finding.summary
        assert finding.detail
        assert not re.search(r"\w\.$", finding.summary)
        assert finding.subject is not None
        assert finding.subject.start <= finding.subject.end


@pytest.mark.parametrize(("text", "expected"), TREES, ids=range(len(TREES)))
def test_tree(text: str, expected: str) -> None:
    assert sexpr(parse_file(text, "x.tf").body) == expected


def test_comments_in_a_row_do_not_multiply_the_work() -> None:
    assert parse_file_leniently("a = {" + "/* x */ " * 2000 + "x = 1}\n", "x.tf")[1] == ()


@needs_terraform
def test_terraform_agrees(tmp_path: Path) -> None:
    texts = VALID + INVALID
    judged = accepted(texts, tmp_path)
    wrong = [text for text, ok in zip(texts, judged, strict=True) if ok is not (text in VALID)]
    assert wrong == []


@needs_terraform
def test_terraform_agrees_on_mutations(tmp_path: Path) -> None:
    """Snippets with a few pieces deleted, doubled, swapped or thrown in from elsewhere."""
    chosen = random.Random(7)  # noqa: S311 - reproducible, not secret
    corpus = VALID * 3 + INVALID
    texts = sorted({_mutated(chosen, corpus) for _ in range(3000)})
    judged = accepted(texts, tmp_path)
    differing = []
    for text, ok in zip(texts, judged, strict=True):
        findings = parse_file_leniently(text, "x.tf")[1]
        # Terraform reports an ambiguous key when it evaluates it
        if ok is bool(findings) and not all(f.summary == "ambiguous object key" for f in findings):
            differing.append((text, ok, [f.summary for f in findings]))
    assert differing == []
    assert sum(judged) > 300


_PIECES = re.compile(r"\s+|\w+|\$\{~?|%\{~?|~?\}|.", re.DOTALL)
_THROWN_IN = (
    *("\n", " ", "{", "}", "(", ")", "[", "]", '"', "${", "%{", "~", "=", "=>", ",", ".", "*", "[*]", ".*", "?", ":"),
    *("::", "...", "-", "!", "<<E\n", "E\n", "\\", "#", "//", "/*", "*/", "for", "in", "if", "x", "1", "1.5", "\r\n"),
    *("%{ endif }", "%{ if x }", "%{ else }", "$", "%", "$${", "null", "é", '"x"', "&&", "<", "== "),
)


def _mutated(chosen: random.Random, corpus: list[str]) -> str:
    pieces = _PIECES.findall(chosen.choice(corpus)) or [""]
    for _ in range(chosen.choice([1, 1, 1, 2])):
        at = chosen.randrange(len(pieces))
        kind = chosen.random()
        if kind < 0.3:
            pieces[at] = ""
        elif kind < 0.6:
            pieces.insert(at, chosen.choice(_THROWN_IN))
        elif kind < 0.75:
            other = chosen.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        else:
            donor = _PIECES.findall(chosen.choice(corpus)) or [""]
            start = chosen.randrange(len(donor))
            pieces[at:at] = donor[start : start + chosen.randrange(1, 6)]
    return "".join(pieces)


def test_keys_of_providers_are_names() -> None:
    text = 'module "m" {\n  providers = {\n    aws.east = aws\n  }\n}\n'
    assert parse_file_leniently(text, "x.tf")[1] == ()
    (finding,) = parse_file_leniently(text.replace("module", "check"), "x.tf")[1]
    assert finding.summary == "ambiguous object key"
