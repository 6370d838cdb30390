"""Importing this module registers every transform."""

from converter.rules.transforms import (
    blocks,
    buckets,
    caches,
    documents,
    forms,
    functions,
    instances,
    network,
    objects,
    openapi,
    secrets,
    stages,
    streams,
    system_documents,
    tables,
    wrapping,
)

__all__ = [
    "blocks",
    "buckets",
    "caches",
    "documents",
    "forms",
    "functions",
    "instances",
    "network",
    "objects",
    "openapi",
    "secrets",
    "stages",
    "streams",
    "system_documents",
    "tables",
    "wrapping",
]
