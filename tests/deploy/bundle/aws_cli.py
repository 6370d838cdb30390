"""``aws`` on the PATH, as the scripts find it: the real AWS CLI, loaded once, observed and interfered with.

The CLI takes a second or more to start and a deployment calls it some fifty times.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

CLIENT = """\
#!{python} -IS
import json, os, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect({address!r})
call = dict(arguments=sys.argv[1:], variables=dict(os.environ), folder=os.getcwd(), process=os.getpid())
data = json.dumps(call).encode()
socket.send_fds(connection, [len(data).to_bytes(4, "big")], [0, 1, 2])
connection.sendall(data)
sys.exit(int.from_bytes(connection.recv(4) or bytes([0, 0, 0, 255]), "big"))
"""


@dataclass
class Interference:
    """What happens to the next calls whose arguments hold a text."""

    matching: str
    status: int = 254
    message: str = ""
    """What the CLI says instead of making the call."""
    output: str = ""
    """What the CLI prints instead of making the call."""
    kill: str = ""
    """``before`` or ``after`` the call, the caller's whole session is killed."""
    times: int = 1


class AwsCli:
    """The program, for the time of a ``with`` block."""

    def __init__(self, start_limit: float = 300) -> None:
        self._limit = start_limit

    def __enter__(self) -> Self:
        self._temporary = tempfile.TemporaryDirectory(prefix="aws-cli-")
        folder = Path(self._temporary.name)
        self.path = folder / "bin"
        """To be put on the PATH."""
        self._calls, self._interference = folder / "calls", folder / "interference"
        self.path.mkdir()
        program = self.path / "aws"
        program.write_text(CLIENT.format(python=sys.executable, address=str(folder / "socket")))
        program.chmod(0o755)
        server = Path(__file__).with_name("aws_cli_server.py")
        self._server = subprocess.Popen([sys.executable, "-W", "ignore", str(server), str(folder)])
        deadline = time.monotonic() + self._limit
        while not (folder / "ready").exists():
            if time.monotonic() > deadline or self._server.poll() is not None:
                self.__exit__(None, None, None)
                raise RuntimeError("the AWS CLI did not start")
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.terminate()
        self._server.wait()
        self._temporary.cleanup()

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of all calls since the last :meth:`forget`."""
        if not self._calls.exists():
            return []
        return [json.loads(line) for line in self._calls.read_text().splitlines()]

    def made(self, command: str) -> int:
        """How often a command was called: ``s3api put-object``."""
        return sum(f" {command} " in f" {' '.join(call)} " for call in self.calls)

    def forget(self) -> None:
        """Begin anew: no calls seen, nothing interfered with."""
        self._calls.unlink(missing_ok=True)
        self._interference.unlink(missing_ok=True)

    def interfere(self, interference: Interference) -> None:
        """Put an interference in force; it takes the place of another."""
        self._interference.write_text(json.dumps(asdict(interference)))
