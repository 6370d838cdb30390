"""Proof 3 as findings: a real plan in the place of our evaluation, under the plan's own variables.

First the evaluation is held against the plan, value by value; then the templates are compared with what the plan
knows: with the evaluation where both agree, with the plan's values where they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from converter.findings import Finding, FindingError, Findings, Severity
from converter.parity.against_plan import agreement
from converter.parity.against_plan.agreement import Difference
from converter.parity.against_plan.configuration import require_same_configuration
from converter.parity.against_plan.planned_values import with_planned_values
from converter.parity.against_plan.secrets import hidden_texts, hides, secret_findings
from converter.parity.comparison import square
from converter.parity.comparison.masking import MASK, masked, public_texts, secrets_of
from converter.parity.comparison.proof import compared
from converter.parity.comparison.searching import Values
from converter.parity.comparison.square import Assignment
from converter.parity.templates import TemplateFolder
from converter.parity.today import Today
from converter.project_configuration import ProjectConfiguration
from converter.terraform.evaluator import Evaluation, Settings
from converter.terraform.instances import ResourceInstance
from converter.terraform.loading import Project
from converter.terraform.plan import Plan, from_plain
from converter.terraform.spreading import part, path_of
from converter.terraform.values import Null, Value


def plan_findings(
    project: Project,
    folder: TemplateFolder,
    plan: Plan,
    configuration: ProjectConfiguration | None = None,
    today: Today | None = None,
) -> tuple[Finding, ...]:
    """What a real plan says otherwise than our evaluation, and than the templates under the plan's variables.

    ``today``, a conversion of today, tells the values of derived parameters.

    Raises FindingError where the plan is of another configuration.
    """
    require_same_configuration(project, plan)
    values = _values_of(project, plan)
    findings = Findings()
    overlays = configuration.rules if configuration is not None else ()
    evaluation = _evaluation(project, plan, values, overlays, findings)
    found: list[Finding] = list(findings.errors)
    differences = tuple(agreement.compare(plan, evaluation.instances))
    outputs = tuple(agreement.compare_outputs(plan, evaluation.outputs))
    secrets = tuple(sorted({*hidden_texts(plan), *secrets_of(project, values)}, key=len, reverse=True))
    found += _told(project, plan, evaluation, (*differences, *outputs), secrets)
    found += secret_findings(plan, evaluation.instances, folder, public_texts(project))

    def planned(instances: tuple[ResourceInstance, ...]) -> tuple[ResourceInstance, ...]:
        return with_planned_values(instances, differences)

    for finding in compared(project, folder, values, "the plan's variables", planned, configuration, today):
        found.append(replace(finding, summary=masked(finding.summary, secrets), detail=masked(finding.detail, secrets)))
    if not plan.complete:
        found.append(_incomplete(plan))
    return tuple(found)


def _evaluation(
    project: Project, plan: Plan, values: Values, overlays: tuple[Path, ...], findings: Findings
) -> Evaluation:
    """Our evaluation under the plan's variables, knowing what the plan's data sources found."""

    def known(address: str, path: tuple[str | int, ...]) -> Value | None:
        value = plan.data.get(address, {}).get(str(path[0]))
        return None if value is None else from_plain(value)

    settings = Settings(known_data=known, plan_time=plan.time)
    here = Assignment(variables=values, settings=settings, overlays=overlays)
    return square.specialised(project, here, findings)[0]


def _told(
    project: Project,
    plan: Plan,
    evaluation: Evaluation,
    differences: tuple[Difference, ...],
    secrets: tuple[str, ...],
) -> Iterator[Finding]:
    """The differences as findings; what the plan or the configuration hides is not shown."""
    spans = {i.address: i.span for i in evaluation.instances}
    spans.update({f"output.{o.name}": o.span for o in evaluation.outputs})
    for difference in differences:
        address = difference.address
        where = f"{address}.{difference.path}" if difference.path else address
        planned, evaluated = masked(difference.planned, secrets), masked(difference.evaluated, secrets)
        if _hidden(project, plan, difference):
            planned = evaluated = MASK
        yield Finding(
            "parity-plan",
            Severity.ERROR,
            f"the plan differs from the evaluation: {where}",
            f"planned {planned}, evaluated {evaluated}; plan the configuration as it is now, with the same variables",
            spans.get(address),
            address=address,
        )


def _hidden(project: Project, plan: Plan, difference: Difference) -> bool:
    kind, _, name = difference.address.partition(".")
    if kind == "output" and difference.address not in plan.resources:
        output, planned = project.root.config.outputs.get(name), plan.outputs.get(name)
        return (output is not None and output.sensitive) or (planned is not None and planned.sensitive)
    return bool(difference.steps) and hides(plan.resources.get(difference.address), str(difference.steps[0]))


def _incomplete(plan: Plan) -> Finding:
    reason = f"{plan.deferred} changes are deferred" if plan.deferred else "it was made for some resources only"
    return Finding(
        "parity-plan-incomplete",
        Severity.WARNING,
        f"the plan is incomplete: {reason}",
        "what it leaves out was compared with the evaluation alone; plan everything, without -target",
    )


def _values_of(project: Project, plan: Plan) -> Values:
    """The plan's variables, typed. Raises FindingError where one is not of its declared type."""
    values: Values = {}
    for name, variable in project.variables.items():
        span = variable.config.block.header
        whole = project.variables.get(variable.part_of)
        if whole is not None:
            found = part(values[whole.name], path_of(whole, variable))
            values[name] = found if found is not None else Null()
        elif name in plan.variables:
            given = from_plain(plan.variables[name])
            values[name] = variable.constraint.apply(given, span, f"the plan's value of {name}")
        elif variable.in_force is not None:
            values[name] = variable.in_force
        else:
            raise FindingError(
                Finding(
                    "parity-plan-configuration",
                    Severity.ERROR,
                    f"the plan does not hold the value of {name}",
                    "an ephemeral variable is in no plan: give its value with --var too",
                    span,
                )
            )
    return values
