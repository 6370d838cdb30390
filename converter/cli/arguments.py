"""Arguments that several commands take, and the values they become."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias, TypeVar

from converter.findings import Severity

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no other name
OptionsT = TypeVar("OptionsT")


class Format(StrEnum):
    """Forms of a report."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    SARIF = "sarif"
    JUNIT = "junit"


SUFFIXES: Mapping[Format, str] = {
    Format.TEXT: ".txt",
    Format.JSON: ".json",
    Format.MARKDOWN: ".md",
    Format.HTML: ".html",
    Format.SARIF: ".sarif",
    Format.JUNIT: ".xml",
}
"""The ending that each format's file gets where one name is given for several."""
NEVER = "never"


@dataclass(frozen=True, slots=True)
class FormatList:
    """Reads ``--format``: several of the formats that a command has, separated by commas."""

    forms: tuple[Format, ...]

    def __call__(self, text: str) -> tuple[Format, ...]:
        chosen: dict[Format, None] = {}
        for part in text.split(","):
            word = part.strip().lower()
            if word not in self.forms:
                raise argparse.ArgumentTypeError(f"{part.strip()!r} is none of {', '.join(self.forms)}")
            chosen[Format(word)] = None
        return tuple(chosen)


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

    @property
    def least(self) -> Severity:
        """The least severity of findings that are shown."""
        if self.quiet:
            return Severity.ERROR
        return Severity.INFO if self.verbose else Severity.WARNING


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What every command is asked that judges a configuration."""

    directory: Path = Path()
    variables: tuple[VariableSource, ...] = ()
    reports: Mapping[Format, Path | None] = field(default_factory=lambda: {Format.TEXT: None})
    """Each form of the report and its file; none is stdout."""
    fail_on: Severity | None = Severity.ERROR
    """The least severity that makes the run fail; none makes it never fail."""
    baseline: Path | None = None
    write_baseline: Path | None = None
    verbosity: Verbosity = Verbosity()
    rules: tuple[Path, ...] = ()
    """Folders of the user's own rule tables."""
    modules: tuple[Path, ...] = ()
    """Folders outside the configuration's own that modules are read from."""


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


def add_source(parser: argparse.ArgumentParser) -> None:
    """What a configuration is read from: its folder, its variables, tables and modules of one's own."""
    add_configuration(parser)
    add_rules(parser)
    add_modules(parser)


def add_templates(parser: argparse.ArgumentParser) -> None:
    """``--templates``: the folder of templates that a configuration was converted to."""
    parser.add_argument(
        "--templates",
        metavar="T",
        type=Path,
        default=Path("templates"),
        help="folder of the templates (default: templates)",
    )


def add_reporting(parser: argparse.ArgumentParser) -> None:
    """``--fail-on``, ``-q`` and ``-v``."""
    parser.add_argument(
        "--fail-on",
        type=severity_or_never,
        default=Severity.ERROR,
        metavar="SEVERITY",
        help="exit with 1 when a finding is as severe as this: error (default), warning, info, or never",
    )
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="only errors on stderr, no summary")
    loudness.add_argument("-v", "--verbose", action="store_true", help="also findings of severity info, and progress")


def add_run(parser: argparse.ArgumentParser, *report_options: str) -> None:
    """Everything that :class:`RunOptions` holds; ``report_options`` are the names of the option for a report's file."""
    add_source(parser)
    parser.add_argument(
        *report_options,
        dest="report",
        metavar="FILE",
        type=Path,
        help="write the report to FILE instead of stdout; with several formats each gets its own ending",
    )
    add_formats(parser, tuple(Format))
    parser.add_argument(
        "--baseline", metavar="FILE", type=Path, help="known findings, which do not fail the run; new ones do"
    )
    parser.add_argument(
        "--write-baseline", metavar="FILE", type=Path, help="write the findings of this run as known ones"
    )
    add_reporting(parser)


def run_options(arguments: argparse.Namespace) -> RunOptions:
    """What :func:`add_run` added, as a value. Raises ValueError where reports would be mixed on stdout."""
    return replace(
        source_options(arguments),
        reports=report_files(arguments.formats, arguments.report),
        baseline=arguments.baseline,
        write_baseline=arguments.write_baseline,
    )


def source_options(arguments: argparse.Namespace) -> RunOptions:
    """What :func:`add_source` and :func:`add_reporting` added, as a value."""
    return RunOptions(
        directory=arguments.directory,
        variables=tuple(arguments.variables),
        fail_on=arguments.fail_on,
        verbosity=verbosity(arguments),
        rules=tuple(arguments.rules),
        modules=tuple(arguments.modules),
    )


def report_files(formats: Sequence[Format], file: Path | None) -> Mapping[Format, Path | None]:
    """Where each report goes; raises ValueError where two would be mixed on stdout."""
    if len(formats) == 1:
        return {formats[0]: file}
    if file is None:
        raise ValueError("several formats need a file for the report: on stdout they would be mixed")
    return {form: file.with_suffix(SUFFIXES[form]) for form in formats}


def add_formats(parser: argparse.ArgumentParser, forms: Sequence[Format] = (Format.TEXT, Format.JSON)) -> None:
    """``--format``, with several formats at once; ``forms`` are those that the command has."""
    parser.add_argument(
        "--format",
        dest="formats",
        type=FormatList(tuple(forms)),
        default=(Format.TEXT,),
        metavar="FORMAT[,FORMAT]",
        help=f"form of the report: {', '.join(forms)} (default: text)",
    )


def add_rules(parser: argparse.ArgumentParser) -> None:
    """``--rules``: folders of the user's own tables."""
    parser.add_argument(
        "--rules",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="folder of your own rule tables, which add to ours or override them; may be repeated, a later one wins",
    )


def add_modules(parser: argparse.ArgumentParser) -> None:
    """``--modules``: folders of modules outside the configuration's own."""
    parser.add_argument(
        "--modules",
        action="append",
        type=existing_folder,
        default=[],
        metavar="DIR",
        help="folder of modules outside the configuration: local paths may lead into it, and modules of a registry are "
        "found in it as NAMESPACE/NAME/PROVIDER/VERSION; may be repeated",
    )


def existing_folder(text: str) -> Path:
    """A folder's path; argparse tells the user where there is none."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"no folder {text}")
    return path


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


def severity_or_never(text: str) -> Severity | None:
    """A severity, or None for ``never``; argparse tells the user where it is neither."""
    word = text.strip().lower()
    if word == NEVER:
        return None
    try:
        return Severity(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join((*Severity, NEVER))}") from None
