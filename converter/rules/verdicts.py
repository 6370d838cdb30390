"""The verdict on every resource type of the AWS provider: what CloudFormation has for it, table or not.

The files ``mappings/verdicts/*.yaml`` hold one line for each type; ``docs/rule-tables.md`` explains them. Types and
properties are checked against the registry schemas in :mod:`converter.rules.verdict_checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from converter.findings import FindingError, Findings, Place
from converter.mappings_folder import mappings_folder
from converter.rules.entries import Entry, read_yaml

FOLDER = "verdicts"
DATA_FILE = "data-sources.yaml"
_COMMAND = re.compile(r"[a-z0-9-]+ [a-z0-9-]+")


class TypeClass(StrEnum):
    """What CloudFormation has for a resource type."""

    DIRECT = "direct"
    """One resource, of one type or of the one that an argument chooses."""
    SPLIT = "split"
    """Several resources."""
    MERGED = "merged"
    """A part of the resource that another Terraform type becomes."""
    DEPLOY_STEP = "deploy-step"
    """An action or content: a step beside the deployment."""
    NO_COUNTERPART = "no-counterpart"
    """Nothing."""


class DataClass(StrEnum):
    """What becomes of a data source."""

    EVALUATED = "evaluated"
    """Computed from its own arguments, without an account."""
    PSEUDO_PARAMETER = "pseudo-parameter"
    """What CloudFormation tells every stack about itself."""
    LOOK_UP = "look-up"
    """Read from the account: a parameter that is filled before the deployment."""
    UNSUPPORTED = "unsupported"
    """Nothing that a template may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeVerdict:
    """The verdict on one resource type.

    ``cfn_types`` are the CloudFormation types it becomes, or (merged) the one that it becomes a part of: ``path`` of
    what ``into`` becomes. ``text`` is a remark, or what to do instead; ``command`` the AWS CLI command that does it.
    """

    type: str
    kind: TypeClass
    cfn_types: tuple[str, ...] = ()
    into: str = ""
    path: str = ""
    text: str = ""
    command: str = ""
    file: str = ""

    @property
    def remark(self) -> str:
        """What is to be said beside the class and the types: a note, the property of a merged type, what to do."""
        parts = [f"{self.path} of what {self.into} becomes" if self.path else "", self.text]
        text = "; ".join(part for part in parts if part)
        return f"{text}: aws {self.command}" if self.command else text

    @property
    def advice(self) -> str:
        """A sentence for somebody whose resource cannot be converted: what it would become, or what to do instead."""
        match self.kind:
            case TypeClass.DIRECT | TypeClass.SPLIT:
                word = " or " if self.kind is TypeClass.DIRECT else " and "
                what = word.join(self.cfn_types)
            case TypeClass.MERGED:
                place = f"{self.path} of {self.cfn_types[0]}" if self.path else f"a part of {self.cfn_types[0]}"
                what = f"{place}, from {self.into}"
            case _:
                return self.remark
        note = f" ({self.text})" if self.text else ""
        return f"there is no table for this resource type yet; it would become {what}{note}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataVerdict:
    """The verdict on one data source: ``text`` says what to do where it has no table."""

    type: str
    kind: DataClass
    text: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All verdicts. ``other_data`` holds for every data source that has no verdict of its own."""

    resources: Mapping[str, TypeVerdict]
    data: Mapping[str, DataVerdict]
    other_data: DataVerdict

    def data_source(self, type_name: str) -> DataVerdict:
        """The verdict on a data source."""
        found = self.data.get(type_name, self.other_data)
        return DataVerdict(type=type_name, kind=found.kind, text=found.text)


@cache
def load_verdicts() -> Verdicts:
    """The verdicts that come with the package; raises :class:`FindingError` with all their faults."""
    return read_verdicts(mappings_folder() / FOLDER)


def read_verdicts(folder: Path) -> Verdicts:
    """The verdicts in ``folder``; raises :class:`FindingError` with all their faults."""
    findings = Findings()
    resources: dict[str, TypeVerdict] = {}
    for kind in TypeClass:
        for verdict in _verdicts(kind, _document(folder, f"{kind}.yaml", findings)):
            if verdict.type in resources:
                _document(folder, verdict.file, findings).report(
                    f"{verdict.type} is also in {resources[verdict.type].file}"
                )
            resources.setdefault(verdict.type, verdict)
    data = {v.type: v for v in _data_verdicts(_document(folder, DATA_FILE, findings))}
    if findings.errors:
        raise FindingError(*findings)
    other = data.pop("*", DataVerdict(type="*", kind=DataClass.UNSUPPORTED, text=""))
    return Verdicts(resources, data, other)


def _document(folder: Path, name: str, findings: Findings) -> Entry:
    place = Place(f"{FOLDER}/{name}")
    try:
        return Entry(read_yaml((folder / name).read_text("utf-8")), place, findings)
    except yaml.YAMLError as error:
        root = Entry({}, place, findings)
        root.report(f"not readable as YAML: {' '.join(str(error).split())}")
        return root


def _verdicts(kind: TypeClass, root: Entry) -> Iterator[TypeVerdict]:
    """The verdicts of one file: type by type, or (without a CloudFormation type) reason by reason."""
    if kind in {TypeClass.DEPLOY_STEP, TypeClass.NO_COUNTERPART}:
        for family in root.elements():
            yield from _family(kind, family)
        return
    for name, entry in root.items():
        yield _merged(name, entry) if kind is TypeClass.MERGED else _resources(kind, name, entry)


def _resources(kind: TypeClass, name: str, entry: Entry) -> TypeVerdict:
    fields = entry.fields(("types", "note")) if isinstance(entry.value, dict) else {"types": entry}
    if "types" not in fields:
        entry.report("needs `types`")
    return TypeVerdict(
        type=name,
        kind=kind,
        cfn_types=fields["types"].texts() if "types" in fields else (),
        text=fields["note"].text() if "note" in fields else "",
        file=f"{kind}.yaml",
    )


def _merged(name: str, entry: Entry) -> TypeVerdict:
    fields = entry.fields(("into", "type", "property", "note"))
    if not {"into", "type"} <= fields.keys():
        entry.report("needs `into` and `type`")
    texts = {key: field.text() for key, field in fields.items()}
    return TypeVerdict(
        type=name,
        kind=TypeClass.MERGED,
        cfn_types=(texts.get("type", ""),),
        into=texts.get("into", ""),
        path=texts.get("property", ""),
        text=texts.get("note", ""),
        file=f"{TypeClass.MERGED}.yaml",
    )


def _family(kind: TypeClass, entry: Entry) -> Iterator[TypeVerdict]:
    fields = entry.fields(("reason", "types"))
    if len(fields) != 2:
        entry.report("needs `reason` and `types`")
        return
    reason = fields["reason"].text()
    for name, command in fields["types"].items():
        text = command.text() if command.value is not None else ""
        if text and not _COMMAND.fullmatch(text):
            command.report(f"{text!r} is no command of the AWS CLI: a service and an operation")
        yield TypeVerdict(type=name, kind=kind, text=reason, command=text, file=f"{kind}.yaml")


def _data_verdicts(root: Entry) -> Iterator[DataVerdict]:
    for family in root.elements():
        fields = family.fields(("class", "advice", "types"))
        if len(fields) != 3:
            family.report("needs `class`, `advice` and `types`")
            continue
        kind = DataClass(fields["class"].text(tuple(DataClass)))
        for name in fields["types"].texts():
            yield DataVerdict(type=name, kind=kind, text=fields["advice"].text())
