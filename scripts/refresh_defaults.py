"""Ask the real provider for its defaults: ``mappings/defaults.tsv``, from plans of minimal resources.

Usage: ``python scripts/refresh_defaults.py [TYPE ...]``. Needs ``terraform`` and the AWS provider on this machine.
Every type with a table is planned against an emulated AWS with only what it requires, and once more for each of its
blocks (which hold only what they require). What a plan knows of an argument that was not written is the provider's
default. A resource that the provider refuses is left out, and said.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from converter.mappings_folder import mappings_folder
from converter.rules.defaults import FILE, ProviderDefault, defaults_text, load_defaults
from converter.rules.loader import load_tables
from converter.rules.model import ArgumentRow
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from tests.rules.case_text import Case, CaseText, overrides, types
from tests.support.emulated_aws import EmulatedAws
from tests.support.processes import CommandFailedError
from tests.support.provider_mirror import find_provider_mirror
from tests.support.terraform_cli import Workspace

AT_ONCE = 60
"""Cases to a plan."""
_MODULE = re.compile(r"module\.(c\d+)[.\[]|(?:on|in) (c\d+)/")
"""How Terraform's messages name a case: by its module's address, or by its file."""


def main(names: list[str]) -> int:
    """Refresh the defaults of the types given, or of all; returns the exit code."""
    mirror = find_provider_mirror()
    if mirror is None:
        print("the AWS provider is not there", file=sys.stderr)
        return 2
    wanted = names or types()
    cases = [case for name in wanted for case in minimal_cases(name)]
    kept = [d for d in load_defaults() if d.type not in wanted]
    found: dict[tuple[str, str], ProviderDefault] = {}
    with EmulatedAws() as aws:
        for start in range(0, len(cases), AT_ONCE):
            for default in defaults_in(*planned(cases[start : start + AT_ONCE], aws, mirror)):
                found.setdefault((default.type, default.argument), default)
            (mappings_folder() / FILE).write_text(defaults_text([*kept, *found.values()]), encoding="utf-8")
            print(f"{min(start + AT_ONCE, len(cases))} of {len(cases)}", flush=True)
    print(f"{len(found)} defaults of {len({type_name for type_name, _ in found})} types")
    return 0


def minimal_cases(name: str) -> Iterator[Case]:
    """The minimal resources of a type to plan, each called by the block that it has beyond what is required."""
    given = overrides().get(name) or {}
    for path in ("", *blocks_of(load_tables().resources[name].arguments)):
        steps = path.split(".") if path else []
        above = [".".join(steps[: n + 1]) for n in range(len(steps))]
        text = CaseText(name, {**given, "always": [*(given.get("always") or ()), *above]}, complete=False).text()
        yield Case(name, path or "empty", text)


def blocks_of(rows: Mapping[str, ArgumentRow], path: str = "") -> Iterator[str]:
    """The paths of all rows that have rows below them."""
    for name, row in rows.items():
        if row.rows:
            yield f"{path}{name}"
            yield from blocks_of(row.rows, f"{path}{name}.")


def planned(cases: list[Case], aws: EmulatedAws, mirror: Path) -> tuple[dict[str, Any], Mapping[str, Case]]:
    """One plan of all cases, each a module, and the cases by their modules' names.

    Those that the provider refuses are taken out.
    """
    left = dict(enumerate(cases))
    while left:
        with tempfile.TemporaryDirectory(prefix="tf2cfn-defaults-") as folder:
            for number, case in left.items():
                module = Path(folder, f"c{number}")
                module.mkdir()
                (module / "main.tf").write_text(case.text, encoding="utf-8")
            calls = (f'module "c{number}" {{\n  source = "./c{number}"\n}}\n' for number in left)
            Path(folder, "main.tf").write_text("".join(calls), encoding="utf-8")
            try:
                with Workspace(Path(folder), aws=aws, mirror=mirror) as workspace:
                    return workspace.plan(), {f"c{number}": case for number, case in left.items()}
            except CommandFailedError as error:
                refused = {int((m[1] or m[2])[1:]) for m in _MODULE.finditer(str(error))} & set(left)
                if not refused:
                    raise
                for number in sorted(refused):
                    print(f"left out: {left[number].type} {left[number].name}", flush=True)
                    del left[number]
    return {}, {}


def defaults_in(plan: Mapping[str, Any], cases: Mapping[str, Case]) -> Iterator[ProviderDefault]:
    """What a plan knows of arguments that no case writes."""
    changes = {change["address"]: change["change"] for change in plan.get("resource_changes", ())}
    calls = plan.get("configuration", {}).get("root_module", {}).get("module_calls", {})
    schemas = ProviderSchema.load()
    for call, body in calls.items():
        for resource in body["module"]["resources"]:
            if resource["name"] != "this" or resource["mode"] != "managed":
                continue
            change = changes.get(f"module.{call}.{resource['address']}")
            schema = schemas.resource(resource["type"])
            if change is None or schema is None:
                continue
            written = resource.get("expressions", {})
            for path, value in unwritten(change["after"], change["after_unknown"], written, schema):
                yield ProviderDefault(resource["type"], path, json.dumps(value, sort_keys=True), cases[call].name)


def unwritten(
    values: Mapping[str, Any], unknown: Any, written: Any, schema: BlockSchema, path: str = ""
) -> Iterator[tuple[str, Any]]:
    """The arguments that are known although nobody wrote them, at every depth. Empty collections say nothing."""
    for name, value in values.items():
        hidden = unknown.get(name) if isinstance(unknown, Mapping) else None
        block = schema.blocks.get(name)
        expression = written.get(name) if isinstance(written, Mapping) else None
        if block is not None:
            bodies = value if isinstance(value, list) else [value]
            texts = expression if isinstance(expression, list) else [expression]
            marks = hidden if isinstance(hidden, list) else [hidden]
            for body, mark, text in zip(bodies, marks, texts, strict=False):
                if isinstance(body, Mapping) and isinstance(text, Mapping):
                    yield from unwritten(body, mark, text, block.block, f"{path}{name}.")
        elif name in schema.arguments and expression is None and not hidden and value not in (None, [], {}):
            yield f"{path}{name}", value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
