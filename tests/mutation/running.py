"""Runs the comparison on mutants: the real one, with the evaluation of unchanged Terraform shared between them."""

from __future__ import annotations

import json
import shutil
import time
import traceback
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from converter.cloudformation import yaml_reader
from converter.cloudformation.resolved import ResolvedStack
from converter.cloudformation.yaml_writer import write
from converter.findings import Finding, FindingError, Findings, Span
from converter.parity import check, templates, today
from converter.parity.comparison import square
from converter.parity.comparison.proof import prove
from converter.parity.templates import TemplateFolder
from converter.project_configuration import ProjectConfiguration, load_configuration
from converter.rules.engine import FlatTemplate
from converter.rules.names import parameter_name
from converter.terraform.loading import Project, load
from tests.mutation.dropped import Ledger
from tests.mutation.equivalence import Known
from tests.mutation.mutant import Mutant
from tests.mutation.places import ENTRY, Chains, Located, names
from tests.mutation.system import TemplateSet
from tests.mutation.terraform_source import TerraformSource, Thing
from tests.mutation.verdicts import Outcome, Verdict, brought_about, told

TOP = Path(__file__).resolve().parents[2]
TERRAFORM = TOP / "terraform_ref"
TEMPLATES = TOP / "templates"
LEDGER = TOP / "conversion.json"

Judge = Callable[[Finding], Verdict | None]
"""Whether a finding names a right place, and which kind of right place."""


@contextmanager
def shared_evaluations() -> Iterator[None]:
    """What the configuration or one unchanged file alone decides is made once.

    That is the evaluation under an assignment, its flat template resolved, a conversion, and the template in a text: no
    changed template has a part in them, and together they are most of a comparison's time.
    """
    kept: list[object] = []  # what the keys' ids belong to

    def shared(real: Callable[..., Any], key_of: Callable[..., Hashable]) -> Callable[..., Any]:
        made: dict[Hashable, tuple[Any, Findings]] = {}

        def function(project: Project, other: Any, findings: Findings, *rest: Hashable) -> Any:
            key = (id(project), key_of(other), rest)
            if key not in made:
                own = Findings()
                made[key] = (real(project, other, own, *rest), own)
                kept.extend((project, other))
            findings.extend(made[key][1])
            return made[key][0]

        return function

    def key_of(assignment: square.Assignment) -> Hashable:
        return repr(sorted(assignment.variables.items())), repr(assignment.pseudo), assignment.overlays

    flats: dict[Hashable, ResolvedStack] = {}

    def resolve_flat(flat: FlatTemplate, assignment: square.Assignment, outputs: Any = None) -> ResolvedStack:
        key = id(flat), repr(assignment.pseudo), repr(sorted(assignment.look_ups.items())), outputs is None
        if key not in flats:
            flats[key] = real_resolve(flat, assignment, outputs)
            kept.append(flat)
        return flats[key]

    real_resolve = square.resolve_flat
    replacements = {
        "resolve_flat": ((square,), resolve_flat),
        "parse": ((templates,), lru_cache(maxsize=64)(yaml_reader.parse)),
        "specialised": ((square,), shared(square.specialised, key_of)),
        "convert_today": ((today, check), shared(today.convert_today, id)),
    }
    before = [
        (module, name, getattr(module, name)) for name, (modules, _) in replacements.items() for module in modules
    ]
    for module, name, _ in before:
        setattr(module, name, replacements[name][1])
    try:
        yield
    finally:
        for module, name, real in before:
            setattr(module, name, real)


def loaded(folder: Path) -> tuple[Project, ProjectConfiguration]:
    """A configuration; raises FindingError where something is wrong with it."""
    findings = Findings()
    project = load(folder, findings)
    configuration = load_configuration(folder, findings)
    if project is None or findings.errors:
        raise FindingError(*findings.errors)
    return project, configuration


@dataclass
class Bench:
    """A folder to work in, and what all mutants share."""

    folder: Path
    known: Known
    _written: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shutil.copy(LEDGER, self.folder)
        self.templates.mkdir()
        for file, template in self.system:
            (self.templates / file).write_text(write(template), encoding="utf-8")
        shutil.copytree(TERRAFORM, self.terraform)

    @property
    def templates(self) -> Path:
        """The folder of the templates."""
        return self.folder / "templates"

    @property
    def terraform(self) -> Path:
        """The folder of the configuration."""
        return self.folder / "terraform"

    @cached_property
    def system(self) -> TemplateSet:
        """The templates without a change."""
        return TemplateSet.load(TEMPLATES)

    @cached_property
    def chains(self) -> Chains:
        """Where values go in the templates without a change."""
        return Chains(self.system)

    @cached_property
    def source(self) -> TerraformSource:
        """The configuration's text without a change."""
        return TerraformSource.load(TERRAFORM)

    @cached_property
    def project(self) -> tuple[Project, ProjectConfiguration]:
        """The configuration without a change."""
        return loaded(TERRAFORM)

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """What the conversion wrote down."""
        document: Mapping[str, Any] = json.loads(LEDGER.read_text(encoding="utf-8"))
        return document

    @cached_property
    def ledger(self) -> Ledger:
        """What the conversion dropped of the configuration."""
        return Ledger.of(self.document, self.source)

    @cached_property
    def addresses(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The Terraform addresses behind each resource of a template, as the conversion wrote them down."""
        found: dict[tuple[str, str], frozenset[str]] = {}
        for entry in self.document["resources"]:
            for target in entry["targets"]:
                key = (target.get("template", ""), target["logical_id"])
                found[key] = found.get(key, frozenset()) | {entry["address"]}
        return found

    @cached_property
    def before(self) -> tuple[Finding, ...]:
        """What is found without any change."""
        return check.check_parity(self.project[0], self.templates, self.project[1]).findings

    # ------------------------------------------------------------------------------------------ mutants

    def run(self, mutant: Mutant) -> Outcome:
        """A mutant's verdict."""
        start = time.perf_counter()
        try:
            verdict, found = self._judged(mutant)
        except FindingError as error:  # the configuration cannot be read: no mutant should do that
            verdict, found = Verdict.CRASHED, [*map(told, error.findings)]
        except Exception:  # noqa: BLE001 - whatever it is, it is a verdict
            verdict, found = Verdict.CRASHED, traceback.format_exc().splitlines()[-3:]
        reason = mutant.proof or self.known.reason(mutant.name)
        if mutant.template is None and not reason and verdict is Verdict.SURVIVED:
            reason = self.ledger.reason(self.source, mutant.spans[0])
        if reason and verdict not in {Verdict.CRASHED, Verdict.REFUSED}:
            verdict = Verdict.FALSE_ALARM if found else Verdict.EQUIVALENT
        seconds = time.perf_counter() - start
        return Outcome(mutant.name, mutant.operator, mutant.file, verdict, tuple(found), reason, seconds)

    def _judged(self, mutant: Mutant) -> tuple[Verdict, list[str]]:
        if mutant.template is not None:
            judge, original, text = self._at_template(mutant), self.templates / mutant.file, write(mutant.template)
        else:
            judge, original, text = self._at_terraform(mutant), self.terraform / mutant.file, mutant.text
        verdict, found = Verdict.SURVIVED, list[Finding]()
        before = self.before  # looked at while nothing is changed yet
        with replaced(original, text):
            project, configuration = loaded(self.terraform) if mutant.template is None else self.project
            if today.convert_today(project, configuration, problems := Findings()) is None:
                return Verdict.REFUSED, [told(f) for f in problems.errors]
            # The comparison names most places; only for the rest are the properties checked as well
            for examine in (self._comparison, self._everything):
                found = brought_about(examine(project, configuration), before)
                ranks = {judge(finding) for finding in found}
                if Verdict.KILLED in ranks:
                    verdict = Verdict.KILLED
                    break
                if found:
                    verdict = Verdict.KILLED_AT_END if Verdict.KILLED_AT_END in ranks else Verdict.ELSEWHERE
        return verdict, [told(f) for f in found]

    def _comparison(self, project: Project, configuration: ProjectConfiguration) -> tuple[Finding, ...]:
        try:
            converted = today.convert_today(project, configuration, Findings())
            assert converted is not None  # else the mutant is refused
            return prove(project, TemplateFolder(self.templates), configuration, converted).findings
        except FindingError as error:
            return error.findings

    def _everything(self, project: Project, configuration: ProjectConfiguration) -> tuple[Finding, ...]:
        try:
            return check.check_parity(project, self.templates, configuration).findings
        except FindingError as error:
            return error.findings

    # ------------------------------------------------------------------------------------------ templates

    def _at_template(self, mutant: Mutant) -> Judge:
        places: set[Located] = {(mutant.file, path) for path in mutant.paths}
        assert mutant.template is not None
        both = self.chains, self.chains.after(mutant.file, mutant.template)
        ends = {end for chains in both for place in places for end in chains.ends(place)}
        addresses = {a for file, path in places if path for a in self.addresses.get((file, str(path[1])), ())}

        def judge(finding: Finding) -> Verdict | None:
            if finding.place is None or len(finding.place.path) < ENTRY:  # about what is not there at all
                return Verdict.KILLED if finding.address in addresses or names_output(finding, places) else None
            if names(finding.place, places):
                return Verdict.KILLED
            return Verdict.KILLED_AT_END if names(finding.place, ends) else None

        return judge

    # ------------------------------------------------------------------------------------------ Terraform

    def _at_terraform(self, mutant: Mutant) -> Judge:
        part = self.source.enclosing(mutant.spans[0])
        assert part is not None
        own: Thing = (part.folder, part.name)
        after = TerraformSource({**self.source.texts, mutant.file: mutant.text})
        copies = self._copies(after, own)
        ends = self.source.ends(own) | copies
        names_of_own = {own, *copies}

        def judge(finding: Finding) -> Verdict | None:
            subject = finding.subject
            if subject is not None and any(overlaps(subject, span) for span in mutant.spans):
                return Verdict.KILLED
            things = {thing for thing in self._things(finding, after) if thing is not None}
            if things & names_of_own:
                return Verdict.KILLED
            return Verdict.KILLED_AT_END if things & ends else None

        return judge

    def _things(self, finding: Finding, after: TerraformSource) -> Iterator[Thing | None]:
        """What of the configuration a finding is about: by its address, and by what its place was made from."""
        if finding.address is not None:
            yield self.source.thing(finding.address) or after.thing(finding.address)
            yield after.thing(finding.address)
        if finding.place is None or len(finding.place.path) < ENTRY:
            return
        section, name = finding.place.path[:ENTRY]
        if section == "Resources":
            yield from map(self.source.thing, self.addresses.get((finding.place.file, str(name)), ()))
            return
        for thing in self.source.parts:
            if not thing.folder and thing.name[0] == ("var" if section == "Parameters" else "output"):
                made = parameter_name(thing.name[1])
                if name == made or (section == "Outputs" and str(name).startswith(made)):
                    yield thing.folder, thing.name

    def _copies(self, after: TerraformSource, own: Thing) -> frozenset[Thing]:
        """The things that a mutant adds; of a new module call also what it calls into being."""
        before = {(p.folder, p.name) for p in self.source.parts}
        added = {(p.folder, p.name) for p in after.parts} - before
        return frozenset(added | {end for thing in added for end in after.ends(thing) if own[0] != end[0]})


def names_output(finding: Finding, places: set[Located]) -> bool:
    """Whether a finding's address is that of the output at one of the places; an output may become several."""
    kind, _, name = (finding.address or "").partition(".")
    made = parameter_name(name) if kind == "output" else None
    return made is not None and any(
        path[0] == "Outputs" and str(path[1]).startswith(made) for _, path in places if path
    )


def overlaps(one: Span, other: Span) -> bool:
    """Whether two stretches of one file share a character, or touch."""
    return one.file == other.file and one.start.byte <= other.end.byte and other.start.byte <= one.end.byte


@contextmanager
def replaced(file: Path, text: str) -> Iterator[None]:
    """Another text in a file, for a while."""
    before = file.read_bytes()
    file.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        file.write_bytes(before)
