"""What moto does not do of Athena's databases: they are those of the account's Glue catalog.

https://docs.aws.amazon.com/athena/latest/ug/create-database.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.athena.models import AthenaBackend
from moto.glue.models import glue_backends

from .patch import Patch


def run_definition(original: Callable[[AthenaBackend, str, Any], None]) -> Any:
    """Make and drop the database in the catalog too; as moto, read nothing of a query but its name."""

    def process(backend: AthenaBackend, query: str, context: Any) -> None:
        original(backend, query, context)
        catalog = glue_backends[backend.account_id][backend.region_name]
        if made := backend._CREATE_DB_PATTERN.match(query):
            name = made.group(1).lower()
            if name not in catalog.databases:
                catalog.create_database(name, {"Name": name})
        elif dropped := backend._DROP_DB_PATTERN.match(query):
            catalog.databases.pop(dropped.group(1).lower(), None)

    return process


PATCHES = (Patch("a database of Athena is in no catalog", AthenaBackend, "_process_ddl", run_definition),)
