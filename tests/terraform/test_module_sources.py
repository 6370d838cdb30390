"""Modules that lie outside the root: installed ones, vendored ones, and folders laid out by source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.findings import Findings
from converter.project_configuration import load_configuration
from converter.terraform.loading import Project, load
from converter.terraform.module_sources import ModuleFolders, Vendored, split_source

CALL = 'module "net" {\n  source = "%s"\n%s}\n'
SOURCE = "example/net/aws"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


def lay_out(folder: Path, says: str) -> Path:
    """A module's folder whose one output says which it is."""
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(f'output "which" {{\n  value = "{says}"\n}}\n', encoding="utf-8")
    return folder


def loaded(root: Path, source: str, version: str, folders: ModuleFolders) -> tuple[Project, Findings]:
    (root / "main.tf").write_text(CALL % (source, f'  version = "{version}"\n' if version else ""), encoding="utf-8")
    findings = Findings()
    project = load(root, findings, modules=folders)
    assert project is not None
    return project, findings


def folder_of(root: Path, source: str, version: str, folders: ModuleFolders) -> str:
    """The folder of the called module, from the root's parent."""
    project, findings = loaded(root, source, version, folders)
    assert not findings.errors, [f.summary for f in findings]
    return (root / project.root.children["net"].config.directory).resolve().relative_to(root.parent).as_posix()


@pytest.mark.parametrize(
    ("constraint", "version"), [("", "2.10.0"), ("~> 1.0", "1.4.2"), (">= 2.0, < 2.10", "2.9.1"), ("1.4.2", "1.4.2")]
)
def test_the_newest_version_that_the_call_allows(root: Path, constraint: str, version: str) -> None:
    for known in ("1.4.2", "2.9.1", "2.10.0", "notes"):
        lay_out(root.parent / "vendor" / SOURCE / known, known)
    folders = ModuleFolders((root.parent / "vendor",))
    assert folder_of(root, SOURCE, constraint, folders) == f"vendor/{SOURCE}/{version}"


def test_a_folder_below_the_module(root: Path) -> None:
    lay_out(root.parent / "vendor" / SOURCE / "1.0.0" / "modules" / "inner", "inner")
    folders = ModuleFolders((root.parent / "vendor",))
    assert folder_of(root, f"{SOURCE}//modules/inner", "", folders) == f"vendor/{SOURCE}/1.0.0/modules/inner"


def test_no_version_that_the_call_allows(root: Path) -> None:
    lay_out(root.parent / "vendor" / SOURCE / "1.0.0", "old")
    _, findings = loaded(root, SOURCE, "~> 2.0", ModuleFolders((root.parent / "vendor",)))
    (problem,) = findings.errors
    assert (problem.id, problem.summary) == ("terraform-module-source", "module 'net' is not installed")
    assert "~> 2.0" in problem.detail
    assert "terraform init" in problem.detail
    assert "--modules" in problem.detail


def test_a_vendored_module_comes_first(root: Path) -> None:
    lay_out(root.parent / "vendor" / SOURCE / "1.0.0", "laid out")
    kept = lay_out(root.parent / "kept", "kept")
    folders = ModuleFolders((root.parent / "vendor",), (Vendored(SOURCE, "1.0.0", kept),))
    assert folder_of(root, SOURCE, "~> 1.0", folders) == "kept"


def test_a_vendored_version_that_does_not_fit(root: Path) -> None:
    lay_out(root.parent / "vendor" / SOURCE / "2.0.0", "laid out")
    kept = lay_out(root.parent / "kept", "kept")
    folders = ModuleFolders((root.parent / "vendor",), (Vendored(SOURCE, "1.0.0", kept),))
    assert folder_of(root, SOURCE, "~> 2.0", folders) == f"vendor/{SOURCE}/2.0.0"


def test_a_repository(root: Path) -> None:
    source = "git::https://example.org/net.git//modules/inner?ref=v1"
    kept = lay_out(root.parent / "kept" / "modules" / "inner", "kept").parents[1]
    folders = ModuleFolders((), (Vendored("git::https://example.org/net.git?ref=v1", "", kept),))
    assert folder_of(root, source, "", folders) == "kept/modules/inner"


def test_a_local_path_into_an_admitted_folder(root: Path) -> None:
    lay_out(root.parent / "shared" / "net", "shared")
    assert folder_of(root, "../shared/net", "", ModuleFolders((root.parent / "shared",))) == "shared/net"
    _, findings = loaded(root, "../shared/net", "", ModuleFolders())
    assert [f.summary for f in findings.errors] == ["path ../shared/net leads out of the configuration"]


def test_what_terraform_installed_comes_before_all(root: Path) -> None:
    lay_out(root / ".terraform" / "modules" / "net", "installed")
    entries = [{"Key": "net", "Source": SOURCE, "Version": "1.0.0", "Dir": ".terraform/modules/net"}]
    (root / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": entries}))
    lay_out(root.parent / "vendor" / SOURCE / "1.0.0", "laid out")
    folders = ModuleFolders((root.parent / "vendor",))
    assert folder_of(root, SOURCE, "", folders) == "root/.terraform/modules/net"


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("a/b/c", ("a/b/c", "")),
        ("a/b/c//d/e", ("a/b/c", "d/e")),
        ("git::https://x.org/r.git//d?ref=1", ("git::https://x.org/r.git?ref=1", "d")),
        ("https://x.org/r.zip", ("https://x.org/r.zip", "")),
    ],
)
def test_the_parts_of_a_source(source: str, parts: tuple[str, str]) -> None:
    assert split_source(source) == parts


def test_what_the_project_says(root: Path) -> None:
    text = (
        '[modules]\nfolders = ["shared"]\n\n'
        '[[modules.vendored]]\nsource = "a/b/c"\nversion = "1.0.0"\nfolder = "kept"\n'
    )
    (root.parent / "tf2cfn.toml").write_text(text)
    findings = Findings()
    folders = load_configuration(root, findings).modules
    assert not list(findings)
    assert [path.resolve() for path in folders.admitted] == [root.parent / "shared"]
    (vendored,) = folders.vendored
    assert (vendored.source, vendored.version, vendored.folder.resolve()) == ("a/b/c", "1.0.0", root.parent / "kept")


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ('[modules]\nfolders = "shared"\n', "modules.folders: expected a list of folders"),
        (
            '[[modules.vendored]]\nsource = "a/b/c"\n',
            "modules.vendored.0: a module needs `source` and `folder`, both text",
        ),
        (
            '[[modules.vendored]]\nsource = "a/b/c"\nfolder = "x"\nversion = "~> 1"\n',
            "modules.vendored.0.version: expected a version, as in 5.21.0",
        ),
    ],
)
def test_what_the_project_says_wrongly(root: Path, text: str, summary: str) -> None:
    (root / "tf2cfn.toml").write_text(text)
    findings = Findings()
    load_configuration(root, findings)
    assert [f.summary for f in findings] == [summary]
