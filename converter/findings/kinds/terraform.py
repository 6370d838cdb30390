"""Findings of the room terraform: evaluating the configuration."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind

ROWS = (
    FindingKind(
        "terraform-argument",
        "An argument or block does not fit its block's type",
        "An argument or nested block is unknown to the resource type or module, or one that is required is missing.",
        "Compare the block with the provider's documentation of the type, or with the module's variables.",
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
        "terraform-module-source",
        "A module's files are not there",
        "The module's source is not a folder that can be read, or a module contains itself.",
        "Correct the path; for a module from a registry run `terraform init` (or `terraform get`), so that its files "
        "lie below `.terraform/modules`.",
    ),
    FindingKind(
        "terraform-reference",
        "A reference to something that is not declared",
        "The expression refers to a variable, local, resource, module or attribute that the module does not declare.",
        "Correct the name, or declare what is meant.",
    ),
    FindingKind(
        "terraform-resource-type",
        "Unknown resource type",
        "No provider that this version of tf2cfn knows has a resource or data source of this type.",
        "Correct the name. A type of a newer provider version is not known yet.",
    ),
    FindingKind(
        "terraform-validation",
        "A variable's value fails its validation",
        "The value in force does not meet the condition of the variable's own `validation` block.",
        "Give a value that the condition allows.",
    ),
    FindingKind(
        "terraform-variable",
        "A required variable has no value",
        "The variable has no default, and its value decides which resources there are, so it cannot stay a parameter.",
        "Give a value with `--var NAME=VALUE`, `--var-file FILE` or `terraform.tfvars`.",
    ),
)
