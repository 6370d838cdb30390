"""The conversion record as the things of a report: every resource, argument, variable and output with its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.findings import Place, Position, Span
from converter.reports.model import Item, ItemKind

MAIN_TEMPLATE = "main-stack.yaml"


def record_items(record: Mapping[str, Any]) -> Iterator[Item]:
    """The things that ``conversion.json`` lists, in its order."""
    for resource in record["resources"]:
        yield from _resource(resource)
    for variable in record["variables"]:
        parameter = variable.get("parameter")
        yield Item(
            ItemKind.VARIABLE,
            f"var.{variable['name']}" if variable["name"] else "",
            variable["verdict"],
            reason=variable.get("reason", ""),
            span=_span(variable.get("source")),
            place=Place(MAIN_TEMPLATE, ("Parameters", parameter)) if parameter else None,
        )
    for output in record["outputs"]:
        names = output["outputs"]
        yield Item(
            ItemKind.OUTPUT,
            f"output.{output['name']}",
            "same" if names else "dropped",
            reason=output["reason"],
            place=Place(MAIN_TEMPLATE, ("Outputs", names[0])) if names else None,
        )


def _resource(resource: Mapping[str, Any]) -> Iterator[Item]:
    address, condition = resource["address"], resource.get("condition", "")
    span = _span(resource["source"])
    place = _place(resource["targets"])
    yield Item(ItemKind.RESOURCE, address, resource["verdict"], "", resource["reason"], span, place, condition)
    for argument in resource["arguments"]:
        yield Item(
            ItemKind.ARGUMENT,
            address,
            argument["verdict"],
            argument["path"],
            argument.get("reason", ""),
            _span({"file": resource["source"]["file"], "line": argument["line"]}) if "line" in argument else None,
            _place(argument.get("targets", ())),
        )


def _span(source: Mapping[str, Any] | None) -> Span | None:
    if source is None:
        return None
    start = Position(source["line"], 1, 0)
    return Span(source["file"], start, start)


def _place(targets: Any) -> Place | None:
    for target in targets:
        steps = [int(step) if step.isdecimal() else step for step in target.get("property", "").split(".") if step]
        below = ("Properties", *steps) if steps else ()
        return Place(target["template"], ("Resources", target["logical_id"], *below))
    return None
