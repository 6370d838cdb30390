"""The grammar that python-hcl2 ships and how it is mended."""

import importlib.resources
from pathlib import Path

import pytest

from converter.hcl import grammar


def test_every_replacement_fits() -> None:
    text = grammar.grammar_text()
    assert "(MINUS | NOT) unary_expr" in text


def test_another_grammar_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "hcl2.lark").write_text("start : body\n")
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path)
    with pytest.raises(grammar.GrammarError, match=r"install python-hcl2==8\.1"):
        grammar.grammar_text()


def test_a_broken_table_file_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TF2CFN_CACHE", raising=False)
    monkeypatch.setenv("TF2CFN_CACHE_DIR", str(tmp_path))
    make = grammar._parser.__wrapped__
    make()
    (file,) = tmp_path.glob("grammar-*.lark")
    file.write_bytes(file.read_bytes()[:100])
    make()
    assert len(file.read_bytes()) > 100_000
