"""Child processes: run to the end with a time limit, or kept in the background and ended for certain."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_SHOWN = 6000
"""How many characters of what a failed command said its error shows."""


class CommandFailedError(Exception):
    """A command that ended with an error, or not at all."""

    def __init__(self, argv: Sequence[str], reason: str, output: str = "") -> None:
        """Keep what the command said, and show its end; ``reason`` is one line."""
        super().__init__(f"{' '.join(argv[:2])}: {reason}\n{output[-_SHOWN:]}".rstrip())
        self.output = output


def stop(process: subprocess.Popen[str], grace: float = 5) -> None:
    """End a process started as the leader of its own group, and that group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            continue


def start(
    argv: Sequence[str], *, env: Mapping[str, str], stdout: Path | None = None, cwd: Path | None = None
) -> subprocess.Popen[str]:
    """Start a background process in a group of its own; its output goes to a file or nowhere."""
    with (stdout or Path(os.devnull)).open("w", encoding="utf-8") as sink:
        return subprocess.Popen(
            argv,
            cwd=cwd,
            env=dict(env),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    limit: float,
    accept: Sequence[int] = (0,),
) -> str:
    """Run a command to its end and return its standard output."""
    process = subprocess.Popen(
        argv,
        cwd=cwd,
        env=dict(env),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        raise CommandFailedError(argv, f"no end within {limit:g} s") from None
    finally:
        stop(process)
    if process.returncode not in accept:
        reason = f"exit status {process.returncode}"
        raise CommandFailedError(argv, reason, err or out)
    return out
