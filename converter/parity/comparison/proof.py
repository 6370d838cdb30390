"""Proof 2 as findings and verdicts: the templates against the configuration, under many values of the variables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from converter.cloudformation.model import Template
from converter.cloudformation.resolved import PseudoParameters
from converter.conversion.outputs import make_outputs
from converter.findings import Finding, Findings, Place, Severity
from converter.parity.comparison import square
from converter.parity.comparison.absent import written_place
from converter.parity.comparison.assignments import HERE, IN_FORCE, Choices
from converter.parity.comparison.decisions import Decisions
from converter.parity.comparison.derived import NotCarriedError, derived_values, looked_up_values
from converter.parity.comparison.items import Mismatches, resource_items
from converter.parity.comparison.masking import masked, secrets_of
from converter.parity.comparison.matching import ActualKey, Hint, Matches, match
from converter.parity.comparison.model import Item
from converter.parity.comparison.ordering import lost_orders
from converter.parity.comparison.origins import Origin, Origins
from converter.parity.comparison.outputs import OutputCheck, check_exports
from converter.parity.comparison.refusals import accepted_refusals
from converter.parity.comparison.searching import Values
from converter.parity.comparison.square import Assignment, Comparison, Instances, Square, SquareDifference, square_of
from converter.parity.comparison.stages import MAIN_FILE, check_stages
from converter.parity.comparison.variables import Interface, check_nested, check_variables
from converter.parity.templates import TemplateFolder
from converter.parity.today import Today
from converter.project_configuration import ProjectConfiguration
from converter.rules.ledger import Verdict
from converter.rules.names import parameter_name
from converter.stacks.folding import Folding
from converter.terraform.loading import Project
from converter.terraform.traversals import traversal_text
from converter.terraform.values import String, Value

ID = "parity-square"
UNUSED = "parity-unused-expectation"
ADDED = "parity-added-parameter"
UNTRIED = "parity-untried"
SHOWN = 3
"""Of what is left out, so many are named."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found, and the verdict about every resource, argument, variable and output."""

    findings: tuple[Finding, ...]
    items: tuple[Item, ...] = ()


def prove(
    project: Project,
    folder: TemplateFolder,
    configuration: ProjectConfiguration,
    today: Today,
    told: Collection[Finding] = (),
) -> Proof:
    """Compare everything, under each of the deterministic assignments; what ``told`` says already is not repeated."""
    return _Prover(project, folder, configuration).proof(today, told)


def renamed_parameters(project: Project, configuration: ProjectConfiguration) -> Mapping[str, str]:
    """The parameters that the templates call otherwise: the usual name → theirs."""
    return {
        parameter_name(name) if name in project.variables else name: there
        for name, there in configuration.correspondences.parameters.items()
    }


def compared(
    project: Project,
    folder: TemplateFolder,
    values: Values,
    name: str,
    instances: Callable[[Instances], Instances] | None = None,
    configuration: ProjectConfiguration | None = None,
    today: Today | None = None,
) -> Iterator[Finding]:
    """The differences under one assignment, as findings; ``instances`` may change what was evaluated."""
    prover = _Prover(project, folder, configuration or ProjectConfiguration())
    findings: list[Finding] = []
    made = prover.square(values, name, findings, today, instances)
    yield from findings
    if made is not None:
        yield from prover.resources([made], prover.matches([made]), Mismatches())


class _Prover:
    """One comparison of a folder of templates with a project."""

    def __init__(self, project: Project, folder: TemplateFolder, configuration: ProjectConfiguration) -> None:
        self._project, self._folder, self._configuration = project, folder, configuration
        self._main = folder.load_all()
        same = configuration.correspondences
        self._hints = tuple(Hint(address, target) for address, target in same.resources.items())
        self._names = renamed_parameters(project, configuration)
        self._today: Today | None = None

    # ------------------------------------------------------------------------------------------ the whole

    def proof(self, today: Today, told: Collection[Finding]) -> Proof:
        """Everything: interface, resources, orders, outputs."""
        self._today = today
        explained = [str(f.place.path[-1]) for f in told if f.id == ADDED and f.place is not None]
        interface = Interface(self._main, self._folder.root_file, self._names, self._excused(), explained)
        findings: list[Finding] = []
        items: list[Item] = []
        already = {(finding.place, finding.subject) for finding in told if finding.severity is Severity.ERROR}
        variable_items: list[Item] = []
        for item, found in check_variables(self._project.variables, today, interface):
            variable_items.append(item)
            findings += [f for f in found if (f.place, f.subject) not in already]
        squares = self._squares(today, findings)
        matches = self.matches(squares)
        mismatches = Mismatches()
        findings += self.resources(squares, matches, mismatches)
        outputs = OutputCheck(today, self._main, self._folder.root_file, self._configuration.correspondences.outputs)
        outputs.interface()
        exports: list[Finding] = []
        for made in squares:
            comparison = Comparison(made, matches)
            outputs.values(comparison, lambda text: masked(text, self._secrets))
            exports += check_exports(today, comparison, self._ordinary(made), self._folder.root_file)
        findings += outputs.found.values()
        findings += {finding.summary: finding for finding in reversed(exports)}.values()
        if squares:
            findings += check_nested(squares[0].stacks)
            findings += self._staged(today, matches)
            items += resource_items(today, matches, self._files(squares), mismatches)
        findings += self._unused(today, matches)
        return Proof(tuple(dict.fromkeys(findings)), (*items, *variable_items, *outputs.items()))

    def _excused(self) -> Collection[str]:
        carried = self._configuration.properties.get("P11", {}).get("carried", {})
        return frozenset(carried) if isinstance(carried, Mapping) else frozenset()

    def _files(self, squares: Sequence[Square]) -> Mapping[tuple[str, ...], str]:
        return {path: file for made in squares for path, file in made.files.items()}

    def _ordinary(self, made: Square) -> Mapping[str, Any]:
        """The parameters of the root stack, under the names that a conversion gives."""
        usual = {there: name for name, there in self._names.items()}
        return {usual.get(name, name): value for name, value in made.resolution.stack.parameters.items()}

    def _staged(self, today: Today, matches: Matches) -> Iterator[Finding]:
        values = next(self._choices(today).assignments()).values
        look_ups = looked_up_values(today.flat)
        here = Assignment(
            variables=values,
            look_ups={**look_ups, **derived_values(today, values)},
            pseudo=replace(HERE, region=self._region(values)),
            names=self._names,
            folding=today.folding,
        )
        yield from check_stages(today, _Files(self._folder), self._folder, here, matches)

    # ------------------------------------------------------------------------------------------ both sides

    def _choices(self, today: Today) -> Choices:
        usual = today.unfolded
        conditions = Template(
            parameters=usual.parameters,
            conditions=today.flat.lowering.conditions.expressions,
            resources=today.flat.resources,
        )
        there = today.folding.unfolded(self._main)
        trees = (Decisions(there, self._folder), Decisions(conditions, lambda _: None))
        fixed = frozenset(row["name"] for row in today.variables if row["verdict"] == Verdict.FIXED)
        return Choices(self._project.variables, usual, trees, self._names, self._region, fixed)

    def _squares(self, today: Today, findings: list[Finding]) -> list[Square]:
        made = []
        choices = self._choices(today)
        for tried in choices.assignments():
            found: list[Finding] = []
            one = self.square(tried.values, tried.name, found, today, surroundings=tried.surroundings)
            if one is not None or tried.name == IN_FORCE:
                findings += found
            else:
                file = self._folder.root_file
                here = Assignment(variables=tried.values, names=self._names, folding=today.folding)
                findings += accepted_refusals(found, tried.name, self._main, file, here, today)
            if one is not None:
                made.append(one)
            elif tried.name == IN_FORCE:
                break
        if choices.left_out:
            findings.append(_untried(choices.left_out, len(made)))
        return made

    def square(
        self,
        values: Values,
        name: str,
        findings: list[Finding],
        today: Today | None,
        instances: Callable[[Instances], Instances] | None = None,
        surroundings: PseudoParameters = HERE,
    ) -> Square | None:
        """Both sides under one assignment; None where the configuration cannot be evaluated or deployed under it."""
        here = Assignment(
            variables=values,
            pseudo=replace(surroundings, region=self._region(values, surroundings.region)),
            instances=instances,
            names=self._names,
            overlays=self._configuration.rules,
            wishes=self._configuration.wishes,
        )
        found = Findings()
        evaluation, flat = square.specialised(self._project, here, found)
        findings += found.errors
        if any(not finding.id.startswith("rules-") for finding in found.errors):
            return None
        outputs, _ = make_outputs(evaluation, flat.lowering, Findings())
        look_ups = looked_up_values(flat)
        if today is not None:
            try:
                look_ups.update(derived_values(today, values))
            except NotCarriedError:
                return None
        folding = today.folding if today is not None else Folding()
        here = Assignment(variables=values, look_ups=look_ups, pseudo=here.pseudo, names=self._names, folding=folding)
        resolution = square.resolve_tree(_Files(self._folder), here, self._folder.root_file)
        findings += [f for f in resolution.findings if f.severity is Severity.ERROR]
        return square_of(flat, resolution, here, name, outputs)

    def _region(self, values: Mapping[str, Value], otherwise: str = HERE.region) -> str:
        """The region that an assignment gives the provider, where a variable decides it."""
        for block in self._project.root.config.providers:
            written = block.body.attribute("region")
            if block.labels == ("aws",) and block.body.attribute("alias") is None and written is not None:
                value = values.get(traversal_text(written.expression).removeprefix("var."))
                if isinstance(value, String):
                    return value.text
        return otherwise

    def matches(self, squares: Sequence[Square]) -> Matches:
        """Which resource stands for which."""
        return match(squares, self._hints)

    # ------------------------------------------------------------------------------------------ findings

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        base = {n: v.in_force for n, v in self._project.variables.items() if v.in_force is not None}
        return secrets_of(self._project, base)

    def resources(self, squares: Sequence[Square], matches: Matches, mismatches: Mismatches) -> Iterator[Finding]:
        """Everything about resources: differences, lost orders, and what could not be matched."""
        collected: dict[tuple[str, str], Finding] = {}
        for made in squares:
            comparison, origins = Comparison(made, matches), Origins(made.flat)
            for difference in comparison.differences():
                finding = self._difference(difference, origins, made, mismatches)
                collected.setdefault((finding.summary, str(finding.place)), finding)
            for lost in lost_orders(made, matches):
                origin = origins.property(lost.logical_id, ()) or Origin("")
                mismatches.note(Origin(origin.address), f"it does not wait for {lost.needs}")
                finding = _lost(lost.logical_id, lost.needs, origins, lost.place)
                collected.setdefault((finding.summary, ""), finding)
        yield from collected.values()
        for name, keys in matches.undecided.items():
            yield _undecided(name, keys, squares)

    def _difference(
        self, difference: SquareDifference, origins: Origins, made: Square, mismatches: Mismatches
    ) -> Finding:
        in_properties = difference.section == square.PROPERTIES and difference.path
        steps = difference.steps if in_properties else ()
        origin = origins.property(difference.logical_id, steps) if steps else origins.resource(difference.logical_id)
        section = "" if difference.section == square.PROPERTIES else difference.section
        where = ".".join(filter(None, (difference.logical_id, section, difference.path)))
        place = difference.place
        if place is None and (wanted := made.wanted.get(difference.logical_id)) is not None:
            place = written_place(difference.logical_id, wanted.type, made.stacks, self._folder, self._folder.root_file)
            if place is None and self._today is not None:  # nowhere: then where a conversion of today writes it
                usual = (self._today.template, MAIN_FILE)
                place = written_place(difference.logical_id, wanted.type, made.stacks, *usual)
        terraform, template = masked(difference.terraform, self._secrets), masked(difference.template, self._secrets)
        reason = f"Terraform: {terraform}; template: {template}"
        if origin is not None:
            mismatches.note(origin, f"{reason} (under {made.name})")
        elif place is not None:
            mismatches.surplus.setdefault(place, "the configuration has no such resource")
        return Finding(
            ID,
            Severity.ERROR,
            f"the templates differ from the configuration: {where}",
            f"{reason} (under {made.name}); convert again, or undo the change to the template",
            origin.span if origin is not None else None,
            address=origin.address if origin is not None else None,
            place=place,
        )

    def _unused(self, today: Today, matches: Matches) -> Iterator[Finding]:
        """Entries of the project's configuration that apply to nothing."""
        same = self._configuration.correspondences
        for hint in self._hints:
            if hint not in matches.used:
                yield self._unused_entry("resources", hint.address)
        usual = {*today.main.parameters, *self._project.variables}
        for name, there in same.parameters.items():
            if name not in usual or there not in self._main.parameters:
                yield self._unused_entry("parameters", name)
        for name, there in same.outputs.items():
            if name not in {*today.main.outputs, *today.outputs} or there not in self._main.outputs:
                yield self._unused_entry("outputs", name)

    def _unused_entry(self, table: str, key: str) -> Finding:
        summary = f"parity.{table}.{key} applies to nothing"
        detail = "remove it, or correct both names: they must stand in the configuration and in the templates"
        return Finding(UNUSED, Severity.WARNING, summary, detail, self._configuration.span(("parity", table, key)))


class _Files(dict[str, Template]):
    """The templates of a folder by file."""

    def __init__(self, folder: TemplateFolder) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, file: str) -> Template:
        template = self._folder(file)
        if template is None:
            raise KeyError(file)
        self[file] = template
        return template


def _untried(left_out: Sequence[str], tried: int) -> Finding:
    shown = "; ".join(left_out[:SHOWN])
    more = f"; and {len(left_out) - SHOWN} more" if len(left_out) > SHOWN else ""
    return Finding(
        UNTRIED,
        Severity.WARNING,
        f"{len(left_out)} ways in which conditions can come out were not tried",
        f"everything was compared under {tried} sets of values, and not under those that make: {shown}{more}; "
        "the values that you deploy with are always compared: give them with --var or --var-file",
    )


def _lost(name: str, needs: str, origins: Origins, place: Place) -> Finding:
    user, used = origins.resource(name), origins.resource(needs)
    told = f"Terraform makes {user.address} after {used.address}; " if user and used else ""
    return Finding(
        "parity-order",
        Severity.ERROR,
        f"{name} does not wait for {needs}",
        f"{told}add the DependsOn, or convert again",
        user.span if user is not None else None,
        address=user.address if user is not None else None,
        place=place,
    )


def _undecided(name: str, keys: Sequence[ActualKey], squares: Sequence[Square]) -> Finding:
    made = next(s for s in squares if name in s.wanted)
    origin = Origins(made.flat).resource(name)
    files = {path: file for s in squares for path, file in s.files.items()}
    shown = ", ".join(f"{files[path]}#{logical_id}" for path, logical_id in keys)
    address = origin.address if origin is not None else name
    return Finding(
        "parity-match",
        Severity.ERROR,
        f"cannot tell which resource of the templates stands for {address}",
        f'it may be {shown}; say which in tf2cfn.toml: [parity.resources] "{address}" = "file#LogicalId"',
        origin.span if origin is not None else None,
        address=origin.address if origin is not None else None,
        place=Place(files[keys[0][0]], ("Resources", keys[0][1])),
    )
