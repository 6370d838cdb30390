"""Trees kept between runs."""

import gc
import os
from pathlib import Path

import pytest

from converter.findings import FindingError
from converter.hcl import cache, parse_file, parser

TEXT = b'resource "a" "b" {\n  c = "${d}-x"\n  e = [1.5, true, null]\n}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TF2CFN_CACHE", raising=False)
    monkeypatch.setenv("TF2CFN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ast"))


def test_the_second_reading_does_not_parse(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = parse_file(TEXT, "x.tf")
    assert len(_entries(folder)) == 1
    monkeypatch.setattr(parser, "parse_file_leniently", None)
    assert parse_file(TEXT, "x.tf") == first
    assert gc.isenabled()


def test_text_and_bytes_are_one_source(folder: Path) -> None:
    assert parse_file(TEXT.decode(), "x.tf") == parse_file(TEXT, "x.tf")
    assert len(_entries(folder)) == 1


def test_another_path_is_another_tree(folder: Path) -> None:
    assert parse_file(TEXT, "x.tf") != parse_file(TEXT, "y.tf")
    assert len(_entries(folder)) == 2


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x80\x05N."])
def test_a_broken_entry_is_written_anew(folder: Path, junk: bytes) -> None:
    first = parse_file(TEXT, "x.tf")
    (entry,) = _entries(folder)
    good = entry.read_bytes()
    entry.write_bytes(junk)
    assert parse_file(TEXT, "x.tf") == first
    assert entry.read_bytes() == good


def test_files_with_errors_are_not_kept(folder: Path) -> None:
    for _ in range(2):
        with pytest.raises(FindingError):
            parse_file("a = ", "x.tf")
    assert _entries(folder) == []


@pytest.mark.parametrize("word", ["off", "0", "OFF", "false"])
def test_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    parse_file("warm = 1\n", "x.tf")
    count = len(_entries(folder))
    monkeypatch.setenv("TF2CFN_CACHE", word)
    parse_file(TEXT, "x.tf")
    assert len(_entries(folder)) == count


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_only_the_user_can_write_to_the_folder(folder: Path) -> None:
    parse_file(TEXT, "x.tf")
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert cache.cache_directory() is None


def test_a_folder_that_cannot_be_made_means_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("TF2CFN_CACHE", raising=False)
    monkeypatch.setenv("TF2CFN_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert cache.cache_directory() is None
    assert parse_file(TEXT, "x.tf").body.blocks


def test_where_the_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TF2CFN_CACHE", raising=False)
    monkeypatch.delenv("TF2CFN_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.cache_directory() == tmp_path / "tf2cfn"


def test_no_leftovers(folder: Path) -> None:
    parse_file(TEXT, "x.tf")
    assert list(folder.glob(".new-*")) == []
