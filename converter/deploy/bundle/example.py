"""``parameters.json.example``: what the user copies and fills in."""

from __future__ import annotations

import json

from converter.conversion import Conversion
from converter.deploy.bundle.tables import default_of, origins

_GIVEN = frozenset({"variable", "folded"})
"""Origins whose values are the user's; the scripts find or compute the others."""


def parameters_example(conversion: Conversion) -> str:
    """The parameters in the form that the AWS CLI reads: defaults, and placeholders where there is none."""
    kinds = origins(conversion)
    entries = []
    for name, parameter in conversion.templates["main"].parameters.items():
        if kinds[name] in _GIVEN:
            value = default_of(parameter)
            if parameter.default is None:
                value = f"<{_words(name, parameter.description)}>"
            entries.append({"ParameterKey": name, "ParameterValue": value})
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _words(name: str, description: str) -> str:
    return " ".join(description.split()).replace("<", "").replace(">", "") or name
