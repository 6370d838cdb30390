"""Importing this module registers every transform."""

from converter.rules.transforms import buckets, caches, documents, forms, network, objects, secrets, wrapping

__all__ = ["buckets", "caches", "documents", "forms", "network", "objects", "secrets", "wrapping"]
