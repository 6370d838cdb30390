"""``README.md`` of an adoption: the order of the steps, what the first update does, and how to go back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template as Text

from converter.deploy.adoption.accounting import Account, Accounting, Fate
from converter.deploy.adoption.import_phase import StackImport
from converter.deploy.bundle.markdown import code, plain, table
from converter.stacks.layout import MAIN

_TEXT = Path(__file__).resolve().parent / "guide.md"
_MEANINGS: Mapping[Fate, str] = {
    Fate.IMPORTED: "imported as resources of their own",
    Fate.MERGED: "part of what is imported",
    Fate.MADE_ANEW: "not importable: the first update makes them, see step 5",
    Fate.SCRIPT: "seen to by the deploy script",
    Fate.LEFT: "left to Terraform",
}


@dataclass(frozen=True, slots=True)
class Portion:
    """One import: its files below the output folder, and their common name."""

    name: str
    template: str
    resources: str
    parameters: str


@dataclass(frozen=True, slots=True)
class ImportedStack:
    """A stack of the import phase, and how many resources it imports."""

    name: str
    portions: tuple[Portion, ...]
    resources: int


def guide(
    imported: Sequence[ImportedStack],
    stacks: Mapping[str, StackImport],
    accounting: Accounting,
    prefix: str,
    let_go: Sequence[str],
) -> str:
    """The page; ``prefix`` is the folder of the templates in the bucket, ``let_go`` the files that let go."""
    return Text(_template()).substitute(
        sums=_sums(accounting).rstrip(),
        prefix=prefix,
        url=f"https://$BUCKET.s3.$AWS_DEFAULT_REGION.amazonaws.com/{prefix}",
        order=_order(imported),
        imports=_imports(imported),
        secrets=_secrets(imported, stacks),
        let_go=_let_go(let_go),
        made=_made(accounting),
        later=_later(stacks),
        after_update=_after_update(let_go),
        left=_left(accounting).rstrip(),
    )


@cache
def _template() -> str:
    return _TEXT.read_text("utf-8")


def _sums(accounting: Accounting) -> str:
    rows = [(_MEANINGS[Fate(fate)], str(number)) for fate, number in accounting.sums.items()]
    rows.append(("**in the state**", f"**{len(accounting.accounts)}**"))
    return table(("objects of the state", "number"), rows)


def _order(imported: Sequence[ImportedStack]) -> str:
    if len(imported) == 1:
        return "There is one stack to import."
    return (
        f"First the {len(imported) - 1} nested stacks, each as a stack of its own, in any order; then the main stack,\n"
        "which imports them. CloudFormation checks that each nested stack has the very template that the main stack\n"
        "names."
    )


def _secrets(imported: Sequence[ImportedStack], stacks: Mapping[str, StackImport]) -> str:
    rows = [
        (code(portion.parameters), code(name))
        for stack in imported
        for portion in stack.portions
        for name in stacks[stack.name].secrets
    ]
    if not rows:
        return ""
    return (
        "\nSome resources cannot be imported without the value of a secret parameter. Put it into these files in the\n"
        "place of `SECRET-TO-GIVE`, let nobody else read them (`chmod 600`), and delete them after the import:\n\n"
        f"{table(('file', 'parameter'), rows)}"
    )


def _imports(imported: Sequence[ImportedStack]) -> str:
    lines: list[str] = []
    nested = [stack for stack in imported if stack.name != MAIN]
    for stack in nested:
        lines += [f'import_stack "$STACK_NAME-{stack.name}" {portion.name}' for portion in stack.portions]
    for stack in imported:
        if stack.name != MAIN:
            continue
        if nested:
            lines += [
                f"for stack in {' '.join(s.name for s in nested)}; do",
                '  id=$(aws cloudformation describe-stacks --stack-name "$STACK_NAME-$stack" \\',
                "    --query 'Stacks[0].StackId' --output text)",
                '  sed -i.bak "s|\\"STACK-ID-OF-$stack\\"|\\"$id\\"|" resources-to-import/main*.json',
                "done",
                'sed -i.bak "s|NAME-OF-BUCKET|$BUCKET|" parameters/main*.json',
            ]
        lines += [f'import_stack "$STACK_NAME" {portion.name}' for portion in stack.portions]
    return "\n".join(lines)


def _let_go(files: Sequence[str]) -> str:
    names = [name for name in files if "after-import" in name]
    if not names:
        return "There is nothing to let go."
    if names[0].endswith(".tf"):
        return (
            f"Copy {code(names[0])} into the configuration, take the resource blocks that it names\n"
            "out of it, and look at `terraform plan`: it forgets, and destroys nothing. Then `terraform apply`."
        )
    return (
        f"In the folder of the configuration run {code(names[0])} with `sh`, and take the resource blocks\n"
        "that it names out of the configuration: with them there, `terraform apply` would make everything once more."
    )


def _after_update(files: Sequence[str]) -> str:
    names = [name for name in files if "after-first-update" in name]
    return f"\nAfter it, {code(names[0])} lets go of what the update has put over." if names else ""


def _made(accounting: Accounting) -> str:
    rows = [
        (code(m.stack), code(m.logical_id), code(m.type), code(str(m.key) if m.key else ""), m.effect, plain(m.reason))
        for m in accounting.made
    ]
    if not rows:
        return "It makes no resource.\n"
    text = table(("stack", "resource", "type", "Terraform", "it", "why it is not imported"), rows)
    if any(m.exists and not m.put_over for m in accounting.made):
        text += (
            "\nWhat *is made a second time, or fails* is there already. Where it can be missed for a moment (rules,\n"
            "associations, revisions), remove it first with `terraform destroy -target=ADDRESS`; else take it out of\n"
            "the templates and leave it to Terraform.\n"
        )
    return text


def _later(stacks: Mapping[str, StackImport]) -> str:
    rows = [
        (code(name), code(p.logical_id), code(p.path), plain(p.reason)) for name, s in stacks.items() for p in s.later
    ]
    if not rows:
        return ""
    return (
        "\nIt sets properties that the import leaves out. Where they have the value that is in force, nothing\n"
        f"changes; a secret has to be the same one.\n\n{table(('stack', 'resource', 'property', 'why'), rows)}"
    )


def _left(accounting: Accounting) -> str:
    rows = [_row(account) for account in accounting.of(Fate.LEFT)]
    return table(("address", "why"), rows) or "Nothing.\n"


def _row(account: Account) -> tuple[str, str]:
    return code(account.object.address), plain(account.reason)
