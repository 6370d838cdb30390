"""Findings of the room parity, and of the project's configuration that it reads."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind
from converter.findings.model import Severity

CONFIGURATION_ROWS = (
    FindingKind(
        "config-content",
        "The project's configuration asks for something that is not there",
        "`tf2cfn.toml`, or `[tool.tf2cfn]` in `pyproject.toml`, has an unknown key, or a value of another form.",
        "Correct the entry as the message says; the keys of a property stand in `mappings/properties.yaml`.",
    ),
    FindingKind(
        "config-syntax",
        "The project's configuration cannot be read",
        "`tf2cfn.toml` or `pyproject.toml` is not readable, or is not well-formed TOML.",
        "Correct the place that the message names.",
    ),
)

ROWS = (
    FindingKind(
        "parity-added-parameter",
        "A parameter has no variable behind it",
        "The main template has a parameter that no Terraform variable stands for. The message gives the reason.",
        "Nothing, where the reason is a good one. Give the parameter a value when deploying if it has no default.",
        Severity.INFO,
    ),
    FindingKind(
        "parity-ledger",
        "conversion.json cannot be read",
        "The file beside the templates is not what `tf2cfn convert` writes.",
        "Write it anew with `tf2cfn convert`, or remove it: no property rests on it.",
    ),
    FindingKind(
        "parity-look-up",
        "A parameter is looked up otherwise than the configuration asks for",
        "`conversion.json` holds the requests that fill parameters before a deployment, as the data sources of the "
        "configuration ask for them. A request there is another one, is missing, or belongs to no data source now.",
        "Run `tf2cfn convert` again: the scripts that deploy are written with it.",
    ),
    FindingKind(
        "parity-match",
        "It cannot be told which resource stands for which",
        "A resource of the configuration has no resource of its logical ID in the templates, and several others are "
        "as much like it.",
        "Say which one it is in the project's configuration: `[parity.resources]`, an address and `file#LogicalId`.",
    ),
    FindingKind(
        "parity-order",
        "A resource does not wait for another one",
        "Terraform creates a resource after another one, by `depends_on` or because its arguments refer to it. In the "
        "templates nothing makes it wait: no reference and no DependsOn, of its own or of its stack.",
        "Add the `DependsOn`, or run `tf2cfn convert`.",
    ),
    FindingKind(
        "parity-output",
        "An output differs from the configuration",
        "The main template lacks an output of the configuration, has one more, or gives another value; or what the "
        "nested stacks export is not what a conversion of today exports.",
        "Run `tf2cfn convert` where the configuration has changed since; undo the edit where a template was changed by "
        "hand; name a renamed output in `[parity.outputs]`.",
    ),
    FindingKind(
        "parity-p1",
        "Property 1: task definitions run on Fargate",
        "A task definition lacks FARGATE or the awsvpc network mode, or its CPU and memory are no pair that Fargate "
        "has, are less than its containers ask for, or differ from what the project expects.",
        "Correct the task definition in Terraform and convert again, or the project's `properties.P1`.",
    ),
    FindingKind(
        "parity-p10",
        "Property 10: services accept only their balancers and named services",
        "A rule lets something else into a service's security group: an address block, another group, or a port on "
        "which the service does not listen.",
        "Let in only the balancer that forwards to the service, and the services named in `properties.P10`.",
    ),
    FindingKind(
        "parity-p11",
        "Property 11: parameters are Terraform's variables",
        "A variable has no parameter, or the parameter has another type, default or range of values; or a parameter "
        "has no variable and no reason.",
        "Convert again. Where a difference is meant, give its reason in the project's `properties.P11`.",
    ),
    FindingKind(
        "parity-p2",
        "Property 2: every container logs to CloudWatch",
        "A container does not use the awslogs driver, or its log group, region or stream prefix is not the expected "
        "one. The region must follow the deployment, and the group must be one that the templates create.",
        "Correct the container's log configuration, or the project's `properties.P2`.",
    ),
    FindingKind(
        "parity-p3",
        "Property 3: every container has a health check",
        "A container has no health check command, one that asks a port on which it does not listen, or times outside "
        "AWS's limits or the project's expectation.",
        "Correct the container's health check, or the project's `properties.P3`.",
    ),
    FindingKind(
        "parity-p4",
        "Property 4: target groups check their targets' health",
        "A target group's health check is off, incomplete, outside AWS's limits, or not as the project expects of the "
        "container and port behind it.",
        "Correct the target group, or the project's `properties.P4`.",
    ),
    FindingKind(
        "parity-p5",
        "Property 5: access points act as one POSIX user",
        "An access point lacks its POSIX user or the owner of its folder, or has others than expected; or a task's "
        "volume goes past the access points.",
        "Correct the access point or the volume, or the project's `properties.P5`.",
    ),
    FindingKind(
        "parity-p6",
        "Property 6: domain names follow the region",
        "Under some region and base domain, a certificate, a record or another mention of the domain is not "
        "`service.region.base_domain`; or, where regional names are off, not the name that the user set.",
        "Build the name from `AWS::Region` and the parameters, or correct the project's `properties.P6`.",
    ),
    FindingKind(
        "parity-p7",
        "Property 7: policies grant what is needed",
        "An identity policy allows all actions, or actions on resources that it does not name, without being listed as "
        "an exception; or a resource policy allows something to everybody.",
        "Name the actions and resources. Where an action knows no resource, list it with a reason in `properties.P7`.",
    ),
    FindingKind(
        "parity-p8",
        "Property 8: sensitive values stay hidden",
        "The value of a sensitive variable reaches a parameter without NoEcho, an output, metadata, or a property that "
        "is not made for secrets, such as a container's environment; or a value that a user gave stands in a template.",
        "Set NoEcho on every parameter on its way, and hand the value on through a secret.",
    ),
    FindingKind(
        "parity-p9",
        "Property 9: log groups are kept as long as expected",
        "A log group has no retention, one that CloudWatch Logs does not have, or another than the project expects.",
        "Correct the log group's retention, or the project's `properties.P9`.",
    ),
    FindingKind(
        "parity-parameter-value",
        "A parameter needs a value to be looked at",
        "The templates are looked at with a value for every parameter. This one has no default, and none of the usual "
        "texts meets its constraints.",
        "Give the variable's value with `--var` or `--var-file`.",
    ),
    FindingKind(
        "parity-plan",
        "A real plan differs",
        "A plan made by Terraform holds another value, or another resource, than the evaluation of this configuration, "
        "or it is no plan of this configuration at all.",
        "Plan the configuration as it is now, with `terraform plan -out=plan.bin` and `terraform show -json plan.bin`. "
        "A difference that stays is a defect of tf2cfn: please report it.",
    ),
    FindingKind(
        "parity-plan-configuration",
        "The plan is of another configuration",
        "The plan's own account of its configuration names other variables, modules or resources than the Terraform "
        "folder has, or another region of the provider, or it holds no value for a variable.",
        "Plan this configuration, as it is now, and give that plan.",
    ),
    FindingKind(
        "parity-plan-incomplete",
        "The plan is incomplete",
        "Terraform planned some resources only (`-target`), or deferred changes to a later plan. What the plan leaves "
        "out was not compared with it.",
        "Plan everything at once, where that is possible.",
        Severity.WARNING,
    ),
    FindingKind(
        "parity-plan-sensitive",
        "What the plan hides is not hidden",
        "The plan marks a value as sensitive because of where it comes from, and the evaluation of the configuration "
        "does not, or the value stands as text in a template.",
        "Hand the value on through a variable with `sensitive = true` and a parameter with `NoEcho`.",
    ),
    FindingKind(
        "parity-plan-unreadable",
        "A file is no plan",
        "The file given with `--plan` cannot be read, or is not the JSON of a plan that was finished: it is a saved "
        "plan in Terraform's own form, a state, text for people, cut off, or of a format that is not known.",
        "Make it with `terraform plan -out=plan.bin` and `terraform show -json plan.bin > plan.json`.",
    ),
    FindingKind(
        "parity-property",
        "A property of the project's own does not hold",
        "The project's configuration asks for something in a `[[property]]` table that does not hold in the templates. "
        "The message begins with the property's id.",
        "Correct the resource in Terraform and convert again, or the property: `docs/properties.md` explains it.",
    ),
    FindingKind(
        "parity-property-off",
        "A property is switched off",
        'The project\'s configuration says `severity = "off"` for the property, with the reason that is shown.',
        "Nothing, where the reason is a good one.",
        Severity.INFO,
    ),
    FindingKind(
        "parity-refusal",
        "The templates take what Terraform refuses",
        "Under some values of the variables Terraform stops with an error, for example because a `validation` or a "
        "precondition does not hold, and no constraint or rule of the main template refuses these values. It is an "
        "error where a conversion of today would refuse them; where it would not, either, this is a warning, or told "
        "only if the conversion says already that the condition is not enforced.",
        "Run `tf2cfn convert` where the templates are stale, or undo the edit to the parameter or rule. Otherwise mind "
        "the condition when deploying.",
    ),
    FindingKind(
        "parity-square",
        "The templates differ from the configuration",
        "Resolved under some values of the variables, the templates have another resource or property value than the "
        "configuration evaluated under the same values.",
        "Run `tf2cfn convert` where the configuration has changed since; undo the edit where a template was changed by "
        "hand.",
    ),
    FindingKind(
        "parity-templates-circular",
        "Nested stacks lead in a circle",
        "A nested stack's template nests, itself or further down, the template that it stands in.",
        "Correct the `TemplateURL` that leads back.",
    ),
    FindingKind(
        "parity-templates-missing",
        "A template is not there",
        "The folder has no main template, or a nested stack names a file that is not there, or that is outside the "
        "folder.",
        "Name the folder of the templates with `--templates`, or write them with `tf2cfn convert`.",
    ),
    FindingKind(
        "parity-templates-unreadable",
        "A template cannot be read",
        "A template file is too large, is not text, or may not be read.",
        "Correct the file as the message says.",
    ),
    FindingKind(
        "parity-untried",
        "Not every decision was tried both ways",
        "The templates are compared with the configuration under sets of values that take every condition, and choices "
        "within choices, both ways. Where conditions are so many or so entangled that it would take too long, a part "
        "of the combinations is left out; every comparison that was made held, or is reported.",
        "Give the values that you deploy with (`--var`, `--var-file`): they are always compared. Or split the "
        "configuration, so that fewer variables decide together.",
        Severity.WARNING,
    ),
    FindingKind(
        "parity-unused-expectation",
        "An expectation applies to nothing",
        "An entry of the project's configuration matched nothing in the templates, so it checks nothing.",
        "Remove it, or correct it so that it applies.",
        Severity.WARNING,
    ),
    FindingKind(
        "parity-variable",
        "A parameter differs from its variable",
        "A variable has no parameter in the main template, or the parameter has another type or default, lacks NoEcho, "
        "or takes other values; or a parameter has no variable and a conversion of today would not add it.",
        "Run `tf2cfn convert` where the configuration has changed since; undo the edit where a template was changed by "
        "hand; name a renamed parameter in `[parity.parameters]`.",
    ),
)
