"""``docs/deployment.md``: how this configuration is deployed, for people who have only the bundle."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template as Text

from converter.conversion import Conversion
from converter.conversion.deploy_tables import type_table
from converter.conversion.lookups import LookUp
from converter.conversion.steps import Step
from converter.deploy.bundle.markdown import code, plain, table
from converter.deploy.bundle.tables import NO_CLI, default_of, origins
from converter.findings import Span
from converter.rules.names import parameter_name

_TEXT = Path(__file__).resolve().parent / "guide.md"

ORIGINS = {
    "look-up": "looked up by `deploy.sh`",
    "derived": "computed by `tf2cfn params`",
    "package": "filled by `deploy.sh`, which uploads the file",
    "stage": "set by `deploy.sh`, see [Stages](#stages)",
}
"""What a user reads of parameters that are not theirs to give; the others come from variables."""


def guide(conversion: Conversion) -> str:
    """The page."""
    sections = {
        "title": plain(conversion.templates["main"].description),
        "stacks": str(len(conversion.templates)),
        "parameters": _parameters(conversion),
        "fixed": _fixed(conversion),
        "lookups": _lookups(conversion),
        "sources": _sources(conversion),
        "stages": _stages(conversion),
        "steps": _steps(conversion),
        "by_hand": _by_hand(conversion),
        "outputs": _outputs(conversion),
        "retained": _retained(conversion),
        "remains": _remains(conversion),
    }
    return Text(_template()).substitute(sections)


@cache
def _template() -> str:
    return _TEXT.read_text("utf-8")


def _parameters(conversion: Conversion) -> str:
    kinds = origins(conversion)
    variables = {parameter_name(name): name for name in conversion.evaluation.variables}
    rows = []
    for name, parameter in conversion.templates["main"].parameters.items():
        default = code(default_of(parameter)) or ("empty" if parameter.default is not None else "**required**")
        if kinds[name] in ORIGINS:
            default = ORIGINS[kinds[name]]
        notes = plain(parameter.description)
        if parameter.no_echo:
            notes = f"{notes}{'; ' if notes else ''}secret"
        rows.append((code(name), code(variables.get(name, "")), default, notes))
    return table(("parameter", "variable", "default", "meaning"), rows)


def _fixed(conversion: Conversion) -> str:
    rows = [
        (code(row["name"]), plain(row.get("reason", "")))
        for row in conversion.record["variables"]
        if row["name"] is not None and row["verdict"] == "fixed"
    ]
    if not rows:
        return ""
    return (
        "\nThese variables are no parameters: their values are fixed in the templates, and another value needs\n"
        f"another conversion (`tf2cfn convert … --var NAME=VALUE`).\n\n{table(('variable', 'why'), rows)}"
    )


def _lookups(conversion: Conversion) -> str:
    rows = [
        (
            code(look_up.parameter),
            f"{code(look_up.address)} ({_place(look_up.span)})",
            _request(look_up),
        )
        for look_up in conversion.lookups
    ]
    if not rows:
        return "Nothing has to be looked up.\n"
    return (
        "`deploy.sh` fills these before it deploys, as Terraform's data sources do. A value that the parameters file\n"
        f"gives wins.\n\n{table(('parameter', 'in Terraform', 'by'), rows)}"
    )


def _request(look_up: LookUp) -> str:
    if look_up.requests and not look_up.document:
        return code(f"aws {' '.join(look_up.command)}")
    return plain(look_up.advice or NO_CLI)


def _sources(conversion: Conversion) -> str:
    files = {p.archive.source if p.archive else p.file for p in conversion.steps.packages} | {
        call.file for step in conversion.steps.steps for call in step.calls if call.file
    }
    if not files:
        return ""
    names = ", ".join(code(name) for name in sorted(files - {""}))
    lines = [
        f"- The Terraform configuration's folder, given with `--sources`, for the files that are uploaded: {names}."
    ]
    if any(p.archive for p in conversion.steps.packages):
        lines.append("- The program `zip`, which packs some of them.")
    return "".join(f"{line}\n" for line in lines)


def _stages(conversion: Conversion) -> str:
    stages = conversion.cut.layout.stages
    if stages is None or stages.parameter not in conversion.templates["main"].parameters:
        return "This configuration is deployed in one go.\n"
    first, last = stages.values[0], stages.values[-1]
    repositories = sorted(
        str(conversion.flat.drafts[name].key)
        for name, resource in conversion.flat.resources.items()
        if resource.type == "AWS::ECR::Repository" and name in conversion.flat.drafts
    )
    made = f" ({', '.join(map(code, repositories))})" if repositories else ""
    return f"""\
{plain(stages.description)}. `deploy.sh` finds out itself how far it can go:

1. Run `scripts/deploy.sh --stack-name NAME`. Where images are missing it deploys the stage {code(first)}, names
   the missing images and ends with exit code 15.
2. Push the images into the repositories{made}, or give the right ones as parameters.
3. Run the same command again: it goes on with the stage {code(last)}.

`--stage {first}` goes no further than that; `--skip-image-check` trusts that the images are there.
"""


def _steps(conversion: Conversion) -> str:
    rows = [
        (
            code(step.address),
            _place(step.span),
            f"{step.phase} the stacks",
            ", ".join(dict.fromkeys(code(f"aws {c.service} {c.operation}") for c in step.calls if c.role in _DOING)),
        )
        for step in conversion.steps.steps
        if step.calls
    ]
    if not rows:
        return "There is nothing to be done beside the stacks.\n"
    owned = any(call.role == "mark" for step in conversion.steps.steps for call in step.calls)
    return (
        "CloudFormation cannot do everything that Terraform does; `deploy.sh` does this itself, and again only where\n"
        f"something has changed:\n\n{table(('for', 'in Terraform', 'when', 'by'), rows)}{_OWNED if owned else ''}"
    )


_DOING = ("create", "change", "run")
_OWNED = """
What such a step makes has the tag `tf2cfn:stack` with the stack's name. Where another stack of the region has made it,
`deploy.sh` stops before it changes anything (exit code 30); `delete.sh` leaves alone what is not marked as its stack's.
"""


def _by_hand(conversion: Conversion) -> str:
    steps: list[Step] = [step for step in conversion.steps.steps if step.advice]
    if not steps:
        return "Nothing has to be done by hand.\n"
    rows = [
        (
            code(".".join(filter(None, (s.address, s.argument)))),
            _place(s.span),
            f"{s.phase} the stacks: {plain(s.advice)}",
        )
        for s in steps
    ]
    return f"To be done by hand:\n\n{table(('for', 'in Terraform', 'what'), rows)}"


def _outputs(conversion: Conversion) -> str:
    outputs = conversion.templates["main"].outputs
    if not outputs:
        return "The stack has no outputs.\n"
    rows = [(code(name), plain(output.description)) for name, output in outputs.items()]
    return f"`deploy.sh` prints the stack's outputs at its end:\n\n{table(('output', 'meaning'), rows)}"


def _retained(conversion: Conversion) -> str:
    rows = [
        (code(str(conversion.flat.drafts[name].key)), code(resource.type), code(resource.deletion_policy or ""))
        for name, resource in conversion.flat.resources.items()
        if name in conversion.flat.drafts and (resource.deletion_policy or "Delete") != "Delete"
    ]
    if not rows:
        return "Nothing is retained: what the stacks made goes with them.\n"
    listed = table(("resource", "type", "policy"), rows)
    return f"These stay when the stack is deleted, and are named at the end:\n\n{listed}\n{_RETAINED_NAMES}"


_RETAINED_NAMES = """\
What stays keeps its name: where the name is a fixed one, the next deployment fails because it is taken, until you
delete what stayed (a secret with `--force-delete-without-recovery`) or import it into the new stack.
"""


def _remains(conversion: Conversion) -> str:
    types = {resource.type for resource in conversion.flat.resources.values()}
    texts = dict.fromkeys(text for type_name, text in type_table().remains.items() if type_name in types)
    notes = [f"- {plain(text)}" for text in texts]
    return "\n".join(["AWS itself leaves behind:", "", *notes, ""]) if notes else ""


def _place(span: Span) -> str:
    return code(f"{span.file}:{span.start.line}")
