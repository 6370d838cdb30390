"""Findings of the room stacks: laying out and wiring stacks."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind

ROWS = (
    FindingKind(
        "stacks-cycle",
        "Stacks depend on each other",
        "The stacks of the layout read each other's values in a circle, and neither fixed names nor splitting a "
        "stack nor moving resources breaks it. The message names the circle.",
        "Put resources of the circle into another stack with `[[layout.pins]]` in `tf2cfn.toml`.",
    ),
    FindingKind(
        "stacks-folded",
        "Parameters or outputs are pieces of one text",
        "A template takes 200 parameters and 200 outputs. Where the configuration has more, those of one kind are "
        "pieces of one parameter (or output), between separators: switches and choices first, then numbers, then "
        "texts. The pattern of such a parameter counts its pieces and holds each of them to what it may be. "
        "`conversion.json` says under `folded` what stands where; nested stacks see nothing of it.",
        "Nothing: `tf2cfn params` writes such texts from your variables. To have fewer parameters, list variables "
        "whose values never change under `fixed` in `[layout]` of `tf2cfn.toml`.",
    ),
    FindingKind(
        "stacks-limit",
        "Something is beyond a limit of CloudFormation",
        "A template would have more than CloudFormation takes, and neither cutting a stack nor making parameters "
        "pieces of one text helps. The message says what there is too much of.",
        "Do what the message says: pin resources to further stacks, convert with another `--layout`, keep variables "
        "fixed, or split the configuration.",
    ),
    FindingKind(
        "stacks-moved",
        "A resource lives in another stack than the layout says",
        "The stacks of the layout would depend on each other in a circle. The resource (or the few resources) that "
        "the message names were put into another stack, or into a new one, so that they do not. What a resource is, "
        "and when it is created, stays the same.",
        "Nothing. To have another resource moved, pin resources to stacks with `[[layout.pins]]` in `tf2cfn.toml`.",
    ),
    FindingKind(
        "stacks-number",
        "A number would have to go from stack to stack",
        "CloudFormation tells an attribute as a number, and outputs and parameters of nested stacks carry texts only. "
        "What tells it and what takes it are put into one stack, unless both are pinned to stacks of their own.",
        "Pin both to the same stack with `[[layout.pins]]` in `tf2cfn.toml`, or only one of them.",
    ),
    FindingKind(
        "stacks-split",
        "A stack is too large for one template",
        "A template takes 500 resources, 200 parameters, 200 outputs, 60 dynamic references and 1 MB. What hangs "
        "together stays together; the rest goes to further stacks, each resource to the same one as long as the number "
        "of them does not change.",
        "Nothing. To cut it otherwise, pin resources to stacks with `[[layout.pins]]` in `tf2cfn.toml`, or convert "
        "with `--layout module`.",
    ),
    FindingKind(
        "stacks-unused",
        "An entry of the layout applies to nothing",
        "`[layout.names]` in `tf2cfn.toml` names a resource, or `fixed` a variable, that the configuration does not "
        "have.",
        "Correct the entry, or remove it.",
    ),
)
