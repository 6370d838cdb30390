"""A root of the corpus against a real plan: the instance list, and the property values that the plan knows."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from os.path import commonpath, relpath
from pathlib import Path

from converter.findings import Findings
from converter.parity.against_plan.agreement import compare, plain
from converter.terraform.evaluator import Settings, evaluate
from converter.terraform.loading import Project, ReaderFiles
from converter.terraform.modules import ModuleNode
from converter.terraform.plan import Plan, from_plain, read_plan
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.values import String, Value
from tests.corpus.measured import Measured
from tests.support.emulated_aws import EmulatedAws
from tests.support.processes import CommandFailedError
from tests.support.provider_mirror import NAMESPACE
from tests.support.terraform_cli import Workspace, find_provider_mirror, terraform_missing_reason

MANIFEST = Path(".terraform", "modules", "modules.json")
REGISTRY = NAMESPACE.parts[0]
MAX_REASON = 160


def compare_with_plan(root: Path, project: Project, result: Measured) -> None:
    """Plan a copy of the root in an emulated account and note what differs."""
    mirror = find_provider_mirror()
    if mirror is None or (reason := terraform_missing_reason()):
        result.no_plan = terraform_missing_reason() or reason or "no mirror"
        return
    with tempfile.TemporaryDirectory(prefix="tf2cfn-corpus-") as folder:
        stage = Path(folder)
        staged = _stage(root.resolve(), project, stage)
        try:
            with EmulatedAws() as aws, Workspace(staged, aws=aws, mirror=mirror, base=stage) as workspace:
                aws.seed_hosted_zones(_zones(project))
                document = workspace.plan(_given(project), region="eu-west-1")
        except CommandFailedError as problem:
            result.no_plan = _reason(str(problem))
            return
    plan = read_plan(json.loads(json.dumps(document), parse_float=Decimal))
    result.planned = len(plan.resources)
    _compare(plan, project, result)


def _given(project: Project) -> dict[str, object]:
    """The values that the root's variables files give."""
    given = {name: plain(v.given) for name, v in project.variables.items() if v.given is not None}
    numbers = json.dumps(given, default=lambda number: int(number) if number == int(number) else float(number))
    return dict(json.loads(numbers))


def _zones(project: Project) -> list[str]:
    """The names of the hosted zones that the root looks up: every account that it is meant for has them."""
    values = {n: v.in_force for n, v in project.variables.items() if v.in_force is not None}
    settings = Settings(values, None, ReaderFiles(project.sources), allow_unknown_types=True)
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), Findings(), settings)
    looked_up = [i.body.value("name") for key, i in evaluation.data.items() if key.type == "aws_route53_zone"]
    return sorted({name.text for name in looked_up if isinstance(name, String) and name.text})


def _compare(plan: Plan, project: Project, result: Measured) -> None:
    values = {
        name: variable.constraint.apply(from_plain(plan.variables[name]), variable.config.block.header, name)
        for name, variable in project.variables.items()
        if name in plan.variables
    }

    def known(address: str, path: tuple[str | int, ...]) -> Value | None:
        value = plan.data.get(address, {}).get(str(path[0]))
        return None if value is None else from_plain(value)

    settings = Settings(values, known, ReaderFiles(project.sources), allow_unknown_types=True, plan_time=plan.time)
    findings = Findings()
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings, settings)
    for difference in compare(plan, evaluation.instances):
        text = f"{difference.address} {difference.path}: {difference.planned} != {difference.evaluated}"
        (result.values_differ if difference.steps else result.instances_differ).append(text)


def _stage(root: Path, project: Project, stage: Path) -> Path:
    """Copy the folders that the root is made of, as they lie to each other, with a manifest of its modules."""
    folders = {(root / node.config.directory).resolve() for node in project.root.walk()}
    files = {(root / path).resolve() for path in project.sources.paths}
    base = Path(commonpath([root, *folders, *files]))
    for folder in folders:
        shutil.copytree(folder, stage / folder.relative_to(base), dirs_exist_ok=True)
    for file in files:
        target = stage / file.relative_to(base)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    staged = stage / root.relative_to(base)
    manifest = staged / MANIFEST
    manifest.parent.mkdir(parents=True, exist_ok=True)
    modules = [{"Key": "", "Source": "", "Dir": "."}, *_entries(project.root, "", root)]
    manifest.write_text(json.dumps({"Modules": modules}))
    return staged


def _entries(node: ModuleNode, prefix: str, root: Path) -> Iterator[dict[str, str]]:
    """What ``terraform init`` would have written about the modules below one."""
    for name, child in node.children.items():
        call = node.config.calls[name]
        key = f"{prefix}{name}"
        entry = {"Key": key, "Source": call.source, "Dir": relpath((root / child.config.directory).resolve(), root)}
        if not call.source.startswith("."):
            entry["Source"] = f"{REGISTRY}/{call.source}"
            entry["Version"] = next(part for part in Path(child.config.directory).parts if part[:1].isdigit())
        yield entry
        yield from _entries(child, f"{key}.", root)


def _reason(text: str) -> str:
    """The first error of Terraform's."""
    lines = [line.strip(" │╷╵") for line in text.splitlines()]
    found = next((line for line in lines if line.startswith("Error:")), lines[0] if lines else "")
    return found.removeprefix("Error: ")[:MAX_REASON]
