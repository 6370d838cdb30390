"""Findings of the room rules: rule tables and their application."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind
from converter.findings.model import Severity

ROWS = (
    FindingKind(
        "rules-also",
        "A row names an entry of `also` that is not there",
        "A rule refers to a further resource that it does not declare under `also`.",
        "Correct the row; `docs/rule-tables.md` lists what a row may say.",
    ),
    FindingKind(
        "rules-argument-dropped",
        "An argument has no counterpart",
        "CloudFormation has nothing that corresponds to this argument, so it is left out. The message gives the reason "
        "that the rule table states; `conversion.json` lists every such argument with the verdict `dropped`.",
        "Nothing, where the effect is not needed. Otherwise bring it about outside the templates. Accept the loss with "
        "`# tf2cfn:ignore=rules-argument-dropped reason` at the argument's line.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-argument-unsupported",
        "An argument is not supported yet",
        "CloudFormation has a counterpart of this argument, but the rule tables do not convert it, so it is left out.",
        "Remove the argument, or add a row to the type's table in `mappings/`: `docs/rule-tables.md` says how.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-attribute",
        "An attribute row that cannot be",
        "The provider's type has no such attribute, or the rule makes no resource that it could refer to.",
        "Correct the row; `docs/rule-tables.md` lists what a row may say.",
    ),
    FindingKind(
        "rules-certificate-validation",
        "A certificate without validation records",
        "The certificate is validated by DNS, and no `aws_route53_record` of the configuration writes its validation "
        "records. The stack waits until somebody writes them by hand.",
        "Add the validation records to the configuration, or write them while the stack is being created.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-check",
        "A check is not carried out",
        "The assertions of a `check` block warn without stopping anything, and CloudFormation has no such thing.",
        "Look at what the check watches after the deployment, or let an alarm watch it.",
        Severity.INFO,
    ),
    FindingKind(
        "rules-conflict",
        "Two rows write one property",
        "Two arguments that can both be set write the same property, so that one would be lost.",
        "Give one of them another property, a key, or a verdict with a reason.",
    ),
    FindingKind(
        "rules-cycle",
        "Resources wait for each other in CloudFormation",
        "What Terraform makes in several steps is one resource in CloudFormation, which can close a circle that "
        "Terraform does not have. The message names it.",
        "Give one of the resources a fixed name, or leave out one of the references.",
    ),
    FindingKind(
        "rules-data",
        "A row of a data source is not well formed",
        "The row names something that is no pseudo parameter, zone list or parameter name.",
        "Correct the row; `docs/rule-tables.md` lists what a row may say.",
    ),
    FindingKind(
        "rules-data-argument",
        "An argument of a data source is not heeded",
        "The data source becomes something that CloudFormation knows by itself, such as `Fn::GetAZs`, which takes no "
        "such argument: where the argument decides, the templates get something else than Terraform does.",
        "Give the values by a variable where that matters. Accept it with `# tf2cfn:ignore=rules-data-argument "
        "reason`.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-dead-variable",
        "A variable has no effect",
        "No resource depends on the variable. It is kept as a parameter, so that the templates have the same "
        "interface as the configuration.",
        "Nothing; or remove the variable from the configuration.",
        Severity.INFO,
    ),
    FindingKind(
        "rules-dropped",
        "A resource has no counterpart",
        "CloudFormation has nothing that the resource would become, so the templates do without it. The message "
        "gives the reason.",
        "Read the reason, and see to it by other means where the resource is needed.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-format",
        "A rule table is not well formed",
        "A file in `mappings/` holds a key or value that the rule tables do not have.",
        "Correct the entry; `docs/rule-tables.md` lists what a row may say.",
    ),
    FindingKind(
        "rules-get-att",
        "CloudFormation has no such attribute",
        "`Fn::GetAtt` of the row names an attribute that the registry schema does not have, or one that is a number or "
        "a truth value: outputs, `Fn::Sub` and `Fn::Join` take texts only, and no function makes one of it.",
        "Take one of the read-only properties in the type's documentation; for a number the argument behind it, a part "
        "of a text that holds it (`after`), or `none` with a reason.",
    ),
    FindingKind(
        "rules-hook",
        "There is no such hook",
        "`finish` names a function that `converter/rules/hooks/` does not have.",
        "Correct the name, or write the function.",
    ),
    FindingKind(
        "rules-inexpressible",
        "A value that CloudFormation cannot express",
        "The value is not known before the deployment, and no intrinsic function can compute it.",
        "Write the argument with variables, resource attributes and functions that CloudFormation has a "
        "counterpart for.",
    ),
    FindingKind(
        "rules-kept",
        "What a resource that outlives its stack needs",
        "A resource stays when its stack is deleted (a `[[deletion]]` entry, or `prevent_destroy`). The key that its "
        "data is encrypted with stays with it, and so does what AWS does not delete while it is in use, such as a "
        "subnet group; `mappings/outliving.yaml` names the types. Where an entry of the project says otherwise, that "
        "is a warning.",
        'Nothing, or an entry of its own: `[[deletion]]` with the address and `policy = "Delete"`. Then the data that '
        "stays cannot be read, or the deletion of the stack fails, until what needs it is deleted too.",
        Severity.INFO,
    ),
    FindingKind(
        "rules-key",
        "`key` on something that is no list of attributes",
        "`key` adds an element to a list of `Key` and `Value`, and the property is not one.",
        "Correct the row; `docs/rule-tables.md` lists what a row may say.",
    ),
    FindingKind(
        "rules-lifecycle",
        "A lifecycle rule that CloudFormation does not have",
        "CloudFormation replaces a resource when a property of its own asks for it, never because another resource "
        "changed.",
        "Let a property of the resource depend on what triggers the replacement.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-merge",
        "A merge into a type without a resource",
        "The rule merges into a Terraform type that has no table or no CloudFormation type.",
        "Add a table for the parent, or correct `merge.into`.",
    ),
    FindingKind(
        "rules-missing-argument",
        "An argument without a row",
        "The provider's schema has an argument that the table does not mention. Nothing may be lost silently.",
        "Add a row: a property, or a verdict with its reason.",
    ),
    FindingKind(
        "rules-missing-property",
        "A required property is not set",
        "CloudFormation requires a property that the configuration leaves out, because Terraform does not need it or "
        "computes it.",
        "Set the argument that the message names.",
    ),
    FindingKind(
        "rules-output-dropped",
        "A sensitive output is left out",
        "CloudFormation shows the outputs of a stack in clear text, so a sensitive output of the configuration "
        "becomes none.",
        "Read the value where it is kept, such as in Secrets Manager.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-property-path",
        "A property path that does not exist",
        "The registry schema of the CloudFormation type has no such property.",
        "Correct the path after the type's documentation.",
    ),
    FindingKind(
        "rules-provider",
        "A resource in another region or account",
        "A stack lives in one region of one account, and the resource's provider works in another.",
        "Convert what lives there as a configuration of its own, deploy it there, and pass what is needed of it in as "
        "variables; or convert the rest with `--allow-partial`.",
    ),
    FindingKind(
        "rules-provisioner",
        "A provisioner is not run",
        "CloudFormation runs no commands when it makes or deletes a resource.",
        "Run the command after the deployment, or put it into user data, an image or a custom resource.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-read-only",
        "A row sets what CloudFormation computes",
        "The property is read-only: it is an attribute and cannot be set.",
        "Remove the row's target, or use another property.",
    ),
    FindingKind(
        "rules-required",
        "A required property that nothing writes",
        "The registry schema requires the property, and no row, literal or default writes it.",
        "Add a row, or write the property under `properties`.",
    ),
    FindingKind(
        "rules-secret",
        "A secret that CloudFormation cannot keep as Terraform does",
        "Either the configuration puts several generated values into one secret, and Secrets Manager generates one "
        "value per secret; or a sensitive value goes into a `SecureString` parameter, which CloudFormation would store "
        "as plain text.",
        "Split the secret, or pass the values in as variables; keep the sensitive value in Secrets Manager.",
    ),
    FindingKind(
        "rules-shape",
        "Argument and property have different forms",
        "The engine cannot turn the argument's form into the property's on its own, or an argument that is a text goes "
        "to a number or a truth value, and nothing says what an empty text becomes.",
        "Name a transform with `as`; for the empty text, which to the provider is an argument that is not set, "
        '`values: {"": null}`.',
    ),
    FindingKind(
        "rules-sub",
        "A placeholder that cannot be filled",
        "A `sub` text names something that is no `ref`, `att`, `argument` or pseudo parameter.",
        "Correct the row; `docs/rule-tables.md` lists what a row may say.",
    ),
    FindingKind(
        "rules-transform",
        "There is no such transform",
        "`as` names a transform that does not exist.",
        "Correct the name, or write the function in `converter/rules/transforms/`.",
    ),
    FindingKind(
        "rules-type",
        "There is no such type",
        "The provider has no such Terraform type, or the registry no such CloudFormation type, or the rule names none.",
        "Correct the name.",
    ),
    FindingKind(
        "rules-unaccounted",
        "An argument got lost",
        "The conversion ended without saying what became of an argument. This is a fault of tf2cfn, not of the "
        "configuration.",
        "Please report it, with the block that the message names.",
    ),
    FindingKind(
        "rules-undecided",
        "An argument that decides what a resource becomes is known only during the deployment",
        "Which CloudFormation type a resource has, whether it is kept when its stack goes, and some other things are "
        "fixed in a template. An argument that decides them and is just a variable fixes that variable. Where its "
        "value depends on several variables or on other resources, the template assumes what the message says, "
        "whatever they are.",
        "Make the argument a variable of its own, or write the value that it has; or accept what the template assumes "
        "with `# tf2cfn:ignore=rules-undecided reason` at the argument's line.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-unknown-argument",
        "A row for something that is no argument",
        "The provider's schema has no such argument or block, or computes it itself.",
        "Correct the name, or remove the row.",
    ),
    FindingKind(
        "rules-unsupported",
        "A resource cannot be converted",
        "There is no rule table for the resource's type, its rule says that it has no faithful form, or what it "
        "belongs to is not converted. The message gives the reason.",
        "Write it another way, or convert the rest with `--allow-partial` and see to this resource by other means.",
    ),
    FindingKind(
        "rules-validation",
        "A condition is not enforced by the templates",
        "A condition of the configuration, such as a variable's `validation`, can be said neither as a constraint of "
        "a parameter nor as a rule of the template, so nothing checks it before a deployment.",
        "Check the values before deploying, or write the condition as comparisons of variables with fixed values.",
        Severity.WARNING,
    ),
    FindingKind(
        "rules-value",
        "A value that the property does not allow",
        "`values` or `default` gives a value outside the property's enumeration in the registry schema.",
        "Take one of the values that the message lists.",
    ),
    FindingKind(
        "rules-verdict",
        "A verdict on a resource type that cannot be",
        "The files `mappings/verdicts/*.yaml` say of every resource type what CloudFormation has for it. A type is "
        "missing, names a type or property that does not exist, or its table says otherwise.",
        "Correct the line that the message names; the table of a type is right where both differ.",
    ),
)
