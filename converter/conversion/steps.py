"""What the deploy script does instead of CloudFormation: calls of the AWS API, never with a secret's value in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from converter.cloudformation.model import Node, Object, Ref
from converter.conversion.deploy_tables import CallRow, StepRow, step_rows, type_table
from converter.conversion.lookups import Comparison, LookUp, source_json, when_json
from converter.conversion.packing import Archive, archive_of
from converter.conversion.request_texts import Alternative, NoTextError, RequestTexts, When, together
from converter.findings import Span
from converter.rules.engine import FlatTemplate
from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import ResourceEntry, Verdict
from converter.rules.selection import text_of
from converter.stacks.cutting import Cut
from converter.terraform.convert import bare
from converter.terraform.evaluator import Evaluation
from converter.terraform.formulas import ALWAYS
from converter.terraform.instances import ResourceInstance
from converter.terraform.values import Apply, Bool, Mapping as MappingValue, Null, Number, String, Value
from converter.terraform.walking import parameters_in, walk

MAX_CALLS = 32
"""Ways in which the values of one call may come out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of the AWS CLI, made where its comparisons hold.

    ``arguments`` is the request as JSON text and, like ``wanted``, a template as in
    :mod:`converter.conversion.request_texts`; a value stands inside a JSON string there. ``role`` is one of
    :data:`converter.conversion.deploy_tables.ROLES`, as ``mappings/deployment/steps.yaml`` explains. ``file`` is the
    path of a local file in the configuration that becomes the request's body.
    """

    role: str
    service: str
    operation: str
    arguments: str
    when: When = ()
    result: str = ""
    wanted: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done beside the stacks for a resource or an argument; without calls the user does as ``advice`` says."""

    address: str
    argument: str
    span: Span
    phase: str
    calls: tuple[Call, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A local file that is uploaded before the deployment, and the parameters that name its place.

    ``archive`` says how the file is made first, where the configuration has it packed.
    """

    address: str
    span: Span
    bucket_parameter: str
    key_parameter: str
    file: str
    archive: Archive | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A container image that a resource starts, under the conditions of the resource."""

    address: str
    span: Span
    when: When
    image: str


@dataclass(frozen=True, slots=True)
class DeploySteps:
    """Everything that is done beside the stacks."""

    lookups: tuple[LookUp, ...] = ()
    steps: tuple[Step, ...] = ()
    packages: tuple[Package, ...] = ()
    images: tuple[Image, ...] = field(default=())


def deploy_steps(
    flat: FlatTemplate, made: Cut, evaluation: Evaluation, lookups: tuple[LookUp, ...] = ()
) -> DeploySteps:
    """The steps of a conversion, in the order of the configuration's resources."""
    maker = _Maker(flat, made)
    instances = {instance.key: instance for instance in evaluation.instances}
    steps = [s for key, entry in flat.ledger.items() for s in maker.steps(entry, instances[key])]
    packages = maker.packages({instance.address: instance for instance in evaluation.instances}, evaluation)
    return DeploySteps(lookups, tuple(steps), tuple(packages), tuple(maker.images()))


class _Maker:
    """Makes steps from the ledger."""

    def __init__(self, flat: FlatTemplate, made: Cut) -> None:
        self.flat = flat
        self.texts = RequestTexts(flat, made)

    # ------------------------------------------------------------------------------------------ steps

    def steps(self, entry: ResourceEntry, instance: ResourceInstance) -> Iterator[Step]:
        """The steps for one instance: for the whole of it, or for some of its arguments."""
        if entry.verdict is Verdict.DEPLOY_STEP:
            yield from self._step(entry, instance, "", entry.reason, entry.span)
        elif entry.verdict not in {Verdict.DROPPED, Verdict.UNSUPPORTED}:
            for path, argument in sorted(entry.arguments.items()):
                if argument.verdict is Verdict.DEPLOY_STEP:
                    yield from self._step(entry, instance, path, argument.reason, argument.span or entry.span)

    def _step(
        self, entry: ResourceEntry, instance: ResourceInstance, argument: str, reason: str, span: Span
    ) -> Iterator[Step]:
        kind = instance.key.type
        row = step_rows().get(f"{kind}.{argument}" if argument else kind)
        if row is not None and row.packages:
            return
        phase = row.phase if row is not None else "after"
        calls: tuple[Call, ...] = ()
        if row is not None:
            if row.when and instance.body.value(row.when) in (Null(), Bool(False)):
                return
            try:
                calls = tuple(self._calls(row, entry, instance))
            except (NoTextError, InexpressibleError) as problem:
                reason = f"{reason} ({problem})" if str(problem) else reason
        yield Step(
            address=str(entry.key),
            argument=argument,
            span=span,
            phase=phase,
            calls=calls,
            advice="" if calls else reason,
        )

    def _calls(self, row: StepRow, entry: ResourceEntry, instance: ResourceInstance) -> Iterator[Call]:
        for name in row.stated:
            if instance.body.is_set(name) and not list(parameters_in(instance.body.value(name))):
                raise NoTextError(f"its {name} stands in the configuration and is written nowhere else")
        guards = self._guards(entry)
        if row.when:
            switch = self._alternatives(instance.body.value(row.when))
            guards = [w for g in guards for a in switch if (w := together(g, (*a.when, *_is_true(a.text)))) is not None]
        for call in row.calls:
            yield from self._call(call, guards, instance)

    def _guards(self, entry: ResourceEntry) -> list[When]:
        if entry.guard == ALWAYS:
            return [()]
        name = self.flat.lowering.condition_of(entry.guard)
        if not name:
            raise NoTextError("whether it exists is not known to the deploy script")
        return list(self.texts.condition(name))

    def _call(self, row: CallRow, guards: Iterable[When], instance: ResourceInstance) -> Iterator[Call]:
        requests = self._json(row.arguments, instance)
        wanted: tuple[Alternative, ...] = (Alternative((), ""),)
        if row.wanted is not None:
            wanted = self._alternatives(_argument(row.wanted["argument"], instance))
        for guard, request, expected in product(guards, requests or (Alternative((), "{}"),), wanted):
            first = together(guard, request.when)
            when = together(first, expected.when) if first is not None else None
            if when is not None:
                yield Call(
                    role=row.role,
                    service=row.service,
                    operation=row.operation,
                    arguments=request.text,
                    when=when,
                    result=row.result,
                    wanted=expected.text,
                    file=_known_text(row.file, instance) if row.file else "",
                )

    # ------------------------------------------------------------------------------------------ requests

    def _json(self, form: Any, instance: ResourceInstance) -> tuple[Alternative, ...]:
        """A part of a request as JSON text; nothing where it is an argument that is not set."""
        match form:
            case {"self": True}:
                return self._quoted(self._alternatives_of(Ref(self._logical_id(instance))))
            case {"pseudo": name}:
                return self._quoted(self._alternatives_of(Ref(name)))
            case {"argument": name}:
                value = _argument(name, instance)
                return () if isinstance(value, Null) else self._value(value, form.get("as", ""))
            case dict():
                members = [(json.dumps(name) + ": ", self._json(part, instance)) for name, part in form.items()]
                return self._listed("{", [(head, parts) for head, parts in members if parts], "}")
            case list():
                items = [("", parts) for item in form if (parts := self._json(item, instance))]
                return self._listed("[", items, "]")
            case None:
                return ()
            case _:
                return (Alternative((), json.dumps(form).replace("${", "${!")),)

    def _value(self, value: Value, form: str) -> tuple[Alternative, ...]:
        """A Terraform value as JSON."""
        value = bare(value)
        if form == "json":
            if not isinstance(value, String):
                raise NoTextError("its JSON text is made of values that the deploy script does not know")
            return (Alternative((), json.dumps(json.loads(value.text), ensure_ascii=False).replace("${", "${!")),)
        match value:
            case MappingValue() if all(entry.guard == ALWAYS for entry in value.entries):
                members = [(str(entry.key), self._value(entry.value, "")) for entry in value.entries]
                if form == "tags":
                    tags = [(f'{{"Key": {_literal(k)}, "Value": ', parts, "}") for k, parts in members]
                    wrapped = [
                        ("", tuple(Alternative(p.when, head + p.text + end) for p in parts))
                        for head, parts, end in tags
                    ]
                    return self._listed("[", wrapped, "]")
                return self._listed("{", [(f"{_literal(k)}: ", parts) for k, parts in members], "}")
            case Bool(flag):
                return (Alternative((), "true" if flag else "false"),)
            case Number():
                return self._alternatives(value)
            case _:
                return self._quoted(self._alternatives(value))

    def _alternatives(self, value: Value) -> tuple[Alternative, ...]:
        """The texts of a Terraform value, not quoted. Raises NoTextError or InexpressibleError."""
        if any(isinstance(v, Apply) for v in walk(value)):
            raise NoTextError("its value is computed")
        return self._alternatives_of(self.flat.lowering.value(value, "string"))

    def _alternatives_of(self, node: Node) -> tuple[Alternative, ...]:
        return self.texts.alternatives(node)

    def _quoted(self, alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
        """Texts inside JSON strings. What stands between ``${`` and ``}`` is a name and needs no escape."""
        return tuple(Alternative(a.when, json.dumps(a.text, ensure_ascii=False)) for a in alternatives)

    def _listed(
        self, opening: str, parts: list[tuple[str, tuple[Alternative, ...]]], closing: str
    ) -> tuple[Alternative, ...]:
        """Members or elements together, in each way in which they come out."""
        made: list[Alternative] = []
        for chosen in product(*(alternatives for _, alternatives in parts)):
            when: When | None = ()
            for one in chosen:
                when = together(when, one.when) if when is not None else None
            if when is not None:
                inner = ", ".join(head + one.text for (head, _), one in zip(parts, chosen, strict=True))
                made.append(Alternative(when, f"{opening}{inner}{closing}"))
            if len(made) > MAX_CALLS:
                raise NoTextError(f"its request comes out in more than {MAX_CALLS} ways")
        return tuple(made)

    def _logical_id(self, instance: ResourceInstance) -> str:
        name = self.flat.logical_ids.get((instance.key, ""))
        if name is None:
            raise NoTextError("it is no resource of the stacks")
        return name

    # ------------------------------------------------------------------------------------------ packages and images

    def packages(self, instances: Mapping[str, ResourceInstance], evaluation: Evaluation) -> Iterator[Package]:
        """The local files that parameters name the uploaded place of."""
        uploads = {name: look_up for name, look_up in self.flat.references.look_ups.items() if look_up.upload}
        bucket = next((name for name, look_up in uploads.items() if look_up.upload not in instances), "")
        for name, look_up in sorted(uploads.items()):
            instance = instances.get(look_up.upload)
            if instance is None:
                continue
            argument = instance.body.arguments.get(look_up.attribute)
            yield Package(
                address=look_up.upload,
                span=argument.span if argument is not None else instance.span,
                bucket_parameter=bucket,
                key_parameter=name,
                file=text_of(instance.body.value(look_up.attribute)) or "",
                archive=archive_of(instance.body.value(look_up.attribute), evaluation),
            )

    def images(self) -> Iterator[Image]:
        """The container images in the templates."""
        paths = type_table().images
        for name, resource in sorted(self.flat.resources.items()):
            if resource.type not in paths:
                continue
            draft = self.flat.drafts[name]
            span = self.flat.ledger[draft.key].span
            for node in at(resource.properties, paths[resource.type].split(".")):
                try:
                    guards = [()] if resource.condition is None else list(self.texts.condition(resource.condition))
                    found = self.texts.alternatives(node)
                except NoTextError:
                    continue  # the check is a courtesy: without it the service tells
                for guard, one in product(guards, found):
                    when = together(guard, one.when)
                    if when is not None:
                        yield Image(address=str(draft.key), span=span, when=when, image=one.text)


def at(node: Node | None, path: list[str]) -> Iterator[Node]:
    """The nodes at a path of property names; ``*`` stands for each element of a list."""
    if not path:
        if node is not None:
            yield node
    elif path[0] == "*" and isinstance(node, tuple):
        for item in node:
            yield from at(item, path[1:])
    elif isinstance(node, Object):
        yield from at(node.get(path[0]), path[1:])


def _argument(names: str | list[str], instance: ResourceInstance) -> Value:
    """The first of some arguments that is set; null where none is."""
    for name in [names] if isinstance(names, str) else names:
        if instance.body.is_set(name):
            return instance.body.value(name)
    return Null()


def _known_text(name: str, instance: ResourceInstance) -> str:
    """The text of an argument that is known when the configuration is converted."""
    value = bare(instance.body.value(name))
    if isinstance(value, String):
        return value.text
    raise NoTextError(f"its {name} is no file that is known to the deploy script")


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("${", "${!")


def _is_true(text: str) -> When:
    return () if text == "true" else (Comparison(text, "true"),)


def steps_json(found: DeploySteps) -> dict[str, Any]:
    """The steps as ``conversion.json`` has them."""
    return {
        "steps": [dict(_step_json(step)) for step in found.steps],
        "packages": [
            {
                "address": p.address,
                "source": source_json(p.span),
                "bucket_parameter": p.bucket_parameter,
                "key_parameter": p.key_parameter,
                "file": p.file,
                **({"archive": p.archive.as_json()} if p.archive is not None else {}),
            }
            for p in found.packages
        ],
        "images": [
            {"address": i.address, "source": source_json(i.span), **when_json(i.when), "image": i.image}
            for i in found.images
        ],
    }


def _step_json(step: Step) -> Iterator[tuple[str, Any]]:
    yield "address", step.address
    if step.argument:
        yield "argument", step.argument
    yield "source", source_json(step.span)
    yield "phase", step.phase
    if step.advice:
        yield "advice", step.advice
        return
    calls = []
    for call in step.calls:
        entry: dict[str, Any] = {"role": call.role, "command": [call.service, call.operation], **when_json(call.when)}
        entry["arguments"] = json.loads(call.arguments)
        entry.update({k: v for k, v in (("result", call.result), ("wanted", call.wanted), ("file", call.file)) if v})
        calls.append(entry)
    yield "calls", calls
