"""What a reference to a resource or data source sees, as far as a provider knows it in a plan."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from typing import TYPE_CHECKING

from converter.findings import Span
from converter.hcl.parser import parse_template
from converter.terraform.addresses import InstanceKey
from converter.terraform.bodies import argument
from converter.terraform.choosing import choose
from converter.terraform.concatenation import concat
from converter.terraform.configuration import META_ARGUMENTS, ResourceConfig
from converter.terraform.constants import NoNames
from converter.terraform.convert import bare, convert
from converter.terraform.default_tags import OVERRIDE, default_tags_argument, is_taggable, merged
from converter.terraform.equality import formula_of
from converter.terraform.facts import ACCOUNT_WIDE
from converter.terraform.failures import ValueTypeError
from converter.terraform.formulas import NEVER
from converter.terraform.functions import CallContext, FunctionError, call
from converter.terraform.instances import BodyValue
from converter.terraform.nested_objects import nested_value
from converter.terraform.provider_blocks import ProviderBlocks
from converter.terraform.provider_schema import AttributeSchema, BlockSchema
from converter.terraform.provider_versions import VersionedSchema
from converter.terraform.providers.iam_policy_document import json_text
from converter.terraform.references import ModuleInstance, ResourceView
from converter.terraform.repetition import Instance
from converter.terraform.scope import Scope, error
from converter.terraform.types import DYNAMIC, STRING, ListType, ObjectType, SetType, Type, from_json
from converter.terraform.usual_account import DEFAULT_REGION
from converter.terraform.values import (
    Attribute,
    Bool,
    Choice,
    Entry,
    Item,
    Mapping,
    Null,
    ObjectView,
    Parameter,
    Sequence,
    String,
    Unknown,
    Value,
    mark,
    type_of,
)

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator

_FILE_FUNCTIONS = {"content": "file", "content_base64": "filebase64"}
"""Attributes of the data source ``local_file``, and the functions that read the same."""

_EMPTY_UNLESS = {
    ("aws_db_instance", "master_user_secret"): "manage_master_user_password",
    ("aws_rds_cluster", "master_user_secret"): "manage_master_user_password",
}
"""Lists with one object where a flag is set, and none else ("Attribute Reference" of the resources)."""

_STORED = frozenset({("aws_ssm_parameter", "value"), ("aws_ssm_parameter", "insecure_value")})
"""What is read of a store that keeps no empty text (PutParameter refuses it)."""


class ProviderKnowledge:
    """Attributes of resource and data source instances, and the facts of the provider blocks."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.providers = ProviderBlocks(evaluator)

    # ------------------------------------------------------------------------------------------ attributes

    def attribute(self, view: ResourceView, name: str) -> Value | None:
        """The value of ``view.name`` as a plan knows it; None where the type has no such attribute."""
        schema = self.evaluator.block_schema(view.config)
        if schema is None:
            return self._of_unknown_type(view, name)
        attribute = schema.attributes.get(name)
        if attribute is not None and attribute.renamed_to:
            name, attribute = attribute.renamed_to, schema.attributes[attribute.renamed_to]
        if attribute is None:
            if name not in schema.blocks:
                return None
            body = self.evaluator.resource_instance(view.module, view.config, view.instance).body
            return nested_value(view.key, (name,), body.blocks.get(name, ()), schema.blocks[name])
        if view.config.mode == "data":
            given = self.evaluator.data_attribute(view.module, view.config, view.instance, name)
            if given is not None:
                try:
                    return convert(given, from_json(attribute.type))
                except ValueTypeError as problem:
                    summary = "incorrect attribute value type"
                    raise error(summary, f"attribute {name!r}: {problem}", view.config.block.header) from None
        written = self._written(view, name, attribute) or self._written_as_blocks(view, name, attribute)
        if written is not None and not isinstance(written, Null | Unknown):
            if isinstance(written, Sequence | Mapping | ObjectView):
                return mark(written, attribute.sensitive)
            kind = from_json(attribute.type)
            sensitive = attribute.sensitive or written.sensitive
            return Attribute(view.key, (name,), kind, written, sensitive=sensitive)
        planned = self._planned(view, name, schema)
        if planned is not None:
            return planned
        unset = written is None or isinstance(written, Null)
        if not attribute.computed and unset and view.config.mode == "managed":
            return Null(from_json(attribute.type))
        return self._computed(view, name, attribute)

    def _of_unknown_type(self, view: ResourceView, name: str) -> Value:
        """An attribute of a resource whose type nobody knows: what the configuration sets, else anything."""
        written = self._written(view, name, None)
        return written if written is not None else Attribute(self._canonical(view), (name,), DYNAMIC)

    def _computed(self, view: ResourceView, name: str, attribute: AttributeSchema) -> Value:
        kind: Type = from_json(attribute.type)
        certain = kind == STRING and (name in {"id", "arn"} or (attribute.computed and not attribute.optional))
        never_empty = certain and (_identifies(name) or (view.config.type, name) in _STORED)
        if kind == STRING and view.config.mode == "managed":
            never_empty = never_empty or (view.config.type, name) in self.evaluator.settings.never_empty
        return Attribute(self._canonical(view), (name,), kind, None, never_empty, sensitive=attribute.sensitive)

    def _canonical(self, view: ResourceView) -> InstanceKey:
        """The key of an instance; data sources that are alike wherever they stand share one."""
        here = not self.providers.elsewhere(view.module, view.config)
        if view.config.mode == "data" and view.config.type in ACCOUNT_WIDE and here:
            return InstanceKey((), view.config.type, "current", None, "data")
        return view.key

    def _written(self, view: ResourceView, name: str, attribute: AttributeSchema | None) -> Value | None:
        """The argument as the configuration sets it; None where it does not."""
        found = view.config.block.body.attribute(name)
        if found is None:
            return None
        evaluator = self.evaluator
        scope = evaluator.scope(view.module, view.instance.repetition, view.instance.guard)
        return evaluator.once(
            ("argument", view.module, view.config.mode, view.config.type, view.config.name, view.instance.key, name),
            f"{view.key}.{name}",
            found.name_span,
            lambda: argument(evaluator, found, attribute, scope).value,
        )

    def _written_as_blocks(self, view: ResourceView, name: str, attribute: AttributeSchema) -> Value | None:
        """An argument that is a list of objects, where the configuration has blocks in its place.

        Facts: "Attributes as Blocks", Terraform language documentation.
        """
        kind = from_json(attribute.type)
        if not isinstance(kind, ListType | SetType) or not isinstance(kind.element, ObjectType):
            return None
        blocks = view.config.block.body.blocks
        if not any(b.type == name or (b.type == "dynamic" and b.labels == (name,)) for b in blocks):
            return None
        body = self.evaluator.resource_instance(view.module, view.config, view.instance).body
        items = []
        for block in body.blocks.get(name, ()):
            given = {entry.key: entry for entry in block.body.as_object().entries}
            entries = [given.get(inner) or Entry(inner, Null(type_)) for inner, type_ in kind.element.attributes]
            items.append(Item(Mapping("object", tuple(entries)), block.guard))
        return Sequence("set" if isinstance(kind, SetType) else "list", tuple(items), kind.element)

    def _planned(self, view: ResourceView, name: str, schema: BlockSchema) -> Value | None:
        """Computed attributes whose shape the provider tells in a plan."""
        if view.config.type == "aws_acm_certificate" and name == "domain_validation_options":
            return self._validation_options(view, schema.attributes)
        if view.config.type == "terraform_data" and name == "output":
            return self._output_of_data(view, schema.attributes["input"])
        if (view.config.type, name) in _EMPTY_UNLESS:
            return self._empty_unless(view, name, schema)
        if name == "tags_all" and is_taggable(schema):
            return self._all_tags(view, schema.attributes["tags"])
        return None

    def _empty_unless(self, view: ResourceView, name: str, schema: BlockSchema) -> Value | None:
        """A list of one object that there is only where a flag is set."""
        flag = _EMPTY_UNLESS[view.config.type, name]
        written = self._written(view, flag, schema.attributes[flag])
        guard = NEVER if written is None else formula_of(_false_where_null(written))
        kind = from_json(schema.attributes[name].type)
        if guard is None or not isinstance(kind, ListType):
            return None
        element = Attribute(view.key, (name, 0), kind.element)
        return Sequence("list", () if guard == NEVER else (Item(element, guard),), kind.element)

    def _output_of_data(self, view: ResourceView, schema: AttributeSchema) -> Value | None:
        """What a ``terraform_data`` gives out is what it takes in; None where that is not known."""
        written = self._written(view, "input", schema)
        if written is None or isinstance(written, Null):
            return Null()
        if isinstance(written, Unknown):
            return None
        if isinstance(written, Sequence | Mapping | ObjectView):
            return written
        return Attribute(view.key, ("output",), type_of(written), written, sensitive=written.sensitive)

    def _all_tags(self, view: ResourceView, attribute: AttributeSchema) -> Value | None:
        """The tags of a resource, the provider's default tags among them."""
        if any(block.type == OVERRIDE or OVERRIDE in block.labels for block in view.config.block.body.blocks):
            tags = self.evaluator.resource_instance(view.module, view.config, view.instance).body.value("tags")
            return tags if isinstance(tags, Mapping) and tags.entries else None
        own = self._written(view, "tags", attribute)
        defaults = default_tags_argument(self.evaluator, view.module, view.config)
        if defaults is not None:
            own = merged(self.evaluator, defaults.value, own if own is not None else Null(), view.config)
        return own if isinstance(own, Mapping) and own.entries else None  # without any they are read back

    def _validation_options(self, view: ResourceView, schema: AbstractMapping[str, AttributeSchema]) -> Value:
        """One option per domain name of the certificate: the names are known, the records are not."""
        names: list[Item] = []
        domain = self._written(view, "domain_name", schema["domain_name"])
        if domain is not None:
            names.append(Item(domain))
        others = self._written(view, "subject_alternative_names", schema["subject_alternative_names"])
        if isinstance(others, Sequence):
            names.extend(i for i in others.items if i.value not in {n.value for n in names})
        kind = from_json(schema["domain_validation_options"].type)
        element = kind.element if isinstance(kind, SetType) else ObjectType(())
        items = []
        for position, item in enumerate(names):
            entries = [Entry("domain_name", item.value)]
            for name in ("resource_record_name", "resource_record_type", "resource_record_value"):
                path = ("domain_validation_options", position, name)
                entries.append(Entry(name, Attribute(view.key, path, STRING, None, True)))
            items.append(Item(Mapping("object", tuple(entries)), item.guard))
        return Sequence("set", tuple(items), element)

    # ------------------------------------------------------------------------------------------ data sources

    def data_attribute(
        self, module: ModuleInstance, config: ResourceConfig, instance: Instance, name: str
    ) -> Value | None:
        """An attribute of a data source that is computed from its arguments alone."""
        if config.type == "aws_iam_policy_document" and name in {"json", "minified_json"}:
            body = self.evaluator.resource_instance(module, config, instance).body
            scope = self.evaluator.scope(module, instance.repetition, instance.guard)
            context = self.evaluator.call_context(scope, config.block.header)
            return json_text(body, context)
        if config.type == "local_file" and name in _FILE_FUNCTIONS:
            body = self.evaluator.resource_instance(module, config, instance).body
            scope = self.evaluator.scope(module, instance.repetition, instance.guard)
            context = self.evaluator.call_context(scope, config.block.header)
            try:
                return call(_FILE_FUNCTIONS[name], [body.value("filename")], context)
            except FunctionError as problem:
                reason = problem.detail.partition(" parameter: ")[2].partition("; this function")[0] or problem.detail
                terraform = "Read local file data source error"
                raise error("unreadable file", reason, config.block.header, terraform=terraform) from None
        if config.type == "aws_service_principal" and name in {"name", "suffix"}:
            return self._service_principal(module, config, instance, name)
        if config.type == "aws_region" and name in {"id", "name"} and not _asks_for_another(config):
            return self._region_elsewhere(module, config)
        return None

    def _service_principal(
        self, module: ModuleInstance, config: ResourceConfig, instance: Instance, name: str
    ) -> Value | None:
        """A service's principal, or how it ends; None where the partition may have a name of its own for it.

        Facts: "Data Source: aws_service_principal", AWS provider documentation.
        """
        body = self.evaluator.resource_instance(module, config, instance).body
        region = body.value("region")
        place = region.text if isinstance(region, String) else self.region_in_force()
        if place.startswith(("cn-", "us-iso", "eu-isoe")):
            return None
        suffix = String("amazonaws.com")
        return suffix if name == "suffix" else concat([body.value("service_name"), String("."), suffix])

    def _region_elsewhere(self, module: ModuleInstance, config: ResourceConfig) -> Value | None:
        """The region of a provider that works elsewhere, where its block states one."""
        if not self.providers.elsewhere(module, config):
            return None
        body = self.providers.of(module, config)
        region = body.value("region") if body is not None else Null()
        return None if isinstance(region, Null | Unknown) else region

    # ------------------------------------------------------------------------------------------ provider blocks

    def region_variable(self) -> str | None:
        """The root variable that is the provider's region, where it is just that."""
        body = self.providers.default()
        region = body.value("region") if body is not None else Null()
        return region.name if isinstance(region, Parameter) else None

    def elsewhere(self, module: ModuleInstance, config: ResourceConfig, body: BodyValue) -> str:
        """Where a resource lives, as a text, by its provider or by its own region; empty for the default provider's."""
        found = self.providers.elsewhere(module, config)
        region = body.value("region")
        schema = self.evaluator.schema
        if found or isinstance(region, Null) or not (isinstance(schema, VersionedSchema) and schema.differences.every):
            return found
        provider = self.providers.of(module, config)
        own = provider.value("region") if provider is not None else Null()
        region = bare(region)
        if region == bare(own) or (isinstance(region, Attribute) and region.resource.type == "aws_region"):
            return ""
        return f"region {region.text}" if isinstance(region, String) else "another region (its argument region)"

    def region_in_force(self) -> str:
        """The region that the default provider works in under the variables in force; the usual one if it says none."""
        body = self.providers.default()
        region = body.value("region") if body is not None else Null()
        if isinstance(region, Parameter):
            region = self.evaluator.variables[region.name].in_force or Null()
        return region.text if isinstance(region, String) and region.text else DEFAULT_REGION

    def default_tags(self) -> Mapping | None:
        """The default tags of the provider's default configuration."""
        body = self.providers.default()
        for block in body.blocks.get("default_tags", ()) if body is not None else ():
            tags = block.body.value("tags")
            if isinstance(tags, Mapping):
                return tags
        return None

    # ------------------------------------------------------------------------------------------ functions

    def call_context(self, folder: str, scope: Scope, span: Span) -> CallContext:
        """The context of a function call in a module's folder."""

        def template(text: str, file: str, variables: dict[str, Value]) -> Value:
            inner = Scope(NoNames(), symbols=variables, assumption=scope.assumption)
            return self.evaluator.expressions.evaluate(parse_template(text, file), inner)

        in_force = self.evaluator.in_force
        return CallContext(
            assumption=scope.assumption,
            expand=lambda value: in_force.expand(value, span),
            key_text=lambda value: in_force.key_in_force(value, span),
            zones=None if in_force.everything_known else lambda: in_force.zones(span),
            files=self.evaluator.settings.files,
            module_path=folder,
            template=template,
            plan_time=self.evaluator.settings.plan_time,
        )


def _asks_for_another(config: ResourceConfig) -> bool:
    """Whether a data source has arguments of its own, and so tells of something else than its provider."""
    return any(attribute.name not in META_ARGUMENTS for attribute in config.block.body.attributes)


def _identifies(name: str) -> bool:
    """Whether an attribute of that name is an identifier or address, which is never empty."""
    return name in {"id", "arn", "name", "dns_name", "endpoint", "url", "address", "zone_id", "fqdn"} or name.endswith(
        ("_id", "_arn", "_endpoint", "_url", "_address", "_domain", "_name", "_suffix")
    )


def _false_where_null(value: Value) -> Value:
    """A flag with false where it is not set."""
    match value:
        case Null():
            return Bool(False)
        case Choice(condition, then, otherwise):
            return choose(condition, _false_where_null(then), _false_where_null(otherwise))
        case _:
            return value
