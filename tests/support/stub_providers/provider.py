"""A provider of the ``tf`` package made from a catalog."""

# ruff: noqa: ARG002  (the package fixes what each method is given)

from __future__ import annotations

from typing import Any

from tf.iface import DataSource, Provider, Resource
from tf.schema import Schema

from .clock import TIME
from .files import ARCHIVE, LOCAL
from .lookups import CLOUDINIT, EXTERNAL, HTTP, TEMPLATE
from .random_values import NULL, RANDOM
from .schema import Catalog, Spec, State
from .tls_keys import TLS

CATALOGS: dict[str, Catalog] = {
    "random": RANDOM,
    "null": NULL,
    "time": TIME,
    "archive": ARCHIVE,
    "local": LOCAL,
    "tls": TLS,
    "external": EXTERNAL,
    "http": HTTP,
    "template": TEMPLATE,
    "cloudinit": CLOUDINIT,
}


class StubProvider(Provider):  # type: ignore[misc]
    """One of the stand-ins."""

    def __init__(self, name: str) -> None:
        """Offer what the catalog of that name holds."""
        catalog = CATALOGS[name]
        # A type named as its provider (external, http) has no part of its own
        own_types = [*catalog.resources, *catalog.data] == [name]
        self.name = name
        self.prefix = name if own_types else f"{name}_"
        self.resources = [self._resource(kind, spec) for kind, spec in catalog.resources.items()]
        self.data = [self._data_source(kind, spec) for kind, spec in catalog.data.items()]

    def get_model_prefix(self) -> str:
        """Return what the type names begin with."""
        return self.prefix

    def full_name(self) -> str:
        """Return the provider's address."""
        return f"registry.terraform.io/hashicorp/{self.name}"

    def get_provider_schema(self, diags: Any) -> Any:
        """Return a schema without settings."""
        return Schema(version=0, attributes=[])

    def validate_config(self, diags: Any, config: State) -> None:
        """Accept everything."""

    def configure_provider(self, diags: Any, config: State) -> None:
        """Take no settings."""

    def get_resources(self) -> list[Any]:
        """Return the resource classes."""
        return self.resources

    def get_data_sources(self) -> list[Any]:
        """Return the data source classes."""
        return self.data

    def _resource(self, kind: str, spec: Spec) -> Any:
        name = kind.removeprefix(self.prefix)

        class StubResource(Resource):  # type: ignore[misc]
            def __init__(self, provider: Provider) -> None:
                pass

            @classmethod
            def get_name(cls) -> str:
                return name

            @classmethod
            def get_schema(cls) -> Any:
                return spec.schema()

            def create(self, ctx: Any, planned: State) -> State | None:
                return _computed(spec, kind, ctx, planned)

            def read(self, ctx: Any, current: State) -> State:
                return current

            def update(self, ctx: Any, current: State, planned: State) -> State:
                return planned

            def delete(self, ctx: Any, current: State) -> None:
                return None

        return StubResource

    def _data_source(self, kind: str, spec: Spec) -> Any:
        name = kind.removeprefix(self.prefix)

        class StubDataSource(DataSource):  # type: ignore[misc]
            def __init__(self, provider: Provider) -> None:
                pass

            @classmethod
            def get_name(cls) -> str:
                return name

            @classmethod
            def get_schema(cls) -> Any:
                return spec.schema()

            def read(self, ctx: Any, config: State) -> State | None:
                return _computed(spec, kind, ctx, config)

        return StubDataSource


def _computed(spec: Spec, kind: str, ctx: Any, state: State) -> State | None:
    try:
        return spec.compute(state)
    except Exception as error:  # noqa: BLE001  (Terraform shows it, with the address)
        ctx.diagnostics.add_error(f"{kind} failed", repr(error))
        return None
