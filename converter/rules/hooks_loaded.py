"""Importing this module registers every finish hook."""

from converter.rules.hooks import buckets, network, pipelines, policies

__all__ = ["buckets", "network", "pipelines", "policies"]
