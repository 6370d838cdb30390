"""Last step: drafts become resources of one flat template, lowered property by property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import Node, Object, Ref, Resource
from converter.findings import Finding, Severity
from converter.rules.address_blocks import block_lengths, provided_lengths
from converter.rules.constants import constant
from converter.rules.dependencies import Waits
from converter.rules.derived import DerivedParameters
from converter.rules.drafts import Draft
from converter.rules.inexpressible import InexpressibleError
from converter.rules.json_text import escaped_variables
from converter.rules.ledger import ResourceEntry, Target, Verdict
from converter.rules.lint_exceptions import lint_metadata
from converter.rules.lowering import Lowering
from converter.rules.model import ArgumentRow
from converter.rules.names import logical_ids, parameter_name
from converter.rules.properties import Branch, LookedUp, ResourceRef, Upload
from converter.rules.references import References, get_att
from converter.rules.text_variables import emptied_variables
from converter.rules.work import Identity, Work
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Constraint, Demand
from converter.terraform.formulas import ALWAYS


@dataclass(slots=True)
class FlatTemplate:
    """All resources in one template, before they are laid out in stacks."""

    resources: dict[str, Resource]
    drafts: Mapping[str, Draft]
    logical_ids: Mapping[Identity, str]
    lowering: Lowering
    references: References
    ledger: Mapping[InstanceKey, ResourceEntry]
    alternatives: Mapping[tuple[str, str | None], Node] = field(default_factory=dict)
    demands: tuple[Demand, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    written_waits: tuple[tuple[str, str], ...] = ()


class Emitter:
    """Lowers the drafts of a work."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.ids = logical_ids(work.drafts, map(parameter_name, work.evaluation.variables), work.wishes.names)
        targets = {key: self.ids[key, ""] for key, part in work.drafts if part == ""}
        for child, parent in work.parents.items():
            if parent in targets:
                targets[child] = targets[parent]
        self.references = References(
            work.rules, work.instances, work.tables.data, work.evaluation.data, targets, self.ids
        )
        self.lowering = Lowering(
            self.references.attribute,
            self.made,
            DerivedParameters(),
            work.evaluation.region_variable,
            self.references.has_members,
            self.references.tells_number,
            block_lengths=block_lengths(
                argument.value for instance in work.evaluation.instances for _, argument in instance.body.walk()
            ),
            provided_lengths=provided_lengths(work.evaluation.instances),
            escaped=escaped_variables(work.evaluation.variables.values()),
            emptied=emptied_variables(work.evaluation.variables.values()),
        )
        self.references.lowering = self.lowering
        self.lost: dict[Identity, str] = {}

    def made(self, ref: ResourceRef | Upload | LookedUp) -> Node:
        """The node of a resource that the engine makes, of a file that the deploy script uploads, or of a look-up."""
        if isinstance(ref, LookedUp):
            return Ref(self.references.looked_up(ref))
        if isinstance(ref, Upload):
            taken = {*self.ids.values(), *map(parameter_name, self.work.evaluation.variables)}
            return Ref(self.references.upload(self.work.instances[ref.key], self.ids[ref.key, ""], ref.what, taken))
        if (ref.key, ref.part) not in self.work.drafts:
            raise InexpressibleError(f"{ref.key} is not converted")
        return made_reference(self.ids[ref.key, ref.part], ref.attribute)

    def emit(self) -> FlatTemplate:
        """All resources. Those that lack something required because it has no form are left out, and so on."""
        while True:
            resources = {self.ids[identity]: self.resource(draft) for identity, draft in self.work.drafts.items()}
            if not self.lost:
                break
            for identity, reason in self.lost.items():
                self.leave_out(identity, reason)
            self.lost = {}
        positions = {key: n for n, key in enumerate(self.work.instances)}
        made = sorted(self.work.drafts.items(), key=lambda pair: positions[pair[0][0]])
        drafts = {self.ids[identity]: draft for identity, draft in made}
        waits = Waits(self.work, self.ids, resources)
        ordered = {name: replace(resources[name], depends_on=waits.of(draft)) for name, draft in drafts.items()}
        return FlatTemplate(
            ordered,
            drafts,
            self.ids,
            self.lowering,
            self.references,
            self.work.ledger,
            self.references.alternatives(),
            tuple(self.work.lists.demands),
            tuple(self.work.lists.constraints),
            waits.written,
        )

    def leave_out(self, identity: Identity, reason: str) -> None:
        """Take a resource that cannot exist (with all its parts) out of the work."""
        key, _ = identity
        for source in self.work.drafts[identity].sources if identity in self.work.drafts else ():
            self.work.leave_out(source, reason)
        for other in [i for i in self.work.drafts if i[0] == key]:
            del self.work.drafts[other]
        self.references.targets = {
            k: name for k, name in self.references.targets.items() if k != key and self.work.parents.get(k) != key
        }

    # ------------------------------------------------------------------------------------------ one resource

    def resource(self, draft: Draft) -> Resource:
        """One resource, lowered property by property so that one that has no form does not take the others along."""
        entries: list[tuple[str, Node]] = []
        order = {name: n for n, name in enumerate(draft.shapes.order(()))}
        missing: dict[str, str] = {}
        for name in sorted(draft.properties.entries, key=lambda n: order.get(n, len(order))):
            single = Branch({name: draft.properties.entries[name]})
            try:
                entries.extend(self.lowering.branch(single, draft.shapes, (), draft.guard))
            except InexpressibleError as problem:
                missing[name] = str(problem)
                self.inexpressible(draft, name, str(problem))
        properties = Object(tuple(entries))
        self.check_required(draft, properties, missing)
        try:
            condition = None if draft.guard == ALWAYS else self.lowering.conditions.name(draft.guard)
        except InexpressibleError as problem:
            condition = None
            self.lost.setdefault(draft.identity, f"whether there is one cannot be expressed: {problem}")
        return Resource(
            type=draft.type,
            properties=properties,
            condition=condition,
            deletion_policy=draft.deletion_policy,
            update_replace_policy=draft.update_replace_policy,
            metadata=lint_metadata(draft.type, properties),
            update_policy=Object(tuple((name, constant(value, None)) for name, value in draft.update_policy.items())),
            comment=comment_of(draft),
        )

    def check_required(self, draft: Draft, properties: Object, missing: Mapping[str, str]) -> None:
        """Report what CloudFormation requires and nothing wrote."""
        present = dict.fromkeys(name for name, _ in properties.entries)
        for name in draft.shapes.required():
            if name in present:
                continue
            if name in missing:
                self.lost.setdefault(draft.identity, f"it needs {name}: {missing[name]}")
                continue
            argument = _argument_for(name, draft.rule.arguments)
            lost = next(
                (e.reason for s in draft.sources for p, e in self.work.ledger[s.key].arguments.items()
                 if p == argument and e.verdict is Verdict.UNSUPPORTED), None,
            )  # fmt: skip
            if lost is not None:
                self.lost.setdefault(draft.identity, f"it needs {name}: {lost}")
                continue
            remedy = f"set {argument}" if argument else "no argument of the resource type writes it; please report this"
            self.report(draft, "rules-missing-property", f"{draft.type} needs {name}, which is not set", remedy)
            self.lost.setdefault(draft.identity, f"it needs {name}, which is not set")
        for name in draft.shapes.required_beside(present):
            if name not in present and name in missing:
                self.lost.setdefault(draft.identity, f"it needs {name}: {missing[name]}")
        for group in draft.shapes.alternatives():
            without_form = next((name for name in group if name in missing), None)
            if without_form is not None and present.keys().isdisjoint(group):
                self.lost.setdefault(draft.identity, f"it needs {without_form}: {missing[without_form]}")

    def inexpressible(self, draft: Draft, name: str, reason: str) -> None:
        """Report a property whose value has no CloudFormation form, and mark the arguments that it came from."""
        span = draft.instance.span
        for source in draft.sources:
            entry = self.work.ledger[source.key]
            for path, argument in entry.arguments.items():
                if any(_is_at(t, draft, name) for t in argument.targets):
                    span = argument.span or span
                    entry.arguments[path] = replace(argument, verdict=Verdict.UNSUPPORTED, reason=reason, targets=())
        self.work.findings.add(
            Finding(
                "rules-inexpressible",
                Severity.ERROR,
                f"{name} cannot be expressed in CloudFormation",
                reason,
                span,
                address=draft.instance.address,
            )
        )

    def report(self, draft: Draft, identifier: str, summary: str, detail: str) -> None:
        """Report an error about a whole resource."""
        self.work.findings.add(
            Finding(identifier, Severity.ERROR, summary, detail, draft.instance.span, address=draft.instance.address)
        )


def _is_at(target: Target, draft: Draft, name: str) -> bool:
    return (target.key, target.part) == draft.identity and target.property.split(".")[0] == name


def _argument_for(name: str, rows: Mapping[str, ArgumentRow]) -> str:
    """The argument whose row writes a property: the one that is called like it, where several do."""
    found = [n for n, row in rows.items() if row.to is not None and row.to.steps[0].name == name]
    return next((n for n in found if n.replace("_", "") == name.lower()), found[0] if found else "")


def made_reference(logical_id: str, attribute: str | None) -> Node:
    """Ref or GetAtt of a resource that the engine makes."""
    return Ref(logical_id) if attribute is None else get_att(logical_id, attribute)


def comment_of(draft: Draft) -> str:
    """The comment above a resource: the Terraform comment, and every address with its file that went into it."""
    lines = [line for line in draft.instance.config.block.comment.splitlines() if line.strip()]
    lines.extend(f"{source.address} ({source.config.block.span.file})" for source in draft.sources)
    return "\n".join(lines)
