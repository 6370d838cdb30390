"""The rule engine: resource instances in, one flat template and the ledger out.

The engine owns the ledger: it marks what rows consumed and reports what is left. Nothing a user wrote goes unaccounted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from converter.cloudformation.model import Node, Object, Ref, Resource
from converter.findings import Finding, Findings, Severity
from converter.rules import hooks_loaded, transforms_loaded
from converter.rules.constants import constant
from converter.rules.derived import DerivedParameters
from converter.rules.drafts import Draft
from converter.rules.fanning import fan_out
from converter.rules.hooks.registry import HOOKS, HookContext
from converter.rules.ledger import ArgumentEntry, ResourceEntry, Target, Verdict, path_text
from converter.rules.lowering import InexpressibleError, Lowering, block_lengths
from converter.rules.mapping import Mapper
from converter.rules.model import AlsoRule, DeletionRule, Json, ResourceRule, RuleTables
from converter.rules.names import logical_ids
from converter.rules.paths import registry_type
from converter.rules.properties import Branch, Fixed, Guarded, Leaf, ResourceRef, Tree
from converter.rules.references import References, get_att
from converter.rules.selection import attributes_in, cloudformation_type, parent_of, select, text_of
from converter.rules.shapes import Shapes
from converter.rules.transforms.documents import parsed, policy_tree
from converter.terraform.evaluator import Evaluation
from converter.terraform.formulas import ALWAYS, Formula, both, under
from converter.terraform.instances import ResourceInstance
from converter.terraform.values import InstanceKey, Null, is_sensitive

_ = (hooks_loaded, transforms_loaded)  # importing them registers what the tables name


@dataclass(slots=True)
class FlatTemplate:
    """All resources in one template, before they are laid out in stacks."""

    resources: dict[str, Resource]
    drafts: Mapping[str, Draft]
    logical_ids: Mapping[tuple[InstanceKey, str], str]
    lowering: Lowering
    references: References
    ledger: Mapping[InstanceKey, ResourceEntry]
    alternatives: Mapping[tuple[str, str | None], Node] = field(default_factory=dict)


class Engine:
    """Applies the tables to an evaluation."""

    def __init__(self, tables: RuleTables, evaluation: Evaluation, findings: Findings) -> None:
        self.tables = tables
        self.evaluation = evaluation
        self.findings = findings
        self.instances = {i.key: i for i in evaluation.instances}
        self.rules: dict[InstanceKey, ResourceRule] = {}
        self.ledger: dict[InstanceKey, ResourceEntry] = {}
        self.drafts: dict[tuple[InstanceKey, str], Draft] = {}
        self.parents: dict[InstanceKey, InstanceKey] = {}
        self.absorbed: dict[InstanceKey, None] = {}

    def run(self) -> FlatTemplate:
        """Map everything."""
        for instance in self.evaluation.instances:
            self.classify(instance)
        for instance in self.evaluation.instances:
            self.draft(instance)
        for instance in self.evaluation.instances:
            self.merge(instance)
        children = self.children()
        for draft in self.drafts.values():
            self.finish(draft, children)
        self.settle()
        return self.lowered()

    # ------------------------------------------------------------------------------------------ classification

    def classify(self, instance: ResourceInstance) -> None:
        """Choose the rule of an instance and open its ledger entry."""
        entry = ResourceEntry(instance.key, instance.span, instance.guard)
        self.ledger[instance.key] = entry
        table = self.tables.resources.get(instance.key.type)
        if table is None:
            self.unsupported(entry, instance, "there is no table for this resource type yet")
            return
        rule = select(table, instance)
        self.rules[instance.key] = rule
        if rule.merge is not None:
            parent = parent_of(instance.body.value(rule.merge.by))
            if parent is not None and parent.type == rule.merge.into and parent in self.instances:
                self.parents[instance.key] = parent
                return
            if rule.type is None:
                self.unsupported(
                    entry, instance, f"the {rule.merge.into} that {rule.merge.by} names is not in this configuration"
                )
        elif rule.verdict is not None:
            entry.verdict, entry.reason = Verdict(rule.verdict), rule.reason
            if entry.verdict is Verdict.DEPLOY_STEP:
                self.deploy_step(entry, instance)
            elif entry.verdict is Verdict.UNSUPPORTED:
                self.unsupported(entry, instance, rule.reason)
            elif entry.verdict is Verdict.DROPPED:
                self.dropped(instance, rule)

    def unsupported(self, entry: ResourceEntry, instance: ResourceInstance, reason: str) -> None:
        """Record a resource that cannot be converted."""
        entry.verdict, entry.reason = Verdict.UNSUPPORTED, reason
        self.rules.pop(instance.key, None)
        for path, argument in instance.body.walk():
            entry.note(ArgumentEntry(path_text(path), Verdict.UNSUPPORTED, reason, argument.span))
        self.findings.add(
            Finding(
                "rules-unsupported",
                Severity.ERROR,
                f"{instance.key.type} is not supported",
                f"{reason}; use --allow-partial to convert the rest",
                instance.span,
                address=instance.address,
            )
        )

    def dropped(self, instance: ResourceInstance, rule: ResourceRule) -> None:
        """Report a resource without a counterpart."""
        severity = Severity.INFO if rule.severity == "info" else Severity.WARNING
        self.findings.add(
            Finding(
                "rules-dropped", severity, f"{instance.key.type} has no counterpart", rule.reason, instance.span,
                address=instance.address,
            )
        )  # fmt: skip

    def deploy_step(self, entry: ResourceEntry, instance: ResourceInstance) -> None:
        """Account for the arguments of a resource that the deploy script makes."""
        for path, argument in instance.body.walk():
            entry.note(ArgumentEntry(path_text(path), Verdict.DEPLOY_STEP, entry.reason, argument.span))

    # ------------------------------------------------------------------------------------------ drafts

    def draft(self, instance: ResourceInstance) -> None:
        """Make the drafts of an instance that becomes a resource of its own."""
        rule = self.rules.get(instance.key)
        if rule is None or instance.key in self.parents or (rule.verdict is not None and rule.type is None):
            return
        type_name = cloudformation_type(rule, instance)
        if type_name is None:
            return
        self.refuse_plain_secret(instance, type_name)
        shapes = Shapes(registry_type(type_name))
        for part, body, guard, skip in fan_out(rule, instance):
            draft = Draft(
                instance.key, part, type_name, shapes, rule, instance, both(instance.guard, guard), sources=[instance]
            )
            self.drafts[draft.identity] = draft
            mapper = self.mapper(draft, instance)
            mapper.skip = skip
            mapper.body(rule.arguments, body, draft.properties)
            for name, literal in rule.properties.items():
                draft.properties.entries.setdefault(name, Guarded(self.table_tree(literal, draft)))
            self.deletion(draft, rule.deletion)
            self.ledger[instance.key].targets.append(Target(instance.key, part))
        for also in rule.also.values():
            self.also(instance, also)

    def refuse_plain_secret(self, instance: ResourceInstance, type_name: str) -> None:
        """A sensitive value never becomes the plain text of a parameter in the store."""
        if type_name == "AWS::SSM::Parameter" and text_of(instance.body.value("type")) == "SecureString":
            if is_sensitive(instance.body.value("value")):
                self.findings.add(
                    Finding(
                        "rules-secret",
                        Severity.ERROR,
                        "a sensitive SecureString whose value is known only during the deployment",
                        "CloudFormation would store it as plain text; keep it in Secrets Manager instead",
                        instance.span,
                        address=instance.address,
                    )
                )

    def mapper(self, draft: Draft, instance: ResourceInstance, self_reference: str | None = None) -> Mapper:
        """A mapper that writes an instance's arguments into a draft."""
        return Mapper(
            instance,
            draft.shapes,
            self.ledger[instance.key],
            self.findings,
            draft.properties,
            draft.key,
            self.instances,
            self.absorb,
            draft.part,
            self_reference,
        )

    def absorb(self, key: InstanceKey) -> None:
        """A transform took a resource in."""
        self.absorbed.setdefault(key)

    def also(self, instance: ResourceInstance, also: AlsoRule) -> None:
        """Make a further resource of a split."""
        if also.when is not None and not _switched_on(instance, also.when):
            return
        rule = self.rules[instance.key]
        shapes = Shapes(registry_type(also.type))
        draft = Draft(instance.key, also.name, also.type, shapes, rule, instance, instance.guard, sources=[instance])
        self.drafts[draft.identity] = draft
        for name, literal in also.properties.items():
            tree = self.table_tree(literal, draft)
            if not (isinstance(tree, Leaf) and isinstance(tree.value, Null)):
                draft.properties.entries[name] = Guarded(tree)
        self.ledger[instance.key].targets.append(Target(instance.key, also.name))

    def table_tree(self, literal: Json, draft: Draft) -> Tree:
        """A property that a table states: a literal, ``{ref: self}``, ``{ref: NAME}`` or ``{argument: name}``."""
        if isinstance(literal, dict):
            if "argument" in literal:
                value = draft.instance.body.value(str(literal["argument"]))
                if "as" in literal and not isinstance(value, Null):
                    content = parsed(value)
                    return Leaf(value) if content is None else policy_tree(content, None, draft.key)
                return Leaf(value)
            if set(literal) == {"get_att"}:
                return ResourceRef(draft.key, str(literal["get_att"]))
            if set(literal) == {"ref"}:
                part = "" if literal["ref"] == "self" else str(literal["ref"])
                return ResourceRef(draft.key, None, part)
            if set(literal) == {"sub"}:
                return Fixed(constant(literal, None))
            return Branch({k: Guarded(self.table_tree(v, draft)) for k, v in literal.items()})
        return Fixed(constant(literal, None))

    def deletion(self, draft: Draft, rule: DeletionRule | None) -> None:
        """Set the deletion policies that the rule gives."""
        if rule is None:
            return
        if rule.argument is not None:
            text = text_of(draft.instance.body.value(rule.argument)) or rule.default
            policy = rule.values.get(text or "")
            draft.deletion_policy = policy
            draft.update_replace_policy = "Retain" if policy == "RetainExceptOnCreate" else policy
            return
        draft.deletion_policy, draft.update_replace_policy = rule.policy, rule.replace

    # ------------------------------------------------------------------------------------------ merging

    def merge(self, instance: ResourceInstance) -> None:
        """Write a child into its parent's draft."""
        parent = self.parents.get(instance.key)
        if parent is None:
            return
        rule, entry = self.rules[instance.key], self.ledger[instance.key]
        assert rule.merge is not None  # parents holds merged instances only
        draft = self.drafts.get((parent, ""))
        if draft is None:
            self.unsupported(entry, instance, f"its parent {parent} makes no resource")
            return
        mapper = self.mapper(draft, instance, rule.merge.self_reference)
        base = Branch() if rule.merge.element is not None else draft.properties
        here = tuple(s.name for s in rule.merge.element.steps) if rule.merge.element is not None else ()
        by = instance.body.arguments.get(rule.merge.by)
        if by is not None:
            mapper.note((rule.merge.by,), by.span, Verdict.SAME, f"part of {parent}")
        mapper.skip = frozenset({rule.merge.by})
        mapper.body(rule.arguments, instance.body, base, here)
        for name, literal in rule.properties.items():
            base.entries.setdefault(name, Guarded(self.table_tree(literal, draft)))
        if rule.merge.element is not None:
            mapper.place(rule.merge.element, base, draft.properties, (), self.within(instance, draft))
        draft.sources.append(instance)
        entry.verdict = Verdict.EQUIVALENT if entry.verdict is Verdict.SAME else entry.verdict
        entry.reason = entry.reason or f"part of {parent}"
        entry.targets.append(Target(parent))

    def within(self, instance: ResourceInstance, draft: Draft) -> Formula:
        """When a child exists, given that its parent does."""
        return under(instance.guard, draft.guard)

    def children(self) -> Mapping[InstanceKey, tuple[tuple[ResourceInstance, ResourceRule], ...]]:
        """The merged children of every parent."""
        found: dict[InstanceKey, list[tuple[ResourceInstance, ResourceRule]]] = {}
        for child, parent in self.parents.items():
            if child in self.rules:
                found.setdefault(parent, []).append((self.instances[child], self.rules[child]))
        return {k: tuple(v) for k, v in found.items()}

    def finish(
        self, draft: Draft, children: Mapping[InstanceKey, tuple[tuple[ResourceInstance, ResourceRule], ...]]
    ) -> None:
        """Run the hooks of a draft's rule and of its merged children's rules."""
        if draft.part in draft.rule.also:
            return
        own = children.get(draft.key, ())
        names = dict.fromkeys([*draft.rule.finish, *(n for _, rule in own for n in rule.finish)])
        context = HookContext(own, self.instances, self.findings)
        for name in names:
            HOOKS[name](context, draft)

    # ------------------------------------------------------------------------------------------ ledger

    def settle(self) -> None:
        """Close the ledger: absorbed resources, and whatever no row accounted for."""
        for instance in self.evaluation.instances:
            entry, rule = self.ledger[instance.key], self.rules.get(instance.key)
            if rule is not None and rule.absorbed is not None:
                if instance.key in self.absorbed or self.harmless(instance):
                    entry.verdict, entry.reason = Verdict.EQUIVALENT, rule.absorbed
                    for path, argument in instance.body.walk():
                        entry.note(ArgumentEntry(path_text(path), Verdict.EQUIVALENT, rule.absorbed, argument.span))
                else:
                    self.unsupported(entry, instance, "nothing that takes its value in is converted")
            elif entry.verdict is Verdict.DROPPED or (rule is not None and rule.verdict == "equivalent"):
                for path, argument in instance.body.walk():
                    entry.note(ArgumentEntry(path_text(path), entry.verdict, entry.reason, argument.span))
            self.unaccounted(instance, entry)
            entry.settle()

    def harmless(self, instance: ResourceInstance) -> bool:
        """Whether nothing in the configuration refers to an instance."""
        return not any(
            attribute.resource == instance.key
            for other in self.evaluation.instances
            for _, argument in other.body.walk()
            for attribute in attributes_in(argument.value)
        )

    def unaccounted(self, instance: ResourceInstance, entry: ResourceEntry) -> None:
        """Report arguments that no row consumed: a fault of the tables, never of the user."""
        for path, argument in instance.body.walk():
            if path_text(path) not in entry.arguments:
                self.findings.add(
                    Finding(
                        "rules-unaccounted",
                        Severity.ERROR,
                        f"{path_text(path)} is unaccounted for",
                        f"the table of {instance.key.type} has no row for it; please report this",
                        argument.span,
                        address=instance.address,
                    )
                )

    # ------------------------------------------------------------------------------------------ lowering

    def lowered(self) -> FlatTemplate:
        """Lower all drafts to resources of one flat template."""
        ids = logical_ids(self.drafts)
        targets = {key: ids[key, ""] for key, part in self.drafts if part == ""}
        for (key, part), name in ids.items():
            if key not in targets and part.isdigit():
                targets[key] = name
        for child, parent in self.parents.items():
            if parent in targets:
                targets[child] = targets[parent]
        references = References(self.rules, self.instances, self.tables.data, self.evaluation.data, targets)
        lowering = Lowering(
            references.attribute,
            lambda ref: made_reference(ids[ref.key, ref.part], ref.attribute),
            DerivedParameters(),
            self.evaluation.region_variable,
            block_lengths=block_lengths(
                argument.value for instance in self.evaluation.instances for _, argument in instance.body.walk()
            ),
        )
        references.lower = lambda value: lowering.value(value, "string")
        resources: dict[str, Resource] = {}
        drafts: dict[str, Draft] = {}
        for identity, draft in self.drafts.items():
            name = ids[identity]
            drafts[name] = draft
            resources[name] = self.resource(draft, lowering, ids)
        return FlatTemplate(
            resources, drafts, ids, lowering, references, self.ledger, references.alternatives()
        )

    def resource(
        self, draft: Draft, lowering: Lowering, ids: Mapping[tuple[InstanceKey, str], str]
    ) -> Resource:
        """One resource, lowered property by property so that one that has no form does not take the others along."""
        entries: list[tuple[str, Node]] = []
        order = {name: n for n, name in enumerate(draft.shapes.order(()))}
        for name in sorted(draft.properties.entries, key=lambda n: order.get(n, len(order))):
            single = Branch({name: draft.properties.entries[name]})
            try:
                entries.extend(lowering.branch(single, draft.shapes, (), draft.guard))
            except InexpressibleError as problem:
                self.inexpressible(draft, name, str(problem))
        condition = None if draft.guard == ALWAYS else lowering.conditions.name(draft.guard)
        return Resource(
            type=draft.type,
            properties=Object(tuple(entries)),
            condition=condition,
            depends_on=tuple(self.dependencies(draft, ids)),
            deletion_policy=draft.deletion_policy,
            update_replace_policy=draft.update_replace_policy,
            comment=comment_of(draft),
        )

    def inexpressible(self, draft: Draft, name: str, reason: str) -> None:
        """Report a property whose value has no CloudFormation form."""
        span = draft.instance.span
        for source in draft.sources:
            for entry in self.ledger[source.key].arguments.values():
                if any(t.property.split(".")[0] == name for t in entry.targets) and entry.span is not None:
                    span = entry.span
        self.findings.add(
            Finding(
                "rules-inexpressible",
                Severity.ERROR,
                f"{name} cannot be expressed in CloudFormation",
                reason,
                span,
                address=draft.instance.address,
            )
        )

    def dependencies(self, draft: Draft, ids: Mapping[tuple[InstanceKey, str], str]) -> Iterable[str]:
        """The logical IDs that a draft waits for: depends_on, what its arguments refer to, what those need ready."""
        found: dict[str, None] = {}
        own = ids[draft.identity]
        keys: dict[InstanceKey, None] = dict.fromkeys(draft.instance.depends_on)
        for _, argument in draft.instance.body.walk():
            for attribute in attributes_in(argument.value):
                keys.setdefault(attribute.resource)
        for key in keys:
            top = self.parents.get(key, key)
            if top == draft.key or top not in self.rules:
                continue
            for (other, part), name in ids.items():
                if other == top and (part == "" or part.isdigit() or part in self.rules[top].ready):
                    found.setdefault(name)
        found.pop(own, None)
        return found


def _switched_on(instance: ResourceInstance, argument: str) -> bool:
    """Whether an argument is set to something that asks for more than nothing."""
    return instance.body.is_set(argument) and text_of(instance.body.value(argument)) != "false"


def made_reference(logical_id: str, attribute: str | None) -> Node:
    """Ref or GetAtt of a resource that the engine makes."""
    return Ref(logical_id) if attribute is None else get_att(logical_id, attribute)


def comment_of(draft: Draft) -> str:
    """The comment above a resource: the Terraform comment, and every address with its file that went into it."""
    lines = [line for line in draft.instance.config.block.comment.splitlines() if line.strip()]
    for source in draft.sources:
        lines.append(f"{source.address} ({source.config.block.span.file})")
    return "\n".join(lines)


