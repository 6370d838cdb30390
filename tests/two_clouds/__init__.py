"""Terraform in one emulated account, and what it is converted to in another: they look the same from outside."""
