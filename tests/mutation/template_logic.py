"""Operators over what decides: conditions, Fn::If, rules, and the parameters with their constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from converter.cloudformation.model import And, ConditionRef, Equals, If, Not, Or, Parameter, Ref, Rule, Template
from converter.cloudformation.parameters import parameter_value
from converter.cloudformation.scalars import scalar_text
from tests.mutation.mutant import Change, TemplateOperator
from tests.mutation.propositions import are_equal_where
from tests.mutation.sites import Site, template_sites
from tests.mutation.system import MAIN, TemplateSet, arguments

# ---------------------------------------------------------------------------------------------- conditions


def drop_condition(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for section in ("resources", "outputs"):
        for name, entry in getattr(template, section).items():
            if entry.condition is not None:
                # An output has nothing but its value: that it is there always is said of the output
                path = (section.capitalize(), name, "Condition") if section == "resources" else ("Outputs", name)
                yield Change(path, "condition dropped", _with(template, section, name, replace(entry, condition=None)))


def replace_condition(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, resource in template.resources.items():
        for other in template.conditions:
            if resource.condition is not None and other != resource.condition:
                changed = _with(template, "resources", name, replace(resource, condition=other))
                yield Change(("Resources", name, "Condition"), f"{resource.condition} to {other}", changed)


def add_condition(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, resource in template.resources.items():
        for other in list(template.conditions)[:2]:
            if resource.condition is None:
                changed = _with(template, "resources", name, replace(resource, condition=other))
                yield Change(("Resources", name), f"only where {other}", changed)


def negate_condition(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in template_sites(template):
        if site.path[0] == "Conditions":
            if isinstance(site.node, Not):
                yield Change(site.path, "no longer negated", site.put(site.node.operand))
            elif isinstance(site.node, (Equals, And, Or, ConditionRef)):
                yield Change(site.path, "negated", site.put(Not(site.node)))


def change_connective(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in template_sites(template):
        if isinstance(site.node, And):
            yield Change(site.path, "And to Or", site.put(Or(site.node.operands)))
            yield Change(site.path, "first operand alone", site.put(site.node.operands[0]))
        elif isinstance(site.node, Or):
            yield Change(site.path, "Or to And", site.put(And(site.node.operands)))
            yield Change(site.path, "first operand alone", site.put(site.node.operands[0]))


def change_constant(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in template_sites(template):
        if site.path[0] == "Conditions" and isinstance(site.node, Equals):
            for side in ("left", "right"):
                text = getattr(site.node, side)
                if isinstance(text, str):
                    changed = replace(site.node, **{side: f"{text}x"})
                    yield Change(site.path, f"{text!r} with x", site.put(changed))


def swap_branches(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in template_sites(template):
        if isinstance(site.node, If):
            changed = If(site.node.condition, site.node.otherwise, site.node.then)
            yield Change(site.path, "branches exchanged", site.put(changed))


def drop_if(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in template_sites(template):
        if isinstance(site.node, If):
            yield Change(site.path, "always the first branch", site.put(site.node.then))
            yield Change(site.path, "always the second branch", site.put(site.node.otherwise))


def replace_if_condition(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for site in template_sites(template):
        if isinstance(site.node, If):
            for other in template.conditions:
                if other != site.node.condition:
                    changed = replace(site.node, condition=other)
                    proof = ""
                    if are_equal_where(template, _own_condition(template, site), site.node.condition, other):
                        proof = "both conditions are the same wherever the entry exists"
                    yield Change(site.path, f"{site.node.condition} to {other}", site.put(changed), proof=proof)


def _own_condition(template: Template, site: Site) -> str | None:
    """The condition of the resource or output that a site is in."""
    section, name = site.path[:2]
    entries: Mapping[str, Any] = {"Resources": template.resources, "Outputs": template.outputs}.get(str(section), {})
    return entries[str(name)].condition if name in entries else None


# ---------------------------------------------------------------------------------------------- rules


def drop_rule(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, rule in template.rules.items():
        rest = {n: r for n, r in template.rules.items() if n != name}
        proof = "the parameter's own constraints refuse the value" if _is_implied(rule, template) else ""
        yield Change(("Rules", name), "dropped", replace(template, rules=rest), proof=proof)


def _is_implied(rule: Rule, template: Template) -> bool:
    """Whether a rule only refuses single values of parameters, each of which the parameter refuses by itself."""
    for assertion in rule.assertions:
        match assertion.test:
            case Not(Equals(Ref(name), str() as value)) if parameter_value(name, template.parameters[name], value)[1]:
                continue
            case _:
                return False
    return True


def change_rule(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    for name, rule in template.rules.items():
        for index, assertion in enumerate(rule.assertions):
            path = ("Rules", name, "Assertions", index, "Assert")
            test = assertion.test
            if isinstance(test, Not):
                yield Change(path, "no longer negated", _with_test(template, name, rule, index, test.operand))
                if isinstance(test.operand, Equals) and isinstance(test.operand.right, str):
                    other = Not(replace(test.operand, right=f"{test.operand.right}1"))
                    yield Change(path, "another constant", _with_test(template, name, rule, index, other))
            else:
                yield Change(path, "negated", _with_test(template, name, rule, index, Not(test)))


def _with_test(template: Template, name: str, rule: Rule, index: int, test: Any) -> Template:
    changed = tuple(replace(a, test=test) if i == index else a for i, a in enumerate(rule.assertions))
    return _with(template, "rules", name, replace(rule, assertions=changed))


# ---------------------------------------------------------------------------------------------- parameters


def _parameter_changes(
    template: Template,
    change: Callable[[Parameter], Iterator[tuple[str, str, Mapping[str, Any]]]],
    accepted: Callable[[str, Parameter], str] = lambda _name, _parameter: "",
) -> Iterator[Change]:
    """One change per key, description and new values that the function gives for a parameter.

    ``accepted`` gives the proof where a changed parameter takes exactly the values that it is given, as before.
    """
    for name, parameter in template.parameters.items():
        for key, detail, values in change(parameter):
            new = replace(parameter, **values)
            changed = _with(template, "parameters", name, new)
            path = ("Parameters", name, key) if key else ("Parameters", name)
            yield Change(path, detail, changed, proof=accepted(name, new))


def _takes_all(system: TemplateSet, file: str) -> Callable[[str, Parameter], str]:
    """The proof that a nested stack's parameter is only ever given literals, and takes each of them."""

    def accepted(name: str, parameter: Parameter) -> str:
        given = [arguments(stack.resource).get(name, parameter.default) for stack in system.instances(file)]
        literal = all(isinstance(value, (str, int)) for value in given)
        if file == MAIN or not literal or any(parameter_value(name, parameter, str(value))[1] for value in given):
            return ""
        return "every instance of the stack is given a literal, which the parameter takes as before"

    return accepted


def change_default(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    def other(parameter: Parameter) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        default = parameter.default
        if default is None:
            return
        choices = [v for v in parameter.allowed_values if v != default]
        new = choices[0] if choices else default + 1 if not isinstance(default, str) else f"{default}x"
        if isinstance(default, str) and default.isdigit() and not choices:
            new = str(int(default) + 1)
        yield "Default", f"{scalar_text(default)!r} to {scalar_text(new)!r}", {"default": new}

    return _parameter_changes(template, other)


def drop_default(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    def dropped(parameter: Parameter) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        if parameter.default is not None:
            yield "Default", "dropped", {"default": None}

    return _parameter_changes(template, dropped)


def drop_no_echo(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    def dropped(parameter: Parameter) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        if parameter.no_echo:
            yield "NoEcho", "dropped", {"no_echo": False}

    return _parameter_changes(template, dropped)


def drop_constraint(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    def dropped(parameter: Parameter) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for key, field, empty in CONSTRAINTS:
            if getattr(parameter, field) != empty:
                yield key, "dropped", {field: empty}

    return _parameter_changes(template, dropped, _takes_all(system, file))


def change_constraint(system: TemplateSet, file: str, template: Template) -> Iterator[Change]:
    def changed(parameter: Parameter) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        values = parameter.allowed_values
        if values:
            rest = tuple(v for v in values if v != parameter.default)
            yield "AllowedValues", f"{rest[-1]} left out", {"allowed_values": tuple(v for v in values if v != rest[-1])}
            yield "AllowedValues", "one more", {"allowed_values": (*values, "another")}
        if parameter.allowed_pattern is not None:
            yield "AllowedPattern", "a letter more", {"allowed_pattern": f"{parameter.allowed_pattern.rstrip('$')}x?$"}
        for key, field in (*LIMITS, *LENGTHS):
            limit = getattr(parameter, field)
            if limit is not None:
                yield key, "one more", {field: limit + 1}
                yield key, "one less", {field: limit - 1}

    return _parameter_changes(template, changed, _takes_all(system, file))


def add_constraint(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    def added(parameter: Parameter) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        if parameter.type == "Number":
            yield "", "MaxValue 20", {"max_value": 20}
        elif not parameter.allowed_values:
            yield "", "MaxLength 12", {"max_length": 12}
            yield "", "AllowedPattern of lower-case letters", {"allowed_pattern": "^[a-z]*$"}

    return _parameter_changes(template, added)


def change_type(_system: TemplateSet, _file: str, template: Template) -> Iterator[Change]:
    def changed(parameter: Parameter) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        other = "CommaDelimitedList" if parameter.type == "String" else "String"
        yield "Type", f"{parameter.type} to {other}", {"type": other}

    return _parameter_changes(template, changed)


def _with(template: Template, section: str, name: str, entry: object) -> Template:
    return replace(template, **{section: {**getattr(template, section), name: entry}})  # type: ignore[arg-type]


LIMITS = (("MinValue", "min_value"), ("MaxValue", "max_value"))
LENGTHS = (("MinLength", "min_length"), ("MaxLength", "max_length"))
CONSTRAINTS: tuple[tuple[str, str, object], ...] = (
    ("AllowedValues", "allowed_values", ()),
    ("AllowedPattern", "allowed_pattern", None),
    *((key, field, None) for key, field in (*LIMITS, *LENGTHS)),
)

OPERATORS = (
    TemplateOperator("drop-condition", "a resource or output is there always", drop_condition),
    TemplateOperator("replace-condition", "a resource is there under another condition", replace_condition),
    TemplateOperator("add-condition", "a resource is there only under a condition", add_condition, 1),
    TemplateOperator("negate-condition", "a condition, or a part of it, is negated", negate_condition, 3),
    TemplateOperator("change-connective", "And is Or, or one operand alone", change_connective),
    TemplateOperator("change-constant", "a condition compares with another text", change_constant),
    TemplateOperator("swap-branches", "the branches of an Fn::If change places", swap_branches),
    TemplateOperator("drop-if", "an Fn::If is one of its branches", drop_if),
    TemplateOperator("replace-if-condition", "an Fn::If asks another condition", replace_if_condition),
    TemplateOperator("drop-rule", "a rule is left out", drop_rule, 4),
    TemplateOperator("change-rule", "a rule asserts something else", change_rule, 4),
    TemplateOperator("change-default", "a parameter has another default", change_default, 8),
    TemplateOperator("drop-default", "a parameter has no default", drop_default, 6),
    TemplateOperator("drop-no-echo", "a secret parameter is shown", drop_no_echo),
    TemplateOperator("drop-constraint", "a parameter takes more values", drop_constraint, 4),
    TemplateOperator("change-constraint", "a limit, pattern or list of values is another one", change_constraint, 6),
    TemplateOperator("add-constraint", "a parameter refuses values", add_constraint, 1),
    TemplateOperator("change-type", "a parameter has another type", change_type, 1),
)
