"""Findings of the room deploy: what a deployment needs beside the templates."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind
from converter.findings.model import Severity

ROWS = (
    FindingKind(
        "deploy-adopt-again",
        "A resource exists and cannot be imported",
        "CloudFormation cannot take the resource over: its type has no read handler in the registry, the state does "
        "not tell what identifies it, or it cannot do without a property that the import must leave out. The first "
        "update after the import would make it once more, or fail because it is there; some types are put over "
        "what is there, which changes nothing.",
        "Read the adoption's README: remove it before the update, or leave it to Terraform and take it out of the "
        "configuration that is converted.",
        Severity.WARNING,
    ),
    FindingKind(
        "deploy-adopt-new",
        "The state lacks what the configuration has",
        "The configuration has a resource that Terraform has not made yet, or knows under another address.",
        "Run `terraform apply` before the adoption; or let the first update after the import make it.",
        Severity.WARNING,
    ),
    FindingKind(
        "deploy-adopt-stale",
        "The templates are not those of the configuration",
        "The configuration, the values of its variables or the rule tables are others than when the templates were "
        "made, so that logical IDs and conditions may be others, too.",
        "Run `tf2cfn convert` again with the same values as `tf2cfn adopt`.",
    ),
    FindingKind(
        "deploy-adopt-state",
        "Nothing can be adopted from the state",
        "The file is no Terraform state that is read: files of version 4 (Terraform 0.12 and later, OpenTofu), not "
        "encrypted, and the JSON of `terraform show -json`. Or nothing in it can be imported, two resources of the "
        "templates are one in AWS, or no ARN in it tells the account or Region that an identifier needs.",
        "Get it with `terraform state pull`; decrypt an encrypted one with `tofu state pull`; give `--region` and "
        "`--account-id` where the message asks for them.",
    ),
    FindingKind(
        "deploy-adopt-unknown",
        "The state has what the configuration lacks",
        "An address of the state is not in the configuration: the resource was removed or moved and Terraform has not "
        "been applied since. Or an object is tainted, so that Terraform would replace it.",
        "Run `terraform apply` before the adoption. What the configuration lacks is left to Terraform.",
        Severity.WARNING,
    ),
    FindingKind(
        "deploy-fixed",
        "The templates were made for another value",
        "Where a variable shapes the resources themselves, its value (or a list's length) is fixed when the templates "
        "are made. The value of today is another one, so the templates would not make what Terraform makes.",
        "Run `tf2cfn convert` again with the same values as `tf2cfn params`.",
    ),
    FindingKind(
        "deploy-look-up",
        "A look-up fails",
        "The request to AWS is refused, or it finds nothing, or more than the one that the data source has to find.",
        "Check credentials, Region and the data source's arguments; or give the value with `--lookup-value`.",
    ),
    FindingKind(
        "deploy-missing",
        "A variable has no value",
        "A parameter of the main stack stands for a variable without a default, and no value is given for it.",
        "Give a value with `--var`, a variables file or the environment, as for Terraform.",
    ),
    FindingKind(
        "deploy-not-looked-up",
        "A parameter waits for a look-up",
        "A data source of the configuration reads what the account has already. In CloudFormation that is a parameter, "
        "which a look-up before the deployment fills.",
        "Use `tf2cfn params --lookup`, have the deploy script look it up, or give the value with `--lookup-value`.",
    ),
    FindingKind(
        "deploy-value",
        "A parameter does not take a value",
        "A value breaks a constraint of its parameter or a rule of the template, which say what the configuration's "
        "validations and AWS ask for; or no parameter can carry it (a null, a comma inside a list). CloudFormation "
        "would refuse the deployment.",
        "Correct the value. Where it is right, the message names what stands against it.",
    ),
)
