"""Where parsed files are kept between runs.

Parsing is by far the slowest step of reading a configuration, and most files do not change between runs. A finished
tree is stored by the content of its source and of this package, so an entry can never be out of date.
"""

from __future__ import annotations

import dataclasses
import functools
import gc
import hashlib
import io
import os
import pickle
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from converter import findings
from converter.hcl import syntax


def cache_directory() -> Path | None:
    """The user's own cache folder, made if need be; none if switched off or not safely the user's.

    ``TF2CFN_CACHE=off`` switches it off. It is ``TF2CFN_CACHE_DIR``, or ``tf2cfn`` below ``XDG_CACHE_HOME`` or
    ``~/.cache``. As entries are unpickled, a folder that another user could have written to is not used.
    """
    if os.environ.get("TF2CFN_CACHE", "").lower() in {"off", "0", "no", "false"}:
        return None
    configured = os.environ.get("TF2CFN_CACHE_DIR")
    try:
        if configured:
            directory = Path(configured)
        else:
            base = os.environ.get("XDG_CACHE_HOME")
            directory = (Path(base) if base else Path.home() / ".cache") / "tf2cfn"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.stat()
    except (OSError, RuntimeError):
        return None
    if hasattr(os, "getuid") and found.st_uid != os.getuid():
        return None
    if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o022:
        return None
    return directory


@functools.cache
def _code_digest() -> bytes:
    """A digest of the code that makes the tree: any change of it makes all entries void."""
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, Path(findings.__file__).parent):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()


def key_of(source: bytes, path: str, parser_version: str) -> str:
    """The name under which the tree of ``source`` is kept; spans name the path, so that is part of it."""
    digest = hashlib.sha256(_code_digest())
    digest.update(f"{parser_version}\0{path}\0".encode("utf-8", "surrogateescape"))
    digest.update(source)
    return digest.hexdigest()


def load(key: str) -> syntax.SourceFile | None:
    """The tree kept under ``key``, if there is one that can be read."""
    directory = cache_directory()
    if directory is None:
        return None
    try:
        data = (directory / f"{key}.ast").read_bytes()
    except OSError:
        return None
    try:
        with collection_paused():
            found = pickle.loads(data)  # noqa: S301 - from a folder that only this user can write to
    except Exception:  # noqa: BLE001 - a broken entry can raise anything; it is written anew
        return None
    return found if isinstance(found, syntax.SourceFile) else None


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage collection meanwhile: a tree is many small objects that all stay, and looking at them costs time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def store(key: str, tree: syntax.SourceFile) -> None:
    """Keep ``tree`` under ``key``; does nothing where that is not possible."""
    directory = cache_directory()
    if directory is None:
        return
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, protocol=5)
    pickler.dispatch_table = _reducers()
    try:
        pickler.dump(tree)
    except RecursionError:
        return
    write(directory / f"{key}.ast", buffer.getvalue())


def write(file: Path, content: bytes) -> None:
    """Write a file of the cache in one step, so that no reader sees half of it; does nothing where not possible."""
    name = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".new-", delete=False) as new:
            name = new.name
            new.write(content)
        Path(name).replace(file)
    except OSError:
        if name is not None:
            with suppress(OSError):
                Path(name).unlink()


@functools.cache
def _reducers() -> dict[type, Callable[[Any], tuple[type, tuple[object, ...]]]]:
    """How to write each class: as a call of it. What dataclasses do by themselves reads three times as slowly."""
    kinds: list[type] = [findings.Position, findings.Span]
    kinds.extend(kind for kind in vars(syntax).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind))
    return {kind: _reducer(kind) for kind in kinds}


def _reducer(kind: type) -> Callable[[Any], tuple[type, tuple[object, ...]]]:
    names = [field.name for field in dataclasses.fields(kind)]

    def reduce(node: object) -> tuple[type, tuple[object, ...]]:
        return kind, tuple(getattr(node, name) for name in names)

    return reduce
