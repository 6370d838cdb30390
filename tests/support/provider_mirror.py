"""The filesystem mirror of providers that ``terraform init -plugin-dir`` reads.

Only the AWS provider is the real one; the small utility providers are stood in for by ``stub_providers``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .stub_providers.versions import VERSIONS

NAMESPACE = Path("registry.terraform.io", "hashicorp")
ENVIRONMENT_VARIABLE = "TF2CFN_PROVIDER_MIRROR"

_SUPPORT = Path(__file__).resolve().parent
_WELL_KNOWN = (
    Path("/opt"),
    Path("/usr/share/terraform/plugins"),
    Path("/usr/local/share/terraform/plugins"),
    Path("~/.terraform.d/plugins"),
)
_LAUNCHER = """\
#!/bin/sh
PYTHONPATH='{support}' exec '{python}' -m stub_providers {name} "$@"
"""


def find_provider_mirror() -> Path | None:
    """Return the folder that holds ``registry.terraform.io/hashicorp/aws``, or None.

    The environment variable decides alone where it is set.
    """
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    bases = [Path(chosen)] if chosen else [path.expanduser() for path in _WELL_KNOWN]
    for base in bases:
        for folder in (base, *sorted(base.glob("*")), *sorted(base.glob("*/*"))):
            if next(provider_binaries(folder, "aws"), None):
                return folder
    return None


def provider_binaries(mirror: Path, name: str = "*") -> Iterator[Path]:
    """Yield the unpacked provider programs of a mirror."""
    pattern = str(NAMESPACE / name / "*" / "*" / "terraform-provider-*")
    for path in sorted(mirror.glob(pattern)):
        if path.is_file() and os.access(path, os.X_OK):
            yield path


def complete_mirror(real: Path, out: Path) -> Path:
    """Lay out in ``out`` the providers of ``real`` by link, with the stand-ins beside them."""
    platforms = set()
    taken = set()
    for binary in provider_binaries(real):
        link = out / binary.relative_to(real)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(binary)
        platforms.add(binary.parent.name)
        taken.add(binary.parents[2].name)
    for name, versions in VERSIONS.items():
        if name in taken:
            continue
        for version in versions:
            for platform in platforms:
                _write_launcher(out / NAMESPACE / name / version / platform, name, version)
    return out


def _write_launcher(folder: Path, name: str, version: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / f"terraform-provider-{name}_v{version}"
    program.write_text(_LAUNCHER.format(support=_SUPPORT, python=sys.executable, name=name))
    program.chmod(0o755)
