"""What the tests of the room share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terraform.small_roots import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder for small configurations."""
    return Folder(tmp_path)
