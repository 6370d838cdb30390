"""What one project asks of ``tf2cfn``: ``tf2cfn.toml``, or ``[tool.tf2cfn]`` in ``pyproject.toml``.

The nearest file wins, from the configuration's own folder upwards; files are not merged. Whatever holds for one system
only stands there::

    title = "The shop on ECS"       # heads the description of the main stack
    rules = ["rules"]               # folders of the project's own rule tables, relative to this file

    [modules]                       # modules outside the configuration's folder, relative to this file
    folders = ["modules", "vendor"] # local paths may lead there; a registry's are NAMESPACE/NAME/PROVIDER/VERSION in it

    [[modules.vendored]]            # a module of a registry or repository, and where its files are
    source = "terraform-aws-modules/vpc/aws"
    version = "5.21.0"              # optional: any version without it
    folder = "vendor/vpc"

    [layout]
    style = "service"               # or "module", or "single": what tf2cfn convert --layout says without the option
    fixed = ["zone_count"]          # variables that become no parameter: their values in force are written out

    [[layout.pins]]                 # resources that live in another stack than mappings/layout.yaml says
    address = "aws_iam_role.x"      # an address, in which * and ? are wild
    stack = "database"

    [layout.names]                  # logical IDs by address
    "aws_iam_role.x" = "ProxyRole"

    [[deletion]]                    # deletion policies other than Terraform's; the last one counts
    address = "aws_db_instance.*"   # * and ? are wild
    policy = "RetainExceptOnCreate" # DeletionPolicy
    replace = "Retain"              # UpdateReplacePolicy

    [properties.P9]                 # what a property expects: its keys stand in mappings/properties.yaml
    retention = { "/ecs/*" = 30 }

    [[property]]                    # a property of the project's own; docs/properties.md says what it may say
    id = "queues-encrypted"
    title = "Queues are encrypted"

    [[ignore]]                      # findings that are accepted; beside a line of Terraform a comment does it
    id = "parity-added-parameter"
    address = "module.dns.*"        # only of these addresses (or places in templates: `place`); * and ? are wild
    reason = "the zone is made by another team"

    [parity.resources]              # what parity cannot tell: address = resource of a template, both may be wild
    "module.db.aws_db_subnet_group.this" = "database-stack.yaml#Subnets"

    [parity.parameters]             # parameters (and [parity.outputs]: outputs) of the main stack with another name
    base_domain = "Domain"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from converter.cloudformation.model import DELETION_POLICIES, REPLACE_POLICIES
from converter.cloudformation.quotas import MAX_NAME_CHARACTERS
from converter.findings import Finding, FindingError, Findings, Position, Severity, Span
from converter.findings.suppression import Pattern, Suppression
from converter.rules.wishes import Deletion, Wishes
from converter.stacks.layout import MAIN, Style
from converter.terraform.module_sources import ModuleFolders, Vendored
from converter.terraform.versions import is_release

FILE = "tf2cfn.toml"
SHARED_FILE = "pyproject.toml"
SHARED_TABLE = ("tool", "tf2cfn")
MAX_SIZE = 1024 * 1024

_SYNTAX = "config-syntax"
_SECTIONS = ("title", "rules", "modules", "layout", "deletion", "properties", "property", "ignore", "parity")
CONFIGURATION_FAULT = "config-content"
_TOML_PLACE = re.compile(r"(?P<problem>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")
_STACK = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
_LOGICAL_ID = re.compile(rf"[A-Za-z0-9]{{1,{MAX_NAME_CHARACTERS}}}")
_HEADER = re.compile(r"\s*\[{1,2}(?P<name>[^\]]+)\]{1,2}\s*(#.*)?")
_KEY_PART = re.compile(r"""\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[A-Za-z0-9_-]+))\s*(?P<more>[.=]?)""")

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """A resource, by an address pattern, and the stack that it lives in."""

    address: str
    stack: str


@dataclass(frozen=True, slots=True)
class Correspondences:
    """What templates that were edited by hand call otherwise.

    ``resources``: address pattern → ``file#LogicalId`` or ``LogicalId``; ``parameters`` and ``outputs``: Terraform's
    name, or the one that a conversion gives → the main stack's.
    """

    resources: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectConfiguration:
    """The file's content. ``properties`` holds, per property, what the project expects of it; parity reads it."""

    file: str = ""
    text: str = field(default="", repr=False)
    prefix: tuple[str, ...] = ()
    title: str = ""
    pins: tuple[Pin, ...] = ()
    style: Style = Style.SERVICE
    wishes: Wishes = field(default_factory=Wishes)
    fixed: tuple[str, ...] = ()
    """Variables that become no parameter."""
    properties: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    suppressions: tuple[Suppression, ...] = ()
    own_properties: tuple[Mapping[str, Any], ...] = ()
    """The [[property]] tables as they are written; parity reads them as rows."""
    correspondences: Correspondences = field(default_factory=Correspondences)
    modules: ModuleFolders = field(default_factory=ModuleFolders)
    rules: tuple[Path, ...] = ()
    """Folders of the project's own rule tables."""

    def span(self, path: Steps) -> Span | None:
        """Where the entry at ``path`` stands, or the nearest one above it; None where there is no file."""
        if not self.file:
            return None
        lines = self.text.splitlines()
        best, depth = 1, 0
        wanted = (*self.prefix, *map(str, path))
        for number, keys in _keys(lines):
            common = _common(keys, wanted)
            if common == len(wanted):
                best = number
                break
            if common == len(keys) and common > depth:
                best, depth = number, common
        line = lines[best - 1] if lines else ""
        start = len(line) - len(line.lstrip())
        before = sum(len(text.encode()) + 1 for text in lines[: best - 1])
        return Span(
            self.file,
            Position(best, start + 1, before + len(line[:start].encode())),
            Position(best, len(line) + 1, before + len(line.encode())),
        )

    def error(self, path: Steps, summary: str, detail: str = "") -> Finding:
        """An error about the entry at ``path``."""
        name = ".".join(map(str, path))
        return Finding(
            CONFIGURATION_FAULT, Severity.ERROR, f"{name}: {summary}" if name else summary, detail, self.span(path)
        )


def load_configuration(directory: Path, findings: Findings) -> ProjectConfiguration:
    """The configuration in force for ``directory``; an empty one where no file says anything.

    Faults of the content go to ``findings``; a file that cannot be read at all raises FindingError.
    """
    folder = directory.resolve()
    for level, candidate in enumerate((folder, *folder.parents)):
        for name, prefix in ((FILE, ()), (SHARED_FILE, SHARED_TABLE)):
            path = candidate / name
            if not path.is_file():
                continue
            shown = "../" * level + name
            text = _text(path, shown)
            table = _table(text, shown, prefix)
            if table is not None:
                found = _read(table, ProjectConfiguration(shown, text, prefix), findings)
                return replace(
                    found,
                    rules=tuple(directory / rules for rules in found.rules),
                    modules=found.modules.below(directory),
                )
    return ProjectConfiguration()


def _text(path: Path, shown: str) -> str:
    try:
        if path.stat().st_size > MAX_SIZE:
            raise FindingError(Finding(_SYNTAX, Severity.ERROR, f"{shown} is too large", f"at most {MAX_SIZE} bytes"))
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FindingError(Finding(_SYNTAX, Severity.ERROR, f"cannot read {shown}", reason)) from None


def _table(text: str, shown: str, prefix: Sequence[str]) -> Mapping[str, Any] | None:
    """The table below ``prefix``; None where the file does not have it."""
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FindingError(_syntax_error(str(error), text, shown)) from None
    except RecursionError:
        raise FindingError(_syntax_error("too many brackets inside each other", text, shown)) from None
    for step in prefix:
        table = table.get(step) if isinstance(table, Mapping) else None
    return table if isinstance(table, Mapping) else None


def _syntax_error(message: str, text: str, shown: str) -> Finding:
    found = _TOML_PLACE.fullmatch(message)
    problem = (found["problem"] if found else message).lower()
    line = int(found["line"]) if found and found["line"] else max(1, len(text.splitlines()))
    column = int(found["column"]) if found and found["column"] else 1
    span = Span(shown, Position(line, column, 0), Position(line, column + 1, 0))
    return Finding(_SYNTAX, Severity.ERROR, problem, "correct the TOML syntax there", span)


def _read(table: Mapping[str, Any], base: ProjectConfiguration, findings: Findings) -> ProjectConfiguration:
    reader = _Reader(base, findings)
    sections = reader.table(table, (), _SECTIONS)
    title = sections.get("title", "")
    if not isinstance(title, str):
        reader.report(("title",), "expected text")
        title = ""
    layout = reader.table(sections.get("layout", {}), ("layout",), ("pins", "style", "names", "fixed"))
    pins = tuple(reader.pins(layout.get("pins", [])))
    properties = {
        name: reader.table(value, ("properties", name))
        for name, value in reader.table(sections.get("properties", {}), ("properties",)).items()
    }
    suppressions = tuple(reader.suppressions(sections.get("ignore", [])))
    own = tuple(reader.tables(sections.get("property", []), "property"))
    rules = tuple(Path(base.file).parent / text for text in reader.folders(sections.get("rules", []), ("rules",)))
    modules = reader.modules(sections.get("modules", {})).below(Path(base.file).parent)
    return ProjectConfiguration(
        file=base.file,
        text=base.text,
        prefix=base.prefix,
        title=title,
        pins=pins,
        style=reader.style(layout.get("style", Style.SERVICE)),
        wishes=Wishes(
            dict(reader.logical_ids(layout.get("names", {}))), tuple(reader.deletions(sections.get("deletion", [])))
        ),
        fixed=tuple(reader.variables(layout.get("fixed", []))),
        properties=properties,
        suppressions=suppressions,
        own_properties=own,
        correspondences=reader.correspondences(sections.get("parity", {})),
        modules=modules,
        rules=rules,
    )


class _Reader:
    """Reads tables; what is wrong becomes a finding with its line."""

    def __init__(self, file: ProjectConfiguration, findings: Findings) -> None:
        self._file, self._findings = file, findings

    def table(self, value: object, path: Steps, known: Sequence[str] | None = None) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.report(path, "expected a table")
            return {}
        for key in value:
            if known is not None and key not in known:
                self.report((*path, key), "unknown key", f"known here: {', '.join(sorted(known))}")
        return {key: entry for key, entry in value.items() if known is None or key in known}

    def folders(self, value: object, path: Steps) -> Iterator[str]:
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
            self.report(path, "expected a list of folders", f'{path[-1]} = ["{path[-1]}"]')
            return
        yield from value

    def modules(self, value: object) -> ModuleFolders:
        fields = self.table(value, ("modules",), ("folders", "vendored"))
        folders = tuple(map(Path, self.folders(fields.get("folders", []), ("modules", "folders"))))
        return ModuleFolders(folders, tuple(self.vendored(fields.get("vendored", []))))

    def vendored(self, value: object) -> Iterator[Vendored]:
        path: Steps = ("modules", "vendored")
        if not isinstance(value, list):
            self.report(path, "expected [[modules.vendored]] entries")
            return
        for index, entry in enumerate(value):
            fields = dict(self.texts(entry, (*path, index), ("source", "version", "folder")))
            version = fields.get("version", "")
            if "source" not in fields or "folder" not in fields:
                self.report((*path, index), "a module needs `source` and `folder`, both text")
            elif version and not is_release(version):
                self.report((*path, index, "version"), "expected a version, as in 5.21.0")
            else:
                yield Vendored(fields["source"], version, Path(fields["folder"]))

    def pins(self, value: object) -> Iterator[Pin]:
        path: Steps = ("layout", "pins")
        if not isinstance(value, list):
            self.report(path, "expected [[layout.pins]] entries")
            return
        for index, entry in enumerate(value):
            fields = self.table(entry, (*path, index), ("address", "stack"))
            texts = [fields.get(key) for key in ("address", "stack")]
            if not all(isinstance(text, str) and text for text in texts):
                self.report((*path, index), "a pin needs `address` and `stack`, both text")
            elif texts[1] == MAIN or _STACK.fullmatch(str(texts[1])) is None:
                detail = f"use letters, digits and hyphens; {MAIN} is the stack that the others are nested in"
                self.report((*path, index, "stack"), f"{texts[1]} cannot be the name of a stack", detail)
            else:
                yield Pin(str(texts[0]), str(texts[1]))

    def deletions(self, value: object) -> Iterator[Deletion]:
        """What outlives a stack, and a replacement."""
        for index, entry in enumerate(self.tables(value, "deletion")):
            path: Steps = ("deletion", index)
            fields = self.table(entry, path, ("address", "policy", "replace"))
            known = {"policy": DELETION_POLICIES, "replace": REPLACE_POLICIES}
            wrong = [key for key, texts in known.items() if fields.get(key) not in texts]
            for key in wrong:
                self.report((*path, key), "expected a policy", f"known here: {', '.join(known[key])}")
            if not isinstance(fields.get("address"), str) or not fields["address"]:
                self.report(path, "it needs `address`, text", 'address = "aws_db_instance.*"')
            elif not wrong:
                yield Deletion(fields["address"], fields["policy"], fields["replace"])

    def style(self, value: object) -> Style:
        """The layout's style."""
        if isinstance(value, str) and value in set(Style):
            return Style(value)
        self.report(("layout", "style"), "unknown layout", f"known here: {', '.join(Style)}")
        return Style.SERVICE

    def logical_ids(self, value: object) -> Iterator[tuple[str, str]]:
        """Addresses and the logical IDs for them, no two alike."""
        path: Steps = ("layout", "names")
        seen: dict[str, str] = {}
        for address, name in self.texts(value, path):
            if _LOGICAL_ID.fullmatch(name) is None:
                detail = f"use letters and digits only, at most {MAX_NAME_CHARACTERS}"
                self.report((*path, address), f"{name} cannot be a logical ID", detail)
            elif name in seen:
                self.report((*path, address), f"{name} is the logical ID of {seen[name]} already")
            else:
                seen[name] = address
                yield address, name

    def variables(self, value: object) -> Iterator[str]:
        """Names of variables."""
        if isinstance(value, list) and all(isinstance(entry, str) and entry for entry in value):
            yield from value
        else:
            self.report(("layout", "fixed"), "expected a list of variables", 'fixed = ["zone_count"]')

    def correspondences(self, value: object) -> Correspondences:
        fields = self.table(value, ("parity",), ("resources", "parameters", "outputs"))
        return Correspondences(**{key: dict(self.texts(entry, ("parity", key))) for key, entry in fields.items()})

    def texts(self, value: object, path: Steps, known: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
        for key, text in self.table(value, path, known).items():
            if isinstance(text, str) and text:
                yield key, text
            else:
                self.report((*path, key), "expected text")

    def tables(self, value: object, name: str) -> Iterator[Mapping[str, Any]]:
        if not isinstance(value, list):
            self.report((name,), f"expected [[{name}]] entries")
            return
        yield from (self.table(entry, (name, index)) for index, entry in enumerate(value))

    def suppressions(self, value: object) -> Iterator[Suppression]:
        if not isinstance(value, list):
            self.report(("ignore",), "expected [[ignore]] entries")
            return
        for index, entry in enumerate(value):
            path: Steps = ("ignore", index)
            fields = self.table(entry, path, ("id", "address", "place", "reason"))
            wrong = [key for key, text in fields.items() if not isinstance(text, str)]
            for key in wrong:
                self.report((*path, key), "expected text")
            if not wrong:
                texts = {key: str(text).strip() for key, text in fields.items()}
                ids = tuple(filter(None, (texts.get("id", ""),)))
                scope = Pattern(texts.get("address", ""), texts.get("place", ""))
                yield Suppression(ids, texts.get("reason", ""), scope, self._file.span(path))

    def report(self, path: Steps, summary: str, detail: str = "") -> None:
        self._findings.add(self._file.error(path, summary, detail))


# ---------------------------------------------------------------------------------------------- places


def _keys(lines: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every line that opens a table or sets a key, with the full path of that key; arrays of tables are counted."""
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.fullmatch(line):
            opens = line.lstrip().startswith("[[")
            table = _table_path(_dotted(header["name"]), counts, opens=opens)
            yield number, table
        elif key := _dotted(line, until_equals=True):
            yield number, (*table, *key)


def _table_path(names: tuple[str, ...], counts: dict[tuple[str, ...], int], *, opens: bool) -> tuple[str, ...]:
    """The full path of a table's header; below an array of tables the last element opened is meant."""
    path: tuple[str, ...] = ()
    for position, name in enumerate(names, start=1):
        path = (*path, name)
        if opens and position == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, str(counts[path]))
    return path


def _dotted(text: str, *, until_equals: bool = False) -> tuple[str, ...]:
    """The parts of a dotted key; empty where the text is none (or, for a line, sets nothing)."""
    parts: list[str] = []
    place = 0
    while found := _KEY_PART.match(text, place):
        parts.append(next(part for part in (found["double"], found["single"], found["bare"]) if part is not None))
        place = found.end()
        if found["more"] != ".":
            return tuple(parts) if not until_equals or found["more"] == "=" else ()
    return ()


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many parts are equal from the start."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
