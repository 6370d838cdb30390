"""CloudFormation's limits seen from a configuration: which variables no parameter holds, and what is beyond a limit.

Facts: "Understand CloudFormation quotas", AWS CloudFormation User Guide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from converter.cloudformation.quotas import MAX_PARAMETER_VALUE_BYTES, quota_findings
from converter.conversion.parameters import default_text
from converter.findings import Finding, Severity
from converter.rules.engine import FlatTemplate
from converter.rules.ledger import Verdict
from converter.rules.names import parameter_name
from converter.rules.wishes import Wishes
from converter.stacks.cutting import LIMIT, Cut
from converter.terraform.evaluator import Demand, Evaluation
from converter.terraform.inputs import InputVariable
from converter.terraform.values import Value
from converter.terraform.walking import parameters_in

ASKED = "tf2cfn.toml keeps it fixed"


def kept_fixed(variables: Mapping[str, InputVariable], asked: Collection[str]) -> Iterator[Demand]:
    """The variables that become no parameter whatever they are used for, and why: asked for, or too long a default."""
    for name, variable in variables.items():
        if not variable.can_stay_symbolic:
            continue
        size = _bytes(variable.default)
        if name in asked or variable.part_of in asked:
            yield Demand(name, variable.config.block.header, ASKED)
        elif size > MAX_PARAMETER_VALUE_BYTES:
            why = f"its default has {size:,} bytes, and a parameter takes {MAX_PARAMETER_VALUE_BYTES:,}"
            yield Demand(name, variable.config.block.header, why)


def _bytes(value: Value | None) -> int:
    return 0 if value is None else len(default_text(value).encode())


def kept_whole(flat: FlatTemplate, evaluation: Evaluation) -> frozenset[str]:
    """The parameters that somebody else reads or fills by name: look-ups, and what the deploy script carries out."""
    read = {
        parameter_name(variable)
        for instance in evaluation.instances
        if flat.ledger[instance.key].verdict is Verdict.DEPLOY_STEP
        for _, argument in instance.body.walk()
        for variable in parameters_in(argument.value)
    }
    return frozenset(read | set(flat.references.look_ups))


def beyond(made: Cut) -> Iterator[Finding]:
    """What of finished templates is beyond a limit that no cutting helps with."""
    for name, template in made.templates.items():
        file = f"{name}-stack.yaml"
        for finding in quota_findings(template, file, made.texts[name]):
            if finding.severity is Severity.ERROR:
                yield replace(finding, id=LIMIT, summary=f"{file}: {finding.summary}")


def unmatched(
    addresses: Collection[str], variables: Collection[str], wishes: Wishes, fixed: Collection[str]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Entries of a project's layout that apply to nothing: where they stand, what is wrong, and what to do."""
    for address in wishes.names:
        if address not in addresses:
            yield ("layout", "names", address), f"no resource has the address {address}", "correct it, or remove it"
    for index, wish in enumerate(wishes.deletions):
        if not any(map(wish.applies_to, addresses)):
            yield ("deletion", str(index)), f"no resource has the address {wish.address}", "correct it, or remove it"
    for variable in fixed:
        if variable not in variables:
            yield ("layout", "fixed"), f"there is no variable {variable}", "correct it, or remove it"
