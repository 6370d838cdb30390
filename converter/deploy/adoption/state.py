"""Reading a Terraform state: the file itself (version 4), or ``terraform show -json`` of it.

Facts: "State" and "JSON Output Format", Terraform documentation; OpenTofu writes the same forms. The file is not
documented, and its version 4 has not changed since Terraform 0.12.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from converter.terraform.addresses import InstanceKey

FILE_VERSION = 4
FORMAT_MAJOR = "1"

_PULL = "get it with terraform state pull, or terraform show -json"
_PROVIDER = re.compile(r'provider\["(?P<name>[^"]+)"\]')
_KEY = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]")


class NotAStateError(ValueError):
    """A document that is no state to adopt from; ``remedy`` says what to do. Nothing of its content is in the text."""

    def __init__(self, problem: str, remedy: str = _PULL) -> None:
        super().__init__(problem)
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class StateObject:
    """One instance of a resource or data source, as Terraform remembers it.

    ``sensitive`` are the names of attributes that are marked, or hold something that is. ``deposed`` is the key of an
    object that a replacement left behind; a tainted one is to be replaced.
    """

    address: str
    mode: str
    type: str
    provider: str
    values: Mapping[str, Any] = field(repr=False)
    sensitive: frozenset[str] = frozenset()
    tainted: bool = False
    deposed: str = ""

    @property
    def resource(self) -> str:
        """The address without any key: the resource block that it comes from."""
        return _KEY.sub("", self.address)


@dataclass(frozen=True, slots=True)
class State:
    """The objects of a state; ``managed`` and ``data`` by address, ``deposed`` beside them."""

    terraform_version: str
    managed: Mapping[str, StateObject]
    data: Mapping[str, StateObject]
    deposed: tuple[StateObject, ...] = ()


def read_state(text: str) -> State:
    """A state from its text. Raises NotAStateError."""
    try:
        document = json.loads(text, parse_float=Decimal)
    except RecursionError:
        raise NotAStateError("it is nested too deeply") from None
    except ValueError as problem:
        at = f" (line {problem.lineno})" if isinstance(problem, json.JSONDecodeError) else ""
        raise NotAStateError(f"it is not JSON{at}") from None
    if not isinstance(document, dict):
        raise NotAStateError("a state is a JSON object")
    _refuse_other(document)
    try:
        objects = list(_of_file(document) if "version" in document else _of_show(document))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise NotAStateError("its content has another form than a state's") from None
    managed = [o for o in objects if o.mode == "managed"]
    if not managed:
        raise NotAStateError("it holds no resources", "give the state of the workspace that the resources are in")
    return State(
        str(document.get("terraform_version", "")),
        {o.address: o for o in managed if not o.deposed},
        {o.address: o for o in objects if o.mode == "data"},
        tuple(o for o in managed if o.deposed),
    )


def _refuse_other(document: Mapping[str, Any]) -> None:
    if "encrypted_data" in document:
        raise NotAStateError("it is encrypted", "decrypt it: tofu state pull, or tofu show -json")
    if "planned_values" in document or "resource_changes" in document:
        raise NotAStateError("it is a plan", f"{_PULL} without a plan's file")
    if "version" in document and ("resources" in document or "modules" in document or "serial" in document):
        version, made = document["version"], document.get("terraform_version", "an unknown version")
        if version == FILE_VERSION:
            return
        older = isinstance(version, int) and version < FILE_VERSION
        remedy = "upgrade it: terraform 0.12 or later, with terraform apply -refresh-only" if older else "update tf2cfn"
        raise NotAStateError(f"its version is {version}, made by Terraform {made}; version 4 is read", remedy)
    if "format_version" in document and ("values" in document or set(document) <= {"format_version"}):
        version = str(document["format_version"])
        if version.partition(".")[0] != FORMAT_MAJOR and version != "0.2":
            problem = f"its format version is {version}; {FORMAT_MAJOR}.x is read"
            raise NotAStateError(problem, "use Terraform 1.1 or later")
        return
    raise NotAStateError("it is no state")


# ---------------------------------------------------------------------------------------------- the file


def _of_file(document: Mapping[str, Any]) -> Iterator[StateObject]:
    for resource in document.get("resources", ()):
        provider = _PROVIDER.search(resource.get("provider", ""))
        for instance in resource["instances"]:
            key = InstanceKey((), resource["type"], resource["name"], instance.get("index_key"), resource["mode"])
            module = resource.get("module")
            yield StateObject(
                address=f"{module}.{key}" if module else str(key),
                mode=resource["mode"],
                type=resource["type"],
                provider=provider["name"] if provider else "",
                values=_object(instance.get("attributes") or {}),
                sensitive=frozenset(_marked(instance.get("sensitive_attributes") or ())),
                tainted=instance.get("status") == "tainted",
                deposed=instance.get("deposed") or "",
            )


def _marked(paths: Any) -> Iterator[str]:
    """The first step of every path that is marked; a path without steps marks nothing that has a name."""
    for path in paths:
        if path and path[0].get("type") == "get_attr":
            yield str(path[0]["value"])


# ---------------------------------------------------------------------------------------------- show -json


def _of_show(document: Mapping[str, Any]) -> Iterator[StateObject]:
    yield from _module(document.get("values", {}).get("root_module", {}))


def _module(module: Mapping[str, Any]) -> Iterator[StateObject]:
    for resource in module.get("resources", ()):
        marks = resource.get("sensitive_values") or {}
        yield StateObject(
            address=str(resource["address"]),
            mode=resource["mode"],
            type=resource["type"],
            provider=resource.get("provider_name", ""),
            values=_object(resource.get("values") or {}),
            sensitive=frozenset(name for name, mark in _object(marks).items() if _any_mark(mark)),
            tainted=bool(resource.get("tainted")),
            deposed=resource.get("deposed_key") or "",
        )
    for child in module.get("child_modules", ()):
        yield from _module(child)


def _any_mark(mark: Any) -> bool:
    match mark:
        case bool():
            return mark
        case dict():
            return any(_any_mark(inner) for inner in mark.values())
        case list():
            return any(_any_mark(inner) for inner in mark)
        case _:
            return False


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value
