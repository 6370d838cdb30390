"""A real plan in the place of our evaluation."""
