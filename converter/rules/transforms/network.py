"""Security group rules written inline: one entry per address block, prefix list or peer group.

Facts: "Resource: aws_security_group", AWS provider; "Ingress" and "Egress", AWS::EC2::SecurityGroup.
"""

from __future__ import annotations

from converter.rules.properties import Branch, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.selection import text_of
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.formulas import both
from converter.terraform.values import Item, Mapping, Null, Sequence, String, Value


@transform("security_group_rules")
def security_group_rules(context: TransformContext, value: Value) -> Transformed:
    """``ingress`` or ``egress`` blocks as rule entries. A hook makes rules for the group itself resources."""
    side = "Destination" if context.path[-1] == "SecurityGroupEgress" else "Source"
    entries: list[Guarded] = []
    for item in context.lists.of(value, context.span):
        if not isinstance(item.value, Mapping):
            continue
        rule = item.value
        for name, target in (
            ("cidr_blocks", "CidrIp"),
            ("ipv6_cidr_blocks", "CidrIpv6"),
            ("prefix_list_ids", f"{side}PrefixListId"),
            ("security_groups", f"{side}SecurityGroupId"),
        ):
            for element in context.lists.of(rule.get(name) or Null(), context.span):
                branch = rule_entry(rule)
                branch.entries[target] = Guarded(Leaf(element.value))
                name_owner(branch, side)
                entries.append(Guarded(branch, both(item.guard, element.guard)))
    return Transformed(Items(entries))


def name_owner(rule: Branch, side: str) -> bool:
    """Take a peer group that is written ``ACCOUNT/sg-…`` apart; whether the account has no place in the rule.

    Facts: "Resource: aws_vpc_security_group_ingress_rule", referenced_security_group_id;
    "AWS::EC2::SecurityGroupIngress", SourceSecurityGroupOwnerId. Rules for outgoing traffic have no such property.
    """
    entry = rule.entries.get(f"{side}SecurityGroupId")
    text = text_of(entry.tree.value) if entry is not None and isinstance(entry.tree, Leaf) else None
    account, slash, group = (text or "").partition("/")
    if entry is None or not slash:
        return False
    rule.entries[f"{side}SecurityGroupId"] = Guarded(Leaf(String(group)), entry.guard)
    if side == "Source":
        rule.entries["SourceSecurityGroupOwnerId"] = Guarded(Leaf(String(account)), entry.guard)
    return side != "Source"


def rule_entry(rule: Mapping) -> Branch:
    """Protocol, ports and description of a rule; ports are left out for "all protocols"."""
    branch = Branch()
    description = rule.get("description")
    if description is not None and not isinstance(description, Null) and description != String(""):
        branch.entries["Description"] = Guarded(Leaf(description))
    protocol = rule.get("protocol") or Null()
    all_protocols = text_of(protocol) in {"-1", "all"}
    branch.entries["IpProtocol"] = Guarded(Fixed("-1") if all_protocols else Leaf(protocol))
    if not all_protocols:
        for name, target in (("from_port", "FromPort"), ("to_port", "ToPort")):
            port = rule.get(name)
            if port is not None and not isinstance(port, Null):
                branch.entries[target] = Guarded(Leaf(port))
    return branch


@transform("target_group_stickiness")
def target_group_stickiness(context: TransformContext, value: Value) -> Transformed:
    """A ``stickiness`` block as target group attributes; the duration's key depends on the kind of stickiness.

    Facts: "Target group attributes", Elastic Load Balancing API reference.
    """
    pairs: list[Guarded] = []

    def add(key: str, tree: Tree, item: Item) -> None:
        pairs.append(Guarded(Branch({"Key": Guarded(Fixed(key)), "Value": Guarded(tree)}), item.guard))

    for item in value.items if isinstance(value, Sequence) else ():
        if not isinstance(item.value, Mapping):
            continue
        block = item.value
        enabled = block.get("enabled") or Null()
        add("stickiness.enabled", Fixed("true") if isinstance(enabled, Null) else Leaf(enabled), item)
        kind = block.get("type") or Null()
        add("stickiness.type", Leaf(kind), item)
        duration = block.get("cookie_duration") or Null()
        prefix = text_of(kind)
        if prefix in {"lb_cookie", "app_cookie"}:
            tree: Tree = Fixed("86400") if isinstance(duration, Null) else Leaf(duration)
            add(f"stickiness.{prefix}.duration_seconds", tree, item)
        name = block.get("cookie_name") or Null()
        if prefix == "app_cookie" and not isinstance(name, Null):
            add("stickiness.app_cookie.cookie_name", Leaf(name), item)
    _ = context
    return Transformed(Items(pairs))
