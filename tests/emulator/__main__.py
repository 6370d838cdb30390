"""An emulated AWS whose CloudFormation can be trusted: ``python -m tests.emulator --port N``.

It is moto's server with the services mended that Terraform and CloudFormation need, and a CloudFormation of its own.
"""

from __future__ import annotations

import argparse

from tests.support import moto_server

from .account_region import Settings
from .api import install
from .clients import reach_moto
from .registry import full_registry


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument(
        "--settle",
        type=float,
        default=0,
        metavar="SECONDS",
        help="how long a request waits for the operation it started, so that a waiter's first poll finds it done",
    )
    parser.add_argument("--pace", type=float, default=0, metavar="SECONDS", help="what each resource takes at least")
    arguments = parser.parse_args()
    moto_server.mend()
    reach_moto()
    install(Settings(full_registry(), settle=arguments.settle, pace=arguments.pace))
    moto_server.serve(arguments.host, arguments.port)


if __name__ == "__main__":
    main()
