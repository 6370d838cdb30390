"""Parameters that say how much to deploy: under each of their values there must be what a conversion would have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from converter.cloudformation.model import Template
from converter.cloudformation.resolved import ResolvedStack
from converter.cloudformation.scalars import scalar_text
from converter.findings import Finding, Place, Severity
from converter.parity.comparison.absent import condition_place, written_place
from converter.parity.comparison.matching import ActualKey, Matches
from converter.parity.comparison.square import NESTED, Assignment, resolve_tree
from converter.parity.templates import TemplateFolder
from converter.parity.today import Today

ID = "parity-square"
MAIN_FILE = "main-stack.yaml"


def check_stages(
    today: Today, files: Mapping[str, Template], folder: TemplateFolder, here: Assignment, matches: Matches
) -> Iterator[Finding]:
    """What exists on one side only under a value that is not the default; each place is told once."""
    told: dict[Place | None, Finding] = {}
    for parameter in today.staging:
        written = today.main.parameters[parameter]
        for value in written.allowed_values or ():
            if value == written.default:
                continue
            under = replace(here, look_ups={**here.look_ups, parameter: scalar_text(value)})
            expected = resolve_tree(_Today(today), replace(under, names={}), MAIN_FILE).stack
            actual = resolve_tree(files, under, folder.root_file).stack
            for finding in _differences(expected, actual, matches, folder, f"{parameter}={scalar_text(value)}"):
                told.setdefault(finding.place, finding)
    yield from told.values()


def _differences(
    expected: ResolvedStack, actual: ResolvedStack, matches: Matches, folder: TemplateFolder, stage: str
) -> Iterator[Finding]:
    wanted = {name: kind for (_, name), kind in _existing(expected).items()}
    there = _existing(actual)
    stacks = {stack.path: stack for stack in actual.stacks()}
    too_many = {key for key in there if matches.names.get(key) in matches.pairs and matches.names[key] not in wanted}
    # A resource that was moved to another stack may come sooner; a whole stack may not.
    sooner = {path[0] for path, _ in too_many if path}
    for name in sorted(sooner):
        if all(key in too_many for key in there if key[0][:1] == (name,)):
            place = condition_place(actual.file, actual.template, name)
            yield _finding(place, "must not exist yet, and does", stage)
    for name in sorted(wanted):
        key = matches.pairs.get(name)
        if key is not None and key not in there:
            missing = written_place(key[1], wanted[name], stacks, folder, folder.root_file)
            yield _finding(missing, "must exist, and does not", stage)


def _existing(root: ResolvedStack) -> dict[ActualKey, str]:
    return {
        (stack.path, name): resource.type
        for stack in root.stacks()
        for name, resource in stack.resources.items()
        if resource.type != NESTED
    }


def _finding(place: Place | None, what: str, stage: str) -> Finding:
    subject = place.path[1] if place is not None and len(place.path) > 1 else "a resource"
    detail = f"under {stage} a conversion of today has it otherwise; convert again, or undo the change to the template"
    return Finding(ID, Severity.ERROR, f"{subject} {what} under {stage}", detail, place=place)


class _Today(dict[str, Template]):
    """The templates that would be written today, by file."""

    def __init__(self, today: Today) -> None:
        super().__init__()
        self._today = today

    def __missing__(self, file: str) -> Template:
        template = self._today.template(file)
        if template is None:
            raise KeyError(file)
        return template
