"""Arguments that several commands take, and the values they become."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from converter.findings import Severity

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no other name
OptionsT = TypeVar("OptionsT")


class Format(StrEnum):
    """Forms of a report."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class VariableValue:
    """``--var NAME=VALUE``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class VariableFile:
    """``--var-file FILE``."""

    path: Path


VariableSource: TypeAlias = VariableValue | VariableFile


@dataclass(frozen=True, slots=True)
class Verbosity:
    """How much goes to stderr beside the findings."""

    quiet: bool = False
    verbose: bool = False


def new_parser(
    commands: Commands,
    name: str,
    *,
    help: str,
    description: str,
    examples: Sequence[str],
) -> argparse.ArgumentParser:
    """A command's parser: its help ends with examples, and a long option is written out in full."""
    return commands.add_parser(
        name,
        help=help,
        description=description,
        epilog="\n".join(["examples:", *(f"  {example}" for example in examples)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_configuration(parser: argparse.ArgumentParser) -> None:
    """``DIR``, ``--var`` and ``--var-file``; the latter two keep their order, in which a later one wins."""
    parser.add_argument(
        "directory",
        metavar="DIR",
        nargs="?",
        type=Path,
        default=Path(),
        help="root folder of the Terraform configuration (default: the current folder)",
    )
    parser.add_argument(
        "--var",
        dest="variables",
        action="append",
        type=variable_value,
        default=[],
        metavar="NAME=VALUE",
        help="value of a root variable; may be repeated",
    )
    parser.add_argument(
        "--var-file",
        dest="variables",
        action="append",
        type=lambda text: VariableFile(Path(text)),
        default=[],
        metavar="FILE",
        help="file with values of root variables; may be repeated",
    )


def add_reporting(parser: argparse.ArgumentParser) -> None:
    """``--fail-on``, ``-q`` and ``-v``."""
    parser.add_argument(
        "--fail-on",
        type=_choice(Severity),
        default=Severity.ERROR,
        metavar="SEVERITY",
        help="exit with 1 when a finding is as severe as this: error (default), warning or info",
    )
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="only errors on stderr, no summary")
    loudness.add_argument("-v", "--verbose", action="store_true", help="also findings of severity info, and progress")


def add_formats(parser: argparse.ArgumentParser) -> None:
    """``--format``, with several formats at once."""
    parser.add_argument(
        "--format",
        dest="formats",
        type=_formats,
        default=(Format.TEXT,),
        metavar="FORMAT[,FORMAT]",
        help=f"form of the report: {', '.join(Format)} (default: text)",
    )


def set_command(
    parser: argparse.ArgumentParser,
    options: Callable[[argparse.Namespace], OptionsT],
    run: Callable[[OptionsT], int],
) -> None:
    """Make the parser's command ``run`` on ``options``, whose ValueErrors are told as wrong usage."""

    def command(arguments: argparse.Namespace) -> int:
        try:
            chosen = options(arguments)
        except ValueError as error:
            parser.error(str(error))
        return run(chosen)

    parser.set_defaults(command=command)


def verbosity(arguments: argparse.Namespace) -> Verbosity:
    """``-q`` and ``-v`` as a value."""
    return Verbosity(quiet=arguments.quiet, verbose=arguments.verbose)


def variable_value(text: str) -> VariableValue:
    """A ``NAME=VALUE`` argument; argparse tells the user where it is none."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return VariableValue(name.strip(), value)


def _choice(kind: type[StrEnum]) -> Callable[[str], Any]:
    def parse(text: str) -> StrEnum:
        try:
            return kind(text.strip().lower())
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(kind)}") from None

    return parse


def _formats(text: str) -> tuple[Format, ...]:
    parse = _choice(Format)
    return tuple(dict.fromkeys(parse(part) for part in text.split(",")))
