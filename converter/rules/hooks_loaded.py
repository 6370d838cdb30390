"""Importing this module registers every finish hook."""

from converter.rules.hooks import (
    buckets,
    compute_environments,
    distributions,
    events,
    functions,
    identity_pools,
    instances,
    network,
    pipelines,
    policies,
    redshift_clusters,
    snapshot_schedules,
    stages,
    tables,
    user_pools,
)

__all__ = [
    "buckets",
    "compute_environments",
    "distributions",
    "events",
    "functions",
    "identity_pools",
    "instances",
    "network",
    "pipelines",
    "policies",
    "redshift_clusters",
    "snapshot_schedules",
    "stages",
    "tables",
    "user_pools",
]
