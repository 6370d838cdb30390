"""Files are read below the root and nowhere else."""

import os
from pathlib import Path

import pytest

from converter.findings import FindingError
from converter.hcl import SourceReader


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "modules" / "a").mkdir(parents=True)
    (root / "main.tf").write_bytes(b"\xef\xbb\xbfx = 1\n")
    (root / "modules" / "a" / "b.tf").write_text("y = 2\n")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "c.tf").write_text("z = 3\n")
    return root


def test_reading(root: Path) -> None:
    files = SourceReader(root)
    assert files.read("main.tf") == b"\xef\xbb\xbfx = 1\n"
    assert files.read("modules/a/../../main.tf") == files.read("main.tf")
    assert files.text_of("main.tf") == "x = 1\n"
    assert files.text_of("modules/a/b.tf") is None
    assert files.exists("modules/a/b.tf")
    assert not files.exists("modules/a")
    assert files.is_folder("modules/a")
    assert files.names("modules/a") == ("b.tf",)
    assert files.walk() == ("main.tf", "modules/a/b.tf")
    assert files.normal("modules/a/../x/") == "modules/x"


OUTSIDE = ["../secret.txt", "/etc/passwd", "modules/../../secret.txt", "../root2/x", "link", "in"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out(root: Path, path: str) -> None:
    (root / "link").symlink_to("../secret.txt")
    (root / "in").symlink_to("..")
    files = SourceReader(root)
    for reading in (files.read, files.names, files.exists, files.is_folder, files.walk):
        with pytest.raises(FindingError, match="leads out of the configuration"):
            reading(path)


def test_a_link_that_stays_inside_is_followed(root: Path) -> None:
    (root / "link.tf").symlink_to("modules/a/b.tf")
    assert SourceReader(root).read("link.tf") == b"y = 2\n"


def test_extra_folders(root: Path) -> None:
    files = SourceReader(root, extra=[root.parent / "shared"])
    assert files.read("../shared/c.tf") == b"z = 3\n"
    with pytest.raises(FindingError):
        files.read("../secret.txt")


def test_a_named_file_may_lie_anywhere(root: Path) -> None:
    files = SourceReader(root)
    path = files.allow(root.parent / "secret.txt")
    assert path == "../secret.txt"
    assert files.read(path) == b"secret"
    folder = files.allow_folder(root.parent / "shared")
    assert files.names(folder) == ("c.tf",)


@pytest.mark.parametrize(
    ("path", "summary"),
    [("none.tf", "no file none.tf"), ("modules", "no file modules"), ("a\0b", "invalid path")],
)
def test_files_that_are_not_there(root: Path, path: str, summary: str) -> None:
    with pytest.raises(FindingError, match=summary) as caught:
        SourceReader(root).read(path)
    assert caught.value.findings[0].id == "hcl-file"


def test_a_folder_that_is_not_there(root: Path) -> None:
    with pytest.raises(FindingError, match="cannot read folder none"):
        SourceReader(root).names("none")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_only_regular_files_are_read(root: Path) -> None:
    os.mkfifo(root / "pipe.tf")
    with pytest.raises(FindingError, match=r"no file pipe\.tf"):
        SourceReader(root).read("pipe.tf")


def test_bounds(root: Path) -> None:
    with pytest.raises(FindingError, match=r"main\.tf is too large"):
        SourceReader(root, max_file_size=5).read("main.tf")
    files = SourceReader(root, max_files=1)
    files.read("main.tf")
    files.read("main.tf")
    with pytest.raises(FindingError, match="configuration is too large"):
        files.read("modules/a/b.tf")
    with pytest.raises(FindingError, match="configuration is too large"):
        SourceReader(root, max_total_size=5).read("main.tf")
    with pytest.raises(FindingError, match="too many files"):
        files.walk()
