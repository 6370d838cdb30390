"""Terraform applied into one emulated account and the converted stacks deployed into another look the same from outside."""
