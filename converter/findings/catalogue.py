"""Every kind of finding that this package reports: what it means and what to do.

``docs/findings/`` is generated from this table (``scripts/generate_finding_pages.py``), and a test holds it against the
ids that the code uses. An id is ``ROOM-what-is-wrong`` and is never given another meaning. Rows stand in ``kinds/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from converter.findings.kinds import (
    baseline,
    cli,
    cloudformation,
    deploy,
    hcl,
    parity,
    rules,
    stacks,
    suppression,
    terraform,
)
from converter.findings.kinds.kind import FindingKind

ROOMS: Mapping[str, str] = MappingProxyType(
    {
        "hcl": "reading Terraform files",
        "terraform": "evaluating the configuration",
        "rules": "rule tables and their application",
        "stacks": "laying out and wiring stacks",
        "cfn": "reading and resolving templates",
        "parity": "checking parity",
        "deploy": "deployment",
        "config": "the project's configuration file",
        "cli": "the command line",
        "suppression": "accepting findings",
        "baseline": "the baseline of known findings",
    }
)
"""First word of an id → where such findings come from."""

ROWS = (
    *hcl.ROWS,
    *terraform.ROWS,
    *rules.ROWS,
    *stacks.ROWS,
    *cloudformation.ROWS,
    *parity.CONFIGURATION_ROWS,
    *parity.ROWS,
    *deploy.ROWS,
    *cli.ROWS,
    *suppression.ROWS,
    *baseline.ROWS,
)
CATALOGUE: Mapping[str, FindingKind] = MappingProxyType({kind.id: kind for kind in ROWS})

STOPPING_ROOMS = frozenset({"hcl", "config", "cli", "suppression", "baseline"})
STOPPING_IDS = frozenset({"cfn-yaml-syntax"})
"""Findings that say that the input cannot be read, or are about accepting findings: no one can accept these."""


def room_of(kind: FindingKind) -> str:
    """Where findings of this kind come from."""
    return ROOMS[kind.id.partition("-")[0]]


def is_suppressible(id: str) -> bool:
    """Whether a finding of this id may be accepted by a suppression or a baseline."""
    return id.partition("-")[0] not in STOPPING_ROOMS and id not in STOPPING_IDS
