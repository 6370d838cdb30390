"""The providers archive and local."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from pathlib import Path

from .schema import BlockSpec, Catalog, Spec, State, filled, nulls_for_unknown

# As the real provider: the same content gives the same archive
_ZIP_DATE = (2049, 1, 1, 0, 0, 0)
_ARCHIVE = (
    "type s R; output_path s R; source_file s O; source_dir s O; source_content s O; "
    "source_content_filename s O; excludes ss O; output_file_mode s O; exclude_symlink_directories b O; id s C; "
    "output_size n C; output_sha s C; output_sha256 s C; output_base64sha256 s C; output_md5 s C; "
    "output_sha512 s C; output_base64sha512 s C"
)
_ARCHIVE_BLOCKS = (BlockSpec("source", "content s R; filename s R", mode="set"),)
_SUMS = (
    "id s C; content_md5 s C; content_sha1 s C; content_sha256 s C; content_sha512 s C; "
    "content_base64sha256 s C; content_base64sha512 s C; "
)
_PLACE = "filename s R; source s O; content_base64 s O; "


def _sums(data: bytes, prefix: str) -> dict[str, str]:
    sha256, sha512 = hashlib.sha256(data), hashlib.sha512(data)
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return {
        f"{prefix}_md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
        f"{prefix}_sha": sha1,
        f"{prefix}_sha1": sha1,
        f"{prefix}_sha256": sha256.hexdigest(),
        f"{prefix}_sha512": sha512.hexdigest(),
        f"{prefix}_base64sha256": base64.b64encode(sha256.digest()).decode(),
        f"{prefix}_base64sha512": base64.b64encode(sha512.digest()).decode(),
    }


def _archive_members(state: State) -> list[tuple[str, bytes]]:
    members = [(part["filename"], part["content"].encode()) for part in state.get("source") or []]
    if state.get("source_content") is not None and state.get("source_content_filename"):
        members.append((state["source_content_filename"], state["source_content"].encode()))
    if state.get("source_file"):
        path = Path(state["source_file"])
        members.append((path.name, path.read_bytes()))
    if state.get("source_dir"):
        base = Path(state["source_dir"])
        left_out = {Path(state["output_path"]).resolve()}
        left_out |= {(base / name).resolve() for name in state.get("excludes") or []}
        members += [
            (str(path.relative_to(base)), path.read_bytes())
            for path in base.rglob("*")
            if path.is_file() and path.resolve() not in left_out
        ]
    return sorted(members)


def _read_archive(state: State) -> State:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _archive_members(state):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    data = buffer.getvalue()
    _write(Path(state["output_path"]), data)
    sums = _sums(data, "output")
    known = {key: value for key, value in sums.items() if key in state}
    return {**state, **known, "output_size": len(data), "id": sums["output_sha"]}


def _create_archive(state: State) -> State:
    return filled(state, **_read_archive(nulls_for_unknown(state)))


def _create_file(state: State) -> State:
    if state.get("content_base64") is not None:
        data = base64.b64decode(state["content_base64"])
    elif state.get("source"):
        data = Path(state["source"]).read_bytes()
    else:
        data = (state.get("content") or state.get("sensitive_content") or "").encode()
    _write(Path(state["filename"]), data)
    sums = _sums(data, "content")
    return filled(state, id=sums["content_sha1"], **sums)


def _read_file(state: State) -> State:
    data = Path(state["filename"]).read_bytes()
    sums = _sums(data, "content")
    known = {key: value for key, value in sums.items() if key in state}
    return {
        **state,
        **known,
        "id": sums["content_sha1"],
        "content": data.decode(errors="replace"),
        "content_base64": base64.b64encode(data).decode(),
    }


def _write(path: Path, data: bytes) -> None:
    path.resolve().parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


ARCHIVE = Catalog(
    resources={"archive_file": Spec(_ARCHIVE, _create_archive, _ARCHIVE_BLOCKS)},
    data={"archive_file": Spec(_ARCHIVE, _read_archive, _ARCHIVE_BLOCKS)},
)

LOCAL = Catalog(
    resources={
        "local_file": Spec(
            _SUMS + _PLACE + 'content s O; sensitive_content s OS; file_permission s OC="0777"; '
            'directory_permission s OC="0777"',
            _create_file,
        ),
        "local_sensitive_file": Spec(
            _SUMS + _PLACE + 'content s OS; file_permission s OC="0700"; directory_permission s OC="0700"',
            _create_file,
        ),
    },
    data={
        "local_file": Spec(_SUMS + "filename s R; content s C; content_base64 s C", _read_file),
        "local_sensitive_file": Spec(_SUMS + "filename s R; content s CS; content_base64 s CS", _read_file),
    },
)
