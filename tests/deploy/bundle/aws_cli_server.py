"""The real AWS CLI without its start-up time, observed; run as a program by :mod:`tests.deploy.bundle.aws_cli`.

Each call is a fork of this process, which has the CLI loaded; it works with the caller's standard streams, variables
and folder. Usage: python aws_cli_server.py FOLDER
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from awscli.clidriver import CLIDriver, create_clidriver

WARMING = (
    "sts get-caller-identity",
    "s3api head-object --bucket none --key none",
    "cloudformation describe-stacks",
    "ssm get-parameter --name none",
)
"""Calls to nowhere, which leave in memory what every later call of their services would load."""
NOWHERE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}
ANYONE = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def main() -> None:
    """Answer calls until the process is ended."""
    folder = Path(sys.argv[1])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    driver = warmed()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket"))
        server.listen(16)
        (folder / "ready").touch()
        while True:
            connection, _ = server.accept()
            with connection:
                length, streams, _, _ = socket.recv_fds(connection, 4, 3)
                data = b""
                while len(data) < int.from_bytes(length, "big"):
                    data += connection.recv(65536)
                call = json.loads(data)
                with (folder / "calls").open("a") as log:
                    log.write(json.dumps(call["arguments"]) + "\n")
                if os.fork() == 0:
                    answer(driver, call, streams, connection, folder)
                for stream in streams:
                    os.close(stream)


def warmed() -> CLIDriver:
    """The CLI with what it loads for the services in question."""
    os.environ.update({**NOWHERE, **ANYONE})
    driver = create_clidriver()
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        for call in WARMING:
            driver.main([*call.split(), "--region", "us-east-1"])
    return driver


def answer(
    driver: CLIDriver, call: dict[str, Any], streams: list[int], connection: socket.socket, folder: Path
) -> None:
    """Carry out one call, in the fork; never returns."""
    status = 255
    try:
        for place, stream in enumerate(streams):
            os.dup2(stream, place)
        os.environ.clear()
        os.environ.update(call["variables"])
        os.chdir(call["folder"])
        status = carried_out(driver, call, folder)
    finally:
        for written in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                written.flush()
        with contextlib.suppress(OSError):
            connection.sendall(status.to_bytes(4, "big"))
        os._exit(0)


def carried_out(driver: CLIDriver, call: dict[str, Any], folder: Path) -> int:
    """The exit code of a call, which may be interfered with."""
    told = taken(folder / "interference", " ".join(call["arguments"]))
    if told is None:
        return int(driver.main(call["arguments"]))
    if told["kill"] == "before":
        os.killpg(os.getpgid(call["process"]), signal.SIGKILL)
        return 137
    if told["output"]:
        sys.stdout.write(told["output"] + "\n")
        return 0
    if told["message"]:
        sys.stderr.write(told["message"] + "\n")
        return int(told["status"])
    status = int(driver.main(call["arguments"]))
    if told["kill"] == "after":
        os.killpg(os.getpgid(call["process"]), signal.SIGKILL)
    return status


def taken(file: Path, arguments: str) -> dict[str, Any] | None:
    """The interference that is meant for a call; it is used up."""
    try:
        told: dict[str, Any] = json.loads(file.read_text())
    except FileNotFoundError:
        return None
    if told["matching"] not in arguments:
        return None
    told["times"] -= 1
    if told["times"] <= 0:
        file.unlink()
    else:
        file.write_text(json.dumps(told))
    return told


if __name__ == "__main__":
    main()
