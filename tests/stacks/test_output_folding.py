"""Outputs that become pieces of one."""

from __future__ import annotations

from converter.cloudformation.model import If, Join, Output, Ref
from converter.stacks.output_folding import fold_outputs, folded_outputs

OUTPUTS = {
    "VpcId": Output(value=Ref("Vpc"), description="The VPC"),
    "VpcCidr": Output(value=Ref("Cidr"), condition="HasVpc"),
    "Other": Output(value="x"),
}


def test_outputs_with_a_common_word_are_joined_and_one_that_is_not_there_is_empty() -> None:
    (fold,) = folds = fold_outputs(OUTPUTS, 2)
    made = folded_outputs(OUTPUTS, folds)
    assert list(made) == ["Other", "VpcValues"]
    assert list(fold.members) == ["VpcCidr", "VpcId"]
    assert made["VpcValues"].value == Join("|", (If("HasVpc", Ref("Cidr"), ""), Ref("Vpc")))
    assert made["VpcValues"].description == "2 values separated by '|', in this order: VpcCidr, VpcId"


def test_nothing_is_folded_where_there_is_room_and_exports_stay() -> None:
    assert fold_outputs(OUTPUTS, 3) == ()
    exported = {name: Output(value="x", export_name=name) for name in ("VpcId", "VpcCidr")}
    assert fold_outputs(exported, 1) == ()
