"""Values of variables from files."""

from pathlib import Path

import pytest

from converter.findings import FindingError
from converter.hcl import SourceReader, read_tfvars
from tests.hcl.trees import sexpr


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def test_order(tmp_path: Path) -> None:
    root = tmp_path / "root"
    _write(
        root,
        {
            "terraform.tfvars": "a = 1\nb = 1\nc = 1\nd = 1\ne = 1\n",
            "terraform.tfvars.json": '{"b": 2, "c": 2, "d": 2, "e": 2}',
            "z.auto.tfvars": "d = 4\ne = 4\n",
            "a.auto.tfvars.json": '{"c": 3, "d": 3, "e": 3}',
            "other.tfvars": "a = 99\n",
        },
    )
    _write(tmp_path / "elsewhere", {"x.tfvars": "e = 5\n"})
    values = read_tfvars(SourceReader(root), ".", [tmp_path / "elsewhere" / "x.tfvars"])
    assert {name: (sexpr(v.expression), v.span.file) for name, v in values.items()} == {
        "a": ("1", "terraform.tfvars"),
        "b": ("2", "terraform.tfvars.json"),
        "c": ("3", "a.auto.tfvars.json"),
        "d": ("4", "z.auto.tfvars"),
        "e": ("5", "../elsewhere/x.tfvars"),
    }
    assert set(read_tfvars(SourceReader(root), ".", automatic=False)) == set()


def test_a_value_is_a_pair(tmp_path: Path) -> None:
    _write(tmp_path, {"terraform.tfvars": "\na = [1]\n"})
    expression, span = read_tfvars(SourceReader(tmp_path), ".")["a"]
    assert sexpr(expression) == "(tuple 1)"
    assert (span.start.line, span.end.column) == (2, 8)


def test_strings_in_json_are_plain_text(tmp_path: Path) -> None:
    _write(tmp_path, {"terraform.tfvars.json": '{"a": "${b}", "c": {"d": [null, true, 1.50, "%{ if"]}}'})
    values = read_tfvars(SourceReader(tmp_path), ".")
    assert sexpr(values["a"].expression) == '"${b}"'
    assert sexpr(values["c"].expression) == '(object (= "d" (tuple null true 1.50 "%{ if")))'


@pytest.mark.parametrize(
    ("name", "text", "id_"),
    [
        ("terraform.tfvars", "a {}\n", "hcl-tfvars"),
        ("terraform.tfvars", 'variable "a" {\n  default = 1\n}\n', "hcl-tfvars"),
        ("terraform.tfvars", "a = 1\na = 2\n", "hcl-duplicate-attribute"),
        ("terraform.tfvars", "a = \n", "hcl-syntax"),
        ("terraform.tfvars.json", '{"a": 1, "a": 2}', "hcl-duplicate-attribute"),
        ("terraform.tfvars.json", '{"a": }', "hcl-syntax"),
        ("terraform.tfvars.json", "1", "hcl-syntax"),
    ],
)
def test_files_that_are_wrong(tmp_path: Path, name: str, text: str, id_: str) -> None:
    _write(tmp_path, {name: text})
    with pytest.raises(FindingError) as caught:
        read_tfvars(SourceReader(tmp_path), ".")
    assert [f.id for f in caught.value.findings] == [id_]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FindingError, match="no file") as caught:
        read_tfvars(SourceReader(tmp_path), ".", [tmp_path / "none.tfvars"])
    assert caught.value.findings[0].id == "hcl-file"
