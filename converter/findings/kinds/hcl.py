"""Findings of the room hcl: reading Terraform files."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind

ROWS = (
    FindingKind(
        "hcl-duplicate-attribute",
        "An argument is set twice",
        "A block sets the same argument more than once, and Terraform refuses to choose between the two.",
        "Remove one of the two.",
    ),
    FindingKind(
        "hcl-file",
        "A file cannot be read",
        "A file that the configuration names is missing, unreadable, or outside the folders that may be read. A "
        "configuration is untrusted: it reaches no file beyond its own root folder.",
        "Correct the path, or move the file below the root folder.",
    ),
    FindingKind(
        "hcl-invalid-escape",
        "Unknown escape sequence",
        "A quoted string holds a backslash sequence that Terraform does not know.",
        r"Use one of `\n`, `\r`, `\t`, `\"`, `\\`, `\uNNNN`, `\UNNNNNNNN`, or double the backslash.",
    ),
    FindingKind(
        "hcl-syntax",
        "Syntax error",
        "The file is not valid Terraform syntax at the place shown.",
        "Correct the text there. `terraform fmt` finds the same errors.",
    ),
    FindingKind(
        "hcl-tfvars",
        "A file of variable values holds something else",
        "`.tfvars` files hold only `name = value`; blocks belong in `.tf` files.",
        "Write the value with `=`, or move the block to a `.tf` file.",
    ),
)
