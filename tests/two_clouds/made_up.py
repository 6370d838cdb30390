"""Texts that each side makes up at random, with what they must have in common.

Terraform's state names its own: they are results of the ``random`` provider. CloudFormation makes up what a template
asks ``GenerateSecretString`` for. Both are known by their length and by the marks in them, so that a password of
another length or of another alphabet is a difference.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.emulator.template import parse

from .inventory import Clients

_RESULTS = ("result", "hex", "id")
"""Where the types of the ``random`` provider have what they made up; the first that there is."""
_ALPHABET = frozenset(string.ascii_letters + string.digits + "!@#$%&*()-_=+[]{}<>:?")
"""What the provider takes characters from unless it is told otherwise."""
_SECRET = "AWS::SecretsManager::Secret"  # noqa: S105  (a type)


def by_terraform(resources: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Return the random texts of a state with what is to be said in their place."""
    made = [each["values"] for each in resources if each["type"].startswith("random_")]
    texts = (next(values[name] for name in _RESULTS if name in values) for values in made)
    return {text: _shape(text) for text in texts if isinstance(text, str)}


def by_cloudformation(clients: Clients) -> Mapping[str, str]:
    """Return the secrets that an account's stacks have generated with what is to be said in their place."""
    return {text: _shape(text) for text in _generated(clients)}


def _shape(text: str) -> str:
    others = "".join(sorted(set(text) - _ALPHABET))
    return f"made up, {len(text)} characters" + (f", also {others}" if others else "")


def _generated(clients: Clients) -> Iterator[str]:
    cloudformation, secrets = clients("cloudformation"), clients("secretsmanager")
    for stack in cloudformation.get_paginator("list_stacks").paginate().search("StackSummaries"):
        if stack["StackStatus"].startswith("DELETE"):
            continue
        body = cloudformation.get_template(StackName=stack["StackId"])["TemplateBody"]
        template = parse(body if isinstance(body, str) else json.dumps(body))
        asked = {
            name: resource.properties["GenerateSecretString"]
            for name, resource in template.resources.items()
            if resource.type == _SECRET and "GenerateSecretString" in resource.properties
        }
        if not asked:
            continue
        for made in cloudformation.describe_stack_resources(StackName=stack["StackId"])["StackResources"]:
            if made["LogicalResourceId"] in asked and "PhysicalResourceId" in made:
                value = secrets.get_secret_value(SecretId=made["PhysicalResourceId"])["SecretString"]
                key = asked[made["LogicalResourceId"]].get("GenerateStringKey")
                yield json.loads(value)[key] if key else value
