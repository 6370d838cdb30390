"""The engine's work in hand: everything that its steps read and add to."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.findings import Finding, Findings, Severity
from converter.rules.drafts import Draft
from converter.rules.elements import Elements
from converter.rules.ledger import ArgumentEntry, ResourceEntry, Target, Verdict, path_text
from converter.rules.mapping import Mapper
from converter.rules.model import ResourceRule, RuleTables
from converter.rules.paths import registry_type
from converter.rules.placing import Places
from converter.rules.shapes import Shapes
from converter.rules.wishes import Wishes
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Evaluation
from converter.terraform.formulas import Formula
from converter.terraform.instances import ResourceInstance

Identity = tuple[InstanceKey, str]
"""What names a draft: a Terraform instance, and the part of it."""


@dataclass(slots=True)
class Work:
    """One run over an evaluation.

    ``apart`` are children that must not be merged into their parents, ``wishes`` what the project asks for by address.
    """

    tables: RuleTables
    evaluation: Evaluation
    findings: Findings
    apart: frozenset[InstanceKey] = frozenset()
    wishes: Wishes = field(default_factory=Wishes)
    instances: dict[InstanceKey, ResourceInstance] = field(init=False)
    lists: Elements = field(init=False)
    rules: dict[InstanceKey, ResourceRule] = field(default_factory=dict)
    ledger: dict[InstanceKey, ResourceEntry] = field(default_factory=dict)
    drafts: dict[Identity, Draft] = field(default_factory=dict)
    parents: dict[InstanceKey, InstanceKey] = field(default_factory=dict)
    absorbed: dict[InstanceKey, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.instances = {i.key: i for i in self.evaluation.instances}
        self.lists = Elements(self.evaluation)

    def absorb(self, key: InstanceKey) -> None:
        """A transform took a resource in."""
        self.absorbed.setdefault(key)

    def unsupported(
        self, instance: ResourceInstance, reason: str, identifier: str = "rules-unsupported", summary: str = ""
    ) -> None:
        """Record a resource that cannot be converted."""
        self.leave_out(instance, reason)
        self.findings.add(
            Finding(
                identifier,
                Severity.ERROR,
                summary or f"{instance.key.type} is not supported",
                f"{reason}; use --allow-partial to convert the rest",
                instance.span,
                address=instance.address,
            )
        )

    def leave_out(self, instance: ResourceInstance, reason: str) -> None:
        """Give a resource and all of its arguments the verdict ``unsupported``."""
        entry = self.ledger[instance.key]
        entry.verdict, entry.reason = Verdict.UNSUPPORTED, reason
        entry.targets.clear()
        self.rules.pop(instance.key, None)
        self.cover(instance, Verdict.UNSUPPORTED, reason)

    def cover(self, instance: ResourceInstance, verdict: Verdict, reason: str) -> None:
        """Give every argument of an instance the same verdict."""
        entry = self.ledger[instance.key]
        for path, argument in instance.body.walk():
            entry.note(ArgumentEntry(path_text(path), verdict, reason, argument.span))

    def add_draft(self, instance: ResourceInstance, part: str, type_name: str, guard: Formula) -> Draft:
        """A new draft, in the ledger as a target of its instance."""
        shapes = Shapes(registry_type(type_name))
        rule = self.rules[instance.key]
        draft = Draft(instance.key, part, type_name, shapes, rule, instance, guard, sources=[instance])
        self.drafts[draft.identity] = draft
        self.ledger[instance.key].targets.append(Target(instance.key, part))
        return draft

    def mapper(self, draft: Draft, instance: ResourceInstance, self_reference: str | None = None) -> Mapper:
        """A mapper that writes an instance's arguments into a draft."""
        return Mapper(
            instance,
            Places(draft.properties, draft.shapes),
            self.ledger[instance.key],
            self.findings,
            draft.key,
            self.instances,
            self.absorb,
            self.lists,
            draft.part,
            self_reference,
        )
