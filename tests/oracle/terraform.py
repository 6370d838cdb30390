"""What Terraform makes of expressions, as pair files write it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from converter.terraform.types import describe, from_json
from tests.oracle.ours import ROOTS, canonical
from tests.oracle.pair_files import ALONE, SYNTAX
from tests.support.expressions import Answer, Failure, Unknown, evaluate_expressions
from tests.support.terraform_cli import find_terraform, terraform_environment

UNKNOWN_ROOT = "unknown"
"""The root whose variables have no values; the console takes that, an apply does not."""

_SYNTAX = re.compile(
    r"(Ambiguous attribute key|Argument (or block )?definition required|Attribute (name required|redefined)"
    r"|Extra characters .*|Index value required"
    r"|Invalid ('for' (directive|expression)|argument name|attribute name|block definition|character( encoding)?"
    r"|escape sequence|expression|legacy index syntax|multi-line string|number literal|single-argument block definition"
    r"|string literal|template control keyword|template directive)"
    r"|Missing (argument separator|attribute separator|attribute value|close bracket .*|closing parenthesis|expression"
    r"|false expression in conditional|function name|item separator|key/value separator|newline .*|open parenthesis)"
    r"|Nested splat expression not allowed|Unbalanced parentheses|Unclosed .*|Unexpected .*|Unsupported operator"
    r"|Unterminated .*|Variable name required)"
)
"""The summaries of what does not parse."""


def root_of(path: Path) -> str:
    """The root that the expressions of a pair file are evaluated in."""
    return {UNKNOWN_ROOT: UNKNOWN_ROOT, "syntax_errors": ALONE}.get(path.stem, "known")


def results(root: str, expressions: Sequence[str]) -> list[str]:
    """The results of expressions in a root."""
    if root == ALONE:
        return list(_alone(expressions))
    if root == UNKNOWN_ROOT:
        return list(_in_console(ROOTS / root, expressions))
    return [_shown(answer) for answer in evaluate_expressions(expressions, fixtures=ROOTS / root)]


def _shown(answer: Answer) -> str:
    match answer:
        case Failure(summary):
            return _failed(summary)
        case Unknown(kind):
            return f"?  {describe(from_json(kind))}"
        case _:
            return f"=> {describe(from_json(answer.type))} {canonical(answer.json)}"


def _failed(summary: str) -> str:
    return SYNTAX if _SYNTAX.fullmatch(summary) else f"!  {summary}"


# ---------------------------------------------------------------------------------------------- unknown values


def _in_console(root: Path, expressions: Sequence[str]) -> Iterator[str]:
    """What ``terraform console`` says: it goes on with unknown values, and tells the types of them."""
    with tempfile.TemporaryDirectory(prefix="tf2cfn-oracle-") as temporary:
        folder = Path(temporary)
        shutil.copytree(root, folder / "root")
        for expression in expressions:
            if "\n" in expression:
                raise ValueError(f"the console takes one line: {expression}")
            kind = _console_says(folder, f"type({expression})")
            if kind.startswith("!"):
                yield kind
                continue
            shown = _type_text(kind)
            text = _console_says(folder, f"jsonencode({expression})")
            known = text.startswith('"')
            yield f"=> {shown} {canonical(_unquoted(text))}" if known else f"?  {shown}"


def _alone(expressions: Sequence[str]) -> Iterator[str]:
    """What ``terraform console`` says first of each text, where there is nothing to refer to."""
    with tempfile.TemporaryDirectory(prefix="tf2cfn-oracle-") as temporary:
        folder = Path(temporary)
        (folder / "root").mkdir()
        for expression in expressions:
            summary = _summary(_console(folder, expression))
            yield f"!  {summary}" if summary else "=> no error"


def _console_says(folder: Path, line: str) -> str:
    done = _console(folder, line)
    summary = _summary(done)
    return _failed(summary) if summary else done.stdout.strip()


def _summary(done: subprocess.CompletedProcess[str]) -> str:
    """The summary of the first error; empty where there is none."""
    failed = re.search(r"Error: (.*)", re.sub(r"\x1b\[[0-9;]*m", "", done.stderr))
    return failed[1].strip() if failed else ""


def _console(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    program = find_terraform()
    if program is None:
        raise FileNotFoundError("terraform is not on PATH")
    return subprocess.run(
        [str(program), "console"],
        cwd=folder / "root",
        env=terraform_environment(folder),
        input=line + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _unquoted(text: str) -> str:
    """The content of a string as the console writes it."""
    return str(json.loads(text.replace("$${", "${").replace("%%{", "%{")))


def _type_text(printed: str) -> str:
    """A type as the console prints it over several lines, on one line and in the words of a type constraint."""
    lines = [line.strip() for line in printed.splitlines()]
    text = re.sub(r",([)\]}])", r"\1", "".join(re.sub(r": ", " = ", line) for line in lines))
    text = re.sub(r",(?=\S)", ", ", text)
    return re.sub(r"\bdynamic\b", "any", re.sub(r"\{(.+?)\}", r"{ \1 }", text))
