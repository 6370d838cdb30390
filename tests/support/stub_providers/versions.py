"""The releases that the stand-ins claim to be: a current one, and an old one that older roots ask for."""

from __future__ import annotations

VERSIONS: dict[str, tuple[str, ...]] = {
    "random": ("3.7.2", "2.3.1"),
    "null": ("3.2.4", "2.1.2"),
    "time": ("0.13.1", "0.9.1"),
    "archive": ("2.7.1",),
    "local": ("2.5.3", "1.4.0"),
    "tls": ("4.1.0", "3.4.0"),
    "external": ("2.3.5",),
    "http": ("3.5.0",),
    "template": ("2.2.0",),
    "cloudinit": ("2.3.7",),
}
