"""Every resource type of the AWS provider with what there is for it: its verdict, and its table where it has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from converter.rules.model import ResourceRule, RuleTables, TypeChoice
from converter.rules.verdicts import TypeClass, TypeVerdict, Verdicts, load_verdicts

AWS_PREFIX = "aws_"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeEntry:
    """One resource type. Its class and CloudFormation types are the table's where there is one, else the verdict's."""

    type: str
    kind: TypeClass
    cfn_types: tuple[str, ...]
    rule: ResourceRule | None = None
    verdict: TypeVerdict | None = None

    @property
    def has_table(self) -> bool:
        return self.rule is not None

    @property
    def remark(self) -> str:
        """What is to be said about the type as a whole: a reason, a note, what to do instead."""
        if self.rule is not None:
            return self.rule.reason
        return self.verdict.remark if self.verdict is not None else ""


def inventory(tables: RuleTables, verdicts: Verdicts | None = None) -> tuple[TypeEntry, ...]:
    """An entry for every type of the AWS provider, sorted."""
    judged = (verdicts or load_verdicts()).resources
    names = sorted({*judged, *(name for name in tables.resources if name.startswith(AWS_PREFIX))})
    return tuple(entry for name in names if (entry := entry_of(name, tables, verdicts)) is not None)


def entry_of(name: str, tables: RuleTables, verdicts: Verdicts | None = None) -> TypeEntry | None:
    """The entry of one type; None for a type that nobody knows."""
    rule = tables.resources.get(name)
    verdict = (verdicts or load_verdicts()).resources.get(name)
    if rule is not None:
        kind = class_of(rule)
        return TypeEntry(type=name, kind=kind, cfn_types=types_of(rule, tables), rule=rule, verdict=verdict)
    if verdict is not None:
        return TypeEntry(type=name, kind=verdict.kind, cfn_types=verdict.cfn_types, verdict=verdict)
    return None


def class_of(rule: ResourceRule) -> TypeClass:
    """The class that a table stands for."""
    if rule.verdict is not None:
        return TypeClass.DEPLOY_STEP if rule.verdict == "deploy-step" else _class_without_resource(rule)
    if rule.absorbed is not None or (rule.merge is not None and not any(_stands_alone(r) for r in _variants(rule))):
        return TypeClass.MERGED
    if any(r.also or r.fan_out for r in _variants(rule)):
        return TypeClass.SPLIT
    return TypeClass.DIRECT


def types_of(rule: ResourceRule, tables: RuleTables) -> tuple[str, ...]:
    """The CloudFormation types that a table can give: its own, those of its further resources, its parents'."""
    found: dict[str, None] = {}
    for variant in _variants(rule):
        found.update(dict.fromkeys(own_types(variant)))
        found.update(dict.fromkeys(also.type for also in variant.also.values()))
    if not found:
        for variant in _variants(rule):
            parent = tables.resources.get(variant.merge.into) if variant.merge is not None else None
            if parent is not None:
                found.update(dict.fromkeys(t for v in _variants(parent) for t in own_types(v)))
    return tuple(found)


def own_types(rule: ResourceRule) -> tuple[str, ...]:
    """The types that the rule itself, without its cases, makes resources of."""
    if rule.verdict is not None or rule.absorbed is not None:
        return ()
    if isinstance(rule.type, TypeChoice):
        return tuple(dict.fromkeys(rule.type.values.values()))
    return (rule.type,) if rule.type is not None else ()


def _class_without_resource(rule: ResourceRule) -> TypeClass:
    return TypeClass.MERGED if rule.verdict == "equivalent" else TypeClass.NO_COUNTERPART


def _stands_alone(rule: ResourceRule) -> bool:
    return rule.merge is None and bool(own_types(rule))


def _variants(rule: ResourceRule) -> Iterator[ResourceRule]:
    """A rule, its cases, and the forms in which a merged child stands alone."""
    for one in (rule, *(case.rule for case in rule.cases)):
        yield one
        if one.apart is not None:
            yield one.apart
