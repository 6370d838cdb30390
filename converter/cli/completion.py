"""``tf2cfn completion``: a script that teaches a shell to complete the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from converter.cli.arguments import NEVER, Commands, FormatList, new_parser, set_command, severity_or_never
from converter.cli.exit_codes import ExitCode
from converter.findings import Severity

PROGRAM = "tf2cfn"
DESCRIPTION = "Print a script that teaches the shell to complete commands, options and their values."
EXAMPLES = (
    "source <(tf2cfn completion bash)                                       # in ~/.bashrc",
    'tf2cfn completion zsh > "${fpath[1]}/_tf2cfn"',
    "tf2cfn completion fish > ~/.config/fish/completions/tf2cfn.fish",
)
SEVERITIES = (*Severity, NEVER)


class Shell(StrEnum):
    """Shells for which there is a script."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command: its names, what it does, and what its value is, if it has one."""

    names: tuple[str, ...]
    help: str
    takes_value: bool
    values: tuple[str, ...] = ()
    is_path: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it does, its options, and the words that it takes as an argument, where these are few."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompletionOptions:
    """What the user asked for."""

    shell: Shell
    commands: tuple[Command, ...]


def add_parser(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = new_parser(
        commands,
        "completion",
        help="print a script that completes the command line in a shell",
        description=DESCRIPTION,
        examples=EXAMPLES,
    )
    parser.add_argument("shell", metavar="SHELL", choices=tuple(Shell), help=f"one of {', '.join(Shell)}")
    parser.add_argument("-v", "--verbose", action="store_true", help="show where a defect of tf2cfn happened")
    set_command(parser, lambda arguments: CompletionOptions(Shell(arguments.shell), tuple(described(commands))), run)


def run(options: CompletionOptions) -> int:
    """Carry the command out; returns the exit code."""
    sys.stdout.writelines(f"{line}\n" for line in WRITERS[options.shell](options.commands))
    return ExitCode.CLEAN


def described(commands: Commands) -> Iterator[Command]:
    """All commands of the command line, in the order of its help. argparse has no other way to ask a parser."""
    helps = {action.dest: action.help or "" for action in commands._choices_actions}  # noqa: SLF001
    for name, parser in commands.choices.items():
        actions = parser._actions  # noqa: SLF001
        options = tuple(_option(action) for action in actions if action.option_strings)
        words = next((tuple(map(str, a.choices)) for a in actions if a.choices and not a.option_strings), ())
        yield Command(name, helps.get(name, ""), options, words)


def _option(action: argparse.Action) -> Option:
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    values = tuple(map(str, action.choices or ()))
    if isinstance(action.type, FormatList):
        values = action.type.forms
    elif action.type is severity_or_never:
        values = SEVERITIES
    is_path = action.type is Path or metavar == "FILE"
    return Option(tuple(action.option_strings), action.help or "", action.nargs != 0, values, is_path)


def bash(commands: Sequence[Command]) -> Iterator[str]:
    """The script for bash: what it does not know, it leaves to the completion of files."""
    names = " ".join(command.name for command in commands)
    yield f"_{PROGRAM}() {{"
    yield '    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"'
    yield '    local command="" word words=""'
    yield '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield f'        case "$word" in {names.replace(" ", "|")}) command=$word; break ;; esac'
    yield "    done"
    yield '    case "$command $previous" in'
    for command in commands:
        for option in command.options:
            if option.takes_value:
                pattern = "|".join(f'"{command.name} {name}"' for name in option.names)
                yield f'        {pattern}) words="{" ".join(option.values)}" ;;'
    yield "        *)"
    yield '            case "$command" in'
    yield f'                "") words="{names} --help --version" ;;'
    for command in commands:
        options = " ".join(name for option in command.options for name in option.names)
        yield f'                {command.name}) words="{" ".join(command.words)}"'
        yield f'                    [[ $current == -* ]] && words="{options}" ;;'
    yield "            esac ;;"
    yield "    esac"
    yield '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")'
    yield "}"
    yield f"complete -o default -F _{PROGRAM} {PROGRAM}"


def zsh(commands: Sequence[Command]) -> Iterator[str]:
    """The script for zsh."""
    yield f"#compdef {PROGRAM}"
    yield f"_{PROGRAM}() {{"
    yield "    local -a commands"
    yield "    commands=("
    for command in commands:
        yield f"        {_quoted(f'{command.name}:{command.help}')}"
    yield "    )"
    yield "    if (( CURRENT == 2 )); then"
    yield "        _describe command commands"
    yield "        return"
    yield "    fi"
    yield "    local command=$words[2]"
    yield "    shift words"
    yield "    (( CURRENT-- ))"
    yield "    case $command in"
    for command in commands:
        yield f"        {command.name})"
        yield "            _arguments -s \\"
        for option in command.options:
            for name in option.names:
                yield f"                {_quoted(f'*{name}[{_zsh_text(option.help)}]{_zsh_value(option)}')} \\"
        last = f":word:({' '.join(command.words)})" if command.words else ":file:_files"
        yield f"                {_quoted('*' + last)} ;;"
    yield "    esac"
    yield "}"
    # run by the first completion where the file is in the path of functions, sourced otherwise
    yield f'if [[ $funcstack[1] == _{PROGRAM} ]]; then _{PROGRAM} "$@"; else compdef _{PROGRAM} {PROGRAM}; fi'


def _zsh_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def _zsh_value(option: Option) -> str:
    if not option.takes_value:
        return ""
    if option.values:
        return f":value:({' '.join(option.values)})"
    return ":file:_files" if option.is_path else ":value:"


def fish(commands: Sequence[Command]) -> Iterator[str]:
    """The script for fish."""
    for command in commands:
        shown = _quoted(command.help)
        yield f"complete -c {PROGRAM} -n __fish_use_subcommand -f -a {command.name} -d {shown}"
    for command in commands:
        condition = f"-n '__fish_seen_subcommand_from {command.name}'"
        if command.words:
            yield f"complete -c {PROGRAM} {condition} -f -a {_quoted(' '.join(command.words))}"
        for option in command.options:
            names = " ".join(f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in option.names)
            yield f"complete -c {PROGRAM} {condition} {names}{_fish_value(option)} -d {_quoted(option.help)}"


def _fish_value(option: Option) -> str:
    if not option.takes_value:
        return ""
    if option.values:
        return f" -x -a {_quoted(' '.join(option.values))}"
    return " -r -F" if option.is_path else " -x"


def _quoted(text: str) -> str:
    """A text as one word of a shell."""
    return "'" + text.replace("%%", "%").replace("'", "'\\''") + "'"


WRITERS: Mapping[Shell, Callable[[Sequence[Command]], Iterator[str]]] = {
    Shell.BASH: bash,
    Shell.ZSH: zsh,
    Shell.FISH: fish,
}
