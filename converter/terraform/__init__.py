"""Terraform: the module tree, its evaluation, and what a plan says."""
