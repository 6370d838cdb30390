"""What is known of nested blocks beyond the provider's schema speaks of blocks that the schema has."""

from __future__ import annotations

from converter.terraform.nested_objects import filled_in_blocks
from converter.terraform.provider_schema import ProviderSchema


def test_filled_in_blocks_are_blocks_of_the_provider() -> None:
    provider = ProviderSchema.load()
    for name, blocks in filled_in_blocks().items():
        schema = provider.resource(name)
        assert schema is not None, name
        assert blocks <= schema.blocks.keys(), name
