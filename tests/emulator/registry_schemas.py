"""Judges properties and changes by the registry's schemas, as cfn-lint ships them.

CloudFormation takes text where a schema says number or boolean (and the other way round); so does the validator here.
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema
import regex
from cfnlint.schema._exceptions import ResourceNotFoundError
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from .intrinsics import canonical

_FREE_TYPES = ("AWS::CloudFormation::CustomResource", "Custom::")
"""Types whose properties are the template's own business."""


class UnrecognizedTypeError(LookupError):
    """The registry has no such type in this region."""


@cache
def schema(type_name: str, region: str) -> Mapping[str, Any]:
    """Return a type's schema; UnrecognizedTypeError without one."""
    if type_name.startswith("Custom::"):
        type_name = "AWS::CloudFormation::CustomResource"
    try:
        found: Mapping[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, type_name).schema
    except ResourceNotFoundError:
        raise UnrecognizedTypeError(type_name) from None
    return found


def faults(type_name: str, region: str, properties: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with concrete properties, each line as CloudFormation's own validation words it."""
    if type_name.startswith(_FREE_TYPES):
        return []
    found = []
    for path in schema(type_name, region).get("readOnlyProperties", ()):
        parts = path.split("/")[2:]
        writable = set(schema(type_name, region).get("createOnlyProperties", ()))
        if len(parts) == 1 and parts[0] in properties and path not in writable:
            found.append(f"#: extraneous key [{parts[0]}] is not permitted (the property is read-only)")
    for error in _validator(type_name, region).iter_errors(properties):
        found += _worded(error)
    return sorted(set(found))


def has_attribute(type_name: str, region: str, name: str) -> bool:
    """Whether Fn::GetAtt may ask for the attribute."""
    if type_name.startswith(_FREE_TYPES):
        return True
    if type_name == "AWS::CloudFormation::Stack" and name.startswith("Outputs."):
        return True
    attributes = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, type_name).get_atts
    read_only = schema(type_name, region).get("readOnlyProperties", ())
    return name in attributes or f"/properties/{name.replace('.', '/')}" in read_only


def changed_properties(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the top-level properties that differ, scalars compared as text."""
    return sorted(
        name
        for name in set(old) | set(new)
        if (name in old) != (name in new) or canonical(old.get(name)) != canonical(new.get(name))
    )


def recreation(type_name: str, region: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return what a changed top-level property asks for: ``Never``, ``Conditionally`` or ``Always`` a new resource."""
    found = schema(type_name, region)
    if found.get("handlers") and "update" not in found["handlers"]:
        return "Always"
    if any(_differs(path, name, old, new) for path in found.get("createOnlyProperties", ())):
        return "Always"
    if any(_differs(path, name, old, new) for path in found.get("conditionalCreateOnlyProperties", ())):
        return "Conditionally"
    return "Never"


def tag_property(type_name: str, region: str) -> str | None:
    """Return the property that holds the resource's tags; none where it has none."""
    found = schema(type_name, region)
    tagging = found.get("tagging", {})
    if tagging.get("taggable") is False:
        return None
    name = str(tagging.get("tagProperty", "/properties/Tags")).rsplit("/", 1)[-1]
    return name if name in found["properties"] else None


def _differs(pointer: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    parts = pointer.split("/")[2:]
    if parts[0] != name:
        return False
    return [canonical(value) for value in _at(old, parts)] != [canonical(value) for value in _at(new, parts)]


def _at(value: Any, parts: list[str]) -> Iterator[Any]:
    """Yield what stands at a path; ``*`` is every member of a list."""
    if not parts:
        yield value
    elif parts[0] == "*":
        for member in value if isinstance(value, list) else ():
            yield from _at(member, parts[1:])
    elif isinstance(value, Mapping) and parts[0] in value:
        yield from _at(value[parts[0]], parts[1:])


def _worded(error: jsonschema.ValidationError) -> Iterator[str]:
    place = "#" + "".join(f"/{part}" for part in error.absolute_path)
    if error.validator == "additionalProperties":
        for key in _unknown_keys(error.schema, error.instance):
            yield f"{place}: extraneous key [{key}] is not permitted"
    elif error.validator == "required":
        for key in error.validator_value:
            if key not in error.instance:
                yield f"{place}: required key [{key}] not found"
    elif error.validator == "type":
        yield f"{place}: expected type: {_words(error.validator_value)}, found: {_found(error.instance)}"
    elif error.validator == "enum":
        yield f"{place}: {_short(error.instance)} is not a valid enum value"
    elif error.validator == "pattern":
        yield f"{place}: failed validation constraint for keyword [pattern]"
    else:
        yield f"{place}: failed validation constraint for keyword [{error.validator}]"


def _words(kind: Any) -> str:
    kinds = kind if isinstance(kind, list) else [kind]
    return " or ".join(str(entry).capitalize() for entry in kinds)


def _found(value: object) -> str:
    if isinstance(value, dict):
        return "JSONObject"
    return "JSONArray" if isinstance(value, list) else "String"


def _short(value: object) -> str:
    return str(value)[:80]


@cache
def _validator(type_name: str, region: str) -> jsonschema.protocols.Validator:
    return _Validator(schema(type_name, region))


def _is_boolean(_checker: object, value: object) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and value.lower() in {"true", "false"})


def _is_number(_checker: object, value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    try:
        return isinstance(value, str) and float(value) is not None
    except ValueError:
        return False


def _is_integer(checker: object, value: object) -> bool:
    return _is_number(checker, value) and float(value).is_integer()  # type: ignore[arg-type]


def _is_string(_checker: object, value: object) -> bool:
    return isinstance(value, str | int | float | bool)


def _unchecked(_validator: object, _wanted: object, _value: object, _schema: object) -> tuple[()]:
    return ()


def _enum(
    _validator: object, allowed: list[Any], value: object, _schema: object
) -> Iterator[jsonschema.ValidationError]:
    if canonical(value) not in [canonical(entry) for entry in allowed]:
        yield jsonschema.ValidationError(f"{value!r} is not one of {allowed!r}")


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, str) and not _matches(pattern, value):
        yield jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


def _matches(pattern: str, text: str) -> bool:
    """Whether a pattern is found; a pattern of another dialect of regular expressions counts as found."""
    try:
        return regex.search(pattern, text) is not None
    except regex.error:
        return True


def _unknown_keys(schema: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
    patterns = schema.get("patternProperties", {})
    return [
        key
        for key in value
        if key not in schema.get("properties", {}) and not any(_matches(pattern, key) for pattern in patterns)
    ]


def _additional(
    validator: Any, allowed: Any, value: object, schema: Mapping[str, Any]
) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, dict):
        unknown = _unknown_keys(schema, value)
        if isinstance(allowed, dict):
            for key in unknown:
                yield from validator.descend(value[key], allowed, path=key)
        elif not allowed and unknown:
            yield jsonschema.ValidationError(f"{unknown} are not permitted")


def _by_pattern(
    validator: Any, patterns: Mapping[str, Any], value: object, _schema: object
) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, dict):
        for pattern, schema in patterns.items():
            for key, member in value.items():
                if _matches(pattern, key):
                    yield from validator.descend(member, schema, path=key, schema_path=pattern)


def _bound(smaller: bool) -> Any:
    def check(_validator: object, limit: float, value: object, _schema: object) -> Iterator[jsonschema.ValidationError]:
        if isinstance(value, bool) or not _is_number(None, value):
            return
        number = float(value)  # type: ignore[arg-type]
        if number < limit if smaller else number > limit:
            yield jsonschema.ValidationError(f"{value!r} is out of bounds")

    return check


_Validator = jsonschema.validators.extend(
    jsonschema.Draft7Validator,
    validators={
        "additionalProperties": _additional,
        "enum": _enum,
        "maximum": _bound(smaller=False),
        "minimum": _bound(smaller=True),
        "pattern": _pattern,
        "patternProperties": _by_pattern,
        "format": _unchecked,
        "uniqueItems": _unchecked,
    },
    type_checker=jsonschema.Draft7Validator.TYPE_CHECKER.redefine_many(
        {"boolean": _is_boolean, "integer": _is_integer, "number": _is_number, "string": _is_string}
    ),
)
