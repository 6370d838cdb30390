"""Runs mutants in several processes, each with a bench of its own."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.mutation.equivalence import Known
from tests.mutation.mutant import Mutant
from tests.mutation.running import TEMPLATES, TERRAFORM, Bench, shared_evaluations
from tests.mutation.sampling import template_sample, terraform_sample
from tests.mutation.system import TemplateSet
from tests.mutation.terraform_source import TerraformSource
from tests.mutation.verdicts import Outcome


def sample() -> list[Mutant]:
    """The mutants that are run."""
    return [*template_sample(TemplateSet.load(TEMPLATES)), *terraform_sample(TerraformSource.load(TERRAFORM))]


class _Worker:
    """What one process keeps between mutants."""

    bench: Bench
    resources = ExitStack()


def _start() -> None:
    folder = Path(_Worker.resources.enter_context(tempfile.TemporaryDirectory(prefix="mutation-")))
    _Worker.resources.enter_context(shared_evaluations())
    _Worker.bench = Bench(folder, Known.load())


def _run(mutant: Mutant) -> Outcome:
    return _Worker.bench.run(mutant)


def run(mutants: Sequence[Mutant], processes: int) -> Iterator[Outcome]:
    """The outcome of each mutant, in order."""
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, initializer=_start) as pool:
        # A mutated template is a handful of changed entries and much that is shared; one at a time keeps both busy
        yield from pool.imap(_run, mutants, chunksize=1)
