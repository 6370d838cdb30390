"""Nothing outside of the root is read, and nothing that is not a file is waited for."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.robustness.commands import convert, lay_out

_OUTPUT = 'output "o" {\n  value = 1\n}\n'
_CALL = 'module "m" {\n  source = "%s"\n}\n'
_OUTSIDE = "what-stands-outside"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lay_out(tmp_path, {"secret.txt": _OUTSIDE, "outside/main.tf": f'output "x" {{\n  value = "{_OUTSIDE}"\n}}\n'})
    return lay_out(tmp_path / "root", {"inside.txt": "x"})


@pytest.mark.parametrize(
    "path", ["../secret.txt", "ABSOLUTE", "link", "folder/secret.txt", "inside.txt/../../secret.txt"]
)
@pytest.mark.parametrize(
    "call", ['file("%s")', 'filemd5("%s")', 'filebase64("%s")', 'templatefile("%s", {})', 'fileexists("%s")']
)
def test_functions_stay_inside(call: str, path: str, root: Path, tmp_path: Path) -> None:
    (root / "link").symlink_to("../secret.txt")
    (root / "folder").symlink_to("..")
    text = call % path.replace("ABSOLUTE", str(tmp_path / "secret.txt"))
    lay_out(root, {"main.tf": 'output "o" {\n  value = ' + text + "\n}\n"})
    outcome = convert(root, tmp_path / "out")
    assert outcome.code == 2
    assert _OUTSIDE not in outcome.text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("source", ["../outside", "./link", "./a/../../outside"])
def test_modules_stay_inside(source: str, root: Path, tmp_path: Path) -> None:
    (root / "link").symlink_to("../outside")
    lay_out(root, {"main.tf": _CALL % source})
    outcome = convert(root, tmp_path / "out")
    assert outcome.code == 2
    assert "leads out of the configuration" in outcome.text
    assert _OUTSIDE not in outcome.text


@pytest.mark.parametrize(
    "manifest",
    [
        "nonsense", "[]", "{}", '{"Modules": 3}', '{"Modules": [3]}', '{"Modules": [{"Key": 1}]}', b"\xff",
        "[" * 100_000,
        '{"Modules": [{"Key": "m", "Dir": 3}]}', json.dumps({"Modules": [{"Key": "m", "Dir": "../outside"}]}),
        json.dumps({"Modules": [{"Key": "m", "Dir": "/etc"}]}), json.dumps({"Modules": [{"Key": "m", "Dir": "\0"}]}),
    ],
)  # fmt: skip
def test_list_of_installed_modules(manifest: str | bytes, root: Path, tmp_path: Path) -> None:
    lay_out(root, {"main.tf": _CALL % "terraform-aws-modules/vpc/aws", ".terraform/modules/modules.json": manifest})
    outcome = convert(root, tmp_path / "out")
    assert outcome.code == 2
    assert "error[" in outcome.text


def _socket(path: Path) -> None:
    short = socket.socket(socket.AF_UNIX)
    folder = os.open(path.parent, os.O_RDONLY)
    short.bind(f"/proc/self/fd/{folder}/{path.name}")
    os.close(folder)
    short.close()


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "nowhere": lambda path: path.symlink_to("nowhere"),
    "itself": lambda path: path.symlink_to(path.name),
    "socket": _socket,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["x.tf", "terraform.tfvars", "x.auto.tfvars.json", "tf2cfn.toml", "read.txt"])
def test_what_is_no_file(kind: str, name: str, root: Path, tmp_path: Path) -> None:
    if kind == "socket" and not Path("/proc/self/fd").is_dir():
        pytest.skip("no short name for a socket")
    lay_out(root, {"main.tf": _OUTPUT.replace("1", 'try(file("read.txt"), 1)')})
    KINDS[kind](root / name)
    assert convert(root, tmp_path / "out").code in {0, 2}


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_named_file_of_values_that_is_none(kind: str, root: Path, tmp_path: Path) -> None:
    lay_out(root, {"main.tf": _OUTPUT})
    KINDS[kind](tmp_path / "given.tfvars")
    assert convert(root, tmp_path / "out", "--var-file", str(tmp_path / "given.tfvars")).code == 2


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_file(root: Path, tmp_path: Path) -> None:
    lay_out(root, {"main.tf": _OUTPUT})
    (root / "main.tf").chmod(0)
    assert convert(root, tmp_path / "out").code == 2


def test_module_that_contains_itself(root: Path, tmp_path: Path) -> None:
    lay_out(root, {"main.tf": _CALL % "./a", "a/main.tf": _CALL % "../b", "b/main.tf": _CALL % "../a"})
    assert "calls itself" in convert(root, tmp_path / "out").text
    lay_out(root, {"main.tf": _CALL % "./c"})
    (root / "c").symlink_to(".")
    assert "nested too deeply" in convert(root, tmp_path / "out").text


def test_module_calls_that_multiply(root: Path, tmp_path: Path) -> None:
    both = (_CALL % "./n").replace('"m"', '"n"') + _CALL % "./n"
    lay_out(root, {"n/" * level + "main.tf": both for level in range(20)} | {"n/" * 20 + "main.tf": _OUTPUT})
    assert "too many module calls" in convert(root, tmp_path / "out").text


def test_module_instances_that_multiply(root: Path, tmp_path: Path) -> None:
    counted = 'module "n" {\n  source = "./n"\n  count  = 1000\n}\n'
    lay_out(root, {"n/" * level + "main.tf": counted for level in range(5)} | {"n/" * 5 + "main.tf": _OUTPUT})
    assert "too many module instances" in convert(root, tmp_path / "out").text


def test_names_that_are_no_text(root: Path, tmp_path: Path) -> None:
    lay_out(root, {"main.tf": _OUTPUT, "a\nb\x1b[31m.tf": "x = \n"})
    (root / os.fsdecode(b"\xff\xfe.tf")).write_text("x = \n")
    outcome = convert(root, tmp_path / "out")
    assert outcome.code == 2
    assert "\x1b[31m" not in outcome.text


def test_folder_with_very_many_files(root: Path, tmp_path: Path) -> None:
    for number in range(10_001):
        (root / f"f{number}.tf").touch()
    assert "too many files" in convert(root, tmp_path / "out").text
