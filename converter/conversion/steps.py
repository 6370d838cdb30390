"""What the deploy script does instead of CloudFormation: named in the record, never with a secret's value."""

from __future__ import annotations

from typing import Any

from converter.cloudformation.model import Ref, Sub
from converter.cloudformation.substitution import render
from converter.rules.ledger import ResourceEntry, Verdict
from converter.rules.lowering import InexpressibleError, Lowering
from converter.rules.names import parameter_name
from converter.terraform.convert import bare
from converter.terraform.instances import ResourceInstance
from converter.terraform.residuals import parameters_in
from converter.terraform.values import Apply, Null, Parameter, Value
from converter.terraform.walking import is_sensitive, walk

_VALUES = ("value", "value_wo")
_SETTINGS = ("name", "type", "key_id", "tier", "description", "data_type", "allowed_pattern")


def step_of(entry: ResourceEntry, instance: ResourceInstance, lowering: Lowering) -> dict[str, Any] | None:
    """How the deploy script makes a parameter of the parameter store; None for any other entry.

    ``settings`` are texts with ``${Parameter}`` in them. ``parameter`` is the template parameter that carries the value
    as it is; ``parameters`` are those that the value is made from. A value that the configuration itself states stands
    in the configuration alone, at ``source``.
    """
    if entry.verdict is not Verdict.DEPLOY_STEP or instance.key.type != "aws_ssm_parameter":
        return None
    settings = {name: _text(instance.body.value(name), lowering) for name in _SETTINGS}
    step: dict[str, Any] = {
        "kind": "put-parameter",
        "settings": {name: text for name, text in settings.items() if text is not None},
    }
    argument = next((instance.body.arguments[n] for n in _VALUES if n in instance.body.arguments), None)
    if argument is not None:
        value = bare(argument.value)
        step["parameter"] = parameter_name(value.name) if isinstance(value, Parameter) else None
        step["parameters"] = [parameter_name(name) for name in parameters_in(argument.value)]
        step["source"] = {"file": argument.span.file, "line": argument.span.start.line}
    return step


def _text(value: Value, lowering: Lowering) -> str | None:
    """A setting as text with ``${Parameter}`` in it; None where it is not set, secret, or has no such form."""
    if isinstance(value, Null) or is_sensitive(value) or any(isinstance(v, Apply) for v in walk(value)):
        return None
    try:
        node = lowering.value(value, "string")
    except InexpressibleError:
        return None
    if isinstance(node, str):
        return node
    if not isinstance(node, Ref | Sub):
        return None
    text, variables = render(Sub((node,)) if isinstance(node, Ref) else node)
    return None if variables else text
