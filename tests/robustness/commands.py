"""Running whole commands on hostile input: whatever it is, they end soon, with a message."""

from __future__ import annotations

import contextlib
import io
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from converter.cli.program import main

SECONDS = 60
"""After this a command hangs; alone on a machine each one here takes a few seconds at most."""


@dataclass(frozen=True)
class Outcome:
    """What a command ended with: its exit code, and everything that it wrote."""

    code: int
    text: str


class HangError(Exception):
    """A command has not ended."""


def convert(folder: Path, output: Path, *arguments: str) -> Outcome:
    """``tf2cfn convert``, on which everything else is built."""
    return run("convert", str(folder), "-o", str(output), *arguments)


def run(*arguments: str) -> Outcome:
    """A command, which must end in time and blame the input for whatever is wrong."""
    written = io.StringIO()
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written), _time_limit():
        code = main(arguments)
    outcome = Outcome(code, written.getvalue())
    assert "Traceback" not in outcome.text
    assert "defect of tf2cfn" not in outcome.text, outcome.text
    return outcome


def lay_out(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a new folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@contextmanager
def _time_limit() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
