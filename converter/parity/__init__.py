"""The verifier: whether templates keep what the Terraform configuration promises. It does not trust the converter."""
