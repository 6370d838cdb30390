"""Offline stand-ins for Terraform's small utility providers, served with the PyPI package ``tf``.

Argument names, optional and computed flags, sensitive marks and defaults follow the public documentation.  In a plan
every computed value of a managed resource is unknown, as with the real providers.  Data sources that the real
provider reads while planning are really read, except the two that need a network.
"""
