"""Which mutants are run: the same ones on every machine, spread over operators, files and resource types.

Mutants are taken in the order of a hash of their names. So the choice hangs on no seed, and something that changes
elsewhere in the system moves no other mutant in or out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tests.mutation import template_logic, template_references, template_resources, template_values
from tests.mutation.mutant import Mutant, TemplateOperator, template_mutants
from tests.mutation.system import TemplateSet
from tests.mutation.terraform_operators import TERRAFORM_OPERATORS, terraform_mutants
from tests.mutation.terraform_source import TerraformSource

TEMPLATE_OPERATORS: tuple[TemplateOperator, ...] = (
    *template_values.OPERATORS,
    *template_references.OPERATORS,
    *template_logic.OPERATORS,
    *template_resources.OPERATORS,
)

PER_TYPE = 3
"""At least so many mutants concern each resource type, where there are so many."""


def chosen(candidates: Iterable[Mutant], quotas: Mapping[str, int]) -> list[Mutant]:
    """The first mutants of every operator in every file, and more for resource types that come up short."""
    by_stratum: dict[tuple[str, str], list[Mutant]] = defaultdict(list)
    by_type: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted({m.name: m for m in candidates}.values(), key=lambda m: m.rank):
        by_stratum[mutant.operator, mutant.file].append(mutant)
        if mutant.resource_type:
            by_type[mutant.resource_type].append(mutant)
    taken = {m.name: m for (operator, _), found in by_stratum.items() for m in found[: quotas[operator]]}
    for found in by_type.values():
        missing = PER_TYPE - sum(m.name in taken for m in found)
        more = [m for m in found if m.name not in taken]
        taken.update({m.name: m for m in more[: max(missing, 0)]})
    return sorted(taken.values(), key=lambda m: (m.operator, m.file, m.rank))


def every_template_mutant(system: TemplateSet) -> Iterator[Mutant]:
    """Every mutant of the templates that the operators know."""
    for operator in TEMPLATE_OPERATORS:
        yield from template_mutants(operator, system)


def template_sample(system: TemplateSet) -> list[Mutant]:
    """The mutants of the templates that are run."""
    return chosen(every_template_mutant(system), {operator.name: operator.each for operator in TEMPLATE_OPERATORS})


def terraform_sample(source: TerraformSource) -> list[Mutant]:
    """The mutants of the configuration that are run: of every operator so many, from as many files as there are."""
    taken: list[Mutant] = []
    for operator in TERRAFORM_OPERATORS:
        by_file: dict[str, list[Mutant]] = defaultdict(list)
        for mutant in sorted({m.name: m for m in terraform_mutants(operator, source)}.values(), key=lambda m: m.rank):
            by_file[mutant.file].append(mutant)
        turns = [(turn, mutant.rank, mutant) for found in by_file.values() for turn, mutant in enumerate(found)]
        taken.extend(mutant for _, _, mutant in sorted(turns, key=lambda t: t[:2])[: operator.each])
    return taken
