"""Security groups and certificates."""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Finding, Severity
from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.mapping import as_blocks
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, LookedUp, ResourceRef
from converter.rules.transforms.network import name_owner, rule_entry
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.instances import ResourceInstance
from converter.terraform.operators import formula_of
from converter.terraform.values import Bool, Choice, Mapping, Null, Sequence, String, Value


@hook("security_group_egress")
def closed_egress(context: HookContext, draft: Draft) -> None:
    """A group without inline egress rules lets nothing out in Terraform, everything in CloudFormation.

    One rule to an address that no packet leaves for takes the place of CloudFormation's allow-all; rules that are
    resources of their own add to it. Facts: "AWS::EC2::SecurityGroup", SecurityGroupEgress.
    """
    _ = context
    entry = draft.properties.entries.get("SecurityGroupEgress")
    tree = entry.tree if entry is not None else None
    if isinstance(tree, Items) and any(e.guard == ALWAYS for e in tree.elements):
        return
    nothing = Branch(
        {
            "CidrIp": Guarded(Fixed("127.0.0.1/32")),
            "Description": Guarded(Fixed("No outbound traffic but what other rules allow")),
            "IpProtocol": Guarded(Fixed("-1")),
        }
    )
    items = tree if isinstance(tree, Items) else Items()
    items.elements.append(Guarded(nothing))
    draft.properties.entries["SecurityGroupEgress"] = Guarded(items)


@hook("default_vpc")
def default_vpc(context: HookContext, draft: Draft) -> None:
    """A group without a VPC is in the default one, which is looked up: CloudFormation needs it beside egress rules.

    Facts: "AWS::EC2::SecurityGroup", VpcId; EC2 answers "SecurityGroupEgress cannot be specified without VpcId".
    """
    _ = context
    entry = draft.properties.entries.get("VpcId")
    given = _is_given(entry.tree.value) if entry is not None and isinstance(entry.tree, Leaf) else NEVER
    if entry is not None and given == ALWAYS:
        return
    default = LookedUp(
        parameter="DefaultVpcId",
        description="Default VPC of the region, which holds security groups without a VPC of their own",
        data_type="aws_vpc",
        attribute="id",
        arguments=(("default", Bool(True)),),
        reader=draft.key,
    )
    tree = default if entry is None or given == NEVER else Conditional(given, entry.tree, default)
    draft.properties.entries["VpcId"] = Guarded(tree)


def _is_given(value: Value) -> Formula:
    """When a text is neither null nor empty, which to the provider is the same."""
    match value:
        case Null() | String(""):
            return NEVER
        case Choice(condition, then, otherwise):
            return either(both(condition, _is_given(then)), both(negate(condition), _is_given(otherwise)))
        case _:
            return ALWAYS


@hook("security_group_self_rules")
def self_rules(context: HookContext, draft: Draft) -> None:
    """Inline rules for the group itself (``self = true``): a property of a group cannot refer to that group.

    Facts: "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress".
    """
    for name, type_name, peer in (
        ("ingress", "AWS::EC2::SecurityGroupIngress", "SourceSecurityGroupId"),
        ("egress", "AWS::EC2::SecurityGroupEgress", "DestinationSecurityGroupId"),
    ):
        for number, (rule, guard) in enumerate(_rules(draft.instance, name), 1):
            own = formula_of(rule.get("self") or Null())
            if own is None or both(guard, own) == NEVER:
                continue
            extra = context.add(draft.instance, f"self_{name}{number}", type_name, both(draft.guard, guard, own))
            extra.properties.entries.update(rule_entry(rule).entries)
            for target in ("GroupId", peer):
                extra.properties.entries[target] = Guarded(ResourceRef(draft.key, "GroupId"))


def _rules(instance: ResourceInstance, name: str) -> Iterator[tuple[Mapping, Formula]]:
    """The rules of one direction, written as blocks or as a list of objects."""
    argument = instance.body.arguments.get(name)
    for block in instance.body.blocks.get(name, ()) or (as_blocks(name, argument) if argument is not None else ()):
        yield block.body.as_object(), block.guard


@hook("peer_group_owner")
def peer_group_owner(context: HookContext, draft: Draft) -> None:
    """A rule's peer group in another account, ``ACCOUNT/sg-…``: the account is a property of its own."""
    for side in ("Source", "Destination"):
        if name_owner(draft.properties, side):
            context.findings.add(
                Finding(
                    "rules-argument-dropped",
                    Severity.WARNING,
                    "the account of the peer group is left out",
                    f"{draft.type} has no property for it; the group is named by its id alone",
                    draft.instance.span,
                    address=draft.instance.address,
                )
            )


@hook("certificate_validation")
def certificate_validation(context: HookContext, draft: Draft) -> None:
    """DNS validation: the certificate itself writes its records into the zone of the merged validation records.

    Facts: "DomainValidationOption", AWS::CertificateManager::Certificate.
    """
    method = draft.instance.body.value("validation_method")
    if getattr(method, "text", None) != "DNS":
        return
    zones: list[Value] = [
        child.body.value("zone_id") for child, _ in context.children if child.key.type == "aws_route53_record"
    ]
    zones = [z for z in zones if not isinstance(z, Null)]
    if not zones:
        context.findings.add(
            Finding(
                "rules-certificate-validation",
                Severity.WARNING,
                "certificate without validation records",
                "no aws_route53_record of this configuration validates the certificate, so the stack waits until "
                "somebody writes the record by hand",
                draft.instance.span,
                address=draft.instance.address,
            )
        )
        return
    names = [draft.instance.body.value("domain_name")]
    others = draft.instance.body.value("subject_alternative_names")
    if isinstance(others, Sequence):
        names.extend(i.value for i in others.items if i.value not in names)
    options = [
        Guarded(Branch({"DomainName": Guarded(Leaf(name)), "HostedZoneId": Guarded(Leaf(zones[0]))})) for name in names
    ]
    draft.properties.entries["DomainValidationOptions"] = Guarded(Items(options))
