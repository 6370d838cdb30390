"""Writes the reports that the user asked for, each to its file or to stdout."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO, TypeAlias

from converter.cli.arguments import Format, RunOptions
from converter.cli.files import put
from converter.cli.terminal import wants_colour
from converter.reports import html_page, json_report, junit, markdown, sarif
from converter.reports.model import Report

WRITERS: Mapping[Format, Callable[[Report], str]] = {
    Format.JSON: json_report.write,
    Format.MARKDOWN: markdown.write,
    Format.HTML: html_page.write,
    Format.SARIF: sarif.write,
    Format.JUNIT: junit.write,
}
DrawText: TypeAlias = Callable[[TextIO, Mapping[str, str]], None]
"""Draws the report as text: on a stream, coloured as an environment says."""


def write_reports(report: Report, options: RunOptions, draw_text: DrawText) -> None:
    """Write every report."""
    for form, file in options.reports.items():
        text = _text(draw_text, file) if form is Format.TEXT else WRITERS[form](report)
        if file is None:
            if form is not Format.TEXT and isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")  # what programs read is the same in every locale
            sys.stdout.write(text)
        else:
            put(file, text)


def _text(draw_text: DrawText, file: Path | None) -> str:
    """The report for people; coloured only on a terminal."""
    environment = dict(os.environ)
    if file is not None:
        environment["NO_COLOR"] = "1"
    elif wants_colour(sys.stdout, environment):
        environment["FORCE_COLOR"] = "1"
    stream = io.StringIO()
    draw_text(stream, environment)
    return stream.getvalue()
