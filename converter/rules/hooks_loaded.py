"""Importing this module registers every finish hook."""

from converter.rules.hooks import (
    buckets,
    distributions,
    events,
    functions,
    instances,
    network,
    pipelines,
    policies,
    stages,
    tables,
    user_pools,
)

__all__ = [
    "buckets",
    "distributions",
    "events",
    "functions",
    "instances",
    "network",
    "pipelines",
    "policies",
    "stages",
    "tables",
    "user_pools",
]
