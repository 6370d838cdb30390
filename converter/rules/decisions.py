"""Arguments that decide what a resource becomes: which case of a rule, which type, which deletion policy.

A template fixes all of these before its conditions are known. (Only a ``DeletionPolicy`` could hold a condition, with
the transform AWS::LanguageExtensions, which every template of a tree would need.) The variable is fixed at its value
instead, where the argument is that variable and little else; otherwise the rule assumes what it does of an argument
that is not set, and a finding says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from converter.findings import Finding, Severity
from converter.rules.constants import split_references
from converter.rules.model import Json, ResourceRule, RuleTables, TypeChoice
from converter.rules.selection import CONDITIONS, matches, select, text_of
from converter.terraform.convert import bare
from converter.terraform.evaluation import Demand, Evaluation
from converter.terraform.inputs import InputVariable
from converter.terraform.instances import ResourceInstance
from converter.terraform.types import BOOL
from converter.terraform.values import Null, Parameter, Value
from converter.terraform.walking import parameters_in


def open_arguments(rule: ResourceRule, instance: ResourceInstance) -> tuple[str, ...]:
    """The arguments that decide what an instance becomes and whose value is not known.

    One that is part of a name or ARN is none of them: a case for the name ``default`` does not ask every name to be
    known.
    """
    names: dict[str, None] = {}
    chosen = rule
    for case in rule.cases:
        literals = {name for name, wanted in case.when.items() if _is_literal(wanted)}
        unknown = [name for name in literals if not _is_known(instance.body.value(name))]
        if not unknown and matches(case.when, instance.body):
            chosen = case.rule
            break
        if unknown and matches({n: w for n, w in case.when.items() if n not in unknown}, instance.body):
            names.update(dict.fromkeys(sorted(unknown)))
    if isinstance(chosen.type, TypeChoice):
        names[chosen.type.argument] = None
    deletion = chosen.deletion
    if deletion is not None and deletion.argument is not None and set(deletion.values) != {"*"}:
        names[deletion.argument] = None
    composed = _composed(rule)
    return tuple(name for name in names if name not in composed and not _is_known(instance.body.value(name)))


def demands_of(tables: RuleTables) -> Callable[[Evaluation], Iterator[Demand]]:
    """Which variables of an evaluation the tables need the value of."""

    def demands(evaluation: Evaluation) -> Iterator[Demand]:
        for instance in evaluation.instances:
            rule = tables.resources.get(instance.key.type)
            for name in open_arguments(rule, instance) if rule is not None else ():
                variable = _deciding_variable(instance.body.value(name), evaluation.variables)
                if variable is not None:
                    why = f"{name} decides what {instance.key.type} becomes"
                    yield Demand(variable, instance.body.arguments[name].span, why)

    return demands


def undecided(rule: ResourceRule, instance: ResourceInstance) -> Iterator[Finding]:
    """What an instance leaves open of the arguments that decide."""
    for name in open_arguments(rule, instance):
        yield Finding(
            "rules-undecided",
            Severity.WARNING,
            f"{name} is not known before the deployment",
            f"it decides what {instance.key.type} becomes, and a template fixes that; this one assumes "
            f"{_assumed(select(rule, instance), name)}. Give {name} a value that depends on nothing else, such as a "
            "variable of its own",
            instance.body.arguments[name].span,
            address=instance.address,
        )


def _deciding_variable(value: Value, variables: Mapping[str, InputVariable]) -> str | None:
    """The one variable that a value comes from, where it is that variable's own, or a flag's."""
    names = parameters_in(value)
    if len(names) != 1:
        return None
    variable = variables[names[0]]
    own = isinstance(bare(value), Parameter) or variable.constraint.type == BOOL
    return variable.name if own and variable.in_force is not None else None


def _assumed(rule: ResourceRule, name: str) -> str:
    deletion = rule.deletion
    if deletion is not None and deletion.argument == name:
        policy = deletion.values.get(deletion.default or "")
        return f"the DeletionPolicy {policy}" if policy is not None else "that nothing is kept"
    return "its default"


def _is_known(value: Value) -> bool:
    return isinstance(value, Null) or text_of(value) is not None


def _is_literal(wanted: Json) -> bool:
    return wanted is not None and not isinstance(wanted, dict) and wanted not in CONDITIONS


def _composed(rule: ResourceRule) -> frozenset[str]:
    """The arguments that are part of a composition in an attribute's row."""
    forms = (
        form
        for one in (rule, *(case.rule for case in rule.cases))
        for row in one.attributes.values()
        for form in (row.sub, row.fixed_form)
        if form is not None
    )
    return frozenset(
        piece.split(".")[1]
        for form in forms
        for piece, is_reference in split_references(form)
        if is_reference and piece.startswith("argument.")
    )
