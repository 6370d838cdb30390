"""The HTML report: one page that needs nothing else, looked at as text and in a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from converter.reports import html_page
from converter.reports.model import Report
from tests.reports import sample

BROWSER = os.environ.get("TF2CFN_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
VOID = frozenset({"meta", "input", "br"})


class Page(HTMLParser):
    """Elements with their attributes, and the text of each kind; refuses elements that are closed wrongly."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, []))


def page(report: Report | None = None) -> Page:
    return Page(html_page.write(report or sample.report()))


def test_everything_is_there_without_the_script() -> None:
    shown = page()
    assert "failed: 2 of 4 properties hold, 2 errors, 1 info, 1 known, 1 suppressed" in shown.text("header")
    main = shown.text("main")
    for text in ("Title of P7", "permissions are 777", "suppressed: by design", "output.id", "only if IsOn"):
        assert text in main
    assert sample.HOSTILE in main
    assert shown.text("mark") == "cidr_block" + "reso" + "ta", "the parts of the lines that findings are about"
    assert "build/templates/vpc.yaml#/Resources/Vpc, line 7" in main


def test_only_the_line_of_a_finding_is_shown() -> None:
    assert 'resource "aws_vpc"' in page().text("pre")
    lone = Page(html_page.write(sample.report(findings=(sample.SQUARE,))))
    assert 'resource "aws_vpc"' not in lone.text("pre")


def test_nothing_is_loaded_and_nothing_else_may_run() -> None:
    shown = page()
    for tag, attributes in shown.elements:
        assert not attributes.keys() & {"src", "href", "style", "onclick", "srcset", "action"}, tag
    assert len(shown.all("script")) == len(shown.all("style")) == 1
    [policy] = [meta["content"] for meta in shown.all("meta") if meta.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_it_can_be_read_by_machines_that_read_aloud() -> None:
    shown = page()
    assert shown.all("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in shown.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(header.get("scope") in ("col", "row") for header in shown.all("th"))
    assert len(shown.all("caption")) == len(shown.all("table"))
    assert len(shown.all("label")) == len(shown.all("input")), "every control has a name"


def test_a_clean_run() -> None:
    assert "There are none." in page(sample.clean()).text("main")


def luminance(colour: str) -> float:
    """Relative luminance, "Web Content Accessibility Guidelines 2.2"."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(theme: int) -> None:
    style = page().text("style")
    colours = dict(re.findall(r"--(\w+): #(\w+)", style.split(":root")[theme + 1]))
    for ground in ("page", "box"):
        for ink in ("text", "soft", "error", "warning", "info", "pass", "link"):
            bright, dark = sorted((luminance(colours[ground]), luminance(colours[ink])), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def dom(file: Path) -> str:
    """The page as a browser has it when its script has run."""
    assert BROWSER is not None
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={file.parent}/profile"]
    finished = subprocess.run(
        [*command, "--virtual-time-budget=2000", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return finished.stdout


@pytest.mark.skipif(BROWSER is None, reason="no browser: put chromium on PATH, or name one in TF2CFN_BROWSER")
def test_the_filter_works_in_a_browser(tmp_path: Path) -> None:
    text = html_page.write(sample.report())
    file = tmp_path / "report.html"
    file.write_text(text, encoding="utf-8")
    shown = dom(file)
    assert '<output id="shown" class="soft">11 of 11 shown</output>' in shown
    assert '<form id="filter" role="search">' in shown, "the script shows the controls"
    typed = text.replace(' name="text">', ' name="text" value="permissions 777">')
    file.write_text(typed, encoding="utf-8")
    assert "1 of 11 shown" in dom(file)
    unchecked = text.replace('value="error" checked', 'value="error"')
    file.write_text(unchecked, encoding="utf-8")
    assert "7 of 11 shown" in dom(file), "one hint, and six verdicts, which have no severity"
