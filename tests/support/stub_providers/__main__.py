"""Serve one stand-in: ``python -m stub_providers NAME``, as Terraform starts it."""

from __future__ import annotations

import sys

from tf.runner import run_provider

from .provider import CATALOGS, StubProvider


def main(argv: list[str]) -> None:
    """Serve the provider named by the first argument."""
    name = argv[1] if len(argv) > 1 else ""
    if name not in CATALOGS:
        sys.exit(f"usage: python -m stub_providers {{{','.join(CATALOGS)}}}")
    run_provider(StubProvider(name), argv[1:])


if __name__ == "__main__":
    main(sys.argv)
