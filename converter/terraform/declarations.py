"""What is said of a name that a module does not declare."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from converter.findings import Finding, Severity, Span
from converter.terraform.configuration import ModuleConfig
from converter.terraform.scope import StaticError

_BLOCKS = {
    "input variable": r'variable\s+"?{name}\b',
    "local value": r"^\s*{name}\s*=",
    "module call": r'module\s+"?{name}\b',
    "output": r'output\s+"?{name}\b',
    "resource": r'resource\s+"?{prefix}"?\s+"?{name}\b',
    "data source": r'data\s+"?{prefix}"?\s+"?{name}\b',
    "ephemeral resource": r'ephemeral\s+"?{prefix}"?\s+"?{name}\b',
}
"""How the declaration of each kind of name begins."""

_REMEDIES = {
    "input variable": 'declare it with variable "{name}" {{ }}',
    "local value": "declare it in a locals block",
    "module call": 'call it with module "{name}" {{ }}',
    "output": 'declare it in the module with output "{name}" {{ }}',
    "resource": 'declare it with resource "{prefix}" "{name}" {{ }}',
    "data source": 'declare it with data "{prefix}" "{name}" {{ }}',
    "ephemeral resource": 'declare it with ephemeral "{prefix}" "{name}" {{ }}',
}


_TERRAFORM = {
    "module call": "Reference to undeclared module",
    "data source": "Reference to undeclared resource",
    "ephemeral resource": "Reference to undeclared resource",
    "path attribute": 'Invalid "path" attribute',
    "terraform attribute": 'Invalid "terraform" attribute',
    "output": "Unsupported attribute",
}
"""Terraform's summaries, where they do not name the kind of thing as we do."""


def undeclared(kind: str, prefix: str, name: str, config: ModuleConfig, span: Span | None) -> StaticError:
    """The error of a reference ``prefix.name`` to what the module does not declare.

    Where a part of the module does not parse that seems to declare the name, it is that part's syntax error.
    """
    plain = prefix.removeprefix("data.").removeprefix("ephemeral.")
    if declares_in_broken_part(kind, plain, name, config):
        return StaticError(*config.broken)
    close = _close(kind, prefix, name, config)
    hint = f"did you mean {close}?" if close else _REMEDIES.get(kind, "").format(name=name, prefix=plain)
    detail = f"no {kind} of that name is declared in {_module(config)}"
    return StaticError(
        Finding(
            "terraform-reference",
            Severity.ERROR,
            f"reference to undeclared {kind} {prefix}.{name}",
            f"{detail}; {hint}" if hint else detail,
            span,
            terraform_summary=_TERRAFORM.get(kind, f"Reference to undeclared {kind}"),
        )
    )


def declares_in_broken_part(kind: str, prefix: str, name: str, config: ModuleConfig) -> bool:
    """Whether a part of the module that does not parse seems to declare the name."""
    pattern = _BLOCKS.get(kind)
    if not config.broken or pattern is None:
        return False
    found = re.compile(pattern.format(prefix=re.escape(prefix), name=re.escape(name)), re.MULTILINE)
    return any(found.search(text) for text in config.broken_text)


def _close(kind: str, prefix: str, name: str, config: ModuleConfig) -> str:
    """The declared name that is most like the one that is not; empty where none is."""
    if kind in {"resource", "data source"}:
        mode = "managed" if kind == "resource" else "data"
        found = [f"{r.type}.{r.name}" for r in config.resources.values() if r.mode == mode]
        wanted, before = f"{prefix.removeprefix('data.')}.{name}", "data." if mode == "data" else ""
        close = difflib.get_close_matches(wanted, found, 1, cutoff=0.8)
    else:
        before = f"{prefix}."
        close = difflib.get_close_matches(name, _names(kind, config), 1)
    return before + close[0] if close else ""


def _names(kind: str, config: ModuleConfig) -> Iterable[str]:
    match kind:
        case "input variable":
            return config.variables
        case "local value":
            return config.locals
        case "module call":
            return config.calls
        case "output":
            return config.outputs
        case "path attribute":
            return ("module", "root", "cwd")
        case _:
            return ("workspace",)


def _module(config: ModuleConfig) -> str:
    return "this module" if config.directory == "." else f"the module {config.directory}"
