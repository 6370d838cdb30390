"""Predicates over policy statements.

Facts: "IAM JSON policy elements reference", AWS Identity and Access Management User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from converter.cloudformation.values import Value
from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem, Subject
from converter.parity.properties.paths import as_mapping, as_tuple, get, rendered, shown
from converter.parity.properties.predicates.expected import filled
from converter.parity.properties.predicates.registry import Arguments, element
from converter.parity.properties.shapes import Shape
from converter.parity.properties.tree import Tree

_ALL_ACTIONS = re.compile(r"\*|[A-Za-z0-9-]+:\*+|.*:\*")
_NOTHING_NAMED = re.compile(r"[*?:/]*")
_RESOURCE_KIND = re.compile(r"(?P<kind>[a-z][a-z0-9-]*)(?P<separator>[/:])(?P<name>.*)")

_WITHOUT_KINDS = frozenset({"s3", "sns", "sqs"})
"""Services whose ARNs name the resource itself after the account, without its kind."""


EXCEPTIONS: Shape = [{"actions": ["text"], "resource": "text", "condition?": "text", "reason": "text"}]
"""Statements that may leave the resource open."""


@element("narrow_actions")
def narrow_actions(_tree: Tree, subject: Subject, _arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """Each action is named: neither ``*`` nor all of a service, and nothing allowed by exclusion."""
    statement = as_mapping(subject.value)
    if "NotAction" in statement:
        yield Problem("the statement allows all actions but some", "name the actions", ("NotAction",))
    for action in as_tuple(statement.get("Action")):
        if _ALL_ACTIONS.fullmatch(rendered(action)):
            yield Problem(f"the statement allows action {shown(action)}", "name the actions", ("Action",))


@element("narrow_resources", {"exceptions": EXCEPTIONS}, exceptions="key")
def narrow_resources(_tree: Tree, subject: Subject, arguments: Arguments, expected: Expectations) -> Iterator[Problem]:
    """Each resource is named, except where the project lists the actions with a reason."""
    statement = as_mapping(subject.value)
    if "NotResource" in statement:
        yield Problem("the statement allows all resources but some", "name the resources", ("NotResource",))
    actions = frozenset(rendered(action).lower() for action in as_tuple(statement.get("Action")))
    for resource in as_tuple(statement.get("Resource")):
        text = rendered(resource)
        if is_wide(text) and not _is_excepted(text, actions, subject, arguments["exceptions"], expected):
            yield Problem(
                f"the statement allows {', '.join(sorted(actions))} on {shown(resource)}",
                f"name them, or list it with a reason in properties.{expected.row.id}.{arguments['exceptions']}",
                ("Resource",),
            )


def is_wide(resource: str) -> bool:
    """Whether a resource of a statement names nothing: ``*``, or an ARN that leaves the resource itself open."""
    if _NOTHING_NAMED.fullmatch(resource):
        return True
    parts = resource.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return False
    name = parts[5]
    if _NOTHING_NAMED.fullmatch(name):
        return True
    kind = _RESOURCE_KIND.fullmatch(name) if parts[2] not in _WITHOUT_KINDS else None
    return kind is not None and _NOTHING_NAMED.fullmatch(kind["name"]) is not None


def _is_excepted(resource: str, actions: frozenset[str], subject: Subject, key: str, expected: Expectations) -> bool:
    for index, exception in expected.entries(key):
        if (
            filled(exception["resource"], subject.stack) == resource
            and actions <= {action.lower() for action in exception["actions"]}
            and _has_condition(subject.value, exception.get("condition"))
        ):
            expected.use(key, index)
            return True
    return False


def _has_condition(statement: Value, key: str | None) -> bool:
    """Whether a statement has a condition on the key; always, where none is asked for."""
    if key is None:
        return True
    operators = as_mapping(get(statement, "Condition")).values()
    return any(name.lower() == key.lower() for operator in operators for name in as_mapping(operator))


@element("known_principal")
def known_principal(_tree: Tree, subject: Subject, _arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """A resource policy allows nothing to everybody, unless a condition narrows it."""
    statement = as_mapping(subject.value)
    if "NotPrincipal" in statement:
        yield Problem("the statement allows all principals but some", "name the principals", ("NotPrincipal",))
    if _is_open(statement.get("Principal")) and not statement.get("Condition"):
        yield Problem("the statement allows every principal, without a condition", "name them", ("Principal",))


@element("few_actions")
def few_actions(_tree: Tree, subject: Subject, _arguments: Arguments, _expected: Expectations) -> Iterator[Problem]:
    """All actions of a service are for the own account alone, as in the default policy of a key."""
    statement = as_mapping(subject.value)
    if _is_own_account(statement.get("Principal"), subject):
        return
    for action in as_tuple(statement.get("Action")):
        if _ALL_ACTIONS.fullmatch(rendered(action)):
            yield Problem(f"the statement allows action {shown(action)} to others", "name the actions", ("Action",))


def _is_open(principal: Value | None) -> bool:
    if isinstance(principal, Mapping):
        return any(_is_open(value) for value in principal.values())
    return any(rendered(value) == "*" for value in as_tuple(principal))


def _is_own_account(principal: Value | None, subject: Subject) -> bool:
    pseudo = subject.stack.pseudo
    root = f"arn:{pseudo.effective_partition}:iam::{pseudo.account_id}:root"
    names: Any = as_tuple(get(principal, "AWS")) if isinstance(principal, Mapping) else ()
    return bool(names) and all(rendered(name) in (root, pseudo.account_id) for name in names)
