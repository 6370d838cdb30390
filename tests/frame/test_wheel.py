"""The wheel holds the package and its data, and the code finds the data from there."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from converter import __version__
from tests.frame.checkout import ROOT

DATA = "converter/_mappings/"
PROBE = """
import sys
sys.path.insert(0, sys.argv[1])
import converter
from converter.mappings_folder import mappings_folder
print(converter.__file__)
print(mappings_folder())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_the_package_the_mappings_and_nothing_else(wheel: Path) -> None:
    assert wheel.name == f"tf2cfn-{__version__}-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {"converter", f"tf2cfn-{__version__}.dist-info"}
    committed = {path.relative_to(ROOT / "mappings").as_posix() for path in (ROOT / "mappings").rglob("*.*")}
    assert {name.removeprefix(DATA) for name in names if name.startswith(DATA)} == committed
    assert committed
    assert f"tf2cfn-{__version__}.dist-info/licenses/LICENSE" in names


def test_the_command_is_tf2cfn(unpacked: Path) -> None:
    entry_points = (unpacked / f"tf2cfn-{__version__}.dist-info" / "entry_points.txt").read_text(encoding="utf-8")
    assert "tf2cfn = converter.cli:main" in entry_points


def test_the_mappings_are_found_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-c", PROBE, str(unpacked)]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    package, mappings = map(Path, output.splitlines())
    assert package == unpacked / "converter" / "__init__.py"
    assert mappings == unpacked / DATA
    assert (mappings / "provider").is_dir()
