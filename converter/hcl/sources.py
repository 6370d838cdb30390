"""Reading files below a root folder, and nothing else.

A configuration is untrusted: its paths (``source = "../x"``, ``file("/etc/passwd")``, symbolic links) must not lead
out of the folder that the user named, and its size must not exhaust the machine.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from converter.findings import Finding, FindingError, Severity, Span

MAX_FILE_SIZE = 4 * 1024 * 1024
MAX_FILES = 10_000
MAX_TOTAL_SIZE = 256 * 1024 * 1024


class SourceReader:
    """Reads files below ``root`` and the ``extra`` folders.

    Paths are relative to ``root`` with ``/``; that is also how spans name files. Everything read as text is kept, for
    showing the lines that findings speak of.
    """

    def __init__(
        self,
        root: Path | str,
        extra: Sequence[Path | str] = (),
        *,
        max_file_size: int = MAX_FILE_SIZE,
        max_files: int = MAX_FILES,
        max_total_size: int = MAX_TOTAL_SIZE,
    ) -> None:
        self.root = Path(root).resolve()
        self._folders = [self.root, *(Path(folder).resolve() for folder in extra)]
        self._named: set[Path] = set()
        self._max_file_size = max_file_size
        self._max_files = max_files
        self._max_total_size = max_total_size
        self._contents: dict[str, bytes] = {}
        self._shown: dict[str, str] = {}
        self._total = 0

    def allow(self, path: Path | str) -> str:
        """Admit one more file, which the user has named on the command line; its path for :meth:`read`."""
        resolved = Path(path).resolve()
        self._named.add(resolved)
        return self._relative(resolved)

    def allow_folder(self, path: Path | str) -> str:
        """Admit one more folder; its path for :meth:`names`."""
        resolved = Path(path).resolve()
        self._folders.append(resolved)
        return self._relative(resolved)

    def read(self, path: str, subject: Span | None = None) -> bytes:
        """The bytes of a file; ``subject`` is what in the source asks for it.

        Raises :class:`FindingError` where the file cannot be read, lies outside, or is too large.
        """
        key = self.normal(path)
        if key in self._contents:
            return self._contents[key]
        found = self._resolve(path, subject)
        try:
            if not found.is_file():
                raise self._error(f"no file {key}", "check the path", subject)
            size = found.stat().st_size
            if size > self._max_file_size:
                raise self._error(
                    f"file {key} is too large",
                    f"it has {size} bytes, and files up to {self._max_file_size} bytes are read",
                    subject,
                )
            if len(self._contents) >= self._max_files or self._total + size > self._max_total_size:
                raise self._error(
                    "configuration is too large",
                    f"more than {self._max_files} files or {self._max_total_size} bytes in all; name a smaller folder",
                    subject,
                )
            content = found.read_bytes()
        except OSError as error:
            raise self._error(f"cannot read {key}", error.strerror or str(error), subject) from None
        self._total += len(content)
        self._contents[key] = content
        return content

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that have been read, sorted."""
        return tuple(sorted(self._contents))

    def show_as(self, path: str, text: str) -> None:
        """Have :meth:`text_of` give another text for a file, one without the secrets that stand in it."""
        self._shown[self.normal(path)] = text

    def text_of(self, path: str) -> str | None:
        """The text of a file that has been read, as messages may show it; none for any other."""
        key = self.normal(path)
        if key in self._shown:
            return self._shown[key]
        content = self._contents.get(key)
        return None if content is None else content.decode("utf-8", "replace").removeprefix("\ufeff")

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``. Raises :class:`FindingError` for a path outside."""
        return self._resolve(path, None).is_file()

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at ``path``. Raises :class:`FindingError` for a path outside."""
        return self._resolve(path, None).is_dir()

    def names(self, directory: str, subject: Span | None = None) -> tuple[str, ...]:
        """The names of the files in a folder, sorted bytewise.

        Raises :class:`FindingError` where it cannot be read or lies outside.
        """
        found = self._resolve(directory, subject)
        try:
            with os.scandir(found) as entries:
                names = [entry.name for entry in entries if _is_file(entry)]
        except OSError as error:
            reason = error.strerror or str(error)
            raise self._error(f"cannot read folder {self.normal(directory)}", reason, subject) from None
        if len(names) > self._max_files:
            raise self._error(
                f"folder {self.normal(directory)} has too many files",
                f"it has {len(names)}, and up to {self._max_files} are read",
                subject,
            )
        return tuple(sorted(names, key=os.fsencode))

    def folder_names(self, directory: str) -> tuple[str, ...]:
        """The names of the folders in a folder, sorted; none where it cannot be read.

        Raises :class:`FindingError` where it lies outside.
        """
        found = self._resolve(directory, None)
        try:
            return tuple(sorted(entry.name for entry in found.iterdir() if entry.is_dir()))
        except OSError:
            return ()

    def walk(self, directory: str = ".") -> tuple[str, ...]:
        """The paths of all files below a folder, sorted; symbolic links to folders are not followed.

        Raises :class:`FindingError` where there are too many or the folder lies outside.
        """
        top = self._resolve(directory, None)
        paths: list[str] = []
        for folder, folders, names in os.walk(top):
            folders.sort()
            paths.extend(self._relative(Path(folder) / name) for name in names)
            if len(paths) > self._max_files:
                raise self._error(
                    f"folder {self.normal(directory)} has too many files",
                    f"up to {self._max_files} are read",
                    None,
                )
        return tuple(sorted(paths))

    def normal(self, path: str) -> str:
        """``path`` relative to the root in its one form, without asking the file system."""
        absolute = os.path.normpath(os.path.join(self.root, path))  # noqa: PTH118 - pathlib keeps `..`
        return os.path.relpath(absolute, self.root).replace(os.sep, "/")

    def _relative(self, path: Path) -> str:
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def _resolve(self, path: str, subject: Span | None) -> Path:
        try:
            resolved = (self.root / path).resolve()
        except (OSError, RuntimeError, ValueError):
            raise self._error(f"invalid path {path!r}", "check the path", subject) from None
        if resolved in self._named or any(resolved.is_relative_to(folder) for folder in self._folders):
            return resolved
        raise self._error(
            f"path {path} leads out of the configuration",
            "only files below the root folder are read; move it there, or name the other folder with --modules",
            subject,
        )

    def _error(self, summary: str, detail: str, subject: Span | None) -> FindingError:
        return FindingError(Finding("hcl-file", Severity.ERROR, summary, detail, subject=subject))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a symbolic link that leads back to itself
        return False
