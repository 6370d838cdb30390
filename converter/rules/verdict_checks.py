"""Checks the verdicts against the provider's schema, the registry schemas of all Regions, and the tables."""

from __future__ import annotations

from collections.abc import Iterator

from converter.cloudformation.schemas import regions_by_type
from converter.findings import Finding, Findings, Severity
from converter.rules.inventory import AWS_PREFIX, entry_of
from converter.rules.model import RuleTables
from converter.rules.paths import PathError, parse_path, registry_type
from converter.rules.verdicts import FOLDER, TypeVerdict, Verdicts
from converter.terraform.provider_schema import ProviderSchema


def check_verdicts(verdicts: Verdicts, tables: RuleTables, provider: ProviderSchema) -> Findings:
    """Everything that is wrong with the verdicts: a type without one among it."""
    findings = Findings()
    for name in provider.resource_types:
        if name.startswith(AWS_PREFIX) and name not in verdicts.resources:
            findings.add(_finding(f"{name} has no verdict"))
    for verdict in verdicts.resources.values():
        for problem in _problems(verdict, verdicts, tables, provider):
            findings.add(_finding(f"{FOLDER}/{verdict.file}: {verdict.type}: {problem}"))
    for name in verdicts.data:
        if provider.data_source(name) is None:
            findings.add(_finding(f"{FOLDER}: {name}: the provider has no such data source"))
    return findings


def _finding(summary: str) -> Finding:
    return Finding("rules-verdict", Severity.ERROR, summary)


def _problems(verdict: TypeVerdict, verdicts: Verdicts, tables: RuleTables, provider: ProviderSchema) -> Iterator[str]:
    if provider.resource(verdict.type) is None:
        yield "the provider has no such resource type"
    regions = regions_by_type()
    for name in verdict.cfn_types:
        if name not in regions:
            yield f"CloudFormation has no type {name}"
    if verdict.into and verdict.into not in verdicts.resources:
        yield f"the provider has no resource type {verdict.into}"
    if verdict.path:
        yield from _path_problem(verdict)
    yield from _disagreement(verdict, verdicts, tables)


def _path_problem(verdict: TypeVerdict) -> Iterator[str]:
    target = registry_type(verdict.cfn_types[0])
    if target is None:  # a type of other Regions only
        return
    try:
        target.properties.walk(parse_path(verdict.path))
    except PathError as error:
        yield f"{target.name}: {error}"


def _disagreement(verdict: TypeVerdict, verdicts: Verdicts, tables: RuleTables) -> Iterator[str]:
    """What the type's table says otherwise."""
    entry = entry_of(verdict.type, tables, verdicts)
    if entry is None or entry.rule is None:
        return
    if entry.kind is not verdict.kind:
        yield f"the verdict is {verdict.kind}, the table in {entry.rule.file} makes it {entry.kind}"
    for name in verdict.cfn_types:
        if name not in entry.cfn_types:
            yield f"the table in {entry.rule.file} makes no {name}"
