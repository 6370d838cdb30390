"""Small configurations, written in a test and evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from converter.findings import Findings
from converter.terraform.evaluator import Evaluation, Settings, evaluate
from converter.terraform.instances import ResourceInstance
from converter.terraform.loading import Project, ReaderFiles, load
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.values import Value
from tests.terraform.shorthand import formula, short


@dataclass(frozen=True)
class Evaluated:
    """A configuration, evaluated, and what was wrong with it."""

    project: Project
    evaluation: Evaluation
    findings: Findings

    @property
    def errors(self) -> list[str]:
        """The errors, each with its line: ``main.tf:3: reference cycle``."""
        return [f"{f.subject}: {f.summary}" for f in self.findings.ordered() if f in self.findings.errors]

    @property
    def instances(self) -> dict[str, ResourceInstance]:
        """The resource instances by address."""
        return {i.address: i for i in self.evaluation.instances}

    @property
    def guards(self) -> dict[str, str]:
        """When each resource instance exists, by address."""
        return {i.address: formula(i.guard) for i in self.evaluation.instances}

    @property
    def fixed(self) -> dict[str, list[str]]:
        """The places (``main.tf:3``) that needed each variable's value."""
        return self._demanded(length_only=False)

    @property
    def lengths(self) -> dict[str, list[str]]:
        """The places that needed each list variable's length."""
        return self._demanded(length_only=True)

    def output(self, name: str = "x") -> str:
        """A root output in a few characters."""
        return short(next(o.value for o in self.evaluation.outputs if o.name == name))

    def value(self, address: str, *path: str | int) -> Value:
        """An argument of an instance: ``value("aws_lb.a", "listener", 0, "port")``."""
        body = self.instances[address].body
        *blocks, name = path
        for block, position in zip(blocks[::2], blocks[1::2], strict=True):
            assert isinstance(block, str)
            assert isinstance(position, int)
            body = body.blocks[block][position].body
        assert isinstance(name, str)
        return body.value(name)

    def argument(self, address: str, *path: str | int) -> str:
        """An argument of an instance in a few characters."""
        return short(self.value(address, *path))

    def _demanded(self, *, length_only: bool) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for demand in self.evaluation.demands:
            if demand.length_only == length_only:
                found.setdefault(demand.variable, []).append(str(demand.span))
        return found


class Folder:
    """A folder of configurations to be evaluated."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def evaluate(
        self,
        text: str | Mapping[str, str],
        *,
        var: Sequence[tuple[str, str]] = (),
        var_files: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        values: Mapping[str, Value] | None = None,
        allow_unknown_types: bool = False,
    ) -> Evaluated:
        """The configuration in a text (of ``main.tf``) or in several files."""
        files = {"main.tf": text} if isinstance(text, str) else text
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content), encoding="utf-8")
        findings = Findings()
        project = load(
            self.path,
            findings,
            var_files=[self.path / name for name in var_files],
            var_texts=var,
            environment=environment,
        )
        assert project is not None
        settings = Settings(values or {}, None, ReaderFiles(project.sources), allow_unknown_types)
        evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings, settings)
        return Evaluated(project, evaluation, findings)
