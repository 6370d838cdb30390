"""How look-ups are carried out: from the tables and a data source's arguments to requests of the AWS API.

An argument may depend on conditions. A request is told for each way in which they come out, in CloudFormation's terms,
so that whoever carries it out needs the parameters' values and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import (
    NO_VALUE,
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    If,
    Join,
    Node,
    Not,
    Or,
    Ref,
    Select,
    Split,
    Sub,
)
from converter.cloudformation.parameters import is_list_type
from converter.cloudformation.scalars import scalar_text
from converter.conversion.lookups import Comparison, Expected, Json, LookUp, Request
from converter.rules.engine import FlatTemplate
from converter.rules.inexpressible import InexpressibleError
from converter.rules.lowering import Lowering
from converter.rules.model import DataRule, LookUpArgument, LookUpRule, RuleTables
from converter.rules.references import LookUp as AskedLookUp
from converter.terraform import values as tf
from converter.terraform.evaluator import Evaluation
from converter.terraform.formulas import ALWAYS, Formula, either

MAX_REQUESTS = 32
"""Ways in which the conditions of one look-up may come out."""
_SEGMENT = re.compile(r"(?P<name>[A-Za-z0-9_]+)(?P<list>\[\])?")


@dataclass(slots=True)
class Draft:
    """A request whose texts are still nodes: members of the request, and conditions on the matches."""

    members: list[tuple[str, Node]] = field(default_factory=list)
    """Paths in the request (``Names[]``), each with its value."""
    filters: list[tuple[Node, Node]] = field(default_factory=list)
    predicates: list[tuple[str, Node]] = field(default_factory=list)
    latest: str = ""


def look_ups_of(evaluation: Evaluation, flat: FlatTemplate, tables: RuleTables) -> tuple[LookUp, ...]:
    """The look-ups that fill the parameters of a template, and those that these need, each after what it needs."""
    builder = RequestBuilder(flat.lowering)
    asked, used = flat.references.look_ups, dict(flat.lowering.used)
    passed = frozenset(asked)
    found: dict[str, LookUp] = {}
    while left := [name for name in asked if name not in found and not (asked[name].upload or asked[name].stored)]:
        for name in left:  # what one is looked up by may ask for others
            found[name] = _look_up(asked[name], name in passed, evaluation, flat, tables, builder)
    flat.lowering.used = used  # the templates use what they used before
    flat.references.look_ups = {name: asked[name] for name in asked if name in passed}
    return _ordered(found)


def _look_up(
    asked: AskedLookUp,
    passed: bool,
    evaluation: Evaluation,
    flat: FlatTemplate,
    tables: RuleTables,
    builder: RequestBuilder,
) -> LookUp:
    instances = {**evaluation.data, **{i.key: i for i in evaluation.instances}}
    readers = [key for key in flat.references.readers.get(asked.parameter, ()) if key in instances]
    if not readers:  # data sources that answer alike wherever they stand are read under one name
        readers = [key for key in evaluation.data if key.type == asked.data_type]
    reader = instances[readers[0]]
    plain = LookUp(
        parameter=asked.parameter,
        address=reader.address,
        attribute=f"{asked.attribute}.{asked.member}" if asked.member else asked.attribute,
        span=reader.span,
        passed=passed,
    )
    guard = either(*(instances[key].guard for key in readers))
    return builder.describe(plain, tables.data[asked.data_type], asked, guard)


def _ordered(found: Mapping[str, LookUp]) -> tuple[LookUp, ...]:
    """Look-ups in the order in which they have to be carried out; a loop among them is none that Terraform takes."""
    ordered: dict[str, LookUp] = {}

    def visit(name: str) -> None:
        if name in ordered:
            return
        for other in found:
            if other != name and other not in ordered and other in found[name].reads:
                visit(other)
        ordered[name] = found[name]

    for name in sorted(found):
        visit(name)
    return tuple(ordered.values())


class RequestBuilder:
    """Builds the requests of look-ups."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering

    def describe(self, look_up: LookUp, rule: DataRule, asked: AskedLookUp, guard: Formula) -> LookUp:
        """A look-up with its requests; with an advice where it cannot be carried out."""
        row, how = rule.attributes[asked.attribute], rule.look_up
        if not how.operation:
            return replace(look_up, advice="no request is known for it")
        try:
            draft = self._draft(rule, dict(asked.arguments))
            where = _member(row.where, asked.member)
            if where:
                draft.predicates.append((where, ""))
            guards = self._guards(guard)
            found = tuple(
                Request(when=(*always, *when), arguments=arguments, result=result)
                for always in guards
                for when, arguments, result in self._cases(draft, how, _member(row.find, asked.member))
            )
        except InexpressibleError as problem:
            return replace(look_up, advice=str(problem))
        if len(found) > MAX_REQUESTS:
            return replace(look_up, advice="it depends on too many conditions")
        is_list = is_list_type(asked.type)
        expected = Expected.LIST if is_list else Expected.FIRST if draft.latest else Expected.ONE
        return replace(
            look_up,
            service=how.service,
            operation=how.operation,
            requests=found,
            expected=expected,
            prefix=row.cut,
            document=how.document,
        )

    # ------------------------------------------------------------------------------------------ arguments

    def _draft(self, rule: DataRule, given: Mapping[str, tf.Value]) -> Draft:
        draft = Draft()
        for argument in rule.look_up.arguments.values():
            if argument.blocks:
                draft.filters.extend(self._blocks(given.get(argument.name, tf.Null())))
                continue
            value = _value(given, argument.name)
            if isinstance(value, tf.Null) and argument.default:
                value = tf.String(argument.default)
            if not isinstance(value, tf.Null):
                self._argument(argument, value, draft)
        return draft

    def _argument(self, argument: LookUpArgument, value: tf.Value, draft: Draft) -> None:
        """Add what one argument asks for. Raises InexpressibleError where the request cannot ask for it."""
        if argument.unknown:
            raise InexpressibleError(f"{argument.name}: {argument.unknown}")
        if argument.tags or argument.tags_where:
            self._tags(argument, value, draft)
            return
        node = self.lowering.value(value, "string")
        if argument.prefix:
            node = Sub((*_parts(argument.prefix), node))
        if argument.latest:
            if node not in ("true", "false"):
                raise InexpressibleError(f"{argument.name} depends on a variable")
            draft.latest = argument.latest if node == "true" else ""
        elif argument.only:
            if node != argument.only:
                raise InexpressibleError(f"{argument.name} is not {argument.only}")
        elif argument.filter:
            draft.filters.append((argument.filter, node))
        elif argument.where:
            draft.predicates.append((argument.where, node))
        else:
            draft.members.append((argument.to, node))

    def _blocks(self, value: tf.Value) -> Iterator[tuple[Node, Node]]:
        """The filters that the user writes as blocks."""
        for item in value.items if isinstance(value, tf.Sequence) else ():
            block = item.value
            name, values = (block.get("name"), block.get("values")) if isinstance(block, tf.Mapping) else (None, None)
            if name is None or values is None:
                raise InexpressibleError("a filter without a name or values")
            node = self.lowering.value(values, None)
            if item.guard != ALWAYS:
                node = If(self.lowering.conditions.name(item.guard), node, NO_VALUE)
            yield self.lowering.value(name, "string"), node

    def _tags(self, argument: LookUpArgument, value: tf.Value, draft: Draft) -> None:
        if isinstance(value, tf.ObjectView):
            value = value.expand()
        if not isinstance(value, tf.Mapping):
            raise InexpressibleError(f"{argument.name} is not known tag by tag")
        for entry in value.entries:
            node = self.lowering.value(entry.value, "string")
            if entry.guard != ALWAYS:
                node = If(self.lowering.conditions.name(entry.guard), node, NO_VALUE)
            if argument.tags:
                draft.filters.append((f"tag:{entry.key}", node))
            else:
                key = _text(entry.key, _raw)
                draft.predicates.append((f"{argument.tags_where}[?Key=='{key}' && Value=='${{value}}']", node))

    # ------------------------------------------------------------------------------------------ conditions

    def _guards(self, guard: Formula) -> list[tuple[Comparison, ...]]:
        if guard == ALWAYS:
            return [()]
        return list(self._clauses(ConditionRef(self.lowering.conditions.name(guard)), wanted=True))

    def _cases(
        self, draft: Draft, how: LookUpRule, find: str
    ) -> Iterator[tuple[tuple[Comparison, ...], Mapping[str, Json], str]]:
        """The requests, one for each way in which the draft's conditions come out, the last without comparisons."""
        nodes = [n for _, n in draft.members] + [n for pair in draft.filters for n in pair]
        choice = next((c for n in (*nodes, *(n for _, n in draft.predicates)) for c in _choices(n)), None)
        if choice is None:
            yield (), _arguments(draft, how), _result(draft, how.items, find)
            return
        then, otherwise = _decided(draft, choice.condition, True), _decided(draft, choice.condition, False)
        inner = list(self._cases(then, how, find))
        for clause in self._clauses(ConditionRef(choice.condition), wanted=True):
            yield from (((*clause, *when), arguments, result) for when, arguments, result in inner)
        yield from self._cases(otherwise, how, find)

    def _clauses(self, expression: ConditionExpression, *, wanted: bool) -> Iterator[tuple[Comparison, ...]]:
        """The ways in which a condition comes out as wanted: each a conjunction of comparisons."""
        match expression:
            case ConditionRef(name):
                yield from self._clauses(self.lowering.conditions.expressions[name], wanted=wanted)
            case Not(operand):
                yield from self._clauses(operand, wanted=not wanted)
            case Equals(left, right):
                yield (Comparison(_text(left), _text(right), wanted),)
            case And(operands) | Or(operands):
                parts = [list(self._clauses(o, wanted=wanted)) for o in operands]
                if isinstance(expression, And) == wanted:
                    yield from _product(parts)
                else:
                    yield from (clause for part in parts for clause in part)
            case _:
                raise InexpressibleError("it depends on a condition that compares more than texts")


def _product(parts: Sequence[Sequence[tuple[Comparison, ...]]]) -> Iterator[tuple[Comparison, ...]]:
    if not parts:
        yield ()
        return
    for clause in parts[0]:
        for rest in _product(parts[1:]):
            yield (*clause, *rest)


def _choices(node: Node) -> Iterator[If]:
    """The choices in a node, outermost first."""
    match node:
        case If():
            yield node
        case tuple():
            for item in node:
                yield from _choices(item)
        case Sub(parts):
            for part in parts:
                yield from _choices(part)
        case Join(_, source) | Select(_, source) | Split(_, source):
            yield from _choices(source)
        case _:
            return


def _decided(draft: Draft, condition: str, holds: bool) -> Draft:
    def node(value: Node) -> Node:
        match value:
            case If(name, then, otherwise) if name == condition:
                return node(then if holds else otherwise)
            case If(name, then, otherwise):
                return If(name, node(then), node(otherwise))
            case tuple():
                return tuple(node(item) for item in value)
            case Sub(parts):
                return Sub(tuple(node(part) for part in parts))
            case Join(separator, source):
                return Join(separator, node(source))
            case Select(index, source):
                return Select(index, node(source))
            case Split(separator, source):
                return Split(separator, node(source))
            case _:
                return value

    return Draft(
        [(path, node(value)) for path, value in draft.members],
        [(node(name), node(value)) for name, value in draft.filters],
        [(text, node(value)) for text, value in draft.predicates],
        draft.latest,
    )


# ---------------------------------------------------------------------------------------------- texts


def _arguments(draft: Draft, how: LookUpRule) -> Mapping[str, Json]:
    request: dict[str, Json] = {name: _json(value) for name, value in how.request.items()}
    for path, node in draft.members:
        if node != NO_VALUE:
            _put(request, path, _texts(node) if path.endswith("[]") else (_text(node),))
    filters: list[Json] = [
        {"Name": _text(name), "Values": _texts(values)} for name, values in draft.filters if values != NO_VALUE
    ]
    if filters:
        request[how.filters] = tuple(filters)
    return request


def _put(request: dict[str, Json], path: str, values: tuple[Json, ...]) -> None:
    """Write values at a path of the request: ``Name``, ``Names[]``, ``ids[].tag``."""
    first, _, rest = path.partition(".")
    found = _SEGMENT.fullmatch(first)
    assert found is not None, path  # the tables are checked
    name = found["name"]
    if rest:
        inner: dict[str, Json] = {}
        _put(inner, rest, values)
        before = request.get(name, ())
        request[name] = (*(before if isinstance(before, tuple) else ()), inner) if found["list"] else inner
    else:
        request[name] = values if found["list"] else values[0]


def _result(draft: Draft, items: str, find: str) -> str:
    """The JMESPath of the values."""
    conditions = [text.replace("${value}", _text(node, _raw)) for text, node in draft.predicates if node != NO_VALUE]
    chosen = f"{items} | [?{' && '.join(conditions)}]" if conditions else items
    if draft.latest:
        return f"reverse(sort_by({chosen}, &{draft.latest}))[].{find}"
    return f"{chosen}.{find}" if conditions else f"{items} | [].{find}"


def _member(text: str, member: str) -> str:
    return text.replace("${member}", member)


def _texts(node: Node) -> tuple[Json, ...]:
    """The texts of a list; that of a parameter stands as a whole."""
    match node:
        case tuple():
            return tuple(_text(item) for item in node if item != NO_VALUE)
        case Ref(name) | Split(",", Ref(name)):
            return (f"${{{name}[*]}}",)
        case _:
            return (_text(node),)


def _text(node: Node, literal: Callable[[str], str] = lambda text: text) -> str:
    """The template text of a node; ``literal`` escapes what is text in it already.

    Raises InexpressibleError where it reads more than parameters.
    """
    match node:
        case str():
            return literal(node.replace("${", "${!"))
        case Ref(name):
            return f"${{{name}}}"
        case Sub(parts):
            return "".join(_text(part, literal) for part in parts)
        case Select(index, Ref(name) | Split(",", Ref(name))):
            return f"${{{name}[{index}]}}"
        case Join(separator, tuple() as items):
            return literal(separator).join(_text(item, literal) for item in items)
        case bool() | int():
            return scalar_text(node)
        case _:
            raise InexpressibleError("what it is looked up by is more than the values of parameters")


def _parts(template: str) -> tuple[str | Node, ...]:
    """A text of the tables with ``${AWS::…}`` in it."""
    pieces = re.split(r"\$\{([A-Za-z:]+)\}", template)
    return tuple(Ref(piece) if n % 2 else piece for n, piece in enumerate(pieces) if piece)


def _json(value: object) -> Json:
    match value:
        case list():
            return tuple(_json(item) for item in value)
        case dict():
            return {str(name): _json(item) for name, item in value.items()}
        case str() | int() | bool() | None:
            return value
        case _:
            raise TypeError(f"no JSON: {value!r}")


def _raw(text: str) -> str:
    """A text inside a raw string of JMESPath."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _value(given: Mapping[str, tf.Value], name: str) -> tf.Value:
    """An argument's value; ``config.bucket`` is a member of the object that an argument is."""
    first, _, rest = name.partition(".")
    value = given.get(first, tf.Null())
    if not rest:
        return value
    if isinstance(value, tf.ObjectView):
        value = value.expand()
    return (value.get(rest) or tf.Null()) if isinstance(value, tf.Mapping) else tf.Null()
