"""Functions over files and paths. Files are read through the context's access alone."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Callable, Iterator

from converter.findings import FindingError
from converter.hcl import parse_template
from converter.terraform.convert import bare
from converter.terraform.functions.crypto import HASHES
from converter.terraform.functions.model import Arguments, CallContext, FileAccess, Param, RefusedError, Table
from converter.terraform.functions.structure import as_mapping
from converter.terraform.referring import references
from converter.terraform.sets import set_of
from converter.terraform.strings import normalised
from converter.terraform.types import BOOL, DYNAMIC, STRING, SetType
from converter.terraform.values import Apply, Bool, Item, Null, String, Unknown, Value, mark
from converter.terraform.walking import is_sensitive

TABLE = Table()
_PATH = Param("path", STRING)


def _access(context: CallContext) -> FileAccess:
    if context.files is None:
        raise RefusedError("no file can be read here", 0)
    return context.files


def _bytes(path: str, context: CallContext) -> bytes:
    try:
        return _access(context).read_bytes(path)
    except FileNotFoundError:
        raise RefusedError(
            f'no file exists at "{path}"; this function works only with files that are distributed as part of the '
            "configuration source code, so if this file will be created by a resource in this configuration you must "
            "instead obtain this result from an attribute of that resource",
            0,
        ) from None
    except OSError as problem:
        raise RefusedError(f'failed to read "{path}": {problem.strerror or problem}', 0) from None


def _text(path: str, context: CallContext) -> str:
    try:
        return normalised(_bytes(path, context).decode())
    except UnicodeDecodeError:
        raise RefusedError(
            f'contents of "{path}" are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded '
            "contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead"
        ) from None


def _reader(name: str, read: Callable[[str, CallContext], Value], returns: object = STRING) -> None:
    """Register a function of a path."""

    @TABLE.structural(name, _PATH, returns=returns)  # type: ignore[arg-type]
    def evaluate(arguments: Arguments, context: CallContext) -> Value:
        path = bare(arguments[0])
        if not isinstance(path, String):
            return Apply(name, tuple(arguments), returns)  # type: ignore[arg-type]
        return read(path.text, context)


def _exists(path: str, context: CallContext) -> Value:
    try:
        return Bool(_access(context).exists(path))
    except OSError as problem:
        raise RefusedError(f'"{path}" is not a regular file: {problem.strerror or problem}', 0) from None


def _hash_of_file(digest: Callable[[bytes], str]) -> Callable[[str, CallContext], Value]:
    return lambda path, context: String(digest(_bytes(path, context)))


_reader("file", lambda path, context: String(_text(path, context)))
_reader("filebase64", lambda path, context: String(base64.b64encode(_bytes(path, context)).decode()))
_reader("fileexists", _exists, BOOL)
for _name, _digest in HASHES.items():
    _reader(
        f"filebase64{_name.removeprefix('base64')}" if _name.startswith("base64") else f"file{_name}",
        _hash_of_file(_digest),
    )


@TABLE.structural("fileset", _PATH, Param("pattern", STRING), returns=SetType(STRING))
def fileset(arguments: Arguments, context: CallContext) -> Value:
    """The paths below a folder that match a pattern."""
    folder, pattern = (bare(a) for a in arguments)
    if not (isinstance(folder, String) and isinstance(pattern, String)):
        return Apply("fileset", tuple(arguments), SetType(STRING))
    rest, above = posixpath.normpath(pattern.text), ""
    while rest.startswith("../"):
        rest, above = rest[3:], above + "../"
    wanted = re.compile(_glob(rest))
    try:
        below = _files(posixpath.join(folder.text, above) if above else folder.text, context)
        found = [above + path for path in below if wanted.fullmatch(path)]
    except OSError as problem:
        raise RefusedError(f'failed to list "{folder.text}": {problem.strerror or problem}', 0) from None
    return set_of((Item(String(normalised(path))) for path in found), STRING)


def _files(folder: str, context: CallContext) -> Iterator[str]:
    try:
        yield from _access(context).files(folder)
    except FileNotFoundError:
        return


def _glob(pattern: str) -> str:
    """A glob with ``**`` and ``{a,b}`` as a regular expression."""
    out, position, depth = [], 0, 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*" and pattern[position : position + 1] == "*":
            position += 1
            if pattern[position : position + 1] == "/":
                position += 1
                out.append("(?:[^/]+/)*")
            else:
                out.append(".*")
        elif character == "*":
            out.append("[^/]*")
        elif character == "?":
            out.append("[^/]")
        elif character == "{":
            depth += 1
            out.append("(?:")
        elif character == "}" and depth:
            depth -= 1
            out.append(")")
        elif character == "," and depth:
            out.append("|")
        elif character == "[":
            end = pattern.find("]", position + 1)
            if end < 0:
                raise RefusedError("failed to glob pattern: syntax error in pattern", 1)
            inside = pattern[position:end].replace("\\", "\\\\").replace("[", "\\[")
            out.append(f"[{inside}]")
            position = end + 1
        elif character == "\\" and position < len(pattern):
            out.append(re.escape(pattern[position]))
            position += 1
        else:
            out.append(re.escape(character))
    if depth:
        raise RefusedError("failed to glob pattern: syntax error in pattern", 1)
    return "".join(out)


# ---------------------------------------------------------------------------------------------- templates


@TABLE.structural("templatefile", _PATH, Param("vars", DYNAMIC), not_null=False)
def templatefile(arguments: Arguments, context: CallContext) -> Value:
    """A file, rendered as a template."""
    path = bare(arguments[0])
    if not isinstance(path, String):
        return Apply("templatefile", tuple(arguments), STRING)
    return _rendered(_text(path.text, context), path.text, arguments[1], context)


@TABLE.structural("templatestring", Param("template", STRING), Param("vars", DYNAMIC), returns=STRING)
def templatestring(arguments: Arguments, context: CallContext) -> Value:
    """A string, rendered as a template."""
    text = arguments[0]
    if not isinstance(text, String):
        return Apply("templatestring", tuple(arguments), STRING)
    return _rendered(text.text, "<templatestring argument>", arguments[1], context)


def _rendered(text: str, name: str, variables: Value, context: CallContext) -> Value:
    if context.template is None:
        return Unknown(STRING, "templates are not rendered here")
    mapping = as_mapping(variables, context, "invalid vars value: must be a map", 1)
    if isinstance(mapping, Unknown):
        return Unknown(STRING, mapping.reason)
    for entry in mapping.entries:
        if not re.fullmatch(r"[^\W\d][\w-]*", entry.key):
            raise RefusedError(
                f'invalid template variable name "{entry.key}": must start with a letter, followed by zero or more '
                "letters, digits, and underscores",
                1,
            )
    values = {e.key: e.value for e in mapping.entries}
    try:
        for reference in references(parse_template(text, name)):
            if reference.root not in values:
                raise RefusedError(f'vars map does not contain key "{reference.root}"', 1)
        result = context.template(text, name, values)
    except FindingError as problem:
        raise RefusedError(f"{name}: {problem.findings[0].summary}: {problem.findings[0].detail}") from None
    except RecursionError:
        raise RefusedError(f"{name}: templates are nested too deeply") from None
    if isinstance(result, Null):
        raise RefusedError(f"{name}: the template's only value is null")
    return mark(result, is_sensitive(variables))


# ---------------------------------------------------------------------------------------------- paths


@TABLE.known("basename", _PATH)
def basename(path: str) -> str:
    """The last part of a path."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


@TABLE.known("dirname", _PATH)
def dirname(path: str) -> str:
    """A path without its last part."""
    folder = path.rpartition("/")[0]
    if not folder:
        return "/" if path.startswith("/") else "."
    return _clean(folder + "/")


def _clean(path: str) -> str:
    cleaned = posixpath.normpath(path)
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned


@TABLE.structural("abspath", _PATH, returns=STRING)
def abspath(arguments: Arguments, context: CallContext) -> Value:
    """A path from the root of the file system, which differs from machine to machine unless it is one already."""
    del context
    path = bare(arguments[0])
    if isinstance(path, String) and path.text.startswith("/"):
        return String(_clean(path.text))
    return Unknown(STRING, "abspath() is another value on every machine", not_null=True)


@TABLE.structural("pathexpand", _PATH, returns=STRING)
def pathexpand(arguments: Arguments, context: CallContext) -> Value:
    """A path with the home folder in place of a tilde, which differs from machine to machine."""
    del context
    path = arguments[0]
    if isinstance(path, String) and not path.text.startswith("~"):
        return path
    if isinstance(path, String) and path.text[1:2] not in ("", "/"):
        raise RefusedError("cannot expand user-specific home dir")
    return Unknown(STRING, "pathexpand() is another value on every machine", not_null=True)
