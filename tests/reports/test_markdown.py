"""The Markdown report: what a comment shows, what is escaped, and how it stays short enough."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from converter.findings import Finding, Severity
from converter.reports import markdown
from converter.reports.markdown import LIMIT, code, escaped
from tests.reports import sample


def test_the_summary_stands_above_the_details() -> None:
    text = markdown.write(sample.report())
    assert text.startswith(
        "<!-- tf2cfn-parity -->\n## ❌ tf2cfn parity\n\n2 of 4 properties hold, 2 errors, 1 info, 1 known"
    )
    assert text.index("| ❌ | P5 Title of P5 | 1 | 1 |") < text.index("<details>")
    assert text.count("<details>") == text.count("</details>") == 5
    assert "<summary>1 suppressed</summary>" in text
    assert "suppressed: by design" in text
    assert "`build/templates/vpc.yaml:7` `Resources/Vpc`" in text


def test_a_clean_run_is_short() -> None:
    assert markdown.write(sample.clean()) == "<!-- tf2cfn-parity -->\n## ✅ tf2cfn parity\n\nno findings\n\n"


@pytest.mark.parametrize(
    "text",
    ["<b>x</b>", "a | b", "`x`", "*x* _y_", "[x](http://y)", "![x](y)", "# x", "a\\b", "&amp;", "<!-- x -->", "~~x~~"],
)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(f"x {escaped(text)} x")
    shown = re.sub(r"<!-- -->", "", html).removeprefix("<p>").removesuffix("</p>\n")
    assert shown == f"x {text} x".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def test_nobody_is_notified_and_no_issue_linked() -> None:
    text = markdown.write(sample.report())
    assert not re.search(r"@\w|#\d", text)


@pytest.mark.parametrize("text", ["plain", "a`b", "``", "`"])
def test_code_holds_backticks(text: str) -> None:
    assert MarkdownIt("commonmark").render(code(text)) == f"<p><code>{text}</code></p>\n"


def test_a_long_report_is_cut_and_says_so() -> None:
    many = tuple(Finding("parity-square", Severity.ERROR, f"number {n} {'x' * 100}") for n in range(2000))
    text = markdown.write(sample.report(findings=many))
    assert len(text) <= LIMIT
    assert len(text) > LIMIT * 0.9, "the room is used"
    shown = len(re.findall(r"number \d+", text))
    assert f"Left out, as a comment cannot be longer: {2000 - shown} errors" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_tiny_limit_leaves_the_marker() -> None:
    assert markdown.write(sample.report(), 500).startswith("<!-- tf2cfn-parity -->\n")
