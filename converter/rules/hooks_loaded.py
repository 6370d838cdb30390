"""Importing this module registers every finish hook."""

from converter.rules.hooks import network, policies

__all__ = ["network", "policies"]
