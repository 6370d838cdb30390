"""The command line: arguments, exit codes, and that nothing ends in a traceback."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from converter import __version__
from converter.cli import convert, main, parity, program
from converter.cli.arguments import Format, RunOptions, VariableFile, VariableValue, Verbosity, set_command
from converter.cli.convert import ConvertOptions
from converter.cli.exit_codes import ExitCode, exit_code
from converter.cli.parity import ParityOptions
from converter.findings import Finding, FindingError, Findings, Severity
from converter.stacks.layout import Style


def convert_options(*argv: str) -> ConvertOptions:
    return convert.read_options(program.build_parser().parse_args(["convert", *argv]))


def parity_options(*argv: str) -> ParityOptions:
    return parity.read_options(program.build_parser().parse_args(["parity", *argv]))


def exit_of(*argv: str) -> object:
    with pytest.raises(SystemExit) as stop:
        main(argv)
    return stop.value.code


def test_convert_without_arguments() -> None:
    options = convert_options()
    assert options.output == Path()
    assert (options.check, options.diff, options.allow_partial) == (False, False, False)
    assert options.run == RunOptions()


def test_convert_with_every_argument() -> None:
    argv = ["infra", "-o", "out", "--var", "a=b=c", "--var-file", "x.tfvars", "--var", "d=", "--diff"]
    argv += ["--allow-partial", "--layout", "module"]
    argv += ["--format", "JSON", "--report", "r.json", "--fail-on", "warning", "-v"]
    options = convert_options(*argv, "--baseline", "known.json", "--write-baseline", "new.json")
    assert options.output == Path("out")
    assert options.run == RunOptions(
        Path("infra"),
        (VariableValue("a", "b=c"), VariableFile(Path("x.tfvars")), VariableValue("d", "")),
        {Format.JSON: Path("r.json")},
        Severity.WARNING,
        Path("known.json"),
        Path("new.json"),
        Verbosity(verbose=True),
    )
    assert options.check, "--diff writes nothing"
    assert options.diff
    assert options.allow_partial
    assert options.layout is Style.MODULE


def test_the_variables_of_one_run_do_not_leak_into_the_next() -> None:
    assert len(convert_options("--var", "a=b").run.variables) == 1
    assert convert_options().run.variables == ()


def test_parity_writes_several_formats_beside_each_other() -> None:
    assert parity_options().run.reports == {Format.TEXT: None}
    assert parity_options("--format", "json", "-o", "x.out").run.reports == {Format.JSON: Path("x.out")}
    assert parity_options("--format", ",".join(Format), "-o", "parity").run.reports == {
        Format.TEXT: Path("parity.txt"),
        Format.JSON: Path("parity.json"),
        Format.MARKDOWN: Path("parity.md"),
        Format.HTML: Path("parity.html"),
        Format.SARIF: Path("parity.sarif"),
        Format.JUNIT: Path("parity.xml"),
    }


def test_a_run_may_never_fail() -> None:
    assert parity_options("--fail-on", "Never").run.fail_on is None


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "COMMAND"),
        (["unknown"], "invalid choice: 'unknown'"),
        (["convert", "--var", "a"], "'a' is not of the form NAME=VALUE"),
        (["convert", "--var", "=a"], "'=a' is not of the form NAME=VALUE"),
        (["convert", "--format", "yaml"], "'yaml' is none of text, json, markdown, html, sarif, junit"),
        (["resolve", "t.yaml", "--format", "html"], "'html' is none of text, json"),
        (["convert", "--format", "text,json"], "several formats need a file for the report"),
        (["convert", "--format", "json", "--diff"], "give the report a file with --report"),
        (["convert", "--fail-on", "fatal"], "'fatal' is none of error, warning, info, never"),
        (["convert", "-q", "-v"], "not allowed with"),
        (["convert", "--out", "x"], "unrecognized arguments"),
        (["parity", "--format", "text,json"], "several formats need a file"),
    ],
)
def test_wrong_usage_exits_with_2(argv: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(*argv) == ExitCode.CANNOT_RUN
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("command", ["convert", "parity"])
def test_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(command, "--help") == 0
    assert f"examples:\n  tf2cfn {command}" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of("--version") == 0
    assert capsys.readouterr().out == f"tf2cfn {__version__}\n"


def test_exit_codes_follow_fail_on() -> None:
    findings = Findings()
    assert exit_code(findings, Severity.INFO) is ExitCode.CLEAN
    findings.add(Finding("hcl-syntax", Severity.WARNING, "x"))
    assert exit_code(findings, Severity.ERROR) is ExitCode.CLEAN
    assert exit_code(findings, Severity.WARNING) is ExitCode.FINDINGS
    assert exit_code(findings, None) is ExitCode.CLEAN


class Command:
    """A command that raises."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def add_parser(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        parser = commands.add_parser("stumble")
        parser.add_argument("-v", "--verbose", action="store_true")
        set_command(parser, lambda _: None, self.run)

    def run(self, _options: None) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FindingError(Finding("hcl-syntax", Severity.ERROR, "odd brace")), "error[hcl-syntax]: odd brace\n\n1 error\n"),
        (FileNotFoundError(2, "No such file", "infra"), "tf2cfn: infra: no such file\n"),
        (KeyboardInterrupt(), "tf2cfn: interrupted; nothing was written\n"),
        (
            KeyError("x"),
            "tf2cfn: this is a defect of tf2cfn, please report it (-v shows where it happened): KeyError: 'x'\n",
        ),
    ],
)
def test_nothing_ends_in_a_traceback(
    error: BaseException, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "COMMANDS", (Command(error),))
    assert main(["stumble"]) == ExitCode.CANNOT_RUN
    captured = capsys.readouterr()
    assert captured.err == message
    assert captured.out == ""


def test_a_defect_shows_where_it_happened_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "COMMANDS", (Command(KeyError("x")),))
    assert main(["stumble", "-v"]) == ExitCode.CANNOT_RUN
    assert "Traceback" in capsys.readouterr().err
