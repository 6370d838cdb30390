"""``tf2cfn rules``: what there is for each resource type, and whether the rule tables are sound."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from converter.cli import rules_text
from converter.cli.arguments import Commands, Format, add_formats, add_rules, new_parser, set_command
from converter.cli.exit_codes import ExitCode
from converter.cli.terminal import Terminal
from converter.conversion.coverage import ConfigurationCoverage, configuration_coverage
from converter.findings import Finding, FindingError, Findings, Severity
from converter.project_configuration import load_configuration
from converter.rules.checks import check_tables
from converter.rules.inventory import TypeEntry, inventory
from converter.rules.loader import laid_tables, load_tables, overlay_files
from converter.rules.model import RuleTables
from converter.rules.overlays import known_surroundings, tables_in_force
from converter.rules.page_markdown import markdown
from converter.rules.pages import TypePage, page_of
from converter.rules.ranking import RankingCoverage, ranking_coverage
from converter.rules.verdict_checks import check_verdicts
from converter.rules.verdicts import TypeClass, load_verdicts
from converter.terraform.loading import load
from converter.terraform.provider_schema import ProviderSchema

SCHEMA_VERSION = 1
DESCRIPTION = """\
Look at the rule tables: what becomes of each resource type of the AWS provider, table or not.
"""
LIST_DESCRIPTION = "List every resource type with its class, whether it has a table, and its CloudFormation types."
SHOW_DESCRIPTION = """\
Show all that is known of a resource type: each argument with its property or the reason why it has none, the provider's
defaults that are written out, what references become, deletion, and what CloudFormation lacks.
"""
CHECK_DESCRIPTION = """\
Check all tables and verdicts against the provider's schema and the CloudFormation registry schemas. With --rules also
the tables of your own folders.
"""
COVERAGE_DESCRIPTION = """\
Say what the tables cover of the configuration in DIR: types and arguments. Without DIR, what they cover of a sample of
public repositories.
"""


@dataclass(frozen=True, slots=True)
class RulesOptions:
    """What the user asked for. ``overlays`` are folders of the user's own tables."""

    overlays: tuple[Path, ...]
    format: Format
    type: str = ""
    kind: TypeClass | None = None
    without_table: bool = False
    directory: Path | None = None
    fail_under: float = 0.0


def add_parser(commands: Commands) -> None:
    """Add the command and its own commands to the command line."""
    parser = new_parser(
        commands,
        "rules",
        help="list, show and check the rule tables, and say what they cover",
        description=DESCRIPTION,
        examples=(
            "tf2cfn rules show aws_db_instance",
            "tf2cfn rules coverage infra",
            "tf2cfn rules check --rules our-rules",
        ),
    )
    own = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_list(own)
    _add_show(own)
    _add_check(own)
    _add_coverage(own)


def _add_list(commands: Commands) -> None:
    parser = new_parser(
        commands,
        "list",
        help="every resource type, and what there is for it",
        description=LIST_DESCRIPTION,
        examples=("tf2cfn rules list --format json", "tf2cfn rules list --class direct --without-table"),
    )
    parser.add_argument(
        "--class", dest="kind", choices=[str(kind) for kind in TypeClass], help="only the types of this class"
    )
    parser.add_argument("--without-table", action="store_true", help="only the types that have no table")
    _finish(parser, run_list)


def _add_show(commands: Commands) -> None:
    parser = new_parser(
        commands,
        "show",
        help="all that is known of a resource type",
        description=SHOW_DESCRIPTION,
        examples=("tf2cfn rules show aws_lb", "tf2cfn rules show aws_lb --format markdown"),
    )
    parser.add_argument("type", metavar="TYPE", help="a resource type: aws_lb")
    _finish(parser, run_show, (Format.TEXT, Format.JSON, Format.MARKDOWN))


def _add_check(commands: Commands) -> None:
    parser = new_parser(
        commands,
        "check",
        help="check the tables against the schemas",
        description=CHECK_DESCRIPTION,
        examples=("tf2cfn rules check", "tf2cfn rules check --rules our-rules"),
    )
    _finish(parser, run_check)


def _add_coverage(commands: Commands) -> None:
    parser = new_parser(
        commands,
        "coverage",
        help="what the tables cover of a configuration",
        description=COVERAGE_DESCRIPTION,
        examples=("tf2cfn rules coverage", "tf2cfn rules coverage infra --fail-under 100"),
    )
    parser.add_argument("directory", metavar="DIR", nargs="?", type=Path, help="root folder of a configuration")
    parser.add_argument(
        "--fail-under",
        type=_percentage,
        default=0.0,
        metavar="PERCENT",
        help="exit with 1 when fewer of the blocks are covered than this",
    )
    _finish(parser, run_coverage)


def _finish(
    parser: argparse.ArgumentParser,
    run: Callable[[RulesOptions], int],
    forms: tuple[Format, ...] = (Format.TEXT, Format.JSON),
) -> None:
    """The options that all commands have, and what carries the command out."""
    add_rules(parser)
    add_formats(parser, forms)
    parser.add_argument("-v", "--verbose", action="store_true", help="show where a defect of tf2cfn happened")
    set_command(parser, read_options, run)


def _percentage(text: str) -> float:
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no percentage") from None
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and 100")
    return value


def read_options(arguments: argparse.Namespace) -> RulesOptions:
    """The options in parsed arguments; the project's own overlays come before those that are given."""
    if len(arguments.formats) > 1:
        raise ValueError("rules prints one result: give one --format")
    given = vars(arguments)
    kind, directory = given.get("kind"), given.get("directory")
    findings = Findings()
    configuration = load_configuration(directory or Path(), findings)
    if findings.errors:
        raise FindingError(*findings)
    return RulesOptions(
        overlays=(*configuration.rules, *arguments.rules),
        format=arguments.formats[0],
        type=given.get("type", ""),
        kind=TypeClass(kind) if kind else None,
        without_table=given.get("without_table", False),
        directory=directory,
        fail_under=given.get("fail_under", 0.0),
    )


# ---------------------------------------------------------------------------------------------- list and show


def run_list(options: RulesOptions) -> int:
    """``rules list``."""
    entries = [
        entry
        for entry in inventory(tables_in_force(options.overlays))
        if options.kind in (None, entry.kind) and not (options.without_table and entry.has_table)
    ]
    if options.format is Format.JSON:
        _print_json({"rules": [_entry_json(entry) for entry in entries]})
    else:
        rules_text.draw_list(entries)
    return ExitCode.CLEAN


def _entry_json(entry: TypeEntry) -> dict[str, Any]:
    return {
        "type": entry.type,
        "class": str(entry.kind),
        "table": entry.has_table,
        "cfn_types": list(entry.cfn_types),
        "remark": entry.remark,
    }


def run_show(options: RulesOptions) -> int:
    """``rules show TYPE``."""
    provider = ProviderSchema.load()
    page = page_of(options.type, tables_in_force(options.overlays), provider)
    if page is None:
        raise FindingError(_unknown_type(options.type, provider))
    match options.format:
        case Format.JSON:
            _print_json(_page_json(page))
        case Format.MARKDOWN:
            print(markdown(page), end="")
        case _:
            rules_text.draw_page(page)
    return ExitCode.CLEAN


def _unknown_type(name: str, provider: ProviderSchema) -> Finding:
    close = provider.close_matches(name)
    help_ = f"did you mean {' or '.join(close)}" if close else "tf2cfn rules list shows all types"
    if provider.data_source(name) is not None:
        help_ = f"{name} is a data source: {load_verdicts().data_source(name).text}"
    return Finding("rules-type", Severity.ERROR, f"there is no resource type {name}", help_)


def _page_json(page: TypePage) -> dict[str, Any]:
    data = asdict(page)
    return {"type": data.pop("type"), "class": data.pop("kind"), "table": data.pop("has_table")} | data


# ---------------------------------------------------------------------------------------------- check


def run_check(options: RulesOptions) -> int:
    """``rules check``: exit code 1 where something is wrong with a table."""
    files = overlay_files(options.overlays)
    findings = Findings()
    tables: RuleTables | None = None
    try:
        tables = laid_tables(files)
    except FindingError as error:
        findings.extend(error.findings)
    if tables is not None:
        findings.extend(check_tables(tables, known_surroundings()))
        findings.extend(check_verdicts(load_verdicts(), load_tables(), ProviderSchema.load()))
    Terminal().draw(findings)
    counts = {
        "resource_types": len(tables.resources) if tables is not None else 0,
        "data_sources": len(tables.data) if tables is not None else 0,
        "verdicts": len(load_verdicts().resources),
        "faults": len(findings),
    }
    if options.format is Format.JSON:
        faults = [{"id": f.id, "severity": str(f.severity), "summary": f.summary, "detail": f.detail} for f in findings]
        _print_json({**counts, "findings": faults})
    elif not findings:
        print(
            f"{counts['resource_types']} tables of resource types, {counts['data_sources']} of data sources and "
            f"{counts['verdicts']} verdicts are sound"
        )
    return ExitCode.FINDINGS if findings.errors else ExitCode.CLEAN


# ---------------------------------------------------------------------------------------------- coverage


def run_coverage(options: RulesOptions) -> int:
    """``rules coverage``: of the sample, or of a configuration."""
    tables = tables_in_force(options.overlays)
    if options.directory is None:
        found = ranking_coverage(inventory(tables))
        if options.format is Format.JSON:
            _print_json(_ranking_json(found))
        else:
            rules_text.draw_ranking(found)
        return ExitCode.FINDINGS if 100 * found.tables.raw < options.fail_under else ExitCode.CLEAN
    coverage = _of_configuration(options.directory, tables)
    if options.format is Format.JSON:
        _print_json(_coverage_json(coverage))
    else:
        rules_text.draw_coverage(coverage)
    share = 100 * coverage.covered_blocks / coverage.blocks if coverage.blocks else 100.0
    return ExitCode.FINDINGS if share < options.fail_under else ExitCode.CLEAN


def _of_configuration(directory: Path, tables: RuleTables) -> ConfigurationCoverage:
    """The coverage of a configuration; FindingError where it cannot be read. Values of variables do not matter."""
    findings = Findings()
    project = load(directory, findings)
    if project is None:
        raise FindingError(*findings)
    Terminal(project.sources.text_of).draw(f for f in findings if f.id != "terraform-variable")
    return configuration_coverage(project.root, tables)


def _ranking_json(found: RankingCoverage) -> dict[str, Any]:
    return {
        "tables": asdict(found.tables),
        "classes": {
            str(kind): {**asdict(share), "with_table": found.classes_with_table[kind]}
            for kind, share in found.classes.items()
        },
        "first": {str(n): count for n, count in found.first.items()},
        "missing": [asdict(usage) for usage in found.missing],
    }


def _coverage_json(coverage: ConfigurationCoverage) -> dict[str, Any]:
    return {
        "blocks": coverage.blocks,
        "covered_blocks": coverage.covered_blocks,
        "complete": coverage.is_complete,
        "resources": [
            {
                "type": use.type,
                "class": str(use.entry.kind) if use.entry is not None else None,
                "table": use.entry is not None and use.entry.has_table,
                "covered": use.is_covered,
                "cfn_types": list(use.entry.cfn_types) if use.entry is not None else [],
                "remark": use.entry.remark if use.entry is not None else "",
                "places": [f"{place.file}:{place.start.line}" for place in use.places],
                "arguments": [asdict(argument) for argument in use.arguments],
            }
            for use in coverage.resources
        ],
        "data": [
            {
                "type": use.type,
                "class": str(use.verdict.kind),
                "table": use.has_table,
                "advice": use.verdict.text,
                "places": [f"{place.file}:{place.start.line}" for place in use.places],
            }
            for use in coverage.data
        ],
    }


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps({"schema_version": SCHEMA_VERSION, **data}, indent=2, ensure_ascii=False))
