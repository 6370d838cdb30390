"""Templates rewritten by somebody else: other logical IDs, JSON, long forms, another order. They mean the same."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from converter.cloudformation.scalars import scalar_text

REFERENCE = re.compile(r"\$\{([^!}][^}]*)\}")
GLOBALS = ("AWSTemplateFormatVersion", "Description", "Metadata")


class _Loader(yaml.SafeLoader):
    """Short forms as the long ones; dates and the like stay text."""


def _long(loader: _Loader, suffix: str, node: yaml.Node) -> Any:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _long)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(folder: Path) -> dict[str, Any]:
    """All templates of a folder as data in long form, by file."""
    return {
        path.name: yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader
        for path in sorted(folder.glob("*.yaml"))
    }


def write(templates: Mapping[str, Any], folder: Path, ending: str = ".json") -> None:
    """Write templates as JSON, in place of what is there; files and TemplateURLs get the ending."""
    for path in folder.glob("*"):
        path.unlink()
    for file, template in templates.items():
        for resource in template["Resources"].values():
            url = resource.get("Properties", {}).get("TemplateURL")
            if isinstance(url, str):
                resource["Properties"]["TemplateURL"] = url.removesuffix(".yaml") + ending
        name = file.removesuffix(".yaml") + ending
        (folder / name).write_text(json.dumps(template, indent=1), encoding="utf-8")


def mapped(data: Any, change: Callable[[Any], Any]) -> Any:
    """Data with every node replaced, from the leaves up."""
    if isinstance(data, dict):
        return change({key: mapped(value, change) for key, value in data.items()})
    if isinstance(data, list):
        return change([mapped(value, change) for value in data])
    return change(data)


# ---------------------------------------------------------------------------------------------- other forms


def without_subs(data: Any) -> Any:
    """Every Fn::Sub as Fn::Join."""

    def change(node: Any) -> Any:
        if not isinstance(node, dict) or list(node) != ["Fn::Sub"]:
            return node
        given = node["Fn::Sub"]
        text, variables = (given, {}) if isinstance(given, str) else given
        parts: list[Any] = []
        place = 0
        for found in REFERENCE.finditer(text):
            parts.append(text[place : found.start()].replace("${!", "${"))
            name = found[1]
            if name in variables:
                parts.append(variables[name])
            elif "." in name:
                parts.append({"Fn::GetAtt": name.split(".", 1)})
            else:
                parts.append({"Ref": name})
            place = found.end()
        parts.append(text[place:].replace("${!", "${"))
        return {"Fn::Join": ["", [part for part in parts if part != ""]]}

    return mapped(data, change)


def shuffled(data: Any, seed: int) -> Any:
    """Every object's keys in another order."""
    order = random.Random(seed)  # noqa: S311 - no secret

    def change(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        keys = list(node)
        order.shuffle(keys)
        return {key: node[key] for key in keys}

    return mapped(data, change)


def with_text_scalars(data: Any) -> Any:
    """Numbers and booleans of properties as text."""

    def change(node: Any) -> Any:
        return scalar_text(node) if isinstance(node, (bool, int)) else node

    for resource in data["Resources"].values():
        if "Properties" in resource:
            resource["Properties"] = mapped(resource["Properties"], change)
    return data


# ---------------------------------------------------------------------------------------------- other names


def renamed(templates: Mapping[str, Any], root: str, seed: int) -> dict[str, Any]:
    """Every resource, condition, nested parameter and nested output with another name, all over and consistently.

    The root's parameters and outputs keep theirs: they are the interface.
    """
    order = random.Random(seed)  # noqa: S311 - no secret
    files = {file: _names(file, template, root, order) for file, template in templates.items()}
    below = {
        file: {name: _file_of(resource) for name, resource in template["Resources"].items()}
        for file, template in templates.items()
    }
    return {file: _rename(file, template, files, below[file]) for file, template in templates.items()}


def _file_of(resource: Any) -> str:
    return str(resource.get("Properties", {}).get("TemplateURL", "")).removeprefix("./")


def _names(file: str, template: Any, root: str, order: random.Random) -> dict[str, dict[str, str]]:
    sections = {}
    for section, letter in (("Resources", "R"), ("Conditions", "C"), ("Parameters", "P"), ("Outputs", "O")):
        names = sorted(template.get(section, {}))
        numbers = list(range(len(names)))
        order.shuffle(numbers)
        keep = file == root and section in ("Parameters", "Outputs")
        sections[section] = {n: n if keep else f"{letter}{i:03}" for n, i in zip(names, numbers, strict=True)}
    return sections


def _rename(file: str, template: Any, files: Mapping[str, Any], below: Mapping[str, str]) -> Any:
    own = files[file]
    things = {**own["Resources"], **own["Parameters"]}

    def attribute(name: str, rest: str) -> str:
        head, _, output = rest.partition(".")
        if head == "Outputs" and below.get(name) in files:
            return f"Outputs.{files[below[name]]['Outputs'][output]}"
        return rest

    def reference(text: str) -> str:
        name, dot, rest = text.partition(".")
        return f"{things.get(name, name)}{dot}{attribute(name, rest)}"

    def change(node: Any) -> Any:
        if not isinstance(node, dict) or len(node) != 1:
            return node
        ((key, value),) = node.items()
        if key == "Ref":
            return {key: things.get(value, value)}
        if key == "Fn::GetAtt":
            return {key: [things.get(value[0], value[0]), attribute(value[0], value[1])]}
        if key == "Condition" and isinstance(value, str):
            return {key: own["Conditions"][value]}
        if key == "Fn::If":
            return {key: [own["Conditions"][value[0]], *value[1:]]}
        if key == "Fn::Sub":
            parts = value if isinstance(value, list) else [value, {}]
            text = REFERENCE.sub(
                lambda found: found[0] if found[1] in parts[1] else "${" + reference(found[1]) + "}", parts[0]
            )
            return {key: [text, parts[1]] if parts[1] else text}
        return node

    result = {key: template[key] for key in GLOBALS if key in template}
    for section in ("Parameters", "Conditions", "Resources", "Outputs"):
        result[section] = {
            own[section][name]: mapped(entry, change) for name, entry in template.get(section, {}).items()
        }
    _rename_ties(template, result, files, own, below)
    if "Rules" in template:
        result["Rules"] = mapped(template["Rules"], change)
    return result


def _rename_ties(
    template: Any, result: Any, files: Mapping[str, Any], own: Mapping[str, Any], below: Mapping[str, str]
) -> None:
    """Conditions, DependsOn and the parameters of nested stacks, which are named outside of functions."""
    for name, resource in template["Resources"].items():
        entry = result["Resources"][own["Resources"][name]]
        if "Condition" in entry:
            entry["Condition"] = own["Conditions"][resource["Condition"]]
        if "DependsOn" in entry:
            wanted = entry["DependsOn"] if isinstance(entry["DependsOn"], list) else [entry["DependsOn"]]
            entry["DependsOn"] = [own["Resources"][other] for other in wanted]
        nested = files.get(below[name])
        if nested is not None and "Parameters" in entry["Properties"]:
            given = entry["Properties"]["Parameters"]
            entry["Properties"]["Parameters"] = {nested["Parameters"][n]: v for n, v in given.items()}
    for name, output in template.get("Outputs", {}).items():
        if "Condition" in output:
            result["Outputs"][own["Outputs"][name]]["Condition"] = own["Conditions"][output["Condition"]]
