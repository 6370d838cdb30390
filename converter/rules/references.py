"""What attributes of resources and data sources become: Ref, GetAtt, compositions, pseudo parameters, look-ups."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Literal

from converter.cloudformation.model import Equals, GetAtt, GetAZs, If, ImportValue, Node, Ref, Select, Split
from converter.rules.constants import constant, split_references
from converter.rules.inexpressible import InexpressibleError
from converter.rules.lowering import Lowering
from converter.rules.model import AttributeRow, DataAttributeRow, DataRule, Json, ResourceRule
from converter.rules.names import pascal
from converter.rules.properties import LookedUp
from converter.rules.selection import attributes_in, parent_of, text_of
from converter.rules.substitution import sub
from converter.rules.verdicts import load_verdicts
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import ALWAYS
from converter.terraform.instances import ResourceInstance
from converter.terraform.types import ListType, SetType
from converter.terraform.values import Attribute, Mapping as MappingValue, Null, Sequence, Value


@dataclass(frozen=True, slots=True)
class LookUp:
    """A parameter that is filled before the deployment: what is looked up, by which arguments.

    ``upload`` is the address of the resource whose file the deploy script uploads, where that is what fills it;
    ``stored`` the name of the SSM parameter that CloudFormation itself reads the value from.
    """

    parameter: str
    type: str
    description: str
    data_type: str
    attribute: str
    arguments: tuple[tuple[str, Value], ...]
    upload: str = ""
    stored: str = ""
    member: str = ""
    sensitive: bool = False


@dataclass(slots=True)
class References:
    """Resolves attributes to nodes. ``targets`` says which logical ID an instance (or its parent) has.

    ``parts`` says the same of every resource that an instance becomes, by the part's name.
    """

    rules: Mapping[InstanceKey, ResourceRule]
    instances: Mapping[InstanceKey, ResourceInstance]
    data_rules: Mapping[str, DataRule]
    data_instances: Mapping[InstanceKey, ResourceInstance]
    targets: Mapping[InstanceKey, str]
    parts: Mapping[tuple[InstanceKey, str], str] = field(default_factory=dict)
    look_ups: dict[str, LookUp] = field(default_factory=dict)
    readers: dict[str, dict[InstanceKey, None]] = field(default_factory=dict)
    """Which data sources (or resources) read each look-up."""
    lowering: Lowering = field(init=False)

    def lower(self, value: Value) -> Node:
        """A value as text."""
        return self.lowering.value(value, "string")

    # ------------------------------------------------------------------------------------------ resources

    def attribute(self, attribute: Attribute) -> Node:
        """The node of an attribute. Raises InexpressibleError where CloudFormation does not tell it."""
        rule = self.rules.get(attribute.resource)
        row = self.row(rule, attribute.path) if rule is not None else None
        if row is None and isinstance(attribute.path[-1], int):
            whole = replace(attribute, path=attribute.path[:-1], type=ListType(attribute.type))
            return Select(attribute.path[-1], self.attribute(whole))
        if attribute.resource.mode == "data":
            return self.data(attribute)
        if row is None or rule is None:
            if attribute.value is not None:
                return self.lower(attribute.value)
            own = self.own_argument(attribute)
            if own is not None:
                return self.lower(own)
            if rule is None:
                raise InexpressibleError(_not_converted(attribute))
            raise InexpressibleError(f"{attribute.resource} has no attribute {_path(attribute.path)} in CloudFormation")
        return self.of_row(row, attribute)

    def own_argument(self, attribute: Attribute) -> Value | None:
        """The argument that an attribute merely repeats, where the configuration sets it."""
        instance = self.instances.get(attribute.resource)
        if instance is None or len(attribute.path) != 1:
            return None
        value = instance.body.value(str(attribute.path[0]))
        return None if isinstance(value, Null | Sequence | MappingValue) else value

    def row(self, rule: ResourceRule, path: tuple[str | int, ...]) -> AttributeRow | None:
        """The attribute row for a path: the whole path first, then its first step."""
        return rule.attributes.get(_path(path)) or (rule.attributes.get(str(path[0])) if len(path) == 1 else None)

    def tells_number(self, attribute: Attribute) -> bool:
        """Whether CloudFormation tells a resource's attribute as a number, which only a property takes."""
        rule = self.rules.get(attribute.resource)
        row = self.row(rule, attribute.path) if rule is not None else None
        return row is not None and row.number

    def of_row(self, row: AttributeRow, attribute: Attribute) -> Node:
        """The node that an attribute row gives."""
        target = self.targets.get(attribute.resource)
        if target is not None and row.part is not None:
            target = self.parts.get((attribute.resource, row.part))
        if row.argument is not None:
            return (
                self.echo(row.argument, attribute) if row.of is None else self.common(row.argument, row.of, attribute)
            )
        if row.none is not None:
            if attribute.value is not None:
                return self.lower(attribute.value)
            raise InexpressibleError(f"{attribute.resource}.{_path(attribute.path)}: {row.none}")
        if target is None:
            form = row.fixed_form or row.sub
            if form is not None:
                return self.text(form, attribute.resource, None)
            if attribute.value is not None:
                return self.lower(attribute.value)
            raise InexpressibleError(f"{attribute.resource} is not made by CloudFormation, so its "
                                     f"{_path(attribute.path)} cannot be referred to")  # fmt: skip
        if row.ref:
            return Ref(target)
        if row.get_att is not None:
            return _ahead(row.before, _behind(row.after, get_att(target, row.get_att), row.occurrence))
        if row.sub is not None:
            return self.text(row.sub, attribute.resource, target, row.after)
        raise InexpressibleError(f"{attribute.resource}.{_path(attribute.path)} has no form")

    def echo(self, argument: str, attribute: Attribute) -> Node:
        """An argument's own value, or the default that its row writes."""
        if attribute.value is not None:
            return self.lower(attribute.value)
        instance = self.instances[attribute.resource]
        value = instance.body.value(argument)
        if not isinstance(value, Null):
            return self.lower(value)
        row = self.rules[attribute.resource].arguments.get(argument)
        if row is not None and row.has_default and row.default is not None:
            return constant(row.default, None)
        raise InexpressibleError(f"{attribute.resource}.{argument} is not set, and AWS chooses its value")

    def common(self, argument: str, name: str, attribute: Attribute) -> Node:
        """What the resources in an argument or block have in common (subnets, say, their VPC), as one of them tells it.

        Their own argument is taken first: unlike their attribute it does not ask whether the resource exists.
        """
        body = self.instances[attribute.resource].body.as_object()
        others = [a.resource for e in body.entries if e.key == argument for a in attributes_in(e.value)]
        for other in dict.fromkeys(others):
            wanted = Attribute(resource=other, path=(name,))
            own = self.own_argument(wanted)
            if own is not None:
                return self.lower(own)
            if self.instances[other].guard == ALWAYS and name in self.rules[other].attributes:
                return self.attribute(wanted)
        raise InexpressibleError(
            f"{attribute.resource}.{_path(attribute.path)}: no resource in its {argument} tells the {name}"
        )

    def text(
        self,
        form: str,
        key: InstanceKey,
        target: str | None,
        after: str | None = None,
        given: Mapping[str, Node] | None = None,
    ) -> Node:
        """A composition: ``${ref}``, ``${att.Name}``, ``${argument.name}``, ``${AWS::…}`` in text.

        ``after``: of each attribute only the text behind its first occurrence; ``given``: arguments that are something
        else than what the configuration sets.
        """
        pieces: list[str | Node] = []
        for piece, is_reference in split_references(form):
            if not is_reference:
                pieces.append(piece)
            elif piece == "ref":
                if target is None:
                    raise InexpressibleError(f"{key} is not made by CloudFormation")
                pieces.append(Ref(target))
            elif piece.startswith("att."):
                if target is None:
                    raise InexpressibleError(f"{key} is not made by CloudFormation")
                pieces.append(_behind(after, get_att(target, piece.removeprefix("att."))))
            elif given is not None and piece.removeprefix("argument.") in given:
                pieces.append(given[piece.removeprefix("argument.")])
            elif piece.startswith("argument."):
                pieces.append(self.argument_text(key, piece.removeprefix("argument."), pieces))
            else:
                pieces.append(Ref(piece))
        return sub(pieces)

    def argument_text(self, key: InstanceKey, name: str, before: list[str | Node]) -> Node:
        """An argument inside a composition, or (``argument.attribute``) an attribute of the resource that it refers to.

        A name that completes a path gets the slash that it may lack.
        """
        name, _, of_other = name.partition(".")
        value = self.instances[key].body.value(name)
        if isinstance(value, Null):
            raise InexpressibleError(f"{key}.{name} is not set")
        if of_other:
            other = parent_of(value)
            if other is None:
                raise InexpressibleError(f"the {name} of {key} is no resource of this configuration")
            return self.attribute(Attribute(resource=other, path=(of_other,)))
        if before and isinstance(before[-1], str) and before[-1].endswith(":parameter"):
            text = text_of(value)
            if text is not None and not text.startswith("/"):
                before[-1] += "/"
        return self.lower(value)

    def alternatives(self) -> dict[tuple[str, str | None], Node]:
        """For references that can do without the resource: the fixed form of each Ref and GetAtt."""
        found: dict[tuple[str, str | None], Node] = {}
        for key, target in self.targets.items():
            rule = self.rules.get(key)
            if rule is None or rule.merge is not None:
                continue
            for row in rule.attributes.values():
                if row.part is not None:
                    continue
                attribute = None if row.ref else row.get_att
                if row.fixed_form is None or (attribute is None and not row.ref) or (target, attribute) in found:
                    continue
                try:
                    found[target, attribute] = self.text(row.fixed_form, key, None)
                except InexpressibleError:
                    continue
        return found

    # ------------------------------------------------------------------------------------------ data sources

    def data(self, attribute: Attribute) -> Node:
        """The node of a data source's attribute."""
        instance = self.data_instances.get(attribute.resource)
        if instance is not None and instance.elsewhere and attribute.value is None:
            raise InexpressibleError(
                f"{attribute.resource} is read in {instance.elsewhere}, and a stack knows only its own place; give the "
                "value as a variable"
            )
        rule = self.data_rules.get(attribute.resource.type)
        row = rule.attributes.get(str(attribute.path[0])) if rule is not None else None
        made_here = self.made_here(attribute, rule)
        if made_here is not None:
            return self.attribute(replace(attribute, resource=made_here))
        if rule is None or row is None:
            if attribute.value is not None:
                return self.lower(attribute.value)
            raise InexpressibleError(
                f"the data source {attribute.resource} has no table row for {_path(attribute.path)}: "
                f"{load_verdicts().data_source(attribute.resource.type).text}"
            )
        if row.pseudo is not None:
            return self.by_pseudo(row.pseudo, row.values) if row.values else Ref(row.pseudo)
        if row.zones is not None:
            return GetAZs("")
        if row.sub is not None:
            return self.data_text(row.sub, attribute)
        if row.argument is not None:
            value = instance.body.value(row.argument) if instance is not None else Null()
            return self.lower(attribute.value if attribute.value is not None else value)
        if row.import_value is not None:
            return ImportValue(self.lower(instance.body.value(row.import_value) if instance is not None else Null()))
        if row.parameter is not None:
            return Ref(self.look_up(attribute, rule, row))
        if row.dynamic is not None:
            return self.dynamic(attribute, row)
        raise InexpressibleError(f"{attribute.resource}.{_path(attribute.path)}: {row.none or 'cannot be told'}")

    def made_here(self, attribute: Attribute, rule: DataRule | None) -> InstanceKey | None:
        """The resource of this configuration that a data source reads back and that stands for it; None without one.

        Raises InexpressibleError where what it reads depends on a resource otherwise: it is not there before.
        """
        instance = self.data_instances.get(attribute.resource)
        if instance is None or rule is None or not rule.look_up_by:
            return None
        depends: InstanceKey | None = None
        for name in rule.look_up_by:
            key = parent_of(instance.body.value(name.partition(".")[0]))
            made = self.rules.get(key) if key is not None else None
            if made is not None and made.terraform_type == rule.terraform_type:
                return key
            depends = depends or key
        row = rule.attributes.get(str(attribute.path[0]))
        if depends is not None and row is not None and row.parameter is not None:
            raise InexpressibleError(
                f"{attribute.resource} is read by what {depends} tells, which is not there before the deployment; "
                "refer to the resource itself"
            )
        return None

    def dynamic(self, attribute: Attribute, row: DataAttributeRow) -> Node:
        """A dynamic reference; of a stored parameter with a known name, a template parameter of SSM's types."""
        instance = self.data_instances.get(attribute.resource)
        name = text_of(instance.body.value("name")) if instance is not None else None
        kind = next((k for p, k in row.stored.items() if name is not None and fnmatchcase(name, p)), None)
        if name is not None and kind is not None:
            parameter = f"{pascal(attribute.resource.name)}Parameter"
            made = LookUp(parameter, f"AWS::SSM::Parameter::Value<{kind}>", row.description,
                          attribute.resource.type, row.name, (), stored=name)  # fmt: skip
            return Ref(self._shared(made, attribute.resource))
        if len(attribute.path) == 1:
            return self.data_text(row.dynamic or "", attribute)
        if not row.member:
            raise InexpressibleError(f"{attribute.resource}.{_path(attribute.path)} cannot be told")
        member = row.member.replace("${member}", ".".join(map(str, attribute.path[1:])))
        return self.data_text(member, attribute)

    def has_members(self, attribute: Attribute) -> bool:
        """Whether the members of a data source's attribute can be told one by one."""
        rule = self.data_rules.get(attribute.resource.type)
        row = rule.attributes.get(str(attribute.path[0])) if rule is not None else None
        return row is not None and row.by_member

    def by_pseudo(self, pseudo: str, values: Mapping[str, Json]) -> Node:
        """What a table says for each value of a pseudo parameter; ``*`` is every other value."""
        result: Node = str(values["*"]) if "*" in values else Ref(pseudo)
        for value in sorted((v for v in values if v != "*"), reverse=True):
            name = f"{pascal(pseudo.removeprefix('AWS::'))}Is{pascal(value)}"
            condition = self.lowering.conditions.add(name, Equals(Ref(pseudo), value))
            result = If(condition, str(values[value]), result)
        return result

    def data_text(self, form: str, attribute: Attribute) -> Node:
        """A composition: ``${att.name}`` of the same data source, ``${argument.name}``, ``${AWS::…}`` in text."""
        pieces: list[str | Node] = []
        for piece, is_reference in split_references(form):
            kind, _, name = piece.partition(".")
            if not is_reference:
                pieces.append(piece)
            elif kind == "att":
                pieces.append(self.data(replace(attribute, path=(name,), value=None)))
            elif kind == "argument":
                instance = self.data_instances.get(attribute.resource)
                pieces.append(self.lower(instance.body.value(name) if instance is not None else Null()))
            else:
                pieces.append(Ref(piece))
        return sub(pieces)

    def upload(
        self, instance: ResourceInstance, logical_id: str, what: Literal["bucket", "key"], taken: Collection[str]
    ) -> str:
        """The parameter with the bucket of all uploaded files, or with the object key of an instance's file."""
        if what == "bucket":
            name, address = "PackageBucket", "every local file"
            description = "Bucket that local files (filename) are uploaded to before the deployment"
        else:
            name, address = f"{logical_id}PackageKey", instance.address
            description = f"Object key in the package bucket of the file (filename) of {address}"
        while name in taken:
            name = f"{name}Parameter"
        self.look_ups[name] = LookUp(name, "String", description, instance.key.type, "filename", (), address)
        return name

    def look_up(self, attribute: Attribute, rule: DataRule, row: DataAttributeRow) -> str:
        """The parameter of a looked-up attribute; equal look-ups share one."""
        instance = self.data_instances.get(attribute.resource)
        arguments: tuple[tuple[str, Value], ...] = ()
        if instance is not None:
            names = {name.partition(".")[0] for name in rule.look_up_by}
            entries = instance.body.as_object().entries
            arguments = tuple((e.key, e.value) for e in entries if e.key in names and not isinstance(e.value, Null))
        assert row.parameter is not None  # the caller looked
        name, kind, member = row.parameter, row.type, ""
        if row.by_member:
            if len(attribute.path) == 1:
                raise InexpressibleError(f"{attribute.resource}.{row.name} as a whole; refer to its members one by one")
            member = _path(attribute.path[1:])
            name = pascal(f"{attribute.resource.name}_{'_'.join(map(str, attribute.path[1:]))}")
            kind = "CommaDelimitedList" if isinstance(attribute.type, ListType | SetType) else row.type
        elif len(attribute.path) > 1:
            raise InexpressibleError(f"{attribute.resource}.{_path(attribute.path)}: only {row.name} can be looked up")
        made = LookUp(name, kind, row.description, rule.terraform_type, row.name, arguments,
                      member=member, sensitive=attribute.sensitive)  # fmt: skip
        return self._shared(made, attribute.resource)

    def looked_up(self, asked: LookedUp) -> str:
        """The parameter of what a property takes from AWS; equal ones share one, described by the first."""
        for name, known in self.look_ups.items():
            wanted = (asked.data_type, asked.attribute, asked.arguments)
            if (known.data_type, known.attribute, known.arguments) == wanted:
                self.readers.setdefault(name, {}).setdefault(asked.reader)
                return name
        made = LookUp(asked.parameter, "String", asked.description, asked.data_type, asked.attribute, asked.arguments)
        return self._shared(made, asked.reader)

    def _shared(self, made: LookUp, reader: InstanceKey) -> str:
        """The name of a look-up's parameter: its own, numbered where another look-up has it."""
        name, number = made.parameter, 2
        while name in self.look_ups and replace(self.look_ups[name], parameter=made.parameter) != made:
            name, number = f"{made.parameter}{number}", number + 1
        self.look_ups[name] = replace(made, parameter=name)
        self.readers.setdefault(name, {}).setdefault(reader)
        return name


def get_att(target: str, text: str) -> Node:
    """``GetAtt``; ``Name[0]`` is element 0 of a list attribute."""
    if text.endswith("]"):
        name, _, index = text[:-1].rpartition("[")
        return Select(int(index), GetAtt(target, name))
    return GetAtt(target, text)


def _behind(separator: str | None, node: Node, occurrence: int = 1) -> Node:
    """The text of a node behind the given separator in it, up to the next; all of it where there is no separator."""
    return node if separator is None else Select(occurrence, Split(separator, node))


def _ahead(separator: str | None, node: Node) -> Node:
    """The text of a node ahead of the first separator in it; all of it where no separator is asked for."""
    return node if separator is None else Select(0, Split(separator, node))


def _not_converted(attribute: Attribute) -> str:
    """Why there is no reference to an instance that has no rule, and what to write instead."""
    if attribute.resource.mode != "ephemeral":
        return f"{attribute.resource} is not converted"
    return (
        f"{attribute.resource} exists only while Terraform runs; refer to a secret that is kept, in a data source such "
        "as aws_secretsmanager_secret_version, or take the value from a variable with ephemeral = true"
    )


def _path(path: tuple[str | int, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text
