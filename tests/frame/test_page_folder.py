"""Folders of generated pages: what is stale is seen and mended."""

from __future__ import annotations

from pathlib import Path

from scripts.page_folder import PageFolder


def test_stale_pages_are_seen_and_mended(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path / "pages", lambda: {"README.md": "all\n", "one.md": "1\n"})
    assert folder.stale() == ["README.md", "one.md"]
    folder.write()
    assert folder.stale() == []
    (folder.path / "README.md").write_text("edited by hand\n", encoding="utf-8")
    (folder.path / "gone.md").write_text("no longer generated\n", encoding="utf-8")
    (folder.path / "data.csv").write_text("not ours\n", encoding="utf-8")
    assert folder.stale() == ["README.md", "gone.md"]
    folder.write()
    assert folder.stale() == []
    assert sorted(path.name for path in folder.path.iterdir()) == ["README.md", "data.csv", "one.md"]
    assert (folder.path / "README.md").read_text(encoding="utf-8") == "all\n"
