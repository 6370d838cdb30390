"""A report as one HTML page: it needs no network, can be read without its script, and escapes whatever it shows.

The policy in the page's head lets nothing run or load but the page's own style and script, each named by its hash.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from converter import __version__
from converter.findings import Severity, Span
from converter.findings.triage import Triaged
from converter.reports.model import Item, Report, path_in

WIDEST = 400
"""Characters of a source line that are shown."""
CLOSED = "base-uri 'none'; form-action 'none'"
"""What else the page may not do."""
STATES = ("open", "known", "suppressed")


def write(report: Report) -> str:
    """The text of the page."""
    return "".join(_page(report))


def _page(report: Report) -> Iterator[str]:
    style, script = (
        files("converter.reports").joinpath("page", n).read_text("utf-8") for n in ("style.css", "filter.js")
    )
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>tf2cfn {escape(report.command)}: {escape(report.outcome)}</title>\n<style>{style}</style>\n</head>\n"
    yield f"<body>\n<header>\n<h1>tf2cfn {escape(report.command)}</h1>\n"
    word, kind = ("failed", "fail") if report.fails else ("passed", "pass")
    yield f'<p class="outcome"><span class="{kind}">{word}</span>: {escape(report.outcome)}</p>\n'
    yield _folders(report)
    yield from _filter(report)
    yield "</header>\n<main>\n"
    yield from _properties(report)
    yield from _findings(report)
    yield from _items(report)
    yield f'</main>\n<footer class="soft"><p>tf2cfn {escape(__version__)}</p></footer>\n'
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _hash(text: str) -> str:
    """The source expression of "Content Security Policy Level 3" for inline content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _folders(report: Report) -> str:
    told = f"Terraform: <code>{escape(report.directory)}</code>"
    if report.templates:
        told += f", templates: <code>{escape(report.templates)}</code>"
    if report.verdicts:
        told += "<br>Resources: " + ", ".join(f"{count} {escape(v)}" for v, count in report.verdicts.items())
    return f'<p class="soft">{told}</p>\n'


def _filter(report: Report) -> Iterator[str]:
    """The controls; the script shows them, since nothing else could use them."""
    yield '<form id="filter" role="search" hidden>\n<label>Text <input type="search" name="text"></label>\n'
    severities = [s.value for s in Severity if any(r.finding.severity is s for r in report.triage.results)]
    states = [state for state in STATES if any(_state(r) == state for r in report.triage.results)]
    verdicts = sorted({item.verdict for item in report.items})
    for name, values in (("severity", severities), ("state", states), ("verdict", verdicts)):
        if not values:
            continue
        yield f"<fieldset><legend>{name}</legend>\n"
        for value in values:
            box = f'<input type="checkbox" name="{name}" value="{escape(value)}" checked>'
            yield f"<label>{box} {escape(value)}</label>\n"
        yield "</fieldset>\n"
    yield '<output id="shown" class="soft"></output>\n</form>\n'


def _properties(report: Report) -> Iterator[str]:
    if not report.properties:
        return
    yield '<section aria-labelledby="properties">\n<h2 id="properties">Properties</h2>\n'
    rows = (
        (
            "",
            (
                f'<th scope="row">{escape(each.id)}</th>',
                f"<td>{escape(each.title)}</td>",
                f'<td class="{each.status.value}">{each.status.value}</td>',
                f'<td class="number">{each.checked or ""}</td>',
                f'<td class="number">{len(each.findings) or ""}</td>',
            ),
        )
        for each in report.properties
    )
    columns = ("id", "property", "status", "checked", "findings")
    yield from _table("Each property, how it stands and on how many things it was checked", columns, rows)
    yield "</section>\n"


def _findings(report: Report) -> Iterator[str]:
    yield '<section aria-labelledby="findings">\n<h2 id="findings">Findings</h2>\n'
    if not report.triage.results:
        yield "<p>There are none.</p>\n"
    order = {state: number for number, state in enumerate(STATES)}
    for result in sorted(report.triage.results, key=lambda r: (order[_state(r)], r.finding.severity.rank)):
        yield from _finding(report, result)
    yield "</section>\n"


def _finding(report: Report, result: Triaged) -> Iterator[str]:
    finding, state = result.finding, _state(result)
    severity = finding.severity.value
    yield f'<article data-entry data-severity="{severity}" data-state="{state}">\n'
    note = "" if state == "open" else f' <span class="soft">{state}</span>'
    yield f'<h3><span class="{severity}">{severity}</span> <code>{escape(finding.id)}</code>{note} '
    yield f"{escape(finding.summary)}</h3>\n"
    if finding.address:
        yield f"<p>in <code>{escape(finding.address)}</code></p>\n"
    if finding.subject:
        yield f"<p><code>{escape(_where(report, finding.subject))}</code></p>\n"
        yield _excerpt(report, finding.subject)
    if finding.place:
        line = report.sources.line_of(finding.place)
        place = escape(path_in(report.templates, str(finding.place)))
        yield f"<p>template <code>{place}</code>{f', line {line}' if line else ''}</p>\n"
    if finding.detail:
        yield f"<p>{escape(finding.detail)}</p>\n"
    if result.suppression is not None:
        at = result.suppression.span or result.suppression.place
        told = f' <span class="soft">(<code>{escape(str(at))}</code>)</span>' if at else ""
        yield f"<p>suppressed: {escape(result.suppression.reason)}{told}</p>\n"
    yield "</article>\n"


def _state(result: Triaged) -> str:
    return "suppressed" if result.suppression is not None else "known" if result.known else "open"


def _where(report: Report, span: Span) -> str:
    return f"{path_in(report.directory, span.file)}:{span.start.line}:{span.start.column}"


def _excerpt(report: Report, span: Span) -> str:
    """The line of a finding, its part marked; nothing where the text is not at hand.

    Not its neighbours: a secret may stand there that the finding is not about.
    """
    text = report.sources.line(span)
    if text is None:
        return ""
    start = min(span.start.column - 1, WIDEST)
    end = min(span.end.column - 1 if span.end.line == span.start.line else len(text), WIDEST)
    parts = [escape(text[:start]), escape(text[start:end]), escape(text[max(start, end) : WIDEST])]
    if parts[1]:
        parts[1] = f"<mark>{parts[1]}</mark>"
    more = "…" if len(text) > WIDEST else ""
    return f'<pre><span class="number">{span.start.line} | </span>{"".join(parts)}{more}</pre>\n'


def _items(report: Report) -> Iterator[str]:
    if not report.items:
        return
    yield '<section aria-labelledby="verdicts">\n<h2 id="verdicts">Verdicts</h2>\n'
    columns = ("kind", "name", "verdict", "reason", "Terraform", "template")
    rows = ((f' data-entry data-verdict="{escape(item.verdict)}"', _item_cells(report, item)) for item in report.items)
    yield from _table("Every thing that was looked at, and what became of it", columns, rows)
    yield "</section>\n"


def _item_cells(report: Report, item: Item) -> tuple[str, ...]:
    source = f"{path_in(report.directory, item.span.file)}:{item.span.start.line}" if item.span else ""
    template = ""
    if item.place is not None:
        line = report.sources.line_of(item.place)
        template = path_in(report.templates, item.place.file) + (f":{line}" if line else "")
    told = "; ".join(part for part in (item.reason, f"only if {item.condition}" if item.condition else "") if part)
    return (
        f"<td>{item.kind.value}</td>",
        f'<th scope="row"><code>{escape(item.name)}</code></th>',
        f'<td class="{escape(item.verdict)}">{escape(item.verdict)}</td>',
        f"<td>{escape(told)}</td>",
        f"<td>{f'<code>{escape(source)}</code>' if source else ''}</td>",
        f"<td>{f'<code>{escape(template)}</code>' if template else ''}</td>",
    )


def _table(caption: str, columns: Iterable[str], rows: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """A table: of each row the attributes and the cells."""
    yield f'<div class="scroll"><table>\n<caption>{escape(caption)}</caption>\n<thead><tr>'
    for column in columns:
        number = ' class="number"' if column in {"checked", "findings"} else ""
        yield f'<th scope="col"{number}>{escape(column)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for attributes, cells in rows:
        yield f"<tr{attributes}>{''.join(cells)}</tr>\n"
    yield "</tbody>\n</table></div>\n"
