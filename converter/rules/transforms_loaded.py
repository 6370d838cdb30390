"""Importing this module registers every transform."""

from converter.rules.transforms import documents, forms, network, secrets

__all__ = ["documents", "forms", "network", "secrets"]
