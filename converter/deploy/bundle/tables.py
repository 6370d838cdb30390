"""The tables that the scripts read: tab-separated, a line of headings, values escaped so that they are data only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from converter.cloudformation.model import Parameter
from converter.conversion import Conversion
from converter.conversion.deploy_tables import type_table
from converter.conversion.lookups import Comparison, LookUp, plain_json
from converter.conversion.steps import Package, Step
from converter.findings import Span
from converter.rules.names import parameter_name
from converter.terraform.walking import parameters_in

Row = Sequence[str]

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "parameters": ("name", "type", "origin", "no_echo", "has_default", "default", "sources", "variable"),
    "folded": ("member", "parameter", "index", "separator"),
    "lookups": (
        "parameter", "address", "source", "service", "operation", "comparisons", "arguments", "result", "expected",
        "prefix", "advice",
    ),
    "steps": (
        "step", "phase", "address", "source", "role", "comparisons", "service", "operation", "arguments", "result",
        "wanted", "file",
    ),
    "packages": (
        "bucket_parameter", "key_parameter", "address", "source", "file", "packs", "packed", "excludes", "packed_at",
    ),
    "images": ("address", "source", "comparisons", "image"),
    "stages": ("parameter", "stage"),
    "resources": ("stack", "logical_id", "type", "address", "file", "line", "deletion_policy"),
    "types": ("type", "holds_data", "emptied_as", "remains"),
}  # fmt: skip

NO_CLI = "the AWS CLI cannot read it: let tf2cfn params --lookup write the parameters file"


def tables(conversion: Conversion) -> dict[str, str]:
    """All tables by name."""
    rows: Mapping[str, Iterable[Row]] = {
        "parameters": _parameters(conversion),
        "folded": _folded(conversion),
        "lookups": (row for look_up in conversion.lookups for row in _look_up(look_up)),
        "steps": (row for number, step in enumerate(conversion.steps.steps, 1) for row in _step(number, step)),
        "packages": map(_package, conversion.steps.packages),
        "images": (
            (i.address, _source(i.span), _comparisons(i.when), i.image) for i in conversion.steps.images
        ),
        "stages": _stages(conversion),
        "resources": _resources(conversion),
        "types": _types(),
    }  # fmt: skip
    return {name: table(HEADINGS[name], rows[name]) for name in HEADINGS}


def table(headings: Row, rows: Iterable[Row]) -> str:
    """A table as text."""
    return "".join("\t".join(map(escaped, row)) + "\n" for row in (headings, *rows))


def escaped(text: str) -> str:
    """A value of a table: a line without tabs, which ``printf %b`` reads back. Other control characters go."""
    text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return "".join(c for c in text if c >= " " and c != "\x7f")


# ---------------------------------------------------------------------------------------------- parameters


def origins(conversion: Conversion) -> dict[str, str]:
    """Where the value of each parameter comes from: variable, look-up, derived, package, stage or folded."""
    result = dict.fromkeys(conversion.templates["main"].parameters, "variable")
    result.update({p.key_parameter: "package" for p in conversion.steps.packages})
    result.update({p.bucket_parameter: "package" for p in conversion.steps.packages})
    result.update({look_up.parameter: "look-up" for look_up in conversion.lookups if look_up.parameter in result})
    result.update({name: "derived" for name, _ in conversion.flat.lowering.derived if name in result})
    stages = conversion.cut.layout.stages
    if stages is not None and stages.parameter in result:
        result[stages.parameter] = "stage"
    result.update({fold.name: "folded" for fold in conversion.cut.folding.folds})
    return {name: origin for name, origin in result.items() if name}


def default_of(parameter: Parameter) -> str:
    """A parameter's default as text; empty where it has none."""
    return "" if parameter.default is None else str(parameter.default)


def _parameters(conversion: Conversion) -> Iterator[Row]:
    variables = {parameter_name(name): v for name, v in conversion.evaluation.variables.items()}
    derived = dict(conversion.flat.lowering.derived)
    kinds = origins(conversion)
    for name, parameter in conversion.templates["main"].parameters.items():
        sources = [parameter_name(v) for v in parameters_in(derived[name])] if name in derived else []
        variable = variables.get(name)
        yield (
            name,
            parameter.type,
            kinds[name],
            _yes(parameter.no_echo),
            _yes(parameter.default is not None),
            default_of(parameter),
            ",".join(dict.fromkeys(sources)),
            "" if variable is None else f"var.{variable.name}, {_source(variable.config.block.span)}",
        )


def _folded(conversion: Conversion) -> Iterator[Row]:
    for fold in conversion.cut.folding.folds:
        for index, member in enumerate(fold.members):
            yield member, fold.name, str(index), fold.separator


def _look_up(look_up: LookUp) -> Iterator[Row]:
    head = (look_up.parameter, look_up.address, _source(look_up.span))
    if not look_up.requests or look_up.document:
        yield (*head, "", "", "", "", "", "", "", look_up.advice or NO_CLI)
    else:
        for request in look_up.requests:
            yield (
                *head,
                *look_up.command,
                _comparisons(request.when),
                json.dumps(plain_json(request.arguments), ensure_ascii=False),
                request.result,
                str(look_up.expected),
                look_up.prefix,
                look_up.advice,
            )


def _stages(conversion: Conversion) -> Iterator[Row]:
    stages = conversion.cut.layout.stages
    if stages is not None and stages.parameter in conversion.templates["main"].parameters:
        for value in stages.values:
            yield stages.parameter, value


# ---------------------------------------------------------------------------------------------- steps


def _step(number: int, step: Step) -> Iterator[Row]:
    address = f"{step.address} ({step.argument})" if step.argument else step.address
    head = (str(number), step.phase, address, _source(step.span))
    if step.advice:
        yield (*head, "by-hand", "", "", "", step.advice, "", "", "")
    for call in step.calls:
        yield (
            *head,
            call.role,
            _comparisons(call.when),
            call.service,
            call.operation,
            call.arguments,
            call.result,
            call.wanted,
            call.file,
        )


def _package(package: Package) -> Row:
    return (
        package.bucket_parameter,
        package.key_parameter,
        package.address,
        _source(package.span),
        package.file,
        *_archive(package),
    )


def _archive(package: Package) -> Row:
    """What is packed into the file first: its kind, its path, what is left out, and the archive's address."""
    if package.archive is None:
        return "", "", "", ""
    archive = package.archive
    return archive.of, archive.source, "\t".join(map(escaped, archive.excludes)), archive.address


def _comparisons(when: Iterable[Comparison]) -> str:
    """Comparisons as fields of their own: left, operator, right, and so on."""
    parts = [part for c in when for part in (c.left, "=" if c.equal else "!=", c.right)]
    return "\t".join(map(escaped, parts))


# ---------------------------------------------------------------------------------------------- resources


def _resources(conversion: Conversion) -> Iterator[Row]:
    flat, made = conversion.flat, conversion.cut
    for name, home in made.placement.homes.items():
        draft = flat.drafts.get(name)
        if draft is None:
            continue
        span = flat.ledger[draft.key].span
        resource = flat.resources[name]
        yield (
            made.stack_id(home),
            name,
            resource.type,
            str(draft.key),
            span.file,
            str(span.start.line),
            resource.deletion_policy or "",
        )


def _types() -> Iterator[Row]:
    known = type_table()
    for name in sorted({*known.holds_data, *known.emptied, *known.remains}):
        yield name, _yes(name in known.holds_data), known.emptied.get(name, ""), known.remains.get(name, "")


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _source(span: Span) -> str:
    return f"{span.file}:{span.start.line}"
