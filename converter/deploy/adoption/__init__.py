"""Adoption: what Terraform made becomes the stacks' own, without making anything again.

A state and a conversion in; out come import lists, templates for the import, and what is still to be done.
"""
