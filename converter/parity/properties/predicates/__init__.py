"""Predicates: small pure functions over resolved stacks. Importing this package registers all of them."""

from converter.parity.properties.predicates import (
    access_points,
    domains,
    expected,
    log_groups,
    parameters,
    policies,
    secrets,
    security_groups,
    target_groups,
    tasks,
    values,
)

__all__ = [
    "access_points",
    "domains",
    "expected",
    "log_groups",
    "parameters",
    "policies",
    "secrets",
    "security_groups",
    "target_groups",
    "tasks",
    "values",
]
