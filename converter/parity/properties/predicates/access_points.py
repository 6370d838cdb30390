"""Predicates over file systems in task definitions."""

from __future__ import annotations

from collections.abc import Iterator

from converter.cloudformation.values import Token
from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem, Subject
from converter.parity.properties.paths import get, shown
from converter.parity.properties.predicates.registry import Arguments, element
from converter.parity.properties.tree import Tree

ACCESS_POINT = "AWS::EFS::AccessPoint"


@element("uses_access_point")
def uses_access_point(
    tree: Tree, subject: Subject, _arguments: Arguments, _expected: Expectations
) -> Iterator[Problem]:
    """A volume goes through an access point of its own file system, encrypted, and names no folder beside it."""
    volume = subject.value
    if get(volume, "TransitEncryption") != "ENABLED":
        yield Problem("TransitEncryption is not ENABLED", "an access point needs it", ("TransitEncryption",))
    if get(volume, "RootDirectory") not in (None, "/"):
        yield Problem("RootDirectory is set beside an access point", "leave it out", ("RootDirectory",))
    steps = ("AuthorizationConfig", "AccessPointId")
    point = get(volume, ".".join(steps))
    target = tree.resource(point) if isinstance(point, Token) else None
    if target is None or target.type != ACCESS_POINT:
        yield Problem(f"the volume's access point is {shown(point)}", "name one that the templates create", steps)
    elif get(target.properties, "FileSystemId") != get(volume, "FilesystemId"):
        yield Problem("the access point belongs to another file system", "take one of the volume's own", steps)
