"""The pipeline: evaluate, map, place, nest, record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from converter import __version__
from converter.cloudformation.model import Object, Template
from converter.conversion.counted_lists import count_elements
from converter.conversion.limits import beyond, kept_fixed, kept_whole, unmatched
from converter.conversion.lookup_requests import look_ups_of
from converter.conversion.lookups import LookUp
from converter.conversion.outputs import make_outputs
from converter.conversion.parameters import make_parameters, unused_findings
from converter.conversion.record import record, text_of
from converter.conversion.steps import DeploySteps, deploy_steps
from converter.findings import Finding, FindingError, Findings, Severity
from converter.mappings_folder import mappings_folder
from converter.project_configuration import ProjectConfiguration
from converter.rules.data_arguments import unheeded_arguments
from converter.rules.decisions import demands_of
from converter.rules.engine import Engine, FlatTemplate
from converter.rules.ledger import ResourceEntry, Verdict
from converter.rules.loader import overlay_paths
from converter.rules.model import RuleTables
from converter.rules.names import pascal
from converter.rules.outliving import OUTLIVING
from converter.rules.overlays import tables_in_force
from converter.rules.wishes import Wishes
from converter.stacks.cutting import Cut, cut
from converter.stacks.layout import Layout, Style, read_layout
from converter.stacks.model import Flat
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Evaluation, Settings, evaluate
from converter.terraform.loading import Project, ReaderFiles
from converter.terraform.provider_schema import ProviderSchema

LAYOUT = "layout.yaml"
_LEFT_OUT_WHERE_PARTIAL = frozenset(
    {"rules-unsupported", "rules-inexpressible", "rules-missing-property", "rules-secret", "rules-provider"}
)
UNKNOWN_TYPE = "terraform-resource-type"
"""A type that no provider is known to have: the list of what is unsupported is made all the same."""


@dataclass(slots=True)
class Conversion:
    """The result: files by path below the output folder, and what the comparison with Terraform needs."""

    files: dict[str, str]
    templates: dict[str, Template]
    record: dict[str, Any]
    evaluation: Evaluation
    flat: FlatTemplate
    cut: Cut
    """How the stacks came about, and which parameters and outputs are pieces of others."""
    lookups: tuple[LookUp, ...] = ()
    """In the order in which they have to be carried out."""
    steps: DeploySteps = field(default_factory=DeploySteps)


@dataclass(frozen=True, slots=True)
class ConvertSettings:
    """How to convert.

    ``pins`` place single addresses in stacks; ``title`` heads the main stack's description; ``overlays`` are folders of
    the user's own rule tables; ``wishes`` are what it asks for by address, ``fixed`` the variables that become no
    parameter.
    """

    pins: tuple[tuple[str, str], ...] = ()
    title: str = ""
    allow_partial: bool = False
    overlays: tuple[Path, ...] = ()
    evaluation: Settings = field(default_factory=Settings)
    style: Style = Style.SERVICE
    wishes: Wishes = field(default_factory=Wishes)
    fixed: tuple[str, ...] = ()
    configuration: ProjectConfiguration = field(default_factory=ProjectConfiguration)
    """What findings about pins, names and fixed variables point to."""

    @classmethod
    def of(
        cls, configuration: ProjectConfiguration, style: Style | None = None, *, allow_partial: bool = False
    ) -> ConvertSettings:
        """What a project's configuration asks for; ``style`` comes before the configuration's own."""
        return cls(
            pins=tuple((pin.address, pin.stack) for pin in configuration.pins),
            title=configuration.title,
            allow_partial=allow_partial,
            overlays=configuration.rules,
            style=style or configuration.style,
            wishes=configuration.wishes,
            fixed=configuration.fixed,
            configuration=configuration,
        )


def convert(project: Project, settings: ConvertSettings, findings: Findings) -> Conversion | None:
    """Convert a loaded configuration. None where findings of severity error forbid it."""
    tables = tables_in_force(settings.overlays)
    evaluation_settings = settings.evaluation
    kept, of_tables = tuple(kept_fixed(project.variables, settings.fixed)), demands_of(tables)
    evaluation_settings.demanding = lambda evaluation: (*kept, *of_tables(evaluation))
    evaluation_settings.never_empty = tables.never_empty
    evaluation_settings.files = ReaderFiles(project.sources)
    evaluation_settings.allow_unknown_types = settings.allow_partial
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings, evaluation_settings)
    if any(finding.id != UNKNOWN_TYPE for finding in findings.errors):
        return None
    mapped = Findings()
    flat = Engine(tables, evaluation, mapped, settings.wishes).run()
    mapped.extend(unheeded_arguments(evaluation, tables))
    outputs, output_entries = make_outputs(evaluation, flat.lowering, mapped)
    lookups = look_ups_of(evaluation, flat, tables)
    parameters = make_parameters(evaluation, flat, mapped, lookups)
    count_elements(evaluation, flat, parameters, outputs)
    mapped.extend(unused_findings(parameters, evaluation))
    unknown = {finding.subject for finding in findings if finding.id == UNKNOWN_TYPE}
    left = (f for f in mapped if f.id != "rules-unsupported" or f.subject not in unknown)  # the others are told already
    findings.extend(left if not settings.allow_partial else (_partial(f) for f in left))
    if findings.errors:
        return None
    layout = read_layout(yaml.safe_load((mappings_folder() / LAYOUT).read_text("utf-8")), settings.pins, settings.style)
    whole = Flat(
        description=". ".join(
            filter(None, (settings.title or "Converted from Terraform", _not_converted(flat.ledger)))
        ),
        parameters=parameters.parameters,
        conditions=flat.lowering.conditions.expressions,
        resources=flat.resources,
        outputs=outputs,
        rules=parameters.rules,
        metadata=_metadata(tables, evaluation, settings.overlays),
        labels={name: (d.key.type, d.instance.address) for name, d in flat.drafts.items()},
        reference_names=_reference_names(flat),
        exported=_exported(flat, layout),
        alternatives=flat.alternatives,
        partial=_left_out(flat, layout),
    )
    try:
        made = cut(whole, layout, kept_whole(flat, evaluation))
    except FindingError as problem:
        findings.extend(problem.findings)
        return None
    findings.extend((*made.findings(), *beyond(made), *_unmatched(settings, evaluation)))
    if findings.errors:
        return None
    steps = deploy_steps(flat, made, evaluation, lookups)
    data = record(flat, made, parameters, output_entries, evaluation, findings, steps)
    files = {f"templates/{name}-stack.yaml": text for name, text in made.texts.items()}
    files["conversion.json"] = text_of(data)
    return Conversion(files, dict(made.templates), data, evaluation, flat, made, lookups, steps)


def _unmatched(settings: ConvertSettings, evaluation: Evaluation) -> Iterator[Finding]:
    """Warnings about entries of the project's layout that apply to nothing."""
    addresses = {instance.address for instance in evaluation.instances}
    for path, summary, detail in unmatched(addresses, evaluation.variables, settings.wishes, settings.fixed):
        yield Finding("stacks-unused", Severity.WARNING, summary, detail, settings.configuration.span(path))


def _partial(finding: Finding) -> Finding:
    """With --allow-partial, what cannot be converted is a warning."""
    if finding.id in _LEFT_OUT_WHERE_PARTIAL and finding.severity is Severity.ERROR:
        return replace(finding, severity=Severity.WARNING)
    return finding


def _left_out(flat: FlatTemplate, layout: Layout) -> dict[str, str]:
    """For every stack that lacks resources which are not supported: a sentence for its description."""
    by_stack: dict[str, dict[InstanceKey, ResourceEntry]] = {}
    for key, entry in flat.ledger.items():
        stack, _ = layout.home(key.type, str(key), "")
        by_stack.setdefault(stack, {})[key] = entry
    return {stack: text for stack, entries in by_stack.items() if (text := _not_converted(entries))}


def _not_converted(entries: Mapping[InstanceKey, ResourceEntry]) -> str:
    addresses = sorted(str(key) for key, entry in entries.items() if entry.verdict is Verdict.UNSUPPORTED)
    if not addresses:
        return ""
    shown = ", ".join(addresses[:_SHOWN])
    more = f" and {len(addresses) - _SHOWN} more" if len(addresses) > _SHOWN else ""
    return f"NOT CONVERTED: {shown}{more}"[:_MAX_DESCRIPTION]


_SHOWN = 5
_MAX_DESCRIPTION = 700
"""Of the 1,024 bytes that a description may have ("Template anatomy", AWS CloudFormation User Guide)."""


def _metadata(tables: RuleTables, evaluation: Evaluation, overlays: tuple[Path, ...]) -> Object:
    """Which tool and tables made a template, so that a difference can be explained."""
    digest = tables_digest(_files_used(tables, evaluation), overlays)
    return Object.of({"tf2cfn": Object.of({"version": __version__, "tables": digest})})


def _files_used(tables: RuleTables, evaluation: Evaluation) -> frozenset[str]:
    """The files of the tables that the configuration's resources and data sources are made by."""
    types = {key.type for key in (*(i.key for i in evaluation.instances), *evaluation.data)}
    resources = {rule.file for name, rule in tables.resources.items() if name in types}
    return frozenset(resources | {rule.file for name, rule in tables.data.items() if name in types})


def tables_digest(files: frozenset[str], overlays: tuple[Path, ...] = ()) -> str:
    """A short digest of some of our files of tables, of what holds for all, and of all files of the user's own."""
    digest = hashlib.sha256()
    ours = (path for path in sorted(mappings_folder().glob("*.yaml")) if path.name in {*files, LAYOUT, OUTLIVING})
    for path in (*ours, *(path for folder in overlays for path in overlay_paths(folder))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


_PREFERRED = ("arn", "name", "id")


def _reference_names(flat: FlatTemplate) -> dict[tuple[str, str | None], str]:
    """How what is read of a resource is called: by the best of the Terraform attributes that it stands for."""
    names: dict[tuple[str, str | None], str] = {}
    for name, draft in flat.drafts.items():
        by_form: dict[str | None, list[str]] = {None: []}
        for row in draft.rule.attributes.values():
            if row.part not in {None, draft.part}:
                continue
            if row.ref:
                by_form[None].append(row.name)
            elif row.get_att is not None:
                by_form.setdefault(row.get_att, []).append(row.name)
        for form, attributes in by_form.items():
            chosen = next((p for p in _PREFERRED if p in attributes), attributes[0] if attributes else "id")
            names[name, form] = pascal(chosen)
    return names


def _exported(flat: FlatTemplate, layout: Layout) -> dict[str, tuple[tuple[str, str | None], ...]]:
    """The references that each resource's stack exports by the layout."""
    wanted: dict[str, tuple[str, ...]] = {}
    for stack in layout.stacks.values():
        wanted.update(stack.exports)
    result: dict[str, tuple[tuple[str, str | None], ...]] = {}
    for name, draft in flat.drafts.items():
        if draft.part:
            continue
        references: dict[tuple[str, str | None], None] = {}
        for attribute in wanted.get(draft.key.type, ()):
            row = draft.rule.attributes.get(attribute)
            if row is None or row.part is not None:
                continue
            if row.ref:
                references.setdefault((name, None))
            elif row.get_att is not None and "[" not in row.get_att:
                references.setdefault((name, row.get_att))
        result[name] = tuple(references)
    return result
