"""Findings of the room terraform: evaluating the configuration."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind
from converter.findings.model import Severity

ROWS = (
    FindingKind(
        "terraform-argument",
        "An argument or block does not fit its block's type",
        "An argument or nested block is unknown to the resource type or module, or one that is required is missing.",
        "Compare the block with the provider's documentation of the type, or with the module's variables.",
    ),
    FindingKind(
        "terraform-check",
        "The assertion of a check block does not hold",
        "An `assert` of a `check` block is false, or cannot be evaluated, for the values in force. As in Terraform "
        "this stops nothing.",
        "Look into what the check watches.",
        Severity.WARNING,
    ),
    FindingKind(
        "terraform-cycle",
        "Reference cycle",
        "Values refer to each other in a circle, so none of them can be computed. The message names the whole circle.",
        "Remove one of the references, or split what is referred to into two values.",
    ),
    FindingKind(
        "terraform-declaration",
        "A declaration is not valid",
        "A variable, output, local, provider, module or resource is declared twice, or lacks a part that it needs.",
        "Correct the declaration as the message says.",
    ),
    FindingKind(
        "terraform-ephemeral",
        "An ephemeral value where something kept is needed",
        "Ephemeral values exist during one run only: they can go into write-only arguments, provider configurations, "
        "ephemeral resources and what is itself declared ephemeral.",
        "Declare the variable or output ephemeral, or give the value another way.",
    ),
    FindingKind(
        "terraform-evaluation",
        "An expression has no value",
        "Evaluating the expression fails, as it does in Terraform: a wrong type, a missing attribute, an index that is "
        "out of range.",
        "Correct the expression or the value that it reads.",
    ),
    FindingKind(
        "terraform-expression",
        "An operation has no result",
        "An operator, conversion or index inside an expression fails for the values that it is given.",
        "Correct the expression, or guard it with a condition or `try`.",
    ),
    FindingKind(
        "terraform-function",
        "A function call fails",
        "The function is unknown, or refuses its arguments.",
        "Check the name and the arguments against Terraform's documentation of the function.",
    ),
    FindingKind(
        "terraform-import",
        "An import block",
        "The configuration adopts an object that exists already. The templates describe the object; a stack that is "
        "created anew makes another one.",
        "Adopt the object with a change set of type IMPORT.",
        Severity.INFO,
    ),
    FindingKind(
        "terraform-limit",
        "A value or its computation is too large",
        "A value has more elements than any template could hold, a string is too long, the evaluation takes too many "
        "steps, or a condition over the variables has too many parts or cases to be decided. A configuration is "
        "untrusted, so there are limits far beyond what a real one needs.",
        "Look for values that are doubled again and again, for loops inside loops, and for conditions made of many "
        "others; a variable that says directly what such a condition is to decide is often simpler.",
    ),
    FindingKind(
        "terraform-module-source",
        "A module's files are not there",
        "The module's source is not a folder that can be read, or a module contains itself.",
        "Correct the path; for a module from a registry run `terraform init` (or `terraform get`), so that its files "
        "lie below `.terraform/modules`; or name a folder that has it with `--modules`, or in `[modules]` of "
        "`tf2cfn.toml`.",
    ),
    FindingKind(
        "terraform-moved",
        "A moved block",
        "Terraform keeps the object and changes its address. A logical ID comes from the address, so a stack that was "
        "deployed from the old address makes a new object and deletes the old one.",
        "Nothing where the stack is new; else move the object with a stack refactoring before the update.",
        Severity.INFO,
    ),
    FindingKind(
        "terraform-newer-provider",
        "An argument of a newer provider",
        "The configuration is written for a newer major version of the AWS provider than the one whose schema is known "
        "here, and sets an argument or nested block that this one does not have.",
        "Leave it out, or convert with `--allow-partial`, which leaves it out and says so; then add what it is in "
        "CloudFormation by hand.",
    ),
    FindingKind(
        "terraform-output",
        "An output of a sensitive value",
        "The value of a root output comes from something sensitive, and the output is not declared so.",
        "Add `sensitive = true` to the output.",
    ),
    FindingKind(
        "terraform-provider",
        "A provider configuration that is not there",
        "A resource or module call names a provider configuration by an alias that its module does not have.",
        "Add a `provider` block with the alias, or pass the configuration to the module with `providers`.",
    ),
    FindingKind(
        "terraform-reference",
        "A reference to something that is not declared",
        "The expression refers to a variable, local, resource, module or attribute that the module does not declare.",
        "Correct the name, or declare what is meant.",
    ),
    FindingKind(
        "terraform-removed",
        "A removed block",
        "Terraform destroys or forgets an object that the configuration no longer has. The templates do not know it.",
        "Nothing, or remove the block once it has been applied.",
        Severity.INFO,
    ),
    FindingKind(
        "terraform-resource-type",
        "Unknown resource type",
        "No provider that this version of tf2cfn knows has a resource or data source of this type.",
        "Correct the name. A type of a newer provider version is not known yet.",
    ),
    FindingKind(
        "terraform-validation",
        "A condition of the configuration does not hold",
        "The values in force do not meet the condition of a `validation`, `precondition` or `postcondition` block.",
        "Give a value that the condition allows.",
    ),
    FindingKind(
        "terraform-variable",
        "A required variable has no value",
        "The variable has no default, and its value decides which resources there are, so it cannot stay a parameter.",
        "Give a value with `--var NAME=VALUE`, `--var-file FILE` or `terraform.tfvars`.",
    ),
    FindingKind(
        "terraform-version",
        "Written for another version",
        "The configuration's version constraints exclude the version of Terraform, or of the AWS provider, whose rules "
        "the conversion follows.",
        "Compare the release notes of the versions between, and relax the constraint where it matters to nothing.",
        Severity.WARNING,
    ),
    FindingKind(
        "terraform-zones",
        "The number of availability zones is assumed",
        "How many resources there are, or how addresses are cut, depends on the number of the account's availability "
        "zones. CloudFormation cannot count them, so that the number is the one that a new account has in the "
        "provider's region.",
        "Nothing where the templates go to that region; else convert for the other region, or state the number in the "
        "configuration, as `slice(data.aws_availability_zones.available.names, 0, 3)` does.",
        Severity.WARNING,
    ),
)
