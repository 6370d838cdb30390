"""Every kind of finding that this package reports: what it means and what to do.

``docs/findings/`` is generated from this table (``scripts/generate_finding_pages.py``), and a test holds it against the
ids that the code uses. An id is ``ROOM-what-is-wrong`` and is never given another meaning. Rows stand in ``kinds/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from converter.findings.kinds import cli, cloudformation, hcl, parity, rules, stacks, terraform
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
    *cli.ROWS,
)
CATALOGUE: Mapping[str, FindingKind] = MappingProxyType({kind.id: kind for kind in ROWS})


def room_of(kind: FindingKind) -> str:
    """Where findings of this kind come from."""
    return ROOMS[kind.id.partition("-")[0]]
