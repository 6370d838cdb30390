"""The resource types of the emulated CloudFormation: rows of data, and what carries a row out.

A row (``rows/*.yaml``) names a service, its operations, the identifier and the attributes. Property names reach the
members of an operation through botocore's own model of it (``shapes.py``), so that nothing here repeats what the
converter's tables know: it imports nothing of ``converter`` and reads nothing of ``mappings``.
"""
