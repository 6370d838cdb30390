"""Terraform source files → a typed syntax tree with exact spans.

The entry points are :func:`read_module` and :func:`read_tfvars` for folders, :func:`parse_file` for one text. Nothing
is evaluated here.
"""

from converter.hcl.configuration import ModuleSource, is_configuration_file, read_module, read_module_leniently
from converter.hcl.json_syntax import blocks_of, parse_json_file, parse_json_values
from converter.hcl.parser import parse_expression, parse_file, parse_file_leniently, parse_template
from converter.hcl.sources import SourceReader
from converter.hcl.suppressions import suppressions
from converter.hcl.tfvars import TfvarsValue, read_tfvars, tfvars_paths
from converter.hcl.unparse import unparse

__all__ = [
    "ModuleSource",
    "SourceReader",
    "TfvarsValue",
    "blocks_of",
    "is_configuration_file",
    "parse_expression",
    "parse_file",
    "parse_file_leniently",
    "parse_json_file",
    "parse_json_values",
    "parse_template",
    "read_module",
    "read_module_leniently",
    "read_tfvars",
    "suppressions",
    "tfvars_paths",
    "unparse",
]
