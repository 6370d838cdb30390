"""Asking the real Terraform and an emulated AWS, offline."""
