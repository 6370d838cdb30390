"""Findings of the room cloudformation: reading and resolving templates."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind
from converter.findings.model import Severity

ROWS = (
    FindingKind(
        "cfn-body-size",
        "The template must be uploaded to S3",
        "The template is larger than the 51,200 bytes that CloudFormation takes in a request, but not larger than "
        "what it reads from S3.",
        "Nothing, where the deployment uploads the template to S3 (`aws cloudformation deploy --s3-bucket`, `aws "
        "cloudformation package`); otherwise split it.",
        Severity.INFO,
    ),
    FindingKind(
        "cfn-condition-cycle",
        "Conditions depend on each other",
        "Conditions of a template refer to each other in a circle.",
        "Break the circle: write one of the conditions in terms of parameters.",
    ),
    FindingKind(
        "cfn-condition-reads-resource",
        "A condition reads a resource",
        "CloudFormation decides conditions before any resource exists, so they can read only parameters and mappings.",
        "Base the condition on the parameters that the resource's value comes from.",
    ),
    FindingKind(
        "cfn-condition-undecided",
        "A condition cannot be decided",
        "The two sides of a comparison are not known from the parameters alone.",
        "Compare values that are known from parameters, pseudo parameters and mappings.",
    ),
    FindingKind(
        "cfn-condition-unknown",
        "A condition that is not declared",
        "The template uses a condition that its `Conditions` section does not have.",
        "Correct the name, or declare the condition.",
    ),
    FindingKind(
        "cfn-cycle",
        "Resources wait for each other",
        "Resources of one template refer to each other in a circle, so none can be created first.",
        "Take one reference out into a resource of its own, as `AWS::EC2::SecurityGroupIngress` does for a rule.",
    ),
    FindingKind(
        "cfn-depends-on-unknown",
        "DependsOn names something that is not there",
        "`DependsOn` names a logical ID that is not a resource of the template.",
        "Correct the name, or remove the entry.",
    ),
    FindingKind(
        "cfn-duplicate-id",
        "A parameter and a resource have the same name",
        "Parameters and resources of a template share one set of logical IDs, because `Ref` names either.",
        "Rename one of the two.",
    ),
    FindingKind(
        "cfn-duplicate-key",
        "A key is there twice",
        "A mapping in the template has the same key more than once, and CloudFormation would take the last "
        "one without a word.",
        "Remove one of the two.",
    ),
    FindingKind(
        "cfn-lint",
        "cfn-lint has something to say",
        "The message begins with the rule of cfn-lint that made it, such as `E3012`. cfn-lint describes each of its "
        "rules in its own documentation.",
        "Correct the template at the place shown, or report a rule that cfn-lint applies wrongly to its project.",
    ),
    FindingKind(
        "cfn-logical-id",
        "A name that cannot be a logical ID",
        "A logical ID has letters and digits only, and the names that begin with `AWS::` are CloudFormation's own.",
        "Rename it, and everything that refers to it.",
    ),
    FindingKind(
        "cfn-nested-template-cycle",
        "Templates nest each other without end",
        "A template contains itself by way of its nested stacks, or nests deeper than tf2cfn follows.",
        "Remove one of the nested stacks in the circle that the message names.",
    ),
    FindingKind(
        "cfn-nested-template-missing",
        "A nested template is not there",
        "The `TemplateURL` of a nested stack does not lead to a template file beside its parent.",
        "Correct the path, or write the template.",
    ),
    FindingKind(
        "cfn-null-value",
        "A null value",
        "CloudFormation refuses `null` anywhere in a template.",
        "Leave the key out, or use `AWS::NoValue`.",
    ),
    FindingKind(
        "cfn-output-off",
        "An output is read that does not exist there",
        "The output's condition is false under these parameters, but another stack reads it.",
        "Read the output only under a condition that implies the output's own.",
    ),
    FindingKind(
        "cfn-output-unknown",
        "An output that is not declared",
        "A stack reads an output that the nested template does not have.",
        "Correct the name, or declare the output.",
    ),
    FindingKind(
        "cfn-parameter-constraint",
        "A parameter's value breaks its constraint",
        "The value is outside what `AllowedValues`, `AllowedPattern` or the minimum and maximum permit.",
        "Give a value that the constraint permits.",
    ),
    FindingKind(
        "cfn-parameter-missing",
        "A parameter has no value",
        "The parameter has no default and no value was given for it.",
        "Give a value for it.",
    ),
    FindingKind(
        "cfn-parameter-pattern",
        "An AllowedPattern cannot be checked",
        "The parameter's `AllowedPattern` is not a regular expression that can be evaluated.",
        "Correct the pattern.",
    ),
    FindingKind(
        "cfn-parameter-type",
        "A parameter's value has the wrong type",
        "A parameter takes one text, number or list of these, and got something of another shape.",
        "Pass a value of the declared type; a list to a nested stack is joined with `Fn::Join` first.",
    ),
    FindingKind(
        "cfn-parameter-unknown",
        "A parameter that is not declared",
        "A value is given for a parameter that the template does not have.",
        "Correct the name, or declare the parameter.",
    ),
    FindingKind(
        "cfn-property-kind",
        "A property's value has the wrong form",
        "The registry schema wants a list, an object or a scalar where the template has another of these.",
        "Write the value in the form that the message names.",
    ),
    FindingKind(
        "cfn-quota",
        "A limit of CloudFormation is exceeded",
        "The template has more parameters, outputs, resources, mappings or dynamic references, a longer name or "
        "text, or more bytes than CloudFormation takes.",
        "Split the template into nested stacks, or shorten the text that the message names.",
    ),
    FindingKind(
        "cfn-read-only-property",
        "A property that only AWS sets",
        "The registry schema marks the property as read-only: it is an attribute of the resource and cannot be given.",
        "Remove it; read the value with `Fn::GetAtt`.",
    ),
    FindingKind(
        "cfn-ref-off",
        "Something is referred to that does not exist there",
        "The resource's condition is false under these parameters, but something that exists refers to it.",
        "Put what refers to it under a condition that implies the resource's own.",
    ),
    FindingKind(
        "cfn-ref-unknown",
        "A reference to something that is not declared",
        "`Ref`, `Fn::GetAtt`, `Fn::Sub` or `Fn::FindInMap` names something that the template does not have.",
        "Correct the name, or declare what is meant.",
    ),
    FindingKind(
        "cfn-required-property",
        "A required property is missing",
        "The registry schema requires the property, and the template leaves it out or gives it `AWS::NoValue`.",
        "Set the property.",
    ),
    FindingKind(
        "cfn-resolve-map-key",
        "A mapping has no such key",
        "`Fn::FindInMap` looks for a key that the mapping does not have.",
        "Add the key to the mapping, or correct the look-up.",
    ),
    FindingKind(
        "cfn-resolve-select-range",
        "Fn::Select is out of range",
        "The index is negative or past the end of the list.",
        "Correct the index, or put the value under a condition that implies that the element exists.",
    ),
    FindingKind(
        "cfn-resolve-value",
        "An intrinsic function has no value",
        "The function's arguments do not have the form that CloudFormation requires.",
        "Correct the arguments as the message says.",
    ),
    FindingKind(
        "cfn-rule-failed",
        "A rule of the template does not hold",
        "An assertion in the template's `Rules` section is false for these parameters; CloudFormation refuses them.",
        "Give values that the rule allows.",
    ),
    FindingKind(
        "cfn-stack-cycle",
        "Nested stacks need each other's outputs",
        "Nested stacks read outputs of each other in a circle, so none can be created first.",
        "Move what both need into a stack of its own, or wire it the other way.",
    ),
    FindingKind(
        "cfn-sub-syntax",
        "Fn::Sub is not well formed",
        "The text of `Fn::Sub` has a `${` that does not close, or names something in a way that "
        "CloudFormation does not read.",
        "Correct the text; write a literal `${` as `${!`.",
    ),
    FindingKind(
        "cfn-template-shape",
        "A part of the template has the wrong form",
        "A section, function or value is not of the form that CloudFormation requires there.",
        "Correct the place that the message names.",
    ),
    FindingKind(
        "cfn-unknown-attribute",
        "A type has no such attribute",
        "`Fn::GetAtt` names an attribute that the registry schema of the resource's type does not have.",
        "Take one of the attributes that the message lists.",
    ),
    FindingKind(
        "cfn-unknown-intrinsic",
        "An unknown function",
        "The template uses a function or YAML tag that CloudFormation does not have, or not in that place.",
        "Correct the name, or use a function that is allowed there.",
    ),
    FindingKind(
        "cfn-unknown-key",
        "An unknown key",
        "A parameter, resource, output or rule has a key that CloudFormation does not know.",
        "Correct the name, or remove the key.",
    ),
    FindingKind(
        "cfn-unknown-property",
        "A type has no such property",
        "The registry schema of the resource's type does not have the property at that place.",
        "Correct the name, or remove the property.",
    ),
    FindingKind(
        "cfn-unknown-section",
        "An unknown section",
        "The template has a section at its top level that CloudFormation does not know.",
        "Correct the name, or remove the section.",
    ),
    FindingKind(
        "cfn-unknown-type",
        "An unknown resource type",
        "The CloudFormation registry of the region, as this version of tf2cfn knows it, has no such type.",
        "Correct the name, or take a type that the region has. A type that is newer than tf2cfn is not known yet.",
    ),
    FindingKind(
        "cfn-unsupported",
        "A feature of templates that is not resolved",
        "The template uses macros, transforms, loops or a rule function that tf2cfn does not evaluate.",
        "Process the template first, or write it without that feature.",
    ),
    FindingKind(
        "cfn-unused-condition",
        "A condition is never used",
        "The template declares a condition that no resource, output, property or other condition uses.",
        "Remove it.",
        Severity.WARNING,
    ),
    FindingKind(
        "cfn-unused-mapping",
        "A mapping is never used",
        "The template has a mapping in which nothing is looked up.",
        "Remove it.",
        Severity.WARNING,
    ),
    FindingKind(
        "cfn-unused-parameter",
        "A parameter is never used",
        "The template declares a parameter that nothing refers to.",
        "Remove it, and the value that is given to it.",
        Severity.WARNING,
    ),
    FindingKind(
        "cfn-validate",
        "cloudformation-validate has something to say",
        "The message begins with the rule of cloudformation-validate that made it, such as `F3012`.",
        "Correct the template at the place shown, or report a rule that the tool applies wrongly to its project.",
    ),
    FindingKind(
        "cfn-yaml-alias",
        "A YAML alias or merge",
        "CloudFormation does not read YAML aliases and merge keys.",
        "Write the value out at each place.",
    ),
    FindingKind(
        "cfn-yaml-syntax",
        "The template is not valid YAML",
        "The file cannot be read as YAML or JSON.",
        "Correct the text at the place shown.",
    ),
)
