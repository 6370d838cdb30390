"""The whole adoption: a conversion and a state in, files out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from converter.cloudformation.model import Node, Object, Ref, Resource, Sub, Template
from converter.cloudformation.resolved import PseudoParameters, ResolvedStack
from converter.cloudformation.resolver import resolve
from converter.cloudformation.yaml_writer import write
from converter.conversion import Conversion
from converter.conversion.lookups import LookUp
from converter.deploy.adoption.accounting import Accounting, Fate, account, missing
from converter.deploy.adoption.guide import ImportedStack, Portion, guide
from converter.deploy.adoption.import_phase import TEMPLATE_BUCKET, StackImport
from converter.deploy.adoption.letting_go import commands, removed_blocks
from converter.deploy.adoption.state import State
from converter.deploy.adoption.values import StateValues, UnknownValueError
from converter.findings import Finding, Findings, Severity
from converter.stacks.layout import MAIN
from converter.terraform.provider_schema import ProviderSchema

SCHEMA_VERSION = 1
RECORD = "adoption.json"
FOLDERS = ("templates", "resources-to-import", "parameters", "let-go")
"""The folders of the files, whose every file is made here."""
AFTER_IMPORT, AFTER_UPDATE = "the import", "the first update"
TO_GIVE = "SECRET-TO-GIVE"
_NOBODY = "aws"
"""Stands for the account in ARNs of what AWS itself provides."""
_UNKNOWN_PLACES = {"region": "region-not-known", "account_id": "account-not-known"}


@dataclass(frozen=True, slots=True)
class Adoption:
    """The result: files by path, and what they say."""

    files: Mapping[str, str]
    stacks: tuple[ImportedStack, ...]
    accounting: Accounting


def looked_up(conversion: Conversion, state: State) -> dict[str, str]:
    """The parameters of look-ups, as the data sources in the state have read them."""
    values = StateValues(conversion.flat, state.data, ProviderSchema.load())
    found: dict[str, str] = {}
    for line in conversion.lookups:
        text = _read_before(line, state, values)
        if text is not None:
            found[line.parameter] = text
    return found


def _read_before(line: LookUp, state: State, values: StateValues) -> str | None:
    source = state.data.get(line.address)
    try:
        value = values.attribute(source, line.attribute) if source is not None else None
    except UnknownValueError:
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(item.removeprefix(line.prefix) for item in value)
    return value.removeprefix(line.prefix) if isinstance(value, str) and value else None


def place_of(state: State) -> PseudoParameters:
    """The region and account that most ARNs in the state name; a placeholder for what none names."""
    parts = [
        tuple(arn.split(":", 5)[1:5])
        for found in state.managed.values()
        if found.type.startswith("aws_")
        and isinstance(arn := found.values.get("arn"), str)
        and arn.startswith("arn:")
        and arn.count(":") >= 5
    ]

    def most(index: int) -> str:
        counted = Counter(part[index] for part in parts if part[index] and part[index] != _NOBODY)
        return counted.most_common(1)[0][0] if counted else ""

    return PseudoParameters(
        region=most(2) or _UNKNOWN_PLACES["region"],
        account_id=most(3) or _UNKNOWN_PLACES["account_id"],
    )


def adopt(
    conversion: Conversion,
    state: State,
    parameters: Mapping[str, str],
    pseudo: PseudoParameters,
    findings: Findings,
    *,
    blocks: bool = False,
) -> Adoption | None:
    """The adoption under the main stack's parameters; None where findings of severity error forbid it.

    ``blocks``: ``removed`` blocks in the place of ``terraform state rm``.
    """
    by_file = {f"{name}-stack.yaml": template for name, template in conversion.templates.items()}
    found = resolve(conversion.templates[MAIN], dict(parameters), pseudo, by_file.get, file=f"{MAIN}-stack.yaml")
    findings.extend(finding for finding in found.findings if finding.severity is Severity.ERROR)
    if findings.errors:
        return None
    values = StateValues(conversion.flat, state.managed, ProviderSchema.load())
    stacks = _settled(found.stack, values)
    accounting = account(conversion, state, stacks)
    findings.extend(_findings(conversion, accounting))
    findings.extend(_taken_twice(stacks))
    if not any(stack.imported for stack in stacks.values()):
        detail = "see the findings for the reasons; is it the state of this configuration?"
        findings.add(Finding("deploy-adopt-state", Severity.ERROR, "nothing of the state can be imported", detail))
    if findings.errors:
        return None
    files, imported, prefix = _import_files(stacks)
    let_go = _letting_go_files(accounting, blocks=blocks)
    files |= let_go
    files[RECORD] = _record(stacks, imported, accounting)
    files["README.md"] = guide(imported, stacks, accounting, prefix, list(let_go))
    findings.extend(_unknown_places(files))
    return None if findings.errors else Adoption(files, tuple(imported), accounting)


# ---------------------------------------------------------------------------------------------- stacks


def _settled(main: ResolvedStack, values: StateValues) -> dict[str, StackImport]:
    """What each stack imports, nested ones before the main one, which imports them."""
    stacks = {name: StackImport(child, values) for name, child in main.children.items()}
    for stack in stacks.values():
        stack.settle()
    resources = main.template.resources
    nested = {name: replace(resources[name], properties=Object()) for name in stacks if stacks[name].imported}
    top = StackImport(main, values, nested)
    top.settle()
    return {**stacks, MAIN: top}


def _import_files(stacks: Mapping[str, StackImport]) -> tuple[dict[str, str], list[ImportedStack], str]:
    """The files of the imports, the stacks in their order, and the folder of the templates in the bucket.

    The main stack comes last: it names the templates that the nested ones have.
    """
    files: dict[str, str] = {}
    given: dict[str, Mapping[str, str]] = {}
    nested = [name for name in stacks if name != MAIN and stacks[name].imported]
    imported = [_imported(name, stacks[name], files, given) for name in nested]
    texts = [text for file, text in sorted(files.items()) if file.startswith("templates/")]
    prefix = f"adoption/{hashlib.sha256(chr(0).join(texts).encode()).hexdigest()[:12]}"
    main = stacks[MAIN]
    if main.imported:
        last = {stack.name: stack.portions[-1].name for stack in imported}
        main.nested = {
            name: _nested(
                main.template.resources[name], f"{prefix}/{last[name]}.yaml", given[name], tuple(stacks[name].secrets)
            )
            for name in main.nested
        }
        main.settle()
        imported.append(_imported(MAIN, main, files, given))
    return files, imported, prefix


def _imported(
    name: str, stack: StackImport, files: dict[str, str], given: dict[str, Mapping[str, str]]
) -> ImportedStack:
    """Add the files of one stack's imports, and the parameters that it has after the last one."""
    portions: list[Portion] = []
    batches = stack.portions()
    for number, names in enumerate(batches, 1):
        base = name if len(batches) == 1 else f"{name}-{number}"
        portion = Portion(base, f"templates/{base}.yaml", f"resources-to-import/{base}.json", f"parameters/{base}.json")
        template = stack.import_template([n for batch in batches[:number] for n in batch])
        given[name] = stack.parameter_values(template)
        files[portion.template] = write(template)
        files[portion.resources] = _json(_resources_to_import(stack, names))
        files[portion.parameters] = _json(_parameters(given[name], template))
        portions.append(portion)
    return ImportedStack(name, tuple(portions), len(stack.imported))


def _nested(resource: Resource, key: str, given: Mapping[str, str], secrets: tuple[str, ...]) -> Resource:
    """A nested stack in the main template of the import: the template and the parameters that it has by then.

    Those in ``secrets`` keep the form that they have in the templates of the deployment.
    """
    url = Sub(("https://", Ref(TEMPLATE_BUCKET), ".s3.", Ref("AWS::Region"), ".", Ref("AWS::URLSuffix"), f"/{key}"))
    entries: list[tuple[str, Node]] = [("TemplateURL", url)]
    written = resource.properties.get("Parameters")
    passed = [(k, v) for k, v in written if k in secrets] if isinstance(written, Object) else []
    if given or passed:
        entries.append(("Parameters", Object((*given.items(), *passed))))
    entries += [(k, v) for k, v in resource.properties if k not in {"TemplateURL", "Parameters"}]
    return replace(resource, properties=Object(tuple(entries)))


def _resources_to_import(stack: StackImport, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "ResourceType": stack.imported[name].type,
            "LogicalResourceId": name,
            "ResourceIdentifier": dict(stack.imported[name].identifiers),
        }
        for name in names
    ]


def _parameters(values: Mapping[str, str], template: Template) -> list[dict[str, str]]:
    rows = [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]
    if TEMPLATE_BUCKET in template.parameters:
        rows.append({"ParameterKey": TEMPLATE_BUCKET, "ParameterValue": "NAME-OF-BUCKET"})
    asked = (name for name in template.parameters if template.parameters[name].no_echo)
    return [*rows, *({"ParameterKey": name, "ParameterValue": TO_GIVE} for name in asked)]


# ---------------------------------------------------------------------------------------------- files


def _letting_go_files(accounting: Accounting, *, blocks: bool) -> dict[str, str]:
    now = [a for a in accounting.accounts if a.let_go and not a.after_update]
    then = [a for a in accounting.accounts if a.let_go and a.after_update]
    files: dict[str, str] = {}
    for accounts, moment, name in ((now, AFTER_IMPORT, "after-import"), (then, AFTER_UPDATE, "after-first-update")):
        if not accounts:
            continue
        if blocks:
            files[f"let-go/{name}.tf"] = removed_blocks(accounts, accounting.accounts, moment)
        else:
            files[f"let-go/{name}.sh"] = commands(accounts, moment)
    return files


def _record(stacks: Mapping[str, StackImport], imported: list[ImportedStack], accounting: Accounting) -> str:
    """``adoption.json``: the same for programs."""
    return _json(
        {
            "schema_version": SCHEMA_VERSION,
            "sums": accounting.sums,
            "imports": [
                {
                    "stack": stack.name,
                    "template": portion.template,
                    "resources_to_import": portion.resources,
                    "parameters": portion.parameters,
                    "secrets": list(stacks[stack.name].secrets),
                }
                for stack in imported
                for portion in stack.portions
            ],
            "state": [
                {
                    "address": a.object.address,
                    "fate": str(a.fate),
                    "into": [{"stack": stack, "logical_id": name} for stack, name in a.into],
                    "reason": a.reason,
                }
                for a in accounting.accounts
            ],
            "first_update": {
                "made": [
                    {
                        "stack": m.stack,
                        "logical_id": m.logical_id,
                        "type": m.type,
                        "address": str(m.key) if m.key is not None else None,
                        "exists": m.exists,
                        "effect": m.effect,
                        "reason": m.reason,
                    }
                    for m in accounting.made
                ],
                "properties": [
                    {"stack": name, "logical_id": p.logical_id, "property": p.path, "reason": p.reason}
                    for name, stack in stacks.items()
                    for p in stack.later
                ],
            },
        }
    )


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


# ---------------------------------------------------------------------------------------------- findings


def _findings(conversion: Conversion, accounting: Accounting) -> Iterator[Finding]:
    spans = {str(key): entry.span for key, entry in conversion.flat.ledger.items()}
    for line in accounting.accounts:
        address = line.object.address
        if line.fate is Fate.LEFT and address not in spans and not line.object.deposed:
            detail = "it is left to Terraform; was it moved (moved blocks take effect with terraform apply), or removed"
            summary = f"{address} is in the state and not in the configuration"
            yield Finding("deploy-adopt-unknown", Severity.WARNING, summary, detail)
        elif line.object.tainted:
            summary = f"{address} is tainted: Terraform would replace it"
            detail = "apply first, or take the mark away with terraform untaint; it is adopted as it is"
            yield Finding("deploy-adopt-unknown", Severity.WARNING, summary, detail, spans.get(address))
    for entry in missing(conversion, accounting):
        detail = "the first update makes it; apply first if Terraform shall"
        summary = f"{entry.key} is in the configuration and not in the state"
        yield Finding("deploy-adopt-new", Severity.WARNING, summary, detail, entry.span)
    for made in accounting.made:
        if made.exists:
            summary = f"{made.key} cannot be imported as {made.type}: {made.reason}"
            severity = Severity.INFO if made.put_over else Severity.WARNING
            detail = f"with the first update {made.logical_id} {made.effect}"
            yield Finding("deploy-adopt-again", severity, summary, detail, spans.get(str(made.key)))


def _taken_twice(stacks: Mapping[str, StackImport]) -> Iterator[Finding]:
    seen: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}
    for stack in stacks.values():
        for item in stack.imported.values():
            key = (item.type, tuple(sorted(item.identifiers.items())))
            if (first := seen.setdefault(key, item.logical_id)) != item.logical_id:
                summary = f"{first} and {item.logical_id} are one and the same {item.type} in AWS"
                detail = "CloudFormation imports a resource once; keep one of them in the configuration"
                yield Finding("deploy-adopt-state", Severity.ERROR, summary, detail)


def _unknown_places(files: Mapping[str, str]) -> Iterator[Finding]:
    for name, text in _UNKNOWN_PLACES.items():
        if any(text in content for content in files.values()):
            what = name.replace("_", "-")
            summary = f"no ARN in the state tells the {what.partition('-')[0]}"
            yield Finding("deploy-adopt-state", Severity.ERROR, summary, f"give it with --{what}")
