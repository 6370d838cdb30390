"""Where the folder of a module lies whose source is no local path: what is installed, and what the user has beside it.

Nothing is downloaded. A call is answered by the first of these that knows it:

1. the manifest that ``terraform init`` writes, ``.terraform/modules/modules.json``;
2. a folder that the user names for a source (:class:`Vendored`);
3. a folder of modules laid out by their sources, ``NAMESPACE/NAME/PROVIDER/VERSION`` for one of a registry; the newest
   version that the call allows is taken.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from converter.findings import Finding, FindingError, Severity, Span
from converter.hcl import SourceReader
from converter.terraform.configuration import ModuleCall
from converter.terraform.versions import allows, is_constraint, is_release, release

MANIFEST = ".terraform/modules/modules.json"

_REGISTRY = re.compile(r"(?:[\w.-]+\.[\w.-]+(?::\d+)?/)?[\w-]+/[\w-]+/[\w-]+", re.ASCII)
"""A module of a registry: ``[HOST/]NAMESPACE/NAME/PROVIDER`` ("Module Sources", Terraform language documentation)."""


@dataclass(frozen=True, slots=True)
class Vendored:
    """A module's files that the user keeps: ``source`` as in a module block, without the part after ``//``.

    An empty ``version`` stands for any.
    """

    source: str
    version: str
    folder: Path


@dataclass(frozen=True, slots=True)
class ModuleFolders:
    """What the user says of modules outside the root.

    ``admitted`` are folders that local paths may lead into, and that are searched for modules by their source.
    """

    admitted: tuple[Path, ...] = ()
    vendored: tuple[Vendored, ...] = ()

    def with_admitted(self, folders: Sequence[Path]) -> ModuleFolders:
        """These, and more folders."""
        return ModuleFolders((*self.admitted, *folders), self.vendored)

    def below(self, directory: Path) -> ModuleFolders:
        """These, their paths taken from ``directory``."""
        return ModuleFolders(
            tuple(directory / folder for folder in self.admitted),
            tuple(replace(entry, folder=directory / entry.folder) for entry in self.vendored),
        )


class ModuleLocator:
    """Finds the folders of module calls; the folders that are searched become readable."""

    def __init__(self, sources: SourceReader, folders: ModuleFolders) -> None:
        self._sources = sources
        self._admitted = [sources.allow_folder(folder) for folder in folders.admitted]
        self._vendored = [(entry, sources.allow_folder(entry.folder)) for entry in folders.vendored]
        self._installed = dict(_manifest(sources)) if sources.exists(MANIFEST) else {}
        self._keys = {posixpath.normpath(folder): key for key, folder in self._installed.items()}

    def __call__(self, folder: str, call: ModuleCall) -> str | None:
        """The folder, relative to the root, of what a module in ``folder`` calls; None where nothing knows it."""
        parent = self._keys.get(folder, "")
        installed = self._installed.get(f"{parent}.{call.name}" if parent else call.name)
        if installed is not None:
            return posixpath.normpath(installed)
        package, below = split_source(call.source)
        found = self._kept(package, call.version) or self._laid_out(package, call.version)
        return posixpath.normpath(posixpath.join(found, below)) if found is not None else None

    def _kept(self, package: str, constraint: str) -> str | None:
        return next(
            (
                folder
                for entry, folder in self._vendored
                if entry.source == package and (not entry.version or _fits(constraint, entry.version))
            ),
            None,
        )

    def _laid_out(self, package: str, constraint: str) -> str | None:
        if not _REGISTRY.fullmatch(package):
            return None
        for admitted in self._admitted:
            folder = posixpath.join(admitted, package)
            fitting = [v for v in self._versions(folder) if _fits(constraint, v)]
            if fitting:
                return posixpath.join(folder, max(fitting, key=release))
        return None

    def _versions(self, folder: str) -> Iterator[str]:
        if self._sources.is_folder(folder):
            yield from (name for name in self._sources.folder_names(folder) if is_release(name))


def split_source(source: str) -> tuple[str, str]:
    """A source's package and the folder below it: ``a/b/c//modules/d`` is ``a/b/c`` and ``modules/d``.

    What a query says (``?ref=v1``) belongs to the package.
    """
    address, question, query = source.partition("?")
    scheme, separator, path = address.rpartition("://")
    package, _, below = path.partition("//")
    return f"{scheme}{separator}{package}{question}{query}", below


def _fits(constraint: str, version: str) -> bool:
    return is_constraint(constraint) and allows(constraint, version)


def _manifest(sources: SourceReader) -> Sequence[tuple[str, str]]:
    """The keys and folders of installed modules. Raises FindingError where the file is not what Terraform writes."""
    try:
        entries = json.loads(sources.read(MANIFEST))["Modules"]
        found = [(entry["Key"], entry["Dir"]) for entry in entries]
        if all(isinstance(part, str) for pair in found for part in pair):
            return found
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise no_module(
        f"{MANIFEST} is not a list of modules", "Terraform did not write it like this; run `terraform init` again", None
    )


def not_installed(call: ModuleCall, subject: Span) -> FindingError:
    """That the files of a module are nowhere."""
    version = f" {call.version}" if call.version else ""
    return no_module(
        f"module {call.name!r} is not installed",
        f"the source {call.source!r}{version} is not a local path (those begin with ./ or ../); run `terraform init` "
        "(or `terraform get`) so that it is under .terraform/modules, or name a folder that has it with --modules",
        subject,
    )


def no_module(summary: str, detail: str, subject: Span | None) -> FindingError:
    """That the files of a module cannot be had."""
    return FindingError(Finding("terraform-module-source", Severity.ERROR, summary, detail, subject))
