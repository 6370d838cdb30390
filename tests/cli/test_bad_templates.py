"""``tf2cfn parity`` with templates that cannot be looked at: what is wrong, where, and exit code 2."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.cli import main
from tests.parity.shop import change, copy_of_shop

NESTED = "Resources:\n  {name}:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {url}}}\n"


class Answer:
    """What the command says of the small system's copy with a folder of templates."""

    def __init__(self, shop: Path, templates: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.code = main(["parity", str(shop), "--templates", str(templates)])
        printed = capsys.readouterr()
        self.out, self.error = printed.out, printed.err


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the small system."""
    return copy_of_shop(tmp_path)


@pytest.fixture
def ask(shop: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], Answer]:
    """Run the command on the copy as it is then."""
    return lambda: Answer(shop, shop / "templates", capsys)


BROKEN: dict[str, tuple[bytes, str]] = {
    "broken YAML": (b"Resources:\n  A:\n    Type: [x\n  B: 1\n", "did not find expected ',' or ']' (line 4, column 4)"),
    "a tab": (b"Resources:\n\tA: 1\n", "(line 2, column 1)"),
    "text": (b"hello", "a template is a mapping with a Resources section"),
    "empty": (b"", "a template is a mapping with a Resources section"),
    "a list": (b"- a\n", "a template is a mapping with a Resources section"),
    "no resources": (b"Description: x\n", "a template needs a Resources section"),
    "bytes": (b"\x80\x81\xff", "cannot read dns-stack.yaml"),
    "a zero byte": (b"a\0b: 1", "dns-stack.yaml cannot be read as a template"),
    "deep": (b"Resources: " + b"[" * 100_000, "nested deeper than 200 levels"),
    "aliases": (b"Resources:\n  A: &a {Type: AWS::SNS::Topic}\n  B: *a\n", "YAML alias (line 2, column 6)"),
    "a key twice": (
        b"Resources:\n  A: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SNS::Topic}\n",
        "key A is there twice",
    ),
    "huge": (b"#" * (8 * 1024 * 1024 + 1), "cannot read dns-stack.yaml"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_template_is_told(case: str, shop: Path, ask: Callable[[], Answer]) -> None:
    content, says = BROKEN[case]
    (shop / "templates" / "dns-stack.yaml").write_bytes(content)
    answer = ask()
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.error
    assert "dns-stack.yaml" in answer.error
    assert "defect of tf2cfn" not in answer.error


def test_a_slip_is_shown_with_its_line_and_a_caret(shop: Path, ask: Callable[[], Answer]) -> None:
    (shop / "templates" / "dns-stack.yaml").write_text("Resources:\n  A:\n    Type: [x\n  B: 1\n", encoding="utf-8")
    lines = [line.strip() for line in ask().error.splitlines()]
    at = lines.index("--> dns-stack.yaml:4:4")
    assert lines[at + 1 : at + 4] == ["|", "4 |   B: 1", "|    ^"]


def test_a_slip_in_json_is_shown_too(shop: Path, ask: Callable[[], Answer]) -> None:
    (shop / "templates" / "dns-stack.json").write_text('{\n  "Resources": {\n    "A" 1\n  }\n}\n', encoding="utf-8")
    text = (shop / "templates" / "main-stack.yaml").read_text(encoding="utf-8")
    (shop / "templates" / "main-stack.yaml").write_text(text.replace("dns-stack.yaml", "dns-stack.json"), "utf-8")
    answer = ask()
    assert answer.code == 2
    assert "--> dns-stack.json:3:" in answer.error


# ---------------------------------------------------------------------------------------------- files and folders


def test_an_empty_folder(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    answer = Answer(shop, folder, capsys)
    assert answer.code == 2
    assert f"there is no main-stack.yaml in {folder}" in answer.error


def test_a_folder_that_is_not_there(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer(shop, tmp_path / "gone", capsys)
    assert answer.code == 2
    assert f"there is no folder {tmp_path / 'gone'}" in answer.error


def test_a_file_for_a_folder(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer(shop, shop / "main.tf", capsys)
    assert answer.code == 2
    assert "main.tf is a file, not the folder of the templates" in answer.error


def test_a_nested_template_that_is_not_there(shop: Path, ask: Callable[[], Answer]) -> None:
    (shop / "templates" / "dns-stack.yaml").unlink()
    answer = ask()
    assert answer.code == 2
    assert "nested stack DnsStack needs dns-stack.yaml, which is not there" in answer.error
    assert "main-stack.yaml#/Resources/DnsStack/Properties/TemplateURL" in answer.error


def test_everything_that_is_missing_is_told_at_once(shop: Path, ask: Callable[[], Answer]) -> None:
    (shop / "templates" / "dns-stack.yaml").unlink()
    (shop / "templates" / "data-stack.yaml").write_text("- x\n", encoding="utf-8")
    assert "2 errors" in ask().error


@pytest.mark.parametrize("how", ["a path", "a link"])
def test_a_nested_template_outside_of_the_folder(how: str, shop: Path, ask: Callable[[], Answer]) -> None:
    inside = shop / "templates" / "dns-stack.yaml"
    inside.rename(shop / "dns-stack.yaml")
    if how == "a link":
        inside.symlink_to(shop / "dns-stack.yaml")
    else:
        main_stack = shop / "templates" / "main-stack.yaml"
        text = main_stack.read_text(encoding="utf-8")
        main_stack.write_text(text.replace("./dns-stack.yaml", "../dns-stack.yaml"), encoding="utf-8")
    answer = ask()
    assert answer.code == 2
    assert "which is outside the folder of the templates" in answer.error


@pytest.mark.parametrize("name", ["main-stack.yaml", "dns-stack.yaml"])
def test_a_link_to_itself(name: str, shop: Path, ask: Callable[[], Answer]) -> None:
    file = shop / "templates" / name
    file.unlink()
    file.symlink_to(file)
    answer = ask()
    assert answer.code == 2
    assert name in answer.error
    assert "defect of tf2cfn" not in answer.error


def test_folders_that_are_links_in_a_circle(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "one")
    answer = Answer(shop, tmp_path / "one", capsys)
    assert answer.code == 2
    assert "there is no folder" in answer.error


def test_a_folder_may_be_a_link(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "link").symlink_to(shop / "templates")
    assert main(["parity", str(shop), "--templates", str(tmp_path / "link"), "--properties-only"]) == 0
    assert "11 of 11 properties hold" in capsys.readouterr().out


def test_a_pipe_is_no_template(shop: Path, ask: Callable[[], Answer]) -> None:
    """Nobody writes into it: reading would wait for ever."""
    (shop / "templates" / "dns-stack.yaml").unlink()
    os.mkfifo(shop / "templates" / "dns-stack.yaml")
    assert "which is not there" in ask().error


def test_a_template_that_may_not_be_read(ask: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.read_text

    def refused(self: Path, *arguments: str, **named: str) -> str:
        if self.name == "dns-stack.yaml":
            raise PermissionError(13, "Permission denied", str(self))
        return original(self, *arguments, **named)

    monkeypatch.setattr(Path, "read_text", refused)
    answer = ask()
    assert answer.code == 2
    assert "cannot read dns-stack.yaml" in answer.error
    assert "ermission denied" in answer.error


# ---------------------------------------------------------------------------------------------- circles


def test_a_stack_that_nests_itself(shop: Path, ask: Callable[[], Answer]) -> None:
    (shop / "templates" / "dns-stack.yaml").write_text(NESTED.format(name="Again", url="dns-stack.yaml"), "utf-8")
    answer = ask()
    assert (answer.code, answer.out) == (2, "")
    assert "error[parity-templates-circular]: nested stacks lead in a circle" in answer.error
    assert "dns-stack.yaml → dns-stack.yaml" in answer.error


def test_stacks_that_nest_each_other(shop: Path, ask: Callable[[], Answer]) -> None:
    (shop / "templates" / "dns-stack.yaml").write_text(NESTED.format(name="Up", url="./main-stack.yaml"), "utf-8")
    answer = ask()
    assert answer.code == 2
    assert "main-stack.yaml → dns-stack.yaml → main-stack.yaml" in answer.error
    assert "dns-stack.yaml#/Resources/Up/Properties/TemplateURL" in answer.error


def test_one_template_in_two_places_is_no_circle(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(shop / "templates" / "main-stack.yaml", "Resources:\n",
           "Resources:\n  Twice:\n    Type: AWS::CloudFormation::Stack\n"
           "    Properties: {TemplateURL: ./network-stack.yaml}\n")  # fmt: skip
    main(["parity", str(shop), "--templates", str(shop / "templates"), "--properties-only"])
    assert "circle" not in capsys.readouterr().err
