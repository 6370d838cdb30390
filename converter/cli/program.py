"""The program ``tf2cfn``: its commands, and what becomes of everything that goes wrong in them."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from converter import __version__
from converter.cli import adopt, completion, console, convert, inspect, params, parity, resolve, rules
from converter.cli.exit_codes import ExitCode
from converter.cli.terminal import Terminal
from converter.findings import FindingError

COMMANDS = (convert, parity, params, adopt, resolve, inspect, console, rules, completion)
"""Each has ``add_parser(commands)``, whose parser sets ``command``: a function from the arguments to an exit code."""

DESCRIPTION = "Convert a Terraform configuration for AWS into nested CloudFormation templates, and prove the parity."
EPILOG = f"""\
exit codes:
  {ExitCode.CLEAN}  nothing to complain about
  {ExitCode.FINDINGS}  findings at or above --fail-on, or --check would change something
  {ExitCode.CANNOT_RUN}  could not run: wrong usage, or input that cannot be read
"""


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="tf2cfn",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line in ``argv``; returns the exit code and never raises for bad input."""
    arguments = build_parser().parse_args(argv)
    try:
        code: int = arguments.command(arguments)
        sys.stdout.flush()
    except FindingError as error:
        Terminal().draw(error.findings)
        return ExitCode.CANNOT_RUN
    except BrokenPipeError:
        return _reader_left()
    except OSError as error:
        return _stop(_os_problem(error))
    except KeyboardInterrupt:
        return _stop("interrupted; nothing was written")
    except Exception as error:  # noqa: BLE001 - the last resort: a user gets a message, never a traceback
        if arguments.verbose:
            traceback.print_exc()
        name = type(error).__name__
        return _stop(f"this is a defect of tf2cfn, please report it (-v shows where it happened): {name}: {error}")
    return code


def _stop(message: str) -> ExitCode:
    print(f"tf2cfn: {message}", file=sys.stderr)
    return ExitCode.CANNOT_RUN


def _os_problem(error: OSError) -> str:
    problem = (error.strerror or str(error)).lower()
    return f"{error.filename}: {problem}" if error.filename else problem


def _reader_left() -> ExitCode:
    """The reader of our output (``| head``) is gone: keep Python from complaining about it when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.CANNOT_RUN
