"""The Rules section: assertions about parameter values, before anything is made.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import TemplateError, ValidationError
from .intrinsics import Evaluator, canonical
from .template import Template


def check_rules(template: Template, evaluator: Evaluator) -> None:
    """Raise ValidationError with the description of the first assertion that does not hold."""
    for name, rule in template.rules.items():
        assertions = rule.get("Assertions")
        if not isinstance(assertions, list):
            raise TemplateError(f"Template format error: Rule {name} must have a list of Assertions")
        if "RuleCondition" in rule and not _holds(rule["RuleCondition"], evaluator):
            continue
        for assertion in assertions:
            if not _holds(assertion.get("Assert"), evaluator):
                reason = assertion.get("AssertDescription", f"the assertion of rule {name} does not hold")
                raise ValidationError(f"Template validation error: Rule {name} failed: {reason}")


def _holds(expression: Any, evaluator: Evaluator) -> bool:
    if isinstance(expression, Mapping) and len(expression) == 1:
        ((function, argument),) = expression.items()
        match function:
            case "Fn::And":
                return all(_holds(member, evaluator) for member in argument)
            case "Fn::Or":
                return any(_holds(member, evaluator) for member in argument)
            case "Fn::Not":
                return not _holds(argument[0], evaluator)
            case "Fn::Contains":
                members, wanted = (canonical(evaluator.value(part)) for part in argument)
                return wanted in members
            case "Fn::EachMemberEquals":
                members, wanted = (canonical(evaluator.value(part)) for part in argument)
                return all(member == wanted for member in members)
            case "Fn::EachMemberIn":
                members, allowed = (canonical(evaluator.value(part)) for part in argument)
                return all(member in allowed for member in members)
            case "Fn::Equals":
                return evaluator.value(expression) is True
    raise TemplateError("Template format error: a rule may use only the rule-specific functions")
